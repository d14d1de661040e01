"""Hides counts of people that are small, or that could be worked out: before they are written anywhere (rule 9).

What is published of a period is one small set of tables that share their totals, and nothing else:

    area × age band   interest × age band   areas   age bands   interests   the whole

A figure is hidden where it counts fewer people than `fewest` (nobody counts as few), where one provider alone makes it,
or where what one provider leaves of it is fewer. Then others are hidden with it, until whoever adds and subtracts finds
at least `fewest` between the lowest and the highest that a hidden figure can be: an outsider, and each provider, which
knows its own counts. Both look at all the tables together, and know which sessions and how many places there were.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from indexer.counts.circulation import Arc, Circulation
from indexer.counts.dimensions import ALL
from indexer.opportunity import Struct

__all__ = ["ALL", "TENTHS", "Came", "Cell", "Count", "attendance", "protect"]

TENTHS = 10

Key = tuple[str, str, str]
"""Area, age band, interest."""
Proof = tuple[Mapping[int, int], Mapping[int, int]]
"""By how much each arc moves where a figure is higher, and where it is lower."""

_SIDES = ("areas", "interests")


class Count(Struct, frozen=True, kw_only=True):
    """How many people a provider counted in one combination; several of one combination and provider are added.

    people: >= 0. most: places, where all its sessions state them, since everybody knows that there are not more people.
    """

    provider: str
    area: str
    age_band: str
    interest: str
    people: int
    most: int | None = None


class Cell(Struct, frozen=True, kw_only=True):
    """One published figure. people: None where it is hidden."""

    area: str
    age_band: str
    interest: str
    people: int | None


class Came(Struct, frozen=True, kw_only=True):
    """Of one provider in one area: people enrolled in the sessions that say how many came, and those who came."""

    provider: str
    area: str
    enrolled: int
    attended: int


def protect(counts: Sequence[Count], fewest: int) -> tuple[Cell, ...]:
    """Every figure that may be published, and None for those that are hidden; by area, age band and interest.

    A combination that nobody counted has no figure: nobody is in it, and everybody may know that. Counts above their
    `most` make that bound unknown.
    """
    whole = _Sums(counts)
    figures = sorted(key for key in whole.counted if ALL in key)
    keys = (*figures, *sorted(key for key in whole.counted if ALL not in key))
    views = [_View(whole, keys, without) for without in (None, *sorted(whole.of))]
    few = [n for n in range(len(keys)) if any(view.small(n, fewest) for view in views)]
    hidden = {n for n in few if n < len(figures)}
    waiting = list(few)  # small combinations too: they have no figure, but could be what is left of one
    while waiting:
        number = waiting.pop()
        proofs: list[Proof] = []
        for view in views:
            if not view.guards(number, fewest) or any(view.believes(proof) for proof in proofs):
                continue
            proof = view.proof(number, hidden, fewest)
            if proof is None:
                more = view.protection(number, hidden, fewest)
                waiting.extend(sorted(more))
                hidden.update(more)
                proof = view.proof(number, hidden, fewest)
            proofs = [*proofs[-2:], proof] if proof else proofs
    everybody = views[0]
    return tuple(
        Cell(area=key[0], age_band=key[1], interest=key[2], people=None if n in hidden else everybody.people(n))
        for n, key in enumerate(figures)
    )


def attendance(came: Sequence[Came], shown: Sequence[Cell], fewest: int) -> dict[str, int | None]:
    """By area, in which tenth the share of the enrolled who came lies: 8 is 80 to 89 %, 9 is 90 to 100 %. None: hidden.

    An area has one where its people are shown, where a tenth stands for at least `fewest` people, and where no provider
    leaves fewer than that. Areas have no total, so nothing adds up.
    """
    known = {cell.area for cell in shown if (cell.age_band, cell.interest) == (ALL, ALL) and cell.people is not None}
    found: dict[str, int | None] = {}
    for area in sorted({one.area for one in came}):
        here = [one for one in came if one.area == area]
        enrolled = sum(one.enrolled for one in here)
        own: dict[str, int] = defaultdict(int)
        for one in here:
            own[one.provider] += one.enrolled
        enough = enrolled >= TENTHS * fewest and enrolled - max(own.values()) >= max(fewest, 1)
        share = sum(one.attended for one in here) * TENTHS // enrolled if enrolled else 0
        found[area] = min(share, TENTHS - 1) if area in known and enough else None
    return found


def _figures(count: Count) -> tuple[Key, ...]:
    """The figures that a count is part of."""
    area, age, interest = count.area, count.age_band, count.interest
    of_areas, of_interests = ((area, age, ALL), (area, ALL, ALL)), ((ALL, age, interest), (ALL, ALL, interest))
    return (*of_areas, (ALL, age, ALL), *of_interests, (ALL, ALL, ALL))


class _Own(Struct, frozen=True, kw_only=True):
    """A provider's count in one combination. parts: the figures that it is part of, and the combination."""

    parts: tuple[Key, ...]
    people: int
    most: int | None


