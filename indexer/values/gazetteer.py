"""The city's areas and postcodes: which area a position, a postcode or a name belongs to."""

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.errors import CityFileError
from indexer.settings import IndexSettings

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry


class Gazetteer:
    """Areas by shape and name, postcodes by table.

    areas: name to shape in degrees WGS 84 (RFC 7946). postcodes: postcode to latitude, longitude.
    """

    def __init__(
        self,
        areas: Mapping[str, "BaseGeometry"] | None = None,
        postcodes: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        self.shapes = dict(areas or {})
        self.postcodes = {_compact(code): position for code, position in (postcodes or {}).items()}
        self._names = {_key(name): name for name in self.shapes}
        self._order = list(self.shapes)
        self._tree: shapely.STRtree | None = None
        self._at: dict[tuple[float, float], str | None] = {}

    @property
    def areas(self) -> tuple[str, ...]:
        """The names of the areas, in the order of the file."""
        return tuple(self._order)

    def area_at(self, latitude: float, longitude: float) -> str | None:
        """The area around a position; None outside every area. On a border the area that comes first in the file."""
        at = (latitude, longitude)
        if at not in self._at:
            if len(self._at) > 50_000:
                self._at.clear()
            self._at[at] = self._around(latitude, longitude)
        return self._at[at]

    def _around(self, latitude: float, longitude: float) -> str | None:
        if not self.shapes:
            return None
        import shapely  # noqa: PLC0415 (slow to load, and a run in which nothing changed asks for no area)

        if self._tree is None:
            self._tree = shapely.STRtree(list(self.shapes.values()))
        hits = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self._order[min(hits)] if len(hits) else None

    def named(self, words: str) -> str | None:
        """The area of this name, whatever its capitals, or None where the city has none."""
        return self._names.get(_key(words))

    def area_of_postcode(self, postcode: str) -> str | None:
        """The area around a postcode of the city's table."""
        position = self.postcodes.get(_compact(postcode))
        return self.area_at(*position) if position else None


def load_gazetteer(settings: IndexSettings) -> Gazetteer:
    """Reads the files that the city file's `[areas]` names. Raises CityFileError with a sentence."""
    if settings.areas is None:
        return Gazetteer()
    areas = _areas(settings.folder / settings.areas.file, settings.areas.name)
    postcodes = _postcodes(settings.folder / settings.areas.postcodes) if settings.areas.postcodes else {}
    return Gazetteer(areas, postcodes)


def _areas(path: Path, name: str) -> dict[str, "BaseGeometry"]:
    import shapely  # noqa: PLC0415 (slow to load, and only a run in which something changed reads the areas)
    from shapely.geometry import shape  # noqa: PLC0415

    try:
        features = json.loads(path.read_bytes())["features"]
    except FileNotFoundError:
        raise CityFileError(
            f"[areas] file: there is no {path}; put the GeoJSON of the areas beside the city file"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise CityFileError(f"[areas] file: expected a GeoJSON FeatureCollection in {path}, but {error!r}") from error
    found: dict[str, BaseGeometry] = {}
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") or {}
        if not properties.get(name):
            known = ", ".join(sorted(map(str, properties))) or "none"
            raise CityFileError(
                f'[areas] name: feature {number} of {path} has no "{name}"; its properties are: {known}'
            )
        try:
            outline = shapely.make_valid(shape(feature["geometry"]))
        except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
            raise CityFileError(
                f"[areas] file: feature {number} of {path} has no readable geometry: {error!r}"
            ) from error
        _check_degrees(outline, number, path)
        label = str(properties[name]).strip()
        found[label] = shapely.union(found[label], outline) if label in found else outline
    if not found:
        raise CityFileError(f"[areas] file: {path} holds no areas")
    for outline in found.values():
        shapely.prepare(outline)
    return found


def _check_degrees(outline: "BaseGeometry", number: int, path: Path) -> None:
    west, south, east, north = outline.bounds or (0, 0, 0, 0)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise CityFileError(
            f"[areas] file: feature {number} of {path} is not in degrees; export it as WGS 84 (EPSG:4326)"
        )


def _postcodes(path: Path) -> dict[str, tuple[float, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise CityFileError(f"[areas] postcodes: there is no {path}; put the CSV beside the city file") from None
    except UnicodeDecodeError as error:
        raise CityFileError(f"[areas] postcodes: {path} is not UTF-8: {error}; save it as CSV UTF-8") from error
    try:
        return {row["postcode"]: (float(row["lat"]), float(row["lon"])) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise CityFileError(
            f"[areas] postcodes: {path} needs the columns postcode, lat, lon with degrees, but {error!r}"
        ) from error


def _compact(postcode: str) -> str:
    return "".join(postcode.upper().split())


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold().replace("&", " and ")).strip().removesuffix(" ward")
