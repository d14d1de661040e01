"""What an editor put right holds whatever a crawl brings, beside the source's words, until these change."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.draft import Draft, DraftSession
from crawlers.errors import OptionError
from indexer.contents import Contents
from indexer.decisions import correcting, corrections, hiding
from indexer.decisions.correctable import FIELDS, Frame, read
from indexer.decisions.corrections import Correction
from indexer.decisions.putting import agrees, put
from indexer.normalise import normalise
from indexer.opportunity import Ages, Opportunity, Provider, Session
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer
from tests.test_index import COLLEGE, NOW, City, city, crawl

__all__ = ["city"]  # the fixture


EXAMPLES = ["unknown", "", *(one.example for one in FIELDS.values())]


def robots(*sessions: DraftSession, **said: Any) -> Draft:
    run = DraftSession(start="2027-01-11T16:00", end="2027-01-11T17:00", place="Mill Hall", price="£5")
    values: dict[str, Any] = {"title": "Robots", "native_id": "r", "ages": "Years 4–6", "provider": "Millbrook Makers"}
    return Draft(**(values | said), sessions=sessions or (run,))


class Town:
    """The city of test_index, with the real line that reads drafts."""

    def __init__(self, city: City) -> None:
        city.reader = normalise  # type: ignore[assignment]
        self.city = city
        self.known = correcting.City(city.sources, city.settings, Gazetteer)

    def crawl(self, *drafts: Draft, day: int = 0, source: str = "college") -> Opportunity:
        (one,) = self.city.index(day, **{source: crawl(source, *drafts, day=day)}).opportunities
        return one

    def correct(self, said: str, field: str, words: str, day: int = 0, **more: Any) -> Opportunity:
        now = NOW + dt.timedelta(days=day, minutes=30)
        correcting.correct(self.city.catalogue, self.known, said, field, words, "a parent called", now, **more)
        return self.one()

    def undo(self, said: str, field: str | None = None) -> list[Correction]:
        return correcting.undo(self.city.catalogue, self.city.sources, said, field, NOW)

    def contents(self) -> Contents:
        return self.city.catalogue.contents(self.city.sources, NOW.date(), self.city.settings.keep)

    def one(self) -> Opportunity:
        (found,) = self.contents().opportunities
        return found

    def states(self) -> dict[str, str]:
        with self.city.catalogue.read() as connection:
            return {one.field: one.state for one in corrections.entries(connection)}


@pytest.fixture
def town(city: City) -> Town:
    return Town(city)


def test_it_holds_after_every_crawl_and_the_sources_words_stay_beside_it(town: Town) -> None:
    first = town.crawl(robots())
    assert first.ages == Ages(low=8, high=11)
    put = town.correct(first.id, "ages", "8-12")
    assert (put.ages, put.words["ages"]) == (Ages(low=8, high=12), "Years 4–6")
    assert [(one.field, one.said) for one in put.corrected] == [("ages", "Years 4–6")]
    again = town.crawl(robots(text="Build one and take it home."), day=1)
    assert (again.ages, again.text) == (Ages(low=8, high=12), "Build one and take it home.")
    assert town.states() == {"ages": "holds"}


def test_it_is_lifted_and_the_source_speaks_again(town: Town) -> None:
    first = town.crawl(robots())
    town.correct(first.id, "ages", "8-12")
    town.correct(first.id, "title", "Robots for starters")
    assert [one.field for one in town.undo(first.id, "ages")] == ["ages"]
    assert (town.one().ages, town.one().title) == (first.ages, "Robots for starters")
    assert len(town.undo(first.id)) == 1
    assert town.one() == first
    assert town.undo(first.id) == []


@pytest.mark.parametrize(
    ("field", "words", "attribute", "value"),
    [
        ("title", "Robots for starters", "title", "Robots for starters"),
        ("text", "<p>Build one.</p>", "text", "Build one."),
        ("topics", "music; code", "topics", ("music", "code")),
        ("ages", "unknown", "ages", None),
        ("level", "Beginners", "level", "Beginners"),
        ("gender", "girls only", "gender", "female"),
        ("role", "volunteer", "role", "help"),
        ("support", "lunch included", "support", ("food",)),
        ("access", "step-free", "access", ("step_free",)),
        ("languages", "English; Urdu", "languages", ("en", "ur")),
        ("eligibility", "Free for residents", "eligibility", "Free for residents"),
    ],
)
def test_any_field_of_an_opportunity_can_be_put_right(
    town: Town, field: str, words: str, attribute: str, value: object
) -> None:
    put = town.correct(town.crawl(robots()).id, field, words)
    assert getattr(put, attribute) == value
    assert [one.field for one in put.corrected] == [field]


@pytest.mark.parametrize(
    ("field", "words", "shown"),
    [
        ("price", "£4", "low=Decimal('4')"),
        ("price", "free", "low=Decimal('0')"),
        ("place", "Old Library, 4 Quay Street", "Old Library"),
        ("online", "yes", "online=True"),
        ("online", "no", "online=False"),
        ("registration", "waiting list", "waiting_list"),
        ("register_url", "https://college.example/sign-up", "sign-up"),
        ("closes", "8 January 2027", "2027, 1, 8"),
        ("capacity", "20", "capacity=20"),
        ("places_left", "0", "places_left=0"),
        ("status", "cancelled", "cancelled"),
        ("start", "12 January 2027, 4.30pm", "2027, 1, 12"),
        ("when", "Tuesdays 4-5.30pm, 3 weeks from 12 January 2027", "2027, 1, 26"),
    ],
)
def test_any_field_of_a_session_can_be_put_right(town: Town, field: str, words: str, shown: str) -> None:
    before = town.crawl(robots())
    (session,) = town.correct(before.id, field, words).sessions
    assert shown in repr(session)
    assert shown not in repr(before.sessions[0])
    assert [one.field for one in session.corrected] == [field]


def test_every_field_has_an_example_that_is_read(town: Town) -> None:
    of = town.crawl(robots(DraftSession(start="2027-01-11T16:00", place="Mill Hall", online="no")))
    for field, one in FIELDS.items():
        if field not in ("start", "end"):
            town.correct(of.id, field, one.example)
    assert set(town.states()) == set(FIELDS) - {"start", "end"}


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(field=st.sampled_from(sorted(FIELDS)), words=st.text(max_size=60) | st.sampled_from(EXAMPLES))
def test_whatever_is_written_is_read_or_refused(field: str, words: str) -> None:
    city = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=Path())
    try:
        value = read(field, words, Frame(COLLEGE, city, Gazetteer(), NOW))
    except OptionError:
        return
    one = Opportunity(id="a-1", slug="x", title="X", provider=Provider(id="p", name="P"))
    made = put(one if FIELDS[field].of == "opportunity" else Session(id="s"), field, value)
    assert agrees(made, value)
    assert msgspec.json.decode(msgspec.json.encode(made), type=type(made)) == made


@pytest.mark.parametrize(
    ("field", "words", "sentence"),
    [
        ("ages", "soon", r"ages: 'soon' cannot be read \(.+\). Expected words such as '8-12', or \"unknown\""),
        ("price", "ask Sue", r"price: 'ask Sue' cannot be read"),
        ("topics", "blue; music", r"topics: 'blue' cannot be read"),
        ("when", "on a day", r"when: 'on a day' cannot be read"),
        ("status", "perhaps", r"status: 'perhaps' cannot be read"),
        ("title", "unknown", r"title: expected words such as 'Robots for beginners', as it is never unknown"),
        ("agse", "8-12", r"'agse': expected the name of a field. Did you mean 'ages'\? There are: title, text"),
        ("cost", "£4", r"'cost': expected the name of a field. Did you mean 'price'\?"),
        ("start", "unknown", r"start: it would have no start"),
        ("end", "1 January 2027", r"end: it would have no start, or end before it begins. Correct `when` instead"),
        ("price", "£5", r"Robots: price is 5 GBP already. There is nothing to correct."),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence(town: Town, field: str, words: str, sentence: str) -> None:
    one = town.crawl(robots())
    with pytest.raises(OptionError, match=sentence):
        town.correct(one.id, field, words)
    assert town.one() == one


def test_where_there_are_several_sessions_one_is_named(town: Town) -> None:
    runs = [DraftSession(start=f"2027-01-{day}T16:00", place="Mill Hall") for day in (11, 18)]
    first, second = town.crawl(robots(*runs)).sessions
    for said in (None, "2027-02-01"):
        with pytest.raises(OptionError, match=rf"Name one with --session, or all .* {first.id} \(2027-01-11 16:00\)"):
            town.correct(town.one().id, "price", "£4", session=said)
    with pytest.raises(OptionError, match="each session has its own"):
        town.correct(town.one().id, "when", "12 January 2027, 4pm", session="all")

    def prices() -> list[str | None]:
        return [str(session.price.low) if session.price else None for session in town.one().sessions]

    town.correct(town.one().id, "price", "£4", session="2027-01-18")
    assert prices() == [None, "4"]
    town.correct(first.id, "price", "£3")
    assert prices() == ["3", "4"]
    town.correct(f"https://learn.example/o/{town.one().id}/robots/#s-{second.id}", "price", "£2", day=1)
    assert prices() == ["3", "2"]
    town.correct(town.one().id, "price", "£1", session="all", day=2)
    town.crawl(robots(*runs, DraftSession(start="2027-01-25T16:00", place="Mill Hall")), day=3)
    assert prices() == ["1", "1", "1"]


def test_it_is_told_when_the_source_says_the_same_or_something_new(town: Town) -> None:
    one = town.crawl(robots())
    town.correct(one.id, "ages", "8-12")
    town.correct(one.id, "price", "£4")
    town.correct(one.id, "topics", "music; code")
    town.crawl(robots(ages="8 to 12", topics=("music", "code")), day=1)
    assert town.states() == {"ages": "same", "price": "holds", "topics": "same"}
    town.undo(one.id, "topics")
    town.crawl(robots(DraftSession(start="2027-01-11T16:00", place="Mill Hall", price="£6"), ages="9+"), day=2)
    assert town.states() == {"ages": "new", "price": "new"}
    assert town.one().ages == Ages(low=8, high=12)
    with town.city.catalogue.read() as connection:
        assert {one.field: (one.said, one.says) for one in corrections.changed(connection)} == {
            "ages": ("Years 4–6", "9+"),
            "price": ("£5", "£6"),
        }


def test_what_it_is_of_may_go_and_come_back(town: Town) -> None:
    one = town.crawl(robots())
    town.correct(one.id, "ages", "8-12")
    for day in (1, 2, 3):
        town.city.index(day, college=crawl("college", robots(title="Chess", native_id="c"), day=day))
    assert town.states() == {"ages": "gone"}
    found = town.city.index(4, college=crawl("college", robots(), robots(title="Chess", native_id="c"), day=4))
    assert {o.title: o.ages for o in found.opportunities} == {"Robots": Ages(low=8, high=12), "Chess": one.ages}


def theirs(**said: Any) -> Draft:
    """The same in another source's words."""
    return robots(native_id="L1", url="http://library.example/robots", **said)


