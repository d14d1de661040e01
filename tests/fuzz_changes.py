# ruff: noqa: E501 - a table of words is not read line by line
"""What is done to a page so that it breaks: bytes, parts, numbers, dates, values of another sort than the format has.

A change is drawn by hypothesis, which repeats a run by its seed and makes a failing case as small as it can.
"""

import json
import re
from typing import Any

from hypothesis import strategies as st

VALUES = (
    "1e999", "-1e999", "NaN", "Infinity", "-0", str(2**70), "-1", "9" * 400, "1e-400", "0x10", "١٢", "½", "1,000.5", "91", "-181",
    "0000-01-01", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59+14:00", "99999-12-31", "-0001-01-01",
    "2026-02-30", "2026-13-45T25:61:61Z", "2026-12-05T24:00:00", "2026-12-05T10:00:60Z", "2026-W53-7", "2026-366", "20261331T999999Z",
    "2026-12-05T10:00+99:99", "2026-12-05T10:00:00.123456789Z", "2026-12-05T10:00:00[Europe/London]", "253402300800", "-62135596801",
    "9223372036854775807", "1e20", "P99999999999D", "PT1e9S", "P-1D", "-P1D", "P1Y2M3DT", "PT", "R5/2026-01-01/P1D", "24:00", "12:60", "T10:00",
    "../../../etc/passwd", "/etc/localtime", "Europe", "posixrules", "Etc/GMT+99", "UTC+25:00", "Europe/London\x00", "Z" * 5_000, "(UTC+99:00) Mars",
    "http://[", "http://[::1", "http://[::1]:99999999/", "http://a.example:port/", "http://a]b/", "http://ℂ℀.example/", "//", "///", "?", "#", "%",
    "%ff%fe", "javascript:alert(1)", "data:,x", "file:///etc/passwd", "http://" + "a" * 300 + ".example/", "http://xn--/", "http://.example/", "mailto:x",
    "http://\ud800.example/", "\ud800", "\udfff\ud800", "\x00", "\x1b[31m", "\u202e", "\ufeff", "﷽" * 50, "e\u0301" * 500, "\n" * 500, " " * 5_000, "a" * 100_000,
    "'", '"', "\\", "\\u", "\\ud800", "&#xD800;", "&#99999999999;", "&amp;amp;lt;", "<![CDATA[", "]]>", "<!--", "-->", "</script>", "<p>" * 500, "{{7*7}}", "%s%n",
    "{0.__class__}", "$TOKEN", "=1+1", "@type", "true", "null", "[]", "{}", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;BYMONTH=13;COUNT=-1",
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=WEEKLY;BYDAY=-54MO,XX", "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO",
    "FREQ=DAILY;COUNT=999999999999", f"FREQ=DAILY;INTERVAL={2**70}", "£" * 2_000, "1-" * 2_000, "Year 7-" * 500, "Mon-" * 500,
)  # fmt: skip
"""Words that stand where a number, a date, a zone, an address or a name is expected."""

THINGS: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**70, 1e308, float("inf"), float("nan"), "", [], {}, [[]], [None], {"": None}, [{}], {"@id": "#a"}, {"@value": []},
    {"@type": []}, {"@type": [None, {}]}, {"@list": {"@list": []}}, [1, "a", None, {}],
)  # fmt: skip
"""Values of every sort, to stand where another sort is expected."""

CODECS = (
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "utf-32",
    "cp1252",
    "mac_roman",
    "shift_jis",
    "utf-8-sig",
    "utf-7",
    "cp037",
)

SORTS = (
    r"\d+", r"\d{4}-\d\d-\d\d[\dT:Z+-]*", r"\d{8}(?:T\d{6}Z?)?", r'(?<=")[^"\n]+(?=")', r"(?<=:)[^\r\n]+", r"(?<=>)[^<]+(?=<)",
    r"(?<=,)[^,\n]*(?=,)", r"https?://[^\s\"<]+", r"[A-Z][A-Z-]+",
)  # fmt: skip
"""Sorts of words that another may replace."""


def changed(body: bytes, step: tuple[Any, ...], others: list[bytes]) -> bytes:
    """The body after one step: (what is done, where, with what). where: 0 to 1 of the body's length."""
    what, where, given = step
    at = int(len(body) * where)
    match what:
        case "flip":
            return body[:at] + bytes([given]) + body[at + 1 :]
        case "cut":
            return body[:at]
        case "drop":
            return body[:at] + body[at + given :]
        case "repeat":
            length, times = given
            return body[:at] + body[at : at + length] * times + body[at + length :]
        case "splice":
            other, there = others[given[0]], given[1]
            return body[:at] + other[int(len(other) * there) :]
        case "insert":
            return body[:at] + VALUES[given].encode("utf-8", "surrogatepass") + body[at:]
        case "recode":
            return body.decode("utf-8", "replace").encode(given, "replace")
        case "lines":
            return _swapped(body, where, given)
        case "word":
            return _reworded(body, re.compile(given[0].encode()), where, VALUES[given[1]])
    return _replaced(body, where, (*THINGS, *VALUES)[given])


def _swapped(body: bytes, one: float, other: float) -> bytes:
    lines = body.split(b"\n")
    first, second = int(len(lines) * one), int(len(lines) * other)
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _reworded(body: bytes, sort: re.Pattern[bytes], where: float, value: str) -> bytes:
    """One of the words of a sort (numbers, dates, quoted strings, values after a colon) becomes another."""
    found = [match.span() for match in sort.finditer(body[:200_000])]
    if not found:
        return body
    start, end = found[int(len(found) * where)]
    return body[:start] + value.encode("utf-8", "surrogatepass") + body[end:]


def _replaced(body: bytes, where: float, thing: Any) -> bytes:
    """One value of the JSON, or of a page's first JSON-LD, becomes a value of another sort."""
    if found := re.search(rb"<script[^>]*ld\+json[^>]*>(.*?)</script>", body[:300_000], re.DOTALL):
        return body[: found.start(1)] + _with(found[1], where, thing) + body[found.end(1) :]
    return _with(body, where, thing)


def _with(text: bytes, where: float, thing: Any) -> bytes:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    places: list[tuple[Any, Any]] = []
    reached: list[Any] = [data]
    while reached and len(places) < 20_000:
        now = reached.pop()
        for key, value in now.items() if isinstance(now, dict) else enumerate(now) if isinstance(now, list) else ():
            places.append((now, key))
            reached.append(value)
    if not places:
        return json.dumps(thing).encode()
    holder, key = places[int(len(places) * where)]
    holder[key] = [holder[key]] if thing == "[]" else thing
    return json.dumps(data).encode("utf-8", "surrogatepass")


def changes(others: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """Any one step. others: how many bodies there are from which a part may come."""
    where = st.floats(0, 1, exclude_max=True, allow_nan=False)
    value = st.integers(0, len(VALUES) - 1)
    length = st.integers(1, 2_000)
    given = {
        "thing": st.integers(0, len(THINGS) + len(VALUES) - 1),
        "word": st.tuples(st.sampled_from(SORTS), value),
        "insert": value,
        "drop": length,
        "repeat": st.tuples(length, st.integers(2, 200)),
        "flip": st.integers(0, 255),
        "lines": where,
        "cut": st.none(),
        "splice": st.tuples(st.integers(0, others - 1), where),
        "recode": st.sampled_from(CODECS),
    }
    return st.one_of(*(st.tuples(st.just(name), where, strategy) for name, strategy in given.items()))
