"""Counts of people are hidden until nobody can work them out: checked against an integer programme over all tables."""

import random
from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from indexer.counts.disclosure import ALL, Came, Cell, Count, attendance, protect

FEWEST = 10
UNBOUNDED = 10_000


def count(provider: str, area: str, age: str, interest: str, people: int, most: int | None = None) -> Count:
    return Count(provider=provider, area=area, age_band=age, interest=interest, people=people, most=most)


def key(cell: Cell) -> tuple[str, str, str]:
    return cell.area, cell.age_band, cell.interest


def sums(one: Count) -> set[tuple[str, str, str]]:
    return {
        (one.area if a else ALL, one.age_band if b else ALL, one.interest if c else ALL)
        for a, b, c in ((1, 1, 0), (1, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (0, 0, 0))
    }


def widths(counts: Sequence[Count], cells: Sequence[Cell], knows: str | None = None) -> dict[tuple[str, str, str], int]:
    """How far a hidden figure can lie between lowest and highest, for somebody who knows one provider's counts.

    The unknowns are the combinations (area, age, interest) that anybody counted, so this also holds where the two
    tables are linked by more than their totals.
    """
    own: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in counts:
        if one.provider == knows:
            for k in sums(one):
                own[k] += one.people
    others = [one for one in counts if one.provider != knows]
    unknown = sorted({(o.area, o.age_band, o.interest) for o in others})
    if not unknown:
        return {}
    bound: dict[tuple[str, str, str], int] = defaultdict(int)
    for o in others:
        bound[o.area, o.age_band, o.interest] += UNBOUNDED if o.most is None else o.most

    def row(k: tuple[str, str, str]) -> list[int]:
        return [all(x in (ALL, y) for x, y in zip(k, u, strict=True)) for u in unknown]

    shown = [c for c in cells if c.people is not None]
    told = [c.people - own[key(c)] for c in shown if c.people is not None]
    constraints = LinearConstraint(np.array([row(key(c)) for c in shown], dtype=float), told, told) if shown else None
    found = {}
    for cell in cells:
        asked = np.array(row(key(cell)), dtype=float)
        if cell.people is not None or not asked.any():
            continue
        ends = []
        for sign in (1, -1):
            solved = milp(
                sign * asked,
                constraints=constraints,
                integrality=np.ones(len(unknown)),
                bounds=Bounds(0, [bound[u] for u in unknown]),
            )
            assert solved.success, solved.message
            ends.append(round(solved.fun * sign))
        found[key(cell)] = ends[1] - ends[0]
    return found


def drawn(seed: int, *, areas: int, ages: int, interests: int, providers: int, n: int, bounded: bool) -> list[Count]:
    dice = random.Random(seed)
    made = []
    for _ in range(n):
        people = dice.choice([0, 1, 3, 8, 12, 20, 35, 60])
        most = people + dice.choice([0, 0, 2, 10]) if bounded and dice.random() < 0.8 else None
        made.append(
            count(
                f"p{dice.randrange(providers)}",
                f"a{dice.randrange(areas)}",
                f"b{dice.randrange(ages)}",
                f"i{dice.randrange(interests)}",
                people,
                most,
            )
        )
    return made


def shown(counts: Sequence[Count], fewest: int = FEWEST) -> dict[tuple[str, str, str], int | None]:
    return {key(cell): cell.people for cell in protect(counts, fewest)}


def test_ordinary_figures_are_shown_with_all_their_totals() -> None:
    counts = [count(p, a, b, "art", 30) for p in "pq" for a in "xy" for b in ("5-9", "10-14")]
    assert shown(counts) == {
        ("x", "5-9", ALL): 60,
        ("x", "10-14", ALL): 60,
        ("y", "5-9", ALL): 60,
        ("y", "10-14", ALL): 60,
        ("x", ALL, ALL): 120,
        ("y", ALL, ALL): 120,
        (ALL, "5-9", ALL): 120,
        (ALL, "10-14", ALL): 120,
        (ALL, "5-9", "art"): 120,
        (ALL, "10-14", "art"): 120,
        (ALL, ALL, "art"): 240,
        (ALL, ALL, ALL): 240,
    }


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        (5, 5, True),  # each leaves the other's five
        (0, 0, True),  # nobody is few
        (10, 10, False),
        (9, 500, True),  # the large one would learn of the nine
        (10, 500, False),
    ],
)
def test_a_figure_is_hidden_where_it_or_what_a_provider_leaves_is_small(
    first: int, second: int, *, hidden: bool
) -> None:
    many = [count(p, a, b, i, 90) for p in "pqr" for a in "wxyz" for b in "bcd" for i in ("art", "code", "music")]
    small = [count("p", "x", "a", "art", first), count("q", "x", "a", "art", second)]
    more = [count(p, a, "a", i, 90) for p in "pqr" for a in "wyz" for i in ("art", "code", "music")]
    assert (shown([*many, *small, *more])["x", "a", ALL] is None) is hidden


