"""The search page: complete without script (a form over the prebuilt lists, the lists themselves), instant with it.

Where a search server is configured the script asks that one; the embedded search's files are published all the same,
since it takes over where the server does not answer.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from indexer.contents import Contents
from indexer.opportunity import Ages, Session
from indexer.quality.completeness import Completeness
from indexer.search import columns
from indexer.search.rows import Documents, documents
from indexer.search.server import SearchServer
from indexer.settings import Holiday
from portal import lists, near, outlines, search_cards, search_form, words
from portal.areamap import area_map
from portal.assets import STATIC, Assets, modules
from portal.card import CardView
from portal.file import File
from portal.gather import QUICK, Entry
from portal.i18n import Language, languages
from portal.near import Near
from portal.pages import Search
from portal.scene import Scene
from portal.settings import PortalSettings

PATH = "search/"
FIRST = 12
"""Cards that the page has from the start; page.js shows as many."""
_SHUT = ("full", "waiting_list", "closed")
_NAME = re.compile(r"[a-z0-9-]{1,120}")
_WEEK = re.compile(r"\d{4}-W\d\d")
_IMPORTED = re.compile(r'^import [^;]*? from "\./([a-z]+\.js)";$', re.MULTILINE)
_CONNECTS = re.compile(rb'<link rel="preconnect" href="([^" ;]+)"')
_BLANK = CardView("#", " ", "", "", "none", " ", 0, "#", " ", " ", " ", " ", ())


class Prepared(NamedTuple):
    """page: makes the search page of a language. files: the search's own files and scripts, the manifest last.
    scripts: their paths. held: what the search holds."""

    page: Search
    files: list[File]
    scripts: list[str]
    held: Documents


class _Link(NamedTuple):
    href: str
    label: str
    number: str


def prepare(
    contents: Contents,
    settings: PortalSettings,
    today: dt.date,
    *,
    holidays: Sequence[Holiday],
    assets: Assets,
    server: SearchServer | None = None,
    complete: Mapping[str, Completeness] | None = None,
) -> Prepared:
    """Everything that the search publishes. Takes its style into the assets. server: the one that browsers ask.
    complete: how complete each opportunity is, by id, where that is known."""
    held = documents(contents, today, complete)
    spoken = languages(settings.languages, settings.country)
    cards = {language.code: search_cards.cards(held, language, settings.timezone) for language in spoken}
    made = columns.search_files(held, timezone=settings.timezone, cards=cards)
    modules = scripts()
    assets.add("search.css", (STATIC / "search" / "search.css").read_bytes())

    around, city = near.near(settings), area_map(settings)
    drawn = outlines.outlines(city) if city else None

    def page(scene: Scene) -> Iterator[File]:
        data = ([], []) if server else _data([path for path, _ in made], scene.language.code)
        yield search_page(scene, held, holidays, modules, server, around, data, drawn)

    files = [
        *modules,
        *([around.file] if around else []),
        *([drawn] if drawn else []),
        *(File(path, body) for path, body in made),
    ]
    return Prepared(page, files, [module.path for module in modules], held)


def scripts() -> list[File]:
    """The search's modules."""
    return list(modules("search").values())


def needed(modules: Sequence[File], maker: str) -> list[str]:
    """Paths of the modules that the page needs with this maker, and not of those that may be loaded later."""
    by_name = {file.path.rpartition("/")[2]: file for file in modules}
    found: dict[str, str] = {}
    open_ = ["page.js", f"{maker}.js"]
    while open_:
        name = open_.pop()
        if name not in found:
            found[name] = by_name[name].path
            open_ += _IMPORTED.findall(by_name[name].body.decode())
    return sorted(found.values())


def search_page(
    scene: Scene,
    held: Documents,
    holidays: Sequence[Holiday],
    modules: Sequence[File],
    server: SearchServer | None = None,
    around: Near | None = None,
    data: tuple[Sequence[str], Sequence[str]] = ((), ()),
    drawn: File | None = None,
) -> File:
    """One language's page. data: paths of the files that the search needs to answer, to be asked for before its modules
    and after them. drawn: the city's outlines."""
    _, language, gathered = scene.language.gettext, scene.language, scene.gathered
    here, root = scene.here(PATH), scene.here(PATH).removesuffix(scene.language.prefix)
    return scene.page(
        "search.html",
        PATH,
        title=_("Find"),
        description=_("Search every course, camp, club and drop-in in %(city)s.", city=scene.settings.name),
        count=len(held.opportunities),
        first=scene.cards(first(held), PATH),
        groups=search_form.groups(held, language, holidays),
        weeks=search_form.weeks(gathered, language),
        topics=[(key, words.topic(key, language)) for key in words.HUES if gathered.by_topic.get(key)],
        areas=[(plain, name) for name, plain in gathered.area_slugs.items() if gathered.by_area.get(name)],
        ages=[age for age, found in gathered.by_age.items() if found],
        links=_links(scene),
        blank=_BLANK,
        scripts=needed(modules, "meilisearch" if server else "local"),
        server=origin(server.url) if server else None,
        near=around.names if around else (),
        outlines=drawn is not None,
        today=scene.today.isoformat(),
        data=data,
        words=_script_json(scene, root, here, server, around, drawn),
    )


