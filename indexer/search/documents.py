"""Turns the rows of a search into Meilisearch's documents; README.md has the table of their fields.

Past meetings stay in a document, and days are counted from 1970-01-01; so it changes when its source's words do, or
the words of its card. Only `next` moves by itself: when a meeting has taken place, and each day of a run of days that
is under way, which else would stand before everything that is on today. An unchanged catalogue sends nothing that day.
"""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from indexer.opportunity import Meeting, Opportunity, Session
from indexer.search.columns import UNKNOWN, day_number, first_seen
from indexer.search.fold import fold
from indexer.search.rows import WHEN, Documents, Row, Vocabulary, facets, meeting_days, stated, vocabulary, when_of

NAMES = {"topics": "topic", "place": "area", "price": "cost", "languages": "language"}
"""What a field is called in a document, where that is not its own name; the form of the search page has the same."""
NEVER = UNKNOWN
"""The last day of what has none."""
NO_TIME = 24 * 60
_SHUT = ("full", "waiting_list", "closed")
_APART = ("ages", "place", "price", "provider", "online")
"""Facets that are more than one field, or other words than their values."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,511}")
_MOST = 2**53


class Document(NamedTuple):
    """source: whose listing came first, for messages. digest: of the fields. fields: as JSON, the digest among them."""

    id: str
    source: str
    digest: str
    fields: dict[str, Any]


def search_documents(
    held: Documents, cards: Mapping[str, Any], centroids: Mapping[str, tuple[float, float]]
) -> Iterator[Document]:
    """One for each row, in their order.

    cards: language code to what the portal says on the cards, as columns.search_files takes them.
    centroids: latitude and longitude of the middle of an area; no place's own position leaves for the server.
    """
    said = {facet.name: vocabulary(held, facet) for facet in facets()}
    found = _found_by(held, cards, said)
    mixed = _mixed(held)
    for n, row in enumerate(held.rows):
        opportunity, session = held.opportunities[row.opportunity], row.session
        place = _value(said, "place", n)
        area = place.get("area") if place else None
        fields: dict[str, Any] = {
            "id": session.id if session else opportunity.id,
            "opportunity_id": opportunity.id,
            "slug": opportunity.slug,
            "title": opportunity.title,
            "lang": opportunity.language,
            "name": fold(opportunity.title),
            **_choices(said, row, n, opportunity, held.today),
            "area": area,
            **_days(session),
            "next": day_number(row.first),
            "seen": first_seen(opportunity),
            "complete": row.complete,
            "mixed": int(row.opportunity in mixed),
            **_standing(session),
            "find": found[row.opportunity],
            "card": {code: _card(words, said, row, n, opportunity) for code, words in cards.items()},
        }
        if area and area in centroids:
            fields["_geo"] = dict(zip(("lat", "lng"), centroids[area], strict=True))
        for name in _single():
            fields[f"{name}_once"] = f"{opportunity.id} {fields[name]}" if fields[name] is not None else None
        yield document(fields, opportunity)


def document(fields: dict[str, Any], opportunity: Opportunity) -> Document:
    """With the digest of its fields."""
    digest = hashlib.sha256(msgspec.json.encode(fields, order="deterministic")).hexdigest()[:16]
    source = opportunity.listings[0].source if opportunity.listings else opportunity.provider.name
    return Document(fields["id"], source, digest, {**fields, "digest": digest})


def fault(fields: Mapping[str, Any]) -> str | None:
    """Why a document cannot be sent: what Meilisearch takes in silence but should not, or refuses by the batch."""
    if not _ID.fullmatch(str(fields["id"])):
        return f"expected an id of a-z, A-Z, 0-9, - and _, at most 511 of them, but it is {str(fields['id'])[:60]!r}"
    for name, most in (("lat", 90), ("lng", 180)):
        at = fields["_geo"][name] if fields.get("_geo") else 0
        if not -most <= at <= most:
            return f"expected a position within ±{most} degrees, but {name} is {at}"
    for name, value in fields.items():
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, int | float) and not -_MOST <= number <= _MOST:
                return f"expected a number within ±2^53, but {name} is {number}"
    return None


def _value(said: Mapping[str, Vocabulary], name: str, owner: int) -> Any:
    words = said[name]
    return words.values[words.numbers[owner]]


def _choices(
    said: Mapping[str, Vocabulary], row: Row, n: int, opportunity: Opportunity, today: dt.date
) -> dict[str, Any]:
    """The values that the form's filters name. A price is in hundredths of the currency; None is not stated."""
    ages = _value(said, "ages", row.opportunity)
    price = _value(said, "price", n)
    online = _value(said, "online", n)
    made: dict[str, Any] = {
        "provider": opportunity.provider.id,
        "age_from": ages[0] if ages else None,
        "age_to": ages[1] if ages else None,
        "cost": price[0] if price else None,
        "free": "yes" if price and price[1] else None,
        "online": None if online is None else "yes" if online else "no",
    }
    for facet in facets():
        if facet.name not in _APART:
            owner = opportunity if facet.of == "opportunity" else row.session
            found = stated(owner, facet, today)
            name = NAMES.get(facet.name, facet.name)
            made[name] = list(map(str, found or ())) if facet.many else None if found is None else str(found)
    return made


