"""Whether a programme that a sheet lists again for each of its categories is one opportunity: Chicago, 2014.

python -m benchmarks.meaning.chicago [--errors]
"""

import sys

import msgspec

from benchmarks.meaning.labelled import CHICAGO, chicago, members, pairs, stale
from benchmarks.meaning.learning import weigh
from indexer.reconciling.duplicates import groups
from indexer.reconciling.likeness import Weights, weights


def main() -> None:
    """Prints the precision of its merges, and how many rows are left."""
    if stale([CHICAGO]):
        print("stale: the rows of the sheet are not those that were labelled")
        return
    print(f"{len(members(CHICAGO))} different rows, each a listing of its own")
    _print("with the weights that are kept, learnt without it", weights())
    _print("with weights learnt without its kind (city_programs)", _elsewhere())


def _elsewhere() -> Weights:
    return weigh([pair for pair in pairs() if not pair.file_a.startswith("city_programs/")])


def _print(head: str, by: Weights) -> None:
    rows = [member for member in members(CHICAGO) if member]
    said = [msgspec.structs.replace(one.opportunity, listings=(one.listing,)) for one in rows]
    found = groups(said, [one.listing.source for one in rows], by=by)
    at = {rows[i].listing.id: number for number, group in enumerate(found.sets) for i in group}
    right = wrong = same = 0
    for pair in chicago():
        one, two = (members(CHICAGO)[row] for row in (pair.row_a, pair.row_b))
        joined = one is not None and two is not None and at[one.listing.id] == at[two.listing.id]
        same += pair.same
        right += joined and pair.same
        wrong += joined and not pair.same
        if joined != pair.same and "--errors" in sys.argv:
            print("joined" if joined else "missed", pair.row_a, pair.row_b, sep="\t")
    merged = sum(len(group) for group in found.sets if len(group) > 1)
    print(
        f"{head}: precision {right / max(right + wrong, 1):.3f} ({wrong} wrong of {right + wrong}), "
        f"recall {right / same:.3f}; {merged} rows ({merged / len(rows):.0%}) share an opportunity with another, "
        f"{len(found.sets)} opportunities remain, {len(found.doubtful)} pairs are asked about"
    )


if __name__ == "__main__":
    main()
