"""Safety, privacy, accessibility, reports and the page for providers: what they say is there, and is true."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import msgspec
import pytest
from lxml import html

from crawlers.draft import Draft
from crawlers.formats.tables import template
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import schema_org as kind
from indexer.search.server import SearchServer
from portal import address, i18n, letters, masking
from portal.build import build
from portal.settings import PortalSettings
from tests import portal_city as city
from tests.portal_making import CHECKED

PAGES = ("safety", "privacy", "accessibility", "report", "list-your-sessions")
CONTENTS = city.contents()
pytestmark = pytest.mark.filterwarnings("error")


def published(settings: PortalSettings) -> dict[str, bytes]:
    return {f.path: f.body for f in build(CONTENTS, settings, city.TODAY, holidays=(), revisions={})}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return published(city.settings(tmp_path_factory.mktemp("city")))


def tree(files: dict[str, bytes], path: str) -> Any:
    return html.fromstring(files[f"{path}index.html"].decode())


def text(page: Any) -> str:
    return " ".join(page.find("body").text_content().split())


def links(page: Any, scheme: str) -> list[str]:
    return [str(link) for link in page.xpath("//main//a/@href") if link.startswith(f"{scheme}:")]


@pytest.mark.parametrize("prefix", ["", "ur/"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_it_and_its_contents_lead_to_its_parts(
    files: dict[str, bytes], name: str, prefix: str
) -> None:
    page = tree(files, f"{prefix}{name}/")
    parts = [str(link).removeprefix("#") for link in page.xpath("//nav[@class='toc']//a/@href")]
    assert [h.get("id") for h in page.xpath("//main//section/h2")] == parts
    assert len(parts) >= 4
    for other in ("", "about/", "o/libraries-a1/build-a-robot-that-finds-its-way/"):
        links = [
            urljoin(f"/{prefix}{other}", link) for link in tree(files, f"{prefix}{other}").xpath("//footer//@href")
        ]
        assert f"/{prefix}{name}/" in links
    assert not page.xpath("//main//form|//main//input|//main//script"), "nothing is sent to anybody"


@pytest.mark.parametrize("path", ["safety/", "report/", "ur/safety/", "ur/report/"])
def test_numbers_to_call_come_first_and_the_emergency_before_all(files: dict[str, bytes], path: str) -> None:
    page = tree(files, path)
    first = page.xpath("//main//a/@href")[:3]
    assert first == ["tel:999", "tel:01632960100", "mailto:safe@millbrook.example"]
    assert page.xpath("//main//h2")[0].getparent().get("class") == "now"


def test_a_report_keeps_a_worry_apart_from_a_wrong_detail(files: dict[str, bytes]) -> None:
    page = tree(files, "report/")
    assert [h.get("id") for h in page.xpath("//main//section/h2")] == ["worry", "wrong", "down", "other"]
    to = {
        part: unquote(urlsplit(page.xpath(f"//section[h2/@id='{part}']//a/@href")[0]).path)
        for part in ("worry", "wrong", "down")
    }
    assert to == {
        "worry": "safe@millbrook.example",
        "wrong": "hello@millbrook.example",
        "down": "hello@millbrook.example",
    }


@pytest.mark.parametrize("prefix", ["", "ur/"])
@pytest.mark.parametrize("key", ["libraries-a1", "rasta-d1", "evil-f1"])
def test_an_opportunity_leads_to_safety_and_its_letters_say_what_they_are_about(
    files: dict[str, bytes], key: str, prefix: str
) -> None:
    one = next(o for o in CONTENTS.opportunities if o.id == key)
    path = prefix + address.opportunity(one)
    page = tree(files, path)
    inside = [urljoin(f"/{path}", link) for link in page.xpath("//aside//@href")]
    assert f"/{prefix}safety/" in inside
    assert f"/{prefix}report/" in inside
    for place, contact in (("how", "hello@millbrook.example"), ("care", "safe@millbrook.example")):
        (letter,) = page.xpath(
            f"//aside[@class='{place}']//a[starts-with(@href, 'mailto:') and contains(@href, 'body=')]/@href"
        )
        said = {name: values[0] for name, values in parse_qs(urlsplit(letter).query).items()}
        assert unquote(urlsplit(letter).path) == contact
        assert "".join(c for c in one.title if c.isprintable())[:40] in said["subject"]
        assert f"https://learn.millbrook.example/{path}" in unquote(said["body"])
        assert key in said["body"]
        assert said["body"].count("\r\n") >= 5


@pytest.mark.parametrize(
    ("phone", "address_"),
    [("999", "tel:999"), ("01632 960100", "tel:01632960100"), ("+44 (0)20 7946-0000", "tel:+4402079460000")],
)
def test_a_number_becomes_one_that_a_phone_can_call(phone: str, address_: str) -> None:
    assert letters.call(phone) == address_


def test_a_letter_holds_nothing_that_could_be_taken_for_a_header() -> None:
    made = letters.letter("a@b.example", "x\u202e" + "y" * 200 + "&bcc=evil@evil.example", "line & ?", "")
    said = parse_qs(urlsplit(made).query)
    assert set(said) == {"subject", "body"}
    assert said["subject"][0].startswith("xyy")
    assert len(said["subject"][0]) < 100
    assert "\u202e" not in unquote(made)


def test_privacy_is_told_to_a_child_first_and_names_who_is_responsible(files: dict[str, bytes]) -> None:
    page = tree(files, "privacy/")
    assert page.xpath("//main//section[1]/@class") == ["easy"]
    assert len(text(page).split()) < 1100
    child = " ".join(page.xpath("//section[@class='easy']")[0].text_content().split())
    assert max(len(sentence.split()) for sentence in re.split(r"[.?!:]", child)) <= 24
    said = text(page)
    for words in (
        "Millbrook Learning Partnership runs this portal",
        "hello@millbrook.example",
        "30 days",
        "controller",
    ):
        assert words in said
    (letter,) = page.xpath("//section[h2/@id='removal']//a[contains(@href, 'body=')]/@href")
    assert letter.startswith("mailto:hello@millbrook.example?")


STORES = {
    "localStorage": r"plan/\w+\.js|offline\.js",
    "sessionStorage": r"offline\.js",
    "serviceWorker": r"offline\.js",
    "caches": r"offline\.js|offline/worker\.js",
    "indexedDB": "",
    "document.cookie": "",
    "sendBeacon": "",
    "geolocation": r"search/page\.js",
}
"""What puts something on a device or sends it away, and the scripts that may: a plan that somebody saves, and pages
that somebody asked to keep. offline.js only clears what others stored."""


@pytest.mark.parametrize("name", STORES)
def test_what_privacy_says_of_the_browser_is_true_of_the_script(name: str) -> None:
    """It is written there what is put on the device, and when; a script that does more has to change these words."""
    folder = Path(i18n.__file__).parent / "static"
    using = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.js")
        if re.search(rf"\b{re.escape(name)}\b", re.sub(r"^\s*//.*", "", file.read_text("utf-8"), flags=re.MULTILINE))
    }
    assert not [path for path in using if not re.fullmatch(STORES[name], path)]
    assert "setItem" not in (folder / "offline.js").read_text("utf-8")


def test_what_is_kept_on_a_device_can_be_cleared_where_it_is_spoken_of(files: dict[str, bytes]) -> None:
    for prefix in ("", "ur/"):
        for name in ("privacy", "offline"):
            page = tree(files, f"{prefix}{name}/")
            assert len(page.xpath("//main//button[@data-way='clear']")) == 1
            assert page.xpath("//script[@type='module']/@src")[0].startswith("../")
        assert len(tree(files, f"{prefix}offline/").xpath("//main//button[@data-way='keep']")) == 1
        assert not tree(files, f"{prefix}privacy/").xpath("//main//button[@data-way='keep']")
    assert "Nothing, unless you ask for it" in text(tree(files, "privacy/"))


def test_privacy_names_the_search_server_where_there_is_one(tmp_path: Path) -> None:
    server = SearchServer(url="https://search.millbrook.example", index="millbrook", key="k")
    settings = city.settings(tmp_path, languages=("en",))
    made = {f.path: f.body for f in build(CONTENTS, settings, city.TODAY, holidays=(), revisions={}, server=server)}
    said = text(tree(made, "privacy/"))
    assert said.count("search.millbrook.example") == 2
    assert "The search runs on your own device" not in said


def test_accessibility_says_which_words_a_machine_wrote(files: dict[str, bytes], tmp_path: Path) -> None:
    assert "in Urdu were drafted by a machine" in text(tree(files, "accessibility/"))
    alone = published(city.settings(tmp_path, languages=("en",)))
    assert "machine" not in text(tree(alone, "accessibility/"))
    (tmp_path / "ur").mkdir()
    (tmp_path / "ur/messages.po").write_text('# Read by a speaker.\nmsgid "Free"\nmsgstr "مفت"\n', "utf-8")
    assert not i18n.Language("ur", country="GB", first=False, folder=tmp_path).drafted
    assert i18n.Language("ur", country="GB", first=False).drafted


@pytest.mark.parametrize("name", PAGES)
def test_a_city_adds_words_of_its_own(name: str, tmp_path: Path) -> None:
    settings = city.settings(tmp_path, languages=("en", "ur"))
    (tmp_path / f"{name}.en.md").write_text("# In our town\n\nAsk at the **town hall**. <script>x</script>\n", "utf-8")
    made = published(msgspec.structs.replace(settings, site=msgspec.structs.replace(settings.site, pages=".")))
    for prefix in ("", "ur/"):
        (own,) = tree(made, f"{prefix}{name}/").xpath("//section[@id='city']")
        assert own.findtext("h2") == "In our town"
        assert "<script>x" in own.text_content()
        assert own.get("lang") == ("en" if prefix else None)
        assert tree(made, f"{prefix}{name}/").xpath("//nav[@class='toc']//a/@href")[-1] == "#city"
    other = next(one for one in PAGES if one != name)
    assert not tree(made, f"{other}/").xpath("//section[@id='city']")


def test_the_sheet_is_published_and_every_column_of_it_explained(files: dict[str, bytes]) -> None:
    assert files["list-your-sessions/template.csv"] == template.csv_bytes(city.TODAY.year + 1)
    assert files["list-your-sessions/template.xlsx"] == template.xlsx_bytes(city.TODAY.year + 1)
    for prefix in ("", "ur/"):
        page = tree(files, f"{prefix}list-your-sessions/")
        found = [urljoin(f"/{prefix}list-your-sessions/", link) for link in page.xpath("//a[@download]/@href")]
        assert found == ["/list-your-sessions/template.xlsx", "/list-your-sessions/template.csv"]
        rows = page.xpath("//table//tbody//th/text()")
        assert rows == [column.name for column in (*template.COLUMNS, *template.ALSO)]
    assert "Only the title must be filled in" in text(tree(files, "list-your-sessions/"))


def test_the_lines_to_paste_are_read_by_the_kind_that_reads_pages(files: dict[str, bytes]) -> None:
    (lines,) = tree(files, "list-your-sessions/").xpath("//pre//text()")
    url = "https://www.example.org/robots"
    body = f"<html><head>{lines}</head><body><h1>Robots</h1></body></html>".encode()
    page = Page(url=url, final_url=url, fetched_at=CHECKED, body=body)
    (draft,) = kind.extract(page, Source(name="s", provider="S", kind="schema_org", url=url), kind.Options())
    assert isinstance(draft, Draft)
    said = template.examples(city.TODAY.year + 1)[0]
    assert f"EXAMPLE: {draft.title}" == said["title"]
    assert (draft.ages, draft.url, draft.provider) == ("11-14", url, said["provider"])
    (session,) = draft.sessions
    assert (session.start, session.end) == ("2027-07-05T10:00:00+01:00", "2027-07-09T12:30:00+01:00")
    assert (session.places_left, session.register_url) == (said["places_left"], said["register_url"])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Ring Sue on 07700 900123 or 01632 960100", "Ring Sue on … or …"),
        ("Write to sue.brown@mail.example today", "Write to … today"),
        ("mailto:sue@mail.example", "…"),
        ("+44 (0)7700 900123", "…"),
        ("31 June 2027, 10am to 3pm", "31 June 2027, 10am to 3pm"),
        ("2027-07-05 10:00", "2027-07-05 10:00"),
        ("05.07.2027 10.30", "05.07.2027 10.30"),
        ("£180, free if you receive a bursary", "£180, free if you receive a bursary"),
        (
            "http://a.example/events/#walk-270102-1330-2027010213",
            "http://a.example/events/#walk-270102-1330-2027010213",
        ),
    ],
)
def test_what_is_private_is_masked(words: str, shown: str) -> None:
    assert masking.masked(words) == shown
