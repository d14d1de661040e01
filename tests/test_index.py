"""From crawls to contents: what is believed, what stays, what is kept when a run ends halfway."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.keep import Crawl, KeptPage
from crawlers.source import Expect, Source
from indexer import index as index_module
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents, SourceState
from indexer.normalise import Normalised
from indexer.opportunity import Listing, Moment, Opportunity, Place, Provider, Session
from indexer.settings import IndexSettings

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
COLLEGE = Source(name="college", provider="Millbrook College", kind="csv", url="http://college.example/list.csv")
LIBRARY = Source(name="library", provider="Millbrook Libraries", kind="ical", url="http://library.example/all.ics")


class Killed(BaseException):
    """Stands for kill -9: nothing in the line may catch it."""


class Reader:
    """A plain stand-in for normalise that counts what it read; a title "!" kills the process."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(
        self, draft: Draft, page: KeptPage, source: Source, settings: IndexSettings, _places: Any, listing: Listing
    ) -> Normalised:
        self.read.append(draft.title or "")
        if draft.title == "!":
            raise Killed
        if draft.title == "?":
            raise KeyError("unforeseen")
        if not draft.title:
            return Normalised(refusal=Refusal(where=page.url, reason="it has no title"))
        sessions = tuple(
            Session(
                id=f"{listing.id}-{number}",
                start=Moment(date=dt.date.fromisoformat(one.start), zone=settings.timezone) if one.start else None,
                place=Place(name=one.place) if one.place else None,
                places_left=int(one.places_left) if one.places_left else None,
                places_as_of=page.fetched_at if one.places_left else None,
                status="cancelled" if one.status == "cancelled" else "scheduled",
            )
            for number, one in enumerate(draft.sessions)
        )
        provider = Provider(id="p", name=draft.provider or source.provider)
        return Normalised(
            opportunity=Opportunity(
                id=listing.id, slug="x", title=draft.title, provider=provider, sessions=sessions, listings=(listing,)
            )
        )


class City:
    """A city over some days: index it with what its sources say on a day."""

    def __init__(self, url: str, folder: Path) -> None:
        self.catalogue = Catalogue.open(url)
        self.settings = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=folder)
        self.sources, self.publishes = [COLLEGE, LIBRARY], True
        self.reader = Reader()

    def index(self, day: int = 0, **crawls: Crawl) -> Contents:
        now = NOW + dt.timedelta(days=day)
        found = index_module.index(crawls, self.sources, self.settings, self.catalogue, now, normalise=self.reader)
        if self.publishes:
            self.catalogue.published(now)
        return found


@pytest.fixture
def city(tmp_path: Path, catalogue_url: str) -> Iterator[City]:
    made = City(catalogue_url, tmp_path)
    yield made
    made.catalogue.close()


def course(title: str | None, start: str | None = "2027-01-11", **values: Any) -> Draft:
    session = DraftSession(
        start=start,
        place=values.pop("place", "Mill Hall"),
        places_left=values.pop("left", None),
        status=values.pop("status", None),
    )
    return Draft(title=title, native_id=values.pop("id", title), sessions=(session,), **values)


def crawl(source: str, *drafts: Draft, day: int = 0, error: str | None = None, page_error: str | None = None) -> Crawl:
    at = NOW + dt.timedelta(days=day)
    page = KeptPage(url=f"http://{source}.example/", fetched_at=at, checked_at=at, drafts=drafts, error=page_error)
    return Crawl(
        source=source,
        kind="csv",
        fingerprint="f",
        started_at=at,
        finished_at=at + dt.timedelta(minutes=1),
        requests=2,
        error=error,
        pages=(page,),
    )


def titles(contents: Contents) -> list[str]:
    return sorted(one.title for one in contents.opportunities)


def state(contents: Contents, name: str) -> SourceState:
    return next(one for one in contents.sources if one.name == name)


