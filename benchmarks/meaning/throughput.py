"""How many drafts a core normalises in a second, beside a bare msgspec decode of the same records.

Each run is a process of its own, because the parsers remember words that they met: what is measured is one pass over
real drafts as they come, no file giving more than 1,000. Seconds are of CPU; the loading of libraries is not counted.

    python -m benchmarks.meaning.throughput [RUNS]
    python -m benchmarks.meaning.throughput --profile       the functions that cost most
"""

import cProfile
import io
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

import msgspec

from benchmarks.meaning import drafts
from crawlers.draft import Draft, DraftSession
from crawlers.keep import KeptPage
from crawlers.source import Source

RUNS = 5
MOST_OF_A_FILE = 1_000
TARGETS = {"structured": 5_000, "free text": 1_000}
FREE = {"html", "csv", "rss"}
COSTLIEST = 15


class Batch(msgspec.Struct, frozen=True):
    """Drafts of one file, each as its own JSON."""

    file: str
    source: Source
    page: KeptPage
    drafts: tuple[msgspec.Raw, ...]


class Took(msgspec.Struct, frozen=True):
    """Of one kind: drafts, the characters of their texts, and CPU seconds."""

    kind: str
    drafts: int
    letters: int
    decode: float
    normalise: float


def batches() -> dict[str, list[Batch]]:
    """The drafts of all real files, by what kind of source they are of."""
    found: dict[str, list[Batch]] = defaultdict(list)
    for file, of_file in groupby(drafts.every(), key=lambda held: held.file):
        some = [held for held in of_file if held.row < MOST_OF_A_FILE]
        first, raws = some[0], tuple(msgspec.Raw(msgspec.json.encode(held.draft)) for held in some)
        group = "free text" if first.source.kind in FREE else "structured"
        found[group].append(Batch(file, first.source, first.page, raws))
    return found


def took(given: list[Batch]) -> list[Took]:
    """One pass: every record decoded, then normalised."""
    decoder = msgspec.json.Decoder(Draft)
    _load()
    result = []
    for batch in given:
        begun = time.process_time()
        decoded = [decoder.decode(raw) for raw in batch.drafts]
        between = time.process_time()
        _normalise(batch, decoded)
        spent = time.process_time() - between
        letters = sum(len(draft.text or "") for draft in decoded)
        result.append(Took(batch.source.kind, len(decoded), letters, between - begun, spent))
    return result


def main(runs: int = RUNS) -> None:
    """Prints drafts per second by group and by kind: medians, with the slowest and the fastest run."""
    with tempfile.TemporaryDirectory() as folder:
        found = batches()
        files = {group: Path(folder) / f"{number}.json" for number, group in enumerate(found)}
        for group, path in files.items():
            path.write_bytes(msgspec.json.encode(found[group]))
        came: dict[str, list[list[Took]]] = defaultdict(list)
        for _ in range(runs):
            for group, path in files.items():
                came[group].append(_in_a_process(path))
    print(f"{'drafts per second of one core':30} drafts  letters   median  (slowest to fastest)   bare decode  target")
    for group, target in TARGETS.items():
        _print(group, came[group], f"{target:7,}")
        for kind in sorted({one.kind for one in came[group][0]}):
            _print(f"  {kind}", [[one for one in run if one.kind == kind] for run in came[group]], "")


def profile() -> None:
    """Prints the functions that cost most, for each group, and who calls the regular expressions."""
    for group, given in batches().items():
        decoded = [(batch, [msgspec.json.decode(raw, type=Draft) for raw in batch.drafts]) for batch in given]
        _load()
        profiler, told = cProfile.Profile(), io.StringIO()
        profiler.enable()
        for batch, of_file in decoded:
            _normalise(batch, of_file)
        profiler.disable()
        for order in ("tottime", "cumulative"):
            pstats.Stats(profiler, stream=told).strip_dirs().sort_stats(order).print_stats(COSTLIEST)
        print(f"# {group}: {sum(len(of_file) for _, of_file in decoded):,} drafts\n{told.getvalue()}")
        print("seconds in regular expressions, by who asks them:")
        for (file, line, name), seconds in _expressions(profiler).most_common(COSTLIEST):
            print(f"{seconds:8.3f}  {Path(file).name}:{line}({name})")


def _expressions(profiler: cProfile.Profile) -> Counter[tuple[str, int, str]]:
    seconds = Counter[tuple[str, int, str]]()
    for (_, _, name), told in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        for caller, (_, _, own, _) in told[4].items() if "re.Pattern" in name else ():
            seconds[caller] += own
    return seconds


def _normalise(batch: Batch, decoded: list[Draft]) -> None:
    settings = drafts.whence_of(batch.file).settings
    for row, draft in enumerate(decoded):
        drafts.Held(batch.file, row, draft, batch.source, batch.page, settings).meant()


def _load() -> None:
    """Has every library loaded that words may need: those that mend text and read dates are loaded late."""
    session = DraftSession(when="dydd Llun 3ydd o Fawrth", start="nach dem Fest", price="£4 â€“ £5")
    drafts.meant(Draft(title="CafÃ©", text="<p>â€™</p>", sessions=(session,)))


def _in_a_process(path: Path) -> list[Took]:
    called = [sys.executable, "-m", "benchmarks.meaning.throughput", "--one", str(path)]
    done = subprocess.run(called, check=True, capture_output=True)  # noqa: S603 - ourselves
    return msgspec.json.decode(done.stdout, type=list[Took])


def _print(name: str, runs: list[list[Took]], target: str) -> None:
    number = sum(one.drafts for one in runs[0])
    rates, decodes = (
        [number / max(sum(getattr(one, what) for one in run), 1e-9) for run in runs] for what in ("normalise", "decode")
    )
    letters = sum(one.letters for one in runs[0]) // max(number, 1)
    median, decode = statistics.median(rates), statistics.median(decodes)
    spread = f"({min(rates):,.0f} to {max(rates):,.0f})"
    print(f"{name:30} {number:6} {letters:8,} {median:8,.0f}  {spread:21} {decode:13,.0f}  {target}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one_run = took(msgspec.json.decode(Path(sys.argv[2]).read_bytes(), type=list[Batch]))
        sys.stdout.buffer.write(msgspec.json.encode(one_run))
    elif sys.argv[1:2] == ["--profile"]:
        profile()
    else:
        main(*map(int, sys.argv[1:2]))
