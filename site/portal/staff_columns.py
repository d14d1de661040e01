"""Every column of staff's feeds: type, unit and meaning. Schemas and the page about feeds are made from here."""

from typing import Literal, NamedTuple

from indexer.counts.dimensions import ALL, BANDS, LATER, MIXED, NOT_STATED, ONLINE


class Column(NamedTuple):
    """kind: as in Frictionless Table Schema. unit: what is counted. empty: what an empty cell means; "" for never."""

    name: str
    kind: Literal["string", "integer", "number", "date"]
    unit: str
    meaning: str
    empty: str = ""


class Feed(NamedTuple):
    """A table that is published as CSV and JSON. key: the columns that name a row."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


_AREA = Column(
    "area", "string", "", f"An area of the city; “{ONLINE}”; “{NOT_STATED}”; “{ALL}” where the row sums over areas."
)
_AGE = Column(
    "age_band",
    "string",
    "years, both inclusive",
    f"{', '.join(band.name for band in BANDS)}; “{NOT_STATED}”; “{ALL}” where the row sums over ages.",
)
_INTEREST = Column(
    "interest",
    "string",
    "",
    f"Key of one of the sixteen interests; “{NOT_STATED}”; “{ALL}” where the row sums over interests.",
)
_SUPPLY = (
    _AREA,
    Column(
        "age_band",
        "string",
        "years, both inclusive",
        f"{_AGE.meaning} It counts in each band that its ages overlap.",
    ),
    Column(
        "interest",
        "string",
        "",
        f"{_INTEREST.meaning} An opportunity counts under each of its interests.",
    ),
    Column(
        "week",
        "string",
        "ISO 8601 week",
        f"Such as 2026-W48. A session counts in each week in which it is held, from this week to 26 weeks ahead; "
        f"“{LATER}” begins after that; “{NOT_STATED}” has no date; “{ALL}” sums over weeks.",
    ),
    Column(
        "opportunities",
        "integer",
        "opportunities",
        "Different opportunities that are not over; each counts once in a row.",
    ),
    Column("opportunities_with_age", "integer", "opportunities", "Of them, those that state an age themselves."),
    Column("opportunities_with_interest", "integer", "opportunities", "Of them, those whose interest is known."),
    Column(
        "opportunities_with_area",
        "integer",
        "opportunities",
        "Of them, those with a session in a known area or online.",
    ),
    Column("opportunities_with_date", "integer", "opportunities", "Of them, those with a session that has a date."),
    Column("sessions", "integer", "sessions", "Sessions with a date that are neither over, cancelled nor postponed."),
    Column("meetings", "integer", "meetings", "Their dated meetings, of sessions that state each meeting."),
    Column("sessions_with_meetings", "integer", "sessions", "Of the sessions, those that state each meeting."),
    Column("places", "integer", "places", "Places offered, of the sessions that state them."),
    Column(
        "sessions_with_places", "integer", "sessions", "Of the sessions, those that state how many places there are."
    ),
    Column(
        "places_left", "integer", "places", "Places left, of the sessions that state them, as of their last reading."
    ),
    Column("sessions_with_places_left", "integer", "sessions", "Of the sessions, those that state how many are left."),
    Column("places_of_both", "integer", "places", "Places of the sessions that state both numbers; the base of fill."),
    Column("places_left_of_both", "integer", "places", "Places left of the sessions that state both numbers."),
    Column("sessions_with_both", "integer", "sessions", "Of the sessions, those that state both numbers."),
    Column(
        "fill",
        "number",
        "share, 0 to 1",
        "Share of places taken: 1 − places_left_of_both ÷ places_of_both.",
        "no session states both numbers",
    ),
)

SUPPLY = Feed(
    "supply",
    "Supply by area, age band, interest and week",
    "What there is to go to; no people are counted. Only cells with something in them have a row. A figure says "
    "nothing of the sessions that do not state it: read it beside the number of those that do.",
    _SUPPLY,
    ("area", "age_band", "interest", "week"),
)
TOTALS = Feed(
    "supply-totals",
    "Supply: totals",
    f"The same columns, with “{ALL}” in each dimension that is summed over: the whole, each single dimension, "
    "area × age, area × interest, age × interest, and area × age × interest. Totals count different opportunities, "
    "each once.",
    _SUPPLY,
    ("area", "age_band", "interest", "week"),
)
POPULATION = Feed(
    "population",
    "Programmes per 1,000 young people",
    "Different opportunities that are not over, by area and age band, beside the number of people who live there.",
    (
        Column("area", "string", "", "An area of the city."),
        Column(
            "age_band",
            "string",
            "years, both inclusive",
            "A band, or the years of all bands of the young that are known everywhere.",
        ),
        Column(
            "opportunities",
            "integer",
            "opportunities",
            "Different opportunities with a session in the area whose ages overlap the band.",
        ),
        Column(
            "age_not_stated",
            "integer",
            "opportunities",
            "Further opportunities in the area that state no age: they may be for the band too.",
        ),
        Column(
            "people",
            "integer",
            "people",
            "Residents, from the city's population table.",
            "the table does not say, or its ages do not line up",
        ),
        Column(
            "per_1000",
            "number",
            "opportunities per 1,000 people",
            "opportunities ÷ people × 1,000.",
            "people is not known, or is 0",
        ),
    ),
    ("area", "age_band"),
)
PARTICIPATION = Feed(
    "participation",
    "Participation, protected",
    "People counted in providers' returns, by period. Small figures are hidden, and others with them, so that no "
    "hidden one can be worked out. A cell without a row has no session with a return. There is no total over periods.",
    (
        Column(
            "period", "string", "", "Calendar month (2026-10) or quarter (2026-Q3) of the day that the counts are of."
        ),
        _AREA,
        Column(
            "age_band",
            "string",
            "years, both inclusive",
            f"The band of the middle of the session's ages, as nobody says how old each person was; “{MIXED}” where "
            f"they span more than ten years; “{NOT_STATED}”; “{ALL}”.",
        ),
        Column("interest", "string", "", f"The first interest of the opportunity; “{NOT_STATED}”; “{ALL}”."),
        Column(
            "people",
            "integer",
            "people",
            "Enrolled; where nobody enrols, those who came. Somebody in two sessions counts twice.",
            "hidden",
        ),
        Column("status", "string", "", "“shown” or “hidden”."),
    ),
    ("period", "area", "age_band", "interest"),
)
ATTENDANCE = Feed(
    "attendance",
    "Attendance by area, protected",
    "Of the people enrolled in sessions that say how many came, the share who came, in tenths. Only areas where a "
    "tenth stands for enough people have one, and there is no total.",
    (
        Column("period", "string", "", "As in participation."),
        Column("area", "string", "", "As in participation."),
        Column("came_from", "number", "share, 0 to 1", "The share who came is at least this.", "hidden"),
        Column("came_to", "number", "share, 0 to 1", "The share who came is below this (or 1).", "hidden"),
        Column("status", "string", "", "“shown” or “hidden”."),
    ),
    ("period", "area"),
)
_STANDS = (
    Column("listed", "integer", "organisations", "Those with something to come on the portal."),
    Column(
        "silent",
        "integer",
        "organisations",
        "Those that were listed, or whose source is read, but with nothing to come.",
    ),
    Column(
        "unknown",
        "integer",
        "organisations",
        "Those that no source of the city reads, as far as names and sites can tell.",
    ),
)
COVERAGE = Feed(
    "coverage",
    "Coverage of the roster",
    "Organisations that ought to be on the portal, by area and interest. Beside a figure of supply it tells a gap in "
    "what is offered from a gap in what is collected. Only cells with an organisation have a row.",
    (
        Column("area", "string", "", f"An area of the city; “{NOT_STATED}”; “{ALL}” where the row sums over areas."),
        Column(
            "interest",
            "string",
            "",
            f"{_INTEREST.meaning} An organisation counts under each of its interests, and once in a sum.",
        ),
        *_STANDS,
        Column(
            "opportunities",
            "integer",
            "opportunities",
            "What is to come there from anybody, of any age: as opportunities in the totals of supply.",
        ),
    ),
    ("area", "interest"),
)
ROSTER = Feed(
    "roster",
    "The roster, organisation by organisation",
    "How each organisation of the roster stands. One that is only like a provider in name is unknown until somebody "
    "says who it is, in the roster's column “provider”.",
    (
        Column("row", "integer", "", "Row of the roster; 1 is its header."),
        Column("name", "string", "", "The organisation, as the roster calls it."),
        Column("site", "string", "", "Host of its site.", "the roster names none"),
        Column("type", "string", "", "What it is, in the roster's words.", "the roster does not say"),
        Column("area", "string", "", f"An area of the city, or “{NOT_STATED}”."),
        Column("interests", "string", "", "Keys of interests, with ; between them.", "the roster does not say"),
        Column("status", "string", "", "“listed”, “silent” or “unknown”."),
        Column("opportunities", "integer", "opportunities", "What it has to come on the portal."),
        Column("provider", "string", "", "The provider that it was taken for.", "none was"),
        Column("how", "string", "", "How it was known: by name, by site, as the roster says.", "it was not"),
        Column("perhaps", "string", "", "A provider that it is like; not counted as it.", "none is"),
    ),
    ("row",),
)
