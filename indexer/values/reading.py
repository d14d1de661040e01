"""What every parser of values hands back: a value or unknown, the words it came from, and what was doubtful."""

from typing import Generic, TypeVar

import msgspec

from indexer.opportunity import Doubt

T = TypeVar("T")


class Read(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One value as it was read.

    value: None means unknown. words: the source's words behind it, None where it said nothing.
    doubts: why words were not understood; a value that is merely not stated raises none.
    inferred: read from words that were not meant for it, such as an age in a title.
    """

    value: T | None = None
    words: str | None = None
    doubts: tuple[Doubt, ...] = ()
    inferred: bool = False


def doubt(field: str, words: str, reason: str) -> tuple[Doubt, ...]:
    """One doubt, its words shortened to 200 characters."""
    return (Doubt(field=field, words=words[:200], reason=reason),)
