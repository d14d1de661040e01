"""Puts right what a source says, until the city lifts it: `correct`, `correct --undo`, and the list of corrections."""

from collections.abc import Callable
from contextlib import closing
from functools import cache

from rich.console import Console
from rich.text import Text

from crawlers.errors import OptionError
from indexer.catalogue.catalogue import Catalogue
from indexer.decisions import correcting, corrections
from indexer.decisions.correcting import Done
from indexer.decisions.corrections import Correction
from indexer.decisions.hidden import What
from indexer.values.gazetteer import load_gazetteer
from schedules import removal, run
from schedules.home import Home
from schedules.needs import as_named, stands
from schedules.run import Clock


def listed(home: Home) -> list[Correction]:
    """Everything that is corrected, the latest first."""
    with closing(Catalogue.open(home.catalogue)) as catalogue, catalogue.read() as connection:
        return corrections.entries(connection)[::-1]


def correct(
    home: Home,
    said: str,
    field: str,
    words: str,
    because: str,
    clock: Clock,
    *,
    session: str | None = None,
    what: What | None = None,
    waits: Callable[[str], None],
) -> Done:
    """Puts a field right, then publishes. waits: told why, where a run is waited for.

    Raises OptionError for what nobody knows and for words that mean nothing, CatalogueError, PublishError.
    """
    settings = run.settings(home)
    city = correcting.City(home.city.sources, settings, cache(lambda: load_gazetteer(settings)))
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        done = correcting.correct(catalogue, city, said, field, words, because, clock(), session=session, what=what)
    removal.publish(home, clock, waits)
    return done


def lift(
    home: Home, said: str, field: str | None, clock: Clock, *, session: str | None = None, waits: Callable[[str], None]
) -> list[Correction]:
    """Lets the source speak again, then publishes. Raises OptionError where nothing is corrected."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        lifted = correcting.undo(catalogue, home.city.sources, said, field, clock(), session=session)
    if not lifted:
        raise OptionError(f"{said!r}: expected something that is corrected. `cityoflearning correct` lists what is.")
    removal.publish(home, clock, waits)
    return lifted


def show(found: list[Correction], console: Console) -> None:
    """Prints them, each with what its source says."""
    for one in found:
        said = one.says or "nothing"
        line = f"{as_named(one)}: {one.words!r}, since {one.corrected_at:%Y-%m-%d %H:%M} UTC: {one.because}"
        console.print(Text(line), highlight=False, soft_wrap=True)
        console.print(Text(f"  The source says: {said}", "dim"), highlight=False, soft_wrap=True)
        if one.state != "holds":
            console.print(Text(f"  {stands(one)}", "yellow"), highlight=False, soft_wrap=True)
