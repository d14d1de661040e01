"""A Draft is what a source said about one opportunity, under our field names, in its own words.

Every value is text as the source wrote it (or ISO 8601 where the source's format is a machine's).
None and () mean that the source said nothing. Only `indexer.normalise` decides what the words mean.
"""

import msgspec


class DraftMeeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One dated occurrence within a session.

    start, end: ISO 8601 date (a whole day), date-time without offset (wall time), or with offset.
    status: the source's word where it differs from its session's, such as CANCELLED.
    """

    start: str
    end: str | None = None
    status: str | None = None


class DraftSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One run that a person signs up for, in the source's words."""

    native_id: str | None = None
    url: str | None = None
    when: str | None = None
    """Dates and times in free words: "Tuesdays 4-5.30pm, 6 weeks from 1 July"."""
    start: str | None = None
    """First day or moment; ISO 8601 or words. An exclusive DTEND is made inclusive by the kind."""
    end: str | None = None
    start_time: str | None = None
    """Wall time where the source keeps it apart from the date."""
    end_time: str | None = None
    timezone: str | None = None
    """The zone as the source names it; None where it names none."""
    meetings: tuple[DraftMeeting, ...] = ()
    place: str | None = None
    address: str | None = None
    postcode: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    area: str | None = None
    online: str | None = None
    price: str | None = None
    currency: str | None = None
    registration: str | None = None
    """The state in words: "open", "Waitlist", "https://schema.org/SoldOut"."""
    opens: str | None = None
    closes: str | None = None
    register_url: str | None = None
    capacity: str | None = None
    places_left: str | None = None
    status: str | None = None
    """scheduled, cancelled, postponed … in the source's word."""


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One listing: what a source said about one opportunity, with its sessions.

    native_id: the source's own lasting id (UID, @id, row key); None where it has none.
    url: the listing's own address, absolute.
    count: how many rows of the source were equal in every cell to this one.
    """

    native_id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    """Description, plain or HTML, as it came."""
    language: str | None = None
    provider: str | None = None
    provider_url: str | None = None
    sector: str | None = None
    topics: tuple[str, ...] = ()
    ages: str | None = None
    age_from: str | None = None
    age_to: str | None = None
    ages_assumed: str | None = None
    """What the source's standard prescribes where no ages are stated, such as "18+"; the source did not say it."""
    level: str | None = None
    role: str | None = None
    eligibility: str | None = None
    gender: str | None = None
    signs_up: str | None = None
    support: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    credential: str | None = None
    languages: tuple[str, ...] = ()
    safeguarding: str | None = None
    licence: str | None = None
    """The terms of this listing alone, where its source says them for each."""
    attribution: str | None = None
    """Whom to name for this listing alone."""
    sessions: tuple[DraftSession, ...] = ()
    count: int = 1


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something a source holds that did not become a draft (or an opportunity), and why.

    where: row number, UID or address, so that a person finds it again.
    wrote: the source's words, shortened to 200 characters.
    reason: a short fixed sentence without the words, so that refusals can be counted by reason.
    todo: what the provider or the city can do.
    """

    where: str
    reason: str
    wrote: str = ""
    todo: str = ""


class Rights(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """On which terms a source gives what it says, as it says so itself; the city file's own words go before it.

    licence: its name or address. attribution: whom to name, and how.
    """

    licence: str | None = None
    attribution: str | None = None
