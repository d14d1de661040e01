"""The page of one opportunity: what it is, for whom, when, where, what it costs; how we know; what is like it."""

from typing import Any

from markupsafe import Markup

from indexer.opportunity import Opportunity
from indexer.values import contacts
from portal import address, art, facts, letters, licences, sessions, when, words
from portal.calendars import opens_later
from portal.care import letters_about
from portal.file import File
from portal.gather import Entry, areas_of
from portal.i18n import direction
from portal.scene import Scene

MORE = 3


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
