"""The fields whose meaning is counted: where a source says them, what was made of them, and how that is shown."""

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawlers.draft import Draft, DraftSession
from indexer.normalise import Normalised
from indexer.opportunity import Ages, Moment, Opportunity, Place, Price, Registration, Session

READ, INFERRED, DOUBTFUL, SILENT, UNSAID = "read", "inferred", "doubtful", "silent", "unsaid"
CLASSES = (READ, INFERRED, DOUBTFUL, SILENT, UNSAID)
"""A value in the field's own words; in other words (a title, a text, what a standard prescribes); said or seen but not
understood, with a doubt; said, and neither a value nor a doubt ("TBC"); nothing said."""


class Field(NamedTuple):
    """said: the draft's own fields for it, of the session or of the draft. doubts: under which names it is doubted.

    beside: other fields of the same that it is read from too, to be shown to whoever judges.
    """

    name: str
    said: tuple[str, ...]
    of_session: bool
    show: Callable[[Opportunity, Session], str]
    doubts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Where(NamedTuple):
    """A reading's place: a path below the folder of real files; its row there, with "/" and the session's number."""

    file: str
    row: str


class Reading(NamedTuple):
    """One field of one draft or session. part: the number of the session that said something, None of a draft."""

    field: str
    part: int | None
    sort: str
    words: str
    value: str

    def where(self, file: str, row: int) -> Where:
        """Its place, where the draft is a file's row."""
        return Where(file, str(row) if self.part is None else f"{row}/{self.part}")


def digest(reading: Reading) -> str:
    """Of a reading: 10 hexadecimal digits that change with its words and with its value."""
    said = f"{reading.field}\n{reading.words}\n{reading.value}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:10]


def readings(draft: Draft, meant: Normalised) -> Iterator[Reading]:
    """Every field of a draft, and of each of its sessions; a draft without sessions has one that says nothing."""
    one = meant.opportunity
    if one is None:
        return
    said = tuple(session for session in draft.sessions if session != DraftSession())
    doubted = {doubt.field for doubt in meant.doubts}
    for field in FIELDS:
        if not field.of_session:
            yield _reading(field, None, draft, one, _NONE, one.words, doubted)
            continue
        for part, (session, its) in enumerate(zip(said, one.sessions, strict=True)):
            yield _reading(field, part, session, one, its, its.words, doubted)
        if not said:
            yield Reading(field.name, None, UNSAID, "", "")


def _reading(
    field: Field,
    part: int | None,
    draft: Draft | DraftSession,
    one: Opportunity,
    session: Session,
    kept: dict[str, str],
    doubted: set[str],
) -> Reading:
    said = _words(draft, field.said)
    value = field.show(one, session)
    prescribed = field.name == "ages" and one.ages is not None and one.ages.assumed
    if value:
        other = prescribed or not said or (field.name in one.inferred and not field.of_session)
        sort = INFERRED if other else READ
    elif doubted & {field.name, *field.doubts} and (said or not field.of_session or field.name == "price"):
        sort = DOUBTFUL
    else:
        sort = SILENT if said else UNSAID
    words = " | ".join(filter(None, (_words(draft, field.beside), said or kept.get(field.name, ""))))
    return Reading(field.name, part, sort, words or one.title if value else words, value)


def _words(draft: Draft | DraftSession, names: tuple[str, ...]) -> str:
    return " | ".join(filter(None, (_line(getattr(draft, name)) for name in names)))


def _line(value: object) -> str:
    if isinstance(value, tuple):
        shown = [part if isinstance(part, str) else f"{part.start} – {part.end or ''}" for part in value[:20]]
        return "; ".join(shown) + (f"; and {len(value) - 20} more" if len(value) > 20 else "")
    return " ".join(str(value or "").split())


def _ages(ages: Ages | None) -> str:
    if ages is None:
        return ""
    return "any age" if (ages.low, ages.high) == (None, None) else f"{_end(ages.low)} to {_end(ages.high)}"


def _end(value: object) -> str:
    return "no limit" if value is None else str(value)


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.date:%a} {moment.date}" + (f" {moment.time:%H:%M}" if moment.time else "")


def _when(session: Session) -> str:
    if not session.start:
        return ""
    shown = [_moment(session.start), f"to {_moment(session.end)}" if session.end else ""]
    if session.meetings:
        shown.append(f"{len(session.meetings)} meetings: " + ", ".join(_moment(m.start) for m in session.meetings[:3]))
    return " ".join(filter(None, [*shown, "open-ended" if session.open_ended else ""]))


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    parts = (("name", place.name), ("address", place.address), ("postcode", place.postcode), ("area", place.area))
    return " | ".join(f"{name}: {part}" for name, part in parts if part)


def _position(place: Place | None) -> str:
    return "" if place is None or place.latitude is None else f"{place.latitude}, {place.longitude}"


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _price(price: Price | None) -> str:
    if price is None:
        return ""
    if price.free:
        return "free"
    high = "and up" if price.high is None else "" if price.high == price.low else f"to {price.high}"
    reduced = f"concession {price.concession}" if price.concession is not None else ""
    basis, gift = f"per {price.basis}" if price.basis else "", "donation" if price.donation else ""
    return " ".join(filter(None, [price.currency, str(price.low), high, basis, reduced, gift]))


def _registration(value: Registration | None) -> str:
    if value is None:
        return ""
    ends = [f"{name} {_moment(at)}" for name, at in (("opens", value.opens), ("closes", value.closes)) if at]
    return ", ".join(filter(None, [value.state or "", *ends]))


_NONE = Session(id="")
_WHEN = ("when", "start", "end", "start_time", "end_time", "meetings")
FIELDS = (
    Field("text", ("text",), False, lambda one, _: one.text or ""),
    Field("topics", ("topics",), False, lambda one, _: ", ".join(one.topics), beside=("title",)),
    Field("ages", ("ages", "age_from", "age_to"), False, lambda one, _: _ages(one.ages)),
    Field("level", ("level",), False, lambda one, _: one.level or ""),
    Field("role", ("role",), False, lambda one, _: one.role or "", beside=("title", "text")),
    Field("eligibility", ("eligibility",), False, lambda one, _: one.eligibility or ""),
    Field("gender", ("gender",), False, lambda one, _: one.gender or ""),
    Field("signs_up", ("signs_up",), False, lambda one, _: one.signs_up or ""),
    Field("support", ("support",), False, lambda one, _: ", ".join(one.support)),
    Field("access", ("access",), False, lambda one, _: ", ".join(one.access)),
    Field("credential", ("credential",), False, lambda one, _: one.credential.name if one.credential else ""),
    Field("languages", ("languages",), False, lambda one, _: ", ".join(one.languages)),
    Field("sector", ("sector",), False, lambda one, _: one.provider.sector or ""),
    Field("when", _WHEN, True, lambda _, its: _when(its), (*_WHEN, "meeting", "timezone")),
    Field("place", ("place", "address", "postcode", "area"), True, lambda _, its: _place(its.place)),
    Field("position", ("latitude", "longitude"), True, lambda _, its: _position(its.place)),
    Field("online", ("online",), True, lambda _, its: "" if its.online is None else "yes" if its.online else "no",
          beside=("place", "address")),
    Field("price", ("price",), True, lambda _, its: _price(its.price)),
    Field("registration", ("registration", "opens", "closes"), True, lambda _, its: _registration(its.registration),
          ("registration.opens", "registration.closes")),
    Field("capacity", ("capacity",), True, lambda _, its: _count(its.capacity)),
    Field("places_left", ("places_left",), True, lambda _, its: _count(its.places_left)),
)  # fmt: skip
