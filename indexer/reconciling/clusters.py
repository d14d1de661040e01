"""Joins listings into sets one pair at a time, never two sets that hold something which must stay apart."""

from collections.abc import Mapping, Sequence

from indexer.reconciling.faces import Face
from indexer.reconciling.rules import stated

KINDS = 20
"""As many different faces of a set as are compared with those of another."""


class Clusters:
    """Disjoint sets of listings, by position. Two become one by `join`, where nothing forbids it, or by `force`.

    sets: to begin with, each with all its listings. never: by position, those that it may not be with.
    one_of_each: no two of the first sets of one source become one.
    """

    def __init__(
        self,
        faces: Sequence[Face],
        sets: Sequence[Sequence[int]],
        never: Mapping[int, set[int]],
        *,
        one_of_each: bool = False,
    ) -> None:
        self._never = never
        self._one_of_each = one_of_each
        self._of = {at: number for number, one in enumerate(sets) for at in one}
        self._members = {number: list(one) for number, one in enumerate(sets)}
        self._kinds = {number: _kinds([faces[at] for at in one]) for number, one in enumerate(sets)}
        self._sources = {number: {faces[one[0]].source} for number, one in enumerate(sets)}
        self._marked = {number: {at for at in one if at in never} for number, one in enumerate(sets) if never}

    def sets(self) -> list[list[int]]:
        """Every set in the order of its smallest position."""
        return sorted(sorted(one) for one in self._members.values())

    def of(self, at: int) -> int:
        """The number of the set that a listing is in at present."""
        return self._of[at]

    def may(self, one: int, two: int) -> bool:
        """Whether the sets of two listings may become one."""
        shared = self._one_of_each and self._sources[self._of[one]] & self._sources[self._of[two]]
        return not shared and self.could(one, two)

    def could(self, one: int, two: int) -> bool:
        """Whether the sets of two listings may become one if a person says so: nothing that they state forbids it."""
        a, b = self._of[one], self._of[two]
        if a == b or self._decided(a, b):
            return False
        return not any(stated(first, second) for first in self._kinds[a] for second in self._kinds[b])

    def join(self, one: int, two: int) -> None:
        """Makes one of the sets of two listings, where that may be."""
        if self.may(one, two):
            self._unite(self._of[one], self._of[two])

    def force(self, one: int, two: int) -> None:
        """Makes one of the sets of two listings, whatever they say, unless a person said that some of them are two."""
        a, b = self._of[one], self._of[two]
        if a != b and not self._decided(a, b):
            self._unite(a, b)

    def _decided(self, a: int, b: int) -> bool:
        return bool(self._never) and any(self._never[at] & self._marked[b] for at in self._marked[a])

    def _unite(self, a: int, b: int) -> None:
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        for at in self._members[b]:
            self._of[at] = a
        self._members[a] += self._members.pop(b)
        known = {(face.title.core, face.facets) for face in self._kinds[a]}
        more = [face for face in self._kinds.pop(b) if (face.title.core, face.facets) not in known]
        self._kinds[a] = sorted(self._kinds[a] + more, key=lambda face: face.name)[:KINDS]
        self._sources[a] |= self._sources.pop(b)
        if self._never:
            self._marked[a] |= self._marked.pop(b)


def _kinds(faces: Sequence[Face]) -> list[Face]:
    """One face of each title and group."""
    if len(faces) == 1:
        return list(faces)
    found = {(face.title.core, face.facets): face for face in sorted(faces, key=lambda face: face.name, reverse=True)}
    return sorted(found.values(), key=lambda face: face.name)[:KINDS]
