"""Feeds: only an entry's own date counts, and what is broken is read as far as it can be proven."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from crawlers.apis import rss
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError, TooLarge, Unreadable
from crawlers.formats.feeds import feed_titles, feed_xml
from crawlers.formats.moments import moment, span, with_offset
from crawlers.formats.organisations import organisation
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.source import Source
from tests.clock import Clock

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
EV = "xmlns:ev='http://purl.org/rss/1.0/modules/event/'"


def read(body: str | bytes, **options: Any) -> list[Draft | Refusal | Rights]:
    source = Source(name="feed", provider="Provider", kind="rss", url="https://x.example/rss", options=options)
    raw = body.encode() if isinstance(body, str) else body
    page = Page(url=source.url, final_url=source.url, fetched_at=NOW, body=raw)
    return list(rss.extract(page, source, options_of(source)))


def feed(*items: str, head: str = "") -> str:
    return f"<rss version='2.0' {EV}><channel>{head}{''.join(items)}</channel></rss>"


def item(title: str, more: str = "<ev:startdate>2026-12-01</ev:startdate>") -> str:
    return f"<item><title>{title}</title>{more}</item>"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Chess — Sat Aug 22, 10:00 AM — Library", ("Chess", "Sat Aug 22, 10:00 AM", "Library")),
        ("A - B: C - Sun Dec 6", ("A - B: C", "Sun Dec 6", None)),
        ("6 Dec 2026 | Chess", ("Chess", "6 Dec 2026", None)),
        ("Chess – 2026-12-06, 6:30pm – 8pm", None),  # the time is a part of its own, and no date
        ("Chess – Dec 6, 6:30pm-8pm", ("Chess", "Dec 6, 6:30pm-8pm", None)),
        ("Back to the 80s – Hall 9", None),
        ("March of the Mammoths - Room 4", None),
        ("Dec 6 – Dec 7", None),
        ("Sat Aug 22", None),
    ],
)
def test_a_date_in_a_title(title: str, parts: tuple[str, ...] | None) -> None:
    found = feed_titles.dated(title)
    if title.startswith("Chess – 2026"):
        assert found == ("Chess", "2026-12-06, 6:30pm", "8pm")
    else:
        assert found == parts


def test_a_publication_date_is_no_date_of_an_event() -> None:
    news = item("Room closed", "<pubDate>Sun, 22 Nov 2026 02:18:51 +0000</pubDate>")
    (refusal,) = read(feed(news))
    assert isinstance(refusal, Refusal)
    assert "publication" in refusal.reason
    (draft,) = read(feed(news), undated=True)
    assert isinstance(draft, Draft)
    assert draft.sessions == ()


def test_a_licence_is_passed_on_and_a_copyright_is_none() -> None:
    said = "<copyright>City of Millbrook</copyright>"
    assert not [one for one in read(feed(item("A"), head=said)) if isinstance(one, Rights)]
    licence = "<license>https://creativecommons.org/licenses/by/4.0/</license>"
    (rights,) = [one for one in read(feed(item("A"), head=said + licence)) if isinstance(one, Rights)]
    assert rights == Rights(licence="https://creativecommons.org/licenses/by/4.0/", attribution="City of Millbrook")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"\x00\x00 ", "empty"),
        (b"%PDF-1.4", "%PDF"),
        (b'{"version":"https://jsonfeed.org/version/1.1"}', "this came"),
        (b"<rss><channel><title>cut", "broken"),
        (b"<rss version='2.0'><channel>" + b"<item>" * 300_000, "marks without number"),
        (b"<rss version='2.0'><channel><item><title>" + b"& " * 60_000, "marks without number"),
    ],
)
def test_what_is_no_feed_is_told_in_a_sentence(body: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(body)


def test_a_feed_without_end_is_not_read() -> None:
    with pytest.raises(TooLarge):
        read(b"<rss><channel>" + b" " * feed_xml.LARGEST)
    many = feed(*[item("A")] * (feed_xml.MOST + 50))
    found = read(many)
    assert sum(isinstance(one, Draft) for one in found) == feed_xml.MOST
    assert any(isinstance(one, Refusal) and "more than" in one.reason for one in found)


def test_nesting_and_entities_cost_no_time() -> None:
    deep = item("Deep", "<description>" + "<b>" * 50_000 + "</b>" * 50_000 + "</description>")
    with Clock() as clock:
        found = read(feed(deep, item("After")))
        assert [one.title for one in found if isinstance(one, Draft)] == ["After"]
        assert [one.wrote for one in found if isinstance(one, Refusal)] == ["Deep"]
        bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaa'>" + "".join(f"<!ENTITY a{n} '&a;&a;&a;'>" for n in range(50)) + "]>"
        (draft,) = read(bomb + feed(item("&a49; x")))
        assert isinstance(draft, Draft)
        assert draft.title == "&a49; x"
    assert clock.seconds < 3  # a quarter of a second alone


@pytest.mark.parametrize(
    ("bytes_", "title"),
    [
        (b"<?xml version='1.0' encoding='ISO-8859-1'?>" + feed(item("Café – now")).encode(), "Café – now"),
        (b"<?xml version='1.0' encoding='utf-8'?>" + feed(item("Café")).encode("cp1252"), "Café"),
        (feed(item("Café")).encode("utf-16"), "Café"),
        (b"<?xml version='1.0' encoding='windows-1251'?>" + feed(item("Шахматы")).encode("cp1251"), "Шахматы"),
        (feed(item("Caf&eacute; &amp;amp; tea &#8217;")).encode(), "Café & tea ’"),
    ],
)
def test_letters_are_read_whatever_the_label_says(bytes_: bytes, title: str) -> None:
    (draft,) = [one for one in read(bytes_) if isinstance(one, Draft)]
    assert draft.title == title


def test_nothing_of_people_is_kept() -> None:
    who = "<author>pat@x.example (Pat Ellery)</author><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Pat</dc:creator>"
    (draft,) = read(
        feed(item("A", f"{who}<ev:startdate>2026-12-01</ev:startdate><ev:organizer>Pat Ellery</ev:organizer>"))
    )
    assert "Pat" not in str(draft)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Friends of the Mill Museum", True),
        ("Millbrook Public Library", True),
        ("Dana Whitlock", False),
        ("Rosa Parks", False),
        ("Ed Hall", False),
        ("Dr. Jean-Luc Ferrand", False),
        ("St Mary's Church Hall", True),
        ("NASA", True),
        ("dana@library.example", False),
        (None, False),
    ],
)
def test_an_organiser_who_may_be_a_person_is_not_kept(name: str | None, *, kept: bool) -> None:
    assert organisation(name) == (name if kept else None)


@pytest.mark.parametrize(
    ("begins", "ends", "how", "found"),
    [
        ("2026-12-05 10:00:00", "2026-12-05 11:30", {}, ("2026-12-05T10:00:00", "2026-12-05T11:30")),
        ("2026-12-05T00:00:00", "2026-12-05T23:59:59", {}, ("2026-12-05", None)),
        ("2026-12-05T00:00:00", "2026-12-07T23:59:59", {"whole_days": True}, ("2026-12-05", "2026-12-07")),
        ("2026-12-05", "2026-12-07", {"whole_days": True, "last_is_excluded": True}, ("2026-12-05", "2026-12-06")),
        ("2026-12-05T00:00:00-07:00", None, {"whole_days": True}, ("2026-12-05", None)),
        ("2026-12-05T10:00:00Z", "2026-12-05T10:00:00Z", {}, ("2026-12-05T10:00:00Z", None)),
        ("2026-12-05T10:00:00-0700", "2026-12-05T09:00:00-0700", {}, ("2026-12-05T10:00:00-07:00", None)),
        ("2026-02-30", None, {}, (None, None)),
        ("next week", "2026-12-05", {}, (None, None)),
    ],
)  # fmt: skip
def test_days_and_moments(begins: str, ends: str | None, how: dict[str, bool], found: tuple[str | None, ...]) -> None:
    assert span(moment(begins), moment(ends), **how)[:2] == found


def test_an_offset_is_taken_only_where_it_is_a_real_one() -> None:
    local = moment("2026-12-05T10:00:00")
    for universal, offset in (
        ("2026-12-05T04:30:00Z", "+05:30"),
        ("2026-12-05T17:00:00Z", "-07:00"),
        ("2026-11-05T17:00:00Z", ""),
    ):
        found = with_offset(local, moment(universal))
        assert found
        assert found.offset == offset


@pytest.mark.data
def test_every_real_feed_is_read_or_refused_with_a_sentence(data: Path) -> None:
    counted: dict[str, int] = {}
    refused = []
    for file in sorted(data.glob("rss/*.xml")):
        try:
            found = read(file.read_bytes())
        except SourceError as error:
            refused.append(str(error))
            continue
        whole = file.read_text("utf-8").count("<item>") + file.read_text("utf-8").count("<entry")
        assert sum(isinstance(one, Draft | Refusal) for one in found) == whole, file.name
        counted[file.name] = sum(isinstance(one, Draft) for one in found)
    assert len(refused) == 1
    assert "XML of another sort came (<meetings>)" in refused[0]
    assert sorted(counted.values())[-4:] == [100, 100, 100, 625]
    with pytest.raises(Unreadable):
        read(b"<rss><channel>")