def test_a_crawl_becomes_contents(city: City) -> None:
    found = city.index(college=crawl("college", course("Robots"), course("Drawing"), course(None, id="7")))
    assert titles(found) == ["Drawing", "Robots"]
    robots = found.opportunities[1] if found.opportunities[1].title == "Robots" else found.opportunities[0]
    assert [one.source for one in robots.listings] == ["college"]
    assert robots.id == robots.listings[0].id
    assert robots.sessions[0].place == Place(name="Mill Hall")
    college, library = found.sources
    assert (college.verdict, college.listings, college.drafts, college.requests) == ("good", 2, 3, 2)
    assert [one.reason for one in college.refusals] == ["it has no title"]
    assert (library.verdict, library.last_crawl_at) == ("never", None)


def test_absence_is_a_state_and_no_cancellation(city: City) -> None:
    both = [course("Robots"), course("Drawing")]
    city.index(college=crawl("college", *both))
    for day in (1, 2):
        found = city.index(day, college=crawl("college", both[0], day=day))
        drawing = next(one for one in found.opportunities if one.title == "Drawing")
        assert drawing.listings[0].state == "missing"
        assert [one.status for one in drawing.sessions] == ["scheduled"]
    assert titles(city.index(3, college=crawl("college", both[0], day=3))) == ["Robots"]
    back = city.index(4, college=crawl("college", *both, day=4))
    assert drawing.id in {one.id for one in back.opportunities}


def test_the_same_crawl_indexed_again_is_no_second_miss(city: City) -> None:
    city.index(college=crawl("college", course("Robots"), course("Drawing")))
    later = crawl("college", course("Robots"), day=1)
    for _ in range(4):
        found = city.index(1, college=later)
    assert titles(found) == ["Drawing", "Robots"]


def test_absence_from_a_calendar_means_nothing(city: City) -> None:
    city.index(library=crawl("library", course("Rhymes"), course("Chess")))
    for day in range(1, 6):
        found = city.index(day, library=crawl("library", course("Rhymes"), day=day))
    assert titles(found) == ["Chess", "Rhymes"]


def test_cancelled_comes_from_the_sources_words(city: City) -> None:
    found = city.index(college=crawl("college", course("Robots", status="cancelled")))
    assert found.opportunities[0].sessions[0].status == "cancelled"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (crawl("college", day=1, error="college: expected a calendar, but HTML came. Ask the provider."), "HTML came"),
        (crawl("college", day=1), "none came"),
    ],
)
def test_a_refused_crawl_changes_nothing_but_its_own_record(city: City, bad: Crawl, words: str) -> None:
    before = city.index(college=crawl("college", course("Robots"), course("Drawing")))
    for _ in range(4):
        after = city.index(1, college=bad)
    assert after.opportunities == before.opportunities
    assert state(after, "college").verdict == "refused"
    assert words in state(after, "college").reasons[0]
    assert state(after, "college").listings == 2
    assert state(after, "college").checked_at == state(before, "college").checked_at
    assert state(city.index(2, college=crawl("college", course("Robots"), day=2)), "college").verdict == "good"


def test_a_crawl_is_judged_again_when_what_is_expected_changed(city: City) -> None:
    city.sources[0] = msgspec.structs.replace(COLLEGE, expect=Expect(at_least=40))
    few = crawl("college", course("Robots"))
    assert state(city.index(college=few), "college").verdict == "refused"
    city.sources[0] = msgspec.structs.replace(COLLEGE, expect=Expect(at_least=1))
    found = city.index(college=few)
    assert (state(found, "college").verdict, titles(found)) == ("good", ["Robots"])


def test_ids_stay_when_titles_change(city: City) -> None:
    before = city.index(college=crawl("college", course("Robots", id="C1")))
    after = city.index(1, college=crawl("college", course("Building robots", id="C1"), day=1))
    assert titles(after) == ["Building robots"]
    assert [one.id for one in after.opportunities] == [one.id for one in before.opportunities]
    assert after.opportunities[0].sessions[0].id == before.opportunities[0].sessions[0].id


def test_the_same_course_on_two_sources_is_one_opportunity_that_redirects(city: City) -> None:
    """They are found apart, then become one when the library corrects its title."""
    city.index(college=crawl("college", course("Robots")))
    apart = city.index(1, library=crawl("library", course("Machines", id="L1", provider="Millbrook College"), day=1))
    assert titles(apart) == ["Machines", "Robots"]
    ours, theirs = sorted(apart.opportunities, key=lambda one: one.title, reverse=True)
    one = city.index(2, library=crawl("library", course("Robots", id="L1", provider="Millbrook College"), day=2))
    assert [(o.id, len(o.sessions), len(o.listings)) for o in one.opportunities] == [(ours.id, 1, 2)]
    assert one.aliases == {theirs.id: ours.id}
    again = city.index(3, library=crawl("library", course("Machines", id="L1", provider="Millbrook College"), day=3))
    assert {o.id for o in again.opportunities} == {ours.id, theirs.id}
    assert again.aliases == {}


