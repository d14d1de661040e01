"""Says by which words two titles differ: an ending or a letter left out is no difference, another letter is one."""

from functools import lru_cache

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from indexer.reconciling.title_words import SMALL
from indexer.reconciling.titles import Title

MANY = 20
"""With more words than this that differ nobody looks for slips in them."""


class Difference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How two titles compare. likeness: of their letters in order, 0 to 1.

    left, right: words that only one of them has, small words, endings and slips of a letter left out.
    """

    likeness: float
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """No word differs."""
        return not self.left and not self.right


_SAME = Difference(likeness=1.0)


def difference(one: Title, two: Title) -> Difference:
    """How two titles differ; the same both ways but for left and right."""
    return _SAME if one.core == two.core or one.whole == two.whole else _difference(one.core, two.core)


@lru_cache(maxsize=65_536)
def _difference(one: str, two: str) -> Difference:
    if one.replace(" ", "") == two.replace(" ", ""):
        return _SAME
    first, second = set(one.split()), set(two.split())
    left, right = sorted(first - second - SMALL), sorted(second - first - SMALL)
    for word in list(left) if len(left) + len(right) <= MANY else ():
        same = next((other for other in right if _slip(word, other)), None)
        if same is not None:
            left.remove(word)
            right.remove(same)
    return Difference(likeness=fuzz.ratio(one, two) / 100, left=tuple(left), right=tuple(right))


def _slip(one: str, two: str) -> bool:
    """Whether two words differ by an ending, a letter left out, or two letters swapped, never by another letter.

    In a short word a letter is not left out: STEM is not STEAM.
    """
    short, long = sorted((one, two), key=len)
    if len(long) - len(short) == 1 and long == f"{short}s" and len(short) > 2:
        return True
    if len(short) < 4:
        return False
    if len(long) - len(short) <= 2 and long.startswith(short):
        return True
    if OSA.distance(one, two, score_cutoff=1) > 1:
        return False
    return len(short) > 4 if len(one) != len(two) else sorted(one) == sorted(two)
