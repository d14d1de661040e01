"""Staff's pages about sources: how each stands and stood, and how often it states each field."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from indexer.contents import SourceState
from portal import address, reliability
from portal.file import File
from portal.staff_scene import STEPS, StaffScene, step

VERDICTS = {
    "good": "Read and believed",
    "doubtful": "Believed, but odd",
    "refused": "Not believed",
    "paused": "Paused",
    "never": "Not read yet",
}
_MARKS = {"good": "●", "doubtful": "◐", "refused": "○"}
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
        marks=[(_MARKS[verdict], VERDICTS[verdict]) for verdict in _MARKS],
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
        "held": state.held,
        "left_out": scene.language.number(len(state.refusals)),
        "doubts": scene.language.number(len(state.doubts)),
        "past": [(_MARKS.get(one.verdict, "·"), one.verdict) for one in past],
        "past_said": f"Last {len(past)} crawls, oldest first: {said}" if past else "No crawl yet",
        "trend": [one.drafts for one in past],
    }
