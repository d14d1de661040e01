"""The lists of the portal: by interest, area, both, age, week and quick answer; paged, undated and unknown apart."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from portal import when, words
from portal.file import File
from portal.gather import QUICK, Entry, Gathered, week_name
from portal.i18n import Language, mark
from portal.posters import chosen
from portal.scene import Card, Scene

PAGE = 24
_LABELS = {
    "free": mark("Free"),
    "help": mark("Help run it"),
    "food": mark("Food included"),
    "walk_in": mark("No booking"),
    "online": mark("Online"),
}
_PATHS = {"walk_in": "no-booking"}


class List(NamedTuple):
    """kind: topic, area, topic_area, age, week, quick or provider. key: what it is a list of, as in Gathered."""

    kind: str
    key: tuple[Any, ...]
    path: str
    entries: Sequence[Entry]


class Section(NamedTuple):
    """title: "" for the first, which needs none."""

    title: str
    note: str
    cards: list[Card]


class Step(NamedTuple):
    """A neighbouring or narrower list. number: how many, "" where it is not said."""

    href: str
    label: str
    number: str = ""
    current: bool = False


def lists(gathered: Gathered) -> Iterator[List]:
    """Every list that the portal has, the same in each language; feeds are made from these too."""
    g = gathered
    for key in words.HUES:
        yield List("topic", (key,), f"topics/{key}/", g.by_topic.get(key, []))
    for name, plain in g.area_slugs.items():
        yield List("area", (name,), f"areas/{plain}/", g.by_area.get(name, []))
    for (key, name), entries in sorted(g.by_topic_area.items()):
        if key in words.HUES:
            yield List("topic_area", (key, name), f"topics/{key}/{g.area_slugs[name]}/", entries)
    for age, entries in g.by_age.items():
        yield List("age", (age,), f"ages/{age}/", entries)
    for monday, entries in g.by_week.items():
        yield List("week", (monday,), f"weeks/{week_name(monday)}/", entries)
    for key in QUICK:
        if entries := g.by_quick.get(key, []):
            yield List("quick", (key,), quick_path(key), entries)
    if "free" not in g.by_quick:
        yield List("quick", ("free",), quick_path("free"), [])
    for provider in sorted(g.providers):
        yield List("provider", (provider,), f"providers/{provider}/", g.by_provider.get(provider, []))


def quick_path(key: str) -> str:
    """The address of a quick answer's list."""
    return f"{_PATHS.get(key, key)}/"


def quick_label(key: str, language: Language) -> str:
    """A quick answer in words."""
    return language.gettext(_LABELS[key])


def title(one: List, gathered: Gathered, language: Language) -> str:
    """What the list is called, on its page and in its feeds."""
    _ = language.gettext
    match one.kind, one.key:
        case "topic", (key,):
            return words.topic(key, language)
        case "topic_area", (key, area):
            return _("%(topic)s in %(area)s", topic=words.topic(key, language), area=area)
        case "age", (age,):
            return _("For age %(age)s", age=language.number(age))
        case "week", (monday,):
            return when.week(monday, language)
        case "quick", (key,):
            return quick_label(key, language)
        case "provider", (key,):
            return gathered.providers[key].name
    return str(one.key[0])


def summary(entries: Sequence[Entry], scene: Scene) -> str:
    """ "34 to choose from. 12 are free."."""
    language = scene.language
    if not entries:
        return language.gettext("Nothing is listed here at present.")
    free = sum(1 for e in entries if e.opportunity.id in scene.free)
    said = language.ngettext("%(num)s to choose from.", "%(num)s to choose from.", len(entries))
    if free:
        said += " " + language.ngettext("%(num)s is free.", "%(num)s are free.", free)
    return said


