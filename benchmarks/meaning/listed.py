"""The drafts of one real file in the order of extraction: what the row numbers of pairs.tsv and chicago.tsv count.

python -m benchmarks.meaning.listed FILE [--each-row]        row number and draft as JSON, one to a line
"""

import sys
from pathlib import Path

import msgspec

from benchmarks.sources import claims, held
from crawlers.draft import Draft
from crawlers.kinds import kinds


def listed(folder: Path, file: str, *, each_row: bool = False) -> list[Draft]:
    """All drafts of a file, as the first claim of claims.toml reads it that finds any; row n is the n-th, from 0.

    folder: the folder of real files. file: a path below it. each_row: the rows of a sheet are not put together; row n
    is its n-th row that is unlike all before it. Raises LookupError where no claim finds a listing in the file, or a
    kind crashes on it (another claim's rows would be counted in its place).
    """
    for claim in claims.claims():
        if any((folder / file).match(pattern) for pattern in claim.files):
            told = msgspec.structs.replace(claim, options=_apart(claim.options)) if each_row else claim
            one = claims.Claimed(told, folder / file)
            came = held.came(kinds()[claim.kind], one.page(), one.source)
            if came.crash:
                raise LookupError(f"{file}: the kind {claim.kind!r} crashed: {came.crash}")
            if came.drafts:
                return list(came.drafts)
    raise LookupError(f"{file}: no claim of claims.toml finds a listing in it")


def _apart(options: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in options.items() if name != "group"}


def main(file: str, *, each_row: bool) -> None:
    """Prints a file of the folder of real files."""
    for row, draft in enumerate(listed(claims.DATA, file, each_row=each_row)):
        print(row, msgspec.json.encode(draft).decode(), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], each_row="--each-row" in sys.argv)
