"""A crawl must be believed before it counts: verdicts and the sentences that say why."""

import datetime as dt

import pytest

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import Completeness
from crawlers.source import Expect, Source
from indexer.health import Judgement, Measure, judge, measure

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
FULL = {"title": 1.0, "ages": 0.8, "session.price": 0.7}


def source(at_least: int = 1, at_most: int | None = None) -> Source:
    expect = Expect(at_least=at_least, at_most=at_most)
    return Source(name="museum", provider="Museum", kind="csv", url="http://museum.example/on", expect=expect)


def crawl(*drafts: Draft, error: str | None = None, refusals: tuple[Refusal, ...] = ()) -> Crawl:
    page = KeptPage(url="http://museum.example/on", fetched_at=AT, checked_at=AT, drafts=drafts, refusals=refusals)
    return Crawl(
        source="museum", kind="csv", fingerprint="f", started_at=AT, finished_at=AT, error=error, pages=(page,)
    )


def verdict(
    came: Measure,
    past: list[Measure],
    *,
    at_least: int = 1,
    at_most: int | None = None,
    completeness: Completeness = "snapshot",
    current: int = 20,
) -> Judgement:
    return judge(crawl(), came, past, source(at_least, at_most), completeness, current=current)


def size(drafts: int) -> Measure:
    return Measure(drafts=drafts, coverage=FULL)


@pytest.mark.parametrize(
    ("came", "past", "at_least", "at_most", "completeness", "found", "words"),
    [
        # before it has a past: `expect`
        (50, [], 40, 60, "snapshot", "good", ""),
        (39, [], 40, None, "snapshot", "refused", "expected at least 40 listings, but 39 came"),
        (61, [], 40, 60, "snapshot", "refused", "expected at most 60 listings, but 61 came"),
        (0, [], 1, None, "windowed", "refused", "expected at least 1 listing, but none came"),
        (0, [], 0, None, "snapshot", "doubtful", "nothing came where 20 listings were"),
        # by its own past, from three believed crawls on
        (39, [45, 44, 43], 40, None, "snapshot", "good", ""),
        (0, [45, 44, 43], 40, None, "windowed", "refused", "expected about 44 listings, as before, but none came"),
        (21, [45, 44, 43], 1, None, "snapshot", "doubtful", "expected about 44 listings, as before, but 21 came"),
        (4, [45, 44, 43], 1, None, "snapshot", "refused", "but only 4 came"),
        (21, [45, 44, 43], 1, None, "windowed", "good", ""),
        (4, [45, 44, 43], 1, None, "windowed", "doubtful", "but 4 came"),
        (221, [45, 44, 43], 1, 60, "snapshot", "doubtful", "but 221 came"),
        (1, [4, 4, 4], 1, None, "snapshot", "good", ""),  # few are no measure
        (43, [45, 44, 43], 1, None, "tombstoned", "good", ""),
        (4, [45, 44, 43], 1, None, "tombstoned", "refused", "but only 4 came"),  # a new feed, or an emptied one
        # the way out that the sentence names
        (4, [45, 44, 43], 1, 11, "snapshot", "doubtful", "but 4 came"),
    ],
)
def test_how_many_came(
    came: int,
    past: list[int],
    at_least: int,
    at_most: int | None,
    completeness: Completeness,
    found: str,
    words: str,
) -> None:
    judged = verdict(
        size(came), [size(one) for one in past], at_least=at_least, at_most=at_most, completeness=completeness
    )
    assert judged.verdict == found
    assert words in " ".join(judged.reasons)
    assert all(reason.startswith("museum: ") and reason.endswith(".") for reason in judged.reasons)


def test_an_empty_calendar_whose_listings_are_all_over_is_believed() -> None:
    assert verdict(size(0), [size(12)] * 3, completeness="windowed", current=0).verdict == "good"


def test_a_crawl_with_an_error_is_refused_in_its_own_words() -> None:
    sentence = "museum: expected a calendar, but HTML came. Ask the provider for the new address."
    judged = judge(crawl(error=sentence), measure(crawl()), [], source(), "snapshot", current=5)
    assert judged == Judgement(verdict="refused", reasons=(sentence,))


@pytest.mark.parametrize(
    ("came", "past", "found", "words"),
    [
        (Measure(drafts=20, coverage={"title": 1.0, "ages": 0.05}), FULL, "doubtful", "expected 'ages' in 80%"),
        (Measure(drafts=20, coverage={"title": 1.0, "ages": 0.8}), FULL, "doubtful", "'session.price'"),
        (Measure(drafts=20, coverage={"title": 1.0, "ages": 0.3, "session.price": 0.2}), FULL, "good", ""),
        (
            Measure(drafts=20, coverage={"ages": 0.8, "session.price": 0.7}),
            FULL,
            "refused",
            "expected titles, but none",
        ),
        (Measure(drafts=20, coverage={"ages": 0.8}), None, "refused", "expected titles"),
        (Measure(drafts=5, coverage={"title": 1.0}), FULL, "good", ""),
    ],
)
def test_a_field_that_went_missing(came: Measure, past: dict[str, float] | None, found: str, words: str) -> None:
    judged = verdict(came, [Measure(drafts=came.drafts, coverage=past)] * 3 if past else [])
    assert judged.verdict == found
    assert words in " ".join(judged.reasons)


@pytest.mark.parametrize(
    ("midnight", "before", "found"), [(20, 0, "refused"), (19, 0, "good"), (20, 20, "good"), (20, 9, "refused")]
)
def test_all_times_at_midnight_where_there_were_real_ones(midnight: int, before: int, found: str) -> None:
    past = [Measure(drafts=20, timed=20, midnight=before, coverage=FULL)] * 3
    judged = verdict(Measure(drafts=20, timed=20, midnight=midnight, coverage=FULL), past)
    assert judged.verdict == found


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (Measure(drafts=9, refusals=11, coverage=FULL), "left out 11 of 20"),
        (Measure(drafts=20, broken=5, coverage=FULL), "letters that were lost"),
        (Measure(drafts=20, mojibake=5, coverage=FULL), "decoded wrongly"),
        (Measure(drafts=20, pages=20, unread=3, coverage=FULL), "3 could not be read this time"),
    ],
)
def test_what_is_believed_and_reported(came: Measure, words: str) -> None:
    judged = verdict(came, [])
    assert judged.verdict == "doubtful"
    assert words in judged.reasons[0]


def test_what_always_was_so_is_not_reported_again() -> None:
    was = Measure(drafts=20, mojibake=12, refusals=40, coverage=FULL)
    assert verdict(was, [was] * 3).verdict == "good"


def test_what_is_counted_of_a_crawl() -> None:
    drafts = (
        Draft(title="CafÃ© Lleol", ages="8-11", sessions=(DraftSession(start="2027-01-11T00:00", price="£5"),)),
        Draft(title="Robots\ufffd", sessions=(DraftSession(start="2027-01-11", start_time="10:30"),)),
        Draft(text="Café for everyone: £5 a week – naïve façades", sessions=(DraftSession(start="2027-01-12"),)),
        Draft(title="اردو کلاس"),
    )
    counted = measure(crawl(*drafts, refusals=(Refusal(where="row 4", reason="empty"),)))
    assert counted == Measure(
        drafts=4,
        refusals=1,
        pages=1,
        timed=2,
        midnight=1,
        broken=1,
        mojibake=1,
        coverage={
            "title": 0.75, "text": 0.25, "ages": 0.25, "sessions": 0.75,
            "session.start": 1.0, "session.start_time": 0.333, "session.price": 0.333,
        },
    )  # fmt: skip
