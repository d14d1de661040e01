"""The verbs of what the crawls have kept as it came: read it again, make a fixture of it."""

import sys
from pathlib import Path

import click
from rich.console import Console

from schedules.verbs import asked

_RUN = click.option(
    "--run", metavar="RUN", help="The state after this run, such as 20270301T090000Z; else the present."
)


@click.command()
@click.argument("source")
@asked.CITY
@_RUN
@click.option("--keep", is_flag=True, help="Put what comes in the place of the source's crawl, and index it.")
def replay(source: str, city: Path | None, run: str | None, *, keep: bool) -> None:
    """Read a source again out of the memory, without the network, and compare what comes with what is kept.

    With --keep it takes the place of the source's crawl and is indexed; without, nothing is changed.
    """
    from schedules import replay as replaying

    found, console = asked.found(city), Console()
    made, compared = replaying.replay(found, source, run)
    replaying.show(source, made, compared, console)
    if keep:
        replaying.put(found, made, asked.clock)
        click.echo("It is kept and indexed; `cityoflearning publish` shows it.")
    elif not compared.same and made.is_last and not made.crawl.error:
        click.echo("Nothing was changed. --keep puts it in the place of what is kept.")
    sys.exit(1 if made.crawl.error else 0)


@click.command()
@click.argument("source")
@asked.CITY
@_RUN
@click.option("--case", metavar="NAME", help="The folder's name; else the source's and the run's.")
@click.option("--page", "pages", multiple=True, metavar="ADDRESS", help="Only this page; can be given more than once.")
def fixture(source: str, city: Path | None, run: str | None, case: str | None, pages: tuple[str, ...]) -> None:
    """Make a fixture of the pages of a broken day, with private people's names, addresses and numbers masked.

    Written to tests/fixtures/ in a checkout of this project, to ./fixtures/ elsewhere. Read it before it is committed:
    a name in running text without any sign of one is not found by a machine.
    """
    from schedules import fixture as making

    found = asked.found(city)
    making.show(making.make(found, source, Path.cwd(), run=run, case=case, only=pages), Console())
