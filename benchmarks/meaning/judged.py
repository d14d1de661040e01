"""How an answer fails, and how many fail so: what tables.py counts by."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from indexer.values import reading
from tests.answer import Answer

EXACT = "exact"
WRONG = "wrong"
"""Another value than the one stated: what a reader would believe."""
UNKNOWN = "unknown"
"""Nothing, where a value is stated."""
INVENTED = "invented"
"""A value, where nothing is stated."""
CRASHED = "crashed"
"""The parser raised something."""

_NAMES = {getattr(reading, name): name for name in ("SURE", "LIKELY", "INFERRED", "TORN")}


class Tally(NamedTuple):
    """Forms counted by row, by column, and by the confidence of the rows for which a parser gave a value."""

    rows: Counter[str]
    columns: dict[str, Counter[str]]
    confidences: dict[float, Counter[str]]


def cell(expected: str, said: str) -> str:
    """The form of one column."""
    if expected == said:
        return EXACT
    return UNKNOWN if not said else WRONG if expected else INVENTED


def row(answer: Answer) -> str:
    """The form of a row: exact where every column is.

    What is missing in one column and too much in another was taken for something else: wrong.
    """
    forms = {cell(expected, answer.said[name]) for name, expected in answer.expected.items()} - {EXACT}
    return EXACT if not forms else forms.pop() if len(forms) == 1 else WRONG


def tally(answers: Iterable[Answer | None]) -> Tally:
    """All answers of a table, counted; None where the parser raised something."""
    count = Tally(Counter(), defaultdict(Counter), defaultdict(Counter))
    for answer in answers:
        if answer is None:
            count.rows[CRASHED] += 1
            continue
        form = row(answer)
        count.rows[form] += 1
        for name, expected in answer.expected.items():
            count.columns[name][cell(expected, answer.said[name])] += 1
        if answer.confidence is not None:
            count.confidences[answer.confidence][form] += 1
    return count


def percent(count: Counter[str]) -> float:
    """Of 100, how many are exact; 0 of none."""
    return 100 * count[EXACT] / max(count.total(), 1)


def named(confidence: float) -> str:
    """The constant of indexer/values/reading.py that a confidence is."""
    return _NAMES.get(confidence, f"{confidence:.2f}")
