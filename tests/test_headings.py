"""Which column is which, guessed from headings and cells; and where the list is on a page of blocks."""

import datetime as dt

import pytest

from crawlers.formats import markup, repeated
from crawlers.formats.tables import headings
from crawlers.page import Page
from tests.clock import Clock

TABLES: list[tuple[str, list[str], dict[str, object]]] = [
    (
        "plain English",
        [
            "Title|Date|Start time|Venue|Cost",
            "Pottery|3 July 2027|10:00|Town Hall|£4",
            "Chess|4 July 2027|11:00|Library|Free",
        ],
        {"columns": {"title": "Title", "start": "Date", "start_time": "Start time", "place": "Venue", "price": "Cost"}},
    ),
    (
        "starts and ends may be days or times",
        ["Club|Starts|Ends|First day", "Chess|16:00|17:30|2027-03-01", "Go|17:00|18:00|2027-03-02"],
        {"columns": {"title": "Club", "start_time": "Starts", "end_time": "Ends", "start": "First day"}},
    ),
    (
        "lines above the head",
        ["Summer programme", "Ring 01632 960000", "Code|Activity|Starts|Finishes", "A1|Sewing|2027-07-01|2027-07-05"],
        {
            "header_row": 3,
            "columns": {"native_id": "Code", "title": "Activity", "start": "Starts", "end": "Finishes"},
        },
    ),
    (
        "people are not read",
        ["Workshop|Tutor|Contact e-mail|Phone|Room", "Sewing|Ann Example|a@b.example|01632 960001|Hall"],
        {"columns": {"title": "Workshop", "place": "Room"}, "ignore": ("Tutor", "Contact e-mail", "Phone")},
    ),
    (
        "one listing in several rows, lists in a cell",
        [
            "event_id|name|tags|min_age|max_age",
            "7|Robots|code; make|9|12",
            "7|Robots|code; make|9|12",
            "8|Choir|music|8|",
        ],
        {
            "columns": {
                "native_id": "event_id",
                "title": "name",
                "topics": "tags",
                "age_from": "min_age",
                "age_to": "max_age",
            },
            "group": ("native_id",),
            "split": {"topics": ";"},
        },
    ),
    (
        "who and what: the group is the provider where something else is the title",
        ["Group|What|Where", "The Weavers|Open evening|Mill Lane", "The Bakers|Bread day|Town Hall"],
        {"columns": {"title": "What", "provider": "Group", "place": "Where"}},
    ),
    (
        "a slug is an id and no title",
        ["programme|activity|park", "bat-walk|Bat walk|Brook Park", "pond-dip|Pond dipping|Brook Park"],
        {"columns": {"native_id": "programme", "title": "activity", "place": "park"}},
    ),
    (
        "a state of the United States is no state of booking",
        ["name|state|zip", "Choir|IL|60601", "Chess|IL|60602"],
        {"columns": {"title": "name", "postcode": "zip"}},
    ),
    (
        "Welsh",
        ["Enw|Dyddiad|Oedran|Pris|Lleoliad", "Clwb Lego|3 Gorffennaf 2027|7-11|£2|Y Neuadd"],
        {"columns": {"title": "Enw", "start": "Dyddiad", "ages": "Oedran", "place": "Lleoliad", "price": "Pris"}},
    ),
    (
        "Polish",
        ["Nazwa|Wiek|Cena|Miejsce|Opis", "Szachy|8-12|20 zł|Biblioteka|Gramy razem"],
        {"columns": {"title": "Nazwa", "text": "Opis", "ages": "Wiek", "place": "Miejsce", "price": "Cena"}},
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_the_columns_of_a_table(rows: list[str], expected: dict[str, object]) -> None:
    found = headings.guess([row.split("|") for row in rows])
    assert found is not None
    assert found.options == expected


@pytest.mark.parametrize(
    "rows", [[], ["a|b|c", "1|2|3"], ["Title", "Only one column"], ["year|count", "2014|3"]], ids=str
)
def test_a_table_that_says_nothing_is_not_guessed_at(rows: list[str]) -> None:
    assert headings.guess([row.split("|") for row in rows]) is None


def page(body: str) -> repeated.Guess | None:
    url = "http://hall.millbrook.example/"
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    made = Page(url=url, final_url=url, fetched_at=now, body=f"<html><body>{body}</body></html>".encode())
    return repeated.guess(markup.selector(made, "x"))


CARD = (
    '<div class="card c{n}"><h3><a href="/e/{n}">Evening {n}</a></h3>'
    '<span class="d">{n} May 2027</span><i class="cost">£{n}</i></div>'
)
ROW = '<tr><td class="what">Talk {n}</td><td class="day">Monday {n} June</td></tr>'
TIMED = (
    '<li><b>Walk {n}</b> <time class="a" datetime="2027-05-0{n}">x</time> '
    '<time class="b" datetime="1{n}:00">y</time></li>'
)
PLAIN = "<section><h2>Class {n}</h2><p>About it, {n}.</p><p>Tuesdays from {n} March</p></section>"


def test_cards_of_one_shape_are_the_list() -> None:
    found = page("<nav>" + "<li>1 May <a>x</a></li>" * 9 + "</nav>" + "".join(CARD.format(n=n) for n in range(1, 8)))
    assert found is not None
    assert (found.item, found.blocks) == ("div.card", 7)
    assert found.field == {"title": "h3", "url": "h3 a::attr(href)", "when": "span.d", "price": "i.cost"}


def test_times_for_machines_are_taken_before_words() -> None:
    found = page("<ul class=list>" + "".join(TIMED.format(n=n) for n in range(1, 6)) + "</ul>")
    assert found is not None
    assert found.field["start"] == "time.a::attr(datetime)"
    assert found.field["start_time"] == "time.b::attr(datetime)"
    assert "when" not in found.field


@pytest.mark.parametrize(
    "body",
    [
        "<p>Nothing here.</p>",
        "".join(f"<li>News {n}</li>" for n in range(9)),
        "".join(f"<div class=card><h3>The same</h3>{n} May</div>" for n in range(1, 9)),
        CARD.format(n=1) * 2,
    ],
    ids=["no blocks", "no days", "no titles of their own", "too few"],
)
def test_what_repeats_without_titles_and_days_is_no_list(body: str) -> None:
    assert page(body) is None


def test_a_long_page_is_no_trouble() -> None:
    with Clock() as clock:
        page("".join(CARD.format(n=n % 28 + 1) for n in range(repeated.LARGEST // 120)))
    assert clock.seconds < 5
