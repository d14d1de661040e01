"""The labelled pairs of real listings, and what each listing means; a label whose rows have moved is stale.

python -m benchmarks.meaning.labelled --keep      keeps the digests of the files as they are read now (rows.tsv)
"""

import csv
import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.meaning.drafts import NOWHERE, whence_of
from benchmarks.meaning.listed import listed
from benchmarks.sources import claims
from crawlers.draft import Draft
from crawlers.keep import KeptPage
from indexer.normalise import normalise
from indexer.opportunity import Listing
from indexer.reconciling.merge import Member

HERE = Path(__file__).parent
CHICAGO = "city_programs/chicago_col_schedule_part1.csv"


class Pair(NamedTuple):
    """Two rows and what a reader said of them. runs: "one-run", "other-run", or "-"."""

    file_a: str
    row_a: int
    file_b: str
    row_b: int
    same: bool
    runs: str


def pairs() -> list[Pair]:
    """All labels of pairs.tsv."""
    with (HERE / "pairs.tsv").open(encoding="utf-8") as file:
        return [
            Pair(
                row["file_a"], int(row["row_a"]), row["file_b"], int(row["row_b"]), row["label"] == "same", row["runs"]
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def chicago() -> list[Pair]:
    """All labels of chicago.tsv."""
    with (HERE / "chicago.tsv").open(encoding="utf-8") as file:
        return [
            Pair(CHICAGO, int(row["row_a"]), CHICAGO, int(row["row_b"]), row["label"] == "same", "-")
            for row in csv.DictReader(file, delimiter="\t")
        ]


@cache
def drafts(file: str) -> tuple[Draft, ...]:
    """The rows of a file that labels count."""
    return tuple(listed(claims.DATA, file, each_row=file == CHICAGO))


@cache
def members(file: str) -> tuple[Member | None, ...]:
    """What each row means, as the line reads it; None where it was refused.

    A file is a source of its own. Where a listing names no provider it is its publisher's, who stands for all files of
    one name; several files of an aggregator are so of one.
    """
    path = claims.DATA / file
    claim = next(one for one in claims.claims() if any(path.match(pattern) for pattern in one.files))
    claimed = claims.Claimed(claim, path)
    page, whence = claimed.page(), whence_of(file)
    name = re.sub("[^a-z0-9]+", "-", file.casefold()).strip("-")
    source = msgspec.structs.replace(claimed.source, name=name, provider=publisher(file), timezone=whence.timezone)
    kept = KeptPage(url=page.url, fetched_at=page.fetched_at, checked_at=page.fetched_at)
    found: list[Member | None] = []
    for row, draft in enumerate(drafts(file)):
        listing = Listing(
            id=f"{name}-{row:05}", source=name, native_id=draft.native_id, url=draft.url, title=draft.title,
            first_seen=page.fetched_at, checked_at=page.fetched_at,
        )  # fmt: skip
        meant = normalise(draft, kept, source, whence.settings, NOWHERE, listing).opportunity
        found.append(Member(listing=listing, opportunity=meant) if meant else None)
    return tuple(found)


def publisher(file: str) -> str:
    """A name without meaning, one for all snapshots of one feed."""
    stem = re.sub(r"_[0-9a-f]{8}$", "", Path(file).stem)
    letters = str.maketrans("0123456789", "ghijklmnop")
    return f"Publisher {hashlib.sha256(stem.encode()).hexdigest()[:8].translate(letters)}"


def families(labels: Sequence[Pair]) -> list[list[str]]:
    """Files that labels connect, the largest family first: what is learnt of one is not tried on it."""
    of: dict[str, set[str]] = {}
    for pair in labels:
        both = of.setdefault(pair.file_a, {pair.file_a}) | of.setdefault(pair.file_b, {pair.file_b})
        of.update(dict.fromkeys(both, both))
    size = Counter(min(of[pair.file_a]) for pair in labels)
    found = {min(files): sorted(files) for files in of.values()}
    return [found[name] for name, _ in sorted(size.items(), key=lambda one: (-one[1], one[0]))]


def stale(files: Sequence[str]) -> set[str]:
    """Files whose rows are not those that were labelled, or cannot be read."""
    with (HERE / "rows.tsv").open(encoding="utf-8") as file:
        kept = {row["file"]: (row["drafts"], row["digest"]) for row in csv.DictReader(file, delimiter="\t")}
    return {file for file in files if _rows(file) != kept.get(file)}


def _rows(file: str) -> tuple[str, str] | None:
    try:
        found = drafts(file)
    except LookupError:
        return None
    titles = "\n".join(draft.title or "" for draft in found)
    return str(len(found)), hashlib.sha256(titles.encode()).hexdigest()[:16]


def keep() -> None:
    """Writes rows.tsv: how many drafts each labelled file has, and a digest of their titles in order."""
    used = defaultdict[str, int](int)
    for pair in (*pairs(), *chicago()):
        used[pair.file_a] += 1
        used[pair.file_b] += 1
    lines = ["file\tdrafts\tdigest", *("\t".join((file, *(_rows(file) or ("0", "")))) for file in sorted(used))]
    (HERE / "rows.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--keep" not in sys.argv:
        sys.exit(__doc__)
    keep()
