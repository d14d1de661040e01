"""Reads positions: degrees that can be the city's, else unknown with the reason."""

import re

from indexer.opportunity import Doubt
from indexer.settings import IndexSettings
from indexer.values.disclosed import is_unsaid
from indexer.values.gazetteer import Gazetteer
from indexer.values.reading import doubt

FAR = 0.5
"""Degrees beyond the city's areas, where it has no `bounds`, from which a position is not this city's."""

_NOUGHT = 0.01
_COUNTRIES = {
    "GB": (49.8, -8.8, 61.0, 2.0), "IE": (51.2, -10.8, 55.6, -5.3), "US": (17.5, -180.0, 72.0, -64.0),
    "CA": (41.6, -141.1, 83.2, -52.5), "AU": (-44.0, 112.8, -9.0, 159.2), "PL": (48.9, 14.0, 55.0, 24.3),
    "IN": (6.5, 68.0, 35.7, 97.5), "ES": (27.5, -18.3, 44.0, 4.5), "DE": (47.2, 5.8, 55.2, 15.1),
    "NZ": (-47.5, 166.0, -34.0, 179.0),
}  # fmt: skip
"""South, west, north, east of a country: for cities that state neither bounds nor areas."""

_IN_WORDS = re.compile(
    r"\(\s*(-?\d{1,3}\.\d{1,12}),\s*(-?\d{1,3}\.\d{1,12})\s*\)"
    r"|(?<![\d.,])(-?\d{1,3}\.\d{3,12}),\s?(-?\d{1,3}\.\d{3,12})\s*$"
)
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")

Position = tuple[float | None, float | None, tuple[Doubt, ...]]


def position(
    latitude: str | None, longitude: str | None, settings: IndexSettings, gazetteer: Gazetteer | None = None
) -> Position:
    """Degrees WGS 84, unknown where they cannot be this city's. A pair that is swapped is not put right.

    The city's bounds decide; without them its areas, a little beyond them too; without those its country.
    """
    north, east = (latitude or "").strip()[:40], (longitude or "").strip()[:40]
    if is_unsaid(north) and is_unsaid(east) and not (north == east == "0"):
        return None, None, ()
    words = f"{north or '?'}, {east or '?'}"
    if not (_NUMBER.fullmatch(north) and _NUMBER.fullmatch(east)):
        return None, None, doubt("position", words, "not two numbers of degrees")
    lat, lon = float(north), float(east)
    if abs(lat) < _NOUGHT and abs(lon) < _NOUGHT:
        return None, None, doubt("position", words, "0, 0 is no place of a city")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, None, doubt("position", words, "degrees that are not on the globe")
    if reason := _elsewhere(lat, lon, settings, gazetteer):
        return None, None, doubt("position", words, reason)
    return lat, lon, ()


def in_words(words: str) -> tuple[str, str] | None:
    """A pair of degrees that stands in the words: "(41.7817, -89.6501)"."""
    found = _IN_WORDS.search(words[:600])
    return (found[1] or found[3], found[2] or found[4]) if found else None


def without(words: str) -> str:
    """The first 600 characters without a pair of degrees."""
    return _IN_WORDS.sub("", words[:600])


def _elsewhere(lat: float, lon: float, settings: IndexSettings, gazetteer: Gazetteer | None) -> str | None:
    """Why a position cannot be the city's; None where it can."""
    box, where = settings.bounds, "a position outside the city's bounds"
    if box is None and gazetteer and gazetteer.bounds:
        south, west, north, east = gazetteer.bounds
        box, where = (south - FAR, west - FAR, north + FAR, east + FAR), "a position far from the city's areas"
    if box is None:
        box, where = _COUNTRIES.get(settings.country), "a position outside the city's country"
    if box is None or _inside(lat, lon, box):
        return None
    return "latitude and longitude seem swapped" if _inside(lon, lat, box) else where


def _inside(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east
