"""Reads patterns of weekdays among tokens: "Mondays and Thursdays", "Mon-Fri", "M/W/F", "weekends", "daily"."""

from typing import NamedTuple

from indexer.values.calendar_tokens import Token
from indexer.values.calendar_words import is_and, is_to

_WHOLE = {"daily": (0, 1, 2, 3, 4, 5, 6), "weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6)}
_BESIDE = frozenset({
    "the", "dydd", "ddydd", "nos", "dyddiau", "los", "las", "el", "la", "on", "ar", "w", "we", "bob", "every", "each",
    "do", "a", "al", "morning", "afternoon", "evening", "mornings", "afternoons", "evenings", "nights",
})  # fmt: skip


class Group(NamedTuple):
    """The days of the week that a session meets on. days: 0 is Monday, in order. begin, end: tokens.

    many: the words are of many such days ("Mondays", "every Monday").
    torn: "ہر ہفتہ" is every week as well as every Saturday.
    """

    days: tuple[int, ...]
    begin: int
    end: int
    many: bool
    torn: bool = False


def group_at(row: list[Token], place: int, *, language: str) -> Group | None:
    """The weekdays that are named from this token on; None where none is."""
    token = row[place]
    if token.kind in _WHOLE:
        return Group(_WHOLE[token.kind], place, place + 1, True)
    if token.kind == "letters":
        return Group(token.value, place, place + 1, True)
    if token.kind != "weekday":
        return None
    every = bool(place) and (row[place - 1].kind == "every" or (place > 1 and row[place - 2].kind == "every"))
    many = token.value.many or every
    segments = [[token.value.number]]
    spans = 0
    end = place + 1
    while end + 1 < len(row):
        to = is_to(row[end], language) and row[end].text != "until"
        if not to and not is_and(row[end], language) and row[end].text not in {"or", "lub", "o", "neu", "یا"}:
            break
        following = end + 1
        while following < len(row) and following - end < 4 and _is_beside(row[following]):
            following += 1
        if following >= len(row) or row[following].kind != "weekday" or _is_a_day(row, following, many=many):
            break
        number = row[following].value.number
        many = many or row[following].value.many
        if to and len(segments[-1]) == 1:
            segments[-1].append(number)
            spans += 1
        else:
            segments.append([number])
            spans += to
        end = following + 1
    days: set[int] = set()
    for segment in segments:
        listed = spans > 1 or len(segment) == 1
        days.update(segment if listed else _between(*segment))
    torn = language == "ur" and token.text == "ہفتہ" and every and len(days) == 1
    return Group(tuple(sorted(days)), place, end, many, torn)


def _is_beside(token: Token) -> bool:
    return token.kind in {"and", "every"} or token.text in _BESIDE


def _is_a_day(row: list[Token], place: int, *, many: bool) -> bool:
    """Whether the weekday belongs to a day of the calendar: "Mondays, Thursday 12 July"."""
    following = row[place + 1 : place + 3]
    named = len(following) == 2 and following[0].kind in {"number", "ordinal"} and following[1].kind == "month"
    return named and many


def _between(first: int, last: int) -> tuple[int, ...]:
    """The days from one to the other, over the week's end where it must be."""
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
