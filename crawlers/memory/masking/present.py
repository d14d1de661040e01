"""Tells which of many names a text may hold, without a search for each of them.

A name stands in a text only where a run of its letters does: its longest, as a word or part of one that ends where a
letter, as a reader sees it, is none. Escapes of letters are undone for that.
"""

import html
import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import unquote

_RUN = re.compile(r"[^\W\d_]+")
_LINE_END = re.compile(r"\\[nrt]")
_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")


class Present:
    """The names, by their longest run of letters; names without any may be anywhere."""

    def __init__(self, names: Sequence[str]) -> None:
        self._by_run: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            self._by_run[max(_RUN.findall(name.lower()), key=len, default="")].append(number)

    def within(self, text: str) -> list[int]:
        """Numbers of the names that the text may hold, in their order."""
        if not self._by_run:
            return []
        found = list(self._by_run.get("", ()))
        for run in _runs(text) & self._by_run.keys():
            found += self._by_run[run]
        return sorted(found)


def _runs(text: str) -> set[str]:
    """The runs of letters of a text, as they stand and behind their escapes."""
    runs = set(_RUN.findall(text.lower()))
    if "\\" in text or "&" in text or "%" in text:
        plain = _LETTER.sub(lambda found: chr(int(found[1], 16)), _LINE_END.sub(" ", text))
        runs.update(_RUN.findall(html.unescape(plain).lower()))
        runs.update(_RUN.findall(unquote(plain).lower()))
    return runs
