"""The lists of interests and areas once more for each age band: as calendars and tables, not as pages."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.counts.dimensions import BANDS, YOUNG, Band
from indexer.opportunity import Ages
from portal.gather import Entry
from portal.lists import List

_ADULT = 18
_KINDS = ("topic", "area", "topic_area")
_YOUNG = tuple(band for band in BANDS if band.name in YOUNG)


class Banded(NamedTuple):
    """What of a list is for a band. path: of its folder, such as "topics/code/riverside/ages-10-14/"."""

    band: Band
    path: str
    entries: Sequence[Entry]


def banded(one: List) -> Iterator[Banded]:
    """The bands of a list for which there is something; none of lists that are of an age, a week or a provider."""
    if one.kind not in _KINDS:
        return
    for band in _YOUNG:
        if entries := [entry for entry in one.entries if meant(entry.opportunity.ages, band)]:
            yield Banded(band, f"{one.path}ages-{band.name}/", entries)


def meant(ages: Ages | None, band: Band) -> bool:
    """Whether somebody of the band is meant. An age that is not stated is no age; what is assumed to be for adults is
    in no band with a child in it."""
    if ages is None or (ages.assumed and band.low < _ADULT):
        return False
    return (ages.high is None or ages.high >= band.low) and (
        ages.low is None or band.high is None or ages.low <= band.high
    )
