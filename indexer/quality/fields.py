"""How each source's words came through, field by field: stated, read, doubtful, inferred, unknown.

Counted over the listings that are not withdrawn, and for what a session says over their sessions; a listing without any
counts once. Each is one of four: read (stated, and understood), doubtful (something was said, and not understood),
inferred (known from other words than the field's own, the city's default for the source, or a standard), or unknown
(nothing was said). Stated is read and doubtful together.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
import sqlalchemy as sa

from crawlers.draft import Draft, DraftSession
from crawlers.source import Source
from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.listings import doubts_of, opportunity_of
from indexer.decisions import hidden
from indexer.defaults import DEFAULTED
from indexer.opportunity import Opportunity, Session
from indexer.quality.completeness import WEIGHTS

How = Literal["read", "doubtful", "inferred", "unknown"]
_HOWS: tuple[How, ...] = get_args(How)


class Field(NamedTuple):
    """label: for those who run the city. said: where a draft or its session states it. known: where it stands then."""

    label: str
    said: tuple[str, ...]
    known: tuple[str, ...]
    of_session: bool = False


FIELDS = {
    "when": Field("When", ("when", "start", "meetings"), ("start",), of_session=True),
    "place": Field(
        "Where",
        ("place", "address", "postcode", "latitude", "area", "online"),
        ("place", "online"),
        of_session=True,
    ),
    "ages": Field("Ages", ("ages", "age_from", "age_to"), ("ages",)),
    "price": Field("Cost", ("price",), ("price",), of_session=True),
    "registration": Field(
        "Signing up", ("registration", "opens", "closes", "register_url"), ("registration",), of_session=True
    ),
    "text": Field("Text", ("text",), ("text",)),
    "topics": Field("Interest", ("topics",), ("topics",)),
    "eligibility": Field("Who may come", ("eligibility",), ("eligibility",)),
    "access": Field("Access", ("access",), ("access",)),
    "support": Field("Support", ("support",), ("support",)),
    "places_left": Field("Places left", ("places_left",), ("places_left",), of_session=True),
    "languages": Field("Held in", ("languages",), ("languages",)),
}
"""The weightiest for completeness first; the last two weigh nothing there."""


_SHORT = 80
_WORTH = 4
"""Of the 100 points of completeness: what costs a listing less is not worth a letter to anybody."""
_EACH_ITS_OWN = frozenset({"when", "text", "places_left"})


class Counts(msgspec.Struct, frozen=True):
    """Of how many, and which way they went. example: words that were not understood, "" where all were."""

    read: int = 0
    doubtful: int = 0
    inferred: int = 0
    unknown: int = 0
    example: str = ""

    @property
    def of(self) -> int:
        """All of them."""
        return self.read + self.doubtful + self.inferred + self.unknown

    @property
    def stated(self) -> int:
        """Those of which the source says something."""
        return self.read + self.doubtful

    def share(self, name: str) -> float:
        """0 to 1; 0 of nothing."""
        return getattr(self, name) / self.of if self.of else 0.0


class SourceFields(msgspec.Struct, frozen=True, kw_only=True):
    """One source. listings: how many were counted. fields: by name, in the order of FIELDS."""

    source: str
    provider: str
    listings: int
    fields: dict[str, Counts]

    def lost(self, name: str) -> float:
        """What a field costs each of its listings: its weight times the share of which it is not known."""
        counts = self.fields[name]
        return WEIGHTS.get(name, 0) * (counts.share("doubtful") + counts.share("unknown"))


def field_quality(catalogue: Catalogue, sources: Sequence[Source]) -> tuple[SourceFields, ...]:
    """Each source of the city file that has listings, in its order; what is hidden left out. Raises CatalogueError."""
    table = tables.listings
    counted: dict[str, dict[str, dict[How, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    examples: dict[tuple[str, str], str] = {}
    listings: dict[str, int] = defaultdict(int)
    live = sa.and_(table.c.state != "withdrawn", table.c.normalised.is_not(None))
    columns = (table.c.id, table.c.source, table.c.draft, table.c.normalised, table.c.doubts)
    with catalogue.read() as connection:
        out = hidden.out(connection).listings
        rows = sorted(connection.execute(sa.select(*columns).where(live)).all(), key=lambda row: row.id)
    for row in rows:
        if row.id in out:
            continue
        listings[row.source] += 1
        doubts: dict[str, str] = {}
        for one in doubts_of(row.doubts):
            doubts.setdefault(one.field, one.words)
        for name, how, words in _of_listing(
            msgspec.json.decode(row.draft, type=Draft), opportunity_of(row.normalised), doubts
        ):
            counted[row.source][name][how] += 1
            if how == "doubtful" and words:
                examples.setdefault((row.source, name), words)
    return tuple(
        SourceFields(
            source=source.name,
            provider=source.provider,
            listings=listings[source.name],
            fields={
                name: Counts(**counted[source.name][name], example=examples.get((source.name, name), ""))
                for name in FIELDS
            },
        )
        for source in sources
        if source.name in listings
    )


def together(some: Sequence[SourceFields]) -> SourceFields:
    """All sources as one, without a name."""
    return SourceFields(
        source="",
        provider="",
        listings=sum(one.listings for one in some),
        fields={
            name: Counts(**{how: sum(getattr(one.fields[name], how) for one in some) for how in _HOWS})
            for name in FIELDS
        },
    )


def advice(some: Sequence[SourceFields], most: int = 10) -> list[str]:
    """What to do about the worst, in sentences for those who run the city; what would help most listings first."""
    worst = [(one.lost(name) * one.listings, one, name) for one in some for name in FIELDS if one.lost(name) >= _WORTH]
    worst.sort(key=lambda found: -found[0])
    return [_advice(one, name) for _, one, name in worst[:most]]


def _advice(one: SourceFields, name: str) -> str:
    counts, label = one.fields[name], FIELDS[name].label
    if counts.doubtful >= counts.unknown:
        such = f", such as {counts.example!r}" if counts.example else ""
        return (
            f"{one.source}: {label}: {counts.doubtful:,} of {counts.of:,} say something that was not understood{such}. "
            f"See them: cityoflearning try {one.source}"
        )
    hint = "map the field that holds it"
    if name not in _EACH_ITS_OWN:
        hint = f"where one answer holds for all of theirs, say so in the city file: defaults = {{ {name} = … }}"
    return (
        f"{one.source}: {label}: {counts.unknown:,} of {counts.of:,} do not say. Ask {one.provider} for it, or {hint}."
    )


def _of_listing(draft: Draft, one: Opportunity, doubts: Mapping[str, str]) -> list[tuple[str, How, str]]:
    """(field, which way it went, words in doubt), for the listing or for each of its sessions."""
    said = [session for session in draft.sessions if session != DraftSession()]
    pairs: list[tuple[Any, Any]] = list(zip(said, one.sessions, strict=False)) or [(DraftSession(), Session(id=""))]
    found = []
    for name, field in FIELDS.items():
        owners = pairs if field.of_session else [(draft, one)]
        stated = [any(getattr(words, part) for part in field.said) for words, _ in owners]
        # A doubt without words of the field itself is of the title's or the text's.
        doubted = not any(stated) and any(part in doubts for part in (name, *field.said))
        words = next((doubts[part] for part in (name, *field.said) if part in doubts), "")
        for (said_of, meant), says in zip(owners, stated, strict=True):
            how = _how(name, field, meant, stated=says, doubted=doubted)
            found.append((name, how, words or _words(said_of, field)))
    return found


def _words(said: Any, field: Field) -> str:
    """What stands there, shortened; "" where that is no plain text."""
    for part in field.said:
        value = getattr(said, part)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and one:
                return one[:_SHORT]
    return ""


def _how(name: str, field: Field, meant: Any, *, stated: bool, doubted: bool) -> How:
    known = any(getattr(meant, part) not in (None, ()) for part in field.known)
    if not known:
        return "doubtful" if stated or doubted else "unknown"
    assumed = isinstance(meant, Opportunity) and name == "ages" and meant.ages is not None and meant.ages.assumed
    return "read" if stated and not assumed and meant.words.get(name) != DEFAULTED else "inferred"
