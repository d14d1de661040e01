"""Staff's page of quality: how complete the portal is, how each source's words came through, and what would help."""

from typing import Any

from indexer.quality.completeness import average, completeness
from indexer.quality.fields import FIELDS, Counts, SourceFields, advice, together
from portal import reliability
from portal.file import File
from portal.staff_scene import StaffScene

SHARES = ("stated", "read", "doubtful", "inferred", "unknown")


def quality_page(scene: StaffScene) -> File:
    """What is known and what is missing; a table for each source; what was left out, and what was not understood."""
    material = scene.material
    today, sources = material.today, material.contents.sources
    current = [
        o for o in material.contents.opportunities if not o.sessions or any(not s.past(today) for s in o.sessions)
    ]
    levels = [completeness(o, today).level for o in current]
    names = [f"{low}–{low + 25}%" for low in range(0, 100, 25)]
    several = [together(material.fields)] if len(material.fields) > 1 else []
    return scene.page(
        "quality.html",
        "quality/",
        title="Quality",
        known=reliability.known(current, scene.language),
        opportunities=scene.language.number(len(current)),
        complete=scene.percent(average(current, today), 1),
        levels=[(name, scene.language.number(levels.count(n))) for n, name in enumerate(names)][::-1],
        shares=SHARES,
        tables=[_table(one, scene) for one in (*several, *material.fields)],
        todo=advice(material.fields),
        left_out=reliability.left_out(sources)[:30],
        doubts=reliability.doubts(sources, scene.language)[:30],
    )


def _table(one: SourceFields, scene: StaffScene) -> dict[str, Any]:
    rows = [(FIELDS[name].label, scene.language.number(c.of), _cells(c, scene)) for name, c in one.fields.items()]
    return {"name": one.provider or "All sources", "source": one.source, "n": one.listings, "rows": rows}


def _cells(counts: Counts, scene: StaffScene) -> list[str]:
    return [scene.percent(counts.share(share), 1) for share in SHARES]
