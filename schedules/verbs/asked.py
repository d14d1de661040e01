"""What verbs are asked with: which city, and what time it is."""

import datetime as dt
from pathlib import Path

import click
import msgspec

from crawlers.errors import CityFileError
from schedules import home

CITY = click.argument("city", required=False, type=click.Path(path_type=Path))
WEBHOOK = click.option(
    "--webhook",
    metavar="URL",
    help="POST there, as JSON, what needs a person: only what changed. Or: [notices] webhook",
)


def clock() -> dt.datetime:
    """Now, aware UTC. Only the verbs look at a clock; whatever they call is given this one."""
    return dt.datetime.now(dt.UTC)


def settled(city: Path | None) -> Path | None:
    """The city of a process that lasts: while an editor replaces ./city.toml, it must not turn into the demo city."""
    return Path("city.toml") if city is None and Path("city.toml").exists() else city


def found(city: Path | None, webhook: str | None = None) -> home.Home:
    """The city, with the webhook of the command in place of its own. Raises CityFileError."""
    asked = home.find(city, clock())
    if webhook is None:
        return asked
    if not webhook.startswith(("http://", "https://")):
        raise CityFileError(f"--webhook: expected http://… or https://…, but it is {webhook!r}.")
    told = msgspec.structs.replace(asked.city.notices, webhook=webhook)
    return msgspec.structs.replace(asked, city=msgspec.structs.replace(asked.city, notices=told))
