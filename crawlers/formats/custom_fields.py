"""Which of our fields a platform's custom field means, which each calendar's owner has named for itself: "Cost"."""

import re
from collections.abc import Mapping

_MEANT = {
    "price": r"(?:event )?(?:costs?|prices?|fees?|admission|ticket prices?|cost of (?:event|entry)|registration fee)",
    "ages": r"ages?(?: ?groups?| ?range| ?level)?|suitable (?:for )?ages|age suitability",
    "place": r"venue(?: name)?|library branch|branch|facility|park",
    "address": r"venue address|(?:street )?address|location address",
    "registration": r"bookings?|registrations?|registration (?:info\w*|required|status)|booking (?:info\w*|required)",
    "register_url": r"(?:registration|booking|ticket|sign-?up) (?:link|url|page)|tickets?|register(?: here| online)?",
    "level": r"(?:skill |experience |difficulty )?level",
    "topics": r"(?:event |program(?:me)? |activity )?(?:type|category|topic|interest)s?|primary event type",
    "eligibility": r"audience|eligibility|open to|who can (?:come|attend)|restrictions?",
    "capacity": r"capacity|max(?:imum)? (?:capacity|participants)",
    "access": r"accessib(?:le|ility)(?: info\w*)?",
    "languages": r"languages?(?: of delivery)?",
}
_PATTERNS = {field: re.compile(words, re.IGNORECASE) for field, words in _MEANT.items()}
_PRIVATE = re.compile(
    r"\b(?:contact|e-?mail|phone|telephone|mobile|fax|instructors?|presenters?|speakers?|hosts?|leaders?|organi[sz]ers?"
    r"|submitted|staff|coordinator|teacher|facilitators?|artists?|author)\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"\b(?:image|photo|picture|logo|thumbnail|featured|icon|map|colou?r|video)\b", re.IGNORECASE)


def meant(label: str, given: Mapping[str, str]) -> str | None:
    """Our field; "" for what is of a person or a picture and not kept; None for what nobody has named.

    given: label -> our field, or "" to leave it out, as a source's options say.
    """
    plain = " ".join(label.replace("_", " ").split()).strip(" :?")[:80]
    for name, field in given.items():
        if name.casefold() == plain.casefold():
            return field
    if _PRIVATE.search(plain) or _SHOWN.search(plain):
        return ""
    return next((field for field, words in _PATTERNS.items() if words.fullmatch(plain)), None)
