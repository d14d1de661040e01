"""Puts values into plain words: ages, prices, places, states. Unknown is said as plainly as known."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency

from indexer.opportunity import Ages, Opportunity, Place, Price, Session
from indexer.values.topics import INTERESTS
from portal import when
from portal.i18n import Language, mark

HUES = {i.key: i.hue for i in INTERESTS}
_LABELS = {i.key: i.label for i in INTERESTS}

SUPPORT = {
    "food": mark("Food included"),
    "transport": mark("Help with travel"),
    "stipend": mark("You are paid for taking part"),
    "scholarship": mark("Bursary"),
    "kit": mark("Kit lent"),
}
ACCESS = {
    "step_free": mark("Step-free"),
    "signing": mark("Signed"),
    "quiet": mark("Quiet space"),
    "send": mark("For special educational needs"),
}
ROLES = {
    "take_part": mark("Take part"),
    "help": mark("Help run it"),
    "lead": mark("Lead it"),
    "paid": mark("Paid work"),
}
SECTORS = {"public": mark("Public"), "voluntary": mark("Voluntary"), "private": mark("Private")}
_GENDERS = {"female": mark("For girls and women"), "male": mark("For boys and men"), "none": mark("For every gender")}
_SIGNS_UP = {
    "me": mark("You sign up yourself."),
    "adult": mark("An adult signs you up."),
    "code": mark("You need a code from your school or youth worker."),
}
BASES = {
    "session": mark("%(price)s a session"),
    "course": mark("%(price)s for the course"),
    "week": mark("%(price)s a week"),
    "day": mark("%(price)s a day"),
    "month": mark("%(price)s a month"),
    "term": mark("%(price)s a term"),
    "year": mark("%(price)s a year"),
}
_SUPPORT_FIRST = ("food", "transport", "stipend", "scholarship", "kit")
MAX_CHIPS = 3


def topic(key: str, language: Language) -> str:
    """An interest's label; "" for a key that is none."""
    return language.gettext(_LABELS[key]) if key in _LABELS else ""


def ages(value: Ages | None, language: Language) -> str:
    """ "Ages 11 to 14", "Ages 16 and over", "All ages"; "Age not stated"."""
    _, number = language.gettext, language.number
    match value:
        case None:
            return _("Age not stated")
        case Ages(low=None, high=None) | Ages(low=0, high=None):
            return _("All ages")
        case Ages(low=int(low), high=None):
            return _("Ages %(low)s and over", low=number(low))
        case Ages(low=None, high=int(high)) | Ages(low=0, high=int(high)):
            return _("Up to age %(high)s", high=number(high))
        case Ages(low=int(low), high=int(high)) if low == high:
            return _("Age %(age)s", age=number(low))
        case Ages(low=low, high=high):
            return _("Ages %(low)s to %(high)s", low=number(low or 0), high=number(high or 0))


@lru_cache(maxsize=4096)
def money(value: Decimal, currency: str, language: Language) -> str:
    """ "£3", "£2.50": no pence where there are none."""
    if value == value.to_integral_value():
        pattern = re.sub(r"\.0+", "", language.locale.currency_formats["standard"].pattern)
        said = format_currency(value, currency, format=pattern, locale=language.locale, currency_digits=False)
    else:
        said = format_currency(value, currency, locale=language.locale)
    return language.isolated(str(said))


def price(value: Price | None, language: Language) -> str:
    """ "Free", "£3", "£3 to £5 a week", "From £3 (reduced £2)"; "Cost not stated"."""
    _ = language.gettext
    if value is None:
        return _("Cost not stated")
    if value.donation and value.low == 0:
        return _("Pay what you can")
    if value.free:
        return _("Free")
    low = money(value.low, value.currency, language)
    if value.high is None:
        said = _("From %(price)s", price=low)
    elif value.high == value.low:
        said = low
    else:
        said = _("%(low)s to %(high)s", low=low, high=money(value.high, value.currency, language))
    if value.basis:
        said = _(BASES[value.basis], price=said)
    if value.concession is not None:
        said += " " + _("(reduced %(price)s)", price=money(value.concession, value.currency, language))
    return said


def where(session: Session | None, language: Language) -> str:
    """A place in a word or two for a card."""
    _ = language.gettext
    if session is None:
        return _("Place not stated")
    place = session.place
    if place is not None:
        if place.visibility == "on_booking":
            return _("Place told on booking")
        known = (
            place.area if place.visibility == "area" else place.name or place.address or place.area or place.postcode
        )
        if known:
            return known
    return _("Online") if session.online else _("Place not stated")


def address(place: Place | None) -> str:
    """What follows a place's name: address, postcode, area, as far as it may be seen."""
    if place is None or place.visibility != "exact":
        return ""
    parts = [part for part in (place.address, place.postcode, place.area) if part and part != place.name]
    shown: list[str] = []
    for part in parts:
        if not any(part.casefold() in earlier.casefold() for earlier in shown):
            shown.append(part)
    return ", ".join(shown)


def state(session: Session, today: dt.date, language: Language, timezone: str) -> tuple[str, str]:
    """(class, words) of how a session stands for somebody who wants to go.

    Classes: off, full, wait, soon, shut, walk, left, open; "" where the source says nothing.
    """
    _, registration = language.gettext, session.registration
    said = registration.state if registration else None
    if session.status == "cancelled":
        return "off", _("Cancelled")
    if session.status == "postponed":
        return "off", _("Postponed")
    if said == "none_needed":
        return "walk", _("No booking")
    if said == "waiting_list":
        return "wait", _("Waiting list")
    if said == "full" or session.places_left == 0:
        return "full", _("Full")
    if said == "closed" or (registration and registration.closes and registration.closes.date < today):
        return "shut", _("Sign-up closed")
    if registration and registration.opens and registration.opens.date > today:
        return "soon", _("Opens %(day)s", day=when.moment(registration.opens, language, today, timezone))
    if said == "not_yet":
        return "soon", _("Not open yet")
    if session.places_left is not None:
        left = language.ngettext("%(num)s place left", "%(num)s places left", session.places_left)
        return "left", left
    return ("open", _("Open for sign-up")) if said == "open" else ("", "")


def chips(
    opportunity: Opportunity, session: Session | None, today: dt.date, language: Language, timezone: str
) -> tuple[tuple[str, str], ...]:
    """At most three, in the order cost, places, the best support or role; a cancelled one says only that."""
    cost = session.price if session else None
    found: list[tuple[str, str]] = []
    if session:
        kind, said = state(session, today, language, timezone)
        if kind == "off":
            return ((kind, said),)
        if said and kind != "open":
            found.append((kind, said))
    found.insert(0, ("free" if cost and cost.free else "" if cost else "unknown", price(cost, language)))
    if opportunity.role in ("help", "lead", "paid"):
        found.append(("help", language.gettext(ROLES[opportunity.role])))
    found += [("", language.gettext(SUPPORT[key])) for key in _SUPPORT_FIRST if key in opportunity.support]
    if opportunity.credential:
        found.append(("", language.gettext("Award")))
    return tuple(found[:MAX_CHIPS])


def may_come(opportunity: Opportunity, language: Language) -> list[str]:
    """Sentences on who may come; [] where nothing is stated. The provider's own words are not translated."""
    said = [opportunity.eligibility] if opportunity.eligibility else []
    if opportunity.gender:
        said.append(language.gettext(_GENDERS[opportunity.gender]))
    return said


def signs_up(opportunity: Opportunity, language: Language) -> str:
    """A sentence on who signs up; "" where that is not stated."""
    return language.gettext(_SIGNS_UP[opportunity.signs_up]) if opportunity.signs_up else ""
