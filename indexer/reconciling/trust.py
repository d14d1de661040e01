"""Which source is believed for which field: the `[trust]` table of the city file, else the order of its sources."""

from collections.abc import Sequence

import msgspec

from crawlers.source import Source

Ranking = tuple[str, ...]


class TrustSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[trust]` table: for a field the names of sources, the one that is believed first, first.

    Sources that it does not name come after, in the order of the city file; that holds for every other field too.
    """

    title: Ranking = ()
    text: Ranking = ()
    topics: Ranking = ()
    ages: Ranking = ()
    level: Ranking = ()
    role: Ranking = ()
    eligibility: Ranking = ()
    gender: Ranking = ()
    signs_up: Ranking = ()
    support: Ranking = ()
    access: Ranking = ()
    credential: Ranking = ()
    languages: Ranking = ()
    start: Ranking = ()
    place: Ranking = ()
    online: Ranking = ()
    price: Ranking = ()
    registration: Ranking = ()
    capacity: Ranking = ()
    places_left: Ranking = ()
    status: Ranking = ()


def with_trust(source: Source, trust: TrustSettings) -> Source:
    """The source with its place in the ranking of each field that names it."""
    ranked = {name: getattr(trust, name) for name in trust.__struct_fields__}
    return msgspec.structs.replace(
        source, trusted={name: names.index(source.name) for name, names in ranked.items() if source.name in names}
    )


class Trust(msgspec.Struct, frozen=True):
    """How much each source is believed. rank: by source and field, 0 first; a source without one comes after all."""

    rank: dict[str, dict[str, int]] = {}

    @classmethod
    def of(cls, sources: Sequence[Source]) -> "Trust":
        """As the sources of a city file say."""
        return cls({source.name: source.trusted for source in sources if source.trusted})

    def place(self, field: str, source: str) -> int:
        """Where a source stands for a field; less is believed more."""
        return self.rank.get(source, {}).get(field, len(self.rank))

    def named(self, sources: Sequence[str]) -> set[str]:
        """Fields for which any of these sources is ranked."""
        return {field for source in sources for field in self.rank.get(source, ())}
