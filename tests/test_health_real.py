"""Verdicts over what real sources did: two snapshots of one calendar, a calendar that went empty, a page of HTML."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import completeness_of, kind_of, options_of
from crawlers.page import Page
from crawlers.source import Source
from indexer.health import Judgement, judge
from indexer.health.measure import Measure, measure
from indexer.health.past import Met, Past

pytestmark = pytest.mark.data


def source(kind: str = "ical") -> Source:
    return Source(name="calendar", provider="A calendar", kind=kind, url="http://calendar.example/all.ics")


def crawled(body: bytes, at: dt.datetime, one: Source) -> Crawl:
    """The crawl that a reading of this body at this time makes."""
    page = Page(url=one.url, final_url=one.url, fetched_at=at, body=body)
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    error = None
    try:
        for found in kind_of(one).extract(page, one, options_of(one)):
            if isinstance(found, Draft):
                drafts.append(found)
            elif isinstance(found, Refusal):
                refusals.append(found)
    except SourceError as wrong:
        error = str(wrong)
    kept = KeptPage(
        url=one.url,
        fetched_at=at,
        checked_at=at,
        content_type="text/calendar",
        drafts=tuple(drafts),
        refusals=tuple(refusals),
    )
    return Crawl(
        source=one.name, kind=one.kind, fingerprint="f", started_at=at, finished_at=at, error=error, pages=(kept,)
    )


class Row(NamedTuple):
    """before: the snapshot that was read three times; after: what came then, and when (of the year 2026)."""

    before: str
    on: str
    after: str
    then: str
    verdict: str
    words: str = ""


ROWS = [
    Row("cc_libcal_bccls_10306_e33d2879", "03-10", "cc_libcal_bccls_10306_884e0268", "03-18", "good"),
    Row("cc_yolo_library_4d93591a", "02-08", "cc_yolo_library_c77a7efc", "03-04", "good"),
    Row("cc_schulzmuseum_35603fad", "02-10", "cc_schulzmuseum_884e0268", "03-18", "good"),
    Row("cc_durham_parks_rec_4997f66c", "02-10", "cc_durham_parks_rec_20922de1", "02-20", "good"),
    Row("cc_lancastersciencefactory_61626fe6", "02-10", "cc_lancastersciencefactory_6a20ba98", "03-10", "good"),
    Row("cc_bgc_bloomington_4d93591a", "02-08", "cc_bgc_bloomington_20922de1", "02-20", "good"),
    Row("cc_ucdavis_library_1e2dea47", "03-04", "cc_ucdavis_library_a26c19a7", "03-05", "refused", "but none came"),
    # another calendar at the same address, which is as big
    Row("cc_yolo_library_4d93591a", "02-08", "cc_durham_parks_rec_4997f66c", "02-10", "doubtful"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.after)
def test_what_real_calendars_did(row: Row, data: Path) -> None:
    before = crawled(_body(data, row.before), _day(row.on), source())
    after = crawled(_body(data, row.after), _day(row.then), source())
    counted = measure(before)
    assert counted.drafts
    judged = _judged(after, [counted] * 3)
    assert judged.verdict == row.verdict, (judged.reasons, counted, measure(after))
    assert row.words in " ".join(judged.reasons)


def test_a_page_of_html_is_refused_and_nobody_can_accept_it(data: Path) -> None:
    html = min(data.glob("schemaorg_html/*.html"), key=lambda path: path.stat().st_size)
    came = crawled(html.read_bytes(), _day("03-05"), source())
    assert came.error
    for accepted in (False, True):
        assert _judged(came, [], accepted=accepted).verdict == "refused"


def test_no_real_calendar_is_odd_when_it_says_the_same_again(data: Path) -> None:
    """The false alarm: whatever a calendar looks like, it is its own past."""
    looked = 0
    for path in sorted(data.glob("ical_feeds/cc_*.ics")):
        if path.stat().st_size > 100_000:
            continue
        again = crawled(path.read_bytes(), _day("03-10"), source())
        if again.error or not again.drafts:
            continue
        looked += 1
        judged = _judged(again, [measure(again)] * 3)
        assert judged == Judgement(verdict="good"), (path.name, judged.reasons)
    assert looked >= 10


@pytest.mark.parametrize(
    ("damage", "verdict", "words"),
    [
        ("midnight", "refused", "starts are at midnight"),
        ("utc", "doubtful", "expected times in"),
        ("letters", "refused", "letters that were lost"),
        ("twice", "doubtful", "say again what another one says"),
        ("last year", "refused", "every date is past"),
        ("half", "refused", "only"),
    ],
)
def test_what_damage_to_a_real_calendar_does(damage: str, verdict: str, words: str, data: Path) -> None:
    sound = crawled(_body(data, "cc_yolo_library_4d93591a"), _day("02-08"), source())
    broken = msgspec.structs.replace(
        sound, pages=(msgspec.structs.replace(sound.pages[0], drafts=_damaged(sound.pages[0].drafts, damage)),)
    )
    judged = _judged(broken, [measure(sound)] * 3, snapshot=damage == "half")
    assert judged.verdict == verdict, judged.reasons
    assert words in " ".join(judged.reasons)


def _damaged(drafts: tuple[Draft, ...], damage: str) -> tuple[Draft, ...]:
    if damage == "half":
        return drafts[: len(drafts) // 12]
    if damage == "twice":
        again = tuple(msgspec.structs.replace(one, native_id=f"{one.native_id}-2") for one in drafts)
        return (*drafts, *again)
    if damage == "letters":
        return tuple(msgspec.structs.replace(one, title=f"Caf\ufffd {one.title}") for one in drafts)
    changed = []
    for draft in drafts:
        words = msgspec.json.encode(draft).decode()
        if damage == "last year":
            words = words.replace('"2026-', '"2024-').replace('"2027-', '"2025-')
        plain = msgspec.json.decode(words, type=Draft)
        sessions = []
        for one in plain.sessions:
            moments = [(one.start or "")[:10] + "T00:00:00"] if damage == "midnight" else [one.start]
            zone = "Etc/UTC" if damage == "utc" else one.timezone
            meetings = tuple(
                msgspec.structs.replace(m, start=m.start[:10] + "T00:00:00") if damage == "midnight" else m
                for m in one.meetings
            )
            start = moments[0] if one.start else None
            sessions.append(msgspec.structs.replace(one, start=start, meetings=meetings, timezone=zone))
        changed.append(msgspec.structs.replace(plain, sessions=tuple(sessions)))
    return tuple(changed)


def _judged(came: Crawl, past: list[Measure], *, accepted: bool = False, snapshot: bool = False) -> Judgement:
    completeness = "snapshot" if snapshot else completeness_of(source())
    return judge(
        came,
        measure(came),
        Past(believed=tuple(past)),
        source(),
        completeness,
        met=Met(current=50, ids=40, titles=40),
        accepted=accepted,
    )


def _body(data: Path, name: str) -> bytes:
    return (data / "ical_feeds" / f"{name}.ics").read_bytes()


def _day(said: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{said}T09:00:00+00:00")
