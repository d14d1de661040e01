"""Tells how long work takes on the core that the tests' budgets were written for, whatever core it runs on.

A budget in seconds says nothing on a slow core, or on one that other tests share. So the work stands between two
readings of a yardstick, a fixed piece of work of the same nature, and its time is divided by how many times slower
than there that went.
"""

import re
import time
from collections.abc import Callable
from types import TracebackType

YARD = 0.0021
"""Seconds that the yardstick takes on that core, alone on it."""
_WORDS = re.compile(r"\b(?:\d{1,2}(?::\d\d)?|[a-z]+(?:day|ber)|(\w)\w*)\b")
_TEXT = "Robots on Tuesdays in September, 4:30 to 6 pm, at the mill; bring a friend and 12 bolts. " * 110


class Clock:
    """`with Clock() as clock: …` and then `clock.seconds` of processor time, on the core that the budgets are for."""

    seconds = float("nan")

    def __enter__(self) -> "Clock":
        self._yard = _yardstick()
        self._began = time.process_time()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        took = time.process_time() - self._began
        self.seconds = took / max(1.0, self._yard / YARD, _yardstick() / YARD)


def least(work: Callable[[int], object], tries: int = 3) -> float:
    """Seconds of the quickest of some tries. work: gets the number of its try, so that nothing need be remembered."""
    return min(_try(work, number) for number in range(tries))


def _try(work: Callable[[int], object], number: int) -> float:
    with Clock() as clock:
        work(number)
    return clock.seconds


def _yardstick() -> float:
    began, seen = time.process_time(), dict[str, int]()
    for found in _WORDS.finditer(_TEXT.casefold()):
        seen[found[0]] = seen.get(found[0], 0) + len(found[0].strip("aeiou"))
    " ".join(sorted(seen, key=lambda word: (seen[word], word)))
    return time.process_time() - began
