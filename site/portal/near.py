"""Where the city's areas and postcodes are, from which a browser reckons what is near; it tells nobody what it asks."""

import hashlib
from collections import defaultdict
from typing import NamedTuple

import msgspec

from indexer.values import area_files, postcodes
from portal.file import File
from portal.settings import PortalSettings

MOST = 4_000
"""Postcodes that are told one by one; of more, only what they begin with is (some 60 KB at most)."""
_PLACES = 4
"""Decimals of a degree: some ten metres."""


class Near(NamedTuple):
    """names: of the areas. file: {areas, postcodes}: each to [latitude, longitude], WGS 84."""

    names: tuple[str, ...]
    file: File


def near(settings: PortalSettings) -> Near | None:
    """None for a city without areas. Raises CityFileError for files that cannot be read."""
    if settings.boundaries is None:
        return None
    shapes = area_files.areas(*settings.boundaries)
    points = {name: shape.representative_point() for name, shape in sorted(shapes.items())}
    areas = {name: _rounded(point.y, point.x) for name, point in points.items()}
    codes = area_files.postcodes(settings.postcodes) if settings.postcodes else {}
    body = msgspec.json.encode({"areas": areas, "postcodes": _told(codes)})
    return Near(tuple(areas), File(f"search/near.{hashlib.sha256(body).hexdigest()[:10]}.json", body))


def _told(codes: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The postcodes, and the middle of those that begin alike where the city's table has no such line."""
    alike: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, at in codes.items():
        if beginning := postcodes.wider(code):
            alike[beginning].append(at)
    middles = {
        beginning: (sum(lat for lat, _ in found) / len(found), sum(lng for _, lng in found) / len(found))
        for beginning, found in alike.items()
    }
    told = middles | codes if len(codes) <= MOST else middles
    return {code: _rounded(*at) for code, at in sorted(told.items())}


def _rounded(latitude: float, longitude: float) -> tuple[float, float]:
    return round(latitude, _PLACES), round(longitude, _PLACES)
