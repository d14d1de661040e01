"""Reads the files of a city's areas: GeoJSON of their shapes, CSV of postcodes. What is wrong is a sentence."""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.errors import CityFileError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]

_COLUMNS = {
    "postcode": ("postcode", "zip", "zipcode"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "long", "lng", "longitude"),
}


def areas(path: Path, name: str, bounds: Bounds | None = None) -> dict[str, "BaseGeometry"]:
    """Name to shape, degrees WGS 84 (RFC 7946), in the order of the file; features of one name are one area.

    The order of a ring's points does not matter. Raises CityFileError: no such file, no FeatureCollection, a feature
    without the property `name` or without a surface, degrees that are none, or in the wrong order (by the bounds).
    """
    found: dict[str, BaseGeometry] = {}
    import shapely  # noqa: PLC0415 (slow to load, and only a run in which something changed reads the areas)

    for number, feature in enumerate(_features(path), 1):
        label = _label(feature, name, number, path)
        outline = _outline(feature, number, path)
        found[label] = shapely.union(found[label], outline) if label in found else outline
    if not found:
        raise CityFileError(f"[areas] file: {path} holds no areas")
    if bounds:
        _check_order(found, bounds, path)
    for outline in found.values():
        shapely.prepare(outline)
    return found


def _features(path: Path) -> list[Any]:
    try:
        features: list[Any] = json.loads(path.read_bytes())["features"]
        iter(features)
    except FileNotFoundError:
        raise CityFileError(
            f"[areas] file: there is no {path}; put the GeoJSON of the areas beside the city file"
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CityFileError(f"[areas] file: expected a GeoJSON FeatureCollection in {path}, but {error!r}") from error
    return features


def _label(feature: Any, name: str, number: int, path: Path) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    label = properties.get(name)
    words = str(label).strip() if isinstance(label, str | int | float) else ""
    if not words:
        known = ", ".join(sorted(map(str, properties))) or "none"
        raise CityFileError(f'[areas] name: feature {number} of {path} has no "{name}"; its properties are: {known}')
    return words


def _outline(feature: Any, number: int, path: Path) -> "BaseGeometry":
    import shapely  # noqa: PLC0415
    from shapely.geometry import shape  # noqa: PLC0415

    try:
        drawn = shape(feature["geometry"])
        outline = _surface(shapely.make_valid(drawn))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise CityFileError(f"[areas] file: feature {number} of {path} has no readable geometry: {error!r}") from error
    if outline.is_empty:
        raise CityFileError(
            f"[areas] file: feature {number} of {path} is a {drawn.geom_type} with no surface; "
            "an area is a Polygon or a MultiPolygon"
        )
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise CityFileError(
            f"[areas] file: feature {number} of {path} is not in degrees; export it as WGS 84 (EPSG:4326)"
        )
    return outline


def _surface(drawn: "BaseGeometry") -> "BaseGeometry":
    """The polygons of a shape; mending a polygon may leave lines beside it."""
    import shapely  # noqa: PLC0415

    parts = [part for part in shapely.get_parts(shapely.get_parts(drawn)) if part.geom_type == "Polygon"]
    return shapely.union_all(parts)


def _check_order(found: dict[str, "BaseGeometry"], bounds: Bounds, path: Path) -> None:
    """RFC 7946 has longitude first. Latitude first puts every area on the other side of the globe."""
    import shapely  # noqa: PLC0415

    south, west, north, east = bounds
    box, swapped = shapely.box(west, south, east, north), shapely.box(south, west, north, east)
    if any(outline.intersects(box) for outline in found.values()):
        return
    if any(outline.intersects(swapped) for outline in found.values()):
        raise CityFileError(
            f"[areas] file: {path} has latitude before longitude; GeoJSON has longitude first (RFC 7946, 3.1.1)"
        )
    raise CityFileError(
        f"[areas] file: no area of {path} lies within the city file's `bounds`; one of the two is wrong"
    )


def postcodes(path: Path) -> dict[str, tuple[float, float]]:
    """Postcode, or the first part of one, to latitude and longitude. Raises CityFileError; bad rows are named."""
    found: dict[str, tuple[float, float]] = {}
    wrong: list[str] = []
    for row, cells in rows(path, "postcodes", _COLUMNS):
        at = degrees(cells["lat"], cells["lon"])
        if at and any(c.isalnum() for c in cells["postcode"]):
            found[cells["postcode"].strip()] = at
        else:
            wrong.append(f"row {row} ({', '.join(cell[:20] or 'empty' for cell in cells.values())})")
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise CityFileError(
            f"[areas] postcodes: {path}: expected a postcode and degrees in postcode, lat, lon, "
            f"but {'; '.join(wrong[:3])}{more}; correct or delete these rows"
        )
    return found


def rows(
    path: Path,
    key: str,
    columns: dict[str, tuple[str, ...]],
    optional: frozenset[str] = frozenset(),
    table: str = "areas",
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV beside the city file by our names of its columns, numbered as a sheet does; no blank ones.

    key, table: in the city file, for messages. columns: our name to those that a file may have, in any capitals.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            head = [name.strip().lower() for name in next(lines, [])]
            where = {ours: next((head.index(n) for n in names if n in head), None) for ours, names in columns.items()}
            missing = [ours for ours, at in where.items() if at is None and ours not in optional]
            if missing:
                needed = ", ".join(ours for ours in columns if ours not in optional)
                raise CityFileError(
                    f"[{table}] {key}: {path} needs the columns {needed}, but its first row is: {', '.join(head)[:200]}"
                )
            for number, line in enumerate(lines, 2):
                if any(cell.strip() for cell in line):
                    yield (
                        number,
                        {ours: line[at] if at is not None and at < len(line) else "" for ours, at in where.items()},
                    )
    except FileNotFoundError:
        raise CityFileError(f"[{table}] {key}: there is no {path}; put the CSV beside the city file") from None
    except UnicodeDecodeError as error:
        raise CityFileError(f"[{table}] {key}: {path} is not UTF-8: {error}; save it as CSV UTF-8") from error
    except csv.Error as error:
        raise CityFileError(f"[{table}] {key}: {path} is no CSV: {error}") from error


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Latitude and longitude of two cells; None where they are no place on the globe, such as 0, 0."""
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return None
    fit = math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180
    return (lat, lon) if fit and (lat, lon) != (0, 0) else None
