"""Finds the dates that some feeds write into each title: "Chess for Beginners — Sat Aug 22, 10:00 AM — Library"."""

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

_SPACED = re.compile(r"\s+[—–|•·-]\s+")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = (
    r"mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday|s)?s?|thu(?:rs?(?:day)?)?s?|fri(?:day)?s?|sat(?:urday)?s?"
    r"|sun(?:day)?s?"
)
_WORD = re.compile(
    rf"{_MONTH}|{_WEEKDAY}|\d{{1,4}}(?:st|nd|rd|th)?|\d{{1,2}}(?:[.:]\d\d)?(?:am|pm|a|p)?|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|[ap]\.?m\.?|noon|midnight|all|day|at|to|from|until|through|and|the|of|–|—|-|&|@",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:{_MONTH})\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b|\d{{4}}-\d\d-\d\d"
    r"|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b",
    re.IGNORECASE,
)
_DASHES = " \t—–|•·-"
_LONGEST = 70
_PIECES = 8
_LOOKED_AT = 200


class Dated(NamedTuple):
    """A title in its parts: what the thing is called, the words of its date, and what followed (a place)."""

    title: str
    when: str
    after: str | None


def dated(title: str) -> Dated | None:
    """The parts of a title of which one is a day, with or without times, and nothing else; None for any other."""
    title = title[:500].strip()
    cuts = [(0, 0), *(found.span() for found in _SPACED.finditer(title)), (len(title), len(title))]
    pieces = [(before[1], after[0]) for before, after in itertools.pairwise(cuts)]
    if not 2 <= len(pieces) <= _PIECES:
        return None
    dates = [(start, end) for start, end in pieces if _is_date(title[start:end])]
    if len(dates) != 1:
        return None
    start, end = dates[0]
    before, after = (part.strip(_DASHES) for part in (title[:start], title[end:]))
    if not before:  # "22 Aug - Chess for Beginners": what follows is the title
        return Dated(after, title[start:end], None)
    return Dated(before, title[start:end], after or None)


def are_dated(titles: Sequence[str]) -> bool:
    """Whether a feed writes dates into its titles: all but one in ten have one, and there are at least three.

    A lone title with a date may be news ("Closed – Oct 12"); a feed of them is a calendar.
    """
    titles = titles[:_LOOKED_AT]
    return len(titles) >= 3 and sum(dated(title) is not None for title in titles) >= 0.9 * len(titles)


def _is_date(piece: str) -> bool:
    if not 4 <= len(piece) <= _LONGEST or not _DAY.search(piece):
        return False
    words = re.split(r"[\s,]+", piece.strip(" ,.()"))
    return all(_WORD.fullmatch(word.strip(".,()")) or not word.strip(".,()") for word in words) or _ranged(words)


def _ranged(words: list[str]) -> bool:
    """Also "10:00-11:30" and "10am–noon"."""
    return all(
        all(not part or _WORD.fullmatch(part) for part in re.split("[-–—]", word.strip(".,()"))) for word in words
    )
