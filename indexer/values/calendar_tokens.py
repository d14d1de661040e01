"""Cuts words of days and times into tokens: dates in figures, clock times, names, and the words that tie them."""

import re
from typing import Any, NamedTuple

from indexer.values.calendar_names import MONTHS, WEEKDAYS, folded
from indexer.values.calendar_ties import NTH_DAY, TIES
from indexer.values.plain import normal

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_LETTER = "(?:mo|m|tu|we|w|th|fr|f|sa|su|t|r)"
_NOT_DAYS = {"m/f", "f/m", "m&f", "f&m", "m,f", "f,m", "t,m", "f,r", "r,f", "t,f", "f,t", "t-r", "mm"}
_COUNTED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dos|tres|cuatro|cinco|seis|ocho|diez|chwe|szesc"
_COUNTS = dict(zip(_COUNTED.split("|"), (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2, 3, 4, 5, 6, 8, 10, 6, 6), strict=True))
_WEEKS = r"weeks?|wks?|wythnos|wythnosau|semanas?|tygodni|tygodnie|ہفتے|ہفتوں"
_MEETINGS = (
    r"sessions?|classes|meetings|lessons|workshops|sesiwn|sesiynau|clases|sesiones|zajec|zajecia|spotkan|"
    r"spotkania|lekcji|(?:x )?(?=(?:mon|tues|wednes|thurs|fri|satur|sun)days\b)"
)

_YEARS_OLD = r"years?|yrs?|yr|y/?o|lat|anos|oed|places|spaces|spots|people|pupils|students|kids|children|participants"
_LENGTHS = r"hours?|hrs?|h|minutes?|mins?|days?(?! a week)|dias|dni|godzin\w*|horas?|awr|munud|nights?|گھنٹے|منٹ"
_UNITS = (
    rf"[ -]?(?:x[ -]?)?(?:(?:consecutive|weekly|one|two|hour|x)[ -]){{0,2}}(?:(?P<WEEKS>{_WEEKS})\b|(?:{_MEETINGS}))"
    r"(?! (?:old|ago|before|per|a(?! partir)|each|every)\b)"
)
_NOT_A_DAY = rf"(?!\d|[/.:]\d|\s?(?:st|nd|rd|th|af|ain)?\s?(?:of )?(?:{_MONTH})\b)"

