"""The verbs of the line: crawl, index, publish, and all of it at once."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from crawlers.keep import path_of
from schedules.verbs import asked, shown


@click.command()
@asked.CITY
@click.option("--only", multiple=True, metavar="SOURCE", help="Read only this source; can be given more than once.")
def crawl(city: Path | None, only: tuple[str, ...]) -> None:
    """Read the sources and keep what they said in var/crawls/."""
    from schedules import run

    found = asked.found(city)
    with run.alone(found), shown.progress(len(run.chosen(found, only))) as done:
        crawls = run.crawl(found, asked.clock, only=only, done=done)
    for name in crawls:
        click.echo(path_of(found.crawls, name))


@click.command()
@asked.CITY
def index(city: Path | None) -> None:
    """Normalise and reconcile what var/crawls/ holds into the catalogue; no source is read."""
    from schedules import run

    found = asked.found(city)
    with run.beside(found):
        contents = run.index(found, asked.clock())
    click.echo(f"{len(contents.opportunities):,} opportunities in {found.catalogue_shown}")


@click.command()
@asked.CITY
def publish(city: Path | None) -> None:
    """Publish what the catalogue holds to public/."""
    from schedules import run

    found = asked.found(city)
    with run.beside(found):
        contents, made = run.publish(found, asked.clock())
    click.echo(
        f"{len(contents.opportunities):,} opportunities in {found.public}: {made.portal.written:,} files written, "
        f"{made.portal.unchanged:,} unchanged, {made.portal.removed:,} removed; {made.search}"
    )


@click.command("run")
@asked.CITY
@click.option("--strict", is_flag=True, help="Exit with 1 where a source was refused.")
@asked.WEBHOOK
def run_line(city: Path | None, webhook: str | None, *, strict: bool) -> None:
    """Crawl, index and publish: the whole line."""
    from schedules import report, run

    found = asked.found(city, webhook)
    console = Console()
    if found.demo:
        console.print(f"{found.city.name}, the demo city: {len(found.city.sources)} sources on this machine.\n")
    with shown.progress(len(run.chosen(found, ()))) as done:
        made = run.run(found, asked.clock, done=done)
    report.show(made, console)
    kept = f" The catalogue is {escape(found.catalogue_shown)}." if found.city.catalogue else ""
    where = f"The portal lies in {shown.short(found.public)}, staff's pages in {shown.short(found.staff)}"
    console.print(f"\n{where}; {made.search}.{kept}", highlight=False)
    if strict and made.refused:
        sys.exit(1)
