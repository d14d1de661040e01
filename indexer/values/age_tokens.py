"""Words about ages as tokens: points in months, ends of a range, groups; school years become points by country."""

import re
from typing import NamedTuple

from indexer.values import grades
from indexer.values.age_words import KINDS, NUMBERS, TOKEN

_MOST = 60
_UNITS = {"o": 12.0, "z": 12.0, "m": 1.0, "w": 12 / 52}
_LABELS = {"g": "grade", "b": "year", "p": "primary", "s": "secondary", "q": "stage", "c": "class"}
_STEPS = {
    "K": ("grade", -1),
    "k": ("grade", 0),
    "r": ("year", 0),
    "I": ("class", -1),
    "J": ("class", 0),
    "t": ("second level", 4),
}
_SPELT_NTH = set(list(NUMBERS)[list(NUMBERS).index("first") :])


class Token(NamedTuple):
    """One word or phrase that speaks of ages.

    kind: N a point · T to · A and · U and up · D and down · B between · L below · W below (after) · M at most · F at
    least · O over · G adults or teens · V people without agreed limits · Y and C people named by no age · E everyone.
    low, high: of a point, in months, both inclusive. sort: of a point, how it was written: plain, unit or school.
    exact: this year of life alone is meant.
    """

    kind: str
    low: int = 0
    high: int = 0
    sort: str = ""
    exact: bool = False


class _Raw(NamedTuple):
    kind: str
    text: str
    number: float = 0.0
    nth: bool = False


def tokens(plain: str, country: str) -> list[Token] | None:
    """The tokens of words made plain; None where a word has nothing to do with ages, or a school year is none here."""
    raw = _split(plain)
    if raw is None or (any(one.kind == "w" for one in raw) and not any(one.kind in "yzomQP" for one in raw)):
        # "6 to 8 weeks" alone is how long it lasts.
        return None
    return _resolved(raw, country)


def _split(plain: str) -> list[_Raw] | None:
    raw: list[_Raw] = []
    at = 0
    while at < len(plain):
        found = TOKEN.match(plain, at)
        if not found or len(raw) >= _MOST or found.end() == at:
            return None
        at = found.end()
        if found["number"]:
            raw.append(_Raw("n", found[0], float(found["number"]), bool(found["nth"])))
        elif found["spelt"]:
            raw.append(_Raw("n", found[0], NUMBERS[found["spelt"]], found["spelt"] in _SPELT_NTH))
        elif found.lastgroup != "space":
            kind = KINDS[int((found.lastgroup or "_")[1:])][0]
            if kind == "x":
                return None
            if kind != "f":
                raw.append(_Raw(kind, found[0]))
    return raw


def _resolved(raw: list[_Raw], country: str) -> list[Token] | None:
    """Numbers as points: of years, of months, or of the school years that a label before or after them names."""
    out: list[Token] = []
    waiting: list[int] = []
    """Where in `out` the numbers stand that a label after them may claim."""
    system = ""
    age = aged = only = False
    i = 0
    while i < len(raw):
        one, following = raw[i], raw[i + 1] if i + 1 < len(raw) else _Raw("", "")
        i += 1
        kind = _year_word(raw, i - 1, country) if one.kind == "y" else one.kind
        if kind == "n":
            unit = _unit(raw, i, country)
            if unit:
                months, more, direct = _measured(raw, i - 1, unit)
                exact = direct == "o" or age
                out.append(Token("N", months, months, "unit", exact))
                system, i = "", i + more
            elif system:
                point = grades.point(system, round(one.number), country)
                if point is None:
                    return None
                out.append(_school(point))
            else:
                if one.nth or not aged:
                    waiting.append(len(out))
                months = round(one.number * 12)
                out.append(Token("N", months, months, "nth" if one.nth else "plain", age))
            age = False
        elif kind in _STEPS:
            system, number = _STEPS[kind]
            point = grades.point(system, number, country)
            if point is None:
                return None
            out.append(_school(point))
        elif kind in _LABELS or kind == "label":
            named, aged = "year" if kind == "label" else _LABELS[kind], False
            if named == "year" and country == "IE":
                named = "second level"
            if following.kind == "n" or following.kind in _STEPS:
                system = named
            elif not _claim(out, waiting, named, country) and system != named:
                return None
        elif kind == "S":
            span = grades.school(one.text, country)
            if span is None:
                return None
            out.append(_school(span))
        elif kind in {"Q", "P"} or (one.text == "oed" and following.kind == "n"):
            system, waiting = "", []
            age, aged = kind == "Q", True
        elif kind == "X":
            only = True
        elif kind == "H":
            if not any(token.sort == "school" for token in out):
                return None
        elif kind in _UNITS or kind == "unit":
            return None
        elif kind:
            if kind not in "TAUD":
                waiting = []
            # Welsh "o 8 oed" begins with "from", Spanish "6 o 7" joins two.
            kind = "F" if one.text == "o" and not out else kind
            out.append(_group(one.text) if kind == "G" else Token(kind))
    if any(token.sort == "nth" for token in out):
        # "6th-8th" is how lists of the United States write grades.
        spelt = [token for token in out if token.kind == "N"]
        if len(waiting) != len(spelt) or not _claim(out, waiting, "grade", country):
            return None
    return [token._replace(exact=token.exact or only) for token in out]