def list_pages(one: List, scene: Scene) -> Iterator[File]:
    """The list in pages of PAGE cards: dated, then undated, then apart those of which the asked value is unknown."""
    name = title(one, scene.gathered, scene.language)
    entries = _sections(one, scene)
    pages = max(1, -(-len(entries) // PAGE))
    lead = summary(one.entries, scene)
    poster = one.kind == "area" and chosen(one.entries, scene)
    steps: dict[str, list[Step]] = {}
    for n in range(1, pages + 1):
        path = one.path if n == 1 else f"{one.path}{n}/"
        heading = (
            name if n == 1 else scene.language.gettext("%(title)s, page %(n)s", title=name, n=scene.language.number(n))
        )
        here = scene.here(path)
        if here not in steps:
            steps[here] = _steps(one, here, scene)
        yield scene.page(
            "list.html",
            path,
            title=heading,
            description=f"{heading}. {lead}",
            kind=one.kind,
            key=one.key,
            lead=lead,
            crumb=_crumb(one.kind, scene.language),
            sections=_cards(entries[(n - 1) * PAGE : n * PAGE], path, scene),
            steps=steps[here],
            pager=pager(one.path, path, n, pages, scene),
            feeds=f"{scene.root(path)}{one.path}" if one.entries else None,
            poster=f"{here}{one.path}poster/" if poster else None,
            empty=not entries,
        )


def _sections(one: List, scene: Scene) -> list[tuple[str, str, Entry]]:
    """(heading, note, entry) for all pages of the list, in order."""
    _ = scene.language.gettext
    apart: list[Entry] = []
    heading = ("", "")
    if one.kind == "age":
        apart = scene.gathered.no_age
        heading = _("Age not stated: ask them"), _("Their providers do not say who these are for.")
    elif one.key == ("free",):
        apart = scene.gathered.no_price
        heading = _("Cost not stated: ask them"), _("Their providers do not say what these cost. Some may be free.")
    undated = _("Dates not stated"), _("Their providers do not say when these are.")
    known = [("", "", e) for e in one.entries if e.day]
    return known + [(*undated, e) for e in one.entries if not e.day] + [(*heading, e) for e in apart]


def _cards(rows: list[tuple[str, str, Entry]], path: str, scene: Scene) -> list[Section]:
    sections: list[Section] = []
    for (heading, note, _), card in zip(rows, scene.cards([entry for *_, entry in rows], path), strict=True):
        if not sections or sections[-1].title != heading:
            sections.append(Section(heading, note, []))
        sections[-1].cards.append(card)
    return sections


def _crumb(kind: str, language: Language) -> tuple[str, str]:
    """(address of the hub, words)."""
    _ = language.gettext
    return {
        "topic": ("topics/", _("Interests")),
        "topic_area": ("topics/", _("Interests")),
        "area": ("areas/", _("Areas")),
        "age": ("ages/", _("Ages")),
        "week": ("weeks/", _("Weeks")),
        "quick": ("search/", _("Find")),
    }[kind]


def _steps(one: List, here: str, scene: Scene) -> list[Step]:
    """Narrower lists of a topic or an area; the neighbours of an age or a week."""
    g, language = scene.gathered, scene.language
    match one.kind, one.key:
        case ("topic", (key,)) | ("topic_area", (key, _)):
            found = [
                Step(
                    f"{here}topics/{key}/{g.area_slugs[a]}/",
                    a,
                    language.number(len(g.by_topic_area[key, a])),
                    a in one.key[1:],
                )
                for a in g.area_slugs
                if (key, a) in g.by_topic_area
            ]
            if one.kind == "topic_area":
                found.insert(0, Step(f"{here}topics/{key}/", language.gettext("Every area")))
            return found
        case "area", (name,):
            return [
                Step(
                    f"{here}topics/{key}/{g.area_slugs[name]}/",
                    words.topic(key, language),
                    language.number(len(g.by_topic_area[key, name])),
                )
                for key in words.HUES
                if (key, name) in g.by_topic_area
            ]
        case "age", (age,):
            return [Step(f"{here}ages/{a}/", language.number(a), "", a == age) for a in g.by_age]
        case "week", (monday,):
            return [
                Step(
                    f"{here}weeks/{week_name(m)}/",
                    when.week(m, language),
                    language.number(len(g.by_week[m])),
                    m == monday,
                )
                for m in g.by_week
                if -dt.timedelta(weeks=1) <= m - monday <= dt.timedelta(weeks=4)
            ]
    return []


def pager(first: str, path: str, n: int, pages: int, scene: Scene) -> dict[str, Any] | None:
    """Addresses of the page before and after, and where one is; None for a list of one page."""
    if pages == 1:
        return None
    here = scene.here(path)

    def to(number: int) -> str:
        return here + (first if number == 1 else f"{first}{number}/")

    return {
        "before": to(n - 1) if n > 1 else None,
        "after": to(n + 1) if n < pages else None,
        "words": scene.language.gettext(
            "Page %(n)s of %(all)s", n=scene.language.number(n), all=scene.language.number(pages)
        ),
    }
