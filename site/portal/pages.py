"""The pages of the portal, one function a kind: gather once, then render every page in every language."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from indexer.contents import Contents
from indexer.quality.completeness import mean
from portal import (
    address,
    embed,
    left_out,
    lists,
    offline,
    open_data,
    opportunity_page,
    overviews,
    posters,
    reliability,
    when,
)
from portal.areamap import AreaMap
from portal.assets import Assets
from portal.care import care_pages
from portal.file import File
from portal.gather import Gathered
from portal.i18n import languages
from portal.listing_help import listing_help
from portal.made_of import MadeOf
from portal.next_steps import NextSteps
from portal.opportunity_page import Beside
from portal.own_pages import own_page
from portal.provider_page import provider
from portal.scene import Scene
from portal.settings import PortalSettings
from portal.share_pictures import SharePictures
from portal.whereabouts import Whereabouts

Search = Callable[[Scene], Iterable[File]]
"""Makes the search page of one language."""


def pages(
    contents: Contents,
    settings: PortalSettings,
    today: dt.date,
    *,
    assets: Assets,
    search: Search,
    drawn: AreaMap | None,
    gathered: Gathered,
    steps: NextSteps,
    search_host: str = "",
    made_of: MadeOf | None = None,
) -> Iterator[File]:
    """Every page in every language: opportunities before the lists that point to them, home last.

    drawn, gathered: from area_map and gather, made once, since the feeds need them too. steps: what one could do after
    each. search_host: of the city's
    search server, "" where there is none. The assets are not among the files: see Assets.files. Raises CityFileError
    for a language without a catalogue.
    """
    spoken = languages(settings.languages, settings.country)
    known = left_out.whose(contents)
    usual = mean(gathered.complete[entry.opportunity.id] for entry in gathered.entries)
    beside = Beside(Whereabouts(settings, assets), SharePictures(settings, assets), steps)
    for language in spoken:
        scene = Scene(language, spoken, contents, gathered, settings, today, assets, made_of)
        for entry in gathered.by_id.values():
            yield opportunity_page.opportunity(entry, scene, beside)
        yield from aliases(scene)
        for one in lists.lists(gathered):
            if one.kind == "provider":
                yield from provider(one, scene, usual, known)
            else:
                yield from lists.list_pages(one, scene)
        yield from overviews.hubs(scene, drawn)
        yield about(scene)
        yield from care_pages(scene, search_host)
        yield listing_help(scene)
        yield from posters.posters(scene)
        yield from embed.frames(scene)
        yield embed.maker(scene)
        yield open_data.data(scene)
        yield offline.page(scene)
        yield from search(scene)
        yield lost(scene)
        yield overviews.home(scene, drawn)


def about(scene: Scene) -> File:
    """About this data: sources and verdicts, what is missing how often; safety, privacy, how to get listed."""
    _, language = scene.language.gettext, scene.language
    every = [e.opportunity for e in scene.gathered.entries]
    return scene.page(
        "about.html",
        "about/",
        title=_("How we know"),
        description=_("Where everything on this portal comes from, what is missing, and what we do not check."),
        opportunities=len(every),
        sources=reliability.source_views(scene),
        known=reliability.known(every, language),
        left_out=reliability.left_out(scene.contents.sources),
        doubts=reliability.doubts(scene.contents.sources, language),
        day=when.long_day(scene.today, language),
        own=own_page("about", language, scene.settings),
        credits=scene.settings.credits,
    )


def aliases(scene: Scene) -> Iterator[File]:
    """A page at each id that became another opportunity's, which leads there."""
    by_id = scene.gathered.by_id
    for old, new in sorted(scene.contents.aliases.items()):
        if new in by_id and old not in by_id:
            target = by_id[new].opportunity
            path = f"o/{old}/"
            where = address.opportunity(target)
            yield scene.page(
                "moved.html",
                path,
                title=target.title,
                description=target.title,
                listed=False,
                target=scene.here(path) + where,
                target_canonical=address.absolute(scene.settings.site.url, scene.language, where),
            )


def lost(scene: Scene) -> File:
    """404.html."""
    _ = scene.language.gettext
    return scene.lost("lost.html", title=_("This page is not here"), description=_("There is no page at this address."))
