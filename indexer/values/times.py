"""Reads times of day: "4-5.30pm", "16:00", "noon", "10am to 3pm"; one with no am or pm only where it is sure."""

import datetime as dt
import re
from typing import NamedTuple

from indexer.values.calendar_tokens import Token, plain_words, tokens

_TIE_TO = frozenset(
    {"-", "to", "until", "till", "til", "'til", "through", "do", "hasta", "سے", "تا", "hyd at", "tan", "bis"}
)
_TO_IN = {"es": "a", "cy": "i"}
_LEAD = frozenset(
    {"from", "at", "@", "de", "od", "las", "la", "o", "am", "godz", "starts", "starting", "begins", "ends", "the"}
)
_PLAIN = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")


class Span(NamedTuple):
    """A time, or a first and a last one.

    start, end: wall times; end None where none is said, start None where there is no such time.
    sure: False where am or pm is missing and either may be meant. likely: it is, and one was chosen by what is usual.
    begin, stop: tokens. zone: the abbreviation that follows, such as "est".
    """

    start: dt.time | None
    end: dt.time | None
    sure: bool
    begin: int
    stop: int
    likely: bool = False
    zone: str = ""


class _Atom(NamedTuple):
    """One time as it is written.

    half: "a", "p", "noon", "night" (midnight) or "". bare: a number alone. marked: of the 24-hour clock.
    like_a_day: "12.06" is a day in half of Europe.
    """

    hour: int
    minute: int
    second: int
    half: str
    bare: bool
    marked: bool
    stop: int
    like_a_day: bool = False


def find(words: str) -> list[Span]:
    """Every time or span of times in the words, in order."""
    row = tokens(plain_words(words))
    spans, place = [], 0
    while place < len(row):
        found = span_at(row, place, language="en")
        if found:
            spans.append(found)
        place = found.stop if found else place + 1
    return spans


def read(words: str | None) -> dt.time | None:
    """The one time that the words are; None where they say something else or may mean two times."""
    if not words:
        return None
    plain = " ".join(words.lower().split())[:40]
    if _PLAIN.fullmatch(plain):
        return dt.time.fromisoformat(plain)
    spans = find(plain)
    return spans[0].start if len(spans) == 1 and spans[0].sure and spans[0].end is None else None


def span_at(row: list[Token], place: int, *, language: str, after_day: bool = False) -> Span | None:
    """The time or span that begins at a token; None where none does.

    after_day: a day stands right before, so that "9-5" can be told from ages.
    """
    if row[place].kind == "military":
        return _military(row, place)
    first = _atom(row, place)
    if first is None:
        return None
    tie = first.stop
    if tie < len(row) and row[tie].kind == "zone" and tie + 1 < len(row) and row[tie + 1].text == "-":
        tie += 1
    joins = tie < len(row) and (row[tie].text in _TIE_TO or _TO_IN.get(language) == row[tie].text)
    if (
        not joins
        and tie < len(row)
        and row[tie].kind == "and"
        and place
        and row[place - 1].text in {"between", "rhwng"}
    ):
        joins = True
    if joins:
        after = tie + 1
        while after < len(row) and row[after].text in _LEAD and after - tie < 3:
            after += 1
        last = _atom(row, after) if after < len(row) else None
        if last and not _is_of_a_day(row, last):
            if first.bare and last.bare and not (after_day and _crosses_noon(first, last)):
                return None
            return _zoned(_both(first, last, place), row)
    if first.bare:
        return None
    return _zoned(_single(first, place), row)


def soon_after(first: dt.time, last: dt.time) -> bool:
    """Whether an end that is earlier than its start is on the next day: midnight, or less than 12 hours after it."""
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes < 0 and (minutes + 24 * 60 < 12 * 60 or last == dt.time(0))


def _zoned(span: Span, row: list[Token]) -> Span:
    place = span.stop
    while place < len(row) and row[place].text == "(":
        place += 1
    if place < len(row) and (row[place].kind == "zone" or row[place].text == "awst"):
        return span._replace(zone=row[place].text, stop=place + 1)
    return span


def _atom(row: list[Token], place: int) -> _Atom | None:
    token = row[place]
    before = ""
    if token.kind == "prehalf":
        if place + 1 < len(row) and row[place + 1].kind in {"number", "clock"}:
            before, place = token.text, place + 1
            token = row[place]
        elif token.text == "دوپہر":
            return _Atom(12, 0, 0, "noon", False, False, place + 1)
        else:
            return None
    named = token.text.startswith(("godz", "las"))
    if named and place + 1 < len(row) and row[place + 1].kind in {"number", "clock"}:
        place += 1
        token = row[place]
    if token.kind in {"noon", "midnight"}:
        return _Atom(12, 0, 0, "noon" if token.kind == "noon" else "night", False, False, place + 1)
    if token.kind not in {"number", "clock"}:
        return None
    hour, minute, second, marked = token.value if token.kind == "clock" else (token.value, 0, 0, token.text[0] == "0")
    bare = token.kind == "number"
    stop, half = place + 1, ""
    if bare and hour == 12 and stop < len(row) and row[stop].kind in {"noon", "midnight"}:
        return _Atom(12, 0, 0, "noon" if row[stop].kind == "noon" else "night", False, False, stop + 1)
    if stop < len(row) and row[stop].kind == "oclock":
        stop, bare = stop + 1, False
    if stop < len(row) and row[stop].kind == "half":
        stop, half, bare = stop + 1, row[stop].value, False
    if named and bare and 13 <= hour <= 23:
        return _Atom(hour, minute, second, half, False, True, stop)
    if before:
        half, bare = _urdu_half(before, hour), False
    like_a_day = "." in token.text and 0 < minute <= 12
    return _Atom(hour, minute, second, half, bare, marked and token.kind == "clock", stop, like_a_day)


