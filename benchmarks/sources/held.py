"""Gives every real file to the kind that claims it, and to every other kind, and counts what came of it.

For its own kind: read, refused with a sentence, or crashed; and whether the records that somebody else counted are all
there again as drafts, as parts of another record, or as refusals. Every other kind must refuse it with a sentence, or
find nothing in it; where it makes drafts, the file is named.

    python -m benchmarks.sources.held [--names]        --names: each file whose records do not balance
"""

import sys
from collections import Counter
from typing import NamedTuple

from benchmarks.sources import claims, counting
from crawlers.draft import Draft, Refusal
from crawlers.errors import CityOfLearningError
from crawlers.items import Item
from crawlers.kinds import Kind, kinds, options_of
from crawlers.page import Page
from crawlers.source import Source
from tests import fixture_cases

LARGE = 2_000_000


class Came(NamedTuple):
    """What a kind made of a file. led: addresses to be read next. error: our sentence. crash: what is none of ours."""

    drafts: tuple[Draft, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    error: str = ""
    crash: str = ""
    led: int = 0


def came(kind: Kind, page: Page, source: Source) -> Came:
    """A kind over one page; a feed of changes is put together from that page alone."""
    try:
        options = options_of(source)
        found = list(kind.extract(page, source, options))
        led = len(list(kind.follow(page, source, options)))
        if kind.assemble:
            items = [one for one in found if isinstance(one, Item)]
            found += kind.assemble(items, source, options, page.fetched_at)
    except CityOfLearningError as error:
        return Came(error=str(error))
    except Exception as error:
        return Came(crash=f"{type(error).__name__}: {error}")
    drafts = tuple(one for one in found if isinstance(one, Draft))
    return Came(drafts, tuple(one for one in found if isinstance(one, Refusal)), led=led)


def own(names: bool) -> None:
    """The table of the kinds with their own files."""
    print(f"{'kind':14} files  read refused crashed   records  drafts  merged refusals  not balanced")
    reasons: Counter[tuple[str, str]] = Counter()
    odd: list[str] = []
    for name, kind in kinds().items():
        sums: Counter[str] = Counter()
        for file in claims.fitting(name):
            page = file.page()
            one, counted = came(kind, page, file.source), counting.count(file.claim, page.body)
            sums["files"] += 1
            sums["crashed" if one.crash else "refused" if one.error else "read"] += 1
            sums["drafts"] += len(one.drafts)
            sums["refusals"] += len(one.refusals)
            reasons.update((name, refusal.reason) for refusal in one.refusals)
            if one.crash:
                odd.append(f"{file.name}: CRASH {one.crash}")
            if file.claim.refused and not one.error and one.drafts:
                odd.append(f"{file.name}: holds no listings, but {len(one.drafts)} drafts came of it")
            if counted is None or one.error or one.crash or file.claim.records == "nothing":
                continue
            sums["records"] += counted.records
            sums["merged"] += counted.merged
            if not counting.balance(file.claim, counted, one.drafts, one.refusals, one.led):
                sums["odd"] += 1
                stand = counting.kept(file.claim, one.drafts)
                odd.append(f"{file.name}: {counted.records} records, {counted.merged} merged, {stand}"
                           f" in {len(one.drafts)} drafts, {len(one.refusals)} refusals")  # fmt: skip
        if sums["files"]:
            columns = (("files", 5), ("read", 5), ("refused", 7), ("crashed", 7), ("records", 9), ("drafts", 7),
                       ("merged", 7), ("refusals", 8), ("odd", 13))  # fmt: skip
            print(f"{name:14}", *(f"{sums[column]:{width}}" for column, width in columns))
        else:
            print(f"{name:14} no real file")
    print("\nwhy records were not kept, or not wholly:")
    for (name, reason), times in reasons.most_common():
        print(f"{times:6} {name}: {reason}")
    if names:
        print("\nfiles to look at:", *odd, sep="\n- ")


def others(names: bool) -> None:
    """Every kind with the files of all others."""
    print("\nfiles of other kinds, given to each kind")
    print(f"{'kind':14} files refused with a sentence  nothing in it  drafts came  crashed")
    told = {name: fixture_cases.cases(name) for name in kinds()}
    odd = []
    for name, kind in kinds().items():
        sums: Counter[str] = Counter()
        source = told[name][0].source if told[name] else None
        for file in claims.claimed() if source else ():
            if file.claim.kind == name or file.path.stat().st_size > LARGE:
                continue
            one = came(kind, file.page(name), source)  # type: ignore[arg-type]
            sums["files"] += 1
            what = "crashed" if one.crash else "refused" if one.error else "drafts" if one.drafts else "nothing"
            sums[what] += 1
            if what in {"crashed", "drafts"}:
                odd.append(f"{name} took {file.name} ({file.claim.kind}): {one.crash or f'{len(one.drafts)} drafts'}")
        columns = (("files", 5), ("refused", 23), ("nothing", 14), ("drafts", 12), ("crashed", 8))
        print(f"{name:14}", *(f"{sums[column]:{width}}" for column, width in columns))
    if names:
        print("\nfiles that another kind took:", *odd, sep="\n- ")


if __name__ == "__main__":
    own("--names" in sys.argv)
    others("--names" in sys.argv)
