"""What it costs to find the linked data of a page: this project's reader beside extruct, on the same pages.

Both begin with the page's bytes. Extruct is asked for the syntaxes in which the page says something of courses and
events, and for no other: for JSON-LD alone where that alone answers. Ours finds out itself which those are. "items" is
what extruct does too: the items as the page writes them. "graph" is all of our reading: those that speak of one thing
made one, <base> and <html lang> found. What is found must be the same: type, name and first date of each course and
event. Real pages, and those of the loopback site.

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


class Took(NamedTuple):
    """Milliseconds of the processor for a page."""

    items: float
    graph: float
    theirs: float


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
    """The items that this project's reader finds in a page."""
    linked.tree.cache_clear()
    return linked.items(sample.page, "bench").values


def our_graph(sample: Sample) -> list[Any]:
    """The nodes that they become."""
    for kept in (linked.read, linked.tree):
        kept.cache_clear()
    return linked.read(sample.page, "bench").graph.nodes


def theirs(sample: Sample) -> dict[str, Any]:
    """What extruct finds, by syntax."""
    found: dict[str, Any] = extruct.extract(
        sample.page.body, base_url=sample.page.final_url, syntaxes=list(sample.syntaxes), errors="log"
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
    rows: dict[tuple[str, bool], list[Took]] = {}
    for one in every:
        calls = [functools.partial(call, one) for call in (ours, our_graph, theirs)]
        try:
            took = Took(
                *map(statistics.median, zip(*([timed(call) for call in calls] for _ in range(runs)), strict=True))
            )
        except SourceError as error:
            print(f"- {one.name}: refused: {error}")
            continue
        rows.setdefault((" and ".join(one.syntaxes), one.name.startswith("http")), []).append(took)
        if not one.name.startswith("http"):
            print(f"  {one.name}: {took.items:.2f}, {took.graph:.2f}, extruct {took.theirs:.2f} ms")
        if (a := said(our_graph(one))) != (b := said(list(theirs(one).values()))):
            print(f"- {one.name}: ours alone {sorted(a - b)[:3]}, theirs alone {sorted(b - a)[:3]}")
    for (syntaxes, made), every_took in rows.items():
        print(f"{syntaxes:22} {'made' if made else 'real'} {len(every_took):2} pages:", "; ".join(_times(every_took)))


def _times(every: list[Took]) -> Iterator[str]:
    their = statistics.median(took.theirs for took in every)
    for name in ("items", "graph"):
        mine = statistics.median(getattr(took, name) for took in every)
        ratios = [took.theirs / getattr(took, name) for took in every]
        yield f"{name} {mine:.2f} ms, {statistics.median(ratios):.1f} times as fast (least {min(ratios):.1f})"
    yield f"extruct {their:.2f} ms"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
