"""Staff's page about the roster: who ought to be on the portal, and is listed, silent or unknown."""

from typing import Any

from indexer.counts.dimensions import ALL, NOT_STATED
from indexer.counts.supply import Supply
from indexer.quality.coverage import Coverage, Figures, Standing
from indexer.values.topics import INTERESTS
from portal.file import File
from portal.staff_scene import StaffScene, step

STATUSES = {
    "listed": "Listed",
    "silent": "Silent",
    "unknown": "Unknown",
}
_ORDER = ("unknown", "silent", "listed")
_MANY = 400
"""Organisations that the page names; the feed has all."""


def coverage_page(scene: StaffScene) -> File:
    """The roster by area and by interest, beside what there is; then organisation by organisation."""
    covered = scene.material.coverage
    if covered is None:
        return scene.page("coverage.html", "coverage/", title="Coverage", on=False)
    keys = [interest.key for interest in INTERESTS]
    whole = covered.of()
    standings = sorted(covered.standings, key=lambda one: (_ORDER.index(one.status), one.entry.name.casefold()))
    return scene.page(
        "coverage.html",
        "coverage/",
        title="Coverage",
        on=True,
        figures=[
            (STATUSES[name], scene.language.number(getattr(whole, name)), words)
            for name, words in (
                ("listed", "on the portal with something to come"),
                ("silent", "listed before or read, but nothing to come"),
                ("unknown", "no source of ours reads them"),
            )
        ],
        tables=[
            _table(scene, covered, "area", "By area", "Area", (*scene.areas, NOT_STATED)),
            _table(scene, covered, "interest", "By interest", "Interest", (*keys, NOT_STATED)),
        ],
        organisations=[_row(one, scene) for one in standings[:_MANY]],
        more=max(0, len(standings) - _MANY),
        problems=covered.problems,
    )


def coverage_rows(covered: Coverage, supply: Supply) -> list[tuple[Any, ...]]:
    """Rows of COVERAGE."""
    return [
        (
            area,
            interest,
            one.listed,
            one.silent,
            one.unknown,
            supply.total(area=area, interest=interest).opportunities,
        )
        for (area, interest), one in sorted(covered.figures.items(), key=lambda item: _order(*item[0]))
    ]


def roster_rows(covered: Coverage) -> list[tuple[Any, ...]]:
    """Rows of ROSTER."""
    return [
        (
            one.entry.row,
            one.entry.name,
            one.entry.host or None,
            one.entry.type or None,
            one.entry.area,
            ";".join(one.entry.interests) or None,
            one.status,
            one.opportunities,
            one.provider,
            one.how,
            one.perhaps,
        )
        for one in covered.standings
    ]


def _tells(figures: Figures, offered: int) -> tuple[str, str]:
    """What an area or an interest tells, as a word for CSS and as words."""
    if not figures.all:
        return "", "nobody on the roster"
    if not offered:
        if figures.unknown:
            return "unsure", "nothing known, and not everybody is read"
        return "gap", "a gap in what is offered: all are read"
    if figures.unknown * 2 > figures.all:
        return "unsure", "most are not read"
    return "", "all are read" if not figures.unknown else ""


def _table(
    scene: StaffScene, covered: Coverage, what: str, title: str, first: str, values: tuple[str, ...]
) -> dict[str, Any]:
    rows = []
    for value in values:
        asked = {what: value}
        figures = covered.of(**asked)
        offered = scene.material.supply.total(**asked).opportunities
        if value == NOT_STATED and not figures.all:
            continue
        state, words = _tells(figures, offered)
        rows.append(_figures_row(scene, scene.name(value), figures, offered, state, words))
    whole = covered.of()
    offered = scene.material.supply.total().opportunities
    return {
        "id": what,
        "title": title,
        "first": first,
        "rows": rows,
        "whole": _figures_row(scene, "All, each once", whole, offered, "", ""),
    }


def _figures_row(
    scene: StaffScene, name: str, figures: Figures, offered: int, state: str, words: str
) -> dict[str, Any]:
    number = scene.language.number
    return {
        "name": name,
        "opportunities": number(offered),
        "listed": number(figures.listed),
        "silent": number(figures.silent),
        "unknown": number(figures.unknown),
        "all": number(figures.all),
        "share": scene.percent(figures.listed, figures.all),
        "step": step(figures.listed, figures.all),
        "state": state,
        "words": words,
    }


def _row(one: Standing, scene: StaffScene) -> dict[str, Any]:
    entry = one.entry
    if one.status == "listed":
        said = f"{scene.language.number(one.opportunities)} to come"
    elif one.status == "silent":
        said = "Nothing to come"
    else:
        said = f"Perhaps {one.perhaps}? Say so in the roster’s column “provider”" if one.perhaps else "Nobody like it"
    taken = f"taken for {one.provider} {one.how}" if one.provider and one.provider != entry.name else ""
    return {
        "name": entry.name,
        "about": ", ".join(filter(None, (entry.type, entry.host))),
        "status": STATUSES[one.status],
        "state": one.status,
        "said": said,
        "taken": taken,
        "area": scene.name(entry.area),
        "interests": ", ".join(scene.name(key) for key in entry.interests) or "Not stated",
    }


def _order(area: str, interest: str) -> tuple[object, ...]:
    return tuple((value in (ALL, NOT_STATED), value) for value in (area, interest))
