"""A small city with every state in it, the same each time: for the portal's tests and its golden folder."""

import datetime as dt
import json
from pathlib import Path

import msgspec

from indexer.contents import Contents
from indexer.opportunity import Ages, Moment, Session
from indexer.values.text import slug
from indexer.values.topics import INTERESTS
from portal.settings import Helpline, PortalSettings, Safety, SiteSettings
from tests.portal_listings import opportunities, sources
from tests.portal_making import AREAS, HOSTILE, TODAY, ZONE, at, run_of, session

__all__ = ["AREAS", "TODAY", "ZONE", "at", "contents", "many", "run_of", "session", "settings"]


def contents() -> Contents:
    """Every state once."""
    return Contents(
        opportunities=tuple(sorted(opportunities(), key=lambda o: o.id)),
        aliases={"arts-0000dead": "libraries-a1", "arts-11110000": "nowhere-1"},
        sources=sources(),
    )


def settings(folder: Path, *, languages: tuple[str, ...] = ("en", "ur"), colour: str = "#0b5c8a") -> PortalSettings:
    """Millbrook's, with boundaries written into the folder."""
    boundaries = folder / "areas.geojson"
    boundaries.write_text(json.dumps(_geojson()), "utf-8")
    return PortalSettings(
        name="Millbrook",
        languages=languages,
        country="GB",
        timezone=ZONE,
        site=SiteSettings(
            title="City of Learning: Millbrook",
            url="https://learn.millbrook.example",
            contact="hello@millbrook.example",
            operator="Millbrook Learning Partnership",
            colour=colour,
        ),
        safety=Safety(
            emergency="999",
            helpline=Helpline(name="Millbrook Young People’s Line", phone="01632 960100"),
            contact="safe@millbrook.example",
        ),
        folder=folder,
        boundaries=(boundaries, "name"),
    )


def _geojson() -> dict[str, object]:
    """Twelve areas between bent streets, four in a row."""

    def corner(i: int, j: int) -> list[float]:
        bend = ((i * 7 + j * 13) % 5 - 2) * 0.006
        return [
            -2.7 + 0.05 * i + (bend if 0 < i < 4 else bend / 3),
            51.40 + 0.035 * j + (bend / 2 if 0 < j < 3 else bend / 4),
        ]

    features = []
    for n, name in enumerate(AREAS):
        i, j = n % 4, 2 - n // 4
        ring = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1), corner(i, j)]
        features.append(
            {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": features}


def many(copies: int) -> Contents:
    """The small city grown: each ordinary opportunity again in other areas, interests, weeks and ages."""
    small = contents()
    grown = list(small.opportunities)
    plain = [o for o in small.opportunities if o.provider is not HOSTILE]
    for copy in range(1, copies + 1):
        for n, o in enumerate(plain):
            area = AREAS[(copy * 5 + n * 3) % len(AREAS)]
            topic = INTERESTS[(copy * 3 + n * 7) % len(INTERESTS)]
            later = dt.timedelta(weeks=(copy * 5 + n) % 9)
            low = 5 + (copy * 4 + n * 3) % 14
            new = msgspec.structs.replace(
                o,
                id=f"{o.id}{copy:x}{n:x}",
                title=f"{o.title}: {area}",
                slug=slug(f"{o.title} {area}"),
                topics=(topic.key,),
                ages=Ages(low=low, high=low + 4) if o.ages else None,
                sessions=tuple(_moved(s, f"{s.id}{copy:x}{n:x}", later, area) for s in o.sessions),
            )
            grown.append(new)
    return msgspec.structs.replace(small, opportunities=tuple(sorted(grown, key=lambda o: o.id)))


def _moved(s: Session, key: str, later: dt.timedelta, area: str) -> Session:
    def move(m: Moment | None) -> Moment | None:
        return msgspec.structs.replace(m, date=m.date + later) if m else None

    return msgspec.structs.replace(
        s,
        id=key,
        start=move(s.start),
        end=move(s.end),
        meetings=tuple(msgspec.structs.replace(m, start=move(m.start), end=move(m.end)) for m in s.meetings),
        place=msgspec.structs.replace(s.place, area=area) if s.place else None,
    )
