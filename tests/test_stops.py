"""The city's stops: read strictly from a CSV or from GTFS, and the nearest one told in words that are true."""

import math
from pathlib import Path

import msgspec
import pytest

from crawlers.errors import CityFileError
from indexer.opportunity import Place
from portal import getting_there, stops
from portal.assets import Assets
from portal.i18n import Language, languages
from portal.settings import SiteSettings
from portal.whereabouts import View, Whereabouts
from tests import portal_city

ENGLISH, URDU = languages(("en", "ur"), "GB")
METRE = 1 / 111_195


def table(folder: Path, text: str) -> Path:
    path = folder / "stops.csv"
    path.write_text(text, "utf-8")
    return path


def view(folder: Path, rows: str, place: Place, language: Language = ENGLISH, **site: str) -> View | None:
    """What is told of a place in the small city, with these stops."""
    table(folder, "name,lat,lon,kind\n" + rows)
    settings = portal_city.settings(folder)
    told = msgspec.structs.replace(settings.site, stops="stops.csv", **site)
    around = Whereabouts(msgspec.structs.replace(settings, site=told), Assets())
    found = around.views([portal_city.session("s", place=place)], language)
    return found[0] if found else None


def exact(north: float = 0.0) -> Place:
    """In the middle of the small city, so many metres north."""
    return Place(name="The Hall", area="Riverside", latitude=51.45 + north * METRE, longitude=-2.6)


def test_a_csv_and_a_gtfs_table_are_read(tmp_path: Path) -> None:
    plain = stops.read(table(tmp_path, "Name,Lat,Lon,Kind\nMill  Lane,51.45,-2.6,Bus\nQuay,51.46,-2.6,\n"))
    assert plain.nearest(51.45, -2.6) == ((51.45, -2.6, "Mill Lane", "bus"), 0)
    feed = (
        "\ufeffstop_id,stop_name,stop_lat,stop_lon,location_type\n1,Mill Lane,51.45,-2.6,0\n2,A door,51.4501,-2.6,2\n"
    )
    gtfs = stops.read(table(tmp_path, feed))
    assert len(gtfs) == 1, "an entrance is no stop"
    assert gtfs.nearest(51.4501, -2.6)[0].kind == "", "GTFS does not say what stops there, so neither do we"  # type: ignore[index]


def test_rows_without_a_position_are_passed_over_and_counted(tmp_path: Path) -> None:
    found = stops.read(table(tmp_path, "name,lat,lon\nMill Lane,,\nQuay,51.46,-2.6\n"))
    assert (len(found), found.skipped) == (1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,lat\nQuay,51\n", "needs the columns name, lat, lon"),
        ("name,lat,lon\nQuay,51.4,-2.6\nMill,north,-2.6\n", r"row 3 \(Mill, north, -2.6.*correct or delete"),
        ("name,lat,lon\n,51.4,-2.6\n", "row 2"),
        ("name,lat,lon\nQuay,151.4,-2.6\n", "row 2"),
        ("name,lat,lon,kind\nQuay,51.4,-2.6,rocket\n", "bus, tram, train, ferry.*row 2"),
    ],
)
def test_what_is_wrong_names_the_file_the_row_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    path = table(tmp_path, text)
    with pytest.raises(CityFileError, match=rf"\[site\] stops: {path}.*{said}"):
        stops.read(path)


