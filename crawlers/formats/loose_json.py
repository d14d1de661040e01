"""Reads JSON (RFC 8259) as APIs really write it, where what is wrong has one meaning."""

import json
import math
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def loads(text: str) -> Any:
    """The value. Raises ValueError for what is no JSON, or nests too deep.

    Control characters may stand in texts; NaN, Infinity and numbers beyond a float's range are null; half a surrogate
    pair is U+FFFD. Whole numbers may be of any length.
    """
    try:
        found = json.loads(text.lstrip("\ufeff"), strict=False, parse_constant=lambda _: None, parse_float=_finite)
        return _whole(found) if "\\ud" in text.lower() else found
    except RecursionError:
        raise ValueError("it nests too deep") from None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(value: Any) -> Any:
    """The value with no half of a pair in its texts, which could be written nowhere."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value
