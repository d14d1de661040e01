"""The page of one opportunity: what it is, for whom, when, where, what it costs; how we know; what is like it."""

from typing import Any, NamedTuple

from markupsafe import Markup

from indexer.opportunity import Opportunity
from indexer.values import contacts
from portal import address, art, facts, letters, licences, schema_org, sessions, when, words
from portal.calendars import opens_later
from portal.care import letters_about
from portal.file import File
from portal.gather import Entry, areas_of, monday_of
from portal.i18n import direction
from portal.made_of import digest
from portal.next_steps import After, NextSteps, Way
from portal.playlist_pages import PATH
from portal.scene import Scene
from portal.share_pictures import Shared, SharePictures
from portal.whereabouts import Whereabouts


class Beside(NamedTuple):
    """What all these pages share, made once: where places are, the pictures for sharing, what one could do next."""

    around: Whereabouts
    shared: SharePictures
    steps: NextSteps


def opportunity(entry: Entry, scene: Scene, beside: Beside) -> File:
    """What it is, for whom, what it costs, where; its sessions; how we know; what one could do next. It is made only
    where any of that changed."""
    o, today = entry.opportunity, scene.today
    path = address.opportunity(o)
    after = beside.steps.after(entry)
    key = o.topics[0] if o.topics and o.topics[0] in words.HUES else "none"
    day, rhythm = when.next_words(entry, today, scene.language, scene.settings.timezone)
    if entry.session is None or entry.session.past(today):
        day, rhythm = (scene.language.gettext("Over") if o.sessions else day), ""
    share = beside.shared.picture(entry, key, day, scene.language)
    areas = [(area, scene.gathered.area_slugs[area]) for area in areas_of(o, today)]
    weeks = [monday_of(max(s.start.date, today)) in scene.gathered.by_week for s in o.sessions if s.start]
    names = {s.name: s.provider for s in scene.contents.sources}
    made_of = digest(
        (scene.frame, scene.made_of.opportunity(o), entry.day, share, areas, weeks),
        [names.get(one.source) for one in o.listings],
        (after.instead, after.way and (after.way.playlist, after.way.number)),
        [(scene.made_of.opportunity(e.opportunity), e.session and e.session.id, e.day) for e in after.entries()],
    )

    def body() -> bytes:
        return _body(entry, scene, path, key, (day, rhythm), areas, share, after, beside)

    return File(f"{scene.language.prefix}{path}index.html", body, made_of)


def _body(
    entry: Entry,
    scene: Scene,
    path: str,
    key: str,
    said: tuple[str, str],
    areas: list[tuple[str, str]],
    share: Shared,
    after: After,
    beside: Beside,
) -> bytes:
    o, language, today = entry.opportunity, scene.language, scene.today
    day, rhythm = said
    coming = [s for s in o.sessions if not s.past(today)]
    past = [s for s in o.sessions if s.past(today)]
    calendar = f"{scene.root(path)}{path}calendar.ics"
    chooser = sessions.Chooser(
        o, scene.gathered, language, today, scene.settings.timezone, here=scene.here(path), calendar=calendar
    )
    foreign = o.language != language.code
    answers = facts.facts(o, coming or past, language)
    url = address.absolute(scene.settings.site.url, scene.languages[0], path)
    return scene.rendered(
        "opportunity.html",
        path,
        title=o.title,
        description=o.text or " · ".join([o.provider.name, day, words.ages(o.ages, language)]),
        o=o,
        data=Markup(schema_org.json_ld(o, url=url, today=today)),  # noqa: S704
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
        instead=after.instead,
        more=scene.cards(after.alike, path),
        way=_way(after.way, path, scene),
        areas=areas,
        around=beside.around.views(coming or past, language),
        share=share,
        safety=scene.settings.safety,
        call=letters.call,
        letters=letters_about(o.title, o.id, address.absolute(scene.settings.site.url, language, path), scene),
    )


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


def _way(way: Way | None, path: str, scene: Scene) -> dict[str, Any] | None:
    """The next step of a playlist, in its own words."""
    if way is None:
        return None
    one, language = way.playlist, scene.language
    foreign = one.language != language.code
    return {
        "title": one.title,
        "step": one.steps[way.number - 1].title,
        "why": one.steps[way.number - 1].why,
        "lang": one.language if foreign else "",
        "dir": direction(one.language) if foreign else "",
        "number": language.number(way.number),
        "all": language.number(len(one.steps)),
        "href": f"{scene.here(path)}{PATH}{one.name}/",
        "cards": scene.cards(way.entries, path),
    }
