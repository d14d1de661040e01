"""The city's stops, from its CSV or from the stops.txt of a GTFS feed, and which of them is nearest to a place."""

import math
from bisect import bisect_left, bisect_right
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from crawlers.errors import CityFileError
from indexer.values import area_files

FARTHEST = 1500
"""Metres; what is farther is no stop of a place."""
_DEGREE = 111_195.0
"""Metres of a degree of latitude, on a globe of 6,371 km."""
_COLUMNS = {
    "name": ("name", "stop_name"),
    "lat": ("lat", "stop_lat", "latitude"),
    "lon": ("lon", "stop_lon", "lng", "longitude"),
    "kind": ("kind",),
    "location_type": ("location_type",),
}
_OPTIONAL = frozenset({"kind", "location_type"})
KINDS = ("bus", "tram", "train", "ferry")
_NO_STOPS = ("2", "3", "4")
"""GTFS: entrances, junctions of ways, places to stand; nobody asks for these by name."""


class Stop(NamedTuple):
    """kind: one of KINDS, "" where the table does not say, as GTFS does not. Degrees are WGS 84."""

    latitude: float
    longitude: float
    name: str
    kind: str


class Stops:
    """In the order of their latitudes. skipped: rows of the table without a position."""

    def __init__(self, found: list[Stop], skipped: int = 0) -> None:
        self._found, self.skipped = sorted(found), skipped
        self._latitudes = [stop.latitude for stop in self._found]
        self.nearest = lru_cache(maxsize=4096)(self._nearest)

    def __len__(self) -> int:
        return len(self._found)

    def _nearest(self, latitude: float, longitude: float) -> tuple[Stop, float] | None:
        """The nearest stop and how far it is as the crow flies, in metres; None where all are farther than FARTHEST."""
        reach = FARTHEST / _DEGREE
        low, high = bisect_left(self._latitudes, latitude - reach), bisect_right(self._latitudes, latitude + reach)
        far = [(_metres(latitude, longitude, stop), stop) for stop in self._found[low:high]]
        metres, stop = min(far, default=(math.inf, None))
        return (stop, metres) if stop and metres <= FARTHEST else None


def read(path: Path) -> Stops:
    """Columns name, lat, lon, and kind where it is known; or those of GTFS. Raises CityFileError naming the rows."""
    found, wrong, skipped = [], [], 0
    for row, cells in area_files.rows(path, "stops", _COLUMNS, _OPTIONAL, table="site"):
        cell = {name: words.strip() for name, words in cells.items()}
        if cell["location_type"] in _NO_STOPS:
            continue
        if not cell["lat"] or not cell["lon"]:
            skipped += 1
            continue
        at, kind = area_files.degrees(cell["lat"], cell["lon"]), cell["kind"].casefold()
        if at and cell["name"] and kind in ("", *KINDS):
            found.append(Stop(*at, " ".join(cell["name"].split()), kind))
        else:
            wrong.append(f"row {row} ({', '.join(words[:30] or 'empty' for words in cell.values())})")
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise CityFileError(
            f"[site] stops: {path}: expected a name, degrees in lat and lon, and as kind nothing or "
            f"{', '.join(KINDS)}, but {'; '.join(wrong[:3])}{more}; correct or delete these rows"
        )
    return Stops(found, skipped)


def _metres(latitude: float, longitude: float, stop: Stop) -> float:
    """On a plane, which is as good as the globe over some streets."""
    east = (stop.longitude - longitude) * math.cos(math.radians(latitude))
    return math.hypot(east, stop.latitude - latitude) * _DEGREE
