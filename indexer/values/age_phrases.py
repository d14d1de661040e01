"""Finds ages in a title or a text, only where the wording is explicit: "ages 8-12", "for 11 to 16 year olds"."""

import functools
import re
from itertools import islice

from indexer.opportunity import Ages
from indexer.values import grades
from indexer.values.age_grammar import Span, spans, united
from indexer.values.age_tokens import tokens
from indexer.values.clauses import may_state
from indexer.values.plain import normal
from indexer.values.reading import INFERRED, LIKELY, Read, believed, doubt
from indexer.values.stems import stems

Hit = tuple[Span, str]

_MOST_RUNS = 40
"""A text with more of these is a list of other things."""

_N = r"(?<![\d$£€.:/#])(?<!\. )\d{1,2}(?![\d:]|\.\d|\s?(?:[ap]\.?m\b|%))"
_YEARS = r"(?:-?(?:years?|yrs?|y/?o)\b\.?(?:[\s-]olds?\b)?(?: of age\b)?)"
_FIRST = (
    rf"{_N}|birth|newborns?\b|(?:ages?|aged|oedran|edades|edad|wiek\w*)\b:?|age (?:range|group|bracket)s?\b:?|oed\b"
    r"|between\b|from\b|at least\b|must be\b|min(?:imum)?\b|rhwng\b|entre\b|od\b|hyd at\b|under\b|over\b"
)
_WORD = (
    rf"(?:{_FIRST}|{_YEARS}|months?\b|mths?\b|mos?\b\.?|años\b|lat\b|to|through|thru|and|&|or|up|above|older|upwards"
    r"|younger|below|plus|of|y|a|i|do|inclusive|the|[-+–])"
)
_RUN = re.compile(rf"(?<![\w.£$€#])(?:{_FIRST})(?:[\s\[]{{0,3}}{_WORD})*(?![\w%])")
_STRONG = re.compile(
    r"\b(?:ages?|aged|oedran|edad(?:es)?|wiek\w*|oed|años)\b|(?:years?|yrs?|y/?o)\.?[\s-]?olds?\b|\byears? of age\b"
)
_RANGE_OF_YEARS = re.compile(
    r"\d\s?(?:-|to|i)\s?\d+\s?-?(?:years|yrs)\b\.?|\d\s?(?:years|yrs)\b\.?(?: and (?:up|over)|\+)"
)
_EXPERIENCE = re.compile(r"[\s.]{0,2}(?:experience|of (?!age)|ago|later|in (?:the|a)\b)")
_OPENS = re.compile(
    r"ages?\b|aged\b|\d|birth|newborn|at least|must be|min|between|from|oed|edad|wiek|rhwng|entre|de |od "
)
_ENDS = re.compile(r"(?:to|through|thru|-)\s?$")
_TRAILING = re.compile(r"(?:[\s.]+(?:and|&|or|to|through|thru|between|from|of|the|a|i|y|od|do|up to|-))+$")
_UNDERS_FOR = re.compile(r"\bfor (?:the )?(?:under|o dan)[\s-]?(\d{1,2})s\b")
_PEOPLE = re.compile(
    r"\b(?:adults?|kids|children|youth|teens?|people|girls|boys|women|students|seniors)\s?\(?(\d{1,2})"
    r"(?:\s?(?:-|to)\s?(\d{1,2})\b(?!\s?[:%])|\s?\+)(?!\s?(?:weeks|hours|minutes|sessions|people|places|%))"
)
_ALL = re.compile(
    r"(?:\(|\b)(?:(?:for|open to) all ages\b(?! (?:\d|of))|all ages(?: are)? welcome\b|all ages\)|all ages\.)"
    r"|(?:^|\n)all ages\b\s?(?=\n|$)|\s-\sall ages$"
)
_WELCOME = re.compile(r"\ball ages(?: are)? welcome\b|\bwelcome (?:to )?all ages\b")
_TITLE_FROM = re.compile(r"(?:^|[\s(])(\d{1,2})\s?\+(?=$|[\s).,;:!])(?! hours)")
_TITLE_RANGE = re.compile(r"\((\d{1,2})\s?(?:-|to)\s?(\d{1,2})(?:\s?(?:yrs?|years?))?\)")
_TITLE_ONE = re.compile(r"\((?:for )?age (\d{1,2})\)")
_COUNTS = re.compile(
    r"(?:grade|level|stage|class|part|week|unit|module|key|set|step|book|vol\w*|no\.?|year|yr|series|season|band|tier"
    r"|episode|top|over|room|day|session|lesson)\s?\(?$"
)
_UNDERS = re.compile(r"(?<!no )\bunder[\s-](\d{1,2})s\b(?!\s(?:with|must|need|accompan))")
_LOST_PLUS = re.compile(r"\bages (\d{1,2}) \)")
_SPEAKS_OF_AGE = stems(
    "age", "aged", "ages", "teenage", "teenaged", "preschool", "year", "yr", "yrs", "yo", "y/o", "under", "unders",
    "grade", "ks", "key stage", "oed", "oedran", "edad", "blwyddyn", "blynyddoedd", "lat", "años", "adults", "kids",
    "children", "youth", "teens", "people", "girls", "boys", "women", "students", "seniors",
)  # fmt: skip
_DIGIT_OR_SCHOOL = re.compile(r"\d|grade|kinder|all ages", re.IGNORECASE)
_CONNECTED = re.compile(r"(?:[\s.]*(?:and|&|or|to|through|-|,|/))+$")
_MORE = re.compile(
    r"[\s,]{0,2}(?:and|or|&|-)\s?(?:higher|more|greater|beyond|below|under|younger|lower|less|down|earlier|\d"
    r"|high school|middle school|college|adults?\b|teens?\b)"
)
_SEVERAL_YEARS = re.compile(r"\d\w{0,2}\s?(?:-|to|through|and|&|,|/|\+)|ks|stage|grade|kindergarten")
_BOUNDARY = re.compile(r"[.!?;•·|\n]\s|\n|[•·|]|$")
_ABOUT_OTHERS = re.compile(
    r"accompan|\bcomplet(?:ed|ion)|finished|\bno under|\beducators\b|\bteachers\b|\bparents of\b"
    r"|\bparents? (?:is |who is |aged )?\d"
    r"|supervis|must (?:be )?(?:with|have|wear)|chaperon|admitted|half[ -]price|discount|guardian must|parent must"
    r"|instructor|volunteers? (?:must|aged)|free for|since he|since she|grew up|when (?:he|she|they|i) w"
    r"|was (?:only )?\d|helpers?\b|siblings|by the age|at the age|became|turned \d|consent"
)
_PRICED_BEFORE = re.compile(r"[$£€]\s?\d[\d.,]*\s?(?:per |/|for |a )?[\w /]{0,20}$")
_PRICED_AFTER = re.compile(r"\s?[)\]]?\s?[:=-]?\s?(?:[$£€]\s?\d|free\b)")