def test_a_single_provider_makes_no_figure() -> None:
    alone = [count("p", "x", "5-9", "art", 400)]
    assert set(shown(alone).values()) == {None}
    assert protect([], FEWEST) == ()


def test_a_small_figure_is_not_told_by_its_totals() -> None:
    counts = [count(p, a, b, "art", 40) for p in "pq" for a in "xyz" for b in ("5-9", "10-14", "15-19")]
    counts = [msgspec.structs.replace(c, people=2) if (c.area, c.age_band) == ("x", "5-9") else c for c in counts]
    found = shown(counts)
    assert found["x", "5-9", ALL] is None
    of_row = [found["x", b, ALL] for b in ("5-9", "10-14", "15-19", ALL)]
    of_column = [found[a, "5-9", ALL] for a in ("x", "y", "z", ALL)]
    assert of_row.count(None) >= 2, "the total less the others would tell it"
    assert of_column.count(None) >= 2
    assert min(widths(counts, protect(counts, FEWEST)).values()) >= FEWEST
    assert any(people is not None for people in found.values()), "not everything need be hidden"


def test_two_tables_are_protected_together() -> None:
    """In x at 5-9 there is nothing but chess, and chess at 5-9 is nowhere else: one figure in two tables."""
    counts = [count(p, a, b, "art", 40) for p in "pq" for a in "yz" for b in ("5-9", "10-14")]
    counts += [count("p", "x", "5-9", "chess", 2), count("q", "x", "5-9", "chess", 3)]
    counts += [count(p, "x", "10-14", "art", 40) for p in "pq"]
    found = shown(counts)
    assert (found["x", "5-9", ALL], found[ALL, "5-9", "chess"]) == (None, None)


def test_places_that_everybody_knows_bound_what_can_be_promised() -> None:
    counts = [count(p, a, b, "art", 40, most=45) for p in "pq" for a in "xyz" for b in ("5-9", "10-14", "15-19")]
    counts.append(count("r", "x", "20-24", "art", 3, most=6))
    cells = protect(counts, FEWEST)
    found = widths(counts, cells)
    assert found["x", "20-24", ALL] == 6, "all that can be: from nobody to everybody"
    assert all(width >= 6 for width in found.values())
    assert protect([count("p", "x", "a", "i", 9, most=4)], 5), "a bound that is wrong is none"


@pytest.mark.parametrize("seed", [2, 5])
def test_nobody_can_tell_a_hidden_figure_closely(seed: int) -> None:
    counts = drawn(seed, areas=3, ages=3, interests=3, providers=4, n=13, bounded=seed > 2)
    cells = protect(counts, FEWEST)
    for knows in (None, *sorted({one.provider for one in counts})):
        most: dict[tuple[str, str, str], int] = defaultdict(int)
        for one in counts:
            for k in sums(one) if one.provider != knows else ():
                most[k] += UNBOUNDED if one.most is None else one.most
        for k, width in widths(counts, cells, knows).items():
            assert width >= min(FEWEST, most[k]), (knows, k)


def test_the_order_of_the_counts_is_nothing() -> None:
    counts = drawn(9, areas=4, ages=3, interests=3, providers=4, n=40, bounded=True)
    assert protect(counts, FEWEST) == protect(counts[::-1], FEWEST)


def came(area: str, provider: str, enrolled: int, attended: int) -> Came:
    return Came(provider=provider, area=area, enrolled=enrolled, attended=attended)


def test_attendance_stands_in_tenths_that_are_not_few() -> None:
    cells = [Cell(area=a, age_band=ALL, interest=ALL, people=200) for a in "abcd"]
    cells.append(Cell(area="e", age_band=ALL, interest=ALL, people=None))
    told = [
        *(came("a", "p", 50, 40), came("a", "q", 50, 45)),  # 85 of 100
        *(came("b", "p", 50, 40), came("b", "q", 49, 45)),  # a tenth would be fewer than ten
        *(came("c", "p", 195, 100), came("c", "q", 5, 5)),  # one leaves five
        *(came("d", "p", 100, 100), came("d", "q", 100, 100)),  # all: in the last tenth, which goes to 100 %
        *(came("e", "p", 100, 50), came("e", "q", 100, 50)),  # its people are hidden
    ]
    assert attendance(told, cells, FEWEST) == {"a": 8, "b": None, "c": None, "d": 9, "e": None}