def once() -> list[str]:
    """Fields that tell apart the opportunity and its value: where they are distinct, opportunities are counted."""
    return [f"{name}_once" for name in _single()]


def _single() -> list[str]:
    """What a session has one word for."""
    return [NAMES.get(f.name, f.name) for f in facets() if f.of == "session" and not f.many and f.name != "price"]


def _mixed(held: Documents) -> set[int]:
    """Opportunities of which one session states a price and another does not."""
    stated, unstated = set[int](), set[int]()
    for row in held.rows:
        (stated if row.session and row.session.price else unstated).add(row.opportunity)
    return stated & unstated


def _days(session: Session | None) -> dict[str, Any]:
    """Days with a meeting where they are known, else the first and the last one; both where none is known are None."""
    going = [m for m in session.meetings if not m.cancelled] if session else []
    days = sorted({day for m in going for day in meeting_days(m)})
    start = session.start.date if session and session.start else None
    last = session.last_day() if session and start else None
    alone = [Meeting(start=session.start)] if session and session.start and not days and start == last else []
    when: dict[str, set[int]] = {key: set() for key in WHEN}
    for meeting in going or alone:
        for day in meeting_days(meeting):
            if key := when_of(day, meeting.start.time):
                when[key].add(day_number(day))
    ends = days[-1] if days and last else last
    only_ends = start is not None and not days
    time = session.start.time if session and session.start else None
    return {
        "days": [day_number(day) for day in days],
        "from": day_number(start) if only_ends else None,
        "until": day_number(last) if only_ends else None,
        "last": day_number(ends),
        **{key: sorted(numbers) for key, numbers in when.items()},
        "first": day_number(days[0] if days else start),
        "time": NO_TIME if time is None else time.hour * 60 + time.minute,
    }


def _standing(session: Session | None) -> dict[str, Any]:
    """Whether one can still get in, decided as static/search/groups.js does."""
    state = session.registration.state if session and session.registration else None
    left = session.places_left if session else None
    open_ = state in ("open", "none_needed") if left is None else left > 0
    return {
        "status": session.status if session else "scheduled",
        "state": state,
        "places_left": left,
        "left": "yes" if open_ and state not in _SHUT else None,
        "full": int(left == 0 or state in _SHUT),
    }


def _found_by(held: Documents, cards: Mapping[str, Any], said: Mapping[str, Vocabulary]) -> Sequence[Mapping[str, str]]:
    """The words that find each opportunity: it is found by the places of all its sessions."""
    places: dict[int, dict[int, None]] = defaultdict(dict)
    for row, number in zip(held.rows, said["place"].numbers, strict=True):
        places[row.opportunity][number] = None
    known = said["topics"].values
    found = []
    for n, opportunity in enumerate(held.opportunities):
        seen = [said["place"].values[number] for number in places[n]]
        areas = {place["area"] for place in seen if place and "area" in place}
        words = {"title": opportunity.title, "beside": " ".join([opportunity.provider.name, *sorted(areas)])}
        for code, card in cards.items():
            # In the opportunity's own order: the vocabulary's moves with how many others have a topic.
            topics = [card["topics"][known.index(topic)] for topic in opportunity.topics if topic in known]
            words[code] = " ".join([*topics, *sorted({card["where"][number] for number in places[n]})])
        found.append({key: fold(text) for key, text in words.items()})
    return found


def _card(
    words: Mapping[str, Any], said: Mapping[str, Vocabulary], row: Row, n: int, opportunity: Opportunity
) -> dict[str, Any]:
    """What a card says in one language, under the names that static/search/view.js gives it."""
    topics = said["topics"].values
    first = opportunity.topics[0] if opportunity.topics else None
    day, rhythm = words["rhythm"]["words"][words["rhythm"]["of"][n]]
    return {
        "dir": words["dir"].get(opportunity.language or "", ""),
        "topicWords": words["topics"][topics.index(first)] if first in topics else "",
        "dayWords": day,
        "rhythm": rhythm,
        "who": words["who"][said["ages"].numbers[row.opportunity]],
        "where": words["where"][said["place"].numbers[n]],
        "cost": words["cost"][said["price"].numbers[n]],
        "state": words["state"]["words"][words["state"]["of"][n]],
        "more": words["more"]["words"][words["more"]["of"][row.opportunity]],
    }