def find(words: str | None, *, country: str, title: bool = False) -> Read[Ages]:
    """Ages that a title or text states beyond doubt; unknown where it names several or speaks of somebody else."""
    if not words:
        return Read()
    if not title and not (may_state(words, _SPEAKS_OF_AGE) and _DIGIT_OR_SCHOOL.search(words)):
        return Read()
    plain = normal(words[:6000]) if title else "\n".join(normal(part) for part in words[:6000].split("\n"))
    hits = _hits(plain, country, title) if _DIGIT_OR_SCHOOL.search(plain) else []
    found = {(span.low, span.high): (span, phrase) for span, phrase in reversed(hits)}
    if not found and "all ages" in plain and (every := _ALL.search(plain)):
        return Read(value=Ages(), words=every[0].strip(" (.-\n"), inferred=True, confidence=INFERRED)
    if len(found) == 1:
        span, phrase = next(iter(found.values()))
        if not title and "all ages" in plain and _WELCOME.search(plain):
            return Read(words=phrase, doubts=doubt("ages", phrase, "the text welcomes all ages too"), inferred=True)
        value = Ages(low=span.low, high=span.high)
        confidence = min(INFERRED, span.confidence)
        return believed(Read(value=value, words=phrase, inferred=True, confidence=confidence), "ages")
    if found:
        phrases = ", ".join(phrase for _, phrase in found.values())
        return Read(words=phrases, doubts=doubt("ages", phrases, "the text names several ages"), inferred=True)
    if title and (lost := _LOST_PLUS.search(plain)) and not _of_others(plain, lost.start(), lost.end()):
        return _without_plus(int(lost[1]), lost[0])
    return Read()


def _without_plus(low: int, phrase: str) -> Read[Ages]:
    """ "(ages 7 )": an address decoded once too often makes a space of "+".

    Two things speak for it, a plural with one number and a space before the bracket; it is doubted all the same.
    """
    doubts = doubt("ages", phrase, "a plus sign seems to be lost after this age")
    return Read(value=Ages(low=low), words=phrase.rstrip(" )"), inferred=True, confidence=INFERRED, doubts=doubts)


