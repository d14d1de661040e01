"""Gives broken pages to each kind, and counts as a fault whatever is no Draft, no Refusal and no error of ours.

    python -m tests.fuzzing --cases 200 ical csv      these kinds, or all; prints the faults as JSON
    python -m tests.fuzzing --again FOLDER            a case that failed, from the folder that it was written to

Up to a third of the cases are the bodies of fuzz_bodies.py as they are, a tenth are addresses and options that a person
may type, the others fixtures and real files, up to three pages one after another, each with up to four changes of
fuzz_changes.py. The same seed makes the same cases.
"""

import argparse
import contextlib
import json
import random
import sys
import time
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st

from benchmarks.sources import claims
from crawlers.kinds import kinds
from crawlers.page import Page
from crawlers.source import Source
from tests import fixture_cases, fuzz_bodies, fuzz_changes, fuzz_typed
from tests.fuzz_apart import Told, apart, fault, line_of, note
from tests.fuzz_limits import Seed, limit, measured

LARGE = 300_000
"""Greater seeds are not changed: what they could show, the bodies that are made large show sooner."""
TYPES = (
    "",
    "text/html",
    "application/json",
    "text/calendar",
    "text/csv",
    "application/xml",
    "application/octet-stream",
)
CHARSETS = (
    None, None, "latin-1", "utf-8", "utf-16", "utf-16-be", "shift_jis", "iso-2022-jp", "utf-7", "no-such-codec", "\x00",
    "punycode", "idna", "unicode_escape", "hex", "zlib", "undefined",
)  # fmt: skip
"""What a host may say that the letters are; the last ones are names that Python knows and that are no charset."""

Case = tuple[str, Source, Sequence[Page]]


def seeds(kind: str) -> list[Seed]:
    """The fixtures of a kind, and the real files that the table of claims gives it, where they are there."""
    made = [
        Seed(case.name, case.source, page)
        for case in fixture_cases.cases(kind)
        for page in case.pages
        if len(page.body) < LARGE
    ]
    real = [
        Seed(file.name, file.source, file.page()) for file in claims.fitting(kind) if file.path.stat().st_size < LARGE
    ]
    return made + real


