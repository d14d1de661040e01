"""Counts of a crawl what its verdict hangs on; kept for each crawl, and what the next ones are compared with."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from crawlers.draft import Draft, DraftSession
from crawlers.keep import Crawl

_BROKEN = re.compile("\ufffd")
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|â€[\u0080-\u00ff\u2000-\u2fff]|Â[\u00a0-\u00bf]|[ØÙ][\u0080-\u00bf]")
_TIMED = re.compile(r"T(\d{2}:\d{2})(?::[\d.]+)?(Z|[+-]\d{2}:?\d{2})?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]|$)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SORTS = (
    ("calendar", "a calendar"),
    ("html", "HTML"),
    ("json", "JSON"),
    ("csv", "CSV"),
    ("spreadsheet", "a workbook"),
    ("excel", "a workbook"),
    ("xml", "XML"),
)
"""Sorts of content by a part of the media type. Others, such as text/plain or octet-stream, say nothing."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted of a crawl. coverage: share of drafts (sessions for "session.…") that say something, by field.

    timed: starts with a time. midnight: how many of them at 00:00. broken, mojibake: drafts whose title or text holds
    replacement characters, or marks of text decoded wrongly. unread: pages that could not be read this time.
    dated: drafts all of whose days are known. ahead: those with a day that is not past. zones: sessions with a time by
    zone as the source writes it, or offset; "" where it names none. types: pages by sort of content. repeated: drafts
    that say what another one says, in title, start and place. kind: by which it was read; "" in older records.
    """

    kind: str = ""
    drafts: int = 0
    refusals: int = 0
    pages: int = 0
    unread: int = 0
    timed: int = 0
    midnight: int = 0
    broken: int = 0
    mojibake: int = 0
    dated: int = 0
    ahead: int = 0
    repeated: int = 0
    zones: dict[str, int] = {}
    types: dict[str, int] = {}
    coverage: dict[str, float] = {}


def measure(crawl: Crawl) -> Measure:
    """Counts what a crawl brought."""
    drafts = [draft for _, draft in crawl.drafts]
    sessions = [session for draft in drafts for session in draft.sessions]
    times = [time for session in sessions for time in _times(session)]
    texts = [f"{draft.title or ''} {draft.text or ''}" for draft in drafts]
    # A day of grace, since it is the city's day that counts, and nobody here knows its zone.
    ahead = [_ahead(draft, crawl.started_at.date() - dt.timedelta(days=1)) for draft in drafts]
    return Measure(
        kind=crawl.kind,
        drafts=len(drafts),
        refusals=len(crawl.refusals),
        pages=len(crawl.pages),
        unread=sum(1 for page in crawl.pages if page.error),
        timed=len(times),
        midnight=sum(1 for time in times if time == "00:00"),
        broken=sum(1 for text in texts if _BROKEN.search(text)),
        mojibake=sum(1 for text in texts if _MOJIBAKE.search(text)),
        dated=sum(1 for one in ahead if one is not None),
        ahead=sum(1 for one in ahead if one),
        repeated=_repeated(drafts),
        zones=dict(sorted(Counter(zone for session in sessions if (zone := _zone(session)) is not None).items())),
        types=dict(sorted(Counter(sort for page in crawl.pages if (sort := _sort(page.content_type))).items())),
        coverage={**_coverage(drafts, Draft, ""), **_coverage(sessions, DraftSession, "session.")},
    )


def _starts(session: DraftSession) -> Iterator[str]:
    return (words for words in (session.start, *(one.start for one in session.meetings)) if words)


def _times(session: DraftSession) -> list[str]:
    found = [m[1] for words in _starts(session) if (m := _TIMED.search(words))]
    if session.start_time and not found:
        found.append(session.start_time.strip()[:5])
    return found


def _zone(session: DraftSession) -> str | None:
    """In which zone its times are said; None where it has none."""
    found = next((m for words in _starts(session) if (m := _TIMED.search(words))), None)
    if found is None and not session.start_time:
        return None
    if session.timezone:
        return session.timezone
    offset = found[2] or "" if found else ""
    return offset if len(offset) != len("+0100") else f"{offset[:3]}:{offset[3:]}"


def _ahead(draft: Draft, day: dt.date) -> bool | None:
    """Whether it has a day that is not past; None where its days are not all known."""
    words = [
        said
        for one in draft.sessions
        for said in (one.start, one.end, *(moment for m in one.meetings for moment in (m.start, m.end)))
        if said
    ]
    if not words or any(session.when for session in draft.sessions):
        return None
    known = [_is_ahead(said, day) for said in words]
    return True if True in known else None if None in known else False


def _is_ahead(said: str, day: dt.date) -> bool | None:
    if found := _DAY.match(said):
        return found[1] >= day.isoformat()
    years = [int(year) for year in _YEAR.findall(said)]
    return None if not years or max(years) == day.year else max(years) > day.year


def _repeated(drafts: Sequence[Draft]) -> int:
    said: Counter[tuple[str, str, str]] = Counter()
    equal = 0
    for draft in drafts:
        equal += draft.count - 1
        first = draft.sessions[0] if draft.sessions else None
        start = next(_starts(first), first.when) if first else None
        if draft.title and first and start:
            time = f"{start} {first.start_time or ''}"
            said[" ".join(draft.title.casefold().split()), time, (first.place or "").casefold()] += 1
    return equal + sum(count - 1 for count in said.values())


def _sort(media_type: str) -> str | None:
    plain = media_type.casefold().partition(";")[0]
    return next((sort for part, sort in _SORTS if part in plain), None)


def _coverage(rows: Sequence[msgspec.Struct], struct: type[msgspec.Struct], prefix: str) -> dict[str, float]:
    if not rows:
        return {}
    counts = {
        field: sum(1 for row in rows if getattr(row, field)) for field in struct.__struct_fields__ if field != "count"
    }
    return {prefix + field: round(count / len(rows), 3) for field, count in counts.items() if count}
