"""Staff's pages about what there is to go to: the overview with its map, supply, gaps, and the feeds."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from indexer.counts.dimensions import BANDS, NOT_STATED, ONLINE, YOUNG
from indexer.counts.supply import Row
from indexer.quality.coverage import Figures
from indexer.values.topics import INTERESTS
from portal.file import File
from portal.staff_feeds import Written
from portal.staff_scene import StaffScene, step

SHADES = 4


class Shades(NamedTuple):
    """How areas are coloured. of: shade by area, "u" where it is not known. legend: (shade, words)."""

    of: dict[str, str]
    legend: list[tuple[str, str]]


def home_page(scene: StaffScene) -> File:
    """The city at a glance: figures, the map of areas, and a table that says the same."""
    m, number = scene.material, scene.language.number
    whole = m.supply.total()
    per = _per_1000(scene)
    measure = {area: per.get(area) if per else _opportunities(scene, area) for area in scene.areas}
    people, years = m.population, m.population.total_name if m.population else ""
    return scene.page(
        "home.html",
        "",
        title="Overview",
        figures=[
            ("Opportunities", number(whole.opportunities), "neither over nor cancelled"),
            ("Sessions", number(whole.sessions), f"from {number(_providers(scene))} providers"),
            (
                "Places",
                number(whole.places),
                f"stated by {scene.percent(whole.sessions_with_places, whole.sessions)} of sessions",
            ),
            (
                "Places left",
                number(whole.places_left),
                f"stated by {scene.percent(whole.sessions_with_places_left, whole.sessions)} of sessions",
            ),
        ],
        measured=f"Programmes per 1,000 young people ({years})" if per else "Opportunities",
        decimals=bool(per),
        years=years,
        vintage=people.vintage if people else None,
        population=people is not None,
        problems=people.problems if people else (),
        drawn=m.drawn,
        shades=_shades(measure, scene),
        rows=[_area_row(scene, area, per) for area in scene.areas],
        bands=_bands(scene),
        values={area: _said(value, scene) for area, value in measure.items()},
        elsewhere=[
            (scene.name(a), number(_opportunities(scene, a))) for a in (ONLINE, NOT_STATED) if _opportunities(scene, a)
        ],
    )


def supply_page(scene: StaffScene) -> File:
    """What there is by each single dimension, with how much of it is not stated."""
    totals = scene.material.supply.totals
    single: dict[str, list[Row]] = {"area": [], "age_band": [], "interest": [], "week": []}
    for row in totals:
        kept = [name for name in single if getattr(row, name) != "all"]
        if len(kept) == 1:
            single[kept[0]].append(row)
    heads = {"area": "By area", "age_band": "By age band", "interest": "By interest", "week": "By week"}
    first = {"area": "Area", "age_band": "Ages", "interest": "Interest", "week": "Week"}
    return scene.page(
        "supply.html",
        "supply/",
        title="Supply",
        tables=[
            {
                "id": name,
                "title": heads[name],
                "first": first[name],
                "rows": [_supply_row(scene, row, scene.name(getattr(row, name)), name) for row in rows],
            }
            for name, rows in single.items()
        ],
        whole=_supply_row(scene, scene.material.supply.total(), "All", ""),
    )


def gaps_page(scene: StaffScene) -> File:
    """Areas × interests for each age band of the young: where there is nothing."""
    supply, covered = scene.material.supply, scene.material.coverage
    bands = []
    for band in YOUNG:
        rows = []
        for area in scene.areas:
            counts = [supply.total(area=area, age_band=band, interest=i.key).opportunities for i in INTERESTS]
            asked = [covered.of(area=area, interest=i.key) if covered else Figures() for i in INTERESTS]
            rows.append((area, [_gap(*one) for one in zip(counts, asked, strict=True)], sum(not n for n in counts)))
        empty = sum(gaps for _, _, gaps in rows)
        bands.append({"name": band, "rows": rows, "empty": empty, "of": len(rows) * len(INTERESTS)})
    whole = supply.total()
    return scene.page(
        "gaps.html",
        "gaps/",
        title="Gaps",
        bands=bands,
        interests=[i.label for i in INTERESTS],
        unstated=[
            (what, scene.language.number(whole.opportunities - stated))
            for what, stated in (
                ("no age", whole.opportunities_with_age),
                ("no area", whole.opportunities_with_area),
                ("no interest", whole.opportunities_with_interest),
            )
        ],
        young=[band.name for band in BANDS if band.name in YOUNG],
        covered=covered is not None,
    )


class Gap(NamedTuple):
    """A cell of area × interest × age band. roster: "1·0·2", who of it is listed, silent and unknown; "" for nobody.

    state: "gap" where nothing is offered as far as all are read; "unsure" where somebody is not read.
    """

    opportunities: int
    state: str
    roster: str
    said: str


def _gap(opportunities: int, roster: Figures) -> Gap:
    state = "" if opportunities else "unsure" if roster.unknown else "gap"
    if not roster.all:
        return Gap(opportunities, state, "", "")
    said = f"{roster.listed} listed, {roster.silent} silent, {roster.unknown} unknown"
    return Gap(opportunities, state, f"{roster.listed}·{roster.silent}·{roster.unknown}", said)


def feeds_page(scene: StaffScene, written: Sequence[Written]) -> File:
    """Every feed, and what each column means."""
    rows = [(one.feed, scene.language.number(len(one.rows))) for one in written]
    licences = sorted({s.licence for s in scene.material.contents.sources if s.licence})
    return scene.page("feeds.html", "feeds/", title="Feeds", feeds=rows, licences=licences)


def _area_row(scene: StaffScene, area: str, per: dict[str, float | None]) -> dict[str, Any]:
    m, number = scene.material, scene.language.number
    row = m.supply.total(area=area)
    people = m.population.of(area, m.population.total_name) if m.population and m.population.total else None
    unstated = row.opportunities - row.opportunities_with_age
    return {
        "name": area,
        "opportunities": number(row.opportunities),
        "sessions": number(row.sessions),
        "people": number(people) if people is not None else "not known",
        "per": _said(per.get(area), scene) if per else "",
        "unstated": scene.percent(unstated, row.opportunities),
        "places": number(row.places),
        "stated": scene.percent(row.sessions_with_places, row.sessions),
    }


def _supply_row(scene: StaffScene, row: Row, name: str, dimension: str) -> dict[str, Any]:
    number, percent = scene.language.number, scene.percent
    unknown: tuple[tuple[str, int], ...] = (
        ("age_band", row.opportunities_with_age),
        ("interest", row.opportunities_with_interest),
        ("area", row.opportunities_with_area),
        ("week", row.opportunities_with_date),
    )
    fill = row.fill
    return {
        "name": name,
        "step": step(row.opportunities, scene.material.supply.total().opportunities),
        "opportunities": number(row.opportunities),
        "sessions": number(row.sessions),
        "meetings": (number(row.meetings), percent(row.sessions_with_meetings, row.sessions)),
        "places": (number(row.places), percent(row.sessions_with_places, row.sessions)),
        "left": (number(row.places_left), percent(row.sessions_with_places_left, row.sessions)),
        "fill": ("–" if fill is None else scene.language.percent(fill), percent(row.sessions_with_both, row.sessions)),
        "unknown": [
            "" if what == dimension else percent(row.opportunities - stated, row.opportunities)
            for what, stated in unknown
        ],
    }


def _bands(scene: StaffScene) -> dict[str, Any] | None:
    """Programmes per 1,000 by area and age band, of the bands of the young that are known somewhere."""
    rows = scene.material.programmes
    known = [band for band in YOUNG if any(row.age_band == band and row.per_1000 is not None for row in rows)]
    if not known:
        return None
    found = {(row.area, row.age_band): _said(row.per_1000, scene) for row in rows}
    areas = dict.fromkeys(row.area for row in rows)
    return {"names": known, "rows": [(area, [found[area, band] for band in known]) for area in areas]}


def _per_1000(scene: StaffScene) -> dict[str, float | None]:
    """By area, of the years that the population table knows everywhere; {} where it knows none."""
    people = scene.material.population
    if people is None or not people.total:
        return {}
    return {row.area: row.per_1000 for row in scene.material.programmes if row.age_band == people.total_name}


def _opportunities(scene: StaffScene, area: str) -> int:
    return scene.material.supply.total(area=area).opportunities


def _providers(scene: StaffScene) -> int:
    today = scene.material.today
    coming = (o for o in scene.material.contents.opportunities if any(not s.past(today) for s in o.sessions))
    return len({o.provider.id for o in coming})


def _shades(measure: dict[str, float | None], scene: StaffScene) -> Shades:
    """Areas in four groups of about one size, those with nothing and those not known apart."""
    some = sorted({value for value in measure.values() if value})
    cuts = sorted({some[min(len(some) - 1, len(some) * n // SHADES)] for n in range(1, SHADES)}) if some else []
    place: Callable[[float], int] = lambda value: 1 + sum(value >= cut for cut in cuts)  # noqa: E731
    of = {a: "u" if v is None else str(place(v)) if v else "0" for a, v in measure.items()}
    legend = [("0", "nothing")] if "0" in of.values() else []
    for shade in sorted({s for s in of.values() if s not in "0u"}):
        within = [v for v in some if str(place(v)) == shade]
        low, high = _said(within[0], scene), _said(within[-1], scene)
        legend.append((shade, low if low == high else f"{low} to {high}"))
    if "u" in of.values():
        legend.append(("u", "not known"))
    return Shades(of, legend)


def _said(value: float | None, scene: StaffScene) -> str:
    """Rates (floats) with one decimal, so that they stand below each other; counts as they are."""
    if value is None:
        return "not known"
    return f"{value:,.1f}" if isinstance(value, float) else scene.language.number(value)
