"""Does with pages whatever is done with pages of their kind, within a second each and 256 MB."""

import os
import resource
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from crawlers.addresses import is_web
from crawlers.call import Candidate
from crawlers.complete import complete
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import CityOfLearningError
from crawlers.items import Item, Items, merge
from crawlers.keep import KeptPage
from crawlers.kinds import Kind, kind_of, options_of
from crawlers.page import Page
from crawlers.readings.reading import hosts_of, starts_of
from crawlers.source import Source

SECONDS = float(os.environ.get("FUZZ_SECONDS", "1"))
"""Of the processor, for a page. The tests allow three, as theirs is shared; `make fuzz` measures with one."""
BYTES = 256 * 2**20
INTERRUPTED, KILLED = 4, 9
"""Seconds of the processor after which a page is interrupted, to see where it is; killed, where that does not help."""

Found = list[Draft | Refusal | Item | Rights]


class Seed(NamedTuple):
    """A page that the kind reads, and the source that it stands for."""

    name: str
    source: Source
    page: Page


class Cost(NamedTuple):
    """What a case took: seconds of the processor for each page, bytes by which the process grew, and which case."""

    seconds: float = 0.0
    bytes: int = 0
    case: str = ""


class TooMuch(AssertionError):
    """A page cost more than its second or its 256 MB."""


def use(source: Source, pages: Sequence[Page]) -> None:
    """Does with pages whatever is done with pages of their kind. Raises what must not come out.

    Each further page stands where the one before leads to; an address that cannot be asked is not followed.
    """
    try:
        kind, options = kind_of(source), options_of(source)
        for url in (*starts_of(source), *hosts_of(source)):
            msgspec.json.encode(url)
    except CityOfLearningError as error:
        _sentence(error)
        return
    found, links = list[tuple[Page, Found]](), list[str]()
    for number, one in enumerate(pages):
        page = msgspec.structs.replace(one, url=links[0], final_url=links[0]) if number and links else one
        try:
            found.append((page, _extracted(kind, page, source, options)))
        except CityOfLearningError as error:
            _sentence(error)
        try:
            links = [url for url in _followed(kind, page, source, options) if is_web(url)] or links
        except CityOfLearningError as error:
            _sentence(error)
        _recognised(kind, page)
    try:
        _together(kind, found, source, options)
    except CityOfLearningError as error:
        _sentence(error)


def _sentence(error: CityOfLearningError) -> None:
    said = str(error)
    assert said == said.encode("utf-8", "replace").decode(), "the sentence cannot be written down"
    assert len(said) < 2_000, f"a sentence of {len(said)} letters"


def _extracted(kind: Kind, page: Page, source: Source, options: Any) -> Found:
    found: Found = list(kind.extract(page, source, options))
    _sound(found)
    return found


def _sound(found: Sequence[Any]) -> None:
    assert all(isinstance(one, Draft | Refusal | Item | Rights) for one in found)
    written = msgspec.json.encode(found)
    assert b"root:x:0" not in written, "a file of this machine came out"
    assert all(len(one.wrote) <= 400 for one in found if isinstance(one, Refusal)), "a refusal that shows too much"


def _together(kind: Kind, found: Sequence[tuple[Page, Found]], source: Source, options: Any) -> None:
    """What is made of all pages: the drafts of a feed of changes, or the listings that several pages tell of."""
    if kind.assemble:
        state: Items = {}
        for page, came in found:
            merge(state, [msgspec.structs.replace(one, feed=found[0][0].url) for one in came if isinstance(one, Item)])
            _sound(list(kind.assemble(list(state.values()), source, options, page.fetched_at)))
        if kind.resume:
            kind.resume(list(state.values()), source, options)
    kept = [
        KeptPage(
            url=page.url, final_url=page.final_url, fetched_at=page.fetched_at, checked_at=page.fetched_at,
            drafts=tuple(one for one in came if isinstance(one, Draft)),
        )
        for page, came in found
    ]  # fmt: skip
    msgspec.json.encode([draft for _, draft in complete(kept)])


def _followed(kind: Kind, page: Page, source: Source, options: Any) -> list[str]:
    links = list(kind.follow(page, source, options))
    msgspec.json.encode(links)
    return links


def _recognised(kind: Kind, page: Page) -> None:
    if kind.recognise:
        found = list(kind.recognise(page))
        assert all(isinstance(one, Candidate) and 0 <= one.score <= 100 for one in found)
        msgspec.json.encode(found)


def measured(source: Source, pages: Sequence[Page], case: str) -> Cost:
    """The same within a second of the processor's time for each page, and 256 MB. Raises TooMuch, or what came out.

    The best of three tries counts, because others may share the processor and its caches.
    """
    tries = []
    for _ in range(3):
        cost = _tried(source, pages)
        tries.append(cost.seconds)
        if cost.seconds <= SECONDS:
            return cost._replace(case=case)
    raise TooMuch(f"it took {min(tries):.1f} seconds")


def _tried(source: Source, pages: Sequence[Page]) -> Cost:
    _reset_peak()
    before, began = _memory("VmRSS"), time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(began) + KILLED * len(pages), resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, INTERRUPTED * len(pages))
    try:
        use(source, pages)
    except MemoryError:
        raise TooMuch("it wanted more than a gigabyte") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - began
    if (grown := _memory("VmHWM") - before) > BYTES:
        raise TooMuch(f"it took {grown // 2**20} MB")
    return Cost(took / len(pages), grown)


def _reset_peak() -> None:
    if (path := Path("/proc/self/clear_refs")).exists():
        path.write_text("5")


def _memory(name: str) -> int:
    """Bytes, of this process; 0 where the system does not tell."""
    path = Path("/proc/self/status")
    if not path.exists():
        return 0
    return next(int(line.split()[1]) * 1024 for line in path.read_text().splitlines() if line.startswith(name))


def limit() -> None:
    """From now on this process may grow by a gigabyte, and a case that is long at work is interrupted."""
    most = _memory("VmSize") + 2**30
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGPROF, _stop)


def _stop(*_: Any) -> None:
    raise TooMuch(f"it was still at work after {INTERRUPTED} seconds for each page")
