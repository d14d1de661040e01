"""Reads how one signs up: open, not yet, full, waiting list, closed, no need to."""

import datetime as dt
import re
from typing import Any

from indexer.opportunity import Doubt, Registration
from indexer.values import capacities, dates
from indexer.values.reading import Read, believed, doubt
from indexer.values.registration_words import STATES

_FULL = r"fully booked|full|sold out|llawn"
_STATUS = r"cancell?ed|postponed|rescheduled|wedi'i ganslo|منسوخ"
# Anchored at an end of the title, and run over its first or last characters only.
_FULL_BEFORE = re.compile(rf"[^\w]{{0,5}}(?:{_FULL})\s?[:\-–—|*)\]!]+\s?", re.IGNORECASE)
_FULL_AFTER = re.compile(rf"\s?[(\[\-–—*]{{1,3}}\s?(?:{_FULL})\s?[)\]*!]{{0,3}}", re.IGNORECASE)
_STATUS_BEFORE = re.compile(rf"[^\w]{{0,5}}({_STATUS})\s?[:\-–—|*)\]!]+\s?", re.IGNORECASE)
_STATUS_AFTER = re.compile(rf"\s?[(\[\-–—*]{{1,3}}\s?({_STATUS})\s?[)\]*!]{{0,3}}", re.IGNORECASE)
_STATUS_WITHIN = re.compile(rf"\s?:\s?({_STATUS})\s(?=\()", re.IGNORECASE)
_OPENS = re.compile(r"(?:(?:booking|registration|enrol+ment)s? )?(?:opens?|opening)(?: on| at| from)? (?=.*\d)")
_CLOSES = re.compile(
    r"(?:(?:booking|registration|enrol+ment)s? )?(open )?(?:closes?|until|deadline)(?: on| at| is|:)? (?=.*\d)"
)
_AFFIX = 40


def read(
    words: str | None,
    opens: str | None = None,
    closes: str | None = None,
    *,
    url: str | None = None,
    today: dt.date,
    country: str,
    zone: str,
    assumed: bool = False,
    full: bool = False,
) -> Read[Registration]:
    """The state in words, when it opens and closes, and the address. value None where nothing at all is said.

    full: the title says so; it holds where the state is not stated, or said to be open.
    """
    state, doubts = _state(words)
    if not closes and words and (found := _CLOSES.match(words[:200].lower())):
        closes, state, doubts = words[found.end() : 200], "open" if found[1] else None, ()
    elif not opens and words and (found := _OPENS.match(words[:200].lower())):
        # "Opens 1 July" says when; whether that is over, the reader sees.
        opens, state, doubts = words[found.end() : 200], None, ()
    if state is None and doubts and (places := capacities.left(words).value):
        state, doubts = "open" if places.left else "full", ()
    if full and state in {None, "open"}:
        state = "full"
    moments: list[Any] = []
    for field, stated in (("registration.opens", opens), ("registration.closes", closes)):
        moment = dates.read_moment(stated, today=today, country=country, zone=zone, assumed=assumed, field=field)
        moments.append(moment.value)
        doubts += moment.doubts
    if state is None and moments[0] and moments[0].date > today:
        state = "not_yet"
    if state is None and not any(moments) and not url:
        return Read(words=words or None, doubts=doubts)
    value = Registration(state=state, opens=moments[0], closes=moments[1], url=url)
    return believed(Read(value=value, words=words or None, doubts=doubts), "registration")


def from_title(title: str) -> tuple[str, str | None, bool]:
    """The title without "Cancelled:" or "(full)", the status word that it had, and whether it said full."""
    if found := _STATUS_WITHIN.search(title[:300]):
        return title.replace(found[0], " ", 1), found[1].lower(), False
    title, before = _cut(title, _STATUS_BEFORE, _STATUS_AFTER)
    title, full = _cut(title, _FULL_BEFORE, _FULL_AFTER)
    return title, before, full is not None


def _cut(title: str, before: re.Pattern[str], after: re.Pattern[str]) -> tuple[str, str | None]:
    """The title without what stands before or after it, and that; a title that is nothing else stays whole."""
    if (found := before.match(title[:_AFFIX])) and title[found.end() :].strip():
        return title[found.end() :].strip(), found[found.lastindex or 0].lower()
    start = max(0, len(title) - _AFFIX)
    for number in range(start, len(title)):
        if title[number] in "([-–—*" and (found := after.fullmatch(title, number)) and title[:number].strip():
            return title[:number].strip(), found[found.lastindex or 0].lower()
    return title, None


def _state(words: str | None) -> tuple[Any, tuple[Doubt, ...]]:
    plain = " ".join((words or "").lower().split())[:200]
    if plain.startswith(("http://schema.org/", "https://schema.org/", "schema:")):
        plain = re.split("[/:]", plain)[-1]
    plain = plain.strip(" .!")
    if not words or not plain or plain in {"n/a", "none", "null", "-", "unknown", "tbc"}:
        return None, ()
    for state, pattern in STATES:
        if plain == state or pattern.fullmatch(plain):
            return state, ()
    return None, doubt("registration", words, "none of the words that this field knows")
