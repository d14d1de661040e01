"""The pages of the portal, one function a kind: gather once, then render every page in every language."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markupsafe import Markup

from indexer.contents import Contents
from indexer.opportunity import Opportunity
from indexer.quality.completeness import average
from indexer.values import contacts
from portal import (
    address,
    art,
    facts,
    left_out,
    letters,
    licences,
    lists,
    overviews,
    reliability,
    schema_org,
    sessions,
    when,
    words,
)
from portal.areamap import AreaMap
from portal.assets import Assets
from portal.calendars import opens_later
from portal.care import care_pages, letters_about
from portal.file import File
from portal.gather import Entry, Gathered, areas_of
from portal.i18n import direction, languages
from portal.listing_help import listing_help
from portal.own_pages import own_page
from portal.provider_page import provider
from portal.scene import Scene
from portal.settings import PortalSettings

MORE = 3

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
    search_host: str = "",
) -> Iterator[File]:
    """Every page in every language: opportunities before the lists that point to them, home last.

    drawn, gathered: from area_map and gather, made once, since the feeds need them too. search_host: of the city's
    search server, "" where there is none. The assets are not among the files: see Assets.files. Raises CityFileError
    for a language without a catalogue.
    """
    spoken = languages(settings.languages, settings.country)
    base = settings.site.url
    data = {
        o.id: Markup(schema_org.json_ld(o, url=address.absolute(base, spoken[0], address.opportunity(o)), today=today))  # noqa: S704
        for o in contents.opportunities
    }
    known = left_out.whose(contents)
    usual = average((entry.opportunity for entry in gathered.entries), today)
    for language in spoken:
        scene = Scene(language, spoken, contents, gathered, settings, today, assets)
        for entry in gathered.by_id.values():
            yield opportunity(entry, data[entry.opportunity.id], scene)
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
        yield from search(scene)
        yield lost(scene)
        yield overviews.home(scene, drawn)


def opportunity(entry: Entry, data: Markup, scene: Scene) -> File:
    """What it is, for whom, what it costs, where; its sessions; how we know; what is like it."""
    o, language, today = entry.opportunity, scene.language, scene.today
    path = address.opportunity(o)
    coming = [s for s in o.sessions if not s.past(today)]
    past = [s for s in o.sessions if s.past(today)]
    calendar = f"{scene.root(path)}{path}calendar.ics"
    chooser = sessions.Chooser(
        o, scene.gathered, language, today, scene.settings.timezone, here=scene.here(path), calendar=calendar
    )
    key = o.topics[0] if o.topics and o.topics[0] in words.HUES else "none"
    day, rhythm = when.next_words(entry, today, language, scene.settings.timezone)
    if entry.session is None or entry.session.past(today):
        day, rhythm = (language.gettext("Over") if o.sessions else day), ""
    foreign = o.language != language.code
    answers = facts.facts(o, coming or past, language)
    return scene.page(
        "opportunity.html",
        path,
        title=o.title,
        description=o.text or " · ".join([o.provider.name, day, words.ages(o.ages, language)]),
        o=o,
        data=data,
        lang=o.language if foreign else "",
        dir=direction(o.language) if foreign else "",
        topic_key=key,
        topics=[(k, words.topic(k, language)) for k in o.topics if k in words.HUES],
        art=f"{scene.sprites[key]}#v{art.variant(o.id)}",
        day=day,
        rhythm=rhythm,
        chips=words.chips(o, entry.session, today, language, scene.settings.timezone)
        if coming or not o.sessions
        else (),
        paragraphs=[p for p in (o.text or "").split("\n\n") if p.strip()],
        masked=contacts.MASK in (o.text or ""),
        facts=answers,
        unstated=facts.unstated(o, language),
        coming=sessions.views(coming, chooser),
        past=sessions.views(past, chooser),
        calendar=calendar if any(s.start for s in coming) else None,
        opens=calendar.replace("calendar.ics", "opens.ics") if any(opens_later(s, today) for s in coming) else None,
        listings=_listings(o, scene),
        inferred=list(dict.fromkeys(facts.field_name(name, language) for name in o.inferred)),
        corrected=facts.corrected(o, language, today, scene.settings.timezone),
        zone_assumed=any(s.start and s.start.time and s.start.zone_assumed for s in o.sessions),
        more=scene.cards(_more(entry, scene), path),
        areas=[(a, scene.gathered.area_slugs[a]) for a in areas_of(o, today)],
        safety=scene.settings.safety,
        call=letters.call,
        letters=letters_about(o.title, o.id, address.absolute(scene.settings.site.url, language, path), scene),
    )


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


def _listings(o: Opportunity, scene: Scene) -> list[dict[str, Any]]:
    names = {s.name: s.provider for s in scene.contents.sources}
    return [
        {
            "name": names.get(one.source, one.source),
            "url": address.outward(one.url),
            "plain": one.url if one.url and not address.outward(one.url) else "",
            "checked": when.short(when.city_day(one.checked_at, scene.settings.timezone), scene.language),
            "missing": one.state != "seen",
            "licence": licences.licence(one.licence),
            "attribution": one.attribution,
        }
        for one in o.listings
    ]


def _more(entry: Entry, scene: Scene) -> list[Entry]:
    """Of the same interest and for some of the same ages, the next ones after it."""
    o = entry.opportunity
    if not o.topics:
        return []
    found = scene.gathered.by_topic.get(o.topics[0], [])
    at = scene.position(o.topics[0]).get(o.id, 0)
    near = found[at + 1 : at + 13] + found[:at][:12]
    return [e for e in near if e.opportunity.id != o.id and _overlap(e.opportunity, o)][:MORE]


def _overlap(one: Opportunity, other: Opportunity) -> bool:
    if one.ages is None or other.ages is None:
        return True
    low = max(one.ages.low or 0, other.ages.low or 0)
    return low <= min(one.ages.high or 99, other.ages.high or 99)
