"""The picture of a shared page: legible, small, the same for the same words, and nothing in it that may be hidden."""

import time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import lxml.html
import pytest
from PIL import Image

from indexer.opportunity import Ages, Price
from portal import drawn_picture
from portal.assets import Assets
from portal.build import build
from portal.gather import Entry
from portal.i18n import Language, languages
from portal.share_pictures import Shared, SharePictures
from portal.words import HUES
from tests import portal_city
from tests.portal_making import FREE, LIBRARIES, opportunity

ENGLISH, URDU, SPANISH = languages(("en", "ur", "es"), "GB")
LINES = ("Wed 25 Nov", "Ages 11 to 14", "Free")


def shown(
    folder: Path, language: Language = ENGLISH, *, day: str = "Wed 25 Nov", price: Price | None = FREE, key: str = "a-1"
) -> tuple[Shared, list[str]]:
    """What a page says of its picture, and the files that there are then."""
    assets = Assets()
    session = portal_city.session("s", [portal_city.TODAY], price=price)
    one = opportunity(key, f"Title of {key}", LIBRARIES, session, ages=Ages(low=11, high=14))
    pictures = SharePictures(portal_city.settings(folder), assets)
    found = pictures.picture(Entry(one, session, portal_city.TODAY), "code", day, language)
    return found, [file.path for file in assets.files()]


@pytest.mark.parametrize("topic", [*HUES, "none"])
def test_each_interest_has_a_picture_of_the_size_that_sites_ask_for(topic: str) -> None:
    body = drawn_picture.drawn(topic, "City of Learning: Millbrook", LINES)
    picture = Image.open(BytesIO(body))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (1200, 630))
    assert len(body) <= 25_000


def test_the_same_words_are_the_same_bytes_and_others_are_not() -> None:
    first = drawn_picture.drawn("code", "T", LINES)
    drawn_picture._ground.cache_clear()
    drawn_picture._written.cache_clear()
    drawn_picture._band.cache_clear()
    assert drawn_picture.drawn("code", "T", LINES) == first
    assert drawn_picture.drawn("code", "T", (*LINES[:2], "GBP 5")) != first
    assert drawn_picture.drawn("art", "T", LINES) != first


def test_its_words_can_be_read_when_it_is_shown_small() -> None:
    """At 300 pixels a capital letter is 15 high or more, and dark on light by WCAG's 7:1."""
    picture = Image.open(BytesIO(drawn_picture.drawn("code", "", ("HHHH", "", "")))).convert("L").resize((300, 158))
    inked = picture.crop((0, 0, 190, 158)).point([255 if v < 110 else 0 for v in range(256)]).getbbox()
    assert inked is not None
    assert inked[3] - inked[1] >= 15


def test_a_long_line_is_made_smaller_and_stays_off_the_drawing() -> None:
    plain = Image.open(BytesIO(drawn_picture.drawn("code", "", ()))).convert("RGB")
    long = Image.open(BytesIO(drawn_picture.drawn("code", "", ("GBP 3 to GBP 5 a week, and more",)))).convert("RGB")
    mosaic = (1200 - 2 * 210, 0, 1200, 630)
    assert plain.crop(mosaic).tobytes() == long.crop(mosaic).tobytes()
    assert plain.tobytes() != long.tobytes()


def test_letters_that_the_font_lacks_are_known() -> None:
    assert drawn_picture.drawable("Ages 11 to 14, Free")
    assert not drawn_picture.drawable("عمر")
    assert not drawn_picture.drawable("años")
    assert not drawn_picture.drawable("£5")


def test_what_cannot_be_drawn_is_told_in_numbers_or_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, ...]] = []
    monkeypatch.setattr("portal.share_pictures.drawn", lambda topic, title, lines: drawn.append(lines) or b"")
    price = Price(low=Decimal("2.50"), high=Decimal(4), currency="GBP")
    for language, day in ((ENGLISH, "Wed 25 Nov"), (URDU, "بدھ 25 نومبر"), (SPANISH, "mié 25 nov")):
        assets = Assets()
        session = portal_city.session("s", [portal_city.TODAY], price=price)
        one = opportunity("a-1", "T", LIBRARIES, session, ages=Ages(low=11, high=14))
        pictures = SharePictures(portal_city.settings(tmp_path), assets)
        pictures.picture(Entry(one, session, portal_city.TODAY), "code", day, language)
        assert [file.body for file in assets.files()] == [b""]
    assert drawn == [
        ("Wed 25 Nov", "Ages 11 to 14", "GBP 2.50 to GBP 4"),
        ("2026-11-22", "11-14", "GBP 2.50-4"),
        ("2026-11-22", "11-14", drawn[2][2]),
    ]
    assert all(drawn_picture.drawable(line) for lines in drawn for line in lines)


def test_what_is_equal_shares_one_file_that_is_drawn_only_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.share_pictures.drawn", lambda *said: pytest.fail("drawn although nobody asked"))
    first, files = shown(tmp_path)
    other, _ = shown(tmp_path, key="b-2")
    assert first == other
    assert [f"https://learn.millbrook.example/{path}" for path in files] == [first.url]
    assert shown(tmp_path, price=None)[0].url != first.url
    assert shown(tmp_path, day="Thu 26 Nov")[0].url != first.url


def test_the_words_beside_it_say_all_of_it_in_the_pages_language(tmp_path: Path) -> None:
    assert shown(tmp_path)[0].alt == "Code and robots, Wed 25 Nov, Ages 11 to 14, Free"
    assert "مفت" in shown(tmp_path, URDU)[0].alt
    assert "Cost not stated" in shown(tmp_path, price=None)[0].alt


def test_every_opportunitys_page_names_a_picture_that_is_published(tmp_path: Path) -> None:
    settings = portal_city.settings(tmp_path)
    files = {f.path: f for f in build(portal_city.contents(), settings, portal_city.TODAY, holidays=(), revisions={})}
    pages = [
        path for path in files if path.startswith(("o/", "ur/o/")) and path.count("/") == 3 + path.startswith("ur")
    ]
    pages = [path for path in pages if path.endswith("index.html")]
    assert len(pages) > 20
    for path in pages:
        head = lxml.html.fromstring(files[path].body.decode()).find("head")
        said = {m.get("property") or m.get("name"): m.get("content") for m in head.iter("meta")}
        assert str(said["og:image"]).removeprefix("https://learn.millbrook.example/") in files
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:alt"]
        assert said["twitter:card"] == "summary_large_image"


def test_a_picture_takes_some_thousandths_of_a_second() -> None:
    """Time of this process, with room for a busy machine; words that are drawn again cost nothing."""
    drawn_picture.drawn("code", "T", LINES)
    began = time.process_time()
    for day in range(1, 21):
        drawn_picture.drawn("code", "T", (f"Wed {day} Nov", *LINES[1:]))
    assert (time.process_time() - began) / 20 < 0.05
