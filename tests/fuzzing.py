"""Gives broken pages to each kind, and counts as a fault whatever is no Draft, no Refusal and no error of ours.

    python -m tests.fuzzing --cases 200 ical csv      these kinds, or all; prints the faults as JSON
    python -m tests.fuzzing --again FOLDER            a case that failed, from the folder that it was written to

Up to a third of the cases are the bodies of fuzz_bodies.py as they are, the others fixtures and real files with up to
four changes of fuzz_changes.py. The same seed makes the same cases.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st

from benchmarks.sources import claims
from crawlers.kinds import kinds
from tests import fixture_cases, fuzz_bodies, fuzz_changes
from tests.fuzz_limits import KILLED, Seed, limit, measured

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
CHARSETS = (None, None, "latin-1", "utf-16", "no-such-codec", "\x00")
OURS = Path(__file__).parent.parent


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What came out that must not. where: the last line of ours. folder: where the page lies, to be tried again."""

    kind: str
    case: str
    said: str
    where: str
    folder: str


def seeds(kind: str) -> list[Seed]:
    """The fixtures of a kind, and the real files that the table of claims gives it, where they are there."""
    made = [
        Seed(case.name, case.source, page)
        for case in fixture_cases.cases(kind)
        for page in case.pages
        if len(page.body) < LARGE
    ]
    sources = {one.source.name: one.source for one in made}
    real = [
        Seed(file.name, file.source, file.page()) for file in claims.fitting(kind) if file.path.stat().st_size < LARGE
    ]
    return made + real if sources else real


def faults(kind: str, cases: int, seed: int, folder: Path) -> Iterator[Fault]:
    """The faults of a kind, each once for each line of ours that it comes from."""
    known, there = set(), seeds(kind)
    dealt = random.Random(f"{kind} {seed}")
    names = list(fuzz_bodies.BODIES)
    some = names if cases >= 3 * len(names) else dealt.sample(names, cases // 3)
    for name in some if there else ():
        one, content_type = dealt.choice(there), dealt.choice(TYPES)
        body = partial(
            _of_body, kind, name, one, one.page.content_type if dealt.random() < 0.5 else content_type, folder
        )
        for fault in _apart(body, kind, folder):
            if (fault.where, fault.said[:40]) not in known:
                known.add((fault.where, fault.said[:40]))
                yield fault
    if there:
        yield from _apart(partial(_of_changes, kind, there, cases - len(some), seed, folder), kind, folder)


def _apart(run: Callable[[], list[Fault]], kind: str, folder: Path) -> list[Fault]:
    """Runs it in a process of its own, whose death is a fault of the case that it was at."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        try:
            with os.fdopen(writer, "wb") as out:
                out.write(msgspec.json.encode(run()))
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as came:
        told = came.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        return msgspec.json.decode(told, type=list[Fault])
    name = (folder / f"{kind}-now").read_bytes().partition(b"\n")[0].decode("utf-8", "replace")
    body = folder / kind / f"died-{zlib.crc32(name.encode()):08x}"
    body.parent.mkdir(exist_ok=True)
    (folder / f"{kind}-now").rename(body)
    ended = -os.waitstatus_to_exitcode(status)
    said = f"it was still at work after {KILLED} seconds" if ended == signal.SIGXCPU else f"the process died ({ended})"
    return [Fault(kind=kind, case=name, said=said, where="not known", folder=str(body))]


def _of_body(kind: str, name: str, one: Seed, content_type: str, folder: Path) -> list[Fault]:
    body = fuzz_bodies.BODIES[name]()
    _note(folder, kind, name, one, body, content_type)
    try:
        measured(one, body, content_type)
    except Exception as error:
        return [_fault(kind, name, error, _keep(folder, kind, one, body, content_type))]
    return []


def _of_changes(kind: str, there: Sequence[Seed], cases: int, seed: int, folder: Path) -> list[Fault]:
    failed: dict[str, tuple[Seed, bytes, str, BaseException]] = {}
    bodies = [one.page.body for one in there if len(one.page.body) < 50_000] or [b"x"]

    @hypothesis.seed(zlib.crc32(f"{kind} {seed}".encode()))
    @hypothesis.settings(
        max_examples=cases, deadline=None, database=None, report_multiple_bugs=True, print_blob=False,
        suppress_health_check=list(hypothesis.HealthCheck), verbosity=hypothesis.Verbosity.quiet,
    )  # fmt: skip
    @hypothesis.given(
        st.sampled_from(range(len(there))), st.lists(fuzz_changes.changes(len(bodies)), min_size=1, max_size=4),
        st.sampled_from((None, None, *TYPES)), st.sampled_from(CHARSETS),
    )  # fmt: skip
    def run(number: int, steps: list[tuple[Any, ...]], content_type: str | None, charset: str | None) -> None:
        one = there[number]
        body = one.page.body
        for step in steps:
            body = fuzz_changes.changed(body, step, bodies)
        sort = one.page.content_type if content_type is None else content_type
        _note(folder, kind, one.name, one, body, sort)
        try:
            measured(one, body, sort, charset)
        except Exception as error:
            failed[_line(error)] = one, body, sort, error  # the last of a line is the smallest that was found
            raise

    with contextlib.suppress(Exception):  # told below, each once
        run()
    return [
        _fault(kind, one.name, error, _keep(folder, kind, one, body, sort))
        for one, body, sort, error in failed.values()
    ]


def _fault(kind: str, case: str, error: BaseException, folder: Path) -> Fault:
    return Fault(
        kind=kind, case=case, said=f"{type(error).__name__}: {error}"[:300], where=_line(error), folder=str(folder)
    )


def _line(error: BaseException) -> str:
    """The last line of ours, and the last line of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(OURS)) and ".venv" not in frame.filename]
    spot = next((one for one in reversed(ours) if "/tests/" not in one.filename), ours[-1] if ours else frames[-1])
    return (
        f"{Path(spot.filename).relative_to(OURS)}:{spot.lineno} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"
    )


