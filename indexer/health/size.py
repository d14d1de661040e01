"""How many listings came: none, too few, too many, half as many as usual."""

from collections.abc import Iterator

from crawlers.kinds import Completeness
from crawlers.source import Source
from indexer.health.measure import Measure
from indexer.health.past import ENOUGH, FEW, Finding, Past, listings

SHRUNK = 10
"""A list of everything that has a tenth left was cut off, or is another list. A calendar of the coming weeks may be so
thin, and is only doubted."""
HALF = 2
GROWN, FLOOD, MANY = 5, 20, 500
"""Five times as many are reported; twenty times and at least 500 more would bury what other sources say: a filter fell
off, or a rule repeats without end."""
EMPTY_DAYS, SIZE_DAYS = 21, 7
"""How long a sound answer of another size has to stay the same until it is believed without a person. What breaks is
mostly mended, or answers with an error, within a week; an empty answer looks the same broken or right, so it gets as
long as the longest school holidays but summer."""


def refused(came: Measure, past: Past, source: Source, completeness: Completeness, current: int) -> Iterator[Finding]:
    """Sizes that are not believed."""
    if past.believed and came.drafts == past.believed[0].drafts and past.own:
        return  # it was so when it was last believed
    if came.drafts == 0:
        yield from _empty(past, source, current)
        return
    unexpected = [] if past.own else list(_expected(came, source))
    if unexpected or _seasonal(came, past):
        yield from unexpected
    elif completeness in ("snapshot", "tombstoned") and past.usual >= ENOUGH and came.drafts <= past.usual / SHRUNK:
        yield Finding(
            f"expected about {listings(past.usual)}, as before, but only {came.drafts} came. "
            f"Open {source.url}; {_right(source)}",
            SIZE_DAYS,
        )
    elif past.usual >= ENOUGH and came.drafts > past.usual * FLOOD and came.drafts - past.usual >= MANY:
        yield Finding(
            f"expected about {listings(past.usual)}, as before, but {came.drafts:,} came. See whether they are all "
            f"its own; {_right(source)}",
            SIZE_DAYS,
        )


def odd(came: Measure, past: Past, source: Source, completeness: Completeness, current: int) -> Iterator[str]:
    """Sizes that are believed, and reported."""
    if came.drafts == 0:
        if current:
            yield (
                f"nothing came where {listings(current)} were; they are withdrawn if that stays so. "
                f"Open {source.url} and see whether it is right."
            )
        return
    if past.usual < ENOUGH or _seasonal(came, past):
        return
    expected = f"expected about {listings(past.usual)}, as before, but {came.drafts:,} came."
    part = HALF if completeness in ("snapshot", "tombstoned") else SHRUNK
    if came.drafts < past.usual / part:
        yield f"{expected} See whether the others are over."
    elif came.drafts > past.usual * GROWN:
        yield f"{expected} See whether they are all its own."


def _empty(past: Past, source: Source, current: int) -> Iterator[Finding]:
    if not past.own:
        if source.expect.at_least:
            wanted = f"at least {listings(source.expect.at_least)}"
            yield Finding(f"expected {wanted}, but none came. Open {source.url}; {_right(source)}")
    elif current and past.usual >= FEW and 0 not in past.seasons:
        wanted = f"about {listings(past.usual)}, as before"
        yield Finding(f"expected {wanted}, but none came. Open {source.url}; {_right(source)}", EMPTY_DAYS)


def _expected(came: Measure, source: Source) -> Iterator[Finding]:
    least, most = source.expect.at_least, source.expect.at_most
    if came.drafts < least:
        yield Finding(
            f"expected at least {listings(least)}, but {came.drafts:,} came. Open {source.url}; if that is all it has, "
            f"write expect = {{ at_least = {came.drafts} }}, or run: cityoflearning accept {source.name}."
        )
    elif most is not None and came.drafts > most:
        yield Finding(
            f"expected at most {listings(most)}, but {came.drafts:,} came. Open {source.url}; if it really has so "
            f"many, write a higher expect.at_most, or run: cityoflearning accept {source.name}."
        )


def _seasonal(came: Measure, past: Past) -> bool:
    """Whether there were as few, or as many, at another time of the year."""
    if not past.seasons:
        return False
    return min(past.seasons) <= came.drafts <= past.usual or past.usual <= came.drafts <= max(past.seasons)


def _right(source: Source) -> str:
    return f"if that is right, run: cityoflearning accept {source.name}."
