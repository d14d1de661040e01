"""What the page of an opportunity says and offers in each state of signing up, and its questions and answers."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import html

from indexer.contents import Contents
from indexer.opportunity import Opportunity, Place, Provider, Registration, Session
from portal.build import build
from portal.playlists import Playlist, Query, Step
from tests import portal_city as city
from tests.portal_making import opportunity

BOOK = "https://clay.example/book"
SIGN_UP, WAIT, ASK = (f"{said} at clay.example" for said in ("Sign up", "Join the waiting list", "Sign up or ask"))
WEEK, CALENDAR = "What else is on that week", "Add to calendar"
PAST, COMING = city.at(5), city.at(25)


def clay(key: str, session: dict[str, Any] | None = None, **more: Any) -> Opportunity:
    """A pottery evening in three days; session: what differs."""
    told = {"start": COMING, "end": COMING, "place": Place(name="The Kiln", area=city.AREAS[0])} | (session or {})
    one = Session(id=f"clay-{key}-1", **told)
    return opportunity(f"clay-{key}", f"Clay {key}", Provider(id="clay", name="Clay"), one, topics=("art",), **more)


def page(folder: Path, one: Opportunity, *playlists: Playlist) -> tuple[html.HtmlElement, set[str]]:
    """Its page, in a city that has another one too; and the files that lie beside it."""
    settings = msgspec.structs.replace(city.settings(folder, languages=("en",)), playlists=playlists)
    contents = Contents(opportunities=(one, clay("other", {"registration": Registration(state="open", url=BOOK)})))
    files = {f.path: f for f in build(contents, settings, city.TODAY, holidays=(), revisions={})}
    (path,) = (path for path in files if path.startswith(f"o/{one.id}/") and path.endswith("/index.html"))
    beside = {name.rpartition("/")[2] for name in files if name.startswith(path.removesuffix("index.html"))}
    return html.fromstring(files[path].body.decode()), beside


def said(elements: list[html.HtmlElement]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in elements]


@pytest.mark.parametrize(
    ("registration", "session", "state", "button", "link", "calendar", "opens", "instead"),
    [
        (Registration(state="open", url=BOOK), {}, "Open for sign-up", SIGN_UP, BOOK, True, False, False),
        (Registration(state="open", url=BOOK), {"places_left": 3}, "3 places left", SIGN_UP, BOOK, True, False, False),
        (Registration(opens=city.at(24), url=BOOK), {}, "Opens", CALENDAR, "calendar.ics", True, True, False),
        (Registration(state="not_yet", url=BOOK), {}, "Not open yet", CALENDAR, "calendar.ics", True, False, False),
        (Registration(state="none_needed"), {}, "No booking", CALENDAR, "calendar.ics", True, False, False),
        (Registration(state="waiting_list", url=BOOK), {}, "Waiting list", WAIT, BOOK, True, False, True),
        (Registration(state="full", url=BOOK), {}, "Full", WEEK, "/weeks/", True, False, True),
        (Registration(state="open", url=BOOK), {"places_left": 0}, "Full", WEEK, "/weeks/", True, False, True),
        (Registration(state="closed", url=BOOK), {}, "Sign-up closed", WEEK, "/weeks/", True, False, True),
        (Registration(state="open", closes=city.at(21)), {}, "Sign-up closed", WEEK, "/weeks/", True, False, True),
        (Registration(url=BOOK), {"status": "cancelled"}, "Cancelled", WEEK, "/weeks/", True, False, True),
        (Registration(url=BOOK), {"status": "postponed"}, "Postponed", WEEK, "/weeks/", True, False, True),
        (Registration(url=BOOK), {}, None, ASK, BOOK, True, False, False),
        (None, {"url": BOOK}, None, ASK, BOOK, True, False, False),
        (None, {"url": "mailto:desk@clay.example"}, None, "Ask them", "mailto:desk@clay.example", True, False, False),
        (None, {}, None, "Sign up or ask at clay.millbrook.example", "https://clay.", True, False, False),
        (Registration(state="open", url=BOOK), {"start": PAST, "end": PAST}, "Over", None, None, False, False, True),
    ],
)
def test_each_state_of_signing_up_has_its_words_and_its_one_button(
    tmp_path: Path,
    registration: Registration | None,
    session: dict[str, Any],
    state: str | None,
    button: str | None,
    link: str | None,
    calendar: bool,
    opens: bool,
    instead: bool,
) -> None:
    shown, beside = page(tmp_path, clay("one", {"registration": registration} | session))
    (row,) = shown.cssselect("ul.sessions > li")
    states = said(row.cssselect(".state"))
    assert states == [] if state is None else states[0].startswith(state)
    buttons = row.cssselect("a.btn[href]")
    assert said(buttons) == ([button] if button else [])
    if link:
        assert link in buttons[0].get("href")
    offered = {one.get("href").rpartition("/")[2] for one in shown.cssselect("p.row a.btn")}
    assert offered == {name for name, there in (("calendar.ics", calendar), ("opens.ics", opens)) if there}
    assert offered <= beside
    heads = said(shown.cssselect("h2"))
    assert ("You could go here instead" in heads, "More like this" in heads) == (instead, not instead)


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({}, ["Who may come is not stated", "Who signs up is not stated"]),
        ({"eligibility": "Free if you live here."}, ["Free if you live here.", "Who signs up is not stated"]),
        ({"signs_up": "adult"}, ["Who may come is not stated", "An adult signs you up."]),
        ({"gender": "female", "signs_up": "me"}, ["For girls and women", "You sign up yourself."]),
        (
            {"signs_up": "adult", "words": {"signs_up": "Parents book"}},
            ["Who may come is not stated", "An adult signs you up."],
        ),
        (
            {"eligibility": "Free if you live here. " * 9, "words": {"eligibility": "Free if you live here. " * 9}},
            [("Free if you live here. " * 9).strip(), "Who signs up is not stated"],
        ),
    ],
)
def test_may_i_says_who_may_come_and_who_signs_up_or_that_it_is_not_stated(
    tmp_path: Path, more: dict[str, Any], lines: list[str]
) -> None:
    shown, _ = page(tmp_path, clay("one", **more))
    (fact,) = [one for one in shown.cssselect(".facts > div") if one.findtext("dt") == "May I?"]
    assert said(fact.cssselect("dd span")) == lines
    assert said(fact.cssselect("dd q")) == (
        ["Parents book"] if "Parents book" in more.get("words", {}).values() else []
    )
    assert ("unknown" in (fact.get("class") or "")) is not more
    assert not re.search("who signs up", shown.text_content(), re.IGNORECASE) or "is not stated" in lines[1]


def test_the_next_step_says_why_and_in_which_language(tmp_path: Path) -> None:
    steps = (
        Step(title="Rhowch gynnig", query=Query(q="one")),
        Step(title="Ewch ymlaen", why="Mae'n hwyl.", query=Query(q="other")),
    )
    way = Playlist(title="Clai", why="Hwyl.", by="Ni", steps=steps, language="cy", name="clai")
    shown, _ = page(tmp_path, clay("one", {"registration": Registration(state="open", url=BOOK)}), way)
    (section,) = shown.cssselect("section.way")
    step, note = section.cssselect("p")[:2]
    assert (step.get("lang"), said([step])) == ("cy", ["Ewch ymlaenMae'n hwyl."])
    assert said([note]) == ["Clai · Step 2 of 2"]
    assert said(section.cssselect(".card h3")) == ["Clay other"]


def test_buttons_are_out_of_use_until_the_script_is_there(tmp_path: Path) -> None:
    shown, _ = page(tmp_path, clay("one"))
    assert [one.get("disabled") is not None for one in shown.cssselect("[data-save], [data-share]")] == [True, True]
