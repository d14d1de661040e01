"""Lets a person say that a change is real: takes a refused crawl as it is, or lets listings through that wait."""

from collections.abc import Callable, Collection, Iterable
from contextlib import closing

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawlers import keep
from crawlers.errors import OptionError
from crawlers.source import Source
from indexer.catalogue import kept as shared_crawls
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import SourceState
from indexer.decisions import accepted, accepting
from indexer.decisions.accepting import Change
from indexer.index import index
from schedules import city as city_file
from schedules import removal, run
from schedules.home import Home
from schedules.run import Clock

_TOLD = 10
"""Titles that are named of those that would go."""


def states(home: Home, clock: Clock) -> tuple[SourceState, ...]:
    """How each source stands, with the listings that wait."""
    return run.contents(home, clock()).sources


def change(home: Home, name: str, clock: Clock) -> Change:
    """What accepting the source's last crawl would do. Raises OptionError where there is none to accept."""
    source = _source(home, name)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        shared_crawls.fetch(catalogue, [name], home.crawls)
        return accepting.change(catalogue, source, keep.load(home.crawls, name), city_file.today(home.city, clock()))


def take(home: Home, name: str, told: Change, because: str, clock: Clock, *, waits: Callable[[str], None]) -> None:
    """Believes the crawl that a person was told about, then publishes. waits: told why, where a run is waited for.

    Raises OptionError where the source was read again since.
    """
    with (
        removal.waiting(home, waits),
        closing(Catalogue.open(home.catalogue)) as catalogue,
        run.writing(home, catalogue),
    ):
        crawl = keep.load(home.crawls, name)
        if crawl is None or crawl.started_at != told.started_at:
            raise OptionError(
                f"{name}: expected the crawl of {told.started_at:%Y-%m-%d %H:%M} UTC, but it was read again just "
                f"now. See what came: cityoflearning accept {name}"
            )
        with catalogue.write() as connection:
            accepted.accept_crawl(connection, name, crawl.started_at, because, clock())
        index({name: crawl}, home.city.sources, run.settings(home), catalogue, clock())
    removal.publish(home, clock, waits)


def let_through(
    home: Home,
    name: str,
    ids: Collection[str] | None,
    because: str,
    clock: Clock,
    *,
    waits: Callable[[str], None],
) -> int:
    """Shows listings of a source under review, then publishes. ids: None lets all that wait through. Returns how many.

    Raises OptionError for an id that does not wait, and where none does.
    """
    _source(home, name)
    with (
        removal.waiting(home, waits),
        closing(Catalogue.open(home.catalogue)) as catalogue,
        run.writing(home, catalogue),
    ):
        held = run.held_in(home, catalogue, clock())
        there = next((state.waiting for state in held.sources if state.name == name), ())
        if not there:
            raise OptionError(f"{name}: expected listings that wait for review, but none does.")
        known = {one.id for one in there}
        for one in ids or ():
            if one not in known:
                raise OptionError(
                    f"{name}: expected the id of a listing that waits, but {one!r} does not. "
                    f"See which do: cityoflearning accept {name}"
                )
        chosen = known if ids is None else set(ids)
        with catalogue.write() as connection:
            accepted.accept_listings(connection, name, chosen, because, clock())
        index({}, home.city.sources, run.settings(home), catalogue, clock())
    removal.publish(home, clock, waits)
    return len(chosen)


def _source(home: Home, name: str) -> Source:
    return run.chosen(home, [name])[0]


def show_waiting(states: Iterable[SourceState], console: Console) -> None:
    """Prints every source that a person could say something about."""
    there = [state for state in states if state.verdict == "refused" or state.waiting]
    for state in there:
        if state.verdict == "refused":
            reason = state.reasons[0].removeprefix(f"{state.name}: ") if state.reasons else ""
            console.print(Text(f"{state.name}: refused: {reason}"))
        if state.waiting:
            what = "1 listing waits" if state.held == 1 else f"{state.held:,} listings wait"
            console.print(Text(f"{state.name}: {what}. See them: cityoflearning accept {state.name}"))
    if not there:
        console.print("Nothing waits for a person.")


def show_listings(state: SourceState, console: Console) -> None:
    """Prints the listings that wait, and how they are let through."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("id", "title", "provider", "first day", "address"):
        table.add_column(head, overflow="fold")
    for one in state.waiting:
        table.add_row(one.id, Text(one.title), Text(one.provider), str(one.first or "not stated"), Text(one.url or ""))
    console.print(table)
    console.print(
        f"\nLet them through: cityoflearning accept {state.name} --all, or --listing ID for each. "
        "A source whose listings are always right needs no `review = true`.",
        highlight=False,
    )


def show_change(name: str, told: Change, console: Console) -> None:
    """Prints what accepting the crawl would do."""
    for reason in told.reasons:
        console.print(Text(reason))
    head = f"The crawl of {told.started_at:%Y-%m-%d %H:%M} UTC"
    lines = [f"{head} has {told.after:,} listings where {told.before:,} are now; {told.new:,} of them are new."]
    if told.gone and told.withdrawn:
        lines.append(f"{len(told.gone):,} are not in it and would be withdrawn:")
    elif told.gone:
        lines.append(f"{len(told.gone):,} are not in it; {name} shows a part of what it has, so they stay until over:")
    for line in lines:
        console.print(line, highlight=False)
    for title in told.gone[:_TOLD]:
        console.print(Text(f"  {title}"))
    if len(told.gone) > _TOLD:
        console.print(f"  and {len(told.gone) - _TOLD:,} more", highlight=False)
