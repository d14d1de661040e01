"""Reads what somebody's eye said of sampled readings: verdicts/<field>.tsv, which hold no words of any source.

Columns: file, row (of the file's drafts, from 0; "/" and the session's number), digest, verdict, note. The digest is of
the words and of the value that were judged; where today's differs, the verdict is stale and counts for nothing.

    python -m benchmarks.meaning.verdicts
"""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.meaning import drafts
from benchmarks.meaning.fields import Where, digest, readings

FOLDER = Path(__file__).parent / "verdicts"
RIGHT, WRONG, MISSED, UNCLEAR = "right", "wrong", "missed", "unclear"
VERDICTS = (RIGHT, WRONG, MISSED, UNCLEAR)
"""What the words say; something else; unknown, though the words say it plainly; nobody could tell."""
STALE, UNJUDGED = "stale", "unjudged"
COLUMNS = ("file", "row", "digest", "verdict", "note")


class Verdict(NamedTuple):
    """One line of a file of verdicts. verdict: one of VERDICTS, or "" where nobody has judged yet."""

    where: Where
    digest: str
    verdict: str
    note: str


def load(path: Path) -> list[Verdict]:
    """The lines of a file; further columns are dropped. Raises ValueError, naming the line, for one that is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")[: len(COLUMNS)]) != COLUMNS:
        raise ValueError(f"{path.name}: its first line must begin with the columns {', '.join(COLUMNS)}")
    found = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) < len(COLUMNS) or cells[3] not in {"", *VERDICTS}:
            raise ValueError(f"{path.name}:{number}: file, row, digest, one of {', '.join(VERDICTS)}, note")
        found.append(Verdict(Where(cells[0], cells[1]), cells[2], cells[3], cells[4]))
    return found


def summary(judged: Collection[Verdict], today: Mapping[Where, str]) -> Counter[str]:
    """Verdicts counted; stale where today's digest at that place is another, or nothing is read there any more."""
    return Counter(STALE if today.get(one.where) != one.digest else one.verdict or UNJUDGED for one in judged)


def digests(wanted: Mapping[str, Collection[Where]]) -> dict[str, dict[Where, str]]:
    """Today's digests of the readings at some places of the real files, by field."""
    rows = {(where.file, where.row.partition("/")[0]) for places in wanted.values() for where in places}
    found: dict[str, dict[Where, str]] = {field: {} for field in wanted}
    for held in drafts.every():
        if (held.file, str(held.row)) in rows:
            for reading in readings(held.draft, held.meant()):
                where = reading.where(held.file, held.row)
                if where in wanted.get(reading.field, ()):
                    found[reading.field][where] = digest(reading)
    return found


def main() -> None:
    """Prints what was judged, by field. right%: of those that are right, wrong or missed."""
    judged = {path.stem: load(path) for path in sorted(FOLDER.glob("*.tsv"))}
    if not judged:
        print("no verdicts yet: benchmarks/meaning/README.md says how they are made")
        return
    today = digests({field: {one.where for one in verdicts} for field, verdicts in judged.items()})
    columns = (*VERDICTS, STALE, UNJUDGED)
    print(f"{'field':14} {'right%':>7} {' '.join(f'{name:>8}' for name in columns)}")
    for field, verdicts in judged.items():
        counts = summary(verdicts, today[field])
        clear = sum(counts[name] for name in (RIGHT, WRONG, MISSED))
        share = f"{100 * counts[RIGHT] / clear:.1f}" if clear else "-"
        print(f"{field:14} {share:>7} {' '.join(f'{counts[name]:8}' for name in columns)}")


if __name__ == "__main__":
    main()
