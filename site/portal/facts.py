"""The facts of an opportunity in the order of a young person's questions, the source's words beside what was read."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from indexer.opportunity import Corrected, Opportunity, Session
from portal import when, words
from portal.i18n import Language, mark

_LONG = 140
_WHO = ("eligibility", "gender", "signs_up")


class Fact(NamedTuple):
    """label: the question. lines: the answer. said: the source's words or "". kind: free, unknown or ""."""

    label: str
    lines: tuple[str, ...]
    said: str = ""
    kind: str = ""


FIELDS = {
    "ages": mark("age"),
    "price": mark("cost"),
    "place": mark("place"),
    "area": mark("area"),
    "dates": mark("dates"),
    "start": mark("dates"),
    "end": mark("dates"),
    "when": mark("dates"),
    "registration": mark("signing up"),
    "places_left": mark("places left"),
    "topics": mark("interest"),
    "level": mark("level"),
    "support": mark("what is included"),
    "access": mark("access"),
    "eligibility": mark("who may come"),
    "gender": mark("who may come"),
    "signs_up": mark("who signs up"),
    "role": mark("role"),
    "credential": mark("award"),
    "languages": mark("language"),
    "language": mark("language"),
    "online": mark("online or not"),
    "title": mark("title"),
    "text": mark("description"),
    "provider": mark("provider"),
    "status": mark("whether it takes place"),
    "capacity": mark("number of places"),
    "opens": mark("signing up"),
    "closes": mark("signing up"),
    "register_url": mark("address to sign up at"),
    "url": mark("address of its page"),
}
"""What pages call a field in a sentence."""


def field_name(field: str, language: Language) -> str:
    """A field in plain words; its own name where there are none."""
    name = field.partition(".")[2] or field
    return language.gettext(FIELDS[name]) if name in FIELDS else name.replace("_", " ")


def facts(opportunity: Opportunity, sessions: Iterable[Session], language: Language) -> list[Fact]:
    """For, Cost, May I?, Where and New to it? always; the rest where they are stated. sessions: those shown."""
    _, o, shown = language.gettext, opportunity, list(sessions)
    found = [_for(o, language), _cost(o, shown, language)]
    found.append(_may_i(o, language))
    found.append(_where(shown, language))
    level = o.level and Fact(_("New to it?"), (o.level,))
    found.append(level or _unknown(_("New to it?"), _("Level not stated")))
    found += _stated(o, language)
    return found


def unstated(opportunity: Opportunity, language: Language) -> list[str]:
    """What the provider does not say, beside the facts that have a line of their own."""
    o = opportunity
    missing = {"support": o.support, "access": o.access, "languages": o.languages}
    return [field_name(name, language) for name, value in missing.items() if not value]


class Righted(NamedTuple):
    """What the city corrected. thing: the field in words, with its session's day where there are several. said: the
    source's own words, "" where it says nothing."""

    thing: str
    day: str
    said: str


def corrected(o: Opportunity, language: Language, today: dt.date, timezone: str) -> list[Righted]:
    """Each field that the city corrected, each once where it is the same for several sessions."""
    found = {_righted(one, "", language, timezone): None for one in o.corrected}
    for session in o.sessions:
        day = when.span(session, language, today) if len(o.sessions) > 1 else ""
        for one in session.corrected:
            every = all(one in other.corrected for other in o.sessions)
            secret = one.field == "place" and session.place is not None and session.place.visibility != "exact"
            told = msgspec.structs.replace(one, said="") if secret else one
            found[_righted(told, "" if every else day, language, timezone)] = None
    return list(found)


def _righted(one: Corrected, of: str, language: Language, timezone: str) -> Righted:
    thing = language.comma.join(filter(None, (field_name(one.field, language), of)))
    return Righted(thing, when.short(when.city_day(one.at, timezone), language), _said({"": one.said}, ("",)))


def one_price(sessions: list[Session]) -> bool:
    """Whether the cost is the same for every session, so that it is said once."""
    return len({s.price for s in sessions}) <= 1


def one_place(sessions: list[Session]) -> bool:
    """Whether the place is the same for every session."""
    return len({(s.place, s.online) for s in sessions}) <= 1


def _for(o: Opportunity, language: Language) -> Fact:
    _ = language.gettext
    said = _said(o.words, ("ages", "age_from", "age_to"))
    if o.ages is None:
        return Fact(_("For"), (_("Age not stated: ask them"),), said, "unknown")
    lines = [words.ages(o.ages, language)]
    if o.ages.assumed:
        lines.append(_("Assumed: the provider states no age, and its standard says this then."))
    return Fact(_("For"), tuple(lines), said if said != lines[0] else "")


def _may_i(o: Opportunity, language: Language) -> Fact:
    """Who may come and who signs up, each stated or said not to be."""
    _ = language.gettext
    may, who = words.may_come(o, language), words.signs_up(o, language)
    lines = [*(may or [_("Who may come is not stated")]), who or _("Who signs up is not stated")]
    told = next((o.words[name] for name in _WHO if o.words.get(name)), "")
    said = "" if told in lines else _said(o.words, _WHO)
    return Fact(_("May I?"), tuple(lines), said, "" if may or who else "unknown")


def _cost(o: Opportunity, sessions: list[Session], language: Language) -> Fact:
    _ = language.gettext
    prices = list(dict.fromkeys(s.price for s in sessions)) or [None]
    said = next(filter(None, (_said(s.words, ("price",)) for s in sessions)), "") or _said(o.words, ("price",))
    if len(prices) > 1:
        return Fact(_("Cost"), (_("It depends on the session"),), "", "")
    if prices[0] is None:
        return Fact(_("Cost"), (_("Cost not stated: ask them"),), said, "unknown")
    shown = words.price(prices[0], language)
    return Fact(
        _("Cost"), (shown,), said if said.casefold() != shown.casefold() else "", "free" if prices[0].free else ""
    )


def _where(sessions: list[Session], language: Language) -> Fact:
    _ = language.gettext
    if not one_place(sessions):
        return Fact(_("Where"), (_("It depends on the session"),))
    session = sessions[0] if sessions else None
    name = words.where(session, language)
    if session is None or (session.place is None and not session.online):
        return Fact(_("Where"), (name,), _said(session.words, ("place",)) if session else "", "unknown")
    lines = [name, words.address(session.place)]
    if session.online and session.place is not None:
        lines.append(_("Also online"))
    return Fact(_("Where"), tuple(filter(None, lines)))


def _stated(o: Opportunity, language: Language) -> Iterator[Fact]:
    _ = language.gettext
    if o.role and o.role != "take_part":
        yield Fact(_("Your part"), (_(words.ROLES[o.role]),))
    if o.support:
        yield Fact(_("Included"), tuple(_(words.SUPPORT[key]) for key in o.support))
    if o.access:
        yield Fact(_("Access"), tuple(_(words.ACCESS[key]) for key in o.access))
    if o.languages:
        yield Fact(_("Held in"), (language.comma.join(language.language_name(code) for code in o.languages),))
    if o.credential:
        issuer = o.credential.issuer and _("from %(name)s", name=o.credential.issuer)
        yield Fact(_("You can earn"), tuple(filter(None, (o.credential.name, issuer, o.credential.criteria))))


def _unknown(label: str, sentence: str) -> Fact:
    return Fact(label, (sentence,), "", "unknown")


def _said(said: Mapping[str, str], names: Iterable[str]) -> str:
    """The source's words for the first of these fields that has any, shortened."""
    found = next((said[name] for name in names if said.get(name)), "")
    return found if len(found) <= _LONG else found[:_LONG].rstrip() + " …"
