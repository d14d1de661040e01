"""Staff's page about sources: how each stands, and how its last crawls went."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from indexer.contents import SourceState
from indexer.quality.history import KEPT, Past
from portal import address, sparkline
from portal.file import File
from portal.licences import licence
from portal.staff_scene import StaffScene

VERDICTS = {
    "good": "Read and believed",
    "doubtful": "Believed, but odd",
    "refused": "Not believed",
    "paused": "Paused",
    "never": "Not read yet",
}
WIDE, TALL = 10, 24
"""Of a crawl in the picture of a source's history."""
_WAITING = 50
"""Listings that are named of those that wait for review."""
_ORDER = ("refused", "doubtful", "never", "good", "paused")


def sources_page(scene: StaffScene) -> File:
    """Every source: verdict, reasons, when it was read, what was left out, and how its last crawls went."""
    states = sorted(scene.material.contents.sources, key=lambda s: (_ORDER.index(s.verdict), s.provider.casefold()))
    counted = Counter[str](state.verdict for state in states)
    return scene.page(
        "sources.html",
        "sources/",
        title="Sources",
        rows=[_source(state, scene) for state in states],
        counts=[(VERDICTS[verdict], counted[verdict]) for verdict in _ORDER if counted[verdict]],
        kept=KEPT,
        tall=TALL,
    )


def _source(state: SourceState, scene: StaffScene) -> dict[str, Any]:
    past = list(scene.material.history.get(state.name, ()))[::-1]
    verdicts = Counter(one.verdict for one in past)
    said = ", ".join(f"{n} {VERDICTS[v].lower()}" for v, n in verdicts.most_common())
    terms = licence(state.licence)
    return {
        "name": state.provider,
        "source": state.name,
        "kind": state.kind,
        "url": address.outward(state.url),
        "state": state.verdict,
        "verdict": VERDICTS[state.verdict],
        "reasons": state.reasons,
        "read": scene.date(state.last_crawl_at),
        "confirmed": scene.date(state.checked_at),
        "listings": scene.language.number(state.listings),
        "waiting": [(one.title, one.provider, one.id) for one in state.waiting[:_WAITING]],
        "held": state.held,
        "left_out": scene.language.number(len(state.refusals)),
        "doubts": scene.language.number(len(state.doubts)),
        "rights": ", ".join(filter(None, (terms.name if terms else "", state.attribution))),
        "said": f"{len(past)} crawls, oldest first: {said}" if past else "",
        "spark": _spark(past),
        "past": [_crawl(one, scene) for one in past],
    }


class Spark(NamedTuple):
    """A picture of crawls, in units of which each crawl has WIDE. bars: (x, y, height, state); crosses: x."""

    width: int
    bars: list[tuple[int, int, int, str]]
    crosses: list[int]


def _spark(past: Sequence[Past]) -> Spark:
    most = max((one.drafts for one in past if one.verdict != "refused"), default=0)
    levels = [sparkline.level(one.drafts, most) for one in past]
    believed = [one.verdict != "refused" for one in past]
    return Spark(
        width=WIDE * KEPT,
        bars=[
            (WIDE * n, TALL - TALL * level // sparkline.LEVELS, TALL * level // sparkline.LEVELS, past[n].verdict)
            for n, level in enumerate(levels)
            if believed[n] and level
        ],
        crosses=[WIDE * n for n, kept in enumerate(believed) if not kept],
    )


def _crawl(one: Past, scene: StaffScene) -> tuple[str, str, str, str]:
    """Day, verdict in words, found ("" where nothing could be read), left out."""
    accepted = "" if one.accepted is None else f", accepted{f': {one.accepted}' if one.accepted else ''}"
    words = "Not read" if one.failed else f"{VERDICTS[one.verdict]}{accepted}"
    number = scene.language.number
    return scene.date(one.started_at), words, "" if one.failed else number(one.drafts), number(one.refusals)
