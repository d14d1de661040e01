"""What the memory holds of one source, to be asked as its hosts were asked."""

import datetime as dt
import http
from collections.abc import Mapping
from pathlib import Path

import msgspec

from crawlers.asking import answers
from crawlers.asking.answers import Answer, Ask
from crawlers.call import Call
from crawlers.errors import SourceError
from crawlers.kinds import kind_of, options_of
from crawlers.memory import runs
from crawlers.memory.runs import Entry, Record
from crawlers.page import Page
from crawlers.readings.reading import FRESH
from crawlers.source import Source


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """An answer out of the memory. at: when the host last gave it. run: in which run. error: why that run has none."""

    answer: Answer
    at: dt.datetime
    run: str
    error: SourceError | None = None


class Remembered:
    """A source's runs up to one.

    seen: moments at which extraction has seen an address, by address and digest. missing: addresses that were asked and
    are not there. pages: those that were given, in their order.
    """

    def __init__(self, folder: Path, source: Source, until: str | None = None) -> None:
        self._folder, self._source = folder, source
        self._kind, self._options = kind_of(source), options_of(source)
        found = runs.runs(folder, source.name)
        self.runs = found[: found.index(until) + 1] if until in found else found
        self.seen: Mapping[tuple[str, str], dt.datetime] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._last: dict[str, dict[str, Entry]] = {}
        self._bodies: dict[str, dict[str, Entry]] = {}
        self.missing: list[str] = []
        self.pages: list[Page] = []

    def entries(self, run: str) -> list[Entry]:
        """All that came in a run."""
        if run not in self._entries:
            self._entries[run] = runs.entries(self._folder, self._source.name, run)
        return self._entries[run]

    def last(self, run: str) -> Mapping[str, Entry]:
        """The last answer to each address in a run, after whatever redirects and tries came before it."""
        if run not in self._last:
            self._last[run] = {entry.asked: entry for entry in self.entries(run)}
        return self._last[run]

    def get(self, ask: Ask, run: str) -> Came:
        """What came of an address in a run; where it could not be read then, what came before, with the error.

        Raises SourceError: what the run met there, where nothing came before or it was gone (404, 410); or that the
        memory has nothing of it.
        """
        asked = runs.written(ask.url)
        here = self.last(run).get(asked)
        if here and here.is_page and (record := self.record(run, here)):
            return self._came(ask, run, here, record)
        error = self._error(ask, here)
        if here and here.status in answers.GONE:
            raise error
        for other in reversed(self.runs[: self.runs.index(run)]):
            entry = self.last(other).get(asked)
            if entry and entry.status in answers.GONE:
                break
            if entry and entry.is_page and (record := self.record(other, entry)):
                return msgspec.structs.replace(self._came(ask, other, entry, record), error=error)
        if here is None or here.is_page:
            self.missing.append(ask.url)
        raise error

    def record(self, run: str, entry: Entry) -> Record | None:
        """An entry's headers and its payload, wherever that lies."""
        held = None
        if entry.refers_at:
            if entry.holder not in self._bodies:
                own = (one for one in self.entries(entry.holder) if not one.refers_at)
                self._bodies[entry.holder] = {one.digest: one for one in own}
            held = self._bodies[entry.holder].get(entry.digest)
            if held is None:
                return None
        return runs.read(self._folder, self._source.name, run, entry, held)

    def _came(self, ask: Ask, run: str, entry: Entry, record: Record) -> Came:
        url = self._call(ask.url).url
        final_url = ask.url if entry.url in {runs.written(url), runs.written(ask.url)} else entry.url
        answer = answers.judge(
            self._source.name,
            ask,
            status=http.HTTPStatus.OK if entry.status == http.HTTPStatus.NOT_MODIFIED else entry.status,
            headers={name.lower(): value for name, value in record.headers},
            final_url=final_url,
            body=record.body,
            now=self._seen_at(entry),
        )
        if answer.page:
            self.pages.append(answer.page)
        return Came(answer=answer, at=entry.at, run=run)

    def _seen_at(self, entry: Entry) -> dt.datetime:
        """The clock of extraction: a page that has not changed was extracted when its body came, for a week at most."""
        if seen := self.seen.get((entry.asked, entry.digest)):
            return seen
        came = entry.refers_at or entry.at
        return came if entry.at - came < FRESH else entry.at

    def _error(self, ask: Ask, entry: Entry | None) -> SourceError:
        if entry and not entry.is_page:
            error = answers.bad_status(self._source.name, ask.url, entry.status)
            return error.advised(self._kind.advice.get(entry.status))
        return SourceError(
            self._source.name,
            expected=f"{ask.url} to be in the memory",
            came="it is not there: it was not asked, gave no answer, or was removed to make room",
            todo="Crawl the source; the memory keeps what comes.",
        )

    def _call(self, url: str) -> Call:
        return self._kind.call(url, self._source, self._options) if self._kind.call else Call(url=url)
