"""Finds role, gender, support, access and who signs up in a title or text, only where the wording is explicit."""

from typing import Any

from indexer.opportunity import Access, Role, Support
from indexer.values import access_phrases, role_phrases, support_phrases
from indexer.values.clauses import clauses, phrases, stated
from indexer.values.reading import INFERRED, TORN, Read, believed
from indexer.values.role_phrases import Gender, SignsUp
from indexer.values.stems import heard, stems

_ROLE_LENGTH = 2000
"""Characters of a text in which it says what one does there; later it speaks of others."""
_ROLE_GATE = stems("volunt", "paid", "earn", "pay is", "wolontariusz")
_ROLE_TITLES = stems(
    "volunteer", "voluntario", "wolontariat", "gwirfoddoli", "رضاکار", "become", "be a", "mentor", "leader",
    "ambassador", "paid",
)  # fmt: skip
_GENDER_GATE = stems(
    "girl", "wom", "ladies", "female", "boy", " men", "(men", " man ", "male", "gender", "chicas", "niñas",
    "mujeres", "chicos",
    "hombres", "dziewcz", "kobiet", "chłopc", "mężcz", "ferched", "fenywod", "fechgyn", "لڑک", "خواتین", "مرد",
)  # fmt: skip
_SIGNS_UP_GATE = stems("register", "sign", "book", "enrol", "complete", "inscriba", "zapisz", "cofrestrwch")


def support(words: str | None, *, title: str | None = None) -> Read[tuple[Support, ...]]:
    """What the words say is given beside the thing itself."""
    return _several(support_phrases.found(title) | support_phrases.found(words), Support, "support")


def access(words: str | None, *, title: str | None = None) -> Read[tuple[Access, ...]]:
    """Whom the words say the place and the session are made fit for."""
    return _several(access_phrases.found(title) | access_phrases.found(words), Access, "access")


def role(title: str, plain: str | None) -> Read[Role]:
    """What one does there, where the title says so, or the text of the thing itself."""
    for name, pattern in role_phrases.ROLE_IN_TITLE if not _ROLE_TITLES.isdisjoint(heard(title)) else ():
        found = pattern.search(title)
        if found and (name == "help" or stated(title, found.start(), found.end())):
            return Read(value=name, words=found[0].strip(), inferred=True, confidence=INFERRED)
    for name, words in phrases((plain or "")[:_ROLE_LENGTH], role_phrases.ROLE_IN_TEXT, gate=_ROLE_GATE, costs=False):
        return Read(value=name, words=words, inferred=True, confidence=INFERRED)
    return Read()


def gender(title: str, plain: str | None) -> Read[Gender]:
    """Whom it is only for, where title or text shut others out; unknown where more than one is named.

    Where two clauses differ ("girls' group at five, boys' at six"), it is for neither alone.
    """
    both = role_phrases.shuts_nobody_out
    found: list[tuple[Gender, str]] = []
    for name, pattern in role_phrases.GENDER_IN_TITLE if not _GENDER_GATE.isdisjoint(heard(title)) else ():
        if (hit := pattern.search(title)) and not both(title):
            found.append((name, hit[0].strip()))
    if not found:
        found = [
            (name, hit[0].strip())
            for clause in clauses(plain, _GENDER_GATE)
            for name, pattern in role_phrases.GENDER_IN_TEXT
            if (hit := pattern.search(clause)) and stated(clause, hit.start(), hit.end(), costs=False)
            if name == "none" or not both(clause)
        ]
    if not found:
        return Read()
    name, words = found[0]
    sure = TORN if len({key for key, _ in found}) > 1 else INFERRED
    return believed(Read(value=name, words=words, inferred=True, confidence=sure), "gender")


def signs_up(plain: str | None) -> Read[SignsUp]:
    """Who signs up, where the text says that an adult must, or that a school's code is needed."""
    for name, words in phrases(plain, role_phrases.SIGNS_UP_IN_TEXT, gate=_SIGNS_UP_GATE, costs=False):
        return Read(value=name, words=words, inferred=True, confidence=INFERRED)
    return Read()


def _several(said: dict[Any, str], kind: Any, field: str) -> Read[Any]:
    if not said:
        return Read()
    value = tuple(key for key in kind.__args__ if key in said)
    words = ", ".join(dict.fromkeys(said[key] for key in value))
    return believed(Read(value=value, words=words, inferred=True, confidence=INFERRED), field)
