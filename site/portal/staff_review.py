"""Staff's page of what may be one opportunity: pairs that are alike, but not enough to be joined without a person."""

from collections.abc import Sequence
from typing import NamedTuple

from indexer.decisions.links import Question
from portal import address
from portal.file import File
from portal.staff_scene import StaffScene

SHOWN = 200
"""As many pairs as the page shows, the likeliest first."""


class End(NamedTuple):
    """One listing of a pair. url: where it can be read, "" where that is not told."""

    id: str
    title: str
    url: str


class Pair(NamedTuple):
    """A row of the page."""

    likely: str
    one: End
    two: End
    why: str


def review_page(scene: StaffScene, asked: Sequence[Question]) -> File:
    """staff/review/: the pairs, and the commands that answer them."""
    pairs = [Pair(scene.percent(one.likelihood, 1), _end(one, 0), _end(one, 1), one.why) for one in asked[:SHOWN]]
    return scene.page("review.html", "review/", title="What may be one", pairs=pairs, more=len(asked) - len(pairs))


def _end(asked: Question, side: int) -> End:
    return End((asked.one, asked.two)[side], asked.titles[side], address.outward(asked.urls[side]) or "")
