"""The verbs beside the line: look at what is published, take something out, work for other machines."""

import datetime as dt
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawlers.errors import CityFileError

if TYPE_CHECKING:
    from indexer.hidden import What

_CITY = click.argument("city", required=False, type=click.Path(path_type=Path))


def _clock() -> dt.datetime:
    from schedules import cli

    return cli._clock()


def _aside(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.command()
@_CITY
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("--staff", is_flag=True, help="Serve staff/ instead.")
def serve(city: Path | None, port: int, *, staff: bool) -> None:
    """Serve public/ on this machine, to look at it."""
    from schedules import home
    from schedules import serve as serving

    found = home.find(city, _clock())
    folder = found.staff if staff else found.public
    if not (folder / "index.html").exists():
        raise CityFileError(f"{folder}: nothing is published yet. Run: cityoflearning run")
    with serving.server(folder, port) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()


@click.command()
@click.argument("target", metavar="ID|PROVIDER", required=False)
@_CITY
@click.option("--reason", help="Why; kept beside it, and shown to nobody but the city.")
@click.option("--undo", is_flag=True, help="Show it again.")
@click.option("--as", "what", type=click.Choice(["opportunity", "listing", "provider"]), help="Where an id is of both.")
def hide(target: str | None, city: Path | None, reason: str | None, what: "What | None", *, undo: bool) -> None:
    """Take an opportunity, a listing or a provider out of all that is published, at once; alone, list what is out.

    It stays out whatever a crawl brings. ID is an opportunity's or a listing's, or the address of a page of the portal.
    """
    from schedules import home, removal

    if target and city is None and not reason and not undo and Path(target).exists():
        city, target = Path(target), None
    found = home.find(city, _clock())
    if target is None:
        for one in removal.hidden(found):
            click.echo(f"{one.target}  {one.what}, since {one.hidden_at:%Y-%m-%d %H:%M} UTC: {one.reason}")
    elif undo:
        shown = removal.show(found, target, _clock, waits=_aside)
        click.echo(f"The {shown.what} {shown.target} is shown again.")
    elif not reason:
        raise click.UsageError("Say why: --reason TEXT. It is kept beside it, and `cityoflearning hide` shows it.")
    else:
        out = removal.hide(found, target, reason, _clock, what=what, waits=_aside)
        click.echo(f"The {out.what} {out.name!r} ({out.target}) is hidden, and stays so: --undo shows it again.")


@click.command()
@click.argument("text", metavar="TEXT|URL")
@_CITY
def forget(text: str, city: Path | None) -> None:
    """Remove a text everywhere it is kept and published, or the listing of an address, and keep it from coming back."""
    from schedules import home, removal

    found = home.find(city, _clock())
    forgot = removal.forget(found, text, _clock, waits=_aside)
    for place, count in forgot.removed.items():
        click.echo(f"removed from {place}: {count:,}")
    click.echo("It will not be kept again. Out of reach are backups, a PostgreSQL's own log, other people's caches,")
    click.echo("and what search engines hold; other machines of this city forget it with their next job.")
    for path in forgot.left:
        click.echo(f"Still in {path}: that file is yours to change.")


@click.command()
@_CITY
@click.option("--publish", "publishes", is_flag=True, help="Publish here too: this machine has public/.")
def worker(city: Path | None, *, publishes: bool) -> None:
    """Do the timetable's work on this machine, where the city file says runner = "procrastinate".

    Start it on as many machines as wanted, beside one `schedule`. Ctrl-C or SIGTERM ends it after its present job.
    """
    from schedules import home
    from schedules import worker as working

    path = Path("city.toml") if city is None and Path("city.toml").exists() else city
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S", level=logging.WARNING)
    logging.getLogger("cityoflearning").setLevel(logging.INFO)
    working.work(lambda: home.find(path, _clock()), _clock, publishes=publishes)


def add_to(group: click.Group) -> None:
    """Adds the verbs, in this order."""
    for verb in (serve, hide, forget, worker):
        group.add_command(verb)
