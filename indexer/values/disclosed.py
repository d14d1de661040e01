"""Reads who may see a place: a home is never exact, and an address may be told only to those who book."""

import functools
import re
from typing import Literal, NamedTuple

from indexer.values.vague_places import names_none

Visibility = Literal["exact", "area", "on_booking"]

_WHAT = r"(?:address|location|venue|place|directions?|meeting (?:point|place|spot)|details|postcode)s?"
_SENT = r"(?:sent|given|shared|provided|supplied|e-?mailed|released|disclosed|revealed|texted|communicated)"
_KNOWN = r"(?:confirmed|told|announced|available|shown|advised|notified)"
_BOOK = (
    r"(?:book(?:ed|ings?)?|register(?:ed|ing)?|registration|sign(?:ed|ing)?[ -]?(?:up|on)?|enroll?(?:ed|ment)?|rsvp"
    r"|tickets?|purchase|payment|paid|confirmation|confirmed|request|joining|acceptance|reserv(?:e|ation)|apply"
    r"|application|day before|24 hours|on the day|attendees|participants|members|parents)"
)
_ON_BOOKING = re.compile(
    r"\(?(?:\b(?:the|full|exact|final|precise|home|venue|street|meeting|our|central|secret|private) ){0,4}"
    rf"\b{_WHAT}"
    rf"(?: (?:and|&|or) {_WHAT})?(?: (?:is|are|will be|to be|can be|only|be)){{0,3}} (?:{_SENT}\b"
    rf"(?:[^.;()\n]{{0,60}}\b{_BOOK}\b[^.;,()\n]{{0,40}})?"
    rf"|(?:{_KNOWN} )?[^.;,()\n]{{0,30}}\b{_BOOK}\b[^.;,()\n]{{0,40}})"
    rf"\.?\)?|\(?(?:\b(?:{_SENT}|{_KNOWN}) )?\b(?:on|upon|after|when you|once you(?: have)?|once|following) {_BOOK}\b"
    r"(?: only)?\)?|\(?\b(?:(?:secret|undisclosed|confidential|private|hidden) (?:location|address|venue)"
    r"|(?:location|address|venue) (?:is )?(?:secret|undisclosed|confidential|private|hidden|withheld))\b\)?"
    r"|^(?:undisclosed|confidential|withheld)$",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:private (?:home|house|residence|address|flat|apartment|garden|dwelling)|(?:family|host) home)\b"
    r"|\b(?:tutor|teacher|instructor|leader|coach|host|organi[sz]er|childminder|member|neighbou?r|artist|facilitator)"
    r"['’]?s?['’]? (?:own |private )?(?:home|house|flat|apartment|residence|kitchen|living room|back ?yard)\b"
    r"|\b(?:in|at|from) (?:my|our|his|her|their|the tutor's|someone's) (?:own )?(?:home|house|flat|apartment|garden)\b"
    r"|^(?:my|our|his|her) (?:home|house|flat)$|\bhome (?:of|address)\b|\bmembers?['’]? homes?\b|\bpeople['’]s homes\b",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"\(?\b(?:area only|neighbou?rhood only|(?:approximate|approx\.?|general|rough) (?:location|area|address|position)"
    r"(?: only)?|exact (?:location|address) (?:withheld|not (?:shown|given|published|public)))\)?",
    re.IGNORECASE,
)
_NOT_STATED = re.compile(
    r"(?:(?:the )?(?:venue|location|address|place|room|where|meeting (?:point|place)|site|lleoliad|miejsce|lugar)s?:? ?"
    r"(?:is |are |will be |still )*)?(?:tb[acd]|t\.b\.[acd]\.?|to be (?:confirmed|announced|arranged|decided|determined"
    r"|advised)(?: (?:soon|later|shortly|nearer the time))?|not (?:yet )?(?:known|confirmed|decided|stated|specified"
    r"|applicable|available|provided)|unknown|pending|n/?a|n\.a\.|none|null|nil|nan|undefined|-+|–|—|\?+|\.+|x+|0"
    r"|do ustalenia|por confirmar|por determinar|i'w gadarnhau|i’w gadarnhau|various|multiple|several"
    r"|(?:please )?see (?:website"
    r"|web site|site|description|below|above|details|listing|flyer|poster|link|text|notes|our website|event"
    r"|the (?:website|description|event page|link)|each|individual)\b.*"
    r"|(?:please )?check (?:the )?(?:website|description|listing).*"
    r"|(?:please )?(?:contact|call|e-?mail|ask|phone)\b.*(?:for|details|location|address|us).*"
    r"|visit (?:our |the )?website.*"
    r"|(?:(?:at|in|from) )?your (?:own )?home|(?:(?:at|from) )?home"
    r"|home (?:visits?|tuition|tutor(?:ing)?|based|delivery)"
    r"|off[ -]?(?:site|campus)(?: (?:trip|visit|event|activity|location))?|yes|no|true|false|on[ -]campus"
    r"|outreach|anywhere|everywhere"
    r"|(?:home|away) (?:game|match|fixture)s?"
    r"|(?:in|at) (?:an? |the )?(?:schools?|college|university|work)|(?:school|home|community)[ -]based"
    r"|(?:one|1)[ -](?:to|2)[ -](?:one|1)|(?:tele)?phone (?:service|support|helpline|line|only)|1:1"
    r"|\w{3,14}[ -]?wide|around [\w'’]+"
    r"|(?:across|throughout|all over|all across|up and down) (?:the )?[\w'’]+"
    r"|(?:bei (?:dir|ihnen|euch) )?zu ?hause|gartref|k\. ?a\.?|n\. ?n\.?|s\. ?beschreibung|#(?:n/a|ref!|value!|name\?)"
    r"|\[object object\]|no (?:location|venue|address|place)(?: (?:specified|given|set|yet|listed|selected))?"
    r"|no fixed (?:location|venue|address|place|abode))"
    r"(?: \(?(?:tb[acd]|to be confirmed)\)?)?[.!]?",
    re.IGNORECASE,
)
_VARIOUS = re.compile(
    r"(?:(?:at |in |across )?(?:various|multiple|several|different|all|any|many|numerous|other|both)\b"
    r"(?: [\w'’-]+){0,3}"
    r" (?:locations?|venues?|sites?|places?|library|branch|branches|centres|centers|parks|schools|libraries|campuses)"
    r"(?: (?:across|throughout|in|around|within|citywide|city-wide)\b.*)?|city-?wide"
    r"|(?:various|multiple|locations|venues) (?:across|throughout|around)\b.*"
    r"|(?:various|multiple|several|numerous)(?: [\w'’&-]+){0,5} [\w'’-]{3,20}s)\.?",
    re.IGNORECASE,
)
_FILLER = re.compile(r"(?:(?:held|at|in|a|an|the|will be|is|takes? place|and|venue|location)\b\s*)+", re.IGNORECASE)
_PENDING = (
    r"tb[acd]|to be (?:confirmed|announced|advised|arranged|decided|determined)|confirmar|determinar|ustalenia"
    r"|potwierdzenia|gadarnhau|bekannt|folgt|confirmer|later|soon"
)
_LATER = re.compile(
    rf"\s*[\[(,;–-]\s*([^\[\](),;–-]{{0,50}}\b(?:{_PENDING})\b[^\[\](),;–-]{{0,30}})[)\].]?$"
    rf"|^((?:[\w'’]+ ){{0,5}}(?:{_PENDING}))\s*[-–:,(]\s*",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"home|house|residence|flat|apartment|dwelling|garden|yard|kitchen|room|secret|undisclosed|confidential|private"
    r"|hidden|withheld|area|only|approx|general|rough|exact|address|location|venue|place|direction|meeting|details"
    rf"|postcode| on |\(on |upon|after|once|following|when you|{_PENDING}"
)
"""One of these is in whatever says who may see a place; many places have none."""