def test_what_nobody_has_seen_yet_does_not_depend_on_which_source_was_read_first(city: City) -> None:
    """The library is read first; published is what the city's order makes of both, as one run would."""
    city.publishes = False
    theirs = crawl("library", course("Robots", id="L1", provider="Millbrook College", start="2027-01-11"))
    alone = city.index(library=theirs).opportunities[0]
    both = city.index(1, college=crawl("college", course("Robots"), day=0))
    assert [one.source for one in both.opportunities[0].listings] == ["college", "library"]
    assert both.opportunities[0].id == both.opportunities[0].listings[0].id != alone.id
    assert both.aliases == {}
    assert {revision[0] for revision in city.catalogue.revisions().values()} == {0}
    city.catalogue.published(NOW + dt.timedelta(days=1))
    city.sources.reverse()
    assert city.index(2).opportunities[0].id == both.opportunities[0].id


def test_an_alias_never_dangles(city: City) -> None:
    city.index(college=crawl("college", course("Robots")))
    city.index(1, library=crawl("library", course("Machines", id="L1", provider="Millbrook College"), day=1))
    found = city.index(2, library=crawl("library", course("Robots", id="L1", provider="Millbrook College"), day=2))
    assert found.aliases
    city.sources = []
    assert city.index(3) == Contents()


def test_an_unchanged_draft_is_not_read_again_but_confirmed(city: City) -> None:
    city.index(college=crawl("college", course("Robots", left="4")))
    found = city.index(1, college=crawl("college", course("Robots", left="4"), day=1))
    assert city.reader.read == ["Robots"]
    tomorrow = NOW + dt.timedelta(days=1)
    assert found.opportunities[0].listings[0].checked_at == tomorrow
    assert found.opportunities[0].sessions[0].places_as_of == tomorrow


