"""Reads what a geocoder answers in the JSON of Nominatim (`format=jsonv2`), as Photon and others give it too."""

import json
from typing import Any, NamedTuple

PRECISE = 26
"""The least `place_rank` that is believed: 26 is a street, 30 a house; 25 and less is a quarter or a town."""

SAME = 0.005
"""Degrees within which two answers are one place, and how far a street may reach from its middle (about 500 m)."""


class Point(NamedTuple):
    """Degrees WGS 84, and whom the answer asks to name ("" for nobody)."""

    latitude: float
    longitude: float
    attribution: str


def point(body: bytes) -> Point | None:
    """The one place that is meant; None where there is none, none precise, or several that lie apart.

    Raises ValueError where the body is no such answer.
    """
    try:
        told = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(told, list):
        raise ValueError("no list of results")  # noqa: TRY004 (it is the answer's fault, not a programmer's)
    precise = [(rank, found) for one in told if (found := _point(one)) and (rank := _rank(one)) >= PRECISE]
    if not precise:
        return None
    best = max(rank for rank, _ in precise)
    points = [found for rank, found in precise if rank == best]
    first = points[0]
    return first if all(_near(first, other) for other in points) else None


def _point(one: Any) -> Point | None:
    if not isinstance(one, dict):
        return None
    try:
        lat, lon = float(one["lat"]), float(one["lon"])
        box = [float(edge) for edge in one.get("boundingbox") or ()]
    except (KeyError, TypeError, ValueError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (box and not _is_small(box)):
        return None
    licence = one.get("licence")
    return Point(lat, lon, licence[:300] if isinstance(licence, str) else "")


def _rank(one: dict[str, Any]) -> int:
    rank = one.get("place_rank")
    return rank if isinstance(rank, int) else 0


def _is_small(box: list[float]) -> bool:
    if len(box) != 4:
        return False
    south, north, west, east = box
    return abs(north - south) <= 2 * SAME and abs(east - west) <= 4 * SAME


def _near(one: Point, other: Point) -> bool:
    return abs(one.latitude - other.latitude) <= SAME and abs(one.longitude - other.longitude) <= 2 * SAME