def _note(folder: Path, kind: str, name: str, one: Seed, body: bytes, content_type: str) -> None:
    """What is being tried: should the process die of it, it lies here."""
    (folder / f"{kind}-now").write_bytes(f"{name} {one.name} {content_type}\n".encode() + body[:1_000_000])


def _keep(folder: Path, kind: str, one: Seed, body: bytes, content_type: str) -> Path:
    """Writes the case down as the folder of a fixture."""
    to = folder / kind / f"{zlib.crc32(body):08x}"
    to.mkdir(parents=True, exist_ok=True)
    (to / "input.bin").write_bytes(body)
    source = {
        name: value for name, value in msgspec.to_builtins(one.source).items() if name in {"url", "options", "timezone"}
    }
    page = {"url": one.page.url, "final_url": one.page.final_url, "content_type": content_type,
            "charset": one.page.charset, "fetched_at": one.page.fetched_at.isoformat()}  # fmt: skip
    (to / "source.json").write_text(json.dumps(source | {"page": page}, indent=2) + "\n", "utf-8")
    return to


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
        case = fixture_cases.read(given.again)
        for page in case.pages:
            measured(Seed(case.name, case.source, page), page.body, page.content_type, page.charset)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for kind in given.kinds or kinds():
        began = time.monotonic()
        found = list(faults(kind, given.cases, given.seed, given.folder))
        told = {"kind": kind, "cases": given.cases if seeds(kind) else 0, "seconds": round(time.monotonic() - began, 1),
                "faults": [msgspec.to_builtins(one) for one in found]}  # fmt: skip
        print(json.dumps(told), flush=True)
        failed = failed or bool(found)
    sys.exit(failed)


if __name__ == "__main__":
    sys.setrecursionlimit(1_000)
    main()
