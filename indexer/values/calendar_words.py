"""Reads namings of days among tokens: "Sat 12 July 2027", "12/07/2027", "July 12–16", "12, 19 and 26 July"."""

import datetime as dt
from typing import NamedTuple

from indexer.values import times
from indexer.values.calendar_tokens import Token, plain_words, tokens
from indexer.values.years import Part

MONTH_FIRST = frozenset({"US", "PH"})
_EITHER_FIRST = frozenset({"CA"})
_TIE_TO = frozenset(
    {"-", "to", "through", "thru", "until", "till", "al", "bis", "au", "hyd at", "tan", "do", "hasta", "سے", "تا"}
)
_MOST_RUNS = 40
_TO_IN = {"es": "a", "cy": "i", "fr": "au"}
_AND_IN = {"cy": "a", "es": "y", "pl": "i", "fr": "et"}
_BEFORE_DAY = frozenset({"the", "el", "dia", "dydd", "on", "o", "dnia", "ddydd", "le"})


class Days(NamedTuple):
    """One naming of days. runs: each a single day or a first and a last one. begin, end: tokens.

    likely: the country decided which number is the month. torn: nothing says which is.
    short: "12/7", which is a day only beside others.
    """

    runs: tuple[tuple[Part, ...], ...]
    begin: int
    end: int
    likely: bool = False
    torn: bool = False
    short: bool = False
    reason: str = ""


def is_to(token: Token, language: str) -> bool:
    """Whether the token ties a first and a last one."""
    return token.text in _TIE_TO or token.kind in {"to", "until"} or _TO_IN.get(language) == token.text


def is_and(token: Token, language: str) -> bool:
    """Whether the token ties one of a list to the next."""
    return token.kind == "and" or token.text in ",/;" or _AND_IN.get(language) == token.text


def language_of(row: list[Token]) -> str:
    """The language whose names of months and days stand in the words; English where only figures do."""
    told = [token.value.language for token in row if token.kind in {"month", "weekday"}]
    return next((language for language in told if language != "en"), "en")


def without_days(words: str) -> str:
    """The words in lower case with every day taken out, so that "12.07.2027" is not read as a time."""
    plain = plain_words(words[:1000])
    row = tokens(plain)
    language = language_of(row)
    place = 0
    while place < len(row):
        found = days_at(row, place, language=language, country="", today=dt.date.min)
        if found and not found.short:
            begin, end = row[found.begin].begin, row[found.end - 1].end
            plain = plain[:begin] + " " * (end - begin) + plain[end:]
        place = found.end if found else place + 1
    return plain


def days_at(row: list[Token], place: int, *, language: str, country: str, today: dt.date) -> Days | None:
    """The days that are named from this token on."""
    begin = place
    weekday: int | None = None
    if row[place].kind == "weekday":
        weekday = row[place].value.number
        place += 1
        while place < len(row) and (row[place].text in ",:(" or row[place].text in _BEFORE_DAY):
            place += 1
        if place == len(row) or place - begin > 3:
            return None
    kind = row[place].kind
    if kind == "slash" and _month_comes(row, place + 1) and row[place].value[0] < row[place].value[1]:
        (first, second), (year, end) = row[place].value, _year(row, place + 2, today)
        return _made([[(first, weekday)], [(second, None)]], row[place + 1].value.number, year, begin, end)
    if kind in {"number", "clock"} and (whole := _in_part(row, place, begin, weekday, language, country)):
        return whole
    if kind in {"iso", "numeric", "slash"}:
        return _in_figures(row, place, begin, weekday, country)
    if kind in {"number", "ordinal"}:
        return _day_first(row, place, begin, weekday, language, today)
    if kind == "month" and row[place].text not in {"mawrth", "fawrth"}:
        return _month_first(row, place, begin, weekday, language)
    return None


def _in_part(row: list[Token], place: int, begin: int, weekday: int | None, language: str, country: str) -> Days | None:
    """Days whose month or year stands only on the last one: "12-16.07.2027", "12.07, 19.07 and 26.07.2027"."""
    told = [row[place]]
    to = False
    place += 1
    while place + 1 < len(row) and len(told) < _MOST_RUNS:
        place += row[place].text == "."
        tie = row[place]
        to = to or is_to(tie, language)
        if place + 1 >= len(row) or not (to or is_and(tie, language) or tie.text in _AND_IN.values()):
            break
        told.append(row[place + 1])
        place += 2
        if told[-1].kind != "clock" or "." not in told[-1].text:
            break
    last = told[-1]
    if last.kind != "numeric" or last.value[3] == "-" or (last.value[3] == "/" and country in MONTH_FIRST):
        return None
    day, month, year, mark = last.value
    year = year if year > 99 else 2000 + year
    if told[0].kind == "number":
        spaced = told[0].begin + len(told[0].text) + 1 < last.begin
        if len(told) != 2 or spaced or not told[0].value < day:
            return None
        run = (Part(told[0].value, month, year, weekday), Part(day, month, year, after=True))
        return Days((run,) if to else ((run[0],), (run[1],)), begin, place, likely=day <= 12)
    if mark != "." or "." not in told[0].text:
        return None
    parts = [Part(token.value[0], token.value[1], None) for token in told[:-1]] + [Part(day, month, year)]
    if not all(1 <= part.month <= 12 and 1 <= part.day <= 31 for part in parts):
        return None
    if to and len(parts) == 2:
        return Days(((parts[0], parts[1]._replace(after=True)),), begin, place)
    return None if to else Days(tuple((part,) for part in parts), begin, place)