def _data(paths: Sequence[str], code: str) -> tuple[list[str], list[str]]:
    """Those of one language: the large ones, which come while a phone asks for one module after another; the rest."""
    cards = f"/cards.{code}."
    ours = [path for path in paths if "/cards." not in path or cards in path]
    large = [path for path in ours if "/cols." in path or "/titles." in path]
    return large, [path for path in reversed(ours) if path not in large]


def origin(url: str) -> str:
    """Scheme, host and port of an address: what a browser connects to, and what a page's policy has to allow."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def connects(page: bytes) -> str | None:
    """The search server that a published page asks, for the policy with which it is served."""
    found = _CONNECTS.search(page)
    return found[1].decode() if found else None


def first(held: Documents, most: int = FIRST) -> list[Entry]:
    """The cards that the script would show first where nothing is asked: each opportunity with its soonest session,
    but not with a full one where another has places; what is full stands after what is not."""
    best: dict[int, tuple[bool, int]] = {}
    for n, row in enumerate(held.rows):
        full = row.session is not None and _full(row.session)
        if row.opportunity not in best or (best[row.opportunity][0] and not full):
            best[row.opportunity] = full, n
    chosen = sorted((full, held.rows[n].first or dt.date.max, n) for full, n in best.values())
    return [search_cards.entry(held, held.rows[n]) for _, _, n in chosen[:most]]


def _full(session: Session) -> bool:
    said = session.registration.state if session.registration else None
    return session.places_left == 0 or said in _SHUT


def resolve(folder: Path, path: str, query: Mapping[str, str]) -> str | None:
    """Where a form that was sent without script goes: the nearest list that `folder` holds; None where none is near.

    path: of the search page, such as /search/ or /ur/search/. The answer is an absolute path below the same root.
    """
    base, found, rest = path.rpartition(PATH)
    if not found or rest not in ("", "index.html"):
        return None
    for target in targets(query):
        if (folder / base.lstrip("/") / target / "index.html").is_file():
            return base + target
    return None


def targets(query: Mapping[str, str]) -> Iterator[str]:
    """Lists that a query asks for, the nearest first: interest in an area, interest, area, week, age, free."""
    said = {name: value for name, value in query.items() if _NAME.fullmatch(value) or _WEEK.fullmatch(value)}
    topic, area, week, age = (said.get(name) for name in ("topic", "area", "when", "age"))
    if topic and area:
        yield f"topics/{topic}/{area}/"
    if topic:
        yield f"topics/{topic}/"
    if area:
        yield f"areas/{area}/"
    if week and _WEEK.fullmatch(week):
        yield f"weeks/{week}/"
    if age and age.isdigit() and len(age) < 4:
        yield f"ages/{int(age)}/"
    if said.get("cost") == "free" or said.get("free"):
        yield lists.quick_path("free")


def _links(scene: Scene) -> list[tuple[str, list[_Link]]]:
    """The prebuilt lists that are not empty, by heading."""
    _, g, language, here = scene.language.gettext, scene.gathered, scene.language, scene.here(PATH)

    def link(path: str, label: str, found: Sequence[Entry]) -> list[_Link]:
        return [_Link(here + path, label, language.number(len(found)))] if found else []

    return [
        (heading, [each for some in made for each in some])
        for heading, made in (
            (
                _("Quick answers"),
                [link(lists.quick_path(k), lists.quick_label(k, language), g.by_quick.get(k, [])) for k in QUICK],
            ),
            (
                _("Interests"),
                [link(f"topics/{k}/", words.topic(k, language), g.by_topic.get(k, [])) for k in words.HUES],
            ),
            (_("Areas"), [link(f"areas/{s}/", name, g.by_area.get(name, [])) for name, s in g.area_slugs.items()]),
            (
                _("Ages"),
                [
                    link(f"ages/{age}/", words.ages(Ages(low=age, high=age), language), found)
                    for age, found in g.by_age.items()
                ],
            ),
            (
                _("Weeks"),
                [
                    link(f"weeks/{w.value}/", w.label, found)
                    for w, found in zip(search_form.weeks(g, language), g.by_week.values(), strict=True)
                ],
            ),
        )
        if any(made)
    ]


def _script_json(
    scene: Scene, root: str, here: str, server: SearchServer | None, around: Near | None, drawn: File | None
) -> Markup:
    """What the script needs to know, as JSON in which nothing can end its element."""
    language: Language = scene.language
    told: dict[str, Any] = {
        "adapter": "meilisearch" if server else "local",
        "data": f"{root}{PATH}",
        "root": root,
        "here": here,
        "language": language.code,
        "locale": str(language.locale).replace("_", "-"),
        "sprites": scene.sprites,
        "words": search_form.script_words(language),
    }
    if around:
        told["near"] = root + around.file.path
    if drawn:
        told["points"] = {"outlines": root + drawn.path, "words": outlines.sentences(language)}
    if server:
        told["server"] = {"url": server.url, "index": server.index, "key": server.key}
        told["facets"] = search_form.counted_of()
        told["timezone"] = scene.settings.timezone
    return Markup(json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"))  # noqa: S704
