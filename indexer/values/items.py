"""Puts tokens together into items: days, patterns of weekdays, times, months, counts, and the ties between them."""

import datetime as dt
from typing import Any, NamedTuple

from indexer.values.calendar_tokens import Token
from indexer.values.calendar_words import days_at
from indexer.values.times import span_at
from indexer.values.weekdays import group_at

_SILENT = frozenset({"apart", "length", "digits", "holiday", "zone", "rest", "half", "oclock", "prehalf"})
_TIES = frozenset({
    "irregular", "once", "term", "except", "moved", "notice", "opens", "week_of", "until", "to", "from", "every",
    "endless", "and", "vague", "beside",
})  # fmt: skip
_OF_TIME = frozenset({"number", "clock", "military", "noon", "midnight", "prehalf", "oclock"})


class Item(NamedTuple):
    """One thing said. kind: days, group, span, month, count, tie, number, word or silent. value: its own or a token."""

    kind: str
    value: Any


class Month(NamedTuple):
    """A month that is named without a day. vague: "early", "mid" or "end of" it."""

    number: int
    year: int | None
    vague: bool


def items_of(row: list[Token], *, language: str, country: str, today: dt.date) -> list[Item]:
    """The items in the order of the words."""
    items: list[Item] = []
    place = 0
    while place < len(row):
        item, place = _item_at(row, place, items, language, country, today)
        items.append(item)
    return items


def _item_at(
    row: list[Token], place: int, before: list[Item], language: str, country: str, today: dt.date
) -> tuple[Item, int]:
    token = row[place]
    pattern = token.kind == "weekday" and (token.value.many or (place > 0 and row[place - 1].kind == "every"))
    if not pattern and token.kind in {"weekday", "iso", "numeric", "slash", "number", "ordinal", "month", "clock"}:
        days = days_at(row, place, language=language, country=country, today=today)
        if days:
            return Item("days", days), days.end
    if token.kind in {"weekday", "letters", "daily", "weekdays", "weekends"}:
        group = group_at(row, place, language=language)
        if group:
            return Item("group", group), group.end
    if token.kind in _OF_TIME or token.text == "las":
        span = span_at(row, place, language=language, after_day=_is_after_day(before))
        if span:
            return Item("span", span), span.stop
    if token.kind == "month":
        vague = place > 0 and (
            row[place - 1].kind == "vague"
            or (row[place - 1].text == "-" and place > 1 and row[place - 2].text == "mid")
        )
        year = place + 1
        while year < len(row) and year - place < 3 and row[year].text in {",", "de", "del"}:
            year += 1
        if year < len(row) and row[year].kind == "year":
            return Item("month", Month(token.value.number, row[year].value, vague)), year + 1
        return Item("month", Month(token.value.number, None, vague)), place + 1
    if token.kind == "count":
        return Item("count", token), place + 1
    if token.kind in _TIES:
        return Item("tie", token), place + 1
    if token.kind in {"number", "ordinal"}:
        return Item("number", token), place + 1
    return Item("silent" if token.kind in _SILENT else "word", token), place + 1


def _is_after_day(before: list[Item]) -> bool:
    for item in reversed(before[-2:]):
        if item.kind in {"days", "group"}:
            return True
        if item.kind != "word" or item.value.text not in {",", ":"}:
            return False
    return False