def test_the_nearest_is_the_nearest_by_the_haversine_formula(tmp_path: Path) -> None:
    grid = [(51.4 + 0.003 * (n % 13), -2.65 + 0.004 * (n // 13)) for n in range(160)]
    lines = "".join(f"S{n},{lat},{lon}\n" for n, (lat, lon) in enumerate(grid))
    found = stops.read(table(tmp_path, "name,lat,lon\n" + lines))

    def far(one: tuple[float, float], other: tuple[float, float]) -> float:
        (lat, lon), (there, across) = [tuple(map(math.radians, at)) for at in (one, other)]
        half = math.sin((there - lat) / 2) ** 2
        half += math.cos(lat) * math.cos(there) * math.sin((across - lon) / 2) ** 2
        return 2 * 6_371_000 * math.asin(math.sqrt(half))

    for n in range(40):
        at = 51.401 + n * 0.0009, -2.649 + n * 0.0011
        near = found.nearest(*at)
        assert near is not None
        assert near[1] == pytest.approx(min(far(at, one) for one in grid), rel=0.005)


@pytest.mark.parametrize(
    ("metres", "said"),
    [(310, "about 300 m"), (330, "about 350 m"), (3, "about 50 m"), (1200, "about 1,200 m")],
)
def test_a_distance_is_rounded_to_fifty_metres_and_never_nothing(tmp_path: Path, metres: float, said: str) -> None:
    told = view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(metres))
    assert told is not None
    assert told.stop.startswith(f"Bus stop Mill Lane, {said} in a straight line.")


def test_minutes_on_foot_are_at_least_what_the_straight_line_takes(tmp_path: Path) -> None:
    assert view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(300)).stop.endswith("4 minutes on foot or more.")  # type: ignore[union-attr]
    assert view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(350)).stop.endswith("5 minutes on foot or more.")  # type: ignore[union-attr]
    assert view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(0)).stop.endswith("1 minute on foot or more.")  # type: ignore[union-attr]


def test_a_stop_of_an_unknown_kind_is_just_a_stop_and_a_far_one_is_none(tmp_path: Path) -> None:
    assert view(tmp_path, "Mill Lane,51.45,-2.6,\n", exact()).stop.startswith("Stop Mill Lane, ")  # type: ignore[union-attr]
    assert view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(1600)).stop == ""  # type: ignore[union-attr]


def test_it_is_told_in_the_pages_language(tmp_path: Path) -> None:
    told = view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", exact(300), URDU)
    assert told is not None
    assert "سیدھی لکیر" in told.stop
    assert "\u2066Mill Lane\u2069" in told.stop


@pytest.mark.parametrize("visibility", ["area", "on_booking"])
def test_a_hidden_place_has_no_stop_and_no_way(tmp_path: Path, visibility: str) -> None:
    hidden = msgspec.structs.replace(exact(), visibility=visibility)
    told = view(tmp_path, "Mill Lane,51.45,-2.6,bus\n", hidden)
    assert (
        told is None
        if visibility == "on_booking"
        else (told.stop, told.way, told.pin, told.name) == ("", None, None, "")
    )  # type: ignore[union-attr]


def test_the_way_leads_to_the_position_by_the_citys_template(tmp_path: Path) -> None:
    rows = "Mill Lane,51.45,-2.6,bus\n"
    assert view(tmp_path, rows, exact()).way == "https://www.openstreetmap.org/directions?to=51.45000%2C-2.60000"  # type: ignore[union-attr]
    told = view(tmp_path, rows, exact(), directions="https://way.example/{lat}/{lon}")
    assert told.way == "https://way.example/51.45000/-2.60000"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "template",
    ["https://way.example/", "javascript:alert({lat},{lon})", "geo:{lat},{lon}", "https://x.example/{lat}{lon}{z}"],
)
def test_a_template_that_leads_nowhere_is_a_fault_of_the_city_file(tmp_path: Path, template: str) -> None:
    site = SiteSettings(title="T", url="https://t.example", contact="c@t.example", operator="O", directions=template)
    assert [one.partition(":")[0] for one in getting_there.faults(site, tmp_path)] == ["site.directions"]


def test_a_table_that_is_not_there_is_a_fault_of_the_city_file(tmp_path: Path) -> None:
    site = SiteSettings(title="T", url="https://t.example", contact="c@t.example", operator="O", stops="none.csv")
    assert "there is no" in getting_there.faults(site, tmp_path)[0]


def test_the_demo_citys_stops_are_good_and_near_its_places() -> None:
    folder = Path(stops.__file__).parents[2] / "schedules" / "millbrook"
    found = stops.read(folder / "stops.csv")
    assert (len(found), found.skipped) == (30, 0)
    assert found.nearest(51.43411, -2.60446) is not None
