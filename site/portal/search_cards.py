"""The words of the search's cards in one language: the script shows what the pages' cards say."""

import datetime as dt
from collections.abc import Hashable, Iterable
from typing import Any

from indexer.opportunity import Opportunity, Price, Session
from indexer.search.rows import Documents, Row, facets, vocabulary
from portal import when, words
from portal.gather import Entry
from portal.i18n import Language, direction


def cards(held: Documents, language: Language, timezone: str) -> dict[str, Any]:
    """As JSON for the search's files.

    who, where, cost, topics: words of each value of the ages, place, price and topics vocabularies.
    rhythm, state: of each row; more: chips of each opportunity. Such a table is {words: distinct ones, of: numbers}.
    rhythm: [words in place of a day or "", rhythm]. cost, state, more: [class, words].
    dir: of titles in other languages, "" for one whose language is not known.
    """
    said = {facet.name: vocabulary(held, facet) for facet in facets()}
    languages = sorted({o.language for o in held.opportunities if o.language})
    today = held.today
    return {
        "who": [words.ages(o.ages, language) for o in said["ages"].owners],
        "where": [words.where(session, language) for session in said["place"].owners],
        "cost": [_cost(session.price if session else None, language) for session in said["price"].owners],
        "topics": [words.topic(key, language) for key in said["topics"].values],
        "rhythm": _table(_rhythm(held, row, language, timezone) for row in held.rows),
        "state": _table(_state(row.session, today, language, timezone) for row in held.rows),
        "more": _table(_more(opportunity, today, language, timezone) for opportunity in held.opportunities),
        "dir": {code: direction(code or None) for code in ("", *languages) if code != language.code},
    }


def entry(held: Documents, row: Row) -> Entry:
    """A row as the pages' cards take it."""
    return Entry(held.opportunities[row.opportunity], row.session, row.first)


def _rhythm(held: Documents, row: Row, language: Language, timezone: str) -> tuple[str, str]:
    day, rhythm = when.next_words(entry(held, row), held.today, language, timezone)
    dated = row.first and day == when.day(row.first, language, held.today)
    return "" if dated else day, rhythm


def _cost(price: Price | None, language: Language) -> tuple[str, str]:
    return "free" if price and price.free else "" if price else "unknown", words.price(price, language)


def _state(session: Session | None, today: dt.date, language: Language, timezone: str) -> tuple[str, str]:
    """Open for sign-up is what one expects, so a card does not say it."""
    kind, said = words.state(session, today, language, timezone) if session else ("", "")
    return ("", "") if kind == "open" else (kind, said)


def _more(opportunity: Opportunity, today: dt.date, language: Language, timezone: str) -> tuple[tuple[str, str], ...]:
    """The chips that do not depend on a session; the first of all chips is the cost."""
    return words.chips(opportunity, None, today, language, timezone)[1:]


def _table(each: Iterable[Hashable]) -> dict[str, Any]:
    numbers: dict[Hashable, int] = {}
    of = [numbers.setdefault(value, len(numbers)) for value in each]
    return {"words": list(numbers), "of": of}
