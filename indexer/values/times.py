"""Reads times of day: "4-5.30pm", "16:00", "noon", "10am to 3pm"; one with no am or pm only where it is sure."""

import datetime as dt
import re
from typing import NamedTuple

_MERIDIEM = r"\s?([ap])\.?\s?m\b\.?"
_CLOCK = r"(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?"
_TO = r"\s?(?:-|to|until|till|til|and|a|hyd at|سے)\s?"
_NAMED = {
    "noon": "12:00 pm",
    "midday": "12:00 pm",
    "hanner dydd": "12:00 pm",
    "midnight": "12:00 am",
    "دوپہر": "12:00 pm",
}
_NAMED_WORD = re.compile(rf"(?<!\w)(?:12 ?)?({'|'.join(_NAMED)})(?!\w)")
_TWELVE = re.compile(
    rf"(?<![\d:.£$€/]){_CLOCK}(?:{_MERIDIEM})?{_TO}{_CLOCK}{_MERIDIEM}|(?<![\d:.£$€/]){_CLOCK}{_MERIDIEM}"
)
_TWENTY_FOUR = re.compile(
    r"(?<![\d:.£$€/-])([01]?\d|2[0-4])[:.h]([0-5]\d)(?:[:.]([0-5]\d))?(?![\d:%]|\.\d)(?:\s?(?:hrs|uhr|h)\b)?"
    rf"(?:{_TO}([01]?\d|2[0-4])[:.h]([0-5]\d)(?:[:.]([0-5]\d))?(?![\d:%]|\.\d))?"
)
_MILITARY = re.compile(
    r"(?<![\d/])([01]\d|2[0-3])([0-5]\d)\s?(?:-|to)\s?([01]\d|2[0-3])([0-5]\d)\s?(?:hrs|hours|h)?(?![\d/-])"
)


class Span(NamedTuple):
    """start, end: wall times; end None where none is said.

    sure: False where am or pm is missing and either may be meant. begin, stop: where in the words it stands.
    """

    start: dt.time
    end: dt.time | None
    sure: bool
    begin: int
    stop: int


def find(words: str) -> list[Span]:
    """Every time or span of times in lower-case words with plain dashes, in order."""
    if any(name in words for name in _NAMED):
        words = _NAMED_WORD.sub(lambda found: _NAMED[found[1]], words)
    spans = []
    for found in _TWELVE.finditer(words):
        span = _twelve(found)
        if span:
            spans.append(span)
            words = words[: span.begin] + " " * (span.stop - span.begin) + words[span.stop :]
    for found in _TWENTY_FOUR.finditer(words):
        span = _twenty_four(found)
        if span:
            spans.append(span)
    if not spans and (military := _MILITARY.search(words)):
        first, last = _time(int(military[1]), int(military[2])), _time(int(military[3]), int(military[4]))
        if first and last:
            spans.append(Span(first, last, True, military.start(), military.end()))
    return sorted(spans, key=lambda span: span.begin)


def read(words: str | None) -> dt.time | None:
    """The one time that the words are; None where they say something else or may mean two times."""
    if not words:
        return None
    plain = " ".join(words.lower().split())[:40]
    if re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", plain):
        return dt.time.fromisoformat(plain)
    spans = find(plain)
    if len(spans) == 1 and spans[0].sure and spans[0].end is None:
        return spans[0].start
    return None


def _twelve(found: re.Match[str]) -> Span | None:
    if found[7]:
        single = _of_twelve(found[7], found[8], found[9])
        return Span(single, None, True, found.start(), found.end()) if single else None
    last = _of_twelve(found[4], found[5], found[6])
    if last is None:
        return None
    if found[3]:
        first = _of_twelve(found[1], found[2], found[3])
    elif int(found[1]) > 12:
        first = _time(int(found[1]), int(found[2] or 0))
    else:
        # "10-11.30am" and "4-5pm" share their half of the day; "10-3pm" can only begin in the morning.
        first = _of_twelve(found[1], found[2], found[6])
        if first and first >= last:
            first = _of_twelve(found[1], found[2], "a" if found[6] == "p" else "p")
    return Span(first, last, True, found.start(), found.end()) if first else None


def _twenty_four(found: re.Match[str]) -> Span | None:
    first = _time(int(found[1]), int(found[2]), int(found[3] or 0))
    last = _time(int(found[4]), int(found[5]), int(found[6] or 0)) if found[4] else None
    if first is None or (found[4] and last is None):
        return None
    hours = [found[1], found[4]] if found[4] else [found[1]]
    # Written with a leading nought or past noon it is the 24-hour clock; from 8 to 12 nobody means the night.
    sure = any(len(h) == 2 and (h[0] == "0" or int(h) >= 13) for h in hours) or all(8 <= int(h) <= 12 for h in hours)
    if (
        last
        and last <= first
        and not soon_after(first, last)
        and not (len(hours[0]) == 2 and not 10 <= int(hours[0]) <= 12)
    ):
        sure = False
    return Span(first, last, sure, found.start(), found.end())


def soon_after(first: dt.time, last: dt.time) -> bool:
    """Whether an end that is earlier than its start comes less than 12 hours after it, on the next day."""
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes < 0 and minutes + 24 * 60 < 12 * 60


def _of_twelve(hour: str, minute: str | None, half: str) -> dt.time | None:
    number = int(hour)
    if not 1 <= number <= 12:
        return _time(number, int(minute or 0)) if half == "p" and 13 <= number <= 23 else None
    return _time(number % 12 + (12 if half == "p" else 0), int(minute or 0))


def _time(hour: int, minute: int, second: int = 0) -> dt.time | None:
    try:
        return dt.time(0 if (hour, minute) == (24, 0) else hour, minute, second)
    except ValueError:
        return None
