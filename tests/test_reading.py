"""What becomes of each answer of a source, without a network."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from crawlers.asking import answers
from crawlers.asking.answers import Answer, Ask
from crawlers.complete import complete
from crawlers.draft import Draft, DraftSession
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import kind_of
from crawlers.page import Page
from crawlers.readings import fingerprint
from crawlers.readings.reading import Reading
from crawlers.settings import CrawlSettings
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SETTINGS = CrawlSettings(contact="bot@city.example")
CLUB = Source(
    name="club",
    provider="Club",
    kind="html",
    url="http://club.example/",
    options={"item": "li", "field": {"title": "b"}, "next": "a"},
)


def read(
    source: Source, pages: dict[str, str], kept: Crawl | None = None, now: dt.datetime = NOW
) -> tuple[Crawl, list[Ask]]:
    """Answers a reading's questions from pages; an address that is not there answers 500."""
    reading, asked = Reading(source, SETTINGS, kept, lambda: now), []
    while ask := reading.ask():
        asked.append(ask)
        body = pages.get(ask.url)
        if body is None:
            reading.failed(ask, answers.bad_status(source.name, ask.url, 500))
        elif ask.etag == body:
            reading.came(ask, Answer(page=None))
        else:
            page = Page(url=ask.url, final_url=ask.url, fetched_at=now, body=body.encode(), content_type="text/html")
            reading.came(ask, Answer(page=page, etag=body))
    return reading.close(), asked


PAGES = {"http://club.example/": "<li><b>Chess</b></li><a href=/2>", "http://club.example/2": "<li><b>Go</b></li>"}


def test_unchanged_pages_keep_their_drafts_and_links() -> None:
    first, _ = read(CLUB, PAGES)
    second, asked = read(CLUB, PAGES, first, NOW + dt.timedelta(days=1))
    assert [ask.etag for ask in asked] == list(PAGES.values())
    assert (second.unchanged, second.bytes, second.drafts and [draft for _, draft in second.drafts]) == (
        2,
        0,
        [draft for _, draft in first.drafts],
    )
    assert [page.fetched_at for page in second.pages] == [NOW, NOW]
    assert [page.checked_at for page in second.pages] == [NOW + dt.timedelta(days=1)] * 2


@pytest.mark.parametrize(
    "change",
    [{"options": {**CLUB.options, "field": {"title": "li"}}}, {"timezone": "Asia/Karachi"}],
)
def test_changed_settings_read_everything_anew(change: dict[str, object]) -> None:
    first, _ = read(CLUB, PAGES)
    second, asked = read(msgspec.structs.replace(CLUB, **change), PAGES, first)
    assert second.unchanged == 0
    assert all(not ask.headers for ask in asked)


def test_settings_that_extraction_never_sees_change_nothing() -> None:
    first, _ = read(CLUB, PAGES)
    again = msgspec.structs.replace(CLUB, defaults={"price": "free"}, every="2d", review=True, expect=CLUB.expect)
    assert read(again, PAGES, first)[0].unchanged == 2


def test_a_week_later_nothing_kept_is_trusted() -> None:
    first, _ = read(CLUB, PAGES)
    assert read(CLUB, PAGES, first, NOW + dt.timedelta(days=8))[0].unchanged == 0


def test_old_drafts_under_new_code_are_never_blessed_as_unchanged() -> None:
    first, _ = read(CLUB, PAGES)
    changed = msgspec.structs.replace(CLUB, language="cy")
    failing, _ = read(changed, {"http://club.example/": PAGES["http://club.example/"]}, first)
    assert [draft.title for _, draft in failing.drafts] == ["Chess", "Go"]
    assert (failing.pages[1].etag, failing.pages[1].sha256) == (None, "")


def test_pages_that_are_the_same_in_every_byte_are_read_once() -> None:
    first = {
        "http://club.example/": "<a href=/2>",
        "http://club.example/2": "<a href=/3>",
        "http://club.example/3": "<a href=/3>",
    }
    first["http://club.example/2"] = first["http://club.example/3"] = "<li><b>Go</b></li><a href='?page=9'>"
    crawl, asked = read(CLUB, first | {"http://club.example/2?page=9": first["http://club.example/2"]})
    assert [draft.title for _, draft in crawl.drafts] == ["Go"]
    assert len(asked) == 3
    assert crawl.refusals[-1].reason == "The page is the same, byte for byte, as one already read."


def test_a_link_to_another_host_is_said_once() -> None:
    body = "<li><b>Chess</b></li><a href='http://other.example/x'>"
    crawl, asked = read(CLUB, {"http://club.example/": body})
    assert len(asked) == 1
    assert [(one.reason, one.wrote) for one in crawl.refusals] == [
        ("A link leads to a host that is not the source's.", "other.example")
    ]


