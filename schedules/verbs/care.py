"""The verbs of whoever looks after the portal: take something out, remove it everywhere, what needs a person."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schedules.verbs import asked

if TYPE_CHECKING:
    from indexer.decisions.hidden import What


def _aside(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.command()
@click.argument("target", metavar="ID|PROVIDER", required=False)
@asked.CITY
@click.option("--reason", help="Why; kept beside it, and shown to nobody but the city.")
@click.option("--undo", is_flag=True, help="Show it again.")
@click.option("--as", "what", type=click.Choice(["opportunity", "listing", "provider"]), help="Where an id is of both.")
def hide(target: str | None, city: Path | None, reason: str | None, what: "What | None", *, undo: bool) -> None:
    """Take an opportunity, a listing or a provider out of all that is published, at once; alone, list what is out.

    It stays out whatever a crawl brings. ID is an opportunity's or a listing's, or the address of a page of the portal.
    """
    from schedules import removal

    if target and city is None and not reason and not undo and Path(target).exists():
        city, target = Path(target), None
    found = asked.found(city)
    if target is None:
        for one in removal.hidden(found):
            click.echo(f"{one.target}  {one.what}, since {one.hidden_at:%Y-%m-%d %H:%M} UTC: {one.reason}")
    elif undo:
        shown = removal.show(found, target, asked.clock, waits=_aside)
        click.echo(f"The {shown.what} {shown.target} is shown again.")
    elif not reason:
        raise click.UsageError("Say why: --reason TEXT. It is kept beside it, and `cityoflearning hide` shows it.")
    else:
        out = removal.hide(found, target, reason, asked.clock, what=what, waits=_aside)
        click.echo(f"The {out.what} {out.name!r} ({out.target}) is hidden, and stays so: --undo shows it again.")


@click.command()
@click.argument("text", metavar="TEXT|URL")
@asked.CITY
def forget(text: str, city: Path | None) -> None:
    """Remove a text everywhere it is kept and published, or the listing of an address, and keep it from coming back."""
    from schedules import removal

    found = asked.found(city)
    forgot = removal.forget(found, text, asked.clock, waits=_aside)
    for place, count in forgot.removed.items():
        click.echo(f"removed from {place}: {count:,}")
    click.echo("It will not be kept again. Out of reach are backups, a PostgreSQL's own log, other people's caches,")
    click.echo("and what search engines hold; other machines of this city forget it with their next job.")
    for path in forgot.left:
        click.echo(f"Still in {path}: that file is yours to change.")


@click.command("report")
@asked.CITY
@click.option("--json", "as_json", is_flag=True, help="For a machine: city, at, needs (key, sentence, urgency).")
def report_needs(city: Path | None, *, as_json: bool) -> None:
    """Say what needs a person today, most urgent first."""
    from schedules import today

    found = asked.found(city)
    said = today.today(found, asked.clock())
    click.echo(today.as_json(said) if as_json else today.in_words(said))
