"""The pages of playlists: all of them, and one each, whose steps show what fits now or say that nothing does."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from indexer.opportunity import Opportunity, Session
from indexer.search.fold import fold
from indexer.search.rows import ADULT, Documents, Row
from portal import search_cards
from portal.file import File
from portal.gather import Entry
from portal.i18n import direction
from portal.playlists import FOLDER, Playlist, Query
from portal.scene import Scene

PATH = f"{FOLDER}/"
SHOWN = 3
"""Cards of a step; the rest is in the search."""
_SHUT = ("full", "waiting_list", "closed")


class _StepView(NamedTuple):
    """What a step shows. number: of the step; fit: how many do; href: of the search that asks the same."""

    number: str
    title: str
    why: str
    cards: list[Any]
    fit: int
    href: str


def playlist_pages(scene: Scene, held: Documents) -> Iterator[File]:
    """One language's pages; none where the city has no playlists. held: what the search holds."""
    if not scene.settings.playlists:
        return
    _ = scene.language.gettext
    for one in scene.settings.playlists:
        path = f"{PATH}{one.name}/"
        steps = [_step(n, step.title, step.why, step.query, path, scene, held) for n, step in enumerate(one.steps, 1)]
        yield scene.page(
            "playlist.html", path, title=one.title, description=one.why, one=one, said=_said(one, scene), steps=steps
        )
    lead = _("Ways through what there is, step by step, made by groups of this city.")
    yield scene.page(
        "playlists.html",
        PATH,
        title=_("Playlists"),
        description=f"{_('Playlists')}. {lead}",
        lead=lead,
        rows=[(one, _said(one, scene)) for one in scene.settings.playlists],
    )


def _said(one: Playlist, scene: Scene) -> dict[str, str]:
    """Attributes of words in the playlist's language; {} where that is the page's."""
    return {} if one.language == scene.language.code else {"lang": one.language, "dir": direction(one.language)}


def _step(number: int, title: str, why: str, query: Query, path: str, scene: Scene, held: Documents) -> _StepView:
    found = fitting(query, held)
    return _StepView(
        number=scene.language.number(number),
        title=title,
        why=why,
        cards=scene.cards(found[:SHOWN], path),
        fit=len(found),
        href=f"{scene.here(path)}search/#{fragment(query)}",
    )


def fragment(query: Query) -> str:
    """The question as the search page's address has it (static/search/state.js)."""
    said: list[tuple[str, str]] = [("q", query.q)] if query.q else []
    said += [("age", str(query.age))] if query.age is not None else []
    for name in ("access", "area", "cost", "online", "role", "support", "topic", "when"):
        value = getattr(query, name)
        said += [(name, one) for one in ((value,) if isinstance(value, str) else value or ())]
    return urlencode(said)


def fitting(query: Query, held: Documents) -> list[Entry]:
    """What fits, each opportunity once with its soonest session; what is full, closed
    or postponed comes after what is not.

    An age that is not stated does not fit an age that is asked for. What is assumed to be for adults is shown only
    where an adult's age is asked for.
    """
    best: dict[int, tuple[bool, dt.date, int]] = {}
    for n, row in enumerate(held.rows):
        o = held.opportunities[row.opportunity]
        if _fits(query, o) and _suits(query, row):
            rank = _shut(row.session), row.first or dt.date.max, n
            best[row.opportunity] = min(best.get(row.opportunity, rank), rank)
    return [search_cards.entry(held, held.rows[n]) for _, _, n in sorted(best.values())]


def _fits(query: Query, o: Opportunity) -> bool:
    if o.ages and o.ages.assumed and (query.age or 0) < ADULT:
        return False
    if query.age is not None and not (o.ages and o.ages.include(query.age)):
        return False
    if query.q:
        words = fold(f"{o.title} {o.provider.name}").split()
        if not all(any(word.startswith(one) for word in words) for one in fold(query.q).split()):
            return False
    return (
        _any(query.topic, o.topics)
        and _any(query.support, o.support)
        and _any(query.access, o.access)
        and (not query.role or o.role in query.role)
    )


def _suits(query: Query, row: Row) -> bool:
    session = row.session
    if not _any(query.when, row.when):
        return False
    if query.cost and not (session and session.price and session.price.free):
        return False
    if query.online and not (session and _online(session) is (query.online == "yes")):
        return False
    place = session.place.shown() if session and session.place else None
    return not query.area or bool(place and place.area in query.area)


def _any(wanted: tuple[str, ...], has: tuple[str, ...]) -> bool:
    return not wanted or not set(wanted).isdisjoint(has)


def _online(session: Session) -> bool | None:
    return False if session.online is None and session.place else session.online


def _shut(session: Session | None) -> bool:
    """Whether one cannot go as things stand: it is full, closed or postponed."""
    if session is None:
        return False
    said = session.registration.state if session.registration else None
    return session.status == "postponed" or session.places_left == 0 or said in _SHUT
