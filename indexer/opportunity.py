"""What a young person sees: an Opportunity with its Sessions; typed, frozen, zoned. None means unknown.

A field is one line: its type, its label, whether the search offers it as a facet (counted by opportunity or by
session), and its schema.org name. Documents, facets, JSON and CSV are made from these lines.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frozen, compared by value, strict when it is read back."""


def field(label: str, *, facet: Literal["opportunity", "session"] | None = None, schema_org: str | None = None) -> Any:
    """What the line of a field says beside its type."""
    return msgspec.Meta(title=label, extra={"facet": facet, "schema_org": schema_org})


class Moment(Struct, frozen=True, kw_only=True):
    """A day, or a wall time on a day in a zone. A date without a time stays a date (rule 2).

    time: to the minute or second, None where the source gives no time.
    zone: IANA name, always there, so that a day has a meaning. fold: 1 for the second of two equal wall times.
    zone_assumed: the source named no zone, so its own or the city's was taken.
    """

    date: dt.date
    time: dt.time | None = None
    zone: str
    fold: Literal[0, 1] = 0
    zone_assumed: bool = False

    def instant(self) -> dt.datetime | None:
        """Aware UTC, or None where there is no time."""
        if self.time is None:
            return None
        wall = dt.datetime.combine(self.date, self.time, ZoneInfo(self.zone)).replace(fold=self.fold)
        return wall.astimezone(dt.UTC)


class Ages(Struct, frozen=True, kw_only=True):
    """Whole years, both ends inclusive; None at an end means that there is no limit there.

    An Opportunity without Ages has an unknown age. assumed: not stated but prescribed by a standard, such as
    OpenActive's 18+.
    """

    low: int | None = None
    high: int | None = None
    assumed: bool = False

    def include(self, age: int) -> bool:
        """Whether somebody of this age is meant."""
        return (self.low is None or age >= self.low) and (self.high is None or age <= self.high)


class Price(Struct, frozen=True, kw_only=True):
    """What it costs. low == high == 0 is free for everyone; "free if" is an eligibility, never a price.

    low, high: in units of the currency (not pence); high None where only "from low" is known.
    concession: the reduced price, where one is stated. basis: what one pays for.
    """

    low: Decimal
    high: Decimal | None = None
    concession: Decimal | None = None
    currency: str
    basis: Literal["session", "course", "week", "day", "month", "term", "year"] | None = None
    donation: bool = False

    @property
    def free(self) -> bool:
        """Free for everyone, with no condition."""
        return self.low == 0 and self.high == 0


class Place(Struct, frozen=True, kw_only=True):
    """Where it is. area: the name of one of the city's areas. latitude, longitude: WGS 84 degrees."""

    name: str | None = None
    address: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area: str | None = None
    visibility: Literal["exact", "area", "on_booking"] = "exact"

    def shown(self) -> "Place":
        """What anybody may see of it; every feed and page shows this and no more."""
        if self.visibility == "exact":
            return self
        return Place(area=self.area if self.visibility == "area" else None, visibility=self.visibility)


class Provider(Struct, frozen=True, kw_only=True):
    """Who offers it. id: a slug of the name, lasting."""

    id: str
    name: str
    url: str | None = None
    sector: Literal["public", "voluntary", "private"] | None = None
    safeguarding: str | None = None


class Registration(Struct, frozen=True, kw_only=True):
    """How one signs up. state None: not stated."""

    state: Literal["open", "not_yet", "full", "waiting_list", "closed", "none_needed"] | None = None
    opens: Moment | None = None
    closes: Moment | None = None
    url: str | None = None


class Corrected(Struct, frozen=True, kw_only=True):
    """A field that the city put right, by its name in a draft.

    at: aware UTC. said: the source's own words for it at present, "" where it says nothing.
    """

    field: str
    at: dt.datetime
    said: str = ""


class Meeting(Struct, frozen=True, kw_only=True):
    """One dated occurrence within a session."""

    start: Moment
    end: Moment | None = None
    cancelled: bool = False


Status = Literal["scheduled", "cancelled", "postponed", "rescheduled"]


