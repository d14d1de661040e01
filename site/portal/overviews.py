"""The ways in: home, and the overviews of interests, areas, weeks, ages and providers."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from portal import lists, when, words
from portal.areamap import AreaMap
from portal.file import File
from portal.gather import QUICK, monday_of, week_name
from portal.scene import Scene

SOON, HELPERS, BARS, WHENS = 6, 3, 8, 10
_SHADES = 4


def hubs(scene: Scene, drawn: AreaMap | None) -> Iterator[File]:
    """The ways in: all interests, areas, ages, weeks and providers."""
    _, g, language = scene.language.gettext, scene.gathered, scene.language
    city = scene.settings.name

    def hub(path: str, title: str, lead: str, **values: Any) -> File:
        blank: dict[str, Any] = {"tiles": (), "bars": (), "areas": None, "steps": (), "rows": ()}
        return scene.page("hub.html", path, title=title, description=f"{title}. {lead}", lead=lead, **blank | values)

    yield hub("topics/", _("Interests"), _("Sixteen ways in. Pick the one that sounds like you."), tiles=_tiles(scene))
    yield hub(
        "areas/",
        _("Areas"),
        _("What there is near you in %(city)s.", city=city),
        areas=_areas_view(scene, drawn, "areas/"),
    )
    yield hub("weeks/", _("Weeks"), _("When do you have time?"), bars=_bars(scene, "weeks/", None))
    ages = [lists.Step(f"{age}/", language.number(age), language.number(len(found))) for age, found in g.by_age.items()]
    yield hub("ages/", _("Ages"), _("How old are you?"), steps=ages)
    by_name = sorted(g.providers.values(), key=lambda p: (p.name.casefold(), p.id))
    rows = [
        lists.Step(f"{p.id}/", p.name, language.number(len(g.by_provider[p.id])))
        for p in by_name
        if g.by_provider.get(p.id)
    ]
    yield hub("providers/", _("Providers"), _("Who offers something in %(city)s.", city=city), rows=rows)


def home(scene: Scene, drawn: AreaMap | None) -> File:
    """One question, and the whole city at a glance."""
    _, g, language = scene.language.gettext, scene.gathered, scene.language
    free = [e for e in g.by_quick.get("free", ()) if e.day and scene.open(e)]
    soon = free or [e for e in g.entries if e.day and scene.open(e)]
    this = monday_of(scene.today)
    named = {this: _("This week"), this + dt.timedelta(weeks=1): _("Next week")}
    weeks = [(week_name(m), named.get(m) or when.week(m, language)) for m in list(g.by_week)[:WHENS]]
    quick = [(f"weeks/{week_name(this)}/", _("This week"))] if this in g.by_week else []
    quick += [(lists.quick_path(key), lists.quick_label(key, language)) for key in QUICK if g.by_quick.get(key)]
    return scene.page(
        "home.html",
        "",
        title=_("What do you want to try?"),
        description=_("Courses, camps, clubs and drop-ins for young people in %(city)s.", city=scene.settings.name),
        count=len(g.entries),
        free=len(scene.free),
        whens=weeks,
        quick=quick,
        tiles=_tiles(scene),
        soon=scene.cards(soon[:SOON], ""),
        soon_free=bool(free),
        bars=_bars(scene, "", BARS),
        areas=_areas_view(scene, drawn, ""),
        helpers=scene.cards(g.by_quick.get("help", [])[:HELPERS], ""),
        helper_count=len(g.by_quick.get("help", ())),
    )


def _tiles(scene: Scene) -> list[tuple[str, str, str]]:
    """(key, label, count) of each interest."""
    number, found = scene.language.number, scene.gathered.by_topic
    return [(key, words.topic(key, scene.language), number(len(found.get(key, ())))) for key in words.HUES]


def _bars(scene: Scene, path: str, most: int | None) -> list[dict[str, Any]]:
    """A bar a week, in twentieths of the fullest one."""
    weeks = list(scene.gathered.by_week.items())[:most]
    fullest = max((len(found) for _, found in weeks), default=1)
    return [
        {
            "href": f"{scene.here(path)}weeks/{week_name(monday)}/",
            "label": when.week(monday, scene.language),
            "short": when.short(monday, scene.language),
            "count": scene.language.number(len(found)),
            "step": max(1, round(20 * len(found) / fullest)),
        }
        for monday, found in weeks
    ]


def _areas_view(scene: Scene, drawn: AreaMap | None, path: str) -> dict[str, Any] | None:
    """The areas as a list with counts, and on the map where there is one; shade 0 to 4 by count."""
    g = scene.gathered
    if not g.area_slugs:
        return None
    most = max((len(g.by_area.get(name, ())) for name in g.area_slugs), default=0) or 1

    def row(name: str) -> dict[str, Any]:
        n = len(g.by_area.get(name, ()))
        href = f"{scene.here(path)}areas/{g.area_slugs[name]}/"
        return {"name": name, "href": href, "count": scene.language.number(n), "shade": -(-_SHADES * n // most)}

    return {"map": drawn, "rows": {name: row(name) for name in g.area_slugs}}
