"""Staff's pages about sources: how each stands and stood, and how often it states each field."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from indexer.contents import SourceState
from indexer.quality.history import KEPT, Past
from portal import address, reliability, sparkline
from portal.file import File
from portal.licences import licence
from portal.staff_scene import STEPS, StaffScene, step

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

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Text": ("text",),
    "Interest": ("topics",),
    "Ages": ("ages", "age_from", "age_to"),
    "When": ("session.when", "session.start", "session.meetings"),
    "Where": ("session.place", "session.address", "session.area", "session.online"),
    "Postcode or position": ("session.postcode", "session.latitude"),
    "Cost": ("session.price",),
    "Signing up": ("session.registration", "session.register_url"),
    "Places": ("session.capacity",),
    "Places left": ("session.places_left",),
    "Who may come": ("eligibility",),
    "Access": ("access",),
    "Support": ("support",),
}
"""What a source can state, in the fields of a draft; one of several is enough."""


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


def quality_page(scene: StaffScene) -> File:
    """How often each source states each field, and how much the whole catalogue does."""
    today = scene.material.today
    current = [
        o for o in scene.material.contents.opportunities if not o.sessions or any(not s.past(today) for s in o.sessions)
    ]
    rows = []
    for state in scene.material.contents.sources:
        believed = next((p for p in scene.material.history.get(state.name, ()) if p.verdict != "refused"), None)
        shares = [
            max((believed.coverage.get(name, 0.0) for name in names), default=0.0) if believed else None
            for names in FIELDS.values()
        ]
        cells = [("–", "") if s is None else (scene.percent(s, 1), f"f{-(-step(s, 1) // 5)}") for s in shares]
        drafts = scene.language.number(believed.drafts) if believed else "–"
        rows.append({"name": state.provider, "source": state.name, "drafts": drafts, "cells": cells})
    return scene.page(
        "quality.html",
        "quality/",
        title="Quality",
        fields=list(FIELDS),
        rows=rows,
        known=reliability.known(current, scene.language),
        opportunities=scene.language.number(len(current)),
        steps=STEPS,
        left_out=reliability.left_out(scene.material.contents.sources)[:30],
        doubts=reliability.doubts(scene.material.contents.sources, scene.language)[:30],
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
