"""Files of feeds that know what they are made of: where nothing of it changed, nobody asks for their bytes."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from indexer.opportunity import Opportunity
from portal.calendars import Revision
from portal.file import File
from portal.made_of import MadeOf, code, digest
from portal.settings import PortalSettings


class Feeds:
    """Makes the files of a portal's feeds. revisions: of opportunities and sessions, by id. made_of: what others use
    too."""

    def __init__(
        self, settings: PortalSettings, today: dt.date, revisions: Mapping[str, Revision], made_of: MadeOf
    ) -> None:
        self._frame = digest(code(), settings, today)
        self._made_of, self._revisions = made_of, revisions
        self._known: dict[str, str] = {}

    def feed(self, path: str, body: Callable[[], bytes], held: str, *told: object) -> File:
        """held: of what it is about, as `held` says. told: what else it says."""
        return File(path, body, digest(self._frame, path, held, told))

    def held(self, opportunities: Iterable[Opportunity]) -> str:
        """A digest of opportunities in their order, and of when each was first seen and last changed."""
        return digest([self._opportunity(o) for o in opportunities])

    def _opportunity(self, o: Opportunity) -> str:
        if o.id not in self._known:
            first = min((listing.first_seen for listing in o.listings), default=None)
            changed = [self._revisions.get(key) for key in (o.id, *(s.id for s in o.sessions))]
            self._known[o.id] = digest(self._made_of.opportunity(o), first, changed)
        return self._known[o.id]
