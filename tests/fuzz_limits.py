"""Does with a page whatever is done with pages of its kind, within a second and 256 MB."""

import os
import resource
import signal
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import CityOfLearningError
from crawlers.items import Item, Items, merge
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.source import Source

SECONDS = float(os.environ.get("FUZZ_SECONDS", "1"))
"""Of the processor. The tests allow three, as theirs is shared with others; `make fuzz` measures with one."""
BYTES = 256 * 2**20
INTERRUPTED, KILLED = 4, 9
"""Seconds of the processor after which a case is interrupted, to see where it is; killed, where that does not help."""


class Seed(NamedTuple):
    """A page that the kind reads, and the source that it stands for."""

    name: str
    source: Source
    page: Page


class TooMuch(AssertionError):
    """A page cost more than its second or its 256 MB."""


def use(seed: Seed, body: bytes, content_type: str, charset: str | None) -> None:
    """Does with a page whatever is done with pages of its kind. Raises what must not come out."""
    kind, source = kind_of(seed.source), seed.source
    page = msgspec.structs.replace(seed.page, body=body, content_type=content_type, charset=charset)
    options = options_of(source)
    for step in (_extracted, _followed, _recognised):
        try:
            step(kind, page, source, options)
        except CityOfLearningError as error:
            said = str(error)
            assert said == said.encode("utf-8", "replace").decode(), "the sentence cannot be written down"
            assert len(said) < 2_000, f"a sentence of {len(said)} letters"


def _extracted(kind: Any, page: Page, source: Source, options: Any) -> None:
    found = list(kind.extract(page, source, options))
    assert all(isinstance(one, Draft | Refusal | Item | Rights) for one in found)
    if kind.assemble:
        state: Items = {}
        items = [msgspec.structs.replace(one, feed=page.url) for one in found if isinstance(one, Item)]
        merge(state, items)
        found += kind.assemble(list(state.values()), source, options, page.fetched_at)
        if kind.resume:
            kind.resume(list(state.values()), source, options)
    written = msgspec.json.encode(found)
    assert b"root:x:0" not in written, "a file of this machine came out"
    assert all(len(one.wrote) <= 400 for one in found if isinstance(one, Refusal)), "a refusal that shows too much"


def _followed(kind: Any, page: Page, source: Source, options: Any) -> None:
    for url in list(kind.follow(page, source, options)):
        assert url.startswith(("http://", "https://")), f"an address that cannot be asked: {url[:100]!r}"
        msgspec.json.encode(url)


def _recognised(kind: Any, page: Page, _source: Source, _options: Any) -> None:
    if kind.recognise:
        found = list(kind.recognise(page))
        assert all(isinstance(one, Candidate) and 0 <= one.score <= 100 for one in found)
        msgspec.json.encode(found)


def measured(seed: Seed, body: bytes, content_type: str = "", charset: str | None = None) -> None:
    """The same within a second of the processor's time and 256 MB. Raises TooMuch, or what came out.

    The best of three tries counts, because others may share the processor.
    """
    tries = [0.0] * 3
    for number in range(len(tries)):
        tries[number] = _tried(seed, body, content_type, charset)
        if tries[number] <= SECONDS:
            return
    raise TooMuch(f"it took {min(tries):.1f} seconds")


def _tried(seed: Seed, body: bytes, content_type: str, charset: str | None) -> float:
    _reset_peak()
    before, began = _memory("VmRSS"), time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(began) + KILLED, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, INTERRUPTED)
    try:
        use(seed, body, content_type, charset)
    except MemoryError:
        raise TooMuch("it wanted more than a gigabyte") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if (grown := _memory("VmHWM") - before) > BYTES:
        raise TooMuch(f"it took {grown // 2**20} MB")
    return time.process_time() - began


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
    raise TooMuch(f"it was still at work after {INTERRUPTED} seconds")