class Told(NamedTuple):
    """place: what the words say of a place apart from who may see it; None where they name none.

    why: the words that decide who may see it, without the place; None where nothing does.
    """

    place: str | None
    visibility: Visibility
    why: str | None


def told(words: str) -> Told:
    """Who may see what these words say. A home is shown by its area only, whatever else is said of it."""
    words = words[:600]
    if _is_nothing(words):
        return Told(None, "exact", None)
    if not _HINT.search(f" {words.lower()}"):
        return Told(None if names_none(words) else words, "exact", None)
    home, area = _HOME.search(words), _AREA.search(words)
    booked = next((found for found in _ON_BOOKING.finditer(words) if len(found[0]) > len("on day")), None)
    why = next((found[0].strip("() ") for found in (booked, home, area) if found), None)
    visibility: Visibility = "on_booking" if booked else "area" if home or area else "exact"
    if why is None:
        words = _LATER.sub(lambda one: "" if names_none(one[1] or one[2]) else one[0], words)
        words = words.removesuffix(")") if words.count(")") > words.count("(") else words
        return Told(words if not is_unsaid(words) else None, visibility, None)
    left = _AREA.sub("", _ON_BOOKING.sub("", words)).strip(" ,;:.()[]–-\n")
    named = any(c.isalnum() for c in left) and not _FILLER.fullmatch(left) and not names_none(left)
    return Told(left if named else None, visibility, why)


def is_unsaid(words: str) -> bool:
    """Whether the words say that no place is known, or that there are many."""
    return _is_nothing(words) or names_none(words[:600])


@functools.lru_cache(8192)
def _is_nothing(words: str) -> bool:
    words = words[:300].strip(" \t\n()*")
    words = words[1:-1] if words[:1] == "[" and words[-1:] == "]" and "object" not in words.lower() else words
    return not any(letter.isalnum() for letter in words) or bool(
        _NOT_STATED.fullmatch(words) or _VARIOUS.fullmatch(words)
    )
