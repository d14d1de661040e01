"""The small map of a page: the area with its neighbours, a pin only where everybody may know the place."""

import gzip
import re
from pathlib import Path

import lxml.html
import msgspec
import pytest

from indexer.opportunity import Place
from portal.assets import Assets
from portal.build import build
from portal.i18n import languages
from portal.small_maps import HEIGHT, WIDTH, SmallMaps
from portal.whereabouts import View, Whereabouts
from tests import portal_city
from tests.portal_making import HIDDEN, ROUGHLY

ENGLISH = languages(("en",), "GB")[0]
AT = {"latitude": 51.45, "longitude": -2.6}


def views(folder: Path, *places: Place) -> list[View]:
    around = Whereabouts(portal_city.settings(folder), Assets())
    return around.views([portal_city.session(str(n), place=place) for n, place in enumerate(places)], ENGLISH)


def test_an_exact_place_has_a_pin_inside_of_its_area(tmp_path: Path) -> None:
    settings, assets = portal_city.settings(tmp_path), Assets()
    maps = SmallMaps(settings, assets)
    spot = maps.spot("Riverside", (51.45, -2.6))
    assert spot is not None
    assert spot.pin is not None
    x, y = spot.pin
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT
    file = next(one for one in assets.files() if spot.art.startswith(one.path))
    own = re.search(rb'fill="var\(--there\)" d="M([^z]+)z"', file.body)
    assert own, "the area itself stands out from its neighbours"
    corners = [tuple(map(int, pair.split())) for pair in own[1].split(b"L")]
    assert min(c[0] for c in corners) < x < max(c[0] for c in corners)
    assert min(c[1] for c in corners) < y < max(c[1] for c in corners)


@pytest.mark.parametrize("places", [(HIDDEN,), (Place(name="Somewhere"),), (Place(area="Nowhere"),), ()])
def test_of_what_is_hidden_or_not_known_there_is_nothing(tmp_path: Path, places: tuple[Place, ...]) -> None:
    assert views(tmp_path, *places) == []


def test_of_a_place_told_by_its_area_only_the_area_is_shaded(tmp_path: Path) -> None:
    secret = msgspec.structs.replace(ROUGHLY, **AT)
    (view,) = views(tmp_path, secret)
    assert (view.pin, view.name, view.stop, view.way) == (None, "", "", None)
    assert view.label == "Map: Old Town and what is around it"


def test_a_position_outside_of_every_area_has_a_way_but_no_map(tmp_path: Path) -> None:
    (view,) = views(tmp_path, Place(name="Far", area="Riverside", latitude=50.0, longitude=-2.6))
    assert (view.art, view.pin) == ("", None), "a pin beside the shaded area would contradict it"
    assert view.way


def test_a_place_is_told_once_and_of_many_only_the_first(tmp_path: Path) -> None:
    places = [Place(name=f"Hall {n}", area="Riverside", **AT) for n in (1, 1, 2, 3, 4)]
    assert [view.name for view in views(tmp_path, *places)] == ["Hall 1", "Hall 2", "Hall 3"]


def test_a_drawing_is_small_even_where_the_shores_are_fine(tmp_path: Path) -> None:
    assets = Assets()
    folder = Path(__file__).parents[1] / "schedules" / "millbrook"
    settings = msgspec.structs.replace(
        portal_city.settings(tmp_path), boundaries=(folder / "areas.geojson", "ward_name")
    )
    SmallMaps(settings, assets)
    bodies = [file.body for file in assets.files()]
    assert len(bodies) == 12
    assert max(len(gzip.compress(body)) for body in bodies) <= 1500
    assert all(b"style=" not in body for body in bodies)


def test_a_city_without_boundaries_has_no_maps(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(portal_city.settings(tmp_path), boundaries=None)
    assert SmallMaps(settings, Assets()).spot("Riverside", (51.45, -2.6)) is None


def test_the_pages_show_it_and_no_page_leaks_a_hidden_place(tmp_path: Path) -> None:
    contents, settings = portal_city.contents(), portal_city.settings(tmp_path)
    hidden = [msgspec.structs.replace(one, latitude=51.4321, longitude=-2.6789) for one in (HIDDEN, ROUGHLY)]
    moved = tuple(
        msgspec.structs.replace(
            o,
            sessions=tuple(
                msgspec.structs.replace(s, place=hidden[n % 2]) if s.place and n < 4 else s for s in o.sessions
            ),
        )
        for n, o in enumerate(contents.opportunities)
    )
    contents = msgspec.structs.replace(contents, opportunities=moved)
    files = {file.path: file for file in build(contents, settings, portal_city.TODAY, holidays=(), revisions={})}
    pages = {path: lxml.html.fromstring(file.body.decode()) for path, file in files.items() if "/index.html" in path}
    told = [page for path, page in pages.items() if path.startswith("o/")]
    maps = [svg for page in told for svg in page.cssselect(".there svg")] if told else []
    pins = [svg for svg in maps if svg.cssselect(".pin")]
    assert maps
    assert pins
    assert len(pins) < len(maps)
    for svg in maps:
        assert svg.get("role") == "img"
        assert svg.get("aria-label")
        assert (svg.get("width"), svg.get("height")) == (str(WIDTH), str(HEIGHT)), "so that nothing moves"
        used = str(svg.find("use").get("href")).partition("#")[0].lstrip("./")
        assert used in files
    ways = [a for page in told for a in page.cssselect(".there a")]
    assert ways
    assert {a.get("rel") for a in ways} == {"nofollow noopener noreferrer"}
    for path, file in files.items():
        if path.startswith(("o/", "ur/o/")):
            assert b"51.4321" not in file.body, path
