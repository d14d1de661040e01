"""A city's files of areas, postcodes and venues: read where they can be, else a sentence that names the line."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import CityFileError
from indexer.settings import AreaSettings, IndexSettings
from indexer.values.gazetteer import Gazetteer, load_gazetteer

SQUARE = [[-2.7, 51.4], [-2.6, 51.4], [-2.6, 51.5], [-2.7, 51.5], [-2.7, 51.4]]
HOLE = [[-2.66, 51.44], [-2.64, 51.44], [-2.64, 51.46], [-2.66, 51.46], [-2.66, 51.44]]
AWAY = [[-2.5, 51.4], [-2.45, 51.4], [-2.45, 51.5], [-2.5, 51.5], [-2.5, 51.4]]
BOUNDS = (51.33, -2.78, 51.55, -2.43)


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def load(
    folder: Path,
    *features: Any,
    postcodes: str | None = None,
    venues: str | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> Gazetteer:
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    for name, text in (("postcodes.csv", postcodes), ("venues.csv", venues)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    table = AreaSettings(
        file="areas.geojson",
        postcodes="postcodes.csv" if postcodes is not None else None,
        venues="venues.csv" if venues is not None else None,
    )
    return load_gazetteer(
        IndexSettings(
            timezone="Europe/London", country="GB", languages=("en",), folder=folder, areas=table, bounds=bounds
        )
    )


HARBOUR = feature(polygon(SQUARE), name="Harbour")


def test_a_hole_is_outside(tmp_path: Path) -> None:
    towns = load(tmp_path, feature(polygon(SQUARE, HOLE), name="Harbour"), feature(polygon(HOLE), name="Old Town"))
    assert towns.area_at(51.41, -2.69) == "Harbour"
    assert towns.area_at(51.45, -2.65) == "Old Town"
    assert towns.area_at(51.44, -2.65) == "Harbour", "on a border the area that comes first"


def test_the_order_of_a_rings_points_does_not_matter(tmp_path: Path) -> None:
    towns = load(tmp_path, feature(polygon(SQUARE[::-1], HOLE), name="Harbour"))
    assert (towns.area_at(51.41, -2.69), towns.area_at(51.45, -2.65)) == ("Harbour", None)


def test_an_area_of_several_parts_or_of_several_features(tmp_path: Path) -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [AWAY]]}
    towns = load(tmp_path, feature(parts, name="Harbour"))
    assert (towns.area_at(51.45, -2.47), towns.area_at(51.45, -2.65)) == ("Harbour", None)
    towns = load(tmp_path, HARBOUR, feature(polygon(AWAY), name="Harbour"))
    assert towns.areas == ("Harbour",)
    assert towns.area_at(51.45, -2.47) == "Harbour"


def test_a_ring_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = [[-2.7, 51.4], [-2.6, 51.5], [-2.6, 51.4], [-2.7, 51.5], [-2.7, 51.4]]
    assert load(tmp_path, feature(polygon(bow), name="Bow")).area_at(51.45, -2.69) == "Bow"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (feature(polygon(SQUARE), ward="Harbour"), 'feature 2 of .* has no "name"; its properties are: ward'),
        (feature(polygon(SQUARE), name=None), 'feature 2 of .* has no "name"'),
        (feature(polygon(SQUARE), name={"en": "Harbour"}), 'feature 2 of .* has no "name"'),
        ({"type": "Feature", "geometry": polygon(SQUARE)}, "its properties are: none"),
        ("Harbour", 'feature 2 of .* has no "name"'),
        (feature(None, name="Old Town"), "feature 2 of .* has no readable geometry"),
        (feature(polygon([[1]]), name="Old Town"), "feature 2 of .* has no readable geometry"),
        (feature({"type": "Point", "coordinates": [-2.6, 51.4]}, name="Old Town"), "a Point with no surface"),
        (feature(polygon([[1, 1], [2, 2], [3, 3], [1, 1]]), name="Old Town"), "a Polygon with no surface"),
        (feature(polygon([[351400, 1], [351500, 1], [351500, 9], [351400, 1]]), name="Old Town"), "EPSG:4326"),
    ],
)
def test_a_feature_that_cannot_be_an_area_is_named(tmp_path: Path, wrong: Any, says: str) -> None:
    with pytest.raises(CityFileError, match=says):
        load(tmp_path, HARBOUR, wrong)


def test_latitude_before_longitude_is_told(tmp_path: Path) -> None:
    swapped = [[lat, lon] for lon, lat in SQUARE]
    with pytest.raises(CityFileError, match="latitude before longitude"):
        load(tmp_path, feature(polygon(swapped), name="Harbour"), bounds=BOUNDS)
    with pytest.raises(CityFileError, match="one of the two is wrong"):
        load(tmp_path, feature(polygon([[1, 1], [2, 1], [2, 2], [1, 1]]), name="Harbour"), bounds=BOUNDS)


def test_a_topology_is_no_collection_of_features(tmp_path: Path) -> None:
    load(tmp_path, HARBOUR)
    (tmp_path / "areas.geojson").write_text('{"type": "Topology", "objects": {}}')
    table = AreaSettings(file="areas.geojson")
    city = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=tmp_path, areas=table)
    with pytest.raises(CityFileError, match="FeatureCollection"):
        load_gazetteer(city)


def test_postcodes_whole_and_wide(tmp_path: Path) -> None:
    towns = load(
        tmp_path, HARBOUR, postcodes="\ufeffPostcode,Latitude,Longitude\nmb1 2ab,51.41,-2.69\n\nMB2,51.49,-2.61\n"
    )
    assert towns.around_postcode("MB1 2AB") == ("Harbour", False)
    assert towns.around_postcode("MB2 9ZZ") == ("Harbour", True)
    assert towns.around_postcode("MB1 9ZZ") == (None, False), "another postcode of the district says nothing"


def test_a_zip_plus_four_lies_in_its_zip(tmp_path: Path) -> None:
    towns = load(tmp_path, HARBOUR, postcodes="zip,lat,lng\n62701,51.41,-2.69\n")
    assert towns.area_of_postcode("62701-1234") == "Harbour"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("postcode,lat\nMB1 2AB,51.4\n", "needs the columns postcode, lat, lon, but its first row is: postcode, lat"),
        ("", "needs the columns postcode, lat, lon"),
        ("postcode,lat,lon\nMB1 2AB,51.4,-2.6\nMB1 2AC,99.99,0\n", r"row 3 \(MB1 2AC, 99.99, 0\)"),
        ("postcode,lat,lon\nMB1 2AB,0,0\n", r"row 2 \(MB1 2AB, 0, 0\)"),
        ("postcode,lat,lon\n,51.4,-2.6\n", r"row 2 \(empty, 51.4, -2.6\)"),
        ("postcode,lat,lon\n" + "MB1 2AB,north,west\n" * 9, "row 2 .*; row 3 .*; row 4 .* and 6 more"),
        ("postcode,lat,lon\nMB1 2AB,51.4\n", r"row 2 \(MB1 2AB, 51.4, empty\)"),
    ],
)
def test_a_bad_row_of_postcodes_is_named(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(CityFileError, match=says):
        load(tmp_path, HARBOUR, postcodes=rows)


def test_a_table_of_venues(tmp_path: Path) -> None:
    rows = "name,aliases,lat,lon,postcode,area\nTin Museum,The Tin; Tin Works,51.41,-2.69,mb12ab,HARBOUR\n"
    venue = load(tmp_path, HARBOUR, venues=rows, bounds=BOUNDS).venue("tin works")
    assert venue
    assert (venue.name, venue.area, venue.postcode) == ("Tin Museum", "Harbour", "MB1 2AB")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Tin Museum,51.41,-2.69,Moon", r"row 2 \(Tin Museum\) names the area 'Moon', which is none of the city's"),
        ("Tin Museum,41.41,-2.69,", r"row 2 \(Tin Museum\) has no position in the city"),
        ("Tin Museum,,,", r"row 2 \(Tin Museum\) has no position in the city"),
        (",51.41,-2.69,", "row 2 has no name"),
    ],
)
def test_a_bad_row_of_venues_is_named(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(CityFileError, match=says):
        load(tmp_path, HARBOUR, venues=f"name,lat,lon,area\n{row}\n", bounds=BOUNDS)
