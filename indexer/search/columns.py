"""Writes the search that needs no server: a manifest, typed columns, titles, and what changes hourly.

    search/manifest.json              version, day, column table, vocabularies, names of the other files; published last
    search/cols.<hash>.bin            struct of arrays, little endian, each column at a multiple of four bytes
    search/titles.<hash>.json         id, slug, title and language of each opportunity
    search/cards.<code>.<hash>.json   words of the cards in one language, made by the portal
    search/live.bin                   places left and state of each row, and the day on which it was checked

A column holds a number for each row or each opportunity. For a facet the number leads into the facet's vocabulary, or
is a mask of it where there are many values at once; so a script decides a filter once for each value and then only
looks it up. Days count from 1970-01-01. The highest number of a column's type is "unknown" where the table says so.
"""

import array
import datetime as dt
import hashlib
import re
import struct
import sys
import typing
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from indexer.opportunity import Opportunity, Registration, Session, Status
from indexer.search.rows import WHEN, Documents, Row, Vocabulary, facets, vocabulary

VERSION = 1
UNKNOWN = 65535
MOST_PLACES = 65534
STATUSES: tuple[str, ...] = typing.get_args(Status)
STATES: tuple[str, ...] = next(
    typing.get_args(part)
    for part in typing.get_args(typing.get_type_hints(Registration)["state"])
    if part is not type(None)
)
LIVE_HEAD = struct.Struct("<8sHH")
"""The first eight letters of the columns' hash (other columns have other rows), the day, two bytes of nothing."""
_EPOCH = dt.date(1970, 1, 1)
_TYPES = (("u8", "B", 0xFF), ("u16", "H", 0xFFFF), ("u32", "I", 0xFFFFFFFF))


class _Column(NamedTuple):
    """of: what it has a number for. unknown: whether the highest number of the type means that."""

    name: str
    of: str
    numbers: list[int]
    unknown: bool = False


def search_files(
    held: Documents, *, timezone: str, cards: Mapping[str, Any] | None = None, folder: str = "search/"
) -> list[tuple[str, bytes]]:
    """(path, bytes) of every file, the manifest last; equal for equal documents of one day.

    cards: language code to what the portal says on the cards, as JSON. timezone: the city's, which ends its days.
    """
    words = {facet.name: vocabulary(held, facet) for facet in facets()}
    table, body = _table(_columns(held, words))
    digest = _digest(body)
    files = {f"cols.{digest}.bin": body}
    named: dict[str, Any] = {"cols": f"cols.{digest}.bin", "live": "live.bin"}
    for name, value in [
        ("titles", _titles(held)),
        *((f"cards.{code}", value) for code, value in (cards or {}).items()),
    ]:
        encoded = _json(value)
        named[name] = f"{name}.{_digest(encoded)}.json"
        files[named[name]] = encoded
    manifest = {
        "version": VERSION,
        "day": held.today.isoformat(),
        "timezone": timezone,
        "rows": len(held.rows),
        "opportunities": len(held.opportunities),
        "files": named,
        "columns": table,
        "facets": {
            facet.name: {"of": facet.of, "many": facet.many, "values": words[facet.name].values} for facet in facets()
        },
        "when": WHEN,
        "statuses": STATUSES,
        "states": STATES,
    }
    files["live.bin"] = live(held, digest, timezone)
    files["manifest.json"] = _json(manifest)
    return [(folder + name, content) for name, content in files.items()]


def live(held: Documents, digest: str, timezone: str) -> bytes:
    """A head, then places left (u16, 65535 unknown), day checked (u16) and state (u8) of each row.

    The state's low four bits are a number in STATUSES, the high four one in STATES and one more, 0 where not stated.
    """
    zone = ZoneInfo(timezone)
    places = array.array("H", (_places(row.session) for row in held.rows))
    checked = array.array("H", (_checked(held.opportunities[row.opportunity], zone) for row in held.rows))
    state = array.array("B", (_state(row.session) for row in held.rows))
    return (
        LIVE_HEAD.pack(digest[:8].encode(), day_number(held.today), 0)
        + _little(places)
        + _little(checked)
        + _little(state)
    )


