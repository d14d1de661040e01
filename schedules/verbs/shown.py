"""What a verb shows while it works, and how it names a place."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from crawlers.keep import Crawl


def log() -> None:
    """Lines of what happens, on stderr, for a process that lasts."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S", level=logging.WARNING)
    logging.getLogger("cityoflearning").setLevel(logging.INFO)


def short(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    return f"{path.relative_to(Path.cwd())}/" if path.is_relative_to(Path.cwd()) else f"{path}/"


@contextmanager
def progress(sources: int) -> Iterator[Callable[[Crawl], None]]:
    """A bar on a terminal, a line a source in a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda crawl: click.echo(_line(crawl), err=True)
        return
    columns = (TextColumn("crawling"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=sources)
        yield lambda crawl: bar.update(task, advance=1, description=crawl.source)


def _line(crawl: Crawl) -> str:
    if crawl.error:
        return f"{crawl.source}: {crawl.error.removeprefix(crawl.source + ': ')}"
    return f"{crawl.source}: {len(crawl.drafts):,} drafts, {crawl.requests} requests, {crawl.unchanged} unchanged"
