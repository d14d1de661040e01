"""Finds ages in a title or a text, only where the wording is explicit: "ages 8-12", "for 11 to 16 year olds"."""

import re

from indexer.opportunity import Ages
from indexer.values import grades
from indexer.values.plain import normal
from indexer.values.reading import Read, doubt

_N = r"(?<![\d$£€.:/])(\d{1,2})"
_YEARS = r"(?:\s?-?(?:years?|yrs?|y/?o)\.?(?:[\s-]olds?)?(?: of age)?)"
_TO = r"\s?(?:-|\bto\b|\bthrough\b|\bthru\b|\bi\b)\s?"
_UP = r"\s?(?:\+|plus\b|(?:and|&|or) (?:up|over|above|older|upwards)\b)"
_DOWN = r"\s?(?:(?:and|&|or) (?:under|younger|below)\b)"
_EXPLICIT = re.compile(
    rf"\b(?:ages?|aged|ages of|oedran|edades|age (?:range|group)s?):?\s(?:are |is |from |between |\[|\()?\s?(?:"
    rf"(?P<low>\d{{1,2}}|birth){_YEARS}?(?:{_TO}|\sand\s(?=\d))(?P<high>\d{{1,2}})\b(?!\s?(?:months|mths|\+|:))"
    rf"|(?P<from>\d{{1,2}}){_YEARS}?{_UP}"
    rf"|(?P<upto>\d{{1,2}}){_YEARS}?{_DOWN})"
    rf"|{_N}{_TO}(\d{{1,2}})(?:{_YEARS}(?:[\s-]olds?| of age)\b|\soed\b|\s?(?:years"
    rf"|yrs)\b\.?(?!\s?(?:experience|of|ago|later)))"
    rf"|{_N}{_YEARS}{_UP}"
    rf"|\bat least {_N}\s?(?:years? (?:old|of age))"
    rf"|\bfor (?:the )?(?:under|o dan)[\s-]?(?P<under>\d{{1,2}})s\b"
)
_AND_UP = re.compile(_UP)
_ALL = re.compile(
    r"(?:\(|\b)(?:(?:for|open to) all ages\b(?! (?:\d|of))|all ages(?: are)? welcome\b|all ages\)|all ages\.)"
)
_TITLE_FROM = re.compile(r"(?:^|[\s(])(\d{1,2})\s?\+(?=$|[\s).,;:!])")
_TITLE_RANGE = re.compile(r"\((\d{1,2})\s?(?:-|to)\s?(\d{1,2})(?:\s?(?:yrs?|years?))?\)")
_UNDERS = re.compile(r"\bunder[\s-](\d{1,2})s\b")
_SPEAKS_OF_AGE = ("age", "year", "yr", "under", "grade", "ks", "stage", "oed", "edad", "y/o", "blwyddyn")
_DIGIT_OR_GRADE = re.compile(r"\d|grade")
_BOUNDARY = re.compile(r"[.!?;•·|\n]\s|\n|[•·|]|$")
_ABOUT_OTHERS = re.compile(
    r"accompan|\beducators\b|\bteachers\b|\bparents of\b|\bparents? (?:is |who is |aged )?\d"
    r"|supervis|must (?:be )?(?:with|have)|chaperon|admitted"
    r"|half[ -]price|discount|guardian must|parent must"
    r"|instructor|volunteers? (?:must|aged)|free for|since he|since she|grew up|when (?:he|she|they|i) w|was"
    r" (?:only )?\d|helpers?\b|siblings"
)
_PRICED_BEFORE = re.compile(r"[$£€]\s?\d[\d.,]*\s?(?:per |/|for |a )?[\w /]{0,20}$")
_PRICED_AFTER = re.compile(r"\s?[)\]]?\s?[:=-]?\s?(?:[$£€]\s?\d|free\b)")


def find(words: str | None, *, country: str, title: bool = False) -> Read[Ages]:
    """Ages that a title or text states beyond doubt; unknown where it names several or speaks of somebody else."""
    if not words:
        return Read()
    lower = words.lower()
    if not title and not any(word in lower for word in _SPEAKS_OF_AGE):
        return Read()
    plain = normal(words[:6000]) if title else "\n".join(normal(part) for part in words[:6000].split("\n"))
    hits = _hits(plain, country, title) if _DIGIT_OR_GRADE.search(plain) else []
    found = dict(reversed(hits))
    if not found and (every := _ALL.search(plain)):
        return Read(value=Ages(), words=every[0].strip(" (."), inferred=True)
    if len(found) == 1:
        (low, high), phrase = next(iter(found.items()))
        return Read(value=Ages(low=low, high=high), words=phrase, inferred=True)
    if found:
        phrases = ", ".join(found.values())
        return Read(words=phrases, doubts=doubt("ages", phrases, "the text names several ages"), inferred=True)
    return Read()


def _hits(plain: str, country: str, title: bool) -> list[tuple[tuple[int | None, int | None], str]]:
    hits: list[tuple[tuple[int | None, int | None], str]] = []
    for found in _EXPLICIT.finditer(plain):
        span = _span(found)
        if span and not _of_others(plain, found.start(), found.end()):
            hits.append((span, found[0].strip(" (")))
    for school, begin, end in grades.find(plain, country):
        # A lone "year 3" in a text is as often the third year of a scheme.
        above = _AND_UP.match(plain, end)
        explicit = title or above or re.search(r"\d\s?(?:-|to|through|and|&)|ks|stage|grade", plain[begin:end])
        if explicit and not _of_others(plain, begin, end):
            span = (school[0], None) if above else school
            hits.append((span, plain[begin : above.end() if above else end]))
    if title and not hits:
        for pattern in (_TITLE_FROM, _TITLE_RANGE, _UNDERS):
            hit = pattern.search(plain)
            if hit and not _of_others(plain, hit.start(), hit.end()):
                first, last = int(hit[1]), int(hit[2]) if pattern is _TITLE_RANGE else None
                span = (None, first - 1) if pattern is _UNDERS else (first, last)
                if 2 <= first <= 25 and (last is None or first <= last):
                    hits.append((span, hit[0].strip(" ()")))
    return hits


def _span(found: re.Match[str]) -> tuple[int | None, int | None] | None:
    low, high = found["low"] or found[5], found["high"] or found[6]
    if low and high:
        first, last = (0 if low == "birth" else int(low)), int(high)
        return (first, last) if first <= last else None
    if found["under"]:
        return (None, int(found["under"]) - 1)
    if found["upto"]:
        return (None, int(found["upto"]))
    least = found["from"] or found[7] or found[8]
    return (int(least), None) if least else None


def _of_others(plain: str, begin: int, end: int) -> bool:
    """Whether the clause speaks of who must come along, of a price by age, or of somebody's life."""
    if _PRICED_BEFORE.search(plain[max(0, begin - 40) : begin]) or _PRICED_AFTER.match(plain[end : end + 12]):
        return True
    start = max(
        (plain.rfind(mark, max(0, begin - 150), begin) for mark in (". ", "! ", "; ", "\n", "•", "|")), default=-1
    )
    stop = _BOUNDARY.search(plain, end, min(len(plain), end + 120))
    return bool(_ABOUT_OTHERS.search(plain[max(start, begin - 150, 0) : stop.start() if stop else end + 120]))
