"""Who may do what at the same time in one city: locks that the system lets go when their holder ends, however it ends.

`var/lock`: a whole run holds it alone; the timetable's readings and whatever only reads or writes the catalogue share
it. `var/schedule.lock`: one timetable a city. `var/writing.lock`: indexing and publishing happen one at a time, also
between the threads of one process; it is waited for.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawlers.errors import Busy


@contextmanager
def only_one(state: Path, city: str, *, shared: bool = False) -> Iterator[None]:
    """Holds the city's lock, alone or with others that share it. Raises Busy with a sentence where that cannot be."""
    with _held(state / "lock", fcntl.LOCK_SH if shared else fcntl.LOCK_EX) as path:
        if path:
            raise Busy(
                f"{city}: another run of this city is under way (it holds {path}). "
                "Wait until it has ended, then try again."
            )
        yield


@contextmanager
def only_timetable(state: Path, city: str) -> Iterator[None]:
    """Holds the right to look at the city's timetable. Raises Busy where another `schedule` does."""
    with _held(state / "schedule.lock", fcntl.LOCK_EX) as path:
        if path:
            raise Busy(
                f"{city}: `cityoflearning schedule` is running for this city already (it holds {path}). "
                "One is enough; end that one if this one is to take its place."
            )
        yield


@contextmanager
def writing(state: Path) -> Iterator[None]:
    """Waits for its turn to write catalogue and portal, then holds it."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "writing.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[Path | None]:
    """Holds the lock, and gives None; or gives the path of the lock that somebody else holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except OSError:
            yield path
            return
        yield None
