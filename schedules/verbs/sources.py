"""The verbs about sources: how each stands, what a person accepts of it, and what one would give."""

import sys
from pathlib import Path

import click
from rich.console import Console

from schedules import city as city_file
from schedules.verbs import asked


@click.command()
@asked.CITY
def sources(city: Path | None) -> None:
    """List a city's sources and how each stands after its last crawl."""
    from schedules import standing

    standing.show(asked.found(city), asked.clock(), Console())


@click.command()
@click.argument("source", required=False)
@asked.CITY
@click.option(
    "--listing", "ids", multiple=True, metavar="ID", help="Let this one through; can be given more than once."
)
@click.option("--all", "every", is_flag=True, help="Let all its listings through that wait for review.")
@click.option("--because", default="", metavar="TEXT", help="Why; kept beside it, for whoever looks later.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def accept(
    source: str | None, city: Path | None, ids: tuple[str, ...], because: str, *, every: bool, yes: bool
) -> None:
    """Say that what a source brought is right: its refused crawl, or listings that wait; alone, list what waits.

    A refused crawl is taken as it is, and the next ones are compared with it. Listings wait where a source's table says
    `review = true`: --all lets them through, --listing ID those that are named.
    """
    from schedules import accepting

    if source and city is None and not ids and not every and Path(source).exists():
        city, source = Path(source), None
    found, console = asked.found(city), Console()
    if source is None:
        accepting.show_waiting(accepting.states(found, asked.clock), console)
        return
    if ids or every:
        if ids and every:
            raise click.UsageError("Say either --all or --listing ID.")
        through = accepting.let_through(found, source, ids or None, because, asked.clock, waits=_aside)
        click.echo(f"{source}: {'1 listing is' if through == 1 else f'{through:,} listings are'} shown now.")
        return
    state = next((one for one in accepting.states(found, asked.clock) if one.name == source), None)
    if state and state.waiting and state.verdict != "refused":
        accepting.show_listings(state, console)
        return
    told = accepting.change(found, source, asked.clock)
    accepting.show_change(source, told, console)
    if not yes and not click.confirm("Is it right, and shall it be taken?"):
        click.echo("Nothing was changed.")
        return
    accepting.take(found, source, told, because, asked.clock, waits=_aside)
    click.echo(f"{source}: taken, and published. The next crawls are compared with this one.")


def _aside(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.command("try")
@click.argument("source", metavar="SOURCE|ADDRESS")
@asked.CITY
def try_source(source: str, city: Path | None) -> None:
    """Read one source and show what would be listed; nothing is kept.

    Of an ADDRESS as a person would paste it (a home page, a page of events, a feed, a sheet) it finds out which kind
    of source fits best, and prints the table for the city file.
    """
    from crawlers.probe import is_address
    from schedules import attempt, probe

    found, console = asked.found(city), Console()
    today = city_file.today(found.city, asked.clock())
    if is_address(source) and source not in {one.name for one in found.city.sources}:
        probed = probe.probed(found, source, asked.clock, lambda doing: click.echo(doing, err=True))
        probe.show(probed, console, today)
        sys.exit(0 if probed.best else 1)
    tried = attempt.attempt(found, source, asked.clock)
    attempt.show(tried, console, today)
    sys.exit(1 if tried.crawl.error else 0)
