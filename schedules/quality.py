"""Says how each source's words came through, field by field, and what to do about the worst."""

from contextlib import closing

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.catalogue.catalogue import Catalogue
from indexer.quality.completeness import average
from indexer.quality.fields import FIELDS, Counts, SourceFields, advice, field_quality, together
from schedules import city as city_file
from schedules import run
from schedules.home import Home
from schedules.run import Clock

SHARES = ("stated", "read", "doubtful", "inferred", "unknown")
ALL = "all sources"
_WIDE = 110
"""Columns of a log, which has no width of its own."""


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """sources: those that have listings, in the order of the city file. complete: mean score of what is not over, by
    source, and of all of them under ""; 0 to 1."""

    city: str
    sources: tuple[SourceFields, ...]
    complete: dict[str, float]


def quality(home: Home, clock: Clock) -> Quality:
    """What the catalogue holds now. Raises CatalogueError."""
    today = city_file.today(home.city, clock())
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        found = field_quality(catalogue, home.city.sources)
        held = run.held_in(home, catalogue, clock())
    coming = [o for o in held.opportunities if not o.sessions or any(not s.past(today) for s in o.sessions)]
    complete = {"": average(coming, today)}
    for one in found:
        complete[one.source] = average(
            (o for o in coming if any(listing.source == one.source for listing in o.listings)), today
        )
    return Quality(city=home.city.name, sources=found, complete=complete)


def show(said: Quality, console: Console) -> None:
    """Prints a row for each field of each source, its shares beside it; then what to do. In a log each row is whole."""
    if not said.sources:
        console.print("No source has any listing yet. Run: cityoflearning run")
        return
    log = not console.is_terminal
    if log:
        console = Console(file=console.file, width=_WIDE)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold", min_width=12)
    table.add_column("field", no_wrap=True)
    for head in ("of", *SHARES):
        table.add_column(head, justify="right", no_wrap=True)
    several = (together(said.sources),) if len(said.sources) > 1 else ()
    for one in (*several, *said.sources):
        named = one.source or ALL
        complete = f"{_percent(said.complete[one.source])} complete"
        table.add_row(Text(named, "bold"), Text(complete, "bold"), f"{one.listings:,}")
        for name, counts in one.fields.items():
            table.add_row(
                named if log else "",
                FIELDS[name].label,
                f"{counts.of:,}",
                *(_cell(counts, share) for share in SHARES),
            )
    console.print(table)
    for sentence in advice(said.sources):
        console.print(Text(sentence), highlight=False, soft_wrap=True)


def as_json(said: Quality) -> str:
    """For a machine: counts, and shares of 0 to 1."""
    sources = [_told(one, said.complete[one.source]) for one in said.sources]
    whole = _told(together(said.sources), said.complete[""])
    data = {"city": said.city, "all": whole, "sources": sources}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def _told(one: SourceFields, complete: float) -> dict[str, object]:
    fields = {
        name: {"of": counts.of} | {share: round(counts.share(share), 4) for share in SHARES}
        for name, counts in one.fields.items()
    }
    named = {"source": one.source, "provider": one.provider} if one.source else {}
    todo = {"todo": advice([one])} if one.source else {}
    return named | {"listings": one.listings, "complete": round(complete, 4), "fields": fields} | todo


def _cell(counts: Counts, share: str) -> Text:
    value = counts.share(share)
    style = "yellow" if share == "doubtful" and value else "dim" if not value else ""
    return Text(_percent(value), style)


def _percent(share: float) -> str:
    """Some is never 0 %, and not all is never 100 %."""
    if 0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"
