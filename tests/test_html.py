"""The kind html: its options, and selectors against pages as they are. Whole pages are in tests/fixtures/html."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from parsel import Selector

from crawlers.draft import Draft, DraftSession
from crawlers.errors import OptionError, SourceError, WrongContent
from crawlers.formats import fields, markup
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import html

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
URL = "http://museum.example/whats-on"


def page(body: str | bytes, content_type: str = "text/html") -> Page:
    body = body.encode() if isinstance(body, str) else body
    return Page(url=URL, final_url=URL, fetched_at=NOW, body=body, content_type=content_type)


def source(**options: Any) -> Source:
    return Source(name="museum", provider="Museum", kind="html", url=URL, options={"item": "li", "field": {}} | options)


def said(body: str, **field: str) -> dict[str, Any]:
    one = source(field=field)
    (found,) = html.extract(page(f"<li><b>T</b>{body}</li>"), one, options_of(source(field={"title": "b"} | field)))
    assert isinstance(found, Draft)
    parts = [found, *found.sessions]
    return {
        name: value for part in parts for name in field if (value := getattr(part, name.removeprefix("session."), None))
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"field": {"titel": "b"}}, r"there is no field 'titel'. Did you mean 'title'\?"),
        ({"field": {"meetings": "b"}}, r"there is no field 'meetings'"),
        ({"item": "li >"}, r"'li >' is no CSS selector"),
        ({"next": "a::attr("}, r"no CSS selector"),
        ({"detail_field": {"title": "h1"}}, r"detail_field needs detail"),
        ({"items": "li"}, r"no option 'items'. Did you mean 'item'\?"),
        ({"item": 7}, r"Expected `str`, got `int`"),
    ],
)
def test_wrong_options_are_sentences(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OptionError, match=rf"^museum: .*{sentence}"):
        options_of(source(**options))


@pytest.mark.parametrize(
    ("body", "field", "values"),
    [
        ("<i>Tue<br>4pm</i>", {"when": "i"}, {"when": "Tue 4pm"}),
        ("<i><u>1</u>0 to <u>1</u>2</i>", {"ages": "i"}, {"ages": "10 to 12"}),
        ("<i>a<script>x</script><!-- y --> b</i>", {"level": "i"}, {"level": "a b"}),
        ("<i> one <u>no</u> two </i>", {"level": "i::text"}, {"level": "one two"}),
        ("<i data-x=' 7 '>x</i>", {"capacity": "i::attr(data-x)"}, {"capacity": "7"}),
        ("<i>a</i><i>b</i>", {"price": "i"}, {"price": "a"}),
        ("<i>a</i><i>b</i><i>a</i>", {"topics": "i"}, {"topics": ("a", "b")}),
        ("<i></i>", {"price": "i", "place": "u"}, {}),
        ("<div><p>a</p><p>b</p></div>", {"text": "div"}, {"text": "<div><p>a</p><p>b</p></div>"}),
        ("<div><p>a</p><p>b</p></div>", {"text": "p::text"}, {"text": "a b"}),
        ("<a href='x?y#z'>x</a>", {"url": "a"}, {"url": "http://museum.example/x?y#z"}),
        ("<a href='mailto:a@b'>x</a>", {"url": "a::attr(href)"}, {}),
        ("<a href='http://['>x</a>", {"register_url": "a"}, {}),
    ],
)
def test_a_field_is_what_a_reader_sees(body: str, field: dict[str, str], values: dict[str, Any]) -> None:
    assert said(body, **field) == values


def test_names_say_whose_a_field_is() -> None:
    draft = fields.draft_of(
        {"title": "T", "url": "http://a", "session.url": "http://b", "price": "£1", "topics": ("x",)}
    )
    assert draft == Draft(
        title="T", url="http://a", topics=("x",), sessions=(DraftSession(url="http://b", price="£1"),)
    )
    assert fields.draft_of({"title": None, "topics": ()}) is None


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("<p>café".encode(), None, "café"),
        ("<p>café".encode("cp1252"), "windows-1252", "café"),
        ("<meta charset=iso-8859-2><p>gałąź".encode("iso-8859-2"), None, "gałąź"),
        ("<p>café".encode(), "iso-8859-1", "café"),
        ("<p>caf\x00é".encode(), None, "café"),
        ("\ufeff<p>café".encode("utf-16"), None, "café"),
    ],
)
def test_whatever_encoding_a_page_is_in(body: bytes, charset: str | None, text: str) -> None:
    one = Page(url=URL, final_url=URL, fetched_at=NOW, body=body, content_type="text/html", charset=charset)
    assert markup.words(markup.selector(one, "museum")) == text


@pytest.mark.parametrize("body", [b"%PDF-1.7", b'{"a": 1}', b"", b"\x00\x00"])
def test_what_is_no_web_page_is_an_error(body: bytes) -> None:
    with pytest.raises(WrongContent, match=r"^museum: expected a web page"):
        list(html.extract(page(body, "application/octet-stream"), source(), options_of(source())))


@pytest.mark.parametrize(
    "body", ["<", "<html>" * 5000, "<li>" * 3000, "<b>" * 20_000 + "x", "<!--", "<li><b>x", "</p></p>"]
)
def test_no_page_is_too_broken(body: str) -> None:
    options = options_of(source(field={"title": "b", "text": "b"}, next="a"))
    assert list(html.extract(page(body), source(), options))
    assert list(html.follow(page(body), source(), options)) == []


def test_words_of_a_text_node_are_itself() -> None:
    assert markup.words(Selector(text="<p> a  b </p>").css("p::text")[0]) == "a b"


@pytest.mark.data
def test_real_pages_never_fail(data: Path) -> None:
    options = options_of(
        source(item="article, li, tr", field={"title": "a", "text": "*", "when": "time"}, next="a[rel=next]")
    )
    files = [*(data / "scrape_html").glob("*.html"), *(data / "schemaorg_html").glob("*.html")]
    drafts = 0
    for file in files:
        try:
            drafts += sum(isinstance(one, Draft) for one in html.extract(page(file.read_bytes()), source(), options))
        except SourceError as error:
            pytest.fail(f"{file.name}: {error}")
    assert drafts > 100


TABLE = """<table><tr><th>Course</th><th colspan=2>When</th><th>Cost:</th></tr>
  <tr><td>Pottery</td><td>Mon</td><td>6pm</td><td>£5</td></tr></table>"""
TERMS = "<li><b>Clay</b><dl><dt>Cost</dt><dd>£3</dd><dt>When</dt><dt>Time</dt><dd>Tue</dd><dd>Thu</dd></dl></li>"
ROWS = "<li><b>Clay</b><table><tr><th>Cost<td>£3<tr><th>Ages<td>8-12</table></li>"


@pytest.mark.parametrize(
    ("body", "item", "label", "values"),
    [
        (
            TABLE,
            "tr",
            {"title": "course", "price": "Cost", "when": "When"},
            {"title": "Pottery", "price": "£5", "when": "Mon"},
        ),
        (TERMS, "li", {"price": "Cost", "when": "When"}, {"price": "£3", "when": "Tue Thu"}),
        (TERMS, "li", {"price": "Time"}, {"price": "Tue Thu"}),
        (ROWS, "li", {"price": "Cost", "ages": "ages"}, {"price": "£3", "ages": "8-12"}),
        (ROWS, "li", {"price": "Fee", "topics": "Cost"}, {"topics": ("£3",)}),
    ],
)
def test_a_value_is_found_by_what_the_page_calls_it(
    body: str, item: str, label: dict[str, str], values: dict[str, Any]
) -> None:
    one = source(item=item, field={"title": "b"} if item == "li" else {}, label=label)
    (found,) = html.extract(page(body), one, options_of(one))
    assert isinstance(found, Draft)
    parts = [found, *found.sessions]
    assert {name: v for part in parts for name in label if (v := getattr(part, name, None))} == values


def test_a_heading_holds_for_the_listings_below_it() -> None:
    body = """<h2>Friday 4 June</h2><li><b>Chess</b><i>4pm</i></li><div><h2>Saturday 5 June</h2>
      <li><b>Clay</b><i>5pm</i></li><li><b>Coding</b></li></div>"""
    one = source(field={"title": "b", "when": "i"}, group={"when": "h2"})
    found = [
        draft
        for draft in html.extract(page(f"<li><b>Art</b></li>{body}"), one, options_of(one))
        if isinstance(draft, Draft)
    ]
    whens = [draft.sessions[0].when if draft.sessions else None for draft in found]
    assert whens == [None, "Friday 4 June, 4pm", "Saturday 5 June, 5pm", "Saturday 5 June"]


def test_the_last_resort_is_a_guess_that_works() -> None:
    items = "".join(
        f'<article class="e"><h3><a href="/{n}">Club {n}</a></h3><p class="d">{n} June 2027</p></article>'
        for n in range(1, 6)
    )
    (found,) = html.recognise(page(f"<html><body><main>{items}</main></body></html>"))
    assert (found.kind, found.score) == ("html", 20)
    one = source(**found.options)
    drafts = [
        draft for draft in html.extract(page(f"<main>{items}</main>"), one, options_of(one)) if isinstance(draft, Draft)
    ]
    assert [draft.title for draft in drafts] == [f"Club {n}" for n in range(1, 6)]
    assert not list(html.recognise(page("<p>nothing here")))