def day_number(day: dt.date | None) -> int:
    """Days since 1970-01-01; 65535 for None and for what two bytes cannot hold."""
    number = UNKNOWN if day is None else (day - _EPOCH).days
    return number if 0 <= number < UNKNOWN else UNKNOWN


def first_seen(opportunity: Opportunity) -> int:
    """The day (UTC) on which one of its listings was seen first; 65535 where it has none."""
    return day_number(min((listing.first_seen.date() for listing in opportunity.listings), default=None))


def _columns(held: Documents, words: Mapping[str, Vocabulary]) -> Iterable[_Column]:
    """Rows' columns, then opportunities'. `topic`: one more than its first one's number, whose picture the card has."""
    rows = held.rows
    patterns: dict[tuple[int, ...], int] = {(): 0}
    numbers = [patterns.setdefault(_steps(row), len(patterns)) for row in rows]
    yield _Column("opportunity", "session", [row.opportunity for row in rows])
    yield _Column("start", "session", [day_number(row.first) for row in rows], unknown=True)
    yield _Column("end", "session", [day_number(row.last) for row in rows], unknown=True)
    yield _Column("pattern", "session", numbers)
    yield _Column("complete", "session", [row.complete for row in rows])
    yield _Column("when", "session", [sum(1 << WHEN.index(key) for key in row.when) for row in rows])
    ends = [0]
    for pattern in patterns:
        ends.append(ends[-1] + len(pattern))
    yield _Column("pattern_at", "pattern", ends)
    yield _Column("pattern_days", "pattern", [step for pattern in patterns for step in pattern])
    for facet in facets():
        yield _Column(facet.name, facet.of, list(words[facet.name].numbers))
    topics = words["topics"].values
    first = [topics.index(o.topics[0]) + 1 if o.topics and o.topics[0] in topics else 0 for o in held.opportunities]
    yield _Column("topic", "opportunity", first)
    yield _Column("seen", "opportunity", [first_seen(o) for o in held.opportunities], unknown=True)


def _steps(row: Row) -> tuple[int, ...]:
    """The days of a row counted from its first: many rows share a rhythm, so it is kept once."""
    return tuple((day - row.days[0]).days for day in row.days)


def _table(columns: Iterable[_Column]) -> tuple[list[dict[str, Any]], bytes]:
    table, body = [], bytearray()
    for column in columns:
        highest = max(column.numbers, default=0)
        name, code = ("u16", "H") if column.unknown else next((n, c) for n, c, most in _TYPES if highest <= most)
        table.append({"name": column.name, "of": column.of, "type": name, "at": len(body), "n": len(column.numbers)})
        body += _little(array.array(code, column.numbers))
        body += bytes(-len(body) % 4)
    return table, bytes(body)


def _little(numbers: "array.array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _titles(held: Documents) -> dict[str, Any]:
    """slug: "" where `simple` gives the same. language: a number in languages, 0 where it is not known."""
    languages = sorted({o.language for o in held.opportunities if o.language})
    number = {code: n for n, code in enumerate(languages, start=1)}
    return {
        "id": [o.id for o in held.opportunities],
        "slug": ["" if o.slug == simple(o.title) else o.slug for o in held.opportunities],
        "title": [o.title for o in held.opportunities],
        "languages": ["", *languages],
        "language": [number.get(o.language or "", 0) for o in held.opportunities],
    }


def simple(title: str) -> str:
    """What static/search/view.js makes of a title too: its runs of a-z and 0-9, apart by "-"."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


def _places(session: Session | None) -> int:
    if session is None or session.places_left is None:
        return UNKNOWN
    return min(max(session.places_left, 0), MOST_PLACES)


def _state(session: Session | None) -> int:
    if session is None:
        return 0
    said = session.registration.state if session.registration else None
    return STATUSES.index(session.status) | (STATES.index(said) + 1 if said else 0) << 4


def _checked(opportunity: Opportunity, zone: ZoneInfo) -> int:
    checked = max((listing.checked_at for listing in opportunity.listings), default=None)
    return day_number(checked.astimezone(zone).date() if checked else None)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:10]


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
