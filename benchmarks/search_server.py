"""How fast a real Meilisearch is filled and kept up to date: `.venv/bin/python -m benchmarks.search_server [SESSIONS]`.

It needs a `meilisearch` on PATH, or MEILI_URL and MEILI_MASTER_KEY; its index and its key go when it ends.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from indexer.contents import Contents
from indexer.search.client import Limits, Meilisearch
from indexer.search.documents import search_documents
from indexer.search.key import key_uid
from indexer.search.rows import Documents, documents
from indexer.search.server import Access
from indexer.search.update import SearchReport, update
from portal.i18n import languages
from portal.search_cards import cards
from tests.meilisearch_server import running
from tests.search_city import TODAY, ZONE, search_city

T = TypeVar("T")
CHANGED = 50
"""Opportunities that get another title; each has about four sessions."""


def main(sessions: int) -> None:
    """Prints a line for each thing measured."""
    city = search_city(round(sessions / 3.35))
    held = documents(city, TODAY)
    said = words(held)
    print(f"{len(held.rows)} documents of {len(held.opportunities)} opportunities, two languages; load {load()}")
    made, seconds = timed(lambda: list(search_documents(held, said, {})))
    size = sum(len(msgspec.json.encode(document.fields)) for document in made)
    print(f"made in {seconds:.1f} s, {size / 1e6:.1f} MB as JSON, {size / len(made):.0f} bytes each")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        if server is None:
            sys.exit("there is no Meilisearch: put `meilisearch` on PATH, or set MEILI_URL and MEILI_MASTER_KEY")
        access = Access(url=server.url, public=server.url, index="benchmark", key=server.key)
        try:
            measure(access, city, held, said)
        finally:
            at = Meilisearch(access, Limits())
            at.delete(access.index)
            at.delete_key(key_uid(access.index))


def measure(access: Access, city: Contents, held: Documents, said: dict[str, Any]) -> None:
    """The runs of a city's life, in their order."""

    def run(what: str, held: Documents, said: dict[str, Any], access: Access = access) -> None:
        before = time.process_time()
        report, seconds = timed(lambda: update(held, said, access).report)
        tell(what, report, seconds, time.process_time() - before)

    run("first fill", held, said)
    run("unchanged", held, said)
    other = [msgspec.structs.replace(o, title=f"{o.title} again") for o in city.opportunities[:CHANGED]]
    changed = documents(Contents(opportunities=(*other, *city.opportunities[CHANGED:])), TODAY)
    run(f"{CHANGED} titles changed", changed, words(changed))
    fewer = documents(Contents(opportunities=city.opportunities[CHANGED:]), TODAY)
    run(f"{CHANGED} opportunities gone", fewer, words(fewer))
    asking, totals = asked(access)
    run("settings changed", fewer, words(fewer), msgspec.structs.replace(access, synonyms={"coding": ("computing",)}))
    asking.set()
    print(f"{'':>22}: meanwhile {len(totals)} questions found {' or '.join(map(str, sorted(set(totals))))} documents")


def asked(access: Access) -> tuple[threading.Event, list[int]]:
    """Asks the live index again and again until the event is set; what it finds goes into the list."""
    stop, totals, at = threading.Event(), list[int](), Meilisearch(access, Limits())

    def ask() -> None:
        while not stop.wait(0.02):
            totals.append(at.search(access.index, "", hitsPerPage=1)["totalHits"])

    threading.Thread(target=ask, daemon=True).start()
    return stop, totals


def words(held: Documents) -> dict[str, Any]:
    """What the cards say, in two languages."""
    return {one.code: cards(held, one, ZONE) for one in languages(("en", "ur"), "GB")}


def tell(what: str, report: SearchReport, seconds: float, ours: float) -> None:
    """One line. ours: seconds of a processor that this process used; the rest is the server, and waiting for it."""
    speed = f", {report.sent / seconds:,.0f} documents a second" if report.sent else ""
    done = f"sent {report.sent}, deleted {report.deleted}{speed}"
    print(f"{what:>22}: {seconds:5.1f} s ({ours:.1f} s of them here); {done}; load {load()}")


def timed(do: Callable[[], T]) -> tuple[T, float]:
    """What came of it, and the seconds that it took."""
    began = time.perf_counter()
    return do(), time.perf_counter() - began


def load() -> str:
    """Of the machine, in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