class _Sums:
    """Everything added up: by figure, and by combination, the people, their bounds, and who counted them."""

    def __init__(self, counts: Sequence[Count]) -> None:
        self.people, self.most, self.unbounded, self.counted = (Counter[Key]() for _ in range(4))
        self.providers: dict[Key, set[str]] = defaultdict(set)
        self.of: dict[str, list[_Own]] = defaultdict(list)
        for one in counts:
            most = None if one.most is None or one.most < one.people else one.most
            parts = (*_figures(one), (one.area, one.age_band, one.interest))
            self.of[one.provider].append(_Own(parts=parts, people=one.people, most=most))
            for key in parts:
                self.people[key] += one.people
                self.most[key] += most or 0
                self.unbounded[key] += most is None
                self.counted[key] += 1
                self.providers[key].add(one.provider)


class _View:
    """The figures as somebody sees them who takes one provider's counts away, since it is that provider; None: nobody.

    The network leads from the whole to areas, to areas by age, to interests by age, to interests, and back. Between
    the middle ones flow the combinations themselves, which are never published; but everybody may know which there
    are. The total of an age band is no arc but all that flows through its band. While it is shown, a circle must not
    carry anything through: it stays on the side of the areas or on that of the interests.
    """

    def __init__(self, whole: "_Sums", keys: Sequence[Key], without: str | None) -> None:
        own = whole.of.get(without or "", ())
        people, most, unbounded, counted = (
            Counter(some) for some in (whole.people, whole.most, whole.unbounded, whole.counted)
        )
        for one in own:
            for key in one.parts:
                people[key] -= one.people
                most[key] -= one.most or 0
                unbounded[key] -= one.most is None
                counted[key] -= 1
        self._keys, self._outsider, self._providers = keys, without is None, whole.providers
        self._people = {key: people[key] for key, n in counted.items() if n}
        self._most = {key: None if unbounded[key] else most[key] for key in self._people}
        nodes: dict[tuple[str, ...], int] = {}

        def arc(key: Key) -> Arc | None:
            ends = _ends(key)
            if key not in self._people or ends is None:
                return None
            tail, head = (nodes.setdefault(end, len(nodes)) for end in ends)
            return Arc(tail, head, self._people[key], self._most[key])

        self._network = Circulation([arc(key) for key in keys])
        self._numbers = {key: n for n, key in enumerate(keys) if ALL in key}
        self._figures = frozenset(self._numbers.values())
        self._needs = {side: [_needs(key, side, self._numbers) for key in keys] for side in _SIDES}

    def people(self, number: int) -> int:
        """How many a figure counts."""
        return self._people.get(self._keys[number], 0)

    def small(self, number: int, fewest: int) -> bool:
        """Whether a figure tells of too few people, or an outsider what a single provider counted."""
        key = self._keys[number]
        alone = self._outsider and number in self._figures and len(self._providers.get(key, ())) < 2
        return key in self._people and (alone or self._people[key] < fewest)

    def guards(self, number: int, fewest: int) -> bool:
        """Whether it must not be told: every hidden figure, and a combination that is small."""
        people = self._people.get(self._keys[number])
        return people is not None and (number in self._figures or people < fewest)

    def proof(self, number: int, hidden: Set[int], fewest: int) -> Proof | None:
        """Two ways in which all could be, in which this figure is at least `fewest` apart; None for none."""
        enough = self._enough(number, fewest)
        above, higher = self._room(number, True, hidden, enough)
        below, lower = self._room(number, False, hidden, enough - above)
        return (higher, lower) if above + below >= enough else None

    def believes(self, proof: Proof) -> bool:
        """Whether what is possible for somebody else is possible here too."""
        return all(self._network.allows(flows) for flows in proof)

    def protection(self, number: int, hidden: Set[int], fewest: int) -> set[int]:
        """What has to be hidden besides, so that a hidden figure cannot be told more closely than `fewest`."""
        key = self._keys[number]
        most, people, enough = self._most[key], self._people[key], self._enough(number, fewest)
        higher = enough if most is None else min(enough, most - people)
        lower = min(enough, people)
        ways = [self._freed(number, hidden, up, enough - up) for up in sorted({higher, enough - lower})]
        found = [way for way in ways if way is not None]
        return min(found, key=lambda way: way[0])[1] if found else set(self._figures - hidden)

    def _enough(self, number: int, fewest: int) -> int:
        most = self._most.get(self._keys[number], 0)
        return fewest if most is None else min(fewest, most)

    def _room(self, number: int, up: bool, hidden: Set[int], enough: int) -> tuple[int, Mapping[int, int]]:
        """How much higher (or lower) a hidden figure could be at least, and what moves then."""
        through = self._through(number)
        best: tuple[int, Mapping[int, int]] = 0, {}
        for needs in self._needs.values() if enough > 0 else ():
            free = [asked <= hidden for asked in needs]
            mine = [n for n in through if free[n]]
            found = self._network.room(mine, up=up, free=free, enough=enough)
            best = max(best, found, key=lambda one: one[0])
            if best[0] >= enough:
                break
        return best

    def _freed(self, number: int, hidden: Set[int], higher: int, lower: int) -> tuple[float, set[int]] | None:
        """The cheapest figures to hide so that a figure could be so much higher and so much lower, and their price."""
        through, cost, more = self._through(number), 0.0, set[int]()
        for up, enough in ((True, higher), (False, lower)):
            best: tuple[float, set[int]] | None = None
            for needs in self._needs.values() if enough else ():

                def price(n: int, needs: Sequence[Set[int]] = needs, gone: Set[int] = hidden | more) -> float:
                    return sum(map(self._price, needs[n] - gone))

                found = self._network.freed(through, up=up, price=price, enough=enough)
                if found and (best is None or found[0] < best[0]):
                    best = found[0], {figure for n in found[1] for figure in needs[n]} - hidden
            if best is None and enough:
                return None
            if best:
                cost, more = cost + best[0], more | best[1]
        return cost, more

    def _through(self, number: int) -> list[int]:
        """The arcs that make up a figure: itself, or for an age band its interests."""
        area, age, interest = self._keys[number]
        if age == ALL or (area, interest) != (ALL, ALL):
            return [number]
        return sorted(self._numbers[k] for k in self._people if k[:2] == (ALL, age) and k[2] != ALL)

    def _price(self, number: int) -> float:
        """What readers lose with a figure: a total more than a part, a large one more than a small one."""
        parts = {1: 1.0, 2: 6.0}.get(self._keys[number].count(ALL), 40.0)
        return parts + self.people(number) / max(self._people.get((ALL, ALL, ALL), 1), 1)


def _needs(key: Key, side: str, numbers: dict[Key, int]) -> frozenset[int]:
    """The figures that must be hidden for an arc to move, in a circle that stays on a side where bands are shown."""
    area, age, interest = key
    if key not in numbers:
        return frozenset()
    crosses = (area != ALL and side == "interests") or (interest != ALL and side == "areas")
    return frozenset((numbers[key], numbers[ALL, age, ALL]) if age != ALL and crosses else (numbers[key],))


def _ends(key: Key) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The nodes between which a figure lies; None for the total of an age band."""
    area, age, interest = key
    match area != ALL, age != ALL, interest != ALL:
        case True, True, True:
            return ("area and age", area, age), ("age and interest", age, interest)
        case True, True, False:
            return ("area", area), ("area and age", area, age)
        case True, False, False:
            return ("whole",), ("area", area)
        case False, True, True:
            return ("age and interest", age, interest), ("interest", interest)
        case False, False, True:
            return ("interest", interest), ("end",)
        case False, False, False:
            return ("end",), ("whole",)
    return None
