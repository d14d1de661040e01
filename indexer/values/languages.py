"""Reads names of languages as BCP 47 codes: "English", "Cymraeg", "en-GB", "اردو"."""

import re

from indexer.opportunity import Doubt
from indexer.values.language_names import CODES, NAMES, THREE
from indexer.values.reading import Read, believed, doubt

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
_NOISE = re.compile(r"\b(?:language|język|only|spoken|bilingual|dwujęzyczn\w{1,4}|bilingüe)\b", re.IGNORECASE)
_APART = re.compile(r"[,;/&+•|\n،]|(?<=[a-z])[-–](?=[A-Z])|\b(?:and|y|e|i|a|et|or|oraz)\b")
_BRACKETS = re.compile(r"\(([^()]{0,80})\)")
_SAYS_NOTHING = re.compile(r"(?:none|n/?a|unknown|other|various|tbc|not stated|-|x)?", re.IGNORECASE)
_PARTLY = re.compile(r"\b(?:some|little|no|not|basic)\b", re.IGNORECASE)


def code(words: str | None) -> str | None:
    """The code of one language, without its region; None where the words name none that is known."""
    if not words:
        return None
    plain = " ".join(_NOISE.sub(" ", _BRACKETS.sub(" ", words[:80])).split()).strip(" .:").lower()
    if plain in NAMES:
        return NAMES[plain]
    whole = " ".join(words[:80].split()).strip(" .:").lower()
    if whole in NAMES:
        return NAMES[whole]
    short = re.split("[-_]", plain)[0]
    if not _TAG.fullmatch(plain):
        return None
    return short if short in CODES else THREE.get(short)


def read(names: tuple[str, ...]) -> Read[tuple[str, ...]]:
    """The codes of all languages named, each once; those that are not known are doubted."""
    codes: list[str] = []
    doubts: tuple[Doubt, ...] = ()
    said = tuple(name.strip() for name in names[:40] if name.strip())
    for name in said:
        for part in _parts(name[:400]):
            if found := code(part):
                codes.append(found)
            elif not _SAYS_NOTHING.fullmatch(part):
                doubts += doubt("languages", part, "no language that is known")
    return believed(
        Read(value=tuple(dict.fromkeys(codes)) or None, words=", ".join(said) or None, doubts=doubts), "languages"
    )


def _parts(name: str) -> list[str]:
    """Names apart; what stands in brackets is another name of it, or only partly so ("some English")."""
    if code(name):
        return [name]
    inside = [part for found in _BRACKETS.findall(name) if not _PARTLY.search(found) for part in _APART.split(found)]
    outside = _APART.split(_BRACKETS.sub(" ", name))
    named = [part.strip() for part in (*outside, *inside) if _NOISE.sub("", part).strip()]
    return [part for part in named if part]
