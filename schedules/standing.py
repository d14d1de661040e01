"""Shows how each source stands: verdict, why, and how its last crawls went."""

import datetime as dt
from contextlib import closing

from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.catalogue.catalogue import Catalogue
from indexer.contents import SourceState
from indexer.quality.history import KEPT, history
from portal import sparkline
from schedules import run
from schedules.home import Home
from schedules.report import STYLE

_WIDE = 120
"""Columns of a terminal on which addresses fit beside the rest."""

_LONGEST = 110
"""Characters of a reason; the whole of it stands in `cityoflearning report` and on staff's page of sources."""


def show(home: Home, now: dt.datetime, console: Console) -> None:
    """Prints a row for each source, then what is to be said of those that are not good."""
    held, due = run.contents(home, now), run.due_next(home)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        past = history(catalogue)
    plain = not console.encoding.startswith("utf")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("source", "kind", "verdict", "crawls", "listings", "last (UTC)", "next (UTC)"):
        table.add_column(head, no_wrap=True)
    wide = console.width >= _WIDE
    for head in ("every", "address") if wide else ():
        table.add_column(head, overflow="fold")
    every = {source.name: source.every for source in home.city.sources}
    for state in held.sources:
        moments = [f"{at:%m-%d %H:%M}" if at else "-" for at in (state.last_crawl_at, due.get(state.name))]
        crawls = sparkline.line(past.get(state.name, ()), plain=plain)
        listings = f"{state.listings:,}{f' +{state.held:,}' if state.held else ''}"
        verdict = Text(state.verdict, STYLE[state.verdict])
        more = (every[state.name], Text(state.url)) if wide else ()
        table.add_row(state.name, state.kind, verdict, crawls, listings, *moments, *more)
    console.print(table)
    for state in held.sources:
        for sentence in _said(state):
            console.print(Text(sentence, STYLE[state.verdict]), highlight=False)
    cross, fault = ("x", "!") if plain else (sparkline.REFUSED, sparkline.ERROR)
    marks = f"{cross} refused, {fault} not read; the higher, the more listings"
    console.print(Text(f"crawls: the last {KEPT}, oldest first; {marks}.", "dim"), highlight=False)


def _said(state: SourceState) -> list[str]:
    """The first reason, shortened, and what waits."""
    found = []
    if state.verdict == "paused":
        found.append(f"{state.name}: paused: {state.reasons[0]}")
    elif state.reasons:
        reason = state.reasons[0].removeprefix(f"{state.name}: ")
        short = reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST].rsplit(' ', 1)[0]} ..."
        more = f" (and {len(state.reasons) - 1} more)" if len(state.reasons) > 1 else ""
        found.append(f"{state.name}: {state.verdict}: {short}{more}")
    if state.held:
        what = "1 listing waits" if state.held == 1 else f"{state.held:,} listings wait"
        found.append(f"{state.name}: {what} for review: cityoflearning accept {state.name}")
    return found
