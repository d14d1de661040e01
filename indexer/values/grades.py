"""School grades, years and stages as ages in whole years: a grade's pupils turn one year older within it."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# How much older than its number the youngest and the oldest pupils of a school year are, and its first and last number.
# England, Wales: Year 7 is 11 to 12. United States, Canada: Grade 6 is 11 to 12. Australia: Year 7 is 12 to 13.
# Scotland: P1 begins between 4½ and 5½, S1 between 11½ and 12½. Ireland: 1st class is 6 to 7, 1st year 12 to 13.
_SYSTEMS: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("GB", "year"): (4, 5, 0, 13),
    ("NZ", "year"): (4, 5, 0, 13),
    ("AU", "year"): (5, 6, 0, 12),
    ("US", "grade"): (5, 6, -1, 12),
    ("CA", "grade"): (5, 6, -1, 12),
    ("GB", "primary"): (3, 5, 1, 7),
    ("GB", "secondary"): (10, 12, 1, 6),
    ("IE", "class"): (5, 6, -1, 6),
    ("IE", "second level"): (11, 12, 1, 6),
}
_STAGES = {1: (5, 7), 2: (7, 11), 3: (11, 14), 4: (14, 16), 5: (16, 18)}
_SCHOOLS = {
    "US": {"elem": (5, 11), "midd": (11, 14), "ms": (11, 14), "high": (14, 18), "hs": (14, 18)},
    "GB": {"prim": (4, 11), "seco": (11, 16), "sixt": (16, 18), "6th": (16, 18), "cynr": (4, 11), "gynr": (4, 11),
        "uwch": (11, 16), "chwe": (16, 18)},
    "IE": {"prim": (4, 12), "seco": (12, 18), "post": (12, 18)},
}  # fmt: skip
_SCHOOLS["CA"] = _SCHOOLS["US"]
YEAR_COUNTRIES = frozenset(country for country, system in _SYSTEMS if system == "year")

_NUMBER = (
    r"(?:\d{1,2}(?!\d|[:.]\d)(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth)(?!\s?(?:[ap]\.?m\b|hours?|hrs?|weeks?|min|days?|places|sessions|jan|feb|mar|apr|may|june?\b|july?\b|aug"
    r"|sep|oct|nov|dec|months?|%))"
)
_LABEL = r"(?:grades?|graders?|gr|years?|yrs?|y(?=\d)|key\s?stages?|ks(?=\s?\d)|blynyddoedd|blwyddyn)"
_FIRST = rf"{_NUMBER}|{_LABEL}|tk|pk|k|pre-?\s?k(?:indergarten)?|kindergarten|reception"
_WORD = rf"(?:{_FIRST}|and|&|or|to|through|thru|up|above|over|older|-|,|/|\+)"
_RUN = re.compile(rf"(?<![\w.£$€-])(?:{_FIRST})(?:[\s.]{{0,2}}(?<!\d\. )(?<!\d\.){_WORD})*(?!\w)")
_LABELLED = re.compile(rf"(?<![a-z]){_LABEL}(?![a-z])")


def point(system: str, number: int, country: str) -> Span | None:
    """The ages of one school year of a system (grade, year, primary, …); None where the country has no such year."""
    if system == "stage":
        return _STAGES.get(number) if country == "GB" else None
    found = _SYSTEMS.get((country, system))
    return (number + found[0], number + found[1]) if found and found[2] <= number <= found[3] else None


def school(words: str, country: str) -> Span | None:
    """The ages of a sort of school in lower-case words, such as "middle school"; None where the country has it not."""
    words = re.sub(r"^ysgol(?:ion)?\s", "", words)
    known = _SCHOOLS.get(country, {})
    return next((span for begin, span in known.items() if words.startswith(begin)), None)


def runs(words: str) -> Iterator[re.Match[str]]:
    """The stretches of lower-case words that name school years and nothing else, at least by one label."""
    return (found for found in _RUN.finditer(words) if _LABELLED.search(found[0]))