def _year_word(raw: list[_Raw], at: int, country: str) -> str:
    """Whether "years" names school years, or measures; "" where it says nothing of its own."""
    before = raw[at - 1].kind if at else ""
    after = raw[at + 1].kind if at + 1 < len(raw) else ""
    if before in {"Q", "P"}:
        return ""
    if country == "IE" and at and raw[at - 1].nth:
        return "label"
    if before == "n":
        return "unit"
    if after in {"n", "r"}:
        return "label" if country in grades.YEAR_COUNTRIES else ""
    return ""


def _unit(raw: list[_Raw], after: int, country: str) -> str:
    """The unit of the number before `after`: its own, or that of the number it is a range with."""
    if after >= len(raw):
        return ""
    kind = raw[after].kind
    if kind in _UNITS:
        return kind
    if kind == "y" and _year_word(raw, after, country) == "unit":
        return "z"
    if kind in {"T", "M"} and after + 1 < len(raw) and raw[after + 1].kind == "n":
        return _unit(raw, after + 2, country)
    return ""


def _measured(raw: list[_Raw], at: int, unit: str) -> tuple[int, int, str]:
    """Months, how many tokens stand behind the number for its unit, and its own unit."""
    number, after = raw[at].number, raw[at + 1]
    months = int(number * _UNITS[unit] + 1e-6)
    if after.kind not in _UNITS and after.kind != "y":
        return months, 0, ""
    more = 1
    rest = raw[at + 2 : at + 5]
    if after.kind in {"y", "z", "o"} and len(rest) >= 2 and rest[0].kind == "n" and rest[1].kind == "m":
        return months + int(rest[0].number), 3, ""
    # "5 years and 6 months", "8 yrs old": a word more of the same.
    if len(rest) == 3 and rest[0].text == "and" and rest[1].kind == "n" and rest[2].kind == "m":
        return months + int(rest[1].number), 4, ""
    while at + 1 + more < len(raw) and raw[at + 1 + more].kind in {"o", "z"}:
        after, more = raw[at + 1 + more], more + 1
    return months, more, after.kind


def _claim(out: list[Token], waiting: list[int], system: str, country: str) -> bool:
    """Numbers that stand before a label become its school years; whether there were any."""
    claimed = bool(waiting)
    for at in waiting:
        point = grades.point(system, out[at].low // 12, country)
        if point is None:
            return False
        out[at] = _school(point)
    waiting.clear()
    return claimed


def _school(span: tuple[int, int]) -> Token:
    return Token("N", span[0] * 12, span[1] * 12, "school")


def _group(text: str) -> Token:
    return Token("G", 13 * 12, 19 * 12) if re.match("teen", text) else Token("G", 18 * 12, 0)
