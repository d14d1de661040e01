"""What a crawl is judged by: what its source was before."""

import datetime as dt
from collections.abc import Callable, Sequence
from statistics import median

import msgspec

from indexer.health.measure import Measure

OWN_PAST = 3
"""Believed crawls from which a source is judged by its own past instead of by `expect`: of two, a median is neither."""
ENOUGH = 10
"""Listings from which shares mean something: of fewer, one more or less is a tenth."""
FEW = 5
"""Listings below which a source has no usual size at all: three may be none next month."""
LOOKED_AT = 5
"""Believed crawls that are looked back on. What is new is odd until it is in most of them: it is reported three times,
so that it is not gone by the time somebody looks."""
SEASON = dt.timedelta(days=28)
"""From when on a size belongs to another time of the year, and not to the days before something broke."""


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """current: listings of the source in the catalogue that are not over. ids, titles: how many of them the crawl has
    again, under their id or at least under their title."""

    current: int = 0
    ids: int = 0
    titles: int = 0


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl that was refused. error: whether nothing could be read at all."""

    at: dt.datetime
    drafts: int
    error: bool = False


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A source's past.

    believed: what its last believed crawls measured, newest first. believed_at: when the newest of them started.
    held: the crawls refused since then, newest first. seasons: how many listings its believed crawls brought that are
    older than SEASON. accepted: a person said that the oldest of `believed` is right; what was before counts no more.
    """

    believed: tuple[Measure, ...] = ()
    believed_at: dt.datetime | None = None
    held: tuple[Held, ...] = ()
    seasons: tuple[int, ...] = ()
    accepted: bool = False

    @property
    def own(self) -> bool:
        """Whether it is enough to judge by."""
        return len(self.believed) >= OWN_PAST or (self.accepted and bool(self.believed))

    def of(self, kind: str) -> "Past":
        """Without the crawls of another kind: when the city file names another, what came before says nothing."""
        same = tuple(one for one in self.believed if one.kind in ("", kind))
        return msgspec.structs.replace(self, believed=same) if len(same) < len(self.believed) else self

    @property
    def usual(self) -> int:
        """How many listings there usually are."""
        return round(median(one.drafts for one in self.believed)) if self.believed else 0

    def share(self, count: Callable[[Measure], float], of: Callable[[Measure], float]) -> float:
        """The usual share, 0 to 1, of one count in another; 0 without a past."""
        return median(count(one) / max(1.0, of(one)) for one in self.believed) if self.believed else 0.0

    def common(self, names: Callable[[Measure], Sequence[str]]) -> list[str]:
        """The names that at least half of the crawls have which have any, sorted."""
        some = [set(found) for one in self.believed if (found := names(one))]
        return sorted({name for one in some for name in one if sum(name in other for other in some) * 2 >= len(some)})


class Finding(msgspec.Struct, frozen=True):
    """Why a crawl is not believed. sentence: without the source's name. days: after which it is believed all the same
    where it stays so; None: only a person can say that it is right."""

    sentence: str
    days: int | None = None


def listings(count: int) -> str:
    """ "1 listing", "1,200 listings"."""
    return "1 listing" if count == 1 else f"{count:,} listings"


def share(part: float) -> str:
    """ "80%"; "none"."""
    return "none" if part == 0 else f"{part:.0%}"