def _urdu_half(before: str, hour: int) -> str:
    if before == "صبح":
        return "a"
    return "p" if before != "رات" or 6 <= hour <= 11 else ""


def _is_of_a_day(row: list[Token], last: _Atom) -> bool:
    """Whether what seems to end a span is the number of a day: "10am - 12 July"."""
    if not last.bare:
        return False
    following = row[last.stop : last.stop + 2]
    if not following:
        return False
    if following[0].kind == "month" or following[0].text in {"of", "/"}:
        return True
    return following[0].text == "de" and len(following) > 1 and following[1].kind == "month"


def _crosses_noon(first: _Atom, last: _Atom) -> bool:
    return 8 <= first.hour <= 12 and 1 <= last.hour <= 6 and not first.half and not last.half


def _single(one: _Atom, begin: int) -> Span:
    if one.half:
        time = _of_half(one, one.half)
        return Span(time, None, time is not None and one.half != "night", begin, one.stop)
    time = _time(one.hour, one.minute, one.second)
    sure = time is not None and one.hour != 24 and (one.marked or 8 <= one.hour <= 12) and not one.like_a_day
    return Span(time, None, sure, begin, one.stop, likely=not one.marked)


def _both(first: _Atom, last: _Atom, begin: int) -> Span:
    stop = last.stop
    if last.half:
        end = _of_half(last, last.half)
        if first.half:
            start = _of_half(first, first.half)
        elif first.hour > 12 or first.marked:
            start = _time(first.hour, first.minute)
        elif last.half == "night":
            start = _of_half(first, "p") if 5 <= first.hour <= 11 else None
        else:
            # "10-11.30am" and "4-5pm" share their half of the day; "10-3pm" can only begin in the morning.
            half = "p" if last.half in {"p", "noon"} else "a"
            start = _of_half(first, half)
            if start and end and start >= end:
                start = _of_half(first, "a" if half == "p" else "p")
        likely = not first.half
        known = start is not None and end is not None and first.half != "night"
        return Span(start if end else None, end, known, begin, stop, likely=likely)
    if first.half:
        start = _of_half(first, first.half)
        ends = (
            [_of_half(last, half) for half in "ap"]
            if last.hour <= 12 and not last.marked
            else [_time(last.hour, last.minute)]
        )
        later = sorted(end for end in ends if end and start and end > start)
        end = later[0] if later else next((time for time in ends if time), None)
        known = start is not None and end is not None and first.half != "night"
        return Span(start if end else None, end, known, begin, stop, likely=True)
    return _unhalved(first, last, begin)


def _unhalved(first: _Atom, last: _Atom, begin: int) -> Span:
    start, end = _time(first.hour, first.minute, first.second), _time(last.hour, last.minute, last.second)
    if start is None or end is None or first.hour == 24:
        return Span(None, None, False, begin, last.stop)
    if first.marked or last.marked:
        # Written with a leading nought or past noon it is the 24-hour clock.
        return Span(start, end, True, begin, last.stop)
    if 8 <= first.hour <= 12 and 8 <= last.hour <= 12 and start < end:
        return Span(start, end, True, begin, last.stop, likely=True)
    if _crosses_noon(first, last):
        # From 8 to 12 nobody means the night, so that it ends in the afternoon.
        return Span(start, _time(last.hour + 12, last.minute), True, begin, last.stop, likely=True)
    return Span(start, end, False, begin, last.stop)


def _military(row: list[Token], place: int) -> Span:
    token = row[place]
    times = [_time(hour, minute) for hour, minute in token.value]
    years = len(times) == 2 and all(1900 <= hour * 100 + minute < 2100 for hour, minute in token.value)
    if any(time is None for time in times) or (years and not token.text.endswith(("s", "h", "r"))):
        return Span(None, None, False, place, place + 1)
    return Span(times[0], times[1] if len(times) > 1 else None, True, place, place + 1)


def _of_half(one: _Atom, half: str) -> dt.time | None:
    if half == "noon":
        return dt.time(12)
    if half == "night":
        return dt.time(0)
    if not 1 <= one.hour <= 12:
        return _time(one.hour, one.minute) if half == "p" and 13 <= one.hour <= 23 else None
    return _time(one.hour % 12 + (12 if half == "p" else 0), one.minute, one.second)


def _time(hour: int, minute: int, second: int = 0) -> dt.time | None:
    try:
        return dt.time(0 if (hour, minute) == (24, 0) else hour, minute, second)
    except ValueError:
        return None
