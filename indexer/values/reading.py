"""What a parser of values hands back: a value or unknown, the words behind it, how sure it is, what was doubtful."""

from typing import Generic, TypeVar

import msgspec

from indexer.opportunity import Doubt

T = TypeVar("T")

SURE = 1.0
"""The words have one reading: "Ages 8 to 12", "£4.50", an ISO date."""

LIKELY = 0.9
"""A convention was applied that the words do not name: day before month by country, a school year's ages, a bare
number's currency, the year of a day without one."""

INFERRED = 0.8
"""Plain wording, but not in the field that is meant for it: an age in the title, a price in the text."""

TORN = 0.4
"""Two readings are about as likely; the first is no better than a guess."""

BELIEVED = 0.6
"""Below this a value is not used: the field is unknown, and is reported."""


class Read(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One value as it was read.

    value: None means unknown. words: the source's words behind it, None where it said nothing.
    doubts: why words were not understood; a value that is merely not stated raises none.
    inferred: read from words that were not meant for it, such as an age in a title.
    confidence: of the value, 0 to 1, as the constants above; the form of the words decides it, not the value.
    """

    value: T | None = None
    words: str | None = None
    doubts: tuple[Doubt, ...] = ()
    inferred: bool = False
    confidence: float = SURE


def believed(read: Read[T], field: str) -> Read[T]:
    """The same; unknown, with a doubt, where its parser is not sure enough."""
    if read.value is None or read.confidence >= BELIEVED:
        return read
    more = () if read.doubts else doubt(field, read.words or "", "could be read in more than one way")
    return msgspec.structs.replace(read, value=None, doubts=read.doubts + more)


def doubt(field: str, words: str, reason: str) -> tuple[Doubt, ...]:
    """One doubt, its words shortened to 200 characters."""
    return (Doubt(field=field, words=words[:200], reason=reason),)
