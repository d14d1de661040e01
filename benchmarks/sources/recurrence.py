"""Compares the meetings that the kind `ical` writes out with those of the second engine, over every real calendar.

Each disagreement is a series that the kind refuses with a reason, or stands in explained.toml, by file and UID, with
why; one that is neither is printed as not explained.
"""

import contextlib
import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from benchmarks.sources import claims, second_engine
from crawlers.apis import ical
from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.kinds import options_of
from crawlers.page import Page

BACK, AHEAD = dt.timedelta(days=29), dt.timedelta(days=364)
"""A day less than the kind's own window on either side, so that its edges are no disagreement."""

DAYS = 8
"""Days of a calendar's own on which it is read, beside that of the claim: on the first, its first series begins."""


class Compared(NamedTuple):
    """One series. more, less: starts that only the kind has, and that only the second engine has.

    refused: the reason for which the kind made no draft of it.
    """

    file: str
    day: dt.date
    uid: str
    both: int
    more: tuple[str, ...]
    less: tuple[str, ...]
    refused: str


def compared() -> Iterator[Compared]:
    """Every series of every real calendar that the kind can read, as on the day of the claim and on days of its own."""
    for file in claims.claimed("ical"):
        page = file.page()
        own = second_engine.days(page.body)
        for day in sorted(
            {file.claim.at, *(one + BACK for one in own[:: max(1, len(own) // DAYS)] if one.year < 9990)}
        ):
            at = dt.datetime.combine(day, dt.time(9), dt.UTC)
            yield from _compared(file, msgspec.structs.replace(page, fetched_at=at))


def _compared(file: claims.Claimed, page: Page) -> Iterator[Compared]:
    begins, ends = page.fetched_at.date() - BACK, page.fetched_at.date() + AHEAD
    with contextlib.suppress(SourceError):
        found = list(ical.extract(page, file.source, options_of(file.source)))
        refused = {one.where: f"refused: {one.reason}" for one in found if isinstance(one, Refusal)}
        drafts = [one for one in found if isinstance(one, Draft)]
        for uid, theirs in second_engine.series(page.body, begins, ends).items():
            ours = {
                start
                for draft in drafts
                if draft.native_id == uid or (draft.native_id or "").startswith(f"{uid}/")
                for start in _starts(draft, begins, ends)
            }
            yield Compared(
                file.name,
                page.fetched_at.date(),
                uid,
                len(ours & theirs),
                tuple(sorted(ours - theirs)),
                tuple(sorted(theirs - ours)),
                "" if ours else refused.get(uid, ""),
            )


def _starts(draft: Draft, begins: dt.date, ends: dt.date) -> Iterator[str]:
    for session in draft.sessions:
        for text in [meeting.start for meeting in session.meetings] or ([session.start] if session.start else []):
            if str(begins) <= text[:10] < str(ends):
                yield _spelt(text, session.timezone)


def _spelt(text: str, zone: str | None) -> str:
    if "T" not in text:
        return text
    one = dt.datetime.fromisoformat(text)
    if one.tzinfo is None and zone:
        try:
            one = one.replace(tzinfo=ZoneInfo(zone))
        except (KeyError, ValueError, OSError):
            return second_engine.key(one)
    return second_engine.key(one)


def main() -> None:
    """Prints the figures, and each series on which the two disagree."""
    path = Path(__file__).parent / "explained.toml"
    told = {(one["file"], one["uid"]): one["why"] for one in tomllib.loads(path.read_text("utf-8")).get("series", [])}
    every = list(compared())
    differ: dict[tuple[str, str], Compared] = {}
    for one in every:
        if one.more or one.less:
            differ.setdefault((one.file, one.uid), one)
    whys = {key: one.refused or told.get(key, "") for key, one in differ.items()}
    names = {(one.file, one.uid) for one in every}
    print(
        f"{len({one.file for one in every})} calendars, {len(names)} series, {len(every)} readings as on several days:"
        f" {sum(one.both for one in every)} meetings are the same in both engines."
        f" {len(differ)} series differ, {sum(not why for why in whys.values())} of them not explained"
    )
    for key, one in differ.items():
        print(
            f"- {one.file} {one.uid} as on {one.day}: ours alone {len(one.more)} {list(one.more[:3])},"
            f" theirs alone {len(one.less)} {list(one.less[:3])}: {whys[key] or 'NOT EXPLAINED'}"
        )


if __name__ == "__main__":
    main()
