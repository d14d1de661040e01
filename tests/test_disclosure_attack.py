"""A statistician with a solver and the published figures tries to find a few people, and cannot.

Written apart from `indexer/counts/disclosure.py`, from what it promises. The attacker knows which combinations of
area, age band and interest exist, how many places each has, and is an outsider or one of the providers, who knows its
own counts.
ATTACKS=200 in the environment tries as many cities.
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from indexer.counts.disclosure import ALL, Cell, Count, protect

FEWEST = 10
CROWD = 100_000
"""More than anybody would believe of one combination."""
Key = tuple[str, str, str]


class Attack:
    """What the attacker can say of a number of people: the lowest and the highest that agree with every figure."""

    def __init__(self, counts: list[Count], shown: tuple[Cell, ...], insider: str | None) -> None:
        others = [one for one in counts if one.provider != insider]
        self.true: defaultdict[Key, int] = defaultdict(int)
        places: defaultdict[Key, float] = defaultdict(float)
        for one in others:
            key = one.area, one.age_band, one.interest
            self.true[key] += one.people
            places[key] += CROWD if one.most is None or one.most < one.people else one.most
        self.keys = sorted(self.true)
        self.bounds = Bounds(0, np.array([places[key] for key in self.keys]))
        known = [cell for cell in shown if cell.people is not None]
        own = {
            cell: sum(one.people for one in counts if one.provider == insider and covers(cell, key_of(one)))
            for cell in known
        }
        rows = [self.row(lambda key, cell=cell: covers(cell, key)) for cell in known]
        figures = [(cell.people or 0) - own[cell] for cell in known]
        self.rules = LinearConstraint(np.array(rows), figures, figures) if rows else None

    def row(self, counted: Callable[[Key], bool]) -> list[int]:
        return [int(counted(key)) for key in self.keys]

    def width(self, counted: Callable[[Key], bool]) -> float:
        """How far apart the lowest and the highest possible number of people are."""
        row = np.array(self.row(counted))
        whole = np.ones(len(self.keys))
        ends = []
        for sign in (1, -1):
            found = milp(sign * row, constraints=self.rules, bounds=self.bounds, integrality=whole)
            assert found.status == 0, found.message
            ends.append(sign * round(found.fun))
        return ends[1] - ends[0]

    def most(self, counted: Callable[[Key], bool]) -> float:
        """Everybody knows that there are no more people than places."""
        return float(sum(limit for key, limit in zip(self.keys, self.bounds.ub, strict=True) if counted(key)))


def key_of(one: Count) -> Key:
    return one.area, one.age_band, one.interest


def covers(cell: Cell, key: Key) -> bool:
    return all(said in (ALL, one) for said, one in zip((cell.area, cell.age_band, cell.interest), key, strict=True))


def city(seed: int) -> list[Count]:
    """An invented city: few or many providers, thin or full areas, some with places stated."""
    dice = random.Random(seed)
    areas, bands, interests = (
        [f"{letter}{n}" for n in range(dice.randint(2, most))] for letter, most in zip("abi", (6, 4, 5), strict=True)
    )
    providers = [f"p{n}" for n in range(dice.randint(2, 7))]
    full, typical = dice.choice((0.15, 0.4, 0.8)), dice.choice((3, 9, 30, 90))
    made = []
    for area in areas:
        for band in bands:
            for interest in interests:
                for provider in providers:
                    if dice.random() < full / 2:
                        people = min(400, int(dice.expovariate(1 / typical)))
                        places = people + dice.choice((0, 2, 12, 50)) if dice.random() < 0.3 else None
                        made.append(
                            Count(
                                provider=provider,
                                area=area,
                                age_band=band,
                                interest=interest,
                                people=people,
                                most=places,
                            )
                        )
    return made


def attackers(counts: list[Count]) -> Iterator[str | None]:
    yield None
    yield from sorted({one.provider for one in counts})


@pytest.mark.parametrize("seed", range(int(os.environ.get("ATTACKS", "6"))))
def test_nobody_can_work_out_a_hidden_figure_or_a_small_group(seed: int) -> None:
    counts = city(seed)
    shown = protect(counts, FEWEST)
    for who in attackers(counts):
        attack = Attack(counts, shown, who)
        for cell in shown:
            if cell.people is None:
                there = [key for key in attack.keys if covers(cell, key)]
                if there:
                    counted = lambda key, cell=cell: covers(cell, key)  # noqa: E731
                    assert attack.width(counted) >= min(FEWEST, attack.most(counted)), (who, cell)
        for combination, people in attack.true.items():
            if people < FEWEST:  # it has no figure of its own, but is a small group all the same
                counted = lambda key, one=combination: key == one  # noqa: E731
                assert attack.width(counted) >= min(FEWEST, attack.most(counted)), (who, combination)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_shown_counts_enough_people_of_more_than_one_provider(seed: int) -> None:
    counts = city(seed)
    for cell in protect(counts, FEWEST):
        own: defaultdict[str, int] = defaultdict(int)
        for one in counts:
            if covers(cell, key_of(one)):
                own[one.provider] += one.people
        if cell.people is not None:
            assert cell.people == sum(own.values()) >= FEWEST
            assert len(own) > 1
            assert cell.people - max(own.values()) >= FEWEST


def test_a_busy_city_is_still_told_most_of_it() -> None:
    counts = [
        Count(
            provider=f"p{p}", area=f"a{a}", age_band=f"b{b}", interest=f"i{i}", people=20 + (7 * a + 3 * b + i + p) % 11
        )
        for a in range(5)
        for b in range(4)
        for i in range(4)
        for p in range(3)
    ]
    shown = protect(counts, FEWEST)
    assert all(cell.people is not None for cell in shown)
