"""The verbs that say which listings are one opportunity: `join`, `part`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schedules.verbs import asked

if TYPE_CHECKING:
    from indexer.decisions.links import How

_SAYS = {"join": "one opportunity", "part": "two opportunities"}


def _aside(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.command()
@click.argument("one", metavar="A", required=False)
@click.argument("two", metavar="B", required=False)
@asked.CITY
@click.option("--because", metavar="TEXT", help="Why; kept beside it, and shown to nobody but the city.")
@click.option("--undo", is_flag=True, help="Take it back: what they say decides again.")
def join(one: str | None, two: str | None, city: Path | None, because: str | None, *, undo: bool) -> None:
    """Say that two are one opportunity, whatever a crawl brings; alone, list what was said.

    A and B are ids of listings or opportunities, or the addresses of their pages. `cityoflearning report review` shows
    which may be one.
    """
    _say("join", one, two, city, because, undo=undo)


@click.command()
@click.argument("one", metavar="A", required=False)
@click.argument("two", metavar="B", required=False)
@asked.CITY
@click.option("--because", metavar="TEXT", help="Why; kept beside it, and shown to nobody but the city.")
@click.option("--undo", is_flag=True, help="Take it back: what they say decides again.")
def part(one: str | None, two: str | None, city: Path | None, because: str | None, *, undo: bool) -> None:
    """Say that two are not one opportunity, however alike; alone, list what was said.

    A and B are ids of listings or opportunities, or the addresses of their pages. Other listings stay with the one that
    they are more like.
    """
    _say("part", one, two, city, because, undo=undo)


def _say(what: "How", one: str | None, two: str | None, city: Path | None, because: str | None, *, undo: bool) -> None:
    from schedules import linking

    if one and two is None and city is None and Path(one).exists():
        city, one = Path(one), None
    found = asked.found(city)
    if one is None:
        for link in linking.said(found, what):
            click.echo(f"{link.one}  {link.two}  since {link.linked_at:%Y-%m-%d %H:%M} UTC: {link.because}")
    elif two is None:
        raise click.UsageError(f"Name two: cityoflearning {what} A B --because TEXT")
    elif undo:
        linking.unlink(found, one, two, what, asked.clock, waits=_aside)
        click.echo("Taken back: what they say decides again.")
    elif not because:
        raise click.UsageError(f"Say why: --because TEXT. It is kept beside it, and `cityoflearning {what}` shows it.")
    else:
        done = linking.link(found, one, two, what, because, asked.clock, waits=_aside)
        click.echo(f"{done.names[0]!r} and {done.names[1]!r} are {_SAYS[what]}, and stay so: --undo takes it back.")
        if done.one != (what == "join"):
            click.echo(
                "At present that changes nothing: one of them is not listed, or another decision goes before it."
            )