class Session(Struct, frozen=True, kw_only=True):
    """A run of an opportunity that one signs up for.

    id: lasting, of a-z 0-9 -. native_id: the source's own id for the session.
    start, end: the first and last day or moment, both inclusive; start None where no date is stated.
    meetings: each dated occurrence where they are known, in order; () where only start and end are.
    open_ended: goes on with no stated end (a drop-in). words: the source's words for a field, where it has them.
    """

    id: str
    native_id: str | None = None
    url: str | None = None
    start: Annotated[Moment | None, field("Starts", facet="session", schema_org="startDate")] = None
    end: Annotated[Moment | None, field("Ends", schema_org="endDate")] = None
    meetings: Annotated[tuple[Meeting, ...], field("Meetings", schema_org="subEvent")] = ()
    open_ended: Annotated[bool, field("No stated end")] = False
    place: Annotated[Place | None, field("Where", facet="session", schema_org="location")] = None
    online: Annotated[bool | None, field("Online", facet="session", schema_org="eventAttendanceMode")] = None
    price: Annotated[Price | None, field("Cost", facet="session", schema_org="offers")] = None
    registration: Annotated[Registration | None, field("Signing up", facet="session")] = None
    capacity: Annotated[int | None, field("Places", schema_org="maximumAttendeeCapacity")] = None
    places_left: Annotated[
        int | None, field("Places left", facet="session", schema_org="remainingAttendeeCapacity")
    ] = None
    places_as_of: Annotated[dt.datetime | None, field("Places left, as of")] = None
    status: Annotated[Status, field("Status", schema_org="eventStatus")] = "scheduled"
    words: Annotated[dict[str, str], field("The source's words")] = {}
    corrected: Annotated[tuple[Corrected, ...], field("Put right by the city")] = ()

    def last_day(self) -> dt.date | None:
        """The last day on which something is known to happen; None where no date is stated or none ends it."""
        if self.open_ended:
            return None
        if self.meetings:
            return max((m.end or m.start).date for m in self.meetings)
        return self.end.date if self.end else self.start.date if self.start else None

    def past(self, today: dt.date) -> bool:
        """Whether its last day is over."""
        last = self.last_day()
        return last is not None and last < today

    def days(self) -> list[dt.date]:
        """Days on which it is known to happen; of cancelled meetings none."""
        return [m.start.date for m in self.meetings if not m.cancelled] if self.meetings else list(_days(self))

    def next_day(self, today: dt.date) -> dt.date | None:
        """The first day from today on with something to go to; None where no such day is known."""
        coming = [day for day in self.days() if day >= today]
        if coming:
            return min(coming)
        return today if self.start and not self.past(today) and not self.meetings else None


class Listing(Struct, frozen=True, kw_only=True):
    """One source's evidence for an opportunity.

    id: source name and a hash of the native id (else of the canonical address); lasting.
    count: equal rows of the source that this listing stands for.
    """

    id: str
    source: str
    url: str | None = None
    native_id: str | None = None
    title: str | None = None
    first_seen: dt.datetime
    checked_at: dt.datetime
    state: Literal["seen", "missing", "withdrawn"] = "seen"
    licence: str | None = None
    attribution: str | None = None
    count: int = 1


class Credential(Struct, frozen=True, kw_only=True):
    """What one can earn."""

    name: str
    issuer: str | None = None
    criteria: str | None = None


Role = Literal["take_part", "help", "lead", "paid"]
Support = Literal["food", "transport", "stipend", "scholarship", "kit"]
Access = Literal["step_free", "signing", "quiet", "send"]


class Opportunity(Struct, frozen=True, kw_only=True):
    """A course, camp, club or drop-in, with every session and every listing of it.

    id: minted once from its first listing, of a-z 0-9 -. slug: of its first title, for the address only; lasting.
    text: plain, paragraphs apart by an empty line. language: BCP 47 of title and text.
    topics: keys of the vocabulary in values/topics. inferred: names of fields that were read from other words than
    their own, such as an age found in the title. words: the source's words for a field.
    """

    id: str
    slug: str
    title: Annotated[str, field("Title", schema_org="name")]
    text: Annotated[str | None, field("What it is", schema_org="description")] = None
    language: Annotated[str | None, field("Language of the text")] = None
    provider: Annotated[Provider, field("Provider", facet="opportunity", schema_org="provider")]
    topics: Annotated[tuple[str, ...], field("Interest", facet="opportunity", schema_org="about")] = ()
    ages: Annotated[Ages | None, field("Ages", facet="opportunity", schema_org="typicalAgeRange")] = None
    level: Annotated[str | None, field("Level", schema_org="educationalLevel")] = None
    role: Annotated[Role | None, field("Role", facet="opportunity")] = None
    eligibility: Annotated[str | None, field("May I?")] = None
    gender: Annotated[Literal["female", "male", "none"] | None, field("Only for")] = None
    signs_up: Annotated[Literal["me", "adult", "code"] | None, field("Who signs up")] = None
    support: Annotated[tuple[Support, ...], field("Support", facet="opportunity")] = ()
    access: Annotated[tuple[Access, ...], field("Access", facet="opportunity")] = ()
    credential: Annotated[Credential | None, field("Credential", schema_org="educationalCredentialAwarded")] = None
    languages: Annotated[tuple[str, ...], field("Held in", facet="opportunity", schema_org="inLanguage")] = ()
    sessions: Annotated[tuple[Session, ...], field("Sessions", schema_org="hasCourseInstance")] = ()
    listings: Annotated[tuple[Listing, ...], field("Listings")] = ()
    inferred: Annotated[tuple[str, ...], field("Inferred")] = ()
    words: Annotated[dict[str, str], field("The source's words")] = {}
    corrected: Annotated[tuple[Corrected, ...], field("Put right by the city")] = ()


class Doubt(Struct, frozen=True, kw_only=True):
    """A value that was not understood, so that it stays unknown. reason: a short fixed sentence, to be counted by."""

    field: str
    words: str
    reason: str


def _days(session: Session) -> Iterator[dt.date]:
    if session.start:
        yield session.start.date
