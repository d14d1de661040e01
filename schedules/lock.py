"""One run of a city at a time: a lock that the system lets go when its holder ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawlers.errors import Busy


@contextmanager
def only_one(state: Path, city: str) -> Iterator[None]:
    """Holds the city's lock. Raises Busy with a sentence where another run holds it."""
    state.mkdir(parents=True, exist_ok=True)
    path = state / "lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(
                f"{city}: another run of this city is under way (it holds {path}). "
                "Wait until it has ended, then try again."
            ) from None
        yield