def test_a_fault_of_a_kind_is_the_sources_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> list[Draft]:
        raise ZeroDivisionError("oh")

    kind = msgspec.structs.replace(kind_of(CLUB), extract=faulty)
    monkeypatch.setattr("crawlers.readings.reading.kind_of", lambda _: kind)
    crawl, _ = read(CLUB, PAGES)
    assert "failed with ZeroDivisionError: oh" in str(crawl.error)


def test_the_fingerprint_knows_every_module_that_a_kind_uses() -> None:
    names = {Path(file).name for file in fingerprint._files(Path(kind_of(CLUB).file))}
    assert {"html.py", "markup.py", "fields.py", "charset.py", "draft.py"} <= names
    assert not names & {"microdata.py", "fetch.py", "crawl.py", "ical.py"}


OVERVIEW, OWN = "http://club.example/", "http://club.example/chess"


def kept(url: str, *drafts: Draft) -> KeptPage:
    return KeptPage(url=url, final_url=url, fetched_at=NOW, checked_at=NOW, drafts=drafts)


def test_a_listings_own_page_speaks_for_it() -> None:
    short = Draft(url=OWN, title="Chess", topics=("games",), sessions=(DraftSession(when="Fridays", price="£1"),))
    full = Draft(url=OWN, title="Chess club", text="All welcome", sessions=(DraftSession(start="2026-12-04"),))
    ((page, draft),) = complete([kept(OVERVIEW, short), kept(OWN, full)])
    assert page.url == OWN
    assert draft == Draft(
        url=OWN,
        title="Chess club",
        text="All welcome",
        topics=("games",),
        sessions=(DraftSession(start="2026-12-04", when="Fridays", price="£1"),),
    )


def test_pages_of_a_calendar_add_their_sessions() -> None:
    june, july = (
        Draft(url=OWN, title="Chess", sessions=(DraftSession(start=day),)) for day in ("2027-06-04", "2027-07-02")
    )
    ((_, draft),) = complete(
        [
            kept(OVERVIEW, june),
            kept(
                f"{OVERVIEW}?page=2",
                july,
            ),
            kept(f"{OVERVIEW}?page=3", june),
        ]
    )
    assert [one.start for one in draft.sessions] == ["2027-06-04", "2027-07-02"]


def test_listings_of_one_page_stay_apart() -> None:
    twins = (Draft(url=OWN, title="Chess"), Draft(url=OWN, title="Go"))
    assert [draft for _, draft in complete([kept(OVERVIEW, *twins)])] == list(twins)
    nameless = (Draft(title="Chess"), Draft(title="Chess"))
    assert len(complete([kept(OVERVIEW, *nameless), kept(OWN, *nameless)])) == 4


@pytest.mark.parametrize("status", [None, 503])
def test_a_host_that_dies_in_mid_crawl_is_left_alone(status: int | None) -> None:
    links = "".join(f"<url><loc>http://club.example/c/{number}</loc></url>" for number in range(9))
    club = msgspec.structs.replace(CLUB, kind="schema_org", options={})
    data = '<script type="application/ld+json">{{"@type": "Course", "name": "Chess {0}", "description": "x"}}</script>'
    pages = {club.url: f"<urlset>{links}</urlset>"} | {
        f"http://club.example/c/{number}": data.format(number) for number in range(9)
    }
    first, _ = read(club, pages)
    assert len(first.drafts) == 9
    reading, asked = Reading(club, SETTINGS, first, lambda: NOW), []
    while ask := reading.ask():
        asked.append(ask.url)
        if len(asked) < 3:
            reading.came(ask, Answer(page=None))
        elif status is None:
            reading.failed(ask, answers.unreachable("club", ask.url, "the connection failed"))
        else:
            reading.failed(ask, answers.bad_status("club", ask.url, status))
    second = reading.close()
    assert len(asked) == 2 + 3
    assert [draft for _, draft in second.drafts] == [draft for _, draft in first.drafts]
    assert [page.error is None for page in second.pages] == [True] * 2 + [False] * 8
    (error,) = {page.error for page in second.pages[5:]}
    assert error == (
        "club: expected an answer from club.example, but 3 addresses in a row gave none, so the rest was not asked. "
        "The next crawl tries again; what was read before stays."
    )


def test_single_pages_that_fail_end_no_crawl() -> None:
    links = "".join(f"<url><loc>http://club.example/c/{number}</loc></url>" for number in range(9))
    club = msgspec.structs.replace(CLUB, kind="schema_org", options={})
    _, asked = read(club, {club.url: f"<urlset>{links}</urlset>"})
    assert len(asked) == 1 + 9


def test_the_code_of_a_kind_is_read_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def files(start: Path) -> frozenset[Path]:
        read.append(start)
        time.sleep(0.02)
        return frozenset({start})

    monkeypatch.setattr(fingerprint, "_files", files)
    fingerprint._code.cache_clear()
    kind = kind_of(CLUB)
    with ThreadPoolExecutor(8) as threads:
        marks = set(threads.map(lambda _: fingerprint.fingerprint(kind, CLUB), range(16)))
    fingerprint._code.cache_clear()
    assert read == [Path(kind.file)]
    assert len(marks) == 1