def _in_figures(row: list[Token], place: int, begin: int, weekday: int | None, country: str) -> Days:
    token, value = row[place], row[place].value
    if token.kind == "iso":
        return Days(((Part(value[2], value[1], value[0], weekday),),), begin, place + 1)
    first, second = value[0], value[1]
    mark = value[3] if token.kind == "numeric" else "/"
    month_first = country in MONTH_FIRST and mark != "."
    torn = country in _EITHER_FIRST and mark != "." and first <= 12 and second <= 12 and first != second
    if country in _EITHER_FIRST and mark != ".":
        month_first = second > 12
    day, month = (second, first) if month_first else (first, second)
    year = None
    if token.kind == "numeric":
        year = value[2] if value[2] > 99 else 2000 + value[2]
        if value[2] < 100 and mark == "-":
            torn = True  # "12-07-27" may begin with its year
    likely = first <= 12 and second <= 12 and first != second
    return Days(((Part(day, month, year, weekday),),), begin, place + 1, likely, torn, token.kind == "slash")


def _day_first(
    row: list[Token], place: int, begin: int, weekday: int | None, language: str, today: dt.date
) -> Days | None:
    runs, place = _numbers(row, place, weekday, language, month_follows=True)
    if place < len(row) and row[place].kind == "numeric" and row[place].value[0] > runs[-1][-1][0]:
        return None
    place = _past(row, place, {"of", "de", "o", "-", "/", ".", "del", "ym", "mis"})
    if place >= len(row) or row[place].kind != "month":
        return None
    month = row[place].value.number
    year, place = _year(row, place + 1, today)
    return _made(runs, month, year, begin, place)


def _month_first(row: list[Token], place: int, begin: int, weekday: int | None, language: str) -> Days | None:
    month = row[place].value.number
    place = _past(row, place + 1, {"the"})
    if place >= len(row) or row[place].kind not in {"number", "ordinal"}:
        return None
    if place + 1 < len(row) and row[place + 1].kind in {"half", "oclock"}:
        return None
    runs, place = _numbers(row, place, weekday, language, month_follows=False)
    year, place = _year(row, place, None)
    return _made(runs, month, year, begin, place)


def _numbers(
    row: list[Token], place: int, weekday: int | None, language: str, *, month_follows: bool
) -> tuple[list[list[tuple[int, int | None]]], int]:
    """Single numbers and spans of two, from one that is sure to be a day; with their weekdays."""
    runs: list[list[tuple[int, int | None]]] = [[(row[place].value, weekday)]]
    place += 1
    while place + 1 < len(row) and len(runs) < _MOST_RUNS:
        tie = place
        to = is_to(row[tie], language)
        if not to and not is_and(row[tie], language):
            break
        tie += 1
        if not to and tie < len(row) and row[tie].kind == "and":
            tie += 1
        own: int | None = None
        if row[tie : tie + 1] and row[tie].kind == "weekday":
            own = row[tie].value.number
            tie += 1
        tie = _past(row, tie, {"the", "el", ",", "al", "dydd"})
        if tie >= len(row) or row[tie].kind not in {"number", "ordinal"} or (to and len(runs[-1]) > 1):
            break
        if row[tie].kind == "number" and _is_time(row, tie, language, month_follows=month_follows):
            break
        if not month_follows and _month_comes(row, tie + 1):
            break
        number = row[tie].value
        if number <= runs[-1][-1][0] and (not to or len(runs) > 1):
            break
        if to:
            runs[-1].append((number, own))
        else:
            runs.append([(number, own)])
        place = tie + 1
    return runs, place


def _is_time(row: list[Token], place: int, language: str, *, month_follows: bool) -> bool:
    """Whether a number that may go on a list of days is an hour: "July 12, 4-5pm"."""
    following = row[place + 1 : place + 2]
    if following and following[0].kind in {"half", "oclock"}:
        return True
    return not month_follows and times.span_at(row, place, language=language) is not None


def _month_comes(row: list[Token], place: int) -> bool:
    place = _past(row, place, {"of", "de"})
    return (
        place < len(row)
        and row[place].kind == "month"
        and not (place + 1 < len(row) and row[place + 1].kind in {"number", "ordinal"})
    )


def _past(row: list[Token], place: int, texts: set[str]) -> int:
    while place < len(row) and row[place].text in texts:
        place += 1
    return place


def _year(row: list[Token], place: int, today: dt.date | None) -> tuple[int | None, int]:
    """The year that follows, and the token after it; two figures are one right after the month only."""
    after = _past(row, place, {",", "de", "del", "-", "/", "of", "."})
    if after < len(row) and row[after].kind == "year" and after - place <= 2:
        return row[after].value, after + 1
    if today is None or today == dt.date.min or after >= len(row) or row[after].kind != "number":
        return None, place
    if row[place:after] and not (row[place].text == "-" and row[place - 2].text == "-"):
        return None, place
    following = row[after + 1 : after + 2]
    ends = not following or following[0].text in {",", ")", ";", "at", "from", "@", "|"}
    year = 2000 + row[after].value
    return (year, after + 1) if ends and -1 <= year - today.year <= 3 else (None, place)


def _made(runs: list[list[tuple[int, int | None]]], month: int, year: int | None, begin: int, end: int) -> Days:
    made = tuple(
        tuple(Part(day, month, year, weekday, number > 0) for number, (day, weekday) in enumerate(run)) for run in runs
    )
    upside_down = any(len(run) > 1 and run[0].day > run[1].day for run in made)
    if upside_down:
        return Days((made[0][:1],), begin, end, reason="the last day is before the first")
    return Days(made, begin, end)
