"""Says that two are one opportunity, or are not, and takes it back; shows what a person should look at."""

from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawlers.errors import OptionError
from indexer.catalogue.catalogue import Catalogue
from indexer.decisions import linking
from indexer.decisions.links import How, Link, Question
from schedules import removal
from schedules.home import Home
from schedules.run import Clock

SHOWN = 30
"""As many questions as a terminal is given."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. names: of both, as a person knows them. one: whether they are one opportunity now."""

    names: tuple[str, str]
    ids: tuple[str, str]
    one: bool


def said(home: Home, what: How) -> list[Link]:
    """Every link of this kind, the latest first."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return linking.said(catalogue, what)


def questions(home: Home) -> list[Question]:
    """Which two may be one opportunity, the likeliest first."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return linking.questions(catalogue)


def link(
    home: Home, one: str, two: str, what: How, because: str, clock: Clock, *, waits: Callable[[str], None]
) -> Done:
    """Says it of two, then publishes. Raises OptionError for what nobody knows, or where both are the same thing."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        first, second = (_found(catalogue, home, named) for named in (one, two))
        if first[0] == second[0]:
            raise OptionError(
                f"{one!r} and {two!r}: expected two, but both are {first[1]!r} ({first[0]}). "
                "Name the listings: the page of the opportunity shows them all."
            )
        linking.link(catalogue, first[0], second[0], what, because, home.city.sources, clock())
        now = linking.opportunities(catalogue, first[0], second[0])
    removal.publish(home, clock, waits)
    return Done(names=(first[1], second[1]), ids=(first[0], second[0]), one=now[0] is not None and now[0] == now[1])


def unlink(home: Home, one: str, two: str, what: How, clock: Clock, *, waits: Callable[[str], None]) -> Link:
    """Takes it back, then publishes. Raises OptionError for what was not said."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        first, second = (_found(catalogue, home, named)[0] for named in (one, two))
        found = linking.unlink(catalogue, first, second, what, home.city.sources, clock())
    if found is None:
        raise OptionError(
            f"{one!r} and {two!r}: nobody said that of them. `cityoflearning {what}` lists what was said."
        )
    removal.publish(home, clock, waits)
    return found


def show(asked: Sequence[Question], console: Console) -> None:
    """Prints what a person should look at, and how it is answered."""
    if not asked:
        console.print("No two opportunities look as if they were one.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("likely", justify="right")
    for head in ("one", "the other", "why"):
        table.add_column(head, overflow="fold")
    for one in asked[:SHOWN]:
        ends = [Text(f"{title}\n{name}") for title, name in zip(one.titles, (one.one, one.two), strict=True)]
        table.add_row(f"{one.likelihood:.0%}", *ends, one.why)
    console.print(table)
    if len(asked) > SHOWN:
        console.print(f"and {len(asked) - SHOWN:,} more: staff/review/ shows them", highlight=False)
    console.print(
        "\nSay what is so: cityoflearning join ONE OTHER --because …, or: cityoflearning part ONE OTHER --because …",
        highlight=False,
    )


def as_json(asked: Sequence[Question]) -> str:
    """The same for a machine."""
    return msgspec.json.format(msgspec.json.encode(asked), indent=2).decode()


def _found(catalogue: Catalogue, home: Home, named: str) -> tuple[str, str]:
    found = linking.find(catalogue, named, home.city.sources)
    if isinstance(found, list):
        near = f" Did you mean {' or '.join(found)}?" if found else ""
        raise OptionError(
            f"{named!r}: expected the id of a listing or an opportunity, or the address of its page, but "
            f"{home.city.name} has none of this name.{near}"
        )
    return found.target, found.name
