"""Tells what a file is made of, in a digest: who has the same digest has the same bytes and need not make them again.

A digest that leaves something out would leave an old page standing, so each holds all of our code, all of the settings
and the day; what differs from page to page is added by whoever makes it. tests/test_made_of.py compares portals that
were published over one another with portals made from nothing.
"""

import datetime as dt
import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from indexer.contents import Contents, SourceState
from indexer.opportunity import Listing, Opportunity
from indexer.search.server import SearchServer
from indexer.settings import Holiday
from portal.settings import PortalSettings

_OURS = ("crawlers", "indexer", "portal")
_OTHERS = ("babel", "icalendar", "jinja2", "markupsafe", "markdown-it-py", "msgspec")


def digest(*parts: object) -> str:
    """Of anything that msgspec can encode, of functions by their name, and of what has a `made_of`; the same for equal
    parts in any process. Raises TypeError for what may differ between two processes, such as an object without one."""
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=16).hexdigest()


def _other(value: Any) -> Any:
    """What msgspec does not know."""
    if isinstance(value, (str, Path)):
        return str(value)
    if isinstance(value, FunctionType):
        return f"{value.__module__}.{value.__qualname__}"
    try:
        return value.made_of
    except AttributeError:
        raise TypeError(
            f"a page may not be made of a {type(value).__name__}: nobody can tell whether it changed"
        ) from None


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_other)


@cache
def code() -> str:
    """Of everything in our packages that a page may come from, templates and catalogues too, and of what it uses."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for name in _OURS:
        folder = Path(str(import_module(name).__file__)).parent
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    for name in _OTHERS:
        found.update(version(name).encode())
    return found.hexdigest()


def portal(
    contents: Contents,
    settings: PortalSettings,
    today: dt.date,
    *,
    holidays: Sequence[Holiday] = (),
    revisions: Mapping[str, tuple[int, dt.datetime]] | None = None,
    server: SearchServer | None = None,
) -> str:
    """Of everything that is published: who has the same digest need not build."""
    made_of = MadeOf(settings.timezone)
    return digest(
        (code(), settings, _beside(settings.folder), today, holidays, sorted((revisions or {}).items())),
        server and (server.url, server.index, server.key),
        [made_of.opportunity(o) for o in contents.opportunities],
        sorted(contents.aliases.items()),
        [made_of.source(source) for source in contents.sources],
    )


def _beside(folder: Path) -> list[tuple[str, str]]:
    """What lies beside the city file, its own pages and playlists too."""
    found = [path for path in folder.glob("*") if path.is_file()] + [
        *folder.glob("pages/*"),
        *folder.glob("playlists/*"),
    ]
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(found) if path.is_file()]


class MadeOf:
    """Digests of opportunities, each made once. timezone: the city's."""

    def __init__(self, timezone: str) -> None:
        self._zone, self._known = ZoneInfo(timezone), dict[str, str]()

    def opportunity(self, o: Opportunity) -> str:
        """Of all that the portal can show of it: of when something was checked or counted, the day in the city."""
        if o.id not in self._known:
            self._known[o.id] = digest(
                msgspec.structs.replace(o, listings=(), sessions=()),
                [(self._listing(one)) for one in o.listings],
                [(self._day(one.places_as_of), msgspec.structs.replace(one, places_as_of=None)) for one in o.sessions],
            )
        return self._known[o.id]

    def source(self, source: SourceState) -> str:
        """Of all that the portal can show of it; of how it was asked today, nothing."""
        days = self._day(source.last_crawl_at), self._day(source.checked_at)
        same = msgspec.structs.replace(source, last_crawl_at=None, checked_at=None, requests=0, unchanged=0)
        return digest(days, same)

    def _listing(self, one: Listing) -> tuple[object, ...]:
        same = msgspec.structs.replace(one, first_seen=_NEVER, checked_at=_NEVER)
        return self._day(one.first_seen), self._day(one.checked_at), same

    def _day(self, moment: dt.datetime | None) -> dt.date | None:
        return moment and moment.astimezone(self._zone).date()


_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
