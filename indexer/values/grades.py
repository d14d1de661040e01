"""School grades, years and stages as ages in whole years: a grade's pupils turn one year older within it."""

import re

# How much older than its number the youngest pupils of a grade are, by country.
# England, Wales: Year 7 is 11 to 12. United States, Canada: Grade 6 is 11 to 12. Australia: Year 7 is 12 to 13.
_YEAR_OFFSET = {"GB": 4, "NZ": 4, "AU": 5}
_GRADE_OFFSET = {"US": 5, "CA": 5}

_KEY_STAGES = {1: (5, 7), 2: (7, 11), 3: (11, 14), 4: (14, 16), 5: (16, 18)}
_SCHOOLS = {
    "US": {"elementary": (5, 11), "elem": (5, 11), "middle": (11, 14), "ms": (11, 14),
        "high": (14, 18), "hs": (14, 18)},
    "GB": {"reception": (4, 5), "primary": (4, 11), "secondary": (11, 16),
        "sixth form": (16, 18), "6th form": (16, 18)},
}  # fmt: skip
_SCHOOLS["CA"] = _SCHOOLS["US"]
_SCHOOL = re.compile(
    r"(elementary|elem|middle|high|ms|hs|reception|primary|secondary|sixth form|6th form)"
    r"(?:[ -](?:schools?|class))?(?:[ -](?:aged?|students?|pupils|children|level|age))*"
)
_TO = r"\s?(?:-|to|through|thru|and|&)\s?"
_STAGE = re.compile(rf"\b(?:key\s?stages?|ks)\s?([1-5])(?:{_TO}(?:key\s?stages?|ks)?\s?([1-5]))?\b")
_YEARS = re.compile(
    rf"\b(?:school\s)?(?:years?|yrs?|y|blynyddoedd|blwyddyn|bl)\.?\s?(\d{{1,2}}|r)\b(?:{_TO}(?:years?|yr"
    rf"|y)?\s?(\d{{1,2}})\b)?"
    rf"(?!\s?(?:-\s?)?(?:olds?|years?|yrs?|months?|of age|weeks?|sessions?|experience))(?!\s?\d|:|/)"
)
_RECEPTION = re.compile(r"\breception\s?(?:-|to)\s?(?:year|yr|y)?\s?(\d{1,2})\b")
_G = r"(?:(?:tk|pk|pre-?\s?k(?:indergarten)?|k(?:indergarten)?|\d{1,2})(?:st|nd|rd|th)?)"
_GRADES = re.compile(
    rf"\b(?:grades?|gr)\b[.:]?\s?({_G})\b(?:{_TO}(?:grade\s)?({_G})\b(?!\s?(?:years|yrs|months)))?"
    rf"|(?<![\w.])({_G})(?:[\s-]grade)?(?:{_TO}({_G}))?[\s-]grade(?:rs?|s)?\b"
)
_BARE = re.compile(rf"((?:tk|pk|pre-?\s?k|k)\b|pre-?kindergarten|kindergarten)(?:{_TO}({_G}))?")
_SCOTTISH = re.compile(r"(p|s|primary|secondary)\s?([1-7])(?:\s?(?:-|to)\s?(p|s)?\s?([1-7]))?")
_UP = re.compile(r"\s?(?:\+|plus|(?:and|&|or) (?:up|over|above|older))$")
_UP_TO = re.compile(r"^(?:up to|until|to)\s")
_FOR = re.compile(
    r"^(?:for )?(?:students? |pupils |children |kids |youth )?(?:in |entering |rising |current |going into"
    r" )*(?:school )?(?=\S)"
)
_AFTER = re.compile(r"\s(?:students?|pupils|children|kids|only)$")

Span = tuple[int, int]
Open = tuple[int | None, int | None]


def whole(words: str, country: str) -> Open | None:
    """The ages of lower-case words that name grades and nothing else, such as "k-5", "ks2", "year 10+"."""
    core = _AFTER.sub("", _FOR.sub("", words)).strip()
    plain = _UP_TO.sub("", _UP.sub("", core)).strip()
    span = _core(plain, country)
    if span is None:
        return None
    return (span[0], None) if _UP.search(core) else (None, span[1]) if _UP_TO.search(core) else span


def find(words: str, country: str) -> list[tuple[Span, int, int]]:
    """Every explicit naming of grades in lower-case words, with where it begins and ends."""
    hits: list[tuple[Span | None, int, int]] = []
    if country == "GB":
        hits += [(_stages(int(f[1]), int(f[2] or f[1])), f.start(), f.end()) for f in _STAGE.finditer(words)]
        hits += [((4, int(f[1]) + 5), f.start(), f.end()) for f in _RECEPTION.finditer(words)]
    if country in _YEAR_OFFSET and ("y" in words or "bl" in words):
        taken = [(begin, end) for _, begin, end in hits]
        for f in _YEARS.finditer(words):
            if not any(begin <= f.start() < end for begin, end in taken):
                hits.append((_years(f[1], f[2] or f[1], country), f.start(), f.end()))
    if country in _GRADE_OFFSET and "gr" in words:
        for f in _GRADES.finditer(words):
            first, last = (f[1], f[2]) if f[1] else (f[3], f[4])
            hits.append((_grades(first, last or first, country), f.start(), f.end()))
    return [(span, begin, end) for span, begin, end in hits if span]


def _core(words: str, country: str) -> Span | None:
    if country in _GRADE_OFFSET and (found := _BARE.fullmatch(words)):
        return _grades(found[1], found[2] or found[1], country)
    if (found := _SCHOOL.fullmatch(words)) and found[1] in _SCHOOLS.get(country, {}):
        return _SCHOOLS[country][found[1]]
    if country in _SCHOOLS and (both := re.fullmatch(r"(\w+)(?: school)? ?(?:and|&|/) ?(\w+) school\w*", words)):
        first, last = _SCHOOLS[country].get(both[1]), _SCHOOLS[country].get(both[2])
        return (first[0], last[1]) if first and last and last[0] <= first[1] + 1 and first[0] < last[1] else None
    if country == "GB" and (found := _SCOTTISH.fullmatch(words)):
        return _scottish(found[1][0], int(found[2]), found[3] or found[1][0], int(found[4] or found[2]))
    hits = find(words, country)
    return hits[0][0] if len(hits) == 1 and (hits[0][1], hits[0][2]) == (0, len(words)) else None


def _years(first: str, last: str, country: str) -> Span | None:
    offset = _YEAR_OFFSET[country]
    low, high = (0 if first == "r" else int(first)), (0 if last == "r" else int(last))
    return (low + offset, high + offset + 1) if 0 <= low <= high <= 13 else None


def _grades(first: str, last: str, country: str) -> Span | None:
    low, high = _grade(first), _grade(last)
    offset = _GRADE_OFFSET[country]
    return (low + offset, high + offset + 1) if low <= high <= 12 else None


def _grade(words: str) -> int:
    if words.startswith(("pk", "pre", "tk")):
        return -1
    number = re.match(r"\d+", words)
    return int(number[0]) if number else 0


def _stages(first: int, last: int) -> Span | None:
    return (_KEY_STAGES[first][0], _KEY_STAGES[last][1]) if first <= last else None


def _scottish(first: str, low: int, last: str, high: int) -> Span | None:
    # P1 begins between 4½ and 5½, S1 between 11½ and 12½.
    begin, end = (low + 3 if first == "p" else low + 10), (high + 5 if last == "p" else high + 12)
    return (begin, end) if begin < end and (low <= high or first != last) else None
