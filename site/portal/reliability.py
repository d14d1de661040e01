"""How much is known and how it is known: sources and their verdicts, what is missing how often, what was left out."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from indexer.contents import SourceState
from indexer.opportunity import Opportunity, Session
from indexer.values.text import provider_id
from portal import address, facts, licences, when
from portal.i18n import Language, mark
from portal.licences import Licence
from portal.scene import Scene

_VERDICTS = {
    "good": mark("Read and believed"),
    "doubtful": mark("Published, but it looks odd"),
    "refused": mark("Not believed: the last good listings stay"),
    "paused": mark("Paused"),
    "never": mark("Not read yet"),
}
_NOTHING = mark("Not believed: nothing of it is listed")
_KNOWN: dict[str, Callable[[Opportunity], bool]] = {
    mark("Who it is for"): lambda o: o.ages is not None and not o.ages.assumed,
    mark("What it costs"): lambda o: _any(o, lambda s: s.price is not None),
    mark("When it is"): lambda o: _any(o, lambda s: s.start is not None),
    mark("Where it is"): lambda o: _any(o, lambda s: s.place is not None or s.online is not None),
    mark("Whether one may sign up"): lambda o: _any(o, lambda s: s.registration is not None),
    mark("How many places are left"): lambda o: _any(o, lambda s: s.places_left is not None),
    mark("Who may come"): lambda o: o.eligibility is not None,
    mark("Whether it is step-free, signed or quiet"): lambda o: bool(o.access),
}


class SourceView(NamedTuple):
    """verdict: in words; state: the word for CSS. reasons: sentences in English."""

    name: str
    url: str | None
    verdict: str
    state: str
    reasons: tuple[str, ...]
    listings: str
    checked: str
    licence: Licence
    attribution: str
    page: str
    """Of its provider, below the language's root; "" where there is none."""


class Known(NamedTuple):
    """label: a question. share: "78%". step: 0 to 20, for a bar."""

    label: str
    share: str
    step: int


def source_views(scene: Scene) -> list[SourceView]:
    """Every source, in the order of the city file."""
    return [source_view(source, scene) for source in scene.contents.sources]


def known(opportunities: Iterable[Opportunity], language: Language) -> list[Known]:
    """How many opportunities state each fact."""
    every = list(opportunities)
    found = []
    for label, states in _KNOWN.items():
        n = sum(map(states, every))
        share = n / len(every) if every else 0
        found.append(Known(language.gettext(label), language.percent(share), round(share * 20)))
    return found


def left_out(sources: Iterable[SourceState]) -> list[tuple[str, str, int]]:
    """(reason, what to do, how often), most often first; the words themselves may not be for the public."""
    counted = Counter((r.reason, r.todo) for source in sources for r in source.refusals)
    return [(reason, todo, n) for (reason, todo), n in counted.most_common()]


def doubts(sources: Iterable[SourceState], language: Language) -> list[tuple[str, str, int]]:
    """(field in words, reason, how often), most often first."""
    counted = Counter((facts.field_name(d.field, language), d.reason) for source in sources for d in source.doubts)
    return [(field, reason, n) for (field, reason), n in counted.most_common()]


def source_view(source: SourceState, scene: Scene) -> SourceView:
    """How one source stands."""
    language = scene.language
    nothing = source.verdict == "refused" and not source.listings
    return SourceView(
        name=source.provider,
        url=address.outward(source.url),
        verdict=language.gettext(_NOTHING if nothing else _VERDICTS[source.verdict]),
        state=source.verdict,
        reasons=tuple(_for_readers(reason, source.name) for reason in source.reasons),
        listings=language.number(source.listings),
        checked=_checked(source.checked_at, scene),
        licence=licences.licence(source.licence) or Licence(language.gettext("not stated")),
        attribution=source.attribution or "",
        page=f"providers/{made}/" if (made := provider_id(source.provider)) in scene.gathered.providers else "",
    )


def _for_readers(reason: str, source: str) -> str:
    """What was expected and what came; what to do about it is for the city, in the run's report."""
    said = reason.removeprefix(f"{source}: ").partition(". ")[0].rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."


def _checked(at: dt.datetime | None, scene: Scene) -> str:
    if at is None:
        return scene.language.gettext("never")
    return when.short(when.city_day(at, scene.settings.timezone), scene.language)


def _any(opportunity: Opportunity, states: Callable[[Session], bool]) -> bool:
    return any(map(states, opportunity.sessions))
