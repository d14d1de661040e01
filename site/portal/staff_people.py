"""Staff's page about participation: protected counts of people by period, and what of the returns was left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.counts.dimensions import ALL
from indexer.counts.disclosure import TENTHS, Cell
from indexer.counts.participation import Participation
from indexer.counts.releases import Release
from indexer.counts.supply import order
from portal import when
from portal.file import File
from portal.staff_scene import StaffScene

TOLD = 60
_HIDDEN, _NOBODY = "hidden", "none"


def participation_page(scene: StaffScene) -> File:
    """The newest release first; without `[participation]`, how a city begins."""
    held = scene.material.participation
    return scene.page(
        "participation.html",
        "participation/",
        title="Participation",
        on=held is not None,
        fewest=held.settings.fewest if held else 10,
        folder=f"{Path(held.settings.folder).name}/" if held else "",
        releases=[_release(one, scene) for one in held.releases] if held else [],
        waiting=[(w.period, when.long_day(w.due, scene.language), w.returned) for w in held.waiting] if held else [],
        **_left_out(held),
    )


def _release(one: Release, scene: StaffScene) -> dict[str, Any]:
    known = {(cell.area, cell.age_band, cell.interest): cell for cell in one.cells}
    hidden = sum(cell.people is None for cell in one.cells)
    return {
        "period": one.period,
        "days": f"{when.long_day(one.first, scene.language)} to {when.long_day(one.last, scene.language)}",
        "released": when.long_day(one.released_on, scene.language),
        "fewest": one.fewest,
        "returned": scene.language.number(one.returned),
        "whole": _said(known.get((ALL, ALL, ALL)), scene),
        "hidden": scene.language.number(hidden),
        "figures": scene.language.number(len(one.cells)),
        "tables": [
            _table(
                "Areas and ages", "Area", [c.area for c in one.cells], lambda a, b: known.get((a, b, ALL)), one, scene
            ),
            _table(
                "Interests and ages",
                "Interest",
                [c.interest for c in one.cells],
                lambda i, b: known.get((ALL, b, i)),
                one,
                scene,
            ),
        ],
        "came": [(scene.name(area), _share(tenth)) for area, tenth in sorted(one.came.items()) if tenth is not None],
        "came_hidden": sum(tenth is None for tenth in one.came.values()),
    }


def _table(title: str, first: str, values: Iterable[str], cell: Any, one: Release, scene: StaffScene) -> dict[str, Any]:
    """Rows by ages, both with their totals last."""
    rows = sorted(set(values) | {ALL}, key=lambda value: (value == ALL, order((value,))))
    bands = sorted({c.age_band for c in one.cells} | {ALL}, key=lambda value: (value == ALL, order((value,))))
    return {
        "title": title,
        "first": first,
        "bands": [scene.name(band) if band != ALL else "All ages" for band in bands],
        "rows": [(scene.name(value), [_said(cell(value, band), scene) for band in bands]) for value in rows],
    }


def _said(cell: Cell | None, scene: StaffScene) -> tuple[str, str]:
    """(words, class)."""
    if cell is None:
        return "–", _NOBODY
    return (_HIDDEN, _HIDDEN) if cell.people is None else (scene.language.number(cell.people), "")


def _share(tenth: int) -> str:
    return f"{tenth * 10} to {100 if tenth == TENTHS - 1 else tenth * 10 + 9}%"


def _left_out(held: Participation | None) -> Mapping[str, Any]:
    problems = held.problems if held else ()
    counted: Sequence[tuple[str, int]] = Counter(one.reason for one in problems).most_common()
    return {
        "problems": counted,
        "sentences": [one.sentence() for one in problems[:TOLD]],
        "more": max(0, len(problems) - TOLD),
        "files": held.files if held else 0,
        "returned": held.returned if held else 0,
    }
