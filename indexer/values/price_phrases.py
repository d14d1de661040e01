"""Finds a price in a title or a text where the wording is explicit: "Free event", "Cost: $10", "£5 per session"."""

import re

from indexer.opportunity import Price
from indexer.values import prices
from indexer.values.reading import INFERRED, Read, doubt

_THING = r"(?:event|session|workshop|class|course|activity|club|drop-?in|programme|program|entry|admission)s?"
_END = (
    r"(?=\s*(?:[.,;:!)•|\n–-]|$|for (?:all|everyone)\b|open to (?:all|everyone)|on |in |at |where |that "
    r"|which |will |led ))"
)
_NO_PRICE = r"(?:play|time|choice|form|style|range|swim|skate|throws?|speech|software|weights?|standing|movement)"
"""What "free" says something else of than what it costs."""
_FREE = re.compile(
    rf"\b(?:free,? (?!{_NO_PRICE}\b)(?:\w+,? ){{0,2}}{_THING}{_END}|free of charge{_END}"
    rf"|(?:participation|attendance|(?:this|the|our|all(?: of)?(?: our| these)?|each)? ?{_THING})(?: in all"
    rf" events)? (?:is|are) "
    rf"(?:completely |entirely |totally |always |all )?free(?: of charge)?{_END})"
    r"|(?:^|[.!•|\n(]\s{0,4})(?:cost: ?|price: ?)?free(?=\s*(?:[.!•|\n)]|$))"
    r"|\bam ddim\b(?=\s*(?:[.!•|\n)]|$))",
    re.IGNORECASE,
)
_OTHER_THINGS = re.compile(r"\b(?:about|of|other|more|many|find|finding|to|through|upcoming|like)\s+$", re.IGNORECASE)
_NOT_FOR_ALL = re.compile(
    r"\b(?:members?|residents?|if|with|when|under|children|eligible|first|trial|taster|unless|funded"
    r"|card ?holders?|students)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:cost|price|fee|admission|tickets|entry|pris|قیمت|فیس)(?: ?(?:is|are)|:| -)? ?(?:only |just |from"
    r" )?(?=[£€$]\s?\d)[^\n.;•|!]{1,60}(?:\.\d\d[^\n.;•|!]{0,40})*",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"[£€$]\s?\d[\d,]*(?:\.\d\d)? ?(?:per|a|an|each|/) ?(?:session|class|week|course|person|child|day|term"
    r"|workshop|lesson)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[£€$]\s?\d|\d\s?€")


def find(words: str | None, *, country: str) -> Read[Price]:
    """A price that a title or text states beyond doubt; unknown where it names several or ties it to a condition."""
    if not words:
        return Read()
    words = words[:6000]
    money = any(sign in words for sign in "£€$") and _MONEY.search(words)
    free = _free(words)
    if free and not money:
        read = prices.read("free", country=country).price
        return Read(value=read.value, words=free, inferred=True, confidence=INFERRED)
    if not money or free:
        return Read(words=free, doubts=doubt("price", free, "the text names free and an amount")) if free else Read()
    phrases = [found[0].strip(" ,:") for pattern in (_LABELLED, _MEASURED) for found in pattern.finditer(words)]
    found = {
        read.value: phrase for phrase in reversed(phrases) if (read := prices.read(phrase, country=country).price).value
    }
    stated = len(_MONEY.findall(words))
    if len(found) == 1:
        value, phrase = next(iter(found.items()))
        if stated == len(_MONEY.findall(phrase)):
            return Read(value=value, words=phrase, inferred=True, confidence=INFERRED)
    if phrases:
        return Read(words=phrases[0], doubts=doubt("price", ", ".join(phrases), "the text names several amounts"))
    return Read()


def _free(words: str) -> str | None:
    lower = words.lower()
    if "free" not in lower and "am ddim" not in lower:
        return None
    for found in _FREE.finditer(words):
        if _OTHER_THINGS.search(words[max(0, found.start() - 20) : found.start()]):
            continue
        begin = max((words.rfind(mark, 0, found.start()) for mark in (". ", "! ", "\n")), default=-1)
        end = re.compile(r"[.!\n]|$").search(words, found.end(), min(len(words), found.end() + 80))
        if not _NOT_FOR_ALL.search(words[max(0, begin, found.start() - 80) : end.start() if end else found.end() + 80]):
            return found[0].strip(" .!•|(\n")
    return None
