"""The columns of the published tables, read off the fields of indexer/opportunity.py: name, type, meaning, unit."""

import datetime as dt
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec

from indexer.opportunity import Opportunity, Place, Price, Registration, Session

Kind = Literal["string", "integer", "number", "boolean", "date"]


class Column(NamedTuple):
    """kind: as in Frictionless Table Schema 1.0. unit: what is counted, "" where nothing is. values: the only ones."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()


class Table(NamedTuple):
    """A published CSV. path: below the portal's root. key: the columns that name a row."""

    name: str
    path: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(column.name for column in self.columns)


def fields(struct: type[msgspec.Struct], *without: str) -> tuple[str, ...]:
    """The names of a struct's fields, in order."""
    return tuple(field.name for field in msgspec.structs.fields(struct) if field.name not in without)


OF_OPPORTUNITY = fields(Opportunity, "sessions", "listings", "words", "inferred", "corrected")
OF_SESSION = fields(Session, "words", "meetings", "place", "price", "registration", "corrected")
OF_PLACE, OF_PRICE, OF_REGISTRATION = fields(Place, "visibility"), fields(Price), fields(Registration)

_MANY = "several with “; ” between them"
_MOMENT = "ISO 8601: a day, or local time with its offset from UTC where a time is stated"
_MEANING = {
    "opportunity.id": "Lasting name of the opportunity.",
    "opportunity.slug": "The end of its page's address.",
    "opportunity.text": "What it is, in the provider's words; paragraphs apart by an empty line.",
    "opportunity.language": "Language of title and text, BCP 47.",
    "opportunity.provider": "Who offers it.",
    "opportunity.topics": f"Keys of the sixteen interests, {_MANY}.",
    "opportunity.ages": "First and last year, both inclusive, such as 11-14; nothing before or after the dash: no "
    "limit there. Empty: not stated.",
    "opportunity.role": "What one does there.",
    "opportunity.eligibility": "Who may come, in the provider's words.",
    "opportunity.gender": "Whom it is only for; none: for every gender.",
    "opportunity.signs_up": "Who signs up: the young person, an adult, or somebody with a code.",
    "opportunity.support": f"What is given: food, transport, stipend, scholarship, kit; {_MANY}.",
    "opportunity.access": f"step_free, signing, quiet, send; {_MANY}.",
    "opportunity.credential": "What one can earn.",
    "opportunity.languages": f"Languages in which it is held, BCP 47, {_MANY}.",
    "session.id": "Lasting name of the session.",
    "session.native_id": "The source's own id for it.",
    "session.url": "The provider's page about this session.",
    "session.start": f"First day or moment. {_MOMENT}.",
    "session.end": f"Last day or moment, inclusive. {_MOMENT}.",
    "session.open_ended": "Whether it goes on with no stated end.",
    "session.online": "Whether one can take part online.",
    "session.capacity": "How many can come.",
    "session.places_left": "How many more can come, as its provider last said.",
    "session.places_as_of": "The day on which the provider said so.",
    "session.status": "Whether it takes place, as its provider says.",
    "place.name": "Name of the place, where everybody may know it.",
    "place.address": "Street and number, where everybody may know it.",
    "place.postcode": "Postcode, where everybody may know it.",
    "place.latitude": "WGS 84, north is positive.",
    "place.longitude": "WGS 84, east is positive.",
    "place.area": "Area of the city.",
    "price.low": "What it costs at least; 0 with price_high 0 is free for everyone.",
    "price.high": "What it costs at most. Empty beside a price_low: only “from” is known.",
    "price.concession": "The reduced price.",
    "price.currency": "ISO 4217.",
    "price.basis": "What one pays for.",
    "price.donation": "Whether one pays what one can.",
    "registration.state": "How one signs up.",
    "registration.opens": f"When sign-up opens. {_MOMENT}.",
    "registration.closes": f"When sign-up closes. {_MOMENT}.",
    "registration.url": "Where one signs up.",
}
"""What a field's label does not say."""
_UNITS = {
    "session.capacity": "places",
    "session.places_left": "places",
    "place.latitude": "degrees",
    "place.longitude": "degrees",
    "price.low": "the currency's unit, not pence",
    "price.high": "the currency's unit, not pence",
    "price.concession": "the currency's unit, not pence",
    "opportunity.ages": "years",
}
_KINDS: dict[Any, Kind] = {
    int: "integer",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    dt.date: "date",
    dt.datetime: "date",
}


