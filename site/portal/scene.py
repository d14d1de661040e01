"""Renders templates in a language, when a page is asked for; each page has the frame, and knows what it is made of."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from indexer.contents import Contents
from portal import address, card, when, words
from portal.assets import Assets
from portal.compiled import Compiled, Kept
from portal.file import File
from portal.gather import Entry, Gathered
from portal.i18n import Language
from portal.made_of import MadeOf, code, digest
from portal.settings import PortalSettings

_ROOT, _DAY = "\0", "\1"
"""What stands in a kept card for the way to the root and for the day: behind =" and >, which no escaped text has."""


class Alternate(NamedTuple):
    """The same page in a language. href: relative; canonical: absolute."""

    code: str
    name: str
    dir: str
    href: str
    canonical: str


class Page(NamedTuple):
    """What the frame says of a page. listed: whether search engines should list it."""

    title: str
    description: str
    path: str
    canonical: str
    languages: tuple[Alternate, ...]
    listed: bool = True


class Card:
    """An opportunity's card, rendered where a page shows it. path: of that page."""

    __slots__ = ("entry", "root", "scene")

    def __init__(self, entry: Entry, root: str, scene: "Scene") -> None:
        self.entry, self.root, self.scene = entry, root, scene

    def __html__(self) -> str:
        return self.scene.rendered_card(self.entry, self.root)

    @property
    def made_of(self) -> tuple[str, str | None, dt.date | None]:
        """What it shows, beside what every page is made of."""
        opportunity, session, day = self.entry
        return self.scene.made_of.opportunity(opportunity), session.id if session else None, day


class Scene:
    """One language's templates and what they all may use; cards are rendered once for pages of any depth."""

    def __init__(
        self,
        language: Language,
        languages: tuple[Language, ...],
        contents: Contents,
        gathered: Gathered,
        settings: PortalSettings,
        today: dt.date,
        assets: Assets,
        made_of: MadeOf | None = None,
    ) -> None:
        self.language, self.languages, self.settings = language, languages, settings
        self.contents, self.gathered, self.today, self.assets = contents, gathered, today, assets
        self.made_of = made_of or MadeOf(settings.timezone)
        self.frame = digest(code(), settings, today, language.code, [one.code for one in languages])
        """A digest of what every page is made of."""
        self.sprites = {key: assets.path(f"art-{key}.svg") for key in (*words.HUES, "none")}
        self.free = frozenset(e.opportunity.id for e in gathered.by_quick.get("free", ()))
        self._positions: dict[str, dict[str, int]] = {}
        self._cards: dict[tuple[str, str | None, bool], str] = {}
        self._environment = Compiled(language.catalogue(), _kept(language.code))
        self._environment.globals.update(
            asset=assets.path,
            language=language,
            site=settings.site,
            city=settings.name,
            number=language.number,
            outward=address.outward,
            playlists=bool(settings.playlists),
        )
        self._frames: dict[str, tuple[Markup, Markup]] = {}
        self._card = self._environment.get_template("card.html").module.card  # type: ignore[attr-defined]

    def page(
        self, template: str, path: str, *, title: str, description: str, listed: bool = True, **values: Any
    ) -> File:
        """A page at <path>index.html below the language's prefix; values: for the template. It is rendered when its
        bytes are asked for, and made of what the template is given."""
        made_of = digest(self.frame, template, path, title, description, listed, values)
        return File(
            f"{self.language.prefix}{path}index.html",
            lambda: self.rendered(template, path, title=title, description=description, listed=listed, **values),
            made_of,
        )

    def rendered(
        self, template: str, path: str, *, title: str, description: str, listed: bool = True, **values: Any
    ) -> bytes:
        """The same, now."""
        return self._html(template, path, self.root(path), title, description, listed, values)

    def lost(self, template: str, *, title: str, description: str, **values: Any) -> File:
        """404.html, whose links are absolute since it is shown at any depth."""
        base = "/" + "/".join(filter(None, self.settings.site.url.split("/")[3:]))
        root = base if base.endswith("/") else base + "/"
        return File(
            f"{self.language.prefix}404.html", self._html(template, "", root, title, description, False, values)
        )

    def root(self, path: str) -> str:
        """The way from a page at this path to the portal's root."""
        return address.root(self.language.prefix + path)

    def here(self, path: str) -> str:
        """The way from a page at this path to the language's root."""
        return self.root(path) + self.language.prefix

    def open(self, entry: Entry) -> bool:
        """Whether one can still go: nothing says that it is off, full or shut."""
        if entry.session is None:
            return True
        kind, _ = words.state(entry.session, self.today, self.language, self.settings.timezone)
        return kind not in ("off", "full", "shut", "wait")

    def position(self, topic: str) -> dict[str, int]:
        """Where each opportunity stands in its interest's list."""
        if topic not in self._positions:
            found = self.gathered.by_topic.get(topic, [])
            self._positions[topic] = {e.opportunity.id: n for n, e in enumerate(found)}
        return self._positions[topic]

    def cards(self, entries: Sequence[Entry], path: str) -> list[Card]:
        """Each entry as a card, for a page at this path."""
        root = self.root(path)
        return [Card(entry, root, self) for entry in entries]

    def rendered_card(self, entry: Entry, root: str) -> Markup:
        """Rendered once for a session: its cards differ in the day, and in the way to the root. root: that way."""
        opportunity, session, day = entry
        key = (opportunity.id, session.id if session else None, day is None)
        kept = self._cards.get(key)
        if kept is None:
            view = card.card(entry, self.language, _ROOT, self.sprites, self.today, self.settings.timezone)
            dated = day is not None and view.day == when.day(day, self.language, self.today)
            kept = self._cards[key] = str(self._card(view._replace(day=_DAY) if dated else view))
        filled = kept.replace(f'="{_ROOT}', f'="{root}')
        if day is not None:
            filled = filled.replace(f">{_DAY}<", f">{escape(when.day(day, self.language, self.today))}<", 1)
        return Markup(filled)  # noqa: S704

    def _html(
        self,
        template: str,
        path: str,
        root: str,
        title: str,
        description: str,
        listed: bool,
        values: dict[str, Any],
    ) -> bytes:
        base = self.settings.site.url
        alternates = tuple(
            Alternate(a.code, a.name, a.dir, f"{root}{a.prefix}{path}", address.absolute(base, a, path))
            for a in self.languages
        )
        canonical = address.absolute(base, self.language, path)
        page = Page(title, shortened(description), path, canonical, alternates, listed)
        here = root + self.language.prefix
        if here not in self._frames:
            frame = self._environment.get_template("frame.html").module
            self._frames[here] = frame.brand(here), frame.foot(here)  # type: ignore[attr-defined]
        brand, foot = self._frames[here]
        html: str = self._environment.get_template(template).render(
            page=page, root=root, here=here, brand=brand, foot=foot, **values
        )
        return html.encode()


@cache
def _kept(code: str) -> Kept:
    """Templates are compiled once for each language."""
    return Kept()


def shortened(text: str, limit: int = 160) -> str:
    """One line of at most limit letters, cut at a word, for a description."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return (line[:limit].rpartition(" ")[0] or line[:limit]).rstrip(" ,;:.–-") + " …"
