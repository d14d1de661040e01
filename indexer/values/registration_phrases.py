"""Finds in a title or text how one signs up: "no registration required", "registration opens 3 March at 9am"."""

import datetime as dt
import functools
import re

from indexer.opportunity import Moment, Registration
from indexer.values import dates
from indexer.values import registration_words as words_of
from indexer.values.clauses import LONGEST, clauses, may_state, stated
from indexer.values.reading import INFERRED, Read, doubt
from indexer.values.stems import heard, stems

_GATE = stems(
    "regist", "book", "rsvp", "drop", "full", "sold", "reserv", "apply", "applic", "deadline", "sign", "turn up",
    "show up",
    "enrol", "inscri", "agotad", "zapis", "brak", "cofrestru", "archebu", "available", "appointment", "رجسٹریشن",
)  # fmt: skip
_STATE_GATE = {"closed": stems("closed", "cerrad", "zamkn"), "open": stems("open", "available", "abiert", "otwart")}
_FULL_GATE = stems("full", "fully", "sold", "agotad", "brak", "gwerthu")
_DATED = stems(
    "deadline", " due ", "closes", "close on", "close at", "ends", "opens", "open:", "open on", "begin", "starts",
    " by ", "abren",
    "hasta", "zapisy", "applications open", "bookings open", "applications close",
)  # fmt: skip
_IN_CASE = re.compile(
    r"\b(?:if|when|once|until|unless|should|in case|before|after|os|gdy|jeśli|cuando|si)\b", re.IGNORECASE
)


@functools.lru_cache(512)
def find(
    title: str, plain: str | None, *, today: dt.date, country: str, zone: str, assumed: bool = False
) -> Read[Registration]:
    """The state, and when it opens and closes, where title or text state them; of two days neither is taken."""
    text = (plain or "")[:LONGEST]
    if not may_state(text, _GATE) and _GATE.isdisjoint(heard(title)):
        return Read()
    dated = may_state(text, _DATED)
    opens, opens_words = _day(words_of.OPENS, text if dated else "", today, country, zone, assumed)
    closes, closes_words = _day(words_of.CLOSES, text if dated else "", today, country, zone, assumed)
    state, said = _state(title, text)
    if state == "none_needed" and (opens_words or closes_words):
        state, said = None, None  # of two things, or of one day among many
    if state == "open" and opens and opens.date > today:
        opens = None  # the day is another year's, or another thing's
    if state is None and opens and opens.date > today:
        state = "not_yet"
    words = [phrase for phrase in (said, *opens_words, *closes_words) if phrase]
    if state is None and not opens and not closes:
        if len(opens_words) > 1 or len(closes_words) > 1:
            why = doubt("registration", ", ".join(words), "several days are named, one for each of several things")
            return Read(words=", ".join(words), doubts=why)
        return Read()
    value = Registration(state=state, opens=opens, closes=closes)  # type: ignore[arg-type]
    return Read(value=value, words=", ".join(words), inferred=True, confidence=INFERRED)


def _state(title: str, text: str) -> tuple[str | None, str | None]:
    if found := words_of.DROP_IN_TITLE.search(title):
        return ("none_needed", found[0]) if not words_of.NEEDED.search(text) else (None, None)
    for clause in clauses(text, _GATE):
        begun = heard(clause)
        found = None if _FULL_GATE.isdisjoint(begun) else words_of.FULL.search(clause)
        if found and not _IN_CASE.search(clause[: found.start()]):
            listed = words_of.WAITING.search(text)
            return ("waiting_list" if listed else "full"), found[0].strip()
        for state, pattern in (("closed", words_of.CLOSED), ("open", words_of.OPEN)):
            if (
                not _STATE_GATE[state].isdisjoint(begun)
                and (found := pattern.search(clause))
                and stated(clause, found.start(), found.end(), costs=False)
            ):
                return state, found[0]
        if found := words_of.NONE_NEEDED.search(clause):
            needed = words_of.NEEDED.search(words_of.NONE_NEEDED.sub(" ", text))
            return (None, None) if needed else ("none_needed", found[0].strip(" ,"))
    return None, None


def _day(
    pattern: re.Pattern[str], text: str, today: dt.date, country: str, zone: str, assumed: bool
) -> tuple[Moment | None, list[str]]:
    """The one day that the text names for it, and its words; None where it names several."""
    found = list(pattern.finditer(text))[:4]
    said = [next(group for group in one.groups() if group).replace(".", "") for one in found]
    days = {
        moment
        for words in said
        if (
            moment := dates.read_moment(
                words, today=today, country=country, zone=zone, assumed=assumed, field="registration.closes"
            ).value
        )
    }
    return (days.pop() if len(days) == 1 else None), [one[0].strip(" .") for one in found]
