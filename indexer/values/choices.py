"""Reads words that choose one of few things: status, sector, role, gender, who signs up, support, access."""

import re
from typing import Any, cast

from indexer.opportunity import Access, Doubt, Role, Status, Support
from indexer.values import choice_words
from indexer.values.choice_words import Choice
from indexer.values.reading import BELIEVED, Read, believed, doubt

_NO = re.compile(
    r"(?:no|none|n/?a|false|0|-|not (?:available|applicable|stated|known)|nil|unknown|tbc|tba|brak|ninguno)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[;,\n•|]+")
_TAKEN_BACK = re.compile(
    r"\b(?:no|not|without|never|bring|packed|your own|own|fee|fees|hire|buy|bought|purchase|extra|required|needed|steps"
    r"|unavailable|sin|bez|brak|dim)\b|n't\b|[£$€]\s?\d|:\s*no\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"\b(?:public (?:transport\w*|transit)|parking)\b", re.IGNORECASE)
_MONEY = frozenset({"stipend", "scholarship"})


def status(words: str | None) -> Read[Status]:
    """Whether it takes place. A word that is not known is doubted and changes nothing."""
    return cast("Read[Status]", _one("status", choice_words.STATUS, words))


def sector(words: str | None) -> Read[Any]:
    """public, voluntary or private."""
    return _one("sector", choice_words.SECTOR, words)


def role(words: str | None) -> Read[Role]:
    """What one does there: take_part, help, lead, paid."""
    return cast("Read[Role]", _one("role", choice_words.ROLE, words))


def gender(words: str | None) -> Read[Any]:
    """Whom it is only for: female, male, or none where the source says that there is no restriction."""
    return _one("gender", choice_words.GENDER, words)


def signs_up(words: str | None) -> Read[Any]:
    """Who signs up: me, adult, code."""
    return _one("signs_up", choice_words.SIGNS_UP, words)


def support(words: tuple[str, ...]) -> Read[tuple[Support, ...]]:
    """What is given beside the thing itself; what must be brought, bought or hired is not."""
    return cast("Read[tuple[Support, ...]]", _several("support", choice_words.SUPPORT, words))


def access(words: tuple[str, ...]) -> Read[tuple[Access, ...]]:
    """Whom the place and the session are made fit for."""
    return cast("Read[tuple[Access, ...]]", _several("access", choice_words.ACCESS, words))


def _one(field: str, table: tuple[Choice, ...], words: str | None) -> Read[Any]:
    plain = words.strip() if words else ""
    if plain.lower().startswith(("http:", "https:")):
        plain = plain.rpartition("/")[2].strip()
    plain = " ".join(plain[:100].strip(" .!").split())
    if not words or not plain or (_NO.fullmatch(plain) and not any(one.pattern.fullmatch(plain) for one in table)):
        return Read()
    for key, pattern, confidence in table:
        if plain.lower() == key or pattern.fullmatch(plain):
            return believed(Read(value=key, words=words, confidence=confidence), field)
    return Read(words=words, doubts=doubt(field, words, "none of the words that this field knows"))


def _several(field: str, table: tuple[Choice, ...], words: tuple[str, ...]) -> Read[Any]:
    found: list[str] = []
    doubts: tuple[Doubt, ...] = ()
    for word in words[:40]:
        plain = word[:300].strip()
        if _NO.fullmatch(plain):
            continue
        keys, known = _named(plain, table)
        found += keys
        if not keys:
            reason = "says what is not given" if known else "none of the words that this field knows"
            doubts += doubt(field, plain, reason)
    value = tuple(key for key in dict.fromkeys(one.key for one in table) if key in found)
    return believed(Read(value=value or None, words=", ".join(words[:40]) or None, doubts=doubts), field)


def _named(plain: str, table: tuple[Choice, ...]) -> tuple[list[str], bool]:
    """The choices that some part of the words names and does not take back, and whether any was named at all."""
    keys: list[str] = []
    known = False
    for part in _PARTS.split(plain):
        spoken = _PUBLIC.sub(" ", part)
        for key, pattern, confidence in table:
            if spoken.strip().lower() != key and not pattern.search(spoken):
                continue
            known = True
            if confidence >= BELIEVED and (key in _MONEY or not _TAKEN_BACK.search(part)):
                keys.append(key)
    return keys, known
