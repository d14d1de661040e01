"""What it costs to find the linked data of a page: this project's reader beside extruct, on the same pages.

Extruct is asked for the syntaxes in which the page says something of courses and events, and for no other: for JSON-LD
alone where that alone answers. Ours finds out itself which those are. What is found must be the same: type, name and
first date of each course and event. Real pages, and those of the loopback site.

    python -m benchmarks.sources.extraction [RUNS]
"""

import functools
import gc
import os
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import extruct

from benchmarks.sources import claims, counting, site
from crawlers.errors import SourceError
from crawlers.formats.linked_data import linked
from crawlers.page import Page

RUNS = 7
MADE = 40
DATES = ("startDate", "startTime", "start")
_OURS = rb"""\s*=\s*["']?[^"'>]*(?:Event|Course)\b"""
MARKS = {
    "json-ld": re.compile(rb"ld\+json"),
    "microdata": re.compile(rb"itemtype" + _OURS),
    "rdfa": re.compile(rb"typeof" + _OURS),
    "microformat": re.compile(rb"""class\s*=\s*["']?(?:[^"'<>]*\s)?(?:h-event|vevent)\b"""),
}


class Sample(NamedTuple):
    """A page, and the syntaxes in which it says something of a course or event."""

    name: str
    page: Page
    syntaxes: tuple[str, ...]


def samples() -> Iterator[Sample]:
    """The real pages with courses or events, and some made ones."""
    for file in claims.claimed("schema_org"):
        page = file.page()
        syntaxes = [name for name, mark in MARKS.items() if mark.search(page.body)]
        if syntaxes and (counting.count(file.claim, page.body) or counting.Counted(0)).records:
            yield Sample(file.name, page, tuple(syntaxes))
    for number in range(MADE):
        url = f"http://{site.host(0)}/courses/{number}"
        page = Page(url=url, final_url=url, fetched_at=claims.NOON, body=site.page(site.host(0), number))
        yield Sample(url, page, ("json-ld",))


def ours(sample: Sample) -> list[Any]:
    """All nodes that this project's reader finds in a page."""
    for kept in (linked.read, linked.tree):
        kept.cache_clear()
    return linked.read(sample.page, "bench").graph.nodes


def theirs(sample: Sample) -> dict[str, Any]:
    """What extruct finds, by syntax."""
    text = sample.page.body.decode("utf-8", "replace")
    found: dict[str, Any] = extruct.extract(
        text, base_url=sample.page.final_url, syntaxes=list(sample.syntaxes), errors="log"
    )
    return found


def said(nodes: Any) -> set[tuple[str, str, str]]:
    """Type, name and first date of each node of ours, wherever it stands."""
    found = set()
    reached = [nodes]
    while reached:
        now = reached.pop()
        if isinstance(now, list):
            reached += now
        elif isinstance(now, dict):
            inside = now.get("properties", now)  # extruct keeps a microdata item's properties apart
            reached += [value for value in inside.values() if isinstance(value, dict | list)]
            sorts = now.get("@type") or now.get("type") or ()
            for sort in [sorts] if isinstance(sorts, str) else sorts:
                if isinstance(sort, str) and counting.is_ours(sort):
                    date = next((str(_first(inside[name])) for name in DATES if name in inside), "")
                    name = " ".join(str(_first(inside.get("name", ""))).split())
                    found.add((sort.rpartition("/")[2].rpartition(":")[2], name, date))
    return found


def _first(value: Any) -> Any:
    one = value[0] if isinstance(value, list) and value else value
    return one.get("@value", "") if isinstance(one, dict) else one


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds of the processor for one call, of as many as make up some hundredths of a second."""
    gc.collect()
    times, began = 0, time.process_time()
    while (spent := time.process_time() - began) < 0.03:
        call()
        times += 1
    return spent / times * 1000


def main(runs: int) -> None:
    """Prints milliseconds per page and the ratios, and each page on which the two find other things."""
    warnings.simplefilter("ignore")
    every = list(samples())
    print(f"{len(every)} pages, {runs} runs each in turn; load {os.getloadavg()[0]:.1f}")
    rows: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for one in every:
        try:
            pairs = [(timed(functools.partial(ours, one)), timed(functools.partial(theirs, one))) for _ in range(runs)]
        except SourceError as error:
            print(f"- {one.name}: refused: {error}")
            continue
        took = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
        rows.setdefault((" and ".join(one.syntaxes), one.name.startswith("http")), []).append(took)
        if (a := said(ours(one))) != (b := said(list(theirs(one).values()))):
            print(f"- {one.name}: ours alone {sorted(a - b)[:3]}, theirs alone {sorted(b - a)[:3]}")
    for (syntaxes, made), pairs in rows.items():
        mine, their = (statistics.median(pair[number] for pair in pairs) for number in (0, 1))
        ratio = statistics.median(b / a for a, b in pairs)
        least = min(b / a for a, b in pairs)
        print(f"{syntaxes:24} {'made' if made else 'real'} {len(pairs):3} pages: ours {mine:6.2f} ms, extruct"
              f" {their:6.2f} ms: {ratio:5.1f} times as fast (median; least {least:.1f})")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