def test_new_code_reads_kept_drafts_without_a_crawl(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.index(college=crawl("college", course("Robots")))
    city.index()
    assert city.reader.read == ["Robots"]
    monkeypatch.setattr("indexer.meaning.code", lambda: "another")
    assert titles(city.index()) == ["Robots"]
    assert city.reader.read == ["Robots", "Robots"]


def test_one_listing_that_our_code_fails_on_is_reported_and_the_rest_published(city: City) -> None:
    found = city.index(college=crawl("college", course("Robots"), course("?")))
    assert titles(found) == ["Robots"]
    refusal = state(found, "college").refusals[0]
    assert "KeyError" in refusal.todo
    assert refusal.wrote == "?"


def test_killed_between_two_sources_the_catalogue_is_whole_and_the_next_run_too(city: City) -> None:
    before = city.index(college=crawl("college", course("Robots")))
    with pytest.raises(Killed):
        city.index(
            1,
            college=crawl("college", course("Robots"), course("Drawing"), day=1),
            library=crawl("library", course("Chess"), course("!"), day=1),
        )
    between = city.catalogue.contents(city.sources, NOW.date(), city.settings.keep)
    assert titles(between) == titles(before) == ["Robots"]
    assert state(between, "library").verdict == "never"
    after = city.index(1, library=crawl("library", course("Chess"), day=1))
    assert titles(after) == ["Chess", "Drawing", "Robots"]


def test_killed_while_settling_nothing_is_half_done(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.index(college=crawl("college", course("Robots")))
    with monkeypatch.context() as patch:
        patch.setattr("indexer.catalogue.settle._clear", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            city.index(1, college=crawl("college", course("Robots", start="2027-02-01"), course("Drawing"), day=1))
    between = city.catalogue.contents(city.sources, NOW.date(), city.settings.keep)
    assert titles(between) == ["Robots"]
    assert between.opportunities[0].sessions[0].start == Moment(date=dt.date(2027, 1, 11), zone="Europe/London")
    after = city.index(1)
    assert titles(after) == ["Drawing", "Robots"]
    assert city.catalogue.revisions()[between.opportunities[0].sessions[0].id][0] == 1


def test_revisions_count_what_a_calendar_shows(city: City) -> None:
    steps = [
        (course("Robots", left="4"), 0),
        (course("Robots", left="3"), 0),
        (course("Robots", start="2027-01-18"), 1),
        (course("Robots", start="2027-01-18", status="cancelled"), 2),
        (course("Robots", start="2027-01-18", status="cancelled"), 2),
    ]
    for day, (draft, sequence) in enumerate(steps):
        found = city.index(day, college=crawl("college", draft, day=day))
        revision = city.catalogue.revisions()[found.opportunities[0].sessions[0].id]
        assert revision[0] == sequence
    assert revision[1] == NOW + dt.timedelta(days=3)


def test_a_session_that_goes_and_comes_back_counts_on(city: City) -> None:
    both = course("Robots")
    both = msgspec.structs.replace(both, sessions=(*both.sessions, DraftSession(start="2027-02-01")))
    first = city.index(college=crawl("college", both)).opportunities[0].sessions[1].id
    gone = city.index(1, college=crawl("college", course("Robots"), day=1))
    assert [one.id for one in gone.opportunities[0].sessions] != [first]
    assert len(gone.opportunities[0].sessions) == 1
    city.index(2, college=crawl("college", both, day=2))
    assert city.catalogue.revisions()[first] == (1, NOW + dt.timedelta(days=2))


def test_a_page_that_failed_keeps_its_listings_as_they_were(city: City) -> None:
    drafts = [course("Robots"), course("Drawing")]
    city.index(college=crawl("college", *drafts))
    for day in range(1, 5):
        found = city.index(day, college=crawl("college", course("Robots"), day=day, page_error="timed out"))
    assert titles(found) == ["Drawing", "Robots"]
    assert {one.listings[0].state for one in found.opportunities} == {"seen"}
    assert state(found, "college").verdict == "doubtful"


def test_a_source_that_left_the_city_file_is_withdrawn_at_once_and_can_come_back(city: City) -> None:
    before = city.index(college=crawl("college", course("Robots")), library=crawl("library", course("Chess")))
    city.sources = [COLLEGE]
    assert titles(city.index(1)) == ["Robots"]
    city.sources = [COLLEGE, LIBRARY]
    again = city.index(2, library=crawl("library", course("Chess"), day=2))
    assert [one.id for one in again.opportunities] == [one.id for one in before.opportunities]


def test_a_paused_source_keeps_what_it_has(city: City) -> None:
    city.index(college=crawl("college", course("Robots")))
    city.sources = [msgspec.structs.replace(COLLEGE, paused="a new booking system")]
    found = city.index(5)
    assert titles(found) == ["Robots"]
    assert (found.sources[0].verdict, found.sources[0].reasons) == ("paused", ("a new booking system",))


def test_a_source_under_review_is_held_back(city: City) -> None:
    city.sources = [msgspec.structs.replace(COLLEGE, review=True)]
    found = city.index(college=crawl("college", course("Robots")))
    assert found.opportunities == ()
    assert (found.sources[0].listings, found.sources[0].held) == (0, 1)


def test_what_is_over_ages_out(city: City) -> None:
    over, long_over = course("Robots", start="2026-11-01"), course("Drawing", start="2026-10-01")
    found = city.index(college=crawl("college", over, long_over, course("Chess", start=None)))
    assert titles(found) == ["Chess", "Robots"]
    assert titles(city.index(30, college=crawl("college", over, long_over, course("Chess", start=None), day=30))) == [
        "Chess"
    ]


def test_absent_after_its_last_day_is_no_miss(city: City) -> None:
    city.index(college=crawl("college", course("Robots", start="2026-11-23"), course("Chess")))
    for day in range(2, 8):
        found = city.index(day, college=crawl("college", course("Chess"), day=day))
    robots = next(one for one in found.opportunities if one.title == "Robots")
    assert robots.listings[0].state == "seen"
    assert titles(city.index(40, college=crawl("college", course("Chess"), day=40))) == ["Chess"]
    with city.catalogue.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM listings").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM opportunities").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1


def test_a_session_of_several_listings_says_where_its_own_page_is(city: City) -> None:
    first = course("Robots", id="1", url="http://college.example/1")
    second = course("Robots", id="2", url="http://college.example/2", start="2027-01-18")
    (one,) = city.index(college=crawl("college", first, second)).opportunities
    assert [session.url for session in one.sessions] == ["http://college.example/1", "http://college.example/2"]


def test_equal_rows_are_one_listing_with_their_count(city: City) -> None:
    found = city.index(college=crawl("college", course("Robots"), course("Robots"), course("Robots")))
    assert [one.count for one in found.opportunities[0].listings] == [3]


def test_different_listings_of_one_address_are_all_kept_and_reported(city: City) -> None:
    url = "http://college.example/courses"
    drafts = [course("Robots", id=None, url=url), course("Drawing", id=None, url=url)]
    found = city.index(college=crawl("college", *drafts))
    assert titles(found) == ["Drawing", "Robots"]
    assert [one.reason for one in state(found, "college").doubts] == [
        "several different listings share this id or address"
    ]
    reordered = city.index(1, college=crawl("college", *reversed(drafts), day=1))
    assert {(o.id, o.title) for o in reordered.opportunities} == {(o.id, o.title) for o in found.opportunities}


@pytest.mark.parametrize(
    ("kept", "refusal", "state"),
    [
        (course("Robots", id="7301"), Refusal(where="row 3", reason="torn", wrote='7301 | "Robots'), "seen"),
        (course("Robots", id="7301"), Refusal(where="7301", reason="it has no name"), "seen"),
        (course("Robots", id="7"), Refusal(where="row 3", reason="torn", wrote='7 | "Robots'), "seen"),
        (course("Robots", id="7"), Refusal(where="row 3", reason="torn", wrote='8 | "Chess" | 7'), "missing"),
        (course("Robots", id="7301"), Refusal(where="row 3", reason="torn", wrote='17301 | "Robots'), "missing"),
        (
            course("Robots", id=None, url="http://college.example/r"),
            Refusal(where="row 3", reason="torn", wrote="http://college.example/r | x"),
            "seen",
        ),
        (course("Robots for all", id=None), Refusal(where="row 3", reason="torn", wrote="Robots for all | x"), "seen"),
        (course("Robots for all", id=None), Refusal(where="row 3", reason="torn", wrote="Robots | x"), "missing"),
        (
            course("Robots for all", id=None),
            Refusal(where="http://college.example/", reason="no course on the page", wrote="Robots for all"),
            "missing",
        ),
    ],
)
def test_a_row_that_is_refused_is_not_absent(city: City, kept: Draft, refusal: Refusal, state: str) -> None:
    city.index(college=crawl("college", kept, course("Chess")))
    for day in range(1, 4):
        again = crawl("college", course("Chess"), day=day)
        page = msgspec.structs.replace(again.pages[0], refusals=(refusal,))
        found = city.index(day, college=msgspec.structs.replace(again, pages=(page,)))
        if day == 1:
            states = {one.title: one.listings[0].state for one in found.opportunities}
            assert states == {kept.title: state, "Chess": "seen"}
    assert (kept.title in titles(found)) == (state == "seen")


def test_a_source_that_was_empty_in_the_last_holidays_may_be_again(city: City) -> None:
    """By the journal: a term of crawls, empty holidays that were believed in the end, a term, and holidays again."""
    term = [course(f"Club {n}", start="2027-12-01") for n in range(12)]
    verdicts = []
    for day in range(0, 120, 2):
        holidays = 30 <= day < 60 or day >= 110
        drafts = [] if holidays else term
        verdicts.append((day, state(city.index(day, college=crawl("college", *drafts, day=day)), "college").verdict))
    said = dict(verdicts)
    assert {said[day] for day in range(0, 30, 2)} == {"good"}
    assert {said[day] for day in range(30, 50, 2)} == {"refused"}, "an empty answer looks the same broken or right"
    assert said[52] == "doubtful", "three weeks of it are believed"
    assert "refused" not in {said[day] for day in range(52, 120, 2)}, "the next time it is known"
