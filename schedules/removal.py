"""Takes things out of all that is published, at once: `hide` until the city shows them again, `forget` for good."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec

from crawlers.errors import Busy, OptionError
from crawlers.forgetting import Filter
from crawlers.memory import forgetting_runs
from indexer.catalogue.catalogue import Catalogue
from indexer.decisions import forgetting, hiding
from indexer.decisions.hidden import Hidden, What
from indexer.decisions.hiding import Found
from schedules import run
from schedules.home import Home
from schedules.run import Clock

_PATIENCE = 1.0
"""Seconds between two looks at whether a run has ended."""

_NOT_OURS = frozenset({"catalogue.db", "catalogue.db-wal", "catalogue.db-shm", "forgotten.json"})
_RECORD = "published.json"
"""What stands in public/ and staff/; publishing keeps it right."""
_WRITTEN = frozenset({".toml", ".md", ".csv", ".txt", ".json", ".geojson"})
"""Files that a city writes itself."""


class Forgot(msgspec.Struct, frozen=True, kw_only=True):
    """What `forget` did. removed: by place, in how many files or rows. left: files of the city's that still say it."""

    removed: dict[str, int]
    left: tuple[Path, ...]


def hidden(home: Home) -> list[Hidden]:
    """Everything that is hidden, the latest first."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return hiding.hidden(catalogue)


def hide(
    home: Home, said: str, reason: str, clock: Clock, *, what: What | None = None, waits: Callable[[str], None]
) -> Found:
    """Takes an opportunity, a listing or a provider out, then publishes. waits: told why, where a run is waited for.

    Raises OptionError for what nobody knows, CatalogueError, PublishError (it is hidden then, and the next publication
    leaves it out).
    """
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        found = hiding.find(catalogue, said, home.city.sources, what)
        if isinstance(found, list):
            near = f" Did you mean {' or '.join(found)}?" if found else ""
            raise OptionError(
                f"{said!r}: expected the id of an opportunity or a listing, a provider, or the address of a page of "
                f"theirs, but {home.city.name} has none of this name.{near}"
            )
        hiding.hide(catalogue, found, reason, home.city.sources, clock())
    publish(home, clock, waits)
    return found


def show(home: Home, said: str, clock: Clock, *, waits: Callable[[str], None]) -> Hidden:
    """Undoes `hide`, then publishes. Raises OptionError for what is not hidden."""
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        one = hiding.undo(catalogue, said, home.city.sources, clock())
    if one is None:
        raise OptionError(f"{said!r}: expected something that is hidden. `cityoflearning hide` lists what is.")
    publish(home, clock, waits)
    return one


def forget(home: Home, said: str, clock: Clock, *, waits: Callable[[str], None]) -> Forgot:
    """Removes a text or an address from everything that is kept and published, and keeps it from coming back.

    Raises OptionError for a text that is too short, CatalogueError, PublishError.
    """
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        known = forgetting.remember(catalogue, said, clock())
        with waiting(home, waits), run.writing(home, catalogue):
            removed = Counter({"crawls": forgetting.bring(catalogue, home.crawls)})
            removed["memory"] += forgetting_runs.bring(home.memory, known)
            removed += Counter({f"catalogue: {name}": n for name, n in forgetting.scrub(catalogue).items()})
            removed["var/"] += sum(_rewritten(path, Filter(known)) for path in _texts(home))
    with waiting(home, waits):
        run.index(home, clock())
    publish(home, clock, waits)
    with closing(Catalogue.open(home.catalogue)) as catalogue, waiting(home, waits), run.writing(home, catalogue):
        catalogue.overwrite()
    return Forgot(removed=dict(+removed), left=tuple(_still(home, Filter(forgetting.only(known, said)))))


def publish(home: Home, clock: Clock, waits: Callable[[str], None]) -> None:
    """Publishes now; where other machines do that, has it done now."""
    if home.city.runner == "procrastinate" and not home.public.exists():
        from schedules.queue import QueueRunner  # noqa: PLC0415 (most cities have one machine)

        with closing(QueueRunner(home, clock)) as runner:
            runner.submit("publish", "publish", ())
        return
    with waiting(home, waits):
        run.publish(home, clock())


@contextmanager
def waiting(home: Home, waits: Callable[[str], None]) -> Iterator[None]:
    """Shares the city's lock as soon as no whole run holds it: what is taken out must not be published by that one."""
    told = False
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(run.beside(home))
                break
            except Busy as busy:
                if not told:
                    waits(f"{busy} This one waits for it.")
                told = True
                time.sleep(_PATIENCE)
        yield


def _texts(home: Home) -> Iterator[Path]:
    """Reports and whatever else lies in var/, but for what is gone through by those who know its form."""
    for path in sorted(home.state.rglob("*")) if home.state.exists() else ():
        if (
            home.memory not in path.parents
            and path.is_file()
            and path.name not in _NOT_OURS | {_RECORD}
            and path.suffix != ".jsonl"
        ):
            yield path


def _rewritten(path: Path, sift: Filter) -> bool:
    """Whether something was removed from a file of JSON or of plain text."""
    try:
        before = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        data = msgspec.json.decode(before)
        said = sift.json(data)
        after = before if said == data else msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n"
    except msgspec.DecodeError:
        after = sift.text(before)
    if after == before:
        return False
    beside = path.with_suffix(".new")
    beside.write_text(after, encoding="utf-8")
    beside.replace(path)
    return True


def _still(home: Home, sift: Filter) -> Iterator[Path]:
    """Files that say it still: the city's own, such as its city file, pages and returns, which no command changes."""
    roots = (home.state, home.public, home.staff)
    ours = [path for root in roots for path in sorted(root.rglob("*")) if home.memory not in path.parents]
    own = [] if home.demo else [path for path in sorted(home.folder.rglob("*")) if path.suffix in _WRITTEN]
    for path in (*ours, *(path for path in own if not any(root in path.parents for root in roots))):
        if path.is_file() and path.name not in _NOT_OURS:
            text = path.read_bytes().decode("utf-8", "replace")
            if sift.text(text) != text:
                yield path
