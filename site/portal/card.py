"""An opportunity as a card, read in two seconds: day, title, for whom, where, at most three chips."""

import datetime as dt
from typing import NamedTuple

from portal import art, when, words
from portal.gather import Entry
from portal.i18n import Language, direction


class CardView(NamedTuple):
    """What templates/card.html shows; plain text, escaped there.

    href, art: relative to the page. lang, dir: of the title, "" where it is in the page's language.
    topic_key: an interest's key or "none"; topic: its label or "". day: "Wed 25 Nov"; rhythm: "5 days, 10:00–12:30".
    who: "Ages 11 to 14"; where: the place. chips: (class, words), in the order cost, places, support.
    """

    href: str
    title: str
    lang: str
    dir: str
    topic_key: str
    topic: str
    hue: int
    art: str
    day: str
    rhythm: str
    who: str
    where: str
    chips: tuple[tuple[str, str], ...]


def card(
    entry: Entry, language: Language, root: str, sprites: dict[str, str], today: dt.date, timezone: str
) -> CardView:
    """root: the way from the page to the portal's root ("./", "../"). sprites: topic key to path of its drawings."""
    opportunity, session = entry.opportunity, entry.session
    key = opportunity.topics[0] if opportunity.topics else "none"
    key = key if key in sprites else "none"
    foreign = opportunity.language != language.code
    day, rhythm = when.next_words(entry, today, language, timezone)
    return CardView(
        href=f"{root}{language.prefix}o/{opportunity.id}/{opportunity.slug}/",
        title=opportunity.title,
        lang=(opportunity.language or "") if foreign else "",
        dir=direction(opportunity.language) if foreign else "",
        topic_key=key,
        topic=words.topic(key, language),
        hue=words.HUES.get(key, 0),
        art=f"{root}{sprites[key]}#v{art.variant(opportunity.id)}",
        day=day,
        rhythm=rhythm,
        who=words.ages(opportunity.ages, language),
        where=words.where(session, language),
        chips=words.chips(opportunity, session, today, language, timezone),
    )
