"""What the listings say: fields that fell or went, another sort of content, damaged letters, the same thing twice."""

from collections.abc import Iterator
from statistics import median

from crawlers.kinds import Completeness
from crawlers.source import Source
from indexer.health.measure import Measure
from indexer.health.past import ENOUGH, Finding, Met, Past, listings, share

_STATED, _FELL = 0.5, 3
"""A field that more than half of the listings state, in each of the last crawls, and a third as many now: it lives in
another column or tag. One that comes and goes with what is on says nothing."""
_GONE, _USED = 0.1, 0.3
_KIN = 1 / 3
"""Least share of fields that two crawls have in common: below it, another page or table stands at the address."""
_FIELDS = 4
_STRANGE_DAYS = 7
_WHEN = ("session.when", "session.start", "session.meetings")


def refused(came: Measure, past: Past, source: Source) -> Iterator[Finding]:
    """What would replace good listings by worse ones."""
    right = f"if that is right, run: cityoflearning accept {source.name}."
    advice = f"Check the source's options: its pages or columns have changed; {right}"
    titles = came.coverage.get("title", 0.0)
    if came.drafts >= ENOUGH and titles < _GONE:
        yield Finding(f"expected titles, but {share(titles)} of {listings(came.drafts)} have one. {advice}")
    if not past.own or came.drafts < ENOUGH:
        return
    was = median(max(one.coverage.get(name, 0.0) for name in _WHEN) for one in past.believed)
    dates = max(came.coverage.get(name, 0.0) for name in _WHEN)
    if was > 1 - _GONE and dates < _GONE:
        yield Finding(f"expected dates, as before, but {share(dates)} of the sessions have one. {advice}")
    before, now = _fields(past), {name for name, part in came.coverage.items() if part > _GONE}
    if len(before) >= _FIELDS and len(before & now) < _KIN * len(before | now):
        stated = ", ".join(sorted(now - before)[:5]) or "less"
        yield Finding(
            f"expected listings that state {', '.join(sorted(before)[:5])}, as before, but these state {stated}. "
            f"Open {source.url}: something else seems to be there; {right}"
        )
    clean = past.share(lambda one: one.broken, lambda one: one.drafts) < _GONE
    if clean and came.broken > came.drafts / 2:
        yield Finding(
            f"expected clean text, as before, but {came.broken} of {listings(came.drafts)} hold letters that were lost "
            f"(\ufffd). Tell the provider; if the source takes it, set its encoding; {right}"
        )


def strange(came: Measure, past: Past, source: Source, completeness: Completeness, met: Met) -> Iterator[Finding]:
    """Listings of which nobody knows one: another list stands at the address."""
    if past.own and _all_new(came, completeness, met) and not met.titles:
        yield Finding(
            f"expected some of the {listings(met.current)} that are still to come, but all {came.drafts:,} that came "
            f"are others. Open {source.url} and see whose they are; "
            f"if that is right, run: cityoflearning accept {source.name}.",
            _STRANGE_DAYS,
        )


def odd(came: Measure, past: Past, source: Source, completeness: Completeness, met: Met) -> Iterator[str]:
    """What is believed, and reported."""
    if past.own and _all_new(came, completeness, met) and met.titles:
        yield (
            f"expected lasting ids, but all {listings(came.drafts)} came under new ones, {met.titles:,} of them with "
            "titles that are known. Ask the provider whether its ids last; where they do not, set the option for them."
        )
    if past.own and came.drafts >= ENOUGH:
        for field, was in _lost(came, past):
            yield (
                f"expected {field!r} in {share(was)} of the listings, as before, but "
                f"{share(came.coverage.get(field, 0.0))} have it. "
                "Check the source's options: its pages or columns may have changed."
            )
    types = past.common(lambda one: list(one.types))
    if past.own and types and came.types and not set(types) & set(came.types):
        yield (
            f"expected {' or '.join(types)}, as before, but {' and '.join(came.types)} came. "
            f"Open {source.url} and see whether it is still the right address."
        )
    yield from _left_out(came, past)
    yield from _damaged(came, past)
    yield from _repeated(came, past)
    if came.unread > came.pages / 10:
        yield (
            f"expected {came.pages} pages, but {came.unread} could not be read this time; "
            "what they said before stays. Look again after the next crawl."
        )


def _all_new(came: Measure, completeness: Completeness, met: Met) -> bool:
    """Whether not one listing is known. The newest hundred of a capped source may all be new."""
    return completeness != "capped" and came.drafts >= ENOUGH and met.current >= ENOUGH and met.ids == 0


def _fields(past: Past) -> set[str]:
    names = {name for one in past.believed for name in one.coverage}
    return {name for name in names if median(one.coverage.get(name, 0.0) for one in past.believed) > _USED}


def _lost(came: Measure, past: Past) -> Iterator[tuple[str, float]]:
    """Fields that fell, with what they were."""
    for field in sorted(_fields(past) - {"title"}):
        before = [one.coverage.get(field, 0.0) for one in past.believed]
        was = median(before)
        fell = was / _FELL
        # It is reported again until most of the last crawls are without it.
        old = before[next((at for at, part in enumerate(before) if part >= fell), 0) :]
        steady = len(old) * 2 >= len(before) and min(old) > _STATED
        if steady and came.coverage.get(field, 0.0) < fell:
            yield field, was


def _left_out(came: Measure, past: Past) -> Iterator[str]:
    everything = came.drafts + came.refusals
    before = past.share(lambda one: one.refusals, lambda one: one.drafts + one.refusals)
    if everything >= ENOUGH and came.refusals > everything / 2 and before < 0.25:
        yield (
            f"expected to understand most of it, but left out {came.refusals:,} of {everything:,}. "
            "Read the refusals by reason: the provider or the source's options can mend them."
        )


def _damaged(came: Measure, past: Past) -> Iterator[str]:
    lost = past.share(lambda one: one.broken, lambda one: one.drafts)
    wrong = past.share(lambda one: one.mojibake, lambda one: one.drafts)
    for count, before, what in (
        (came.broken, lost, "letters that were lost (\ufffd)"),
        (came.mojibake, wrong, "letters that were decoded wrongly (such as Ã©)"),
    ):
        if count >= 3 and count > came.drafts / 5 and before < _GONE:
            yield (
                f"expected clean text, but {count} of {listings(came.drafts)} hold {what}. "
                "Tell the provider; if the source takes it, set its encoding."
            )


def _repeated(came: Measure, past: Past) -> Iterator[str]:
    """A fifth more than before: a row an age group, or new ids with each export."""
    before = past.share(lambda one: one.repeated, lambda one: one.drafts)
    if past.own and came.repeated >= 5 and came.repeated > came.drafts * (before + 0.2):
        yield (
            f"expected each listing once, as before, but {came.repeated} of {listings(came.drafts)} say again what "
            "another one says (title, start and place). Ask the provider whether its export changed."
        )
