"""All measures of meaning, one after the other; `make bench-meaning`.

python -m benchmarks.meaning [PART ...]
"""

import importlib
import sys
from typing import NamedTuple

from benchmarks.sources import claims


class Part(NamedTuple):
    """A module of this folder whose main() prints a measure. of_files: it is of the real files."""

    title: str
    module: str
    of_files: bool = True


PARTS = {
    "tables": Part("The tables of values", "tables", of_files=False),
    "coverage": Part("Every field of all real records", "coverage"),
    "verdicts": Part("Readings judged by eye", "verdicts"),
    "joining": Part("Listings joined, on labelled pairs", "joining"),
    "chicago": Part("One programme in several categories", "chicago"),
    "scale": Part("Reconciling many listings", "scale", of_files=False),
    "throughput": Part("Drafts per second", "throughput"),
}


def main(names: list[str]) -> None:
    """Prints some parts, or all. Those over real files are left out where the folder is not there."""
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    there = (claims.DATA / "MANIFEST.tsv").exists()
    for name in names or PARTS:
        part = PARTS[name]
        print(f"# {part.title}\n")
        if part.of_files and not there:
            print(f"left out: the real files are not at {claims.DATA} (set CITYOFLEARNING_DATA)\n")
            continue
        importlib.import_module(f"benchmarks.meaning.{part.module}").main()
        print(flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
