"""What a table expects of one row, and what a parser says of it."""

from collections.abc import Mapping
from typing import NamedTuple

UNKNOWN = "unknown"
Cells = Mapping[str, str]


class Answer(NamedTuple):
    """expected, said: by column. confidence: of a value as its parser states it; None where it states none."""

    expected: dict[str, str]
    said: dict[str, str]
    confidence: float | None = None