def _of(struct: type[msgspec.Struct], names: tuple[str, ...], before: str = "") -> Iterator[Column]:
    hints = typing.get_type_hints(struct, include_extras=True)
    for name in names:
        inner, label = _bare(hints[name])
        of = f"{struct.__name__.lower()}.{name}"
        values = typing.get_args(inner) if typing.get_origin(inner) is Literal else ()
        yield Column(before + name, _KINDS.get(inner, "string"), _MEANING.get(of, label), _UNITS.get(of, ""), values)


def _bare(hint: Any) -> tuple[Any, str]:
    """A type without None and without what stands beside it; the field's label."""
    label = ""
    if typing.get_origin(hint) is typing.Annotated:
        label = f"{hint.__metadata__[0].title}."
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
    return hint, label


_PAGE = Column("page", "string", "Address of the opportunity's page on this portal.")
_NEXT = Column("next_day", "date", "The next day with something to go to. Empty: none is known.")

OPPORTUNITIES = Table(
    "opportunities",
    "feeds/opportunities.csv",
    "A row for each opportunity: a course, camp, club or drop-in.",
    (
        _PAGE,
        *_of(Opportunity, OF_OPPORTUNITY),
        Column("sessions", "integer", "How many of its sessions are not over.", "sessions"),
        _NEXT,
        Column("sources", "string", f"The sources that list it, {_MANY}."),
        Column(
            "age_from",
            "integer",
            "First year, inclusive. Empty: no limit, or, where ages is empty, not stated.",
            "years",
        ),
        Column(
            "age_to", "integer", "Last year, inclusive. Empty: no limit, or, where ages is empty, not stated.", "years"
        ),
        Column("ages_assumed", "boolean", "Whether the age is not stated but prescribed by the provider's standard."),
    ),
    ("id",),
)
SESSIONS = Table(
    "sessions",
    "feeds/sessions.csv",
    "A row for each session: a run of an opportunity that one signs up for. Each list has a table of its own like it.",
    (
        _PAGE,
        Column("opportunity", "string", "Its opportunity's id."),
        Column("title", "string", "Its opportunity's title."),
        Column("provider", "string", "Who offers it."),
        *_of(Session, OF_SESSION),
        Column("meetings", "string", f"Each time that one meets, {_MANY}. {_MOMENT}."),
        *_of(Place, OF_PLACE, "place_"),
        *_of(Price, OF_PRICE, "price_"),
        *_of(Registration, OF_REGISTRATION, "registration_"),
    ),
    ("id",),
)
LISTS = Table(
    "lists",
    "feeds/lists.csv",
    "A row for each list of the portal that has a calendar and a table of its own: by interest, area, age and week.",
    (
        Column("list", "string", "What the list is called on its page."),
        Column(
            "kind",
            "string",
            "What it is a list by.",
            "",
            ("topic", "area", "topic_area", "age", "week", "quick", "provider"),
        ),
        Column("interest", "string", "Key of the interest."),
        Column("area", "string", "Area of the city."),
        Column(
            "age_from", "integer", "First year, inclusive. Empty: of every age, and of none that is stated.", "years"
        ),
        Column("age_to", "integer", "Last year, inclusive.", "years"),
        Column("opportunities", "integer", "How many there are.", "opportunities"),
        Column("page", "string", "Address of its page; of an age band that of the whole list."),
        Column("calendar", "string", "Address of its calendar (iCalendar)."),
        Column("table", "string", "Address of its table, with the columns of sessions.csv."),
    ),
    ("table",),
)
TABLES = (OPPORTUNITIES, SESSIONS, LISTS)
