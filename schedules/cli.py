"""The command `cityoflearning`: its verbs stand in the order of the line.

Exit codes: 0 published (refused sources are named in the table); 1 it could not be published, or with --strict a
source was refused; 2 wrong command or city file.

Each verb imports the steps that it needs, as their libraries are slow to load: `check` and `new` answer at once.
"""

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from crawlers.errors import CityFileError, CityOfLearningError, OptionError
from crawlers.keep import Crawl, path_of
from crawlers.kinds import kinds as all_kinds
from schedules import city as city_file
from schedules import home, new

_CITY = click.argument("city", required=False, type=click.Path(path_type=Path))


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class _Order(click.Group):
    """Lists the verbs in the order of the line, and turns our errors into sentences and exit codes."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CityOfLearningError as error:
            click.echo(str(error), err=True)
            ctx.exit(2 if isinstance(error, (CityFileError, OptionError)) else 1)


@click.group(cls=_Order, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cityoflearning")
def main() -> None:
    """Collect a city's courses, camps, clubs and workshops, and publish one searchable portal.

    CITY is a city file or the folder that holds city.toml. Without it ./city.toml is used; where there is none, the
    demo city Millbrook.
    """


@main.command("new")
@click.argument("name")
def new_city(name: str) -> None:
    """Make ./NAME/city.toml to start a city from."""
    path = new.new(name, Path.cwd())
    click.echo(f"{path.relative_to(Path.cwd())} is made. Edit it, then: cityoflearning check {path.parent.name}")


@main.command()
@_CITY
def check(city: Path | None) -> None:
    """Check a city file: every key, every value, every file that it names."""
    found = home.find(city, _clock())
    paused = sum(bool(source.paused) for source in found.city.sources)
    click.echo(f"{found.city.name}: the city file is right. {len(found.city.sources)} sources, {paused} paused.")


@main.command()
def kinds() -> None:
    """List the kinds of source that can be read, with what each follows and what a listing's absence means."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("kind", "read with", "absence", "follows", "reads"):
        table.add_column(head)
    for kind in all_kinds().values():
        engine = "httpx" if kind.way == "api" else "Scrapy"
        table.add_row(kind.name, engine, kind.completeness, kind.standard, kind.summary)
    Console().print(table)


@main.command()
@_CITY
def sources(city: Path | None) -> None:
    """List a city's sources and how each stands after its last crawl."""
    from schedules import run

    found = home.find(city, _clock())
    contents = run.contents(found, _clock())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("source", "kind", "every", "verdict", "listings", "last crawl (UTC)", "address"):
        table.add_column(head, overflow="fold")
    every = {source.name: source.every for source in found.city.sources}
    for state in contents.sources:
        last = f"{state.last_crawl_at:%Y-%m-%d %H:%M}" if state.last_crawl_at else "·"
        table.add_row(state.name, state.kind, every[state.name], state.verdict, f"{state.listings:,}", last, state.url)
    Console().print(table)


@main.command("try")
@click.argument("source")
@_CITY
def try_source(source: str, city: Path | None) -> None:
    """Read one source and show what would be listed; nothing is kept."""
    from schedules import attempt

    found = home.find(city, _clock())
    tried = attempt.attempt(found, source, _clock)
    attempt.show(tried, Console(), city_file.today(found.city, _clock()))
    sys.exit(1 if tried.crawl.error else 0)


@main.command()
@_CITY
@click.option("--only", multiple=True, metavar="SOURCE", help="Read only this source; can be given more than once.")
def crawl(city: Path | None, only: tuple[str, ...]) -> None:
    """Read the sources and keep what they said in var/crawls/."""
    from schedules import run

    found = home.find(city, _clock())
    with run.alone(found), _progress(len(run.chosen(found, only))) as done:
        crawls = run.crawl(found, _clock, only=only, done=done)
    for name in crawls:
        click.echo(path_of(found.crawls, name))


@main.command()
@_CITY
def index(city: Path | None) -> None:
    """Normalise and reconcile what var/crawls/ holds into the catalogue; no source is read."""
    from schedules import run

    found = home.find(city, _clock())
    with run.alone(found):
        contents = run.index(found, _clock())
    click.echo(f"{len(contents.opportunities):,} opportunities in {found.catalogue}")


@main.command()
@_CITY
def publish(city: Path | None) -> None:
    """Publish what the catalogue holds to public/."""
    from schedules import run

    found = home.find(city, _clock())
    with run.alone(found):
        contents, published = run.publish(found, _clock())
    click.echo(
        f"{len(contents.opportunities):,} opportunities in {found.public}: {published.written:,} files written, "
        f"{published.unchanged:,} unchanged, {published.removed:,} removed"
    )


@main.command("run")
@_CITY
@click.option("--strict", is_flag=True, help="Exit with 1 where a source was refused.")
def run_line(city: Path | None, *, strict: bool) -> None:
    """Crawl, index and publish: the whole line."""
    from schedules import report, run

    found = home.find(city, _clock())
    console = Console()
    if found.demo:
        console.print(f"{found.city.name}, the demo city: {len(found.city.sources)} sources on this machine.\n")
    with _progress(len(run.chosen(found, ()))) as done:
        made = run.run(found, _clock, done=done)
    report.show(made, console)
    console.print(f"\nThe portal lies in {_short(found.public)}; embedded search serves it.", highlight=False)
    if strict and made.refused:
        sys.exit(1)


@main.command("serve")
@_CITY
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
def serve_portal(city: Path | None, port: int) -> None:
    """Serve public/ on this machine, to look at it."""
    from schedules import serve

    found = home.find(city, _clock())
    if not (found.public / "index.html").exists():
        raise CityFileError(f"{found.public}: nothing is published yet. Run: cityoflearning run")
    with serve.server(found.public, port) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()


def _short(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    return f"{path.relative_to(Path.cwd())}/" if path.is_relative_to(Path.cwd()) else f"{path}/"


@contextmanager
def _progress(sources: int) -> Iterator[Callable[[Crawl], None]]:
    """A bar on a terminal, a line a source in a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda crawl: click.echo(_line(crawl), err=True)
        return
    columns = (TextColumn("crawling"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=sources)
        yield lambda crawl: progress.update(task, advance=1, description=crawl.source)


def _line(crawl: Crawl) -> str:
    if crawl.error:
        return f"{crawl.source}: {crawl.error.removeprefix(crawl.source + ': ')}"
    return f"{crawl.source}: {len(crawl.drafts):,} drafts, {crawl.requests} requests, {crawl.unchanged} unchanged"
