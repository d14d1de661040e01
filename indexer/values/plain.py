"""Words made plain for reading: lower case, one sort of dash, quote and space, digits of 0-9."""

import unicodedata

_SAME = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"\u00a0": " ", "’": "'", "＋": "+"})


def normal(words: str) -> str:
    """Lower case, one sort of dash, digits of 0-9 and single spaces."""
    plain = words.translate(_SAME).lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in plain)
    return " ".join(plain.split())
