"""Reads a city's table of known venues: what each is called, where it is. What is wrong is a sentence."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from crawlers.errors import CityFileError
from indexer.settings import IndexSettings
from indexer.values import area_files
from indexer.values.postcodes import stated

_COLUMNS = {
    "name": ("name", "venue", "place"), "aliases": ("aliases", "alias", "also"), "lat": ("lat", "latitude"),
    "lon": ("lon", "long", "lng", "longitude"), "postcode": ("postcode", "zip"), "area": ("area", "ward"),
}  # fmt: skip
_OPTIONAL = frozenset({"aliases", "postcode", "area"})


class Venue(msgspec.Struct, frozen=True, kw_only=True):
    """A venue. latitude, longitude: degrees WGS 84. area: one of the city's, None: the one around the position."""

    name: str
    aliases: tuple[str, ...] = ()
    latitude: float
    longitude: float
    postcode: str | None = None
    area: str | None = None


def venues(path: Path, named: Callable[[str], str | None], settings: IndexSettings) -> tuple[Venue, ...]:
    """The rows of a CSV of name, lat, lon, and where they are known aliases (apart by ";"), postcode, area.

    named: gives the city's spelling of an area. Raises CityFileError; bad rows are named.
    """
    found, wrong = [], []
    for row, cells in area_files.rows(path, "venues", _COLUMNS, _OPTIONAL):
        at, area = area_files.degrees(cells["lat"], cells["lon"]), cells["area"].strip()
        if not any(c.isalnum() for c in cells["name"]):
            wrong.append(f"row {row} has no name")
        elif at is None or not _inside(at, settings.bounds):
            wrong.append(f"row {row} ({cells['name'][:40]}) has no position in the city")
        elif area and named(area) is None:
            wrong.append(f"row {row} ({cells['name'][:40]}) names the area {area[:40]!r}, which is none of the city's")
        else:
            aliases = tuple(one.strip() for one in cells["aliases"].split(";") if any(c.isalnum() for c in one))
            found.append(
                Venue(
                    name=cells["name"].strip(),
                    aliases=aliases,
                    latitude=at[0],
                    longitude=at[1],
                    postcode=stated(cells["postcode"], settings.country),
                    area=named(area) if area else None,
                )
            )
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise CityFileError(f"[areas] venues: {path}: {'; '.join(wrong[:3])}{more}. Correct or delete these rows.")
    return tuple(found)


def _inside(at: tuple[float, float], bounds: tuple[float, float, float, float] | None) -> bool:
    if bounds is None:
        return True
    south, west, north, east = bounds
    return south <= at[0] <= north and west <= at[1] <= east