# The order matters: what is longer or more certain goes first. Each branch begins with what it can begin with.
_IN_FIGURES = (
    rf"(?P<count3>(?P<many3>\d{{1,2}}) ?x ?\d{{1,3}}(?:[.,]\d)?[ -]?(?:hours?|hrs?|minutes?|"
    rf"mins?)(?:[ -](?:sessions?|classes))?\b)|(?P<apart>[£$€]\s?\d[\d.,]*|\d[\d.,]*\s?(?:%|[£$€]|zl\b|pounds\b|"
    rf"euros?\b)|\d{{1,3}}(?:\s?(?:-|to)\s?\d{{1,3}})?\+?\s?-?(?:{_YEARS_OLD}|miles|km|graders?)\b|\d{{1,3}}\+|"
    rf"\d{{5,}}(?![/.-]\d)|\+\d[\d ]{{6,}})|(?P<iso>(?:19|"
    rf"20)\d\d(?P<isomark>[-/.])\d{{1,2}}(?P=isomark)\d{{1,2}})(?!\d)(?:t(?=\d\d:\d\d))?|"
    rf"(?P<numeric>\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:(?:19|20)\d\d|\d\d))(?![\d/]|\.\d)|"
    rf"(?P<military>(?:[01]\d|2[0-4])[0-5]\d(?:\s?(?:-|to)\s?(?:[01]\d|2[0-4])[0-5]\d\s?(?:hrs|hours|h|uhr)?|"
    rf"\s?(?:hrs|hours|h)))(?![\d/\w]|[-/]\d)|(?P<clock>\d{{1,2}}(?::|\.|"
    rf"h)\d\d(?:[:.]\d\d(?!\d))?)(?![\d%])(?:\s?(?:hrs?|hours|uhr|h)\b)?|(?P<hour>(?:1\d|2[0-4]|[89])\s?h\b)|"
    rf"(?P<all_week>7 days (?:a|per) week)|(?P<length>\d{{1,3}}(?:[.,]\d{{1,2}})?\s?-?\s?(?:{_LENGTHS})\b)|"
    rf"(?P<count>(?P<many>\d{{1,2}}){_UNITS.replace('WEEKS', 'weeks')})|(?P<year>(?:19|20)\d\d(?!\d|\s?(?:hrs|"
    rf"hours)\b)|'\d\d(?!\d))|(?P<slash>\d{{1,2}}/\d{{1,2}})(?![\d/])|{NTH_DAY}|(?P<ordinal>\d{{1,2}}\s?(?:st|"
    rf"nd|rd|th|af|ail|il|ydd|fed|ed|eg|ain)\b|\d{{1,2}}(?:o|er|ro|do)\b\.?)|"
    rf"(?P<number>(?<!\d)(?<!\d[.,])\d{{1,2}}(?!\d))|(?P<digits>\d+)"
)
_IN_LETTERS = (
    rf"(?P<apart2>(?:ages?|aged|years?|yrs?|grades?|levels?|rooms?|studio|floor|suite|ks|oed|edades|wiek|lat|"
    rf"anos)\.?:?\s?#?\d{{1,3}}{_NOT_A_DAY}(?:\s?(?:-|to|&|and|a|do|i)\s?\d{{1,3}}(?!\d|[/.:]\d|\s?[ap]m))?\+?|"
    rf"(?:week|session|part|camp|module|block|phase|group|day)\s?#?\d{{1,2}}(?=:|\)|\s-\s[a-z]))|"
    rf"(?P<count4>x ?(?P<many4>\d{{1,2}})(?:[ -](?P<weeks4>{_WEEKS}))?\b)|"
    rf"(?P<count2>(?P<many2>{_COUNTED}){_UNITS.replace('WEEKS', 'weeks2')})|"
    rf"(?P<half>(?<=[\d .])[ap]\.?\s?m\b\.?|(?<=\d)[ap]\b(?!\.)|(?<=[\d ])y\.?[bph]\b\.?|in the (?:morning|"
    rf"afternoon|evening)|y bore|y prynhawn|yr hwyr|de la (?:manana|tarde|noche)|rano\b|po poludniu|wieczorem)|"
    rf"(?P<letters>{_DAY_LETTER}(?:\s?(?:/|,? ?&|, ?(?:and )?| and )\s?{_DAY_LETTER}){{1,6}}\b|"
    rf"{_DAY_LETTER}-{_DAY_LETTER}\b|(?:mtwthf|mtwrf|mtuwthf|mtwth|mwth|mtth|mwf|tuth|tth|twth|mw|wf|mth|"
    rf"satsun)\b)(?![\w'./])|{TIES}|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
)
_TOKEN = re.compile(
    rf"(?:(?=[\d£$€'+])(?:{_IN_FIGURES})|(?<![^\W\d_])(?=[^\W\d_])(?:{_IN_LETTERS})|(?P<sign>[^\w\s])|"
    rf"(?P<rest>\w))\s*"
)


_NAME = re.compile(r"([^\W\d_]+)(?!'s\b| (?:cyntaf|olaf)\b)\.?\s*")


class Token(NamedTuple):
    """One piece. kind: a group of the patterns. value: what it says. begin, end: where it stands. text: itself."""

    kind: str
    value: Any
    begin: int
    end: int
    text: str


def plain_words(words: str) -> str:
    """Lower case, without accents and invisible signs, one sort of dash and digit: what is cut into tokens."""
    return folded(normal(_INVISIBLE.sub("", words)).replace("،", ",").replace("۔", "."))


