"""XCRI-CAP: encodings and XML as they come, dates by the standard's rules, and documents of any size."""

import datetime as dt
import tracemalloc
from typing import Any

import pytest

from crawlers.apis import xcri_cap
from crawlers.draft import Draft, DraftSession, Refusal, Rights
from crawlers.errors import SourceError
from crawlers.formats.xcri_cap import xcri
from crawlers.page import Page
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
URL = "https://college.example/xcri.xml"
SOURCE = Source(name="college", provider="College", kind="xcri_cap", url=URL)


def page(body: str | bytes, **more: Any) -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    return Page(**{"url": URL, "final_url": URL, "fetched_at": NOW, "body": raw} | more)


def found(body: str | bytes, **more: Any) -> list[Draft | Refusal | Rights]:
    return list(xcri_cap.extract(page(body, **more), SOURCE, xcri_cap.Options()))


def drafts(body: str | bytes, **more: Any) -> list[Draft]:
    return [one for one in found(body, **more) if isinstance(one, Draft)]


def session(presentation: str) -> DraftSession:
    (one,) = drafts(f"<course><title>T</title><presentation>{presentation}<cost>1</cost></presentation></course>")
    return one.sessions[0]


@pytest.mark.parametrize(
    ("element", "start", "when"),
    [
        ('<start dtf="2027-01-12">12 January 2027</start>', "2027-01-12", None),
        ('<start dtf="2027-01-12">January 2027</start>', "2027-01-12", "January 2027"),
        ('<start dtf="2027-01-12"/>', None, None),
        ('<start dtf="2027-01-12"> \n </start>', None, None),
        ('<start dtf="next week">12 January 2027</start>', None, None),
        ('<start dtf="2027-13-01">12 January 2027</start>', None, None),
        ('<start dtf="2027-01">January 2027</start>', "January 2027", None),
        ('<start dtf="2027">2027</start>', "2027", None),
        ("<start>January 2027</start>", "January 2027", None),
        ("<start>2027-01-12T00:00:00</start>", "2027-01-12", None),
        ('<start dtf="2027-01-12T00:00:00Z">12 January</start>', "2027-01-12", None),
        ('<start dtf="2027-01-12T18:30:00">half past six</start>', "2027-01-12T18:30:00", "half past six"),
        ("<start><!-- none --></start>", None, None),
    ],
)
def test_temporal_elements(element: str, start: str | None, when: str | None) -> None:
    one = session(element)
    assert (one.start, one.when) == (start, when)


@pytest.mark.parametrize(
    ("age", "ages"),
    [("14-19", "14-19"), ("16+", "16+"), ("any", "any"), ("19-14", None), ("Adults", "Adults"), ("", None)],
)  # fmt: skip
def test_ages_go_on_as_text(age: str, ages: str | None) -> None:
    (one,) = drafts(f"<course><title>T</title><presentation><age>{age}</age></presentation></course>")
    assert one.ages == ages


@pytest.mark.parametrize(
    ("presentation", "online"),
    [
        ('<attendanceMode identifier="ON">Online (no attendance)</attendanceMode>', "yes"),
        ("<attendanceMode>Distance without attendance</attendanceMode>", "yes"),
        ("<attendanceMode>Distance with attendance</attendanceMode>", None),
        ('<attendanceMode identifier="CM"/>', None),
        ("", None),
    ],
)
def test_where_no_place_is_needed(presentation: str, online: str | None) -> None:
    assert session(presentation).online == online


PLAIN = "<catalog><provider><title>Café</title><course><title>Crêpes – £5</title></course></provider></catalog>"