def test_it_follows_its_opportunity_through_a_merge(town: Town) -> None:
    town.crawl(robots())
    apart = town.city.index(1, library=crawl("library", theirs(title="Machines"), day=1))
    machines = next(o for o in apart.opportunities if o.title == "Machines")
    correcting.correct(town.city.catalogue, town.known, machines.id, "ages", "7-9", "r", NOW)
    correcting.correct(town.city.catalogue, town.known, machines.sessions[0].id, "price", "£4", "r", NOW)
    (one,) = town.city.index(2, library=crawl("library", theirs(), day=2)).opportunities
    assert one.id != machines.id
    assert one.ages == Ages(low=7, high=9)
    (session,) = one.sessions
    assert session.id != machines.sessions[0].id
    assert session.price is not None
    assert session.price.low == 4
    assert town.states() == {"ages": "holds", "price": "holds"}
    assert {found.field for found in town.undo(machines.id)} == {"ages", "price"}


def test_of_a_listing_it_goes_where_the_listing_goes(town: Town) -> None:
    both = town.city.index(
        college=crawl("college", robots()), library=crawl("library", theirs(ages="8-11"), day=0)
    ).opportunities
    (one,) = both
    library = next(x.id for x in one.listings if x.source == "library")
    town.correct(library, "level", "Beginners", what="listing")
    town.correct(one.id, "credential", "A badge")
    found = town.city.index(1, library=crawl("library", theirs(title="Machines"), day=1)).opportunities
    said = {o.title: (o.level, o.credential.name if o.credential else None) for o in found}
    assert said == {"Robots": (None, "A badge"), "Machines": ("Beginners", None)}


