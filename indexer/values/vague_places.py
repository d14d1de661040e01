"""Knows words for a place that name none: "Location varies", "Ask at the desk", "Details sent after booking"."""

import functools
import re

from indexer.values.vague_words import MANY, NEVER, SEVERAL, SIGNS, SORTS

_NOWHERE = SIGNS | NEVER | MANY
_ANY = _NOWHERE | SORTS | SEVERAL
_MOST = 30
"""Words; what says more may well say where."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ABOUT_TOWN = re.compile(
    r"(?<![^\s(])(?:across|throughout|around|within|in|en|im|in ganz|w|we|ledled|yn|dans|à)\s+"
    r"(?:the\s+|all\s+of\s+|greater\s+|la\s+|el\s+|y\s+)?[A-ZÁÉŁŚŻ].*$"
)
_TOWN = re.compile(r"[A-ZÁÉŁŚŻ][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{1,20}){0,2}")
_SPOT = re.compile(r"(?:what3words:?\s*|///)/{0,3}\w+\.\w+\.\w+|0(?:\.0+)?,\s?0(?:\.0+)?|\(0(?:\.0+)?,\s?0(?:\.0+)?\)")
_COUNTED = re.compile(
    r"(?<![\w.])\(?\d{1,3}\)?\+?\s?(?=(?:hours?|hrs?|minutes?|days?|weeks?|months?|h|tage|stunden|días"
    r"|horas|dni|godzin|jours"
    r"|(?:different\s+|various\s+)?(?:locations|venues|sites|places|branches|parks|schools|libraries|centres|centers"
    r"|campuses|towns))\b)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\+?\d[\d ()-]{6,16}\d", re.IGNORECASE)
_WHOM = re.compile(
    r"(?:please |kindly )?(?:speak to|talk to|contact|call|e-?mail|ask|ring|text|message|phone|telephone"
    r"|dm|enquire|inquire)\s"
    r"(?:[\w'’.-]+\s){0,4}(?:for|about|on|to find|to get|at|with|re)\b(?:\s[\w'’]+){0,8}",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:Contact|Call|Message|Email|Text) [A-Z]\w+")
"""A name: "Contact Centre"."""
_THEIRS = re.compile(
    r"(?:at |in |from |on )?(?:the |a |an |each |every |your )?(?:own )?"
    r"(?:student|pupil|learner|client|customer|participant|child|children|tutee|family|user|resident|employer|school"
    r"|group|buyer)s?['’]?s?['’]? "
    r"(?:own )?(?:homes?|houses?|premises|workplaces?|choice)",
    re.IGNORECASE,
)


@functools.lru_cache(8192)
def names_none(words: str) -> bool:
    """Whether every word is one of those that name no place, so that no one place is meant. "The Place" is a name."""
    words = words.strip()
    if words[:1] in "(/0w" and _SPOT.fullmatch(words):
        return True
    if _NOWHERE.isdisjoint(_WORD.findall(words.lower())) and not _THEIRS.fullmatch(words):
        return False
    plain = _plain(words)
    said = _WORD.findall(plain.lower())
    if not said or len(said) > _MOST or any(letter.isdigit() for letter in plain):
        return False
    if _NOWHERE.issuperset(said):
        return not (words.startswith("The ") and words[4:5].isupper())
    if _THEIRS.fullmatch(words) or (_WHOM.fullmatch(plain.strip(" .,!")) and "," not in words):
        return True
    head, *rest = words.split(",")
    if rest and all(_TOWN.fullmatch(piece.strip()) for piece in rest) and names_none(head):
        return True
    if _CALLED.fullmatch(words):
        return False
    if not SIGNS.isdisjoint(said):
        return _ANY.issuperset(said) or _in_town(plain, strict=True)
    return _in_town(plain, strict=False)


def only(words: str, others: frozenset[str]) -> bool:
    """Whether every word names no place or is one of the others; also where there is none."""
    plain = _plain(words)
    return (_NOWHERE | others).issuperset(_WORD.findall(plain.lower())) and not any(one.isdigit() for one in plain)


def _plain(words: str) -> str:
    """The words without addresses of the web, numbers to call, and how many days or sites there are."""
    if any(letter.isdigit() for letter in words):
        words = _COUNTED.sub("", _BESIDE.sub(" ", words))
    return _BESIDE.sub(" ", words) if "@" in words or "://" in words or "www." in words.lower() else words


def _in_town(words: str, *, strict: bool) -> bool:
    """ "Schools in Millbrook", "Various parks across the Severn Valley": several of a sort, wherever the town is."""
    left = _ABOUT_TOWN.sub("", words)
    of_town = _WORD.findall(left.lower())
    sort = SEVERAL if left != words else MANY
    several = not sort.isdisjoint(of_town) or (strict and not SIGNS.isdisjoint(of_town))
    return several and _ANY.issuperset(of_town)
