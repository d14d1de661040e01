"""A source's last crawls in one line: how many listings each brought, and which were refused."""

from collections.abc import Sequence

from indexer.quality.history import Past

BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN = "12345678"
NOTHING, REFUSED, ERROR = "·", "×", "!"
_PLAIN_MARKS = {NOTHING: "0", REFUSED: "x", ERROR: "!"}
LEVELS = len(BLOCKS)


def level(count: int, most: int) -> int:
    """How high a count stands among others, 1 to LEVELS; 0 only for none."""
    return min(LEVELS, 1 + (count - 1) * LEVELS // most) if count > 0 and most else 0


def line(past: Sequence[Past], *, plain: bool = False) -> str:
    """One letter a crawl, oldest first. past: newest first. plain: in ASCII, for terminals that have no more.

    A refused crawl is a cross, one that read nothing an exclamation mark, a believed one without listings a dot.
    """
    most = max((one.drafts for one in past if one.verdict != "refused"), default=0)
    return "".join(_letter(one, most, plain) for one in reversed(past))


def _letter(one: Past, most: int, plain: bool) -> str:
    if one.verdict == "refused":
        mark = ERROR if one.failed else REFUSED
    elif not one.drafts:
        mark = NOTHING
    else:
        return (_PLAIN if plain else BLOCKS)[level(one.drafts, most) - 1]
    return _PLAIN_MARKS[mark] if plain else mark
