"""What becomes of every field of all real records: read, inferred, doubtful, said in vain, not said.

    python -m benchmarks.meaning.coverage                                       shares, and the commonest doubts
    python -m benchmarks.meaning.coverage --sample FOLDER [FIELD] [N] [SEED]    readings for the eye, FIELD.tsv each

The samples hold the sources' words: their folder lies outside the project.
"""

import random
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.meaning import drafts
from benchmarks.meaning.fields import (
    CLASSES,
    DOUBTFUL,
    FIELDS,
    INFERRED,
    READ,
    SILENT,
    UNSAID,
    Reading,
    Where,
    digest,
    readings,
)

SAMPLED = 100
SHOWN = 600


class Everything(NamedTuple):
    """refused: drafts without a title. crashed: file and row of drafts that our own code failed on, and how.

    shares: of each field how many are of each class; by file, the same.
    """

    records: int
    refused: int
    crashed: tuple[str, ...]
    shares: dict[str, Counter[str]]
    by_file: dict[str, dict[str, Counter[str]]]
    doubts: Counter[tuple[str, str]]
    read: dict[str, dict[Where, Reading]]


@cache
def everything() -> Everything:
    """All drafts of the real files, normalised. `read` keeps a reading once, where it is met first."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    by_file: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    doubts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str, str], Where] = {}
    read: dict[str, dict[Where, Reading]] = defaultdict(dict)
    records = refused = 0
    crashed = []
    for held in drafts.every():
        records += 1
        try:
            meant = held.meant()
        except Exception as error:  # what we are here to count
            crashed.append(f"{held.file} row {held.row}: {type(error).__name__}: {error}")
            continue
        refused += meant.opportunity is None
        doubts.update((doubt.field, doubt.reason) for doubt in meant.doubts)
        for reading in readings(held.draft, meant):
            shares[reading.field][reading.sort] += 1
            by_file[reading.field][held.file][reading.sort] += 1
            if reading.sort != UNSAID:
                where = reading.where(held.file, held.row)
                if first.setdefault((reading.field, reading.words, reading.value), where) == where:
                    read[reading.field][where] = reading
    return Everything(records, refused, tuple(crashed), shares, by_file, doubts, read)


def sample(field: str, n: int = SAMPLED, seed: int = 1) -> list[tuple[Where, Reading]]:
    """n different readings of a field, drawn at random: no file gives more than a fifth while others have any left."""
    found = sorted(everything().read[field].items())
    random.Random(seed).shuffle(found)  # noqa: S311 - a sample, no secret
    taken: list[tuple[Where, Reading]] = []
    later: list[tuple[Where, Reading]] = []
    of_file = Counter[str]()
    for one in found:
        enough = of_file[one[0].file] >= max(n // 5, 1)
        (later if enough else taken).append(one)
        of_file[one[0].file] += 1
    return (taken + later)[:n]


def write_sample(folder: Path, field: str, n: int, seed: int) -> Path:
    """file, row, digest, verdict and note to be filled, and what they are about. Returns the file."""
    path = folder / f"{field}.tsv"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [("file", "row", "digest", "verdict", "note", "class", "words", "value")]
    for where, reading in sample(field, n, seed):
        words, value = (" ".join(part.split())[:SHOWN] for part in (reading.words, reading.value))
        lines.append((*where, digest(reading), "", "", reading.sort, words, value))
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


def main() -> None:
    """Prints shares in per cent, and the ten commonest doubts."""
    found = everything()
    print(f"{found.records:,} records, {found.refused} refused for want of a title, {len(found.crashed)} crashed")
    print(*found.crashed[:10], sep="\n", end="\n" if found.crashed else "")
    print(f"\n{'field':14} {'of':>7} {''.join(f'{name:>9}' for name in CLASSES)}   value where said   by file")
    for field in FIELDS:
        count = found.shares[field.name]
        total = max(count.total(), 1)
        shares = "".join(f"{100 * count[name] / total:8.1f}%" for name in CLASSES)
        kept, said = count[READ], count[READ] + count[DOUBTFUL] + count[SILENT]
        print(f"{field.name:14} {count.total():7} {shares} {_share(kept, said):>18} {_by_file(found, field.name):>9}")
    print("\nthe ten commonest doubts:")
    for (name, reason), times in found.doubts.most_common(10):
        print(f"{times:6} {name}: {reason}")


def _by_file(found: Everything, field: str) -> str:
    """Of 100, how many have a value: the mean of the files, each counted once."""
    shares = [(count[READ] + count[INFERRED]) / count.total() for count in found.by_file[field].values()]
    return f"{100 * sum(shares) / len(shares):.1f}%" if shares else "-"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


def _sample(folder: str, field: str = "", n: str = str(SAMPLED), seed: str = "1") -> None:
    for one in FIELDS:
        if field in {"", one.name} and everything().read[one.name]:
            print(write_sample(Path(folder), one.name, int(n), int(seed)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--sample"]:
        _sample(*sys.argv[2:])
    else:
        main()