def _hits(plain: str, country: str, title: bool) -> list[Hit]:
    hits: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for run in islice(_RUN.finditer(plain), _MOST_RUNS):
        if hit := _run(plain, run, country, title):
            taken.append(run.span())
            hits.append(hit)
    for run in islice(grades.runs(plain), _MOST_RUNS):
        if not any(begin < run.end() and run.start() < end for begin, end in taken):
            hits += _school_years(plain, run, country, title)
    for found in _PEOPLE.finditer(plain):
        if not any(begin < found.end() and found.start() < end for begin, end in taken):
            hits += _checked(plain, found, int(found[1]), int(found[2]) if found[2] else None)
    for found in _UNDERS_FOR.finditer(plain):
        hits += _checked(plain, found, None, int(found[1]) - 1)
    if title and not hits:
        hits = _bare(plain)
    return hits


def _bare(plain: str) -> list[Hit]:
    """Numbers of a title that are nothing but ages, though no word says so: "Coding (9+)", "Chess (8-11)"."""
    for pattern in (_TITLE_FROM, _TITLE_RANGE, _TITLE_ONE, _UNDERS):
        hit = pattern.search(plain)
        if hit and 2 <= int(hit[1]) <= 25 and not _COUNTS.search(plain[: hit.start(1)]):
            first, last = int(hit[1]), int(hit[2]) if pattern is _TITLE_RANGE else None
            if pattern is _TITLE_ONE:
                last = first
            return _checked(plain, hit, None, first - 1) if pattern is _UNDERS else _checked(plain, hit, first, last)
    return []


def _checked(plain: str, found: re.Match[str], low: int | None, high: int | None) -> list[Hit]:
    if (low is not None and high is not None and low > high) or _of_others(plain, found.start(), found.end()):
        return []
    return [(Span(low, high), found[0].strip(" ()"))]


def _run(plain: str, run: re.Match[str], country: str, title: bool) -> Hit | None:
    """The ages of a stretch of words about ages, where a word beside the numbers says that they are ages."""
    words = " ".join(_TRAILING.sub("", run[0]).replace("[", " ").split())
    strong = _STRONG.search(words)
    if not strong and not (_RANGE_OF_YEARS.search(words) and not _EXPERIENCE.match(plain, run.end())):
        return None
    span = _said(words, country)
    if span is None or span.sort != "number" or span.confidence < LIKELY or (span.low, span.high) == (None, None):
        return None
    if not title and (span.low == span.high or not _OPENS.match(words)):
        # "At 18 years old, when he decided", "guests over 21 years of age", "a pool for children under age 10".
        return None
    if span.low == span.high and _ends_a_range(plain, run):
        return None
    return None if _of_others(plain, run.start(), run.end()) else (span, words)


def _school_years(plain: str, run: re.Match[str], country: str, title: bool) -> list[Hit]:
    """The ages of a stretch of words that names school years; none where it names them by the way."""
    words = _CONNECTED.sub("", run[0])
    span = _said(words, country)
    # A lone "year 3" in a text is as often the third year of a scheme.
    explicit = title or _SEVERAL_YEARS.search(words)
    if span is None or span.sort != "school" or span.confidence < LIKELY or not explicit:
        return []
    begin = run.start()
    if (span.high or 0) - (span.low or 0) == 1 and _ends_a_range(plain, run):
        return []
    if _MORE.match(plain, begin + len(words)) or _of_others(plain, begin, begin + len(words)):
        return []
    return [(span, words)]


def _ends_a_range(plain: str, run: re.Match[str]) -> bool:
    """Whether the words stand after "to": "from early childhood through eighth grade"."""
    return bool(_ENDS.search(plain[max(0, run.start() - 9) : run.start()]))


@functools.lru_cache(4096)
def _said(words: str, country: str) -> Span | None:
    found = tokens(words, country)
    items = spans(found) if found else None
    span = united(items) if isinstance(items, list) else None
    return span if isinstance(span, Span) else None


def _of_others(plain: str, begin: int, end: int) -> bool:
    """Whether the clause speaks of who must come along, of a price by age, or of somebody's life."""
    if _PRICED_BEFORE.search(plain[max(0, begin - 40) : begin]) or _PRICED_AFTER.match(plain[end : end + 12]):
        return True
    start = max(
        (plain.rfind(mark, max(0, begin - 150), begin) for mark in (". ", "! ", "; ", "\n", "•", "|")), default=-1
    )
    stop = _BOUNDARY.search(plain, end, min(len(plain), end + 120))
    return bool(_ABOUT_OTHERS.search(plain[max(start, begin - 150, 0) : stop.start() if stop else end + 120]))
