"""The verbs of whoever looks after the portal: put right, take out, remove everywhere, what needs a person."""

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
@click.argument("target", metavar="ID", required=False)
@click.argument("field", required=False)
@click.argument("value", required=False)
@asked.CITY
@click.option("--because", metavar="TEXT", help="Why; kept beside it, and shown to nobody but the city.")
@click.option("--session", metavar="ID|DAY|all", help="Whose time, place, price …, where there are several sessions.")
@click.option("--undo", is_flag=True, help="Let the source speak again, of FIELD or of all that is corrected.")
@click.option("--as", "what", type=click.Choice(["opportunity", "listing"]), help="Where an id is of both.")
def correct(
    target: str | None,
    field: str | None,
    value: str | None,
    city: Path | None,
    because: str | None,
    session: str | None,
    what: "What | None",
    *,
    undo: bool,
) -> None:
    """Put right what a source says wrong, at once and whatever a crawl brings; alone, list what is corrected.

    ID is an opportunity's, a listing's or a session's, or the address of a page of the portal. VALUE is read as a
    source's words would be: ages "8-12", price "£4", when "Tuesdays 4-5pm, 6 weeks from 1 July"; or "unknown".
    The page says that the city put it right, and what the source says.
    """
    from rich.console import Console

    from schedules import correcting
    from schedules.needs import as_named

    given = [word for word in (target, field, value) if word is not None]
    if city is None and len(given) in ((2, 3) if undo else (1,)) and Path(given[-1]).exists():
        city = Path(given.pop())
        target, field, value = (*given, None, None, None)[:3]
    found = asked.found(city)
    if target is None:
        correcting.show(correcting.listed(found), Console())
    elif undo:
        for one in correcting.lift(found, target, field, asked.clock, session=session, waits=_aside):
            click.echo(f"{as_named(one)}: the source speaks again: {one.says or 'not stated'}")
    elif field is None or value is None:
        raise click.UsageError('Say what is right: cityoflearning correct ID FIELD VALUE, such as ages "8-12".')
    elif not because:
        raise click.UsageError("Say why: --because TEXT. It is kept beside it, and `cityoflearning correct` shows it.")
    else:
        done = correcting.correct(
            found, target, field, value, because, asked.clock, session=session, what=what, waits=_aside
        )
        click.echo(f"{done.title}: {done.correction.field} is {done.after} now, where it was {done.before}.")
        click.echo("It stays so whatever a crawl brings: --undo lets the source speak again.")


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
@click.argument("what", metavar="[quality|review]", required=False)
@asked.CITY
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def report_needs(what: str | None, city: Path | None, *, as_json: bool) -> None:
    """Say what needs a person today; with `quality`, how sources' words came through; `review`, what may be one.

    That table has, for each source and field, how many state it, how many of these were read or are doubtful, how many
    are inferred from other words, and of how many nothing is known; then what to do about the worst.
    """
    if what == "review":
        from rich.console import Console

        from schedules import linking

        asked_of = linking.questions(asked.found(city))
        if as_json:
            click.echo(linking.as_json(asked_of))
        else:
            linking.show(asked_of, Console())
        return
    if what == "quality":
        from rich.console import Console

        from schedules import quality

        found = quality.quality(asked.found(city), asked.clock)
        if as_json:
            click.echo(quality.as_json(found))
        else:
            quality.show(found, Console())
        return
    if what and city:
        raise click.UsageError(f"{what!r}: expected `quality`, `review`, or the city alone.")
    from schedules import today

    said = today.today(asked.found(Path(what) if what else city), asked.clock())
    click.echo(today.as_json(said) if as_json else today.in_words(said))
