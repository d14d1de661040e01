"""Finds which normalised listings are one opportunity: first within each source, then across them.

Dates are no part of it (recurring courses are the trap): the July and the August run of a course are one opportunity,
and which sessions are the same is for `merge.py`. What people decided goes before what is likely.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from indexer.opportunity import Opportunity
from indexer.reconciling import candidates
from indexer.reconciling.clusters import Clusters
from indexer.reconciling.faces import Face, face_of, together
from indexer.reconciling.likeness import Weights, likelihood, log_odds, weights
from indexer.reconciling.rules import apart

MARGIN = 0.5
"""By how much, in log-odds, the best candidate has to be better than one that it cannot be joined with."""
EITHER = "it could be either of two"
LIKELY = "alike, but not enough"


class Doubtful(NamedTuple):
    """Two listings, by their positions, of two opportunities that may be one."""

    one: int
    two: int
    likelihood: float
    why: str


class Groups(msgspec.Struct, frozen=True):
    """sets: the positions of listings that are one opportunity together; each position once, smallest first.

    doubtful: pairs of sets that a person should look at, the likeliest first, by a listing of each.
    """

    sets: list[list[int]]
    doubtful: list[Doubtful]


class Edge(NamedTuple):
    """Two that are likely one, and how likely."""

    likelihood: float
    one: int
    two: int


def groups(
    opportunities: Sequence[Opportunity],
    sources: Sequence[str],
    *,
    joined: Iterable[tuple[int, int]] = (),
    parted: Iterable[tuple[int, int]] = (),
    by: Weights | None = None,
) -> Groups:
    """Which listings are one opportunity. Neither their order nor that of the sources matters.

    joined, parted: positions that a person said are one, or are not; parted goes before joined. by: other weights than
    those that are kept.
    """
    by = by or weights()
    faces = [face_of(one, source) for one, source in zip(opportunities, sources, strict=True)]
    never = defaultdict[int, set[int]](set)
    for one, two in parted:
        never[one].add(two)
        never[two].add(one)
    within, doubts = _joined(faces, _equal(faces, never, by), never, by, across=False)
    across, more = _joined(faces, within.sets(), never, by, across=True)
    for one, two in joined:
        across.force(one, two)
    return Groups(across.sets(), _left(across, doubts + more))


def _equal(faces: Sequence[Face], never: dict[int, set[int]], by: Weights) -> list[list[int]]:
    """Listings of one source, provider, title and group, with texts that are alike."""
    blocks = defaultdict[object, list[int]](list)
    for at, face in enumerate(faces):
        blocks[at if at in never else (face.source, face.provider, face.title.core, face.title.years)].append(at)
    found: list[list[int]] = []
    for block in blocks.values():
        mine: list[list[int]] = []
        for at in sorted(block, key=lambda at: faces[at].name):
            for one in mine[-candidates.CROWD :]:
                if _alike(faces[one[0]], faces[at], by):
                    one.append(at)
                    break
            else:
                mine.append([at])
        found.extend(mine)
    return found


def _alike(one: Face, two: Face, by: Weights) -> bool:
    if one.facets != two.facets or one.title.place != two.title.place or one.title.apart != two.title.apart:
        return False
    if one.text and one.text == two.text:
        return True
    return apart(one, two) is None and likelihood(one, two, by) >= by.join


def _joined(
    faces: Sequence[Face], sets: list[list[int]], never: dict[int, set[int]], by: Weights, *, across: bool
) -> tuple[Clusters, list[Doubtful]]:
    """The sets joined: within each source, or across them; and which pairs of listings are doubtful.

    Across them at most one of each source's sets is joined: it knows best what it keeps apart.
    """
    named = [sorted(one, key=lambda at: faces[at].name) for one in sets]
    ones = [together([faces[at] for at in one]) for one in named]
    pairs = candidates.across(ones) if across else candidates.within(ones)
    edges, doubtful = [], []
    for one, two in pairs:
        if apart(ones[one], ones[two]) is None:
            likely = likelihood(ones[one], ones[two], by)
            if likely >= by.join:
                edges.append(Edge(likely, one, two))
            elif likely >= by.doubt:
                doubtful.append(Doubtful(named[one][0], named[two][0], likely, LIKELY))
    clusters = Clusters(faces, sets, never, one_of_each=across)
    clear, either = _clear(ones, edges, across=across)
    for edge in sorted(clear, key=lambda edge: (-edge.likelihood, *sorted((ones[edge.one].name, ones[edge.two].name)))):
        clusters.join(named[edge.one][0], named[edge.two][0])
    doubtful += [Doubtful(named[edge.one][0], named[edge.two][0], edge.likelihood, EITHER) for edge in either]
    return clusters, doubtful


def _clear(ones: Sequence[Face], edges: Sequence[Edge], *, across: bool) -> tuple[list[Edge], list[Edge]]:
    """Edges without a rival that is as likely, and those with one.

    Rivals are two candidates of one that cannot both be it: of one source, or with something that sets them apart.
    """
    found = defaultdict[int, list[tuple[float, int]]](list)
    for edge in edges:
        odds = log_odds(edge.likelihood)
        found[edge.one].append((odds, edge.two))
        found[edge.two].append((odds, edge.one))
    for those in found.values():
        those.sort(key=lambda one: (-one[0], ones[one[1]].name))

    def rivals(a: int, b: int) -> bool:
        return ones[a].source == ones[b].source if across else apart(ones[a], ones[b]) is not None

    clear, either = [], []
    for edge in edges:
        odds, verdict = log_odds(edge.likelihood), "clear"
        for at, other in ((edge.one, edge.two), (edge.two, edge.one)):
            for theirs, rival in found[at][: candidates.CROWD]:
                if theirs < odds - MARGIN:
                    break
                if rival != other and rivals(rival, other):
                    verdict = "worse" if theirs > odds + MARGIN else "either" if verdict == "clear" else verdict
        if verdict == "clear":
            clear.append(edge)
        elif verdict == "either":
            either.append(edge)
    return clear, either


def _left(clusters: Clusters, doubtful: Sequence[Doubtful]) -> list[Doubtful]:
    """Of each two sets that could still become one the likeliest pair, the likeliest first."""
    left: dict[tuple[int, int], Doubtful] = {}
    for one in sorted(doubtful, key=lambda one: (-one.likelihood, one.one, one.two)):
        if clusters.could(one.one, one.two):
            pair = sorted((clusters.of(one.one), clusters.of(one.two)))
            left.setdefault((pair[0], pair[1]), one)
    return list(left.values())
