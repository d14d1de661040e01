"""Lists for other sites' frames, one small page each, and the page that makes the code for them.

How many rows, for what age and in which colours stands in the frame's fragment, so that no server is told.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from portal import address, card, lists, words
from portal.file import File
from portal.gather import Entry
from portal.scene import Scene

ALL = "all/"
ROWS = 40
"""What a frame holds at most; a choice of age leaves fewer."""
COUNTS = (3, 5, 10)
USUAL = 5
_HEAD, _ROW, _FOOT = 68, 73, 56
_TALL = {"ur": 97}
"""Pixels of a row in scripts that need more of them than Latin."""
_KINDS = ("topic", "area", "topic_area", "age", "quick")


class Row:
    """What a frame says of an opportunity, worked out where the frame is asked for. path: of the frame."""

    def __init__(self, entry: Entry, path: str, scene: Scene) -> None:
        self._entry, self._path, self._scene = entry, path, scene
        ages = entry.opportunity.ages
        self.stated = ages is not None and not ages.assumed
        """Whether the provider itself states an age."""
        self.low, self.high = (ages.low, ages.high) if ages else (None, None)
        """Whole years, both inclusive; None for no limit."""

    @cached_property
    def card(self) -> card.CardView:
        """Its words."""
        scene = self._scene
        root = scene.root(self._path)
        return card.card(self._entry, scene.language, root, scene.sprites, scene.today, scene.settings.timezone)

    @property
    def made_of(self) -> tuple[object, ...]:
        """What it shows, beside what every page is made of."""
        opportunity, session, day = self._entry
        return self._scene.made_of.opportunity(opportunity), session.id if session else None, day


def frames(scene: Scene) -> Iterator[File]:
    """A page for the frame of each list that is not of a week or a provider, in the scene's language."""
    yield _frame(ALL, scene.settings.site.title, "search/", scene.gathered.entries, scene)
    for one in lists.lists(scene.gathered):
        if one.kind in _KINDS:
            yield _frame(one.path, lists.title(one, scene.gathered, scene.language), one.path, one.entries, scene)


def _frame(path: str, title: str, whole: str, entries: Sequence[Entry], scene: Scene) -> File:
    """whole: the page of the whole list."""
    here = f"embed/{path}"
    held = [entry for entry in entries if scene.open(entry)][:ROWS]
    return scene.page(
        "embed.html",
        here,
        title=title,
        description=title,
        listed=False,
        rows=[Row(entry, here, scene) for entry in held],
        more=f"{scene.here(here)}{whole}",
    )


def maker(scene: Scene) -> File:
    """The page on which somebody chooses a list and copies the code; a table of ready ones without script."""
    _, language, g = scene.language.gettext, scene.language, scene.gathered
    base, row = scene.settings.site.url, _TALL.get(language.code, _ROW)

    def ready(path: str) -> str:
        return address.absolute(base, language, f"embed/{path}")

    topics = [(key, words.topic(key, language)) for key in words.HUES if g.by_topic.get(key)]
    areas = [
        (plain, name, " ".join(key for key, _ in topics if (key, name) in g.by_topic_area))
        for name, plain in g.area_slugs.items()
        if g.by_area.get(name)
    ]
    free = [("free/", lists.quick_label("free", language))] if g.by_quick.get("free") else []
    table = [(ALL, _("Everything")), *free, *((f"topics/{key}/", label) for key, label in topics)]
    table += [(f"areas/{plain}/", name) for plain, name, _ in areas]
    return scene.page(
        "embed-maker.html",
        "embed/",
        title=_("Put our list on your site"),
        description=_("A list of what is coming up, for the site of a school, a library or a youth club."),
        topics=topics,
        areas=areas,
        ages=list(g.by_age),
        counts=[(count, language.number(count), count == USUAL) for count in COUNTS],
        ready=[(f"{scene.here('embed/')}embed/{path}", ready(path), label) for path, label in table],
        start=ready(""),
        code=code(ready(ALL), scene.settings.site.title, USUAL, row),
        sizes=(_HEAD + _FOOT, row),
    )


def code(src: str, title: str, count: int, row: int) -> str:
    """What is pasted. row: how high one is, in pixels.

    The frame has a height of its own, as it cannot ask for one without a script on their page.
    """
    height = _HEAD + row * count + _FOOT
    return (
        f'<iframe src="{src}#count={count}" title="{_attribute(title)}" width="100%" height="{height}" '
        'loading="lazy" referrerpolicy="no-referrer" style="border:0"></iframe>'
    )


def _attribute(said: str) -> str:
    return said.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