def tokens(plain: str) -> list[Token]:
    """The tokens of `plain_words`, in order; signs that tie nothing are left in as "sign"."""
    made: list[Token] = []
    place = 0
    while place < len(plain):
        name = _NAME.match(plain, place)
        if name and (name[1] in MONTHS or name[1] in WEEKDAYS):
            # Names are what there is most of: they need none of the other patterns.
            made.append(Token(*_named(name[1], made), place, place + len(name[1]), name[1]))
            place = name.end()
            continue
        found = _TOKEN.match(plain, place)
        if not found:
            place += 1
            continue
        place = found.end()
        kind = found.lastgroup or ""
        kind = _GROUPS.get(kind, kind)
        text = found[0].rstrip()
        value: Any = text
        if kind == "word":
            kind, value = _named(text, made)
        elif kind in _VALUES:
            value = _VALUES[kind](text)
        elif kind == "count":
            number = found["many"] or found["many2"] or found["many3"] or found["many4"]
            value = (_COUNTS.get(number) or int(number), bool(found["weeks"] or found["weeks2"] or found["weeks4"]))
        elif kind == "letters" and (said := _letters(text)):
            value = said
        elif kind == "letters":
            kind = "word"
        elif kind == "irregular" and text[0].isdecimal() and len(text) == 3 and made and made[-1].kind == "month":
            kind, value = "ordinal", int(text[0])  # "Sunday July 4th, Monday July 5th"
        elif kind == "sign" and text in "&+":
            kind = "and"
        made.append(Token(kind, value, found.start(), found.end(), text))
    return made


def _named(word: str, before: list[Token]) -> tuple[str, Any]:
    bare = word.removesuffix("'s")
    if word in {"mawrth", "fawrth"} and not _month_is_due(before):
        return "weekday", WEEKDAYS[word]
    if word in MONTHS:
        return "month", MONTHS[word]
    if bare in WEEKDAYS:
        name = WEEKDAYS[bare]
        return "weekday", name._replace(many=name.many or bare != word)
    return "word", word


def _month_is_due(before: list[Token]) -> bool:
    """Whether Welsh "Mawrth" is March: after a number or "ym mis", not after "dydd"."""
    for token in reversed(before[-2:]):
        if token.kind in {"number", "ordinal"} or token.text in {"ym", "mis"}:
            return True
        if token.text not in {"o", "-"}:
            return False
    return not before


def _letters(text: str) -> tuple[int, ...] | None:
    """The days of "M/W/F", "TuTh" or "M-Th"; None where the letters are more likely something else."""
    if "".join(text.split()) in _NOT_DAYS:
        return None
    said = re.findall(r"mo|tu|we|th|fr|sa|su|[mtwfr]", re.sub(r"\band\b|\bsatsun\b", " ", text)) or ["sa", "su"]
    numbers = [_LETTER_DAYS[letters] for letters in said]
    if "-" in text:
        if numbers == [1, 3]:
            return None  # "T-Th" is as often the two days alone
        return tuple(range(numbers[0], numbers[1] + 1)) if numbers[0] < numbers[1] else None
    return tuple(sorted(set(numbers))) if len(set(numbers)) == len(numbers) else None


def _clock(text: str) -> tuple[int, int, int, bool]:
    """Hour, minute, second, and whether it is written as nobody writes a morning or evening hour ("07:30")."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return (
        parts[0],
        parts[1] if len(parts) > 1 else 0,
        parts[2] if len(parts) > 2 else 0,
        text[0] == "0" or parts[0] > 12,
    )


def _half(text: str) -> str:
    return (
        "a"
        if text[0] == "a" or text in {"yb", "y.b.", "y.b", "y bore", "rano"} or "ma" in text[-6:] or "morn" in text
        else "p"
    )


def _figures(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


_LETTER_DAYS = {"m": 0, "mo": 0, "tu": 1, "t": 1, "we": 2, "w": 2, "th": 3, "r": 3, "fr": 4, "f": 4, "sa": 5, "su": 6}
_GROUPS = {
    "isomark": "iso", "mark": "numeric", "many": "count", "weeks": "count", "many2": "count", "weeks2": "count",
    "count2": "count", "many3": "count", "count3": "count", "many4": "count", "count4": "count", "weeks4": "count",
    "apart2": "apart", "nth_day": "irregular", "all_week": "daily", "hour": "clock",
}  # fmt: skip
_VALUES: dict[str, Any] = {
    "iso": _figures, "numeric": lambda text: (*_figures(text), "." if "." in text else "-" if "-" in text else "/"),
    "slash": _figures, "number": int, "ordinal": lambda text: _figures(text)[0], "clock": _clock, "hour": _clock,
    "half": _half, "year": lambda text: int(text) if text[0] != "'" else 2000 + int(text[1:]),
    "military": lambda text: tuple((number // 100, number % 100) for number in _figures(text)),
}  # fmt: skip
