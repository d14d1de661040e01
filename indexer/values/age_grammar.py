"""Tokens about ages as spans of whole years: "between 8 and 12", "5-7 & 8-11", "Teens and adults", "8 and under 12"."""

import re
from typing import NamedTuple

from indexer.values.age_tokens import Token
from indexer.values.reading import LIKELY, SURE, TORN

_OLDEST = 120
_NO_LIMIT = 99


class Span(NamedTuple):
    """Whole years, both ends inclusive, None for no limit. sort: number, point, school, group, vague, nobody or every.

    point: one number, which might be a least age. vague: people without agreed limits are named, and no ages; nobody:
    people are named by something that is no age.
    """

    low: int | None
    high: int | None
    sort: str = "number"
    confidence: float = SURE


class Odd(NamedTuple):
    """The words speak of ages, but these cannot be: why."""

    reason: str


UPSIDE_DOWN = Odd("the least age is above the greatest")
TOO_OLD = Odd("an age that nobody is meant by")
GAP = Odd("there is a gap between the ages that are named")

_FORMS = {
    "range": r"F?BN[AT]N|[FO]*N(?:T|M|TM)N(?!U)|FNU?A?MN",
    "turned": r"MNA?FN",
    "below": r"[FO]*NU?[TA]?[LD]N",
    "torn": r"[FO]*NTNU|LNTLN",
    "adult": r"[FO]*NTG",
    "under": r"L+N|NW",
    "most": r"[MT]N|ND|NL(?!N)",
    "least": r"[FO]+NU?|NU|UN|NO(?!N)|NT(?=$)",
    "point": r"N",
}
_ITEM = re.compile(
    rf"[VYEC]*G?[VYEC]*(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _FORMS.items())})[VYGE]*"
    "|[VYE]*(?P<group>G)[VYE]*|[VY]*(?P<every>E)[VYE]*|(?P<vague>[VYC]+)"
)


def spans(tokens: list[Token]) -> list[Span] | Odd | None:
    """What is said, item by item; Odd where it cannot be, None where the tokens make no sentence about ages."""
    kinds = "".join(token.kind for token in tokens)
    found: list[Span] = []
    at = 0
    while at < len(kinds):
        if kinds[at] == "A":
            at += 1
            continue
        item = _ITEM.match(kinds, at)
        if not item or (item.end() < len(kinds) and kinds[item.end()] != "A"):
            return None
        span = _of_item(item, tokens)
        if isinstance(span, Odd):
            return span
        found.append(span)
        at = item.end()
    return found


def _of_item(item: re.Match[str], tokens: list[Token]) -> Span | Odd:
    name = item.lastgroup or ""
    if name == "every":
        return Span(None, None, "every")
    if name == "vague":
        return Span(None, None, "nobody" if set(item[0]) <= {"Y", "C"} else "vague")
    if name == "group":
        token = tokens[item.start("group")]
        confidence = TORN if "V" in item[0] else LIKELY
        return Span(token.low // 12, token.high // 12 or None, "group", confidence)
    counts = name == "most" and item[0][-1] in "VC"
    points = [token for token in tokens[item.start(name) : item.end(name)] if token.kind == "N"]
    span = _of_points(name, points, tokens[item.end(name) - 1])
    # "Max 12 children" says how many.
    return span._replace(confidence=TORN) if counts and isinstance(span, Span) else span


def _of_points(name: str, points: list[Token], last: Token) -> Span | Odd:
    first, other = points[0], points[-1]
    if name == "turned":
        first, other = other, first
    low: int | None = None if name in {"under", "most"} else first.low // 12
    high: int | None = None if name == "least" else other.high // 12
    if name in {"below", "under"}:
        high = (other.low - 1) // 12
    if name == "adult":
        high = None
    school = [token.sort == "school" for token in points]
    confidence = LIKELY if any(school) or any(token.low % 12 for token in points) else SURE
    if name == "torn" and high is not None and high >= _NO_LIMIT:
        return Span(low, None, "number", LIKELY)
    if name == "range" and low == high == 1 and {token.sort for token in points} == {"plain"}:
        # "One to one" is how it is taught.
        confidence = TORN
    if name == "torn" or (any(school) and name in {"below", "under"}) or (name == "adult" and last.high):
        confidence = TORN
    if max(low or 0, high or 0) > _OLDEST or (low or 0) >= _NO_LIMIT or (high is not None and high < 0):
        return TOO_OLD
    if low is not None and high is not None and low > high:
        return UPSIDE_DOWN
    if high is not None and high >= _NO_LIMIT:
        high, confidence = None, min(confidence, LIKELY)
    sort = "school" if all(school) else "point" if name == "point" and not first.exact else "number"
    return Span(low, high, sort, confidence)


def united(found: list[Span]) -> Span | Odd | None:
    """One span over all that is said; None where that says nothing of years of life.

    Stated ages come before school years, and both before groups and before people without agreed limits.
    """
    numbers = [span for span in found if span.sort in {"number", "point"}]
    schools = [span for span in found if span.sort == "school"]
    groups = [span for span in found if span.sort == "group"]
    vague = any(span.sort == "vague" for span in found)
    every = any(span.sort == "every" for span in found)
    if not numbers and not schools:
        if every and not groups:
            return Span(None, None, "every")
        whole = _over(groups) if groups else None
        return whole._replace(confidence=TORN) if isinstance(whole, Span) and (vague or every) else whole
    chosen = numbers or schools
    if len(chosen) == 1 and chosen[0].sort == "point":
        return chosen[0]._replace(confidence=TORN)
    first = found.index(chosen[0])
    if len({span.low for span in chosen if span.high is None}) > 1:
        # "13+, 16+": whom the second holds for is not said.
        return chosen[0]._replace(confidence=TORN)
    whole = _over(chosen + [span for span in groups if found.index(span) > first])
    if not isinstance(whole, Span):
        return whole
    if numbers and schools and not _alike(whole, _over(schools)):
        return whole._replace(confidence=TORN)
    return whole._replace(confidence=TORN) if _adds(found, first, whole) else whole


def _adds(found: list[Span], first: int, whole: Span) -> bool:
    """Whether other people are named beside the ages, for whom these do not hold."""
    return any(
        (span.sort == "group" and at < first and _over([whole, span]) != whole)
        or (span.sort == "vague" and at > first)
        or span.sort == "every"
        for at, span in enumerate(found)
    )


def _alike(one: Span, other: Span | Odd) -> bool:
    return isinstance(other, Span) and all(
        a == b or (a is not None and b is not None and abs(a - b) <= 1)
        for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _over(found: list[Span]) -> Span | Odd:
    """One span over all, if there is no gap between them; a least and a greatest age are two ends of one."""
    confidence = min(span.confidence for span in found)
    sort = found[0].sort if len({span.sort for span in found}) == 1 else "number"
    if len(found) == 2 and found[0].high is None and found[1].low is None and found[0].low is not None:
        begins, ends = found[0].low, found[1].high
        if ends is not None and begins > ends:
            return UPSIDE_DOWN
        return Span(begins, ends, sort, confidence)
    ordered = sorted(found, key=lambda span: span.low or 0)
    low, high = (ordered[0].low if all(span.low is not None for span in found) else None), ordered[0].high
    for span in ordered[1:]:
        if high is not None and (span.low or 0) > high + 1:
            return GAP
        high = None if high is None or span.high is None else max(high, span.high)
    return Span(low, high, sort, confidence)
