"""Reads for which level it is, in the source's own words: "Beginner", "SCQF Level 5", "No experience needed"."""

import re

from indexer.values import text
from indexer.values.clauses import clauses
from indexer.values.reading import INFERRED, Read, doubt
from indexer.values.stems import stems

_NOTHING = re.compile(r"(?:n/?a|none|no|not (?:applicable|stated)|unknown|tbc|null|-|ninguno|brak|dim)?", re.IGNORECASE)
_LEVELS = r"(?:beginners?|intermediate|advanced|improvers?|novice|all levels|all abilities)"
_CODE = re.compile(r"\(?\w{0,3}\d{1,4}\)?|\([^()]*\)|[A-Z]{2,5}(?: ?\d{3,})?|(?i:units?|modules?|courses?)")
"""A course's number, letters that only its provider knows, or a part of a course."""
_KNOWN = frozenset({"HNC", "HND", "HN", "NQ", "NC", "PHD", "BA", "MA", "BSC", "MSC", "GCSE", "AS", "A", "KS1", "KS2",
                    "KS3", "KS4", "KS5", "A1", "A2", "B1", "B2", "C1", "C2", "SVQ", "NVQ", "GED", "ESOL"})  # fmt: skip
_IN_TITLE = re.compile(
    rf"\((?P<a>{_LEVELS}(?: ?(?:/|&|-|to|and) ?{_LEVELS})?)\)|[:–-] (?P<b>{_LEVELS}(?: ?(?:/|&|-|to|and) ?{_LEVELS})?)$"
    rf"|\b(?P<c>for (?:{_LEVELS}|absolute beginners))$|^(?P<d>beginners?|intermediate|advanced"
    rf"|improvers)(?: \w+){{1,2}}$",
    re.IGNORECASE,
)
_NO_LEVEL = re.compile(
    r"\b(?:manufactur|placement|studies|technolog|research|care|registration|screening|open day|directive|standing"
    r"|ticket)|'s\b"
    r"|’s\b",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(
    r"\bno (?:(?:prior|previous|art|coding|dance|music|sewing|STEM|programming|acting|drawing|cooking"
    r"|skating) ){0,2}(?:experience"
    r"|knowledge|skills?)(?: (?:is|are))? ?(?:needed|necessary|required)\b"
    r"|\b(?:all levels(?: of experience)?|all abilities|all skill levels)(?= (?:are )?(?:welcome|invited))"
    r"|\b(?:absolute )?beginners(?: are)? welcome\b|\bno (?:hace falta|se necesita|se requiere) experiencia\b"
    r"|\bdoświadczenie nie jest (?:wymagane|potrzebne)\b|\bnid oes angen profiad\b",
    re.IGNORECASE,
)
_RUNGS = (
    re.compile(
        r"\b(?:beginner|novice|entry level|no (?:[a-z]+ ){0,3}(?:experience|knowledge|skills?)\b|principiante"
        r"|początkując|dechreuwyr|A1\b)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:improver|intermediate|intermedio|średnio zaawansowan|canolradd|A2\b|B1\b)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:advanced|avanzado|(?<!średnio )zaawansowan|uwch\b|B2\b|C1\b)", re.IGNORECASE),
)
"""Of levels in words; what an award's framework numbers is counted otherwise by each."""
_GATE = stems(
    "experience",
    "knowledge",
    "skill",
    "all levels",
    "all abilities",
    "welcome",
    "experiencia",
    "doświadcz",
    "profiad",
)


def read(words: str | None) -> Read[str]:
    """The level of the source's own field; a bare number or a course's code names none, and is doubted."""
    line = (text.line(words) or "").strip(" .,;")[:200]
    if _NOTHING.fullmatch(line):
        return Read()
    if _CODE.fullmatch(line) and line.upper() not in _KNOWN:
        return Read(words=words, doubts=doubt("level", line, "a code that does not say which level it is"))
    if line.isupper() and len(line) > 4 and " " not in line:
        line = line.capitalize()
    return Read(value=line, words=words)


def rung(words: str | None) -> int | None:
    """How far one has come: 0 begins, 1 goes on, 2 is advanced; None where the words do not say it plainly, or say
    more than one."""
    said = {n for n, meant in enumerate(_RUNGS) if words and meant.search(words)}
    return said.pop() if len(said) == 1 else None


def find(title: str, plain: str | None) -> Read[str]:
    """The level that a title says at its end or beginning, else that a text states: "No experience needed"."""
    found = _IN_TITLE.search(title[:200])
    if found and not _NO_LEVEL.search(title):
        said = next(group for group in found.groups() if group).strip()
        return Read(value=said, words=said, inferred=True, confidence=INFERRED)
    for clause in clauses(plain, _GATE):
        if hit := _IN_TEXT.search(clause):
            return Read(value=hit[0].strip(), words=hit[0].strip(), inferred=True, confidence=INFERRED)
    return Read()
