"""What hosts have said of being asked: robots.txt, once in a run whichever engine asks; and "not today".

It lies in the run's folder. Both engines follow redirects of robots.txt, and take its silence for a no, in the same way
(RFC 9309).
"""

import datetime as dt
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import msgspec

from crawlers import errors
from crawlers.asking import manners
from crawlers.errors import SourceError

OLDEST = dt.timedelta(hours=24)
"""For so long rules are good (RFC 9309, 2.4)."""

HOPS = 5
"""Redirects that are followed, even to another host; after more, there are no rules (RFC 9309, 2.3.1.2)."""


class _Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A SourceError, whosever it is."""

    sort: str
    status: int | None
    expected: str
    came: str
    todo: str


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking. text: None where the host has no rules."""

    at: dt.datetime
    text: str | None = None
    trouble: _Trouble | None = None


class RobotsBook:
    """What is known of robots.txt in a run. folder: shared by the run's processes (None: known to this one alone)."""

    def __init__(self, folder: Path | None, clock: Callable[[], dt.datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._known: dict[str, tuple[_Said, manners.Robots]] = {}
        self._lock = threading.Lock()

    def rules(self, source: str, where: str) -> manners.Robots | None:
        """The rules that stand there, None where nobody has asked today. Raises the error that asking met."""
        with self._lock:
            said, rules = self._known.get(where) or self._read(where)
        if said is None or rules is None or abs(self._clock() - said.at) > OLDEST:
            return None
        if said.trouble:
            raise _error(source, said.trouble)
        return rules

    def came(self, source: str, where: str, status: int, body: bytes) -> manners.Robots:
        """Keeps an answer. Raises BadStatus where it means that nothing is allowed."""
        try:
            rules = manners.robots(source, where, status, body)
        except SourceError as error:
            self.failed(where, error)
            raise
        self._keep(where, _Said(at=self._clock(), text=rules.text), rules)
        return rules

    def failed(self, where: str, error: SourceError) -> None:
        """Keeps why there are no rules: an address without an answer is not asked again in this run."""
        trouble = _Trouble(
            sort=type(error).__name__,
            status=getattr(error, "status", None),
            expected=error.expected,
            came=error.came,
            todo=error.todo,
        )
        self._keep(where, _Said(at=self._clock(), trouble=trouble), manners.Robots(None))

    def leave(self, url: str, error: SourceError) -> None:
        """The host wants to be left alone for longer than a crawl can wait."""
        self.failed(f"host {manners.host(url)}", error)

    def check(self, source: str, url: str) -> None:
        """Raises what the host said when it asked to be left alone."""
        self.rules(source, f"host {manners.host(url)}")

    def _keep(self, where: str, said: _Said, rules: manners.Robots) -> None:
        with self._lock:
            self._known[where] = said, rules
        if path := self._path(where):
            beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            beside.write_bytes(msgspec.json.encode(said))
            beside.replace(path)

    def _read(self, where: str) -> tuple[_Said, manners.Robots] | tuple[None, None]:
        path = self._path(where)
        if path is None or not path.exists():
            return None, None
        said = msgspec.json.decode(path.read_bytes(), type=_Said)
        self._known[where] = said, manners.Robots(said.text)
        return self._known[where]

    def _path(self, where: str) -> Path | None:
        return self._folder / f"{hashlib.sha256(where.encode()).hexdigest()}.json" if self._folder else None


def leads_to(where: str, status: int, target: str | None) -> str | None:
    """The address that an answer to robots.txt leads to, None where it leads nowhere."""
    try:
        url = urljoin(where, target or "")
    except ValueError:
        return None
    web = url.lower().startswith(("http://", "https://")) and manners.host(url)
    return url if target and 300 <= status < 400 and web else None


def _error(source: str, trouble: _Trouble) -> SourceError:
    if trouble.sort == errors.BadStatus.__name__:
        return errors.BadStatus(
            source, status=trouble.status or 0, expected=trouble.expected, came=trouble.came, todo=trouble.todo
        )
    sort = getattr(errors, trouble.sort)
    found: SourceError = sort(source, expected=trouble.expected, came=trouble.came, todo=trouble.todo)
    return found
