"""Knows words for a place that name none: "Location varies", "Ask at the desk", "Details sent after booking"."""

import re


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SIGNS = _words(
    """
    varies vary varied varying various multiple several different many numerous rotating changing selected
    participating anywhere everywhere depends depending ask contact call email emailed phone telephone ring text
    texted consult enquire announced advised arranged agreed decided determined sent provided given shared supplied
    notified follow follows communicated usual same your map directions choose select see refer consultar
    """
)
"""Beside one of these, words for a sort of place mean none that one could go to."""
_NEVER = _words(
    """
    tbc tba tbd pending unknown unspecified unconfirmed null none nil nan undefined true false yes no not yet
    anywhere citywide statewide nationwide worldwide global international national regional abroad wide across
    throughout self paced guided demand recorded prerecorded postal correspondence independent flexible remote
    mobile app domicilio varios varias diversos różne a an the at in on of for to from by with and or via our my his
    her their each every any all some other another own week weeks weekly session sessions day date dates time times
    event events class classes course courses workshop workshops location venue place address addresses where
    meeting point points details detail information info organiser organizer organisation provider tutor instructor
    leader host us me them you everyone is are be will may can must upon after before once when if registration
    registering register booking bookings book registered booked confirmation confirmed enrolment request rsvp
    website web site page link links above below as last year description listing flyer calendar notes note area
    areas town city borough county district state community public local nearby neighbourhood neighborhood within
    only please more full exact final new based soon coming later shortly nearer prior mail post employer employers
    client clients customer participants attendees members individual specific separate further private residence
    indoor indoors outdoor outdoors outside open free closed cancelled moved postponed name enter line main default
    test sample start finish route walk trip travel field bus coach pick up drop study learning click google maps
    """
)
"""These name no place, alone or together."""
_MANY = _words(
    """
    locations venues sites places branches parks schools libraries centres centers campuses neighbourhoods
    neighborhoods playgrounds workplaces premises communities
    """
)
"""Nor do several of a sort."""
_SORTS = _words(
    """
    home homes house houses library school room office desk front reception classroom branch park centre center
    workplace work campus hall
    """
)
"""A sort of place, which may be the name of the one that is meant: "Library"."""
_NOWHERE = _SIGNS | _NEVER | _MANY
_MOST = 25
"""Words; what says more may well say where."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ABOUT_TOWN = re.compile(r"\b(?:across|throughout|around|within|in)\s+(?:the\s+)?[A-ZŁÉ].*$")
_SPOT = re.compile(r"(?:what3words:?\s*|///)/{0,3}\w+\.\w+\.\w+|0(?:\.0+)?,\s?0(?:\.0+)?")


def names_none(words: str) -> bool:
    """Whether every word is one of those above, so that no one place is meant. "The Place" is a name."""
    if _SPOT.fullmatch(words.strip()):
        return True
    said = _WORD.findall(words.lower())
    if not said or len(said) > _MOST or any(letter.isdigit() for letter in words):
        return False
    if _NOWHERE.issuperset(said):
        return not (words.startswith("The ") and words[4:5].isupper())
    if not _SIGNS.isdisjoint(said):
        return (_NOWHERE | _SORTS).issuperset(said)
    of_town = _WORD.findall(_ABOUT_TOWN.sub("", words).lower())
    return not _MANY.isdisjoint(of_town) and (_NOWHERE | _SORTS).issuperset(of_town)
