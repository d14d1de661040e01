"""The verbs that one starts with: a city file, a provider's sheet, what can be read."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from crawlers.kinds import UNTRIED, Kind
from crawlers.kinds import kinds as all_kinds
from schedules import new
from schedules.verbs import asked


@click.command("new")
@click.argument("name")
def new_city(name: str) -> None:
    """Make ./NAME/city.toml to start a city from."""
    path = new.new(name, Path.cwd())
    click.echo(f"{path.relative_to(Path.cwd())} is made. Edit it, then: cityoflearning check {path.parent.name}")


@click.command("template")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--xlsx", "ending", flag_value=".xlsx", help="As a workbook; so it is written where nothing is said.")
@click.option("--csv", "ending", flag_value=".csv", help="As plain CSV.")
def template_sheet(file: Path | None, ending: str | None) -> None:
    """Write the sheet in which a provider lists sessions, with examples that are never listed."""
    from schedules import template

    path = template.write(file, ending, asked.clock().year + 1)
    click.echo(f'{path} is written. Publish it, and read it with kind = "csv" and its address as url; no options.')


@click.command()
@asked.CITY
def check(city: Path | None) -> None:
    """Check a city file: every key, every value, every file that it names."""
    found = asked.found(city)
    paused = sum(bool(source.paused) for source in found.city.sources)
    click.echo(f"{found.city.name}: the city file is right. {len(found.city.sources)} sources, {paused} paused.")


@click.command()
def kinds() -> None:
    """List the kinds of source that can be read: what each follows, what absence means, on what it was tried."""
    console = Console()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column()
    for kind in all_kinds().values():
        engine = "httpx" if kind.way == "api" else "Scrapy"
        table.add_row(kind.name, kind.summary)
        table.add_row("", f"[dim]{kind.completeness}, with {engine}; follows {kind.standard}; {_tried(kind)}[/]")
    console.print(table)


def _tried(kind: Kind) -> str:
    return kind.tried if kind.tried == UNTRIED else f"tried on {kind.tried}"
