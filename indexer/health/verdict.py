"""Puts what is odd of a crawl together into a verdict.

good: believed. doubtful: believed and reported. refused: quarantined; the last good listings stay, somebody is told.
As in opensanctions' assertions, too little is fatal and too much only noisy; but by the source's own past, and what is
refused of a sound answer of another size is believed once it has stayed so: a summer is no fault.
"""

import datetime as dt
from itertools import takewhile
from typing import Literal

import msgspec

from crawlers.keep import Crawl
from crawlers.kinds import Completeness
from crawlers.source import Source
from indexer.health import content, size, times
from indexer.health.measure import Measure
from indexer.health.past import OWN_PAST, Finding, Held, Met, Past


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """reasons: sentences, worst first; () where there is nothing to say."""

    verdict: Literal["good", "doubtful", "refused"]
    reasons: tuple[str, ...] = ()


def judge(
    crawl: Crawl,
    came: Measure,
    past: Past,
    source: Source,
    completeness: Completeness,
    *,
    met: Met,
    accepted: bool = False,
) -> Judgement:
    """What to make of a crawl.

    met: how it compares with the catalogue. accepted: a person said that it is right; nobody can
    say that of a crawl with an error.
    """
    if crawl.error:
        return Judgement(verdict="refused", reasons=(crawl.error,))
    if accepted:
        return Judgement(verdict="good")
    past = past.of(crawl.kind)
    refused: list[str] = []
    doubts: list[str] = []
    for finding in (
        *size.refused(came, past, source, completeness, met.current),
        *content.refused(came, past, source),
        *content.strange(came, past, source, completeness, met),
        *times.refused(came, past, source, met.current),
    ):
        lasting = _lasting(finding, came, past, crawl.started_at)
        (refused if lasting is None else doubts).append(finding.sentence + (lasting or ""))
    if not refused and not doubts:  # what is refused is not doubted besides
        doubts += size.odd(came, past, source, completeness, met.current)
        doubts += times.odd(came, past, source)
    doubts += content.odd(came, past, source, completeness, met)
    reasons = tuple(f"{source.name}: {sentence}" for sentence in [*refused, *doubts])
    return Judgement(verdict="refused" if refused else "doubtful" if doubts else "good", reasons=reasons)


def _lasting(finding: Finding, came: Measure, past: Past, at: dt.datetime) -> str | None:
    """That it has stayed so for long enough, as a sentence; None where it has not."""
    if finding.days is None:
        return None
    same = list(takewhile(lambda one: not one.error and _alike(one, came.drafts), past.held))
    days = (at - same[-1].at).days if same else 0
    if len(same) + 1 < OWN_PAST or days < finding.days:
        return None
    return f" It has been so for {days} days and {len(same) + 1} crawls, so it is believed now."


def _alike(held: Held, drafts: int) -> bool:
    """As many, give or take a third or three."""
    return abs(held.drafts - drafts) <= max(3, drafts / 3) and (held.drafts == 0) is (drafts == 0)
