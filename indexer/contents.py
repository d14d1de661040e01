"""What the catalogue hands to the portal: everything that may be published at one moment."""

import datetime as dt
from typing import Literal

from crawlers.draft import Refusal
from indexer.opportunity import Doubt, Opportunity, Struct


class Doubted(Doubt, frozen=True, kw_only=True):
    """A doubt and whose it is. listing: title; provider: id; "" where that is not known."""

    listing: str = ""
    provider: str = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """A listing that is held back until a person accepts it. first: the first day that it names."""

    id: str
    title: str
    provider: str
    url: str | None = None
    first: dt.date | None = None


Verdict = Literal["good", "doubtful", "refused", "paused", "never"]


class SourceState(Struct, frozen=True, kw_only=True):
    """How a source stands after its last crawl.

    verdict: good; doubtful (published and reported); refused (quarantined, the last good listings stay);
    paused; never (not yet read). reasons: sentences, worst first.
    checked_at: when its listings were last confirmed. listings: how many count at present.
    refusals: what the last believed crawl left out. doubts: values that were not understood, by field and reason.
    """

    name: str
    kind: str
    provider: str
    url: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    licence: str | None = None
    attribution: str | None = None
    last_crawl_at: dt.datetime | None = None
    checked_at: dt.datetime | None = None
    listings: int = 0
    waiting: tuple[Waiting, ...] = ()
    """Listings held back for review."""
    drafts: int = 0
    """Drafts of the last crawl, believed or not."""
    refusals: tuple[Refusal, ...] = ()
    doubts: tuple[Doubted, ...] = ()
    requests: int = 0
    unchanged: int = 0
    """Pages of the last crawl that the server said are unchanged."""

    @property
    def held(self) -> int:
        """How many listings are held back for review."""
        return len(self.waiting)


class Contents(Struct, frozen=True, kw_only=True):
    """Everything that may be published.

    opportunities: in the order of their ids; past ones are in it while the city keeps them.
    aliases: ids that became another opportunity's. sources: in the order of the city file.
    """

    opportunities: tuple[Opportunity, ...] = ()
    aliases: dict[str, str] = {}
    sources: tuple[SourceState, ...] = ()
