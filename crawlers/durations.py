"""Reads the spans of time of a city file: "250ms", "6h", "30d"."""

import datetime as dt
import re

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d|w)\s*")


def span(words: str) -> dt.timedelta:
    """A span such as "1s" or "30d". Raises ValueError with the accepted forms."""
    found = _SPAN.fullmatch(words)
    if not found:
        raise ValueError(f"{words!r} is no span of time; write a number and ms, s, m, h, d or w, such as '6h'")
    return dt.timedelta(seconds=float(found[1]) * _UNITS[found[2]])
