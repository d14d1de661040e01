"""A small drawing of each area with its neighbours, for the pages of what is there; made once, loaded by all of them.

Each is a file of its own, so that a page carries only the reference and its pin. Colours are custom properties, which
the page's style hands in.
"""

import math
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from indexer.values import area_files
from portal.areamap import path_data
from portal.assets import Assets
from portal.settings import PortalSettings

WIDTH, HEIGHT = 360, 220
_ROOM = 0.35
"""Of the area's own size, on each side: enough of the neighbours to know them by."""
_BYTES = 3000
"""Of a drawing, some 1.4 KB when compressed."""


class Spot(NamedTuple):
    """art: path from the portal's root, with the symbol's name. pin: x and y in a box of WIDTH × HEIGHT, or None."""

    art: str
    area: str
    pin: tuple[int, int] | None


class _Frame(NamedTuple):
    """From degrees to the drawing: x = (longitude - west) * east_scale, y = (north - latitude) * scale."""

    west: float
    north: float
    across: float
    down: float

    def xy(self, longitude: float, latitude: float) -> tuple[int, int]:
        return round((longitude - self.west) * self.across), round((self.north - latitude) * self.down)


class SmallMaps:
    """Drawings by the area's name; none for a city without boundaries."""

    def __init__(self, settings: PortalSettings, assets: Assets) -> None:
        """Takes the drawings into the assets. Raises CityFileError for boundaries that cannot be read."""
        shapes = area_files.areas(*settings.boundaries) if settings.boundaries else {}
        self._shapes = shapes
        self._names = list(shapes)
        self._tree = shapely.STRtree(list(shapes.values()))
        self._made: dict[str, tuple[str, _Frame]] = {}
        for number, name in enumerate(sorted(shapes)):
            frame = _frame(shapes[name])
            self._made[name] = assets.add(f"area-{number}.svg", self._drawn(name, frame).encode()), frame

    def spot(self, area: str | None, position: tuple[float, float] | None) -> Spot | None:
        """Where something is: its area, and a pin where its latitude and longitude may be told. None: nothing is known.

        A position decides the area, since a pin outside of the shaded area would be a contradiction.
        """
        if position:
            area = self._around(*position)
        if area not in self._made:
            return None
        path, frame = self._made[area]
        return Spot(f"{path}#m", area, frame.xy(position[1], position[0]) if position else None)

    def _around(self, latitude: float, longitude: float) -> str | None:
        found = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self._names[min(found)] if len(found) else None

    def _drawn(self, name: str, frame: _Frame) -> str:
        box = shapely.box(frame.west, frame.north - HEIGHT / frame.down, frame.west + WIDTH / frame.across, frame.north)
        found = {one: self._shapes[one] for one in sorted(self._names[n] for n in self._tree.query(box))}
        cut = {one: _on_paper(shapely.intersection(shape, box), frame) for one, shape in found.items()}
        near, shapes = zip(*((one, shape) for one, shape in cut.items() if not shape.is_empty), strict=True)
        tolerance, drawn = 0.6, ""
        while not drawn or (len(drawn) > _BYTES and tolerance < WIDTH / 8):
            simple = shapely.coverage_simplify(shapes, tolerance)
            others = "".join(path_data(shape) for one, shape in zip(near, simple, strict=True) if one != name)
            own = next(path_data(shape) for one, shape in zip(near, simple, strict=True) if one == name)
            drawn = f'<path fill="var(--near)" d="{others}"/><path fill="var(--there)" d="{own}"/>'
            tolerance *= 1.5
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg"><symbol id="m" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f'<g stroke="var(--street)" stroke-width="2.5" stroke-linejoin="round">{drawn}</g></symbol></svg>'
        )


def _frame(shape: BaseGeometry) -> _Frame:
    """The area in the middle, with room around it, in the drawing's proportions."""
    west, south, east, north = shape.bounds
    flat = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * flat, north - south
    down = min(WIDTH / (wide * (1 + 2 * _ROOM)), HEIGHT / (high * (1 + 2 * _ROOM)))
    across = down * flat
    middle = (west + east) / 2, (south + north) / 2
    return _Frame(middle[0] - WIDTH / 2 / across, middle[1] + HEIGHT / 2 / down, across, down)


def _on_paper(shape: BaseGeometry, frame: _Frame) -> BaseGeometry:
    polygons = shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])
    return shapely.transform(polygons, lambda xy: (xy - (frame.west, frame.north)) * (frame.across, -frame.down))
