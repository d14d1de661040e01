"""The hostile city's files: no element, attribute, address or character of a provider gets out of its text."""

import csv
import io
import json
import re
from collections.abc import Iterator

import icalendar
import pytest
from lxml import etree, html

from portal.build import build
from portal.changes import changes
from tests import hostile_city
from tests import portal_city as city

TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile("\u2066[^\u2066-\u2069]*\u2069")
"""What we isolate ourselves, in languages from the right: closed again, and not nested."""
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
MAY_LEAD = re.compile("(https?|mailto|tel):", re.IGNORECASE)
RTL = hostile_city.TEXTS["rtl"]
ALONE = {"title", "h1", "h2", "h3", "h4", "q", "bdi", "script", "option"}
"""Elements in which a text alone turns nothing around it; `dir` makes any other one such."""
ELEMENTS = re.compile(
    "html|head|meta|title|link|script|body|header|nav|main|footer|section|article|aside|div|p|span|a|b|bdi|i|s|q|small"
    "|ul|ol|li|dl|dt|dd|h[123]|table|thead|tbody|tr|th|td|form|label|input|select|option|button|fieldset|legend|details"
    "|summary|figure|figcaption|datalist|wbr|svg|symbol|use|path|text|g|rect|circle|line|pattern|defs|template|noscript|pre|code"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder, held = tmp_path_factory.mktemp("hostile"), hostile_city.contents()
    settings = city.settings(folder)
    made = build(held, settings, city.TODAY, holidays=(), revisions={})
    told = changes(held, settings, folder, hostile_city.CHECKED)
    return {file.path: file.body for one in (made, told) for file in one}


@pytest.fixture(scope="module")
def parsed(files: dict[str, bytes]) -> dict[str, html.HtmlElement]:
    reader = html.HTMLParser(encoding="utf-8")
    return {path: html.document_fromstring(files[path], parser=reader) for path in _of(files, "html")}


def _of(files: dict[str, bytes], *kinds: str) -> Iterator[str]:
    found = [path for path in files if path.rpartition(".")[2] in kinds]
    assert found
    yield from found


def test_no_element_and_no_attribute_is_a_providers(parsed: dict[str, html.HtmlElement]) -> None:
    for path, page in parsed.items():
        assert not list(page.iter(etree.Comment)), path
        for one in page.iter(etree.Element):
            assert ELEMENTS.fullmatch(one.tag), (path, one.tag)
            assert not [name for name in one.attrib if name.startswith("on") or name == "style"], path
            for name in ("href", "src", "action", "formaction"):
                said = one.get(name, "")
                assert MAY_LEAD.match(said) or not re.match(r"\s*[\w+.-]+:", said), (path, said)


def test_every_script_on_a_page_is_ours_or_data(parsed: dict[str, html.HtmlElement]) -> None:
    for path, page in parsed.items():
        for one in page.iter("script"):
            if one.get("type") in ("application/json", "application/ld+json"):
                json.loads(one.text)
                assert not re.search("<|\u2028|\u2029", one.text), path
            else:
                assert not one.text, path
                assert re.fullmatch(r"(/|(\.\./|\./)+)(assets|search)/[\w./-]+\.js", one.get("src")), path


def test_what_they_wrote_is_shown_as_they_wrote_it(parsed: dict[str, html.HtmlElement]) -> None:
    said = {n: parsed[f"o/raw-{n}/x/index.html"].findtext(".//h1") for n in range(len(hostile_city.TEXTS))}
    for n, words in enumerate(hostile_city.TEXTS.values()):
        seen = TURNS.sub("", UNSEEN.sub("", re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", words[:400])))
        assert said[n] == seen


def test_no_character_turns_what_follows_it(files: dict[str, bytes]) -> None:
    for path in _of(files, "html", "json", "csv", "ics", "atom", "xml", "geojson", "txt"):
        text = files[path].decode("utf-8-sig")
        assert not TURNS.search(OURS.sub("", text) if path.startswith("ur/") or "ur." in path else text), path
        assert not UNSEEN.search(text), path


def test_text_from_the_right_stands_in_an_element_of_its_own(parsed: dict[str, html.HtmlElement]) -> None:
    found = 0
    for path, page in parsed.items():
        for one in page.iter(etree.Element):
            for text, holder in ((one.text, one), (one.tail, one.getparent())):
                if text and RTL in text:
                    around = [holder, *holder.iterancestors()][:-2]
                    found += 1
                    assert any(it.get("dir") or it.tag in ALONE for it in around) or path.startswith(
                        ("embed/", "ur/embed/")
                    ), (path, holder.tag, text[:80])
    assert found > 100


def test_every_calendar_reads_and_has_no_entry_of_a_providers(files: dict[str, bytes]) -> None:
    for path in _of(files, "ics"):
        read = icalendar.Calendar.from_ical(files[path])
        assert {one.name for one in read.walk()} <= {
            "VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT", "VALARM",
        }  # fmt: skip
        assert {one["action"] for one in read.walk("VALARM")} <= {"DISPLAY"}
        for event in read.walk("VEVENT"):
            assert MAY_LEAD.match(event["url"]), path
            assert str(event["uid"]).endswith("@learn.millbrook.example")
        assert max(len(line) for line in files[path].split(b"\r\n")) <= 75
        assert not re.search(rb"[^\r]\n|\r[^\n]", files[path])


def test_every_table_has_its_columns_and_starts_no_formula(files: dict[str, bytes]) -> None:
    for path in _of(files, "csv"):
        head, *rows = csv.reader(io.StringIO(files[path].decode("utf-8-sig"), newline=""), strict=True)
        for row in rows:
            assert len(row) == len(head), path
            assert not [cell for cell in row if re.match(r"[=+@\t\r\n＝＋－＠]|-(?!\d)", cell)], path


def test_every_xml_and_json_reads(files: dict[str, bytes]) -> None:
    strict = etree.XMLParser(resolve_entities=False, recover=False)
    for path in _of(files, "atom", "xml", "svg"):
        root = etree.fromstring(files[path], strict)
        assert not [one for one in root.iter() if etree.QName(one).localname == "script"], path
    for path in _of(files, "json", "geojson"):
        json.loads(files[path])
    shown = json.loads(files["feeds/feed.json"])["items"]
    assert len(shown) == len(etree.fromstring(files["feeds/opportunities.atom"]).findall("{*}entry"))
    for one in shown:
        assert all(MAY_LEAD.match(author.get("url", "https:")) for author in one["authors"])
