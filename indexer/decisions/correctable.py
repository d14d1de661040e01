"""Which fields an editor can put right, and how the words for one are read.

The words go through `normalise` as if a source had said them in that field alone, so there is no second way to read.
"""

import datetime as dt
import difflib
import re
from typing import Any, Literal, NamedTuple

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.errors import OptionError
from crawlers.formats import fields
from crawlers.source import Source
from indexer.normalise import normalise
from indexer.opportunity import Listing, Opportunity, Session
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer


class Field(NamedTuple):
    """sets: attributes of the opportunity or session; one within another is written "registration.state".

    words: under which name the source's words for it stand, where they do.
    """

    of: Literal["opportunity", "session"]
    sets: tuple[str, ...]
    example: str
    words: str = ""


FIELDS = {
    "title": Field("opportunity", ("title",), "Robots for beginners"),
    "text": Field("opportunity", ("text",), "Build a robot and take it home."),
    "provider": Field("opportunity", ("provider",), "Millbrook Libraries"),
    "topics": Field("opportunity", ("topics",), "music; code"),
    "ages": Field("opportunity", ("ages",), "8-12", "ages"),
    "level": Field("opportunity", ("level",), "Beginners"),
    "eligibility": Field("opportunity", ("eligibility",), "Free for residents", "eligibility"),
    "gender": Field("opportunity", ("gender",), "girls only"),
    "signs_up": Field("opportunity", ("signs_up",), "parent"),
    "role": Field("opportunity", ("role",), "volunteer"),
    "support": Field("opportunity", ("support",), "lunch included", "support"),
    "access": Field("opportunity", ("access",), "step-free", "access"),
    "credential": Field("opportunity", ("credential",), "Level 1 award"),
    "languages": Field("opportunity", ("languages",), "English; Urdu"),
    "language": Field("opportunity", ("language",), "cy"),
    "when": Field(
        "session", ("start", "end", "meetings", "open_ended"), "Tuesdays 4-5.30pm, 6 weeks from 1 July", "when"
    ),
    "start": Field("session", ("start",), "1 July 2027, 4pm", "when"),
    "end": Field("session", ("end",), "1 July 2027, 5.30pm", "when"),
    "place": Field("session", ("place",), "Mill Hall, 12 High Street, MB1 2AB", "place"),
    "online": Field("session", ("online",), "yes"),
    "price": Field("session", ("price",), "£4.50", "price"),
    "registration": Field("session", ("registration.state",), "waiting list", "registration"),
    "opens": Field("session", ("registration.opens",), "1 June 2027"),
    "closes": Field("session", ("registration.closes",), "30 June 2027"),
    "register_url": Field("session", ("registration.url",), "https://www.example.org/sign-up"),
    "capacity": Field("session", ("capacity",), "20"),
    "places_left": Field("session", ("places_left", "places_as_of"), "3"),
    "status": Field("session", ("status",), "cancelled"),
    "url": Field("session", ("url",), "https://www.example.org/robots"),
}
"""By the name that the field has in a draft and in the city file."""

TIMES = frozenset({"when", "start", "end"})
NEVER_UNKNOWN = frozenset({"title", "provider", "status"})
UNKNOWN = frozenset({"unknown", "not stated"})
"""What an editor writes where a source says something wrong, and nobody knows what is right."""
_OTHER_WORDS = {
    "age": "ages", "cost": "price", "date": "when", "dates": "when", "time": "when", "where": "place",
    "address": "place", "postcode": "place", "area": "place", "interest": "topics", "interests": "topics",
    "topic": "topics",
    "name": "title", "description": "text", "signing_up": "registration", "sign_up": "register_url",
    "state": "registration", "end_time": "end", "start_time": "start", "places": "capacity",
}  # fmt: skip
"""What pages, and other people, call them."""
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_NOBODY = Listing(id="editor", source="editor", first_seen=_NEVER, checked_at=_NEVER)


class Page(NamedTuple):
    """Where an editor's words stand: nowhere, but on a day, from which "Saturday" is read."""

    url: str
    fetched_at: dt.datetime


class Frame(NamedTuple):
    """As whose words, by which settings, and on which day an editor's words are read. at: aware UTC."""

    source: Source
    settings: IndexSettings
    gazetteer: Gazetteer
    at: dt.datetime


def named(said: str) -> str:
    """The field of this name. Raises OptionError with the nearest right one."""
    name = said.strip().casefold().removeprefix("session.").replace("-", "_").replace(" ", "_")
    if name in FIELDS:
        return name
    near = [_OTHER_WORDS[name]] if name in _OTHER_WORDS else difflib.get_close_matches(name, FIELDS, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise OptionError(f"{said!r}: expected the name of a field. {hint}There are: {', '.join(FIELDS)}.")


def read(name: str, words: str, frame: Frame) -> dict[str, Any]:
    """What the words mean, as JSON has it, by attribute; None stands for not stated. Raises OptionError."""
    field = FIELDS[name]
    if words.strip().casefold() in UNKNOWN:
        if name in NEVER_UNKNOWN:
            raise OptionError(f"{name}: expected words such as {field.example!r}, as it is never unknown.")
        return dict.fromkeys(field.sets)
    if name in fields.LISTS:
        (attribute,) = field.sets
        parts = [part.strip() for part in re.split(r"[;,|\n]", words) if part.strip()] or [""]
        found = [value for part in parts for value in _read(name, part, frame)[attribute]]
        return {attribute: list(dict.fromkeys(found))}
    return _read(name, words, frame)


def at(one: Opportunity | Session, path: str) -> Any:
    """What stands at "price", or at "registration.state"; None where nothing does."""
    outer, _, inner = path.partition(".")
    held = getattr(one, outer)
    return getattr(held, inner) if inner and held is not None else held


def plain(value: object) -> Any:
    """A value as JSON has it; None where it is not stated."""
    return None if value is None or value == () else msgspec.to_builtins(value)


def _read(name: str, words: str, frame: Frame) -> dict[str, Any]:
    field = FIELDS[name]
    said: Any = (words,) if name in fields.LISTS else words
    # Whatever may stand in another field is not read: the title says nothing.
    draft = Draft(title="0")
    if field.of == "opportunity":
        draft = msgspec.structs.replace(draft, **{name: said})
    else:
        # A last day alone is read as a first one is.
        key = "start" if name == "end" else name
        draft = msgspec.structs.replace(draft, sessions=(DraftSession(**{key: said}),))
    source = msgspec.structs.replace(frame.source, defaults={})
    meant = normalise(draft, Page("", frame.at), source, frame.settings, frame.gazetteer, _NOBODY)
    one: Opportunity | Session | None = meant.opportunity
    if meant.opportunity is not None and field.of == "session":
        one = next(iter(meant.opportunity.sessions), None)
    value: dict[str, Any] = {}
    for path in field.sets:
        found = at(one, "start" if name == "end" else path) if one else None
        value[path] = plain(found)
    doubt = next(iter(meant.doubts), None)
    if value[field.sets[0]] is None or (name == "status" and doubt):
        why = f" ({doubt.reason})" if doubt else ""
        more = "" if name in NEVER_UNKNOWN else ', or "unknown" where nobody knows'
        raise OptionError(
            f"{name}: {words[:80]!r} cannot be read{why}. Expected words such as {field.example!r}{more}."
        )
    return value
