"""Draws the interests at build time: mosaics of small pictures, one set per interest, arranged by a variant's number.

A sprite file holds the variants v0 … v7 (7 × 2 tiles) and t (4 × 2, for a tile of the home page). Colours are custom
properties p q r s t, light to deep and an accent; CSS makes them from the interest's hue in either scheme.
"""

import random
from collections.abc import Iterator

from indexer.values.topics import INTERESTS
from portal.motifs import MOTIFS, STONE

VARIANTS = 8
_CALM = 0.3
_SIDE = 48
_ROWS, _COLUMNS, _TILE_COLUMNS = 2, 7, 4
_GROUNDS = (
    ("p", "r", "s"),
    ("q", "s", "r"),
    ("r", "p", "s"),
    ("s", "q", "t"),
    ("t", "s", "p"),
    ("p", "s", "t"),
    ("q", "r", "p"),
)
"""Ground, first and second colour of a tile; neighbours in the list read well apart."""


def variant(opportunity_id: str) -> int:
    """Which of the drawings an opportunity has; the search's script counts the same way."""
    number = 0
    for letter in opportunity_id:
        number = (number * 31 + ord(letter)) % 65536
    return number % VARIANTS


def sprites() -> Iterator[tuple[str, str]]:
    """(file name, SVG) for each interest, for none, for the tiles of them all, and the portal's mark."""
    for key in MOTIFS:
        body = "".join(_symbol(f"v{n}", key, n, _COLUMNS) for n in range(VARIANTS))
        yield f"art-{key}.svg", _file(body)
    yield "art-tiles.svg", _file("".join(_symbol(i.key, i.key, 99, _TILE_COLUMNS) for i in INTERESTS))
    yield "mark.svg", _MARK


def _file(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'


def _symbol(name: str, key: str, number: int, columns: int) -> str:
    size = f"0 0 {columns * _SIDE} {_ROWS * _SIDE}"
    drawn = _mosaic(key, number, columns)
    return f'<symbol id="{name}" viewBox="{size}" preserveAspectRatio="xMidYMid slice">{drawn}</symbol>'


def _mosaic(key: str, number: int, columns: int) -> str:
    """One large picture over both rows, small ones around it; no ground beside the same ground."""
    pick = random.Random(f"{key}-{number}")  # noqa: S311  -- arranges drawings, guards nothing
    pictures = MOTIFS[key]
    hero = number % len(pictures)
    at = pick.randrange(1, columns - 2) if columns > _TILE_COLUMNS else pick.choice((0, 2))
    small = [p for n, p in enumerate(pictures) if n != hero]
    parts: list[str] = []
    order: list[str] = []
    grounds: dict[tuple[int, int], str] = {}
    for column in range(columns):
        for row in range(_ROWS):
            if at <= column < at + 2:
                grounds[column, row] = "hero"
                continue
            beside = {grounds.get((column - 1, row)), grounds.get((column, row - 1))}
            colours = pick.choice([c for c in _GROUNDS if c[0] not in beside])
            grounds[column, row] = colours[0]
            order = order or pick.sample(small, len(small))
            picture = STONE if pick.random() < _CALM else order.pop()
            parts.append(_tile(picture, colours, column * _SIDE, row * _SIDE, pick.choice((0, 90, 180, 270))))
    colours = _GROUNDS[(number * 2 + len(key)) % len(_GROUNDS)] if number != 99 else _GROUNDS[len(key) % 4]
    parts.append(_tile(pictures[hero], colours, at * _SIDE, 0, None))
    return "".join(parts)


def _tile(picture: str, colours: tuple[str, str, str], x: int, y: int, turn: int | None) -> str:
    """turn: degrees for a stone, which alone looks well any way round; None for the large picture."""
    ground, first, second = (f"var(--{c})" for c in colours)
    drawn = picture.replace("@1", first).replace("@2", second).replace("@0", ground)
    if picture == STONE and turn:
        drawn = f'<g transform="rotate({turn} 24 24)">{drawn}</g>'
    grow = " scale(2)" if turn is None else ""
    return f'<g transform="translate({x} {y}){grow}"><path fill="{ground}" d="M0 0h48.3v48.3H0z"/>{drawn}</g>'


_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0e1420"/>'
    '<path fill="#fff" d="M6 17a3 3 0 0 1 6 0v9H6zM13 6h6v20h-6zM20 26V13a6 6 0 0 1 6 6v7z"/></svg>'
)