@pytest.mark.parametrize(
    ("body", "charset", "odd"),
    [
        (PLAIN.encode(), None, False),
        (b"\xef\xbb\xbf" + PLAIN.encode(), "iso-8859-1", False),
        (f'<?xml version="1.0" encoding="utf-16"?>{PLAIN}'.encode(), None, False),
        (f'\n<?xml version="1.0" encoding="windows-1252"?>{PLAIN}'.encode(), None, False),
        (f'<?xml version="1.0" encoding="windows-1252"?>{PLAIN}'.encode("cp1252"), None, False),
        (f'<?xml version="1.0" encoding="utf-8"?>{PLAIN}'.encode("cp1252"), None, True),
        (f'<?xml version="1.0" encoding="utf-8"?>{PLAIN}'.encode("utf-16"), None, False),
        (f'<?xml version="1.0" encoding="utf-8"?>{PLAIN}'.encode("utf-16-le"), None, False),
    ],
    ids=range(8),
)
def test_encodings_whatever_is_stated(body: bytes, charset: str | None, odd: bool) -> None:
    made = found(body, charset=charset)
    (one,) = [one for one in made if isinstance(one, Draft)]
    assert (one.title, one.provider) == ("Crêpes – £5", "Café")
    assert any(isinstance(one, Refusal) and one.reason == xcri.GUESSED for one in made) == odd


@pytest.mark.parametrize(
    "body",
    [
        "", "<", "<catalog>", "<catalog><provider></catalog>", "<rss><channel/></rss>", "{}", "<html><catalog/></html>",
        "<!DOCTYPE catalog SYSTEM 'file:///etc/passwd' [<!ENTITY x 'y'>]><catalog>&x;</catalog>",
        "<!-- no end <catalog/>", "<catalog>" + "<a>" * 5000 + "</a>" * 5000 + "</catalog>", b"\x00" * 500,
        "<feed><provider><course><title>T</title></course></provider></feed>",
    ],
    ids=range(12),
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_of_ours(body: str | bytes) -> None:
    with pytest.raises(SourceError):
        found(body)


def test_a_document_that_breaks_off_gives_nothing_so_that_nothing_is_withdrawn() -> None:
    whole = "<catalog><provider>" + "<course><title>T</title></course>" * 5000 + "</provider></catalog>"
    with pytest.raises(SourceError, match="line 1"):
        found(whole[:-30])


def test_a_large_document_is_read_course_by_course() -> None:
    course = "<course><title>T</title><description>" + "words " * 2000 + "</description></course>"
    body = ("<catalog><provider><title>P</title>" + course * 1500 + "</provider></catalog>").encode()
    tracemalloc.start()
    read = xcri.read(page(body), "x", lambda parts: [Draft(title=type(one).__name__) for one in parts])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read) == 1502
    assert peak < len(body) / 4, "no copy of all of it is made"


@pytest.mark.parametrize(
    ("body", "found_at"),
    [
        (PLAIN, [URL]),
        ('<?xml version="1.0"?><!-- by hand --><x:catalog xmlns:x="y"/>', [URL]),
        ("<rss><provider/></rss>", []),
        ('<html><a href="/feeds/xcri-cap.xml">Courses</a><a href="/about">About</a></html>',
         ["https://college.example/feeds/xcri-cap.xml"]),
        ('<html><link rel="alternate" title="XCRI-CAP" href="feed.xml"></html>', ["https://college.example/feed.xml"]),
        ("<html><p>XCRI is a standard</p></html>", []),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_recognised(body: str, found_at: list[str]) -> None:
    assert [one.url for one in xcri_cap.recognise(page(body))] == found_at


def test_people_are_in_nothing() -> None:
    body = """<provider><contributor>Nia Price</contributor><title>P</title><course><title>T</title>
      <contributor>Nia Price</contributor><presentation><cost>1</cost><enquireTo>Nia Price</enquireTo>
      <applyTo>nia@x.example</applyTo></presentation></course>
      <location><street>1 Road</street><phone>01632 960000</phone><email>nia@x.example</email></location></provider>"""
    assert not any(word in repr(found(body)) for word in ("Nia", "nia@", "01632"))


def test_a_subject_of_a_known_list_brings_its_code() -> None:
    body = """<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><provider><dc:title>College</dc:title><course>
        <dc:identifier>c1</dc:identifier><dc:title>Evening course</dc:title>
        <dc:subject xsi:type="courseDataProgramme:LDCS" identifier="CB.4">Things</dc:subject>
        <dc:subject xsi:type="courseDataProgramme:JACS3" identifier="N500">Marketing</dc:subject>
        </course></provider></catalog>"""
    (draft,) = drafts(body)
    assert draft.topics == ("Things", "Marketing", "LDCS CB.4")