def test_the_later_of_two_holds(town: Town) -> None:
    sources = {"college": crawl("college", robots()), "library": crawl("library", theirs(ages="8-11"))}
    (one,) = town.city.index(**sources).opportunities
    town.correct(one.id, "ages", "8-12", day=1)
    for listing in one.listings:
        if listing.id != one.id:
            town.correct(listing.id, "ages", "9-12", what="listing")
    assert town.one().ages == Ages(low=8, high=12)


def test_hidden_things_stay_hidden(town: Town) -> None:
    one = town.crawl(robots())
    found = hiding.find(town.city.catalogue, one.id, town.city.sources)
    assert isinstance(found, hiding.Found)
    hiding.hide(town.city.catalogue, found, "r", town.city.sources, NOW)
    correcting.correct(town.city.catalogue, town.known, one.id, "title", "Machines", "r", NOW)
    assert town.contents().opportunities == ()
    town.city.index(1, college=crawl("college", robots(title="Wheels"), day=1))
    assert town.states() == {"title": "new"}
    with town.city.catalogue.read() as connection:
        assert corrections.changed(connection) == []


def test_a_calendar_learns_of_a_corrected_time_and_the_address_of_the_page_lasts(town: Town) -> None:
    one = town.crawl(robots())
    before = town.city.catalogue.revisions()[one.sessions[0].id][0]
    put = town.correct(one.id, "start", "11 January 2027, 4.30pm")
    assert town.city.catalogue.revisions()[one.sessions[0].id][0] == before + 1
    assert town.correct(one.id, "title", "Machines").slug == put.slug == one.slug


def test_its_words_are_read_again_when_code_or_settings_change_and_what_cannot_be_read_stays(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = town.crawl(robots())
    town.correct(one.id, "ages", "8-12")
    town.correct(one.id, "level", "Beginners")
    monkeypatch.setattr(correcting, "fingerprint", lambda *_: "another")
    monkeypatch.setattr(correcting, "read", lambda name, *_: _reread(name))
    town.city.index(1)
    assert (town.one().ages, town.one().level) == (Ages(low=1, high=2), "Beginners")


def _reread(name: str) -> dict[str, Any]:
    if name == "level":
        raise OptionError("cannot be read any more")
    return {"ages": {"low": 1, "high": 2}}


def test_places_left_are_as_of_the_day_on_which_the_city_said_so(town: Town) -> None:
    run = DraftSession(start="2027-01-11T16:00", place="Mill Hall", places_left="9")
    town.correct(town.crawl(robots(run)).id, "places_left", "3")
    session: Session = town.crawl(robots(run), day=1).sessions[0]
    assert (session.places_left, session.places_as_of) == (3, NOW + dt.timedelta(minutes=30))
