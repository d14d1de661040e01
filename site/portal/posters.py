"""A poster of each area for the wall of a library or a school: one page of A4, with a code that leads to its list."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import segno
from markupsafe import Markup

from portal import address, card, when, words
from portal.file import File
from portal.gather import Entry
from portal.scene import Scene

MOST = 8
"""What fits on the page in large type."""
_DRAWN = 5


class Row(NamedTuple):
    """card: for its title, day, age and place. cost: in words."""

    card: card.CardView
    cost: str


def posters(scene: Scene) -> Iterator[File]:
    """One for each area in which something is coming up."""
    for name, plain in scene.gathered.area_slugs.items():
        if held := chosen(scene.gathered.by_area.get(name, ()), scene):
            yield _poster(name, plain, held, scene)


def chosen(entries: Sequence[Entry], scene: Scene) -> list[Entry]:
    """The next that have a day and can still be gone to. What is only assumed to be for adults hangs beside nothing
    for children, so it is left out."""
    found = (
        entry
        for entry in entries
        if entry.day and scene.open(entry) and not (entry.opportunity.ages and entry.opportunity.ages.assumed)
    )
    return [entry for entry, _ in zip(found, range(MOST), strict=False)]


def _poster(name: str, plain: str, held: Sequence[Entry], scene: Scene) -> File:
    _, language = scene.language.gettext, scene.language
    path, home = f"areas/{plain}/poster/", f"areas/{plain}/"
    leads = address.absolute(scene.settings.site.url, language, home)
    topics = [key for entry in held for key in entry.opportunity.topics if key in words.HUES]
    rows = [
        Row(
            card.card(entry, language, scene.root(path), scene.sprites, scene.today, scene.settings.timezone),
            words.price(entry.session.price if entry.session else None, language),
        )
        for entry in held
    ]
    return scene.page(
        "poster.html",
        path,
        title=_("Poster: %(area)s", area=name),
        description=_("What is coming up in %(area)s, on one page to print.", area=name),
        area=name,
        rows=rows,
        drawn=list(dict.fromkeys([*topics, *words.HUES]))[:_DRAWN],
        leads=leads,
        told=leads.partition("://")[2].rstrip("/"),
        code=code(leads),
        home=f"{scene.here(path)}{home}",
        day=when.long_day(scene.today, language),
    )


def code(leads: str) -> Markup:
    """A QR code (ISO/IEC 18004) as inline SVG with the quiet zone that it needs; without a style."""
    drawn = segno.make(leads, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None, dark="#000"))  # noqa: S704
