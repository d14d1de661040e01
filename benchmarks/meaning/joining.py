"""How well listings are joined, on labelled pairs of real ones.

Each family of files is judged with weights that were learnt from the others, by the very code of the line: all listings
of its files are put into groups, and a pair is joined where both rows are in one.

python -m benchmarks.meaning.joining              the figures
python -m benchmarks.meaning.joining --errors     each pair that went wrong, with its files and rows
python -m benchmarks.meaning.joining --learn      learns from all pairs, and writes indexer/reconciling/weights.toml
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

import indexer.reconciling
from benchmarks.meaning.labelled import Pair, families, members, pairs, stale
from benchmarks.meaning.learning import weigh
from indexer.opportunity import Opportunity
from indexer.reconciling.duplicates import groups
from indexer.reconciling.likeness import Weights, weights
from indexer.reconciling.merge import merge

FOLDS = 10
KEPT = Path(indexer.reconciling.__file__).parent / "weights.toml"
COMMAND = "python -m benchmarks.meaning.joining --learn"


class Judged(NamedTuple):
    """A pair and what the line made of it."""

    pair: Pair
    joined: bool
    asked: bool


def main() -> None:
    """Prints the figures."""
    labels = pairs()
    void = stale(sorted({file for pair in labels for file in (pair.file_a, pair.file_b)}))
    fresh = [pair for pair in labels if not {pair.file_a, pair.file_b} & void]
    print(f"{len(labels)} pairs, {len(labels) - len(fresh)} of them stale (the rows of {len(void)} files have moved)")
    if "--learn" in sys.argv:
        learnt = weigh(fresh, made=str(date.today()), command=COMMAND, figures=figures(list(_crossed(fresh))))  # noqa: DTZ011
        KEPT.write_text(_toml(learnt), encoding="utf-8")
        print(f"wrote {KEPT.name}: {learnt.figures}")
        return
    crossed = list(_crossed(fresh))
    print(f"by cross-validation, {FOLDS} folds of whole families of files: {figures(crossed)}")
    print(f"the same without own ids and addresses: {figures(list(_crossed(fresh, bare=True)))}")
    print(f"with the weights that are kept: {figures(list(_judged(fresh, families(fresh), weights())))}")
    asked = sum(one.asked for one in crossed if one.pair.same and not one.joined)
    print(f"of the {sum(one.pair.same and not one.joined for one in crossed)} missed, {asked} are asked about")
    _runs(crossed)
    if "--errors" in sys.argv:
        for one in crossed:
            if one.joined != one.pair.same:
                pair = one.pair
                print("joined" if one.joined else "missed", pair.file_a, pair.row_a, pair.file_b, pair.row_b, sep="\t")


def figures(found: Sequence[Judged]) -> str:
    """Precision and recall in words."""
    right = sum(one.joined and one.pair.same for one in found)
    joined, same = sum(one.joined for one in found), sum(one.pair.same for one in found)
    precision, recall = right / max(joined, 1), right / max(same, 1)
    return f"precision {precision:.3f} ({joined - right} wrong of {joined}), recall {recall:.3f} ({right} of {same})"


def _crossed(labels: Sequence[Pair], *, bare: bool = False) -> Iterator[Judged]:
    folds: list[list[list[str]]] = [[] for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    for family in families(labels):  # the largest first, each to the fold that has least
        least = sizes.index(min(sizes))
        folds[least].append(family)
        sizes[least] += sum(pair.file_a in family for pair in labels)
    for fold in folds:
        mine = {file for family in fold for file in family}
        learnt = weigh([pair for pair in labels if pair.file_a not in mine])
        yield from _judged([pair for pair in labels if pair.file_a in mine], fold, learnt, bare=bare)


def _judged(
    labels: Sequence[Pair], fold: Sequence[Sequence[str]], by: Weights, *, bare: bool = False
) -> Iterator[Judged]:
    """Each pair, after all listings of its family were put into groups."""
    for family in fold:
        rows = [(file, row, one) for file in family for row, one in enumerate(members(file)) if one]
        said = [
            _bare(one.opportunity) if bare else msgspec.structs.replace(one.opportunity, listings=(one.listing,))
            for _, _, one in rows
        ]
        found = groups(said, [one.listing.source for _, _, one in rows], by=by)
        at = {rows[i][:2]: number for number, group in enumerate(found.sets) for i in group}
        numbers = {i: number for number, group in enumerate(found.sets) for i in group}
        asked = {frozenset((numbers[one.one], numbers[one.two])) for one in found.doubtful}
        for pair in labels:
            if pair.file_a in family:
                ends = at[pair.file_a, pair.row_a], at[pair.file_b, pair.row_b]
                yield Judged(pair, ends[0] == ends[1], frozenset(ends) in asked)


def _bare(one: Opportunity) -> Opportunity:
    """Without anything that only its source could give it."""
    sessions = tuple(msgspec.structs.replace(session, url=None, native_id=None) for session in one.sessions)
    return msgspec.structs.replace(one, sessions=sessions, listings=())


def _runs(found: Sequence[Judged]) -> None:
    """Whether two listings of one run became one session, and two of different runs stayed two."""
    counts = {"one-run": [0, 0], "other-run": [0, 0]}
    for one in found:
        if one.joined and one.pair.runs in counts:
            both = [members(one.pair.file_a)[one.pair.row_a], members(one.pair.file_b)[one.pair.row_b]]
            two = [member for member in both if member and member.opportunity.sessions]
            if len(two) == 2:
                whole = merge("x", two)
                counts[one.pair.runs][0] += len(whole.sessions) < sum(len(m.opportunity.sessions) for m in two)
                counts[one.pair.runs][1] += 1
    print(f"one run, listed twice: {counts['one-run'][0]} of {counts['one-run'][1]} joined pairs are one session")
    print(f"two runs: {counts['other-run'][0]} of {counts['other-run'][1]} joined pairs were made one session")


def _toml(learnt: Weights) -> str:
    head = [f'{name} = "{getattr(learnt, name)}"' for name in ("made", "command", "figures")]
    head += [f"{name} = {getattr(learnt, name)}" for name in ("join", "doubt", "bias")]
    return "\n".join((*head, "", "[weights]", *(f'"{name}" = {x}' for name, x in learnt.weights.items()))) + "\n"


if __name__ == "__main__":
    main()
