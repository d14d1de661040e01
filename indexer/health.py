"""Judges whether a crawl can be believed (rule 4), against the source's own past and against its `expect` before that.

good: believed. doubtful: believed and reported. refused: quarantined; the last good listings stay, somebody is told.
"""

import re
from collections.abc import Sequence
from statistics import median
from typing import Literal

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.keep import Crawl
from crawlers.kinds import Completeness
from crawlers.source import Source

OWN_PAST = 3
"""Believed crawls from which a source is judged by its own past instead of by `expect`."""
ENOUGH = 10
"""Listings from which shares mean something."""

_BROKEN = re.compile("\ufffd")
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|â€[\u0080-\u00ff\u2000-\u2fff]|Â[\u00a0-\u00bf]|[ØÙ][\u0080-\u00bf]")
_TIMED = re.compile(r"T(\d{2}:\d{2})")


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted of a crawl. coverage: share of drafts (sessions for "session.…") that say something, by field.

    timed: starts with a time. midnight: how many of them at 00:00. broken, mojibake: drafts whose title or text holds
    replacement characters, or marks of text decoded wrongly. unread: pages that could not be read this time.
    """

    drafts: int = 0
    refusals: int = 0
    pages: int = 0
    unread: int = 0
    timed: int = 0
    midnight: int = 0
    broken: int = 0
    mojibake: int = 0
    coverage: dict[str, float] = {}


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """reasons: sentences, worst first; () where there is nothing to say."""

    verdict: Literal["good", "doubtful", "refused"]
    reasons: tuple[str, ...] = ()


def measure(crawl: Crawl) -> Measure:
    """Counts what a crawl brought."""
    drafts = [draft for _, draft in crawl.drafts]
    sessions = [session for draft in drafts for session in draft.sessions]
    times = [time for session in sessions for time in _times(session)]
    texts = [f"{draft.title or ''} {draft.text or ''}" for draft in drafts]
    return Measure(
        drafts=len(drafts),
        refusals=len(crawl.refusals),
        pages=len(crawl.pages),
        unread=sum(1 for page in crawl.pages if page.error),
        timed=len(times),
        midnight=sum(1 for time in times if time == "00:00"),
        broken=sum(1 for text in texts if _BROKEN.search(text)),
        mojibake=sum(1 for text in texts if _MOJIBAKE.search(text)),
        coverage={**_coverage(drafts, Draft, ""), **_coverage(sessions, DraftSession, "session.")},
    )


def judge(
    crawl: Crawl,
    came: Measure,
    history: Sequence[Measure],
    source: Source,
    completeness: Completeness,
    *,
    current: int,
) -> Judgement:
    """What to make of a crawl.

    history: its last believed crawls, newest first. current: listings of it in the catalogue that are not over.
    """
    if crawl.error:
        return Judgement(verdict="refused", reasons=(crawl.error,))
    past = list(history[:5])
    refused = [*_size(came, past, source, completeness, current), *_lost_titles(came, past), *_midnight(came, past)]
    doubts = [*_odd_size(came, past, completeness), *_lost_fields(came, past), *_left_out(came, past)]
    doubts += [*_damaged(came, past), *_unread(came)]
    if came.drafts == 0 and not refused and current:
        doubts.append(
            f"nothing came where {_listings(current)} were; they are withdrawn if that stays so. "
            f"Open {source.url} and see whether it is right."
        )
    reasons = tuple(f"{source.name}: {sentence}" for sentence in [*refused, *doubts])
    return Judgement(verdict="refused" if refused else "doubtful" if doubts else "good", reasons=reasons)


def _size(came: Measure, past: list[Measure], source: Source, completeness: Completeness, current: int) -> list[str]:
    """Sizes that are not believed: nothing, fewer or more than expected, or a tenth of what it had."""
    least, most, own = source.expect.at_least, source.expect.at_most, len(past) >= OWN_PAST
    if came.drafts == 0:
        if least == 0 or (own and current == 0):
            return []
        wanted = f"about {_usual(past)} listings, as before" if past else f"at least {_listings(least)}"
        return [f"expected {wanted}, but none came. Open {source.url}; if it is empty for good, pause the source."]
    if not own and came.drafts < least:
        return [
            (
                f"expected at least {_listings(least)}, but {came.drafts} came. Open {source.url}; "
                f"if that is all it has, write expect = {{ at_least = {came.drafts} }}."
            )
        ]
    if not own and most is not None and came.drafts > most:
        return [
            (
                f"expected at most {_listings(most)}, but {came.drafts} came. Open {source.url}; "
                f"if it really has so many, write a higher expect.at_most."
            )
        ]
    usual = _usual(past)
    accepted = most is not None and came.drafts <= most <= usual / 2
    if completeness in ("snapshot", "tombstoned") and usual >= ENOUGH and came.drafts <= usual / 10 and not accepted:
        return [
            (
                f"expected about {usual} listings, as before, but only {came.drafts} came. Open {source.url}; if it "
                f"has shrunk for good, write expect = {{ at_least = 1, at_most = {max(came.drafts, usual // 4)} }}."
            )
        ]
    return []


def _odd_size(came: Measure, past: list[Measure], completeness: Completeness) -> list[str]:
    """Sizes that are believed, and reported."""
    usual = _usual(past)
    if usual < ENOUGH or came.drafts == 0:
        return []
    # A calendar of the coming weeks has a thin August; a list of everything has not.
    low = usual / 2 if completeness in ("snapshot", "tombstoned") else usual / 10
    if came.drafts < low:
        return [f"expected about {usual} listings, as before, but {came.drafts} came. See whether the others are over."]
    if came.drafts > usual * 5:
        return [
            f"expected about {usual} listings, as before, but {came.drafts} came. See whether they are all its own."
        ]
    return []


def _lost_titles(came: Measure, past: list[Measure]) -> list[str]:
    lost = "title" in _lost(came, past) or (came.drafts >= ENOUGH and came.coverage.get("title", 0.0) < 0.1)
    return (
        [
            (
                f"expected titles, but {_share(came.coverage.get('title', 0.0))} of {_listings(came.drafts)} have one. "
                "Check the source's options: its pages or columns have changed."
            )
        ]
        if lost and came.drafts
        else []
    )


def _lost_fields(came: Measure, past: list[Measure]) -> list[str]:
    return [
        f"expected {field!r} in {_share(was)} of the listings, as before, but {_share(came.coverage.get(field, 0.0))} "
        "have it. Check the source's options: its pages or columns may have changed."
        for field, was in _lost(came, past).items()
        if field != "title"
    ]


def _lost(came: Measure, past: list[Measure]) -> dict[str, float]:
    """Fields that more than half of the listings had, and that fewer than a tenth have now; with what it was."""
    if len(past) < OWN_PAST or came.drafts < ENOUGH:
        return {}
    fields = {field for one in past for field in one.coverage}
    usual = {field: median(one.coverage.get(field, 0.0) for one in past) for field in sorted(fields)}
    return {field: was for field, was in usual.items() if was > 0.5 and came.coverage.get(field, 0.0) < 0.1}


def _midnight(came: Measure, past: list[Measure]) -> list[str]:
    before = sum(one.timed - one.midnight for one in past)
    if came.timed >= 5 and came.midnight == came.timed and before > sum(one.midnight for one in past):
        return [
            (
                f"expected real times, as before, but all {came.timed} starts are at midnight. "
                "Ask the provider whether its system has lost the times."
            )
        ]
    return []


def _left_out(came: Measure, past: list[Measure]) -> list[str]:
    everything = came.drafts + came.refusals
    before = median(one.refusals / max(1, one.drafts + one.refusals) for one in past) if past else 0.0
    if everything >= ENOUGH and came.refusals > everything / 2 and before < 0.25:
        return [
            (
                f"expected to understand most of it, but left out {came.refusals} of {everything}. "
                "Read the refusals by reason: the provider or the source's options can mend them."
            )
        ]
    return []


def _damaged(came: Measure, past: list[Measure]) -> list[str]:
    found = []
    for count, olds, what in (
        (came.broken, [one.broken for one in past], "letters that were lost (\ufffd)"),
        (came.mojibake, [one.mojibake for one in past], "letters that were decoded wrongly (such as Ã©)"),
    ):
        before = median(old / max(1, one.drafts) for old, one in zip(olds, past, strict=True)) if past else 0.0
        if count >= 3 and count > came.drafts / 5 and before < 0.1:
            found.append(
                f"expected clean text, but {count} of {_listings(came.drafts)} hold {what}. "
                "Tell the provider; if the source takes it, set its encoding."
            )
    return found


def _unread(came: Measure) -> list[str]:
    if came.unread > came.pages / 10:
        return [
            (
                f"expected {came.pages} pages, but {came.unread} could not be read this time; "
                "what they said before stays. Look again after the next crawl."
            )
        ]
    return []


def _usual(past: Sequence[Measure]) -> int:
    return round(median(one.drafts for one in past)) if past else 0


def _times(session: DraftSession) -> list[str]:
    found = [
        m[1]
        for words in (session.start, *(one.start for one in session.meetings))
        if words and (m := _TIMED.search(words))
    ]
    if session.start_time and not found:
        found.append(session.start_time.strip()[:5])
    return found


def _coverage(rows: Sequence[msgspec.Struct], struct: type[msgspec.Struct], prefix: str) -> dict[str, float]:
    if not rows:
        return {}
    counts = {
        field: sum(1 for row in rows if getattr(row, field)) for field in struct.__struct_fields__ if field != "count"
    }
    return {prefix + field: round(count / len(rows), 3) for field, count in counts.items() if count}


def _listings(count: int) -> str:
    return f"{count} listing" if count == 1 else f"{count} listings"


def _share(share: float) -> str:
    return "none" if share == 0 else f"{share:.0%}"
