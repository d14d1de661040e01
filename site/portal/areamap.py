"""The city's areas as a drawing: boundaries from GeoJSON, made small enough to stand in a page."""

import json
import math
from typing import Any, NamedTuple

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from crawlers.errors import CityFileError
from portal.settings import PortalSettings

_WIDTH = 600
_POINTS = 1400
"""Points that all boundaries together may have; beyond it a page grows too heavy for a phone."""


class AreaShape(NamedTuple):
    """name: of the area. path: SVG path data. x, y: where its label stands."""

    name: str
    path: str
    x: int
    y: int


class AreaMap(NamedTuple):
    """width, height: of the view box; areas in the order of their names.

    frame: west, north in degrees, and units of the view box for a degree to the east and to the south.
    """

    width: int
    height: int
    areas: tuple[AreaShape, ...]
    frame: tuple[float, float, float, float]


def area_map(settings: PortalSettings) -> AreaMap | None:
    """The map, or None for a city without boundaries. Raises CityFileError for a file that is not GeoJSON polygons."""
    if settings.boundaries is None:
        return None
    path, name_property = settings.boundaries
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        named = sorted(_named(features, name_property).items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise CityFileError(
            f"areas: expected {path.name} to be GeoJSON polygons with {name_property!r}, but {error}. Mend the file."
        ) from error
    if not named:
        return None
    middle = math.cos(math.radians(shapely.union_all([geometry for _, geometry in named]).centroid.y))
    flat = [shapely.transform(geometry, lambda xy: xy * (middle, 1)) for _, geometry in named]
    west, south, east, north = shapely.total_bounds(flat)
    scale = _WIDTH / max(east - west, (north - south) * 0.8, 1e-9)
    drawn = _simple([shapely.transform(g, lambda xy: (xy - (west, north)) * (scale, -scale)) for g in flat])
    areas = tuple(
        AreaShape(name, path_data(geometry), *(round(c) for c in geometry.representative_point().coords[0]))
        for (name, _), geometry in zip(named, drawn, strict=True)
        if not geometry.is_empty
    )
    frame = (float(west / middle), float(north), float(scale * middle), float(scale))
    return AreaMap(round((east - west) * scale), round((north - south) * scale), areas, frame)


def _named(features: list[dict[str, Any]], name_property: str) -> dict[str, BaseGeometry]:
    """One geometry a name; parts of equal name are one area."""
    found: dict[str, BaseGeometry] = {}
    for feature in features:
        name = feature["properties"].get(name_property)
        if not name or not feature.get("geometry"):
            continue
        geometry = shapely.make_valid(shape(feature["geometry"]))
        found[str(name)] = geometry.union(found[str(name)]) if str(name) in found else geometry
    return found


def _simple(geometries: list[BaseGeometry]) -> list[BaseGeometry]:
    """Simplified together, so that neighbours keep one border, until there are few enough points."""
    tolerance = 1.0
    while sum(shapely.get_num_coordinates(geometries)) > _POINTS and tolerance < _WIDTH / 10:
        geometries = list(shapely.coverage_simplify(geometries, tolerance))
        tolerance *= 1.6
    return geometries


def path_data(geometry: BaseGeometry) -> str:
    """The polygons of a geometry as SVG path data, in whole units."""
    parts = []
    for polygon in getattr(geometry, "geoms", [geometry]):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{round(x)} {round(y)}" for x, y in ring.coords[:-1]]
            once = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
            parts.append("M" + "L".join(once) + "z")
    return "".join(parts)
