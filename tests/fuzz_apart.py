"""Runs broken pages in a process of their own, and writes down what failed, so that it can be tried again."""

import json
import os
import signal
import traceback
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from crawlers.page import Page
from crawlers.source import Source
from tests.fuzz_limits import KILLED, Cost

OURS = Path(__file__).parent.parent


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What came out that must not. where: the last line of ours. folder: where the pages lie, to be tried again."""

    kind: str
    case: str
    said: str
    where: str
    folder: str


class Told(msgspec.Struct, kw_only=True):
    """What came of cases. cases: how many were tried. slowest, greatest: the dearest of those that held."""

    cases: int = 0
    faults: list[Fault] = []
    slowest: Cost = Cost()
    greatest: Cost = Cost()

    def cost(self, cost: Cost) -> None:
        """Counts a case that held."""
        self.cases += 1
        self.slowest = max(self.slowest, cost, key=lambda one: one.seconds)
        self.greatest = max(self.greatest, cost, key=lambda one: one.bytes)

    def add(self, other: "Told") -> None:
        """Puts what was told of other cases to this; a fault of the same line counts once."""
        self.cases += other.cases
        known = {(one.where, one.said[:40]) for one in self.faults}
        self.faults += [one for one in other.faults if (one.where, one.said[:40]) not in known]
        self.slowest = max(self.slowest, other.slowest, key=lambda one: one.seconds)
        self.greatest = max(self.greatest, other.greatest, key=lambda one: one.bytes)


def apart(run: Callable[[], Told], kind: str, folder: Path) -> Told:
    """What it tells, from a process of its own, whose death is a fault of the case that it was at."""
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
        return msgspec.json.decode(told, type=Told)
    name = (folder / f"{kind}-now").read_bytes().partition(b"\n")[0].decode("utf-8", "replace")
    body = folder / kind / f"died-{zlib.crc32(name.encode()):08x}"
    body.parent.mkdir(exist_ok=True)
    (folder / f"{kind}-now").rename(body)
    ended = -os.waitstatus_to_exitcode(status)
    said = f"it was still at work after {KILLED} seconds" if ended == signal.SIGXCPU else f"the process died ({ended})"
    return Told(cases=1, faults=[Fault(kind=kind, case=name, said=said, where="not known", folder=str(body))])


def note(folder: Path, kind: str, name: str, pages: Sequence[Page]) -> None:
    """What is being tried: should the process die of it, it lies here."""
    said = f"{name} {' '.join(f'{one.content_type} {one.charset}' for one in pages)}"
    written = f"{said}\n".encode("utf-8", "replace") + b"\n".join(one.body[:1_000_000] for one in pages)
    (folder / f"{kind}-now").write_bytes(written)


def fault(folder: Path, case: str, error: BaseException, source: Source, pages: Sequence[Page]) -> Fault:
    """The fault, its pages written down as the folder of a fixture."""
    name = zlib.crc32(b"".join(one.body for one in pages) + repr((source.url, source.options)).encode())
    to = folder / source.kind / f"{name:08x}"
    to.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(pages, 1):
        (to / f"input.{number}.bin").write_bytes(one.body)
    said = {
        name: value for name, value in msgspec.to_builtins(source).items() if name in {"url", "options", "timezone"}
    }
    came = [
        {"url": one.url, "final_url": one.final_url, "content_type": one.content_type, "charset": one.charset,
         "fetched_at": one.fetched_at.isoformat(), "feed": pages[0].url}
        for one in pages
    ]  # fmt: skip
    (to / "source.json").write_text(json.dumps(said | {"pages": came}, indent=2) + "\n", "utf-8")
    told = f"{type(error).__name__}: {error}"[:300].encode("utf-8", "replace").decode()
    return Fault(kind=source.kind, case=case, said=told, where=line_of(error), folder=str(to))


def line_of(error: BaseException) -> str:
    """The last line of ours, and the last line of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(OURS)) and ".venv" not in frame.filename]
    spot = next((one for one in reversed(ours) if "/tests/" not in one.filename), ours[-1] if ours else frames[-1])
    path = Path(spot.filename)
    shown = path.relative_to(OURS) if path.is_relative_to(OURS) else path.name
    return f"{shown}:{spot.lineno} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"
