"""A provider's page: what it offers; then, for the provider itself, what was taken, what was not and why."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.contents import SourceState
from indexer.opportunity import Opportunity
from indexer.quality.completeness import mean
from portal import address, left_out, letters, lists, reliability, schema_org, words
from portal.file import File
from portal.gather import Entry
from portal.i18n import mark
from portal.left_out import Whose
from portal.missing import missing
from portal.scene import Scene

_HELD = mark("Held back until somebody has looked at it")


class Reading(NamedTuple):
    """A source that was read. host: for eyes; url: None where it may be no link.

    n: listings of this provider in it; kept: whether any. verdict: in words; state: the word for CSS.
    warned: what is odd about it, sentences in English. shared: with others.
    """

    host: str
    url: str | None
    verdict: str
    state: str
    warned: tuple[str, ...]
    read: str
    n: str
    kept: bool
    shared: bool


def provider(one: lists.List, scene: Scene, usual: float, known: Whose) -> Iterator[File]:
    """usual: the city's completeness, 0 to 1. known: who is in which source."""
    (key,) = one.key
    who, language = scene.gathered.providers[key], scene.language
    pages = max(1, -(-len(one.entries) // lists.PAGE))
    for n in range(1, pages + 1):
        path = one.path if n == 1 else f"{one.path}{n}/"
        shown = one.entries[(n - 1) * lists.PAGE : n * lists.PAGE]
        title = who.name if n == 1 else language.gettext("%(title)s, page %(n)s", title=who.name, n=language.number(n))
        yield scene.page(
            "provider.html",
            path,
            title=title,
            description=f"{who.name}. {lists.summary(one.entries, scene)}",
            who=who,
            sector=language.gettext(words.SECTORS[who.sector]) if who.sector else "",
            lead=lists.summary(one.entries, scene),
            cards=scene.cards(shown, path),
            pager=lists.pager(one.path, path, n, pages, scene),
            feeds=f"{scene.root(path)}{one.path}" if one.entries else None,
            theirs=_theirs(one, scene, usual, known) if n == 1 else None,
        )


def _theirs(one: lists.List, scene: Scene, usual: float, known: Whose) -> dict[str, object]:
    """What the part for the provider says."""
    (key,) = one.key
    who, language, contact = scene.gathered.providers[key], scene.language, scene.settings.site.contact
    _, every = language.gettext, [entry.opportunity for entry in one.entries]
    sources = left_out.sources_of(key, scene.contents, known)
    refusals = left_out.refused(left_out.refusals_of(key, who.name, sources, known), language)
    doubts = left_out.doubted(left_out.doubts_of(key, sources, known), language)
    where = address.absolute(scene.settings.site.url, language, one.path)
    complete = [scene.gathered.complete[o.id] for o in every]
    return {
        "listed": len(every),
        "sessions": sum(not s.past(scene.today) for o in every for s in o.sessions),
        "complete": language.percent(mean(complete)),
        "average": language.percent(usual),
        "readings": [_reading(source, key, every, scene, known) for source in sources],
        "missing": missing(complete, language)[:3],
        "refused": refusals,
        "doubted": doubts,
        "left_out": sum(group.n for group in refusals),
        "paste": _paste(one.entries, scene, known),
        "write": letters.letter(
            contact,
            _("Our listings: %(name)s", name=who.name),
            where,
            "",
            _("What is not right, or what we should know:"),
            "",
        ),
    }


def _reading(source: SourceState, key: str, every: list[Opportunity], scene: Scene, known: Whose) -> Reading:
    view = reliability.source_view(source, scene)
    n = sum(any(listing.source == source.name for listing in o.listings) for o in every)
    return Reading(
        host=address.host(source.url),
        url=view.url,
        verdict=scene.language.gettext(_HELD) if source.held else view.verdict,
        state=view.state,
        warned=view.reasons,
        read=view.checked,
        n=scene.language.number(n),
        kept=n > 0,
        shared=bool(known.providers.get(source.name, frozenset()) - {key}),
    )


def _paste(entries: Sequence[Entry], scene: Scene, known: Whose) -> str:
    """One of their own, the next that has a day, as data for their own page; "" where there is none."""
    best = next((e.opportunity for e in entries if e.day), entries[0].opportunity if entries else None)
    if best is None:
        return ""
    own = [listing.url for listing in best.listings if listing.url not in known.shared]
    found = address.first_outward([*own, best.provider.url])
    return schema_org.to_paste(best, url=found or "https://www.example.org/", today=scene.today)
