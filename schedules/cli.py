"""The command `cityoflearning`: its verbs stand in the order of the line.

Exit codes: 0 published (refused sources are named in the table); 1 it could not be published, or with --strict a
source was refused; 2 wrong command or city file.

Each verb imports the steps that it needs, as their libraries are slow to load: `check` and `new` answer at once.
"""

import datetime as dt
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from crawlers.errors import CityFileError, CityOfLearningError, OptionError
from crawlers.keep import Crawl, path_of
from crawlers.kinds import kinds as all_kinds
from schedules import city as city_file
from schedules import home, new, verbs

_CITY = click.argument("city", required=False, type=click.Path(path_type=Path))
_WEBHOOK = click.option(
    "--webhook",
    metavar="URL",
    help="POST there, as JSON, what needs a person: only what changed. Or: [notices] webhook",
)


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


@main.command("template")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--xlsx", "ending", flag_value=".xlsx", help="As a workbook; so it is written where nothing is said.")
@click.option("--csv", "ending", flag_value=".csv", help="As plain CSV.")
def template_sheet(file: Path | None, ending: str | None) -> None:
    """Write the sheet in which a provider lists sessions, with examples that are never listed."""
    from schedules import template

    path = template.write(file, ending, _clock().year + 1)
    click.echo(f'{path} is written. Publish it, and read it with kind = "csv" and its address as url; no options.')


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
    with run.beside(found):
        contents = run.index(found, _clock())
    click.echo(f"{len(contents.opportunities):,} opportunities in {found.catalogue_shown}")


@main.command()
@_CITY
def publish(city: Path | None) -> None:
    """Publish what the catalogue holds to public/."""
    from schedules import run

    found = home.find(city, _clock())
    with run.beside(found):
        contents, made = run.publish(found, _clock())
    click.echo(
        f"{len(contents.opportunities):,} opportunities in {found.public}: {made.portal.written:,} files written, "
        f"{made.portal.unchanged:,} unchanged, {made.portal.removed:,} removed; {made.search}"
    )


@main.command("run")
@_CITY
@click.option("--strict", is_flag=True, help="Exit with 1 where a source was refused.")
@_WEBHOOK
def run_line(city: Path | None, webhook: str | None, *, strict: bool) -> None:
    """Crawl, index and publish: the whole line."""
    from schedules import report, run

    found = _found(city, webhook)
    console = Console()
    if found.demo:
        console.print(f"{found.city.name}, the demo city: {len(found.city.sources)} sources on this machine.\n")
    with _progress(len(run.chosen(found, ()))) as done:
        made = run.run(found, _clock, done=done)
    report.show(made, console)
    kept = f" The catalogue is {escape(found.catalogue_shown)}." if found.city.catalogue else ""
    where = f"The portal lies in {_short(found.public)}, staff's pages in {_short(found.staff)}"
    console.print(f"\n{where}; {made.search}.{kept}", highlight=False)
    if strict and made.refused:
        sys.exit(1)


@main.command("schedule")
@_CITY
@click.option("--once", is_flag=True, help="Do what is due now, then end: for a cron job instead of a lasting process.")
@_WEBHOOK
def schedule_city(city: Path | None, webhook: str | None, *, once: bool) -> None:
    """Read each source when it is due and publish what changed, until it is told to end."""
    from schedules import lock, scheduler

    # Settled once: while an editor replaces ./city.toml, this must not turn into the demo city.
    path = Path("city.toml") if city is None and Path("city.toml").exists() else city
    found = _found(path, webhook)
    _log()
    with lock.only_timetable(found.state, found.city.name):
        if once:
            scheduler.once(found, _clock)
            return
        click.echo(f"{found.city.name}: reading each source when it is due (Ctrl-C or SIGTERM ends it).", err=True)
        left = scheduler.keep(lambda: _found(path, webhook), found, _clock)
    click.echo(f"Ended.{f' Given up, and due again: {chr(10).join(left)}.' if left else ''}", err=True)
    if left:  # a thread waits for a host that does not answer, and would keep this process from ending
        sys.stdout.flush()
        os._exit(0)


verbs.add_to(main)


@main.command("report")
@_CITY
@click.option("--json", "as_json", is_flag=True, help="For a machine: city, at, needs (key, sentence, urgency).")
def report_needs(city: Path | None, *, as_json: bool) -> None:
    """Say what needs a person today, most urgent first."""
    from schedules import today

    found = home.find(city, _clock())
    said = today.today(found, _clock())
    click.echo(today.as_json(said) if as_json else today.in_words(said))


def _found(city: Path | None, webhook: str | None) -> home.Home:
    """The city, with the webhook of the command in place of its own."""
    found = home.find(city, _clock())
    if webhook is None:
        return found
    if not webhook.startswith(("http://", "https://")):
        raise CityFileError(f"--webhook: expected http://… or https://…, but it is {webhook!r}.")
    told = msgspec.structs.replace(found.city.notices, webhook=webhook)
    return msgspec.structs.replace(found, city=msgspec.structs.replace(found.city, notices=told))


def _log() -> None:
    """Lines of what happens, on stderr, for a process that lasts."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S", level=logging.WARNING)
    logging.getLogger("cityoflearning").setLevel(logging.INFO)


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
