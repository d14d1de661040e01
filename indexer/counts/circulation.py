"""Figures that add up, as flows that balance at every node: how much room a hidden figure leaves to whoever adds up.

A table with its totals is a network. Each figure is an arc, and at each node what comes in is what goes out, which is
how a total is the sum of its parts. A hidden figure can be higher by n where n more can flow in circles over figures
that are free to move. Flows are whole where the figures are, so an integer programme finds the same.
"""

import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Price = Callable[[int], float | None]
"""What it costs to free an arc, by its number: 0 where it is free; None where it must stay."""


class Arc(NamedTuple):
    """A figure between two nodes. value: >= 0. most: what everybody knows that it cannot exceed, or None."""

    tail: int
    head: int
    value: int
    most: int | None = None


class Way(NamedTuple):
    """arcs: each with whether it is passed forward. cost: of freeing them."""

    cost: float
    arcs: list[tuple[int, bool]]


class Circulation:
    """Arcs that balance at every node, known by their numbers in the sequence; None where there is no arc."""

    def __init__(self, arcs: Sequence[Arc | None]) -> None:
        self._arcs = [arc or Arc(0, 0, 0, 0) for arc in arcs]
        nodes = 1 + max((max(arc.tail, arc.head) for arc in self._arcs), default=0)
        self._at: list[list[tuple[int, int, bool]]] = [[] for _ in range(nodes)]
        for number, arc in enumerate(arcs):
            if arc:
                self._at[arc.tail].append((arc.head, number, True))
                self._at[arc.head].append((arc.tail, number, False))

    def room(
        self, numbers: Sequence[int], *, up: bool, free: Sequence[bool], enough: int
    ) -> tuple[int, dict[int, int]]:
        """How much higher (or lower) these arcs together could be while free ones move; not counted beyond enough.

        Also by how much each arc moves then.
        """
        flows: dict[int, int] = {}
        found = 0
        for number in numbers:
            while found < enough and (left := self._left(number, up, flows, enough)) > 0:
                way = self._shortest(number, up, numbers, free, flows)
                if not way:
                    break
                found += self._pass(way, number, up, min(left, enough - found), flows)
        return found, flows

    def allows(self, flows: Mapping[int, int]) -> bool:
        """Whether every arc can move so far by itself; that they balance is taken for granted."""
        return all(self._left(n, moved > 0, {}, abs(moved)) >= abs(moved) for n, moved in flows.items())

    def freed(self, numbers: Sequence[int], *, up: bool, price: Price, enough: int) -> tuple[float, set[int]] | None:
        """What should be freed so that these arcs together could be higher (or lower) by enough, and what it costs.

        Thick ways are tried before thin ones. None where it cannot be done at all.
        """
        flows: dict[int, int] = {}
        passed: set[int] = set()
        total, left = 0.0, enough
        while left > 0:
            found = None
            thick = left
            while found is None and thick > 0:
                found = self._best(numbers, up, price, passed, thick, flows)
                thick //= 2
            if found is None:
                return None
            number, way = found
            total += way.cost
            passed.update(n for n, _ in way.arcs)
            passed.add(number)
            left -= self._pass(way.arcs, number, up, min(left, self._left(number, up, flows, left)), flows)
        return total, passed

    def _best(
        self, numbers: Sequence[int], up: bool, price: Price, passed: set[int], thick: int, flows: dict[int, int]
    ) -> tuple[int, Way] | None:
        best: tuple[int, Way] | None = None
        for number in numbers:
            own = 0.0 if number in passed else price(number)
            if own is None or self._left(number, up, flows, thick) < thick:
                continue
            way = self._cheapest(number, up, numbers, price, passed, thick, flows)
            if way and (best is None or own + way.cost < best[1].cost):
                best = number, Way(own + way.cost, way.arcs)
        return best

    def _shortest(
        self, number: int, up: bool, without: Sequence[int], free: Sequence[bool], flows: dict[int, int]
    ) -> list[tuple[int, bool]]:
        """A way round over free arcs with room left; [] for none."""
        start, end = self._ends(number, up)
        came: dict[int, tuple[int, int, bool]] = {}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for neighbour, n, forward in self._at[node]:
                if neighbour in came or neighbour == start or n in without:
                    continue
                if self._left(n, forward, flows, 1) <= 0 or not free[n]:
                    continue
                came[neighbour] = node, n, forward
                if neighbour == end:
                    return _back(came, start, end)
                queue.append(neighbour)
        return []

    def _cheapest(
        self,
        number: int,
        up: bool,
        without: Sequence[int],
        price: Price,
        passed: set[int],
        thick: int,
        flows: dict[int, int],
    ) -> Way | None:
        """The way round with room for `thick` that costs least; what was passed before costs nothing."""
        start, end = self._ends(number, up)
        best, came = {start: 0.0}, dict[int, tuple[int, int, bool]]()
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == end:
                return Way(cost, _back(came, start, end))
            if cost > best[node]:
                continue
            for neighbour, n, forward in self._at[node]:
                if n in without or self._left(n, forward, flows, thick) < thick:
                    continue
                asked = 0.0 if n in passed else price(n)
                if asked is not None and cost + asked < best.get(neighbour, float("inf")):
                    best[neighbour], came[neighbour] = cost + asked, (node, n, forward)
                    heapq.heappush(queue, (cost + asked, neighbour))
        return None

    def _ends(self, number: int, up: bool) -> tuple[int, int]:
        """Where a circle through the arc goes on after it, and where it must come back."""
        arc = self._arcs[number]
        return (arc.head, arc.tail) if up else (arc.tail, arc.head)

    def _pass(self, way: list[tuple[int, bool]], number: int, up: bool, most: int, flows: dict[int, int]) -> int:
        """Lets as much flow round as there is room for, and says how much that was."""
        much = min(most, *(self._left(n, forward, flows, most) for n, forward in way))
        for n, forward in (*way, (number, up)):
            flows[n] = flows.get(n, 0) + (much if forward else -much)
        return much

    def _left(self, number: int, forward: bool, flows: dict[int, int], unbounded: int) -> int:
        """What can still be added (forward) or taken away, after what has been; `unbounded` where nothing bounds it."""
        arc, moved = self._arcs[number], flows.get(number, 0)
        if not forward:
            return arc.value + moved
        return unbounded if arc.most is None else arc.most - arc.value - moved


def _back(came: dict[int, tuple[int, int, bool]], start: int, end: int) -> list[tuple[int, bool]]:
    way = []
    while end != start:
        end, n, forward = came[end]
        way.append((n, forward))
    return way
