"""The verbs about sources: how each stands, and what one would give."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schedules import city as city_file
from schedules.verbs import asked


@click.command()
@asked.CITY
def sources(city: Path | None) -> None:
    """List a city's sources and how each stands after its last crawl."""
    from schedules import run

    found = asked.found(city)
    contents = run.contents(found, asked.clock())
    due = run.due_next(found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("source", "kind", "every", "verdict", "listings", "last crawl (UTC)", "next (UTC)", "address"):
        table.add_column(head, overflow="fold")
    every = {source.name: source.every for source in found.city.sources}
    for state in contents.sources:
        moments = [f"{at:%Y-%m-%d %H:%M}" if at else "·" for at in (state.last_crawl_at, due.get(state.name))]
        verdict = f"paused: {escape(state.reasons[0])}" if state.verdict == "paused" else state.verdict
        table.add_row(state.name, state.kind, every[state.name], verdict, f"{state.listings:,}", *moments, state.url)
    Console().print(table)


@click.command("try")
@click.argument("source")
@asked.CITY
def try_source(source: str, city: Path | None) -> None:
    """Read one source and show what would be listed; nothing is kept."""
    from schedules import attempt

    found = asked.found(city)
    tried = attempt.attempt(found, source, asked.clock)
    attempt.show(tried, Console(), city_file.today(found.city, asked.clock()))
    sys.exit(1 if tried.crawl.error else 0)