def told(kind: str, cases: int, seed: int, folder: Path) -> Told:
    """What came of a kind's cases; a fault once for each line of ours that it comes from."""
    found, there = Told(), seeds(kind)
    if not there:
        return found
    dealt = random.Random(f"{kind} {seed}")
    names = list(fuzz_bodies.BODIES)
    some = names if cases >= 3 * len(names) else dealt.sample(names, cases // 3)
    for name in some:
        one = dealt.choice(there)
        content_type = one.page.content_type if dealt.random() < 0.5 else dealt.choice(TYPES)
        found.add(apart(partial(_of_body, name, one, content_type, dealt.choice(CHARSETS), folder), kind, folder))
    typed = cases // 10
    bodies = [one.page.body for one in there if len(one.page.body) < 50_000] or [b"x"]
    changed = st.lists(_pages(there, bodies), min_size=1, max_size=3).map(lambda pages: _changed(there, pages, bodies))
    for number, strategy in ((typed, _typed(kind, there)), (cases - len(some) - typed, changed)):
        found.add(apart(partial(_of_strategy, kind, strategy, number, seed, folder), kind, folder))
    return found


def _of_body(name: str, one: Seed, content_type: str, charset: str | None, folder: Path) -> Told:
    page = msgspec.structs.replace(
        one.page, body=fuzz_bodies.BODIES[name](), content_type=content_type, charset=charset
    )
    return _tried((name, one.source, [page]), folder)


def _tried(case: Case, folder: Path) -> Told:
    told = Told()
    name, source, pages = case
    note(folder, source.kind, name, pages)
    try:
        told.cost(measured(source, pages, name))
    except Exception as error:
        told.cases, told.faults = 1, [fault(folder, name, error, source, pages)]
    return told


def _pages(there: Sequence[Seed], bodies: Sequence[bytes]) -> st.SearchStrategy[Any]:
    """One page: of which seed, what is done to it, and what its host says of it."""
    return st.tuples(
        st.sampled_from(range(len(there))), st.lists(fuzz_changes.changes(len(bodies)), min_size=1, max_size=4),
        st.sampled_from((None, None, *TYPES)), st.sampled_from(CHARSETS),
    )  # fmt: skip


def _changed(there: Sequence[Seed], drawn: Sequence[Any], bodies: list[bytes]) -> Case:
    """The source of the first page, and all pages as they were changed."""
    pages = []
    for number, steps, content_type, charset in drawn:
        page = there[number].page
        body = page.body
        for step in steps:
            body = fuzz_changes.changed(body, step, bodies)
        sort = page.content_type if content_type is None else content_type
        pages.append(msgspec.structs.replace(page, body=body, content_type=sort, charset=charset))
    first = there[drawn[0][0]]
    return first.name, first.source, pages


def _typed(kind: str, there: Sequence[Seed]) -> st.SearchStrategy[Case]:
    """A source as a person may type it, and a page that was not changed."""
    one = st.sampled_from([seed for seed in there if len(seed.page.body) < 50_000] or list(there))
    source = fuzz_typed.sources(kind, [seed.source for seed in there])
    return st.builds(lambda seed, source: (f"typed, {seed.name}", source, [seed.page]), one, source)


def _of_strategy(kind: str, strategy: st.SearchStrategy[Case], cases: int, seed: int, folder: Path) -> Told:
    told, failed = Told(), dict[str, tuple[Case, BaseException]]()
    if not cases:
        return told

    @hypothesis.seed(zlib.crc32(f"{kind} {seed}".encode()))
    @hypothesis.settings(
        max_examples=cases, deadline=None, database=None, report_multiple_bugs=True, print_blob=False,
        suppress_health_check=list(hypothesis.HealthCheck), verbosity=hypothesis.Verbosity.quiet,
    )  # fmt: skip
    @hypothesis.given(strategy)
    def run(case: Case) -> None:
        name, source, pages = case
        note(folder, kind, name, pages)
        try:
            told.cost(measured(source, pages, name))
        except Exception as error:
            told.cases += 1
            failed[line_of(error)] = case, error  # the last of a line is the smallest that was found
            raise

    with contextlib.suppress(Exception):  # told below, each once
        run()
    told.faults = [fault(folder, name, error, source, pages) for (name, source, pages), error in failed.values()]
    return told


def again(folder: Path) -> None:
    """Tries the pages of a folder. Raises what must not come out."""
    fields = json.loads((folder / "source.json").read_text("utf-8"))
    came = fields.pop("pages", [fields.pop("page", {})])
    source = msgspec.convert({"kind": folder.parent.name, "name": "again", "provider": "Again"} | fields, Source)
    bodies = sorted(folder.glob("input.*"))
    pages = [
        msgspec.convert(
            {"body": b"", "url": source.url, "final_url": source.url, "fetched_at": claims.NOON} | one, Page
        )
        for one in ({name: value for name, value in said.items() if name != "feed"} for said in came)
    ]
    made = [msgspec.structs.replace(one, body=body.read_bytes()) for one, body in zip(pages, bodies, strict=True)]
    print(measured(source, made, str(folder)))


def main() -> None:
    """Tries the kinds that are named, or all."""
    take = argparse.ArgumentParser(description=__doc__)
    take.add_argument("kinds", nargs="*")
    take.add_argument("--cases", type=int, default=20)
    take.add_argument("--seed", type=int, default=1)
    take.add_argument("--folder", type=Path, default=Path("var/fuzz"))
    take.add_argument("--again", type=Path)
    given = take.parse_args()
    limit()
    if given.again:
        again(given.again)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for kind in given.kinds or kinds():
        began = time.monotonic()
        found = told(kind, given.cases, given.seed, given.folder)
        said = {
            "kind": kind, "cases": found.cases, "seconds": round(time.monotonic() - began, 1),
            "slowest": [round(found.slowest.seconds, 2), found.slowest.case],
            "greatest": [f"{found.greatest.bytes // 2**20} MB", found.greatest.case],
            "faults": msgspec.to_builtins(found.faults),
        }  # fmt: skip
        print(json.dumps(said), flush=True)
        failed = failed or bool(found.faults)
    sys.exit(failed)


if __name__ == "__main__":
    sys.setrecursionlimit(1_000)
    main()
