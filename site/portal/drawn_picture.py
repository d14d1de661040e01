"""Draws a share picture: lines of large words on an interest's colours, with stones of its mosaic; a small PNG."""

import math
import random
import struct
import zlib
from functools import cache, lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from portal.words import HUES

WIDTH, HEIGHT = 1200, 630
_SIDE = 210
_COLUMNS = 2
_MARGIN = 64
_ROOM = WIDTH - _COLUMNS * _SIDE - 2 * _MARGIN
_LARGE, _SMALL = 112, 40
_TOPS = (172, 318, 464)
_FINER = 3
"""The mosaic is drawn larger and made smaller, so that its arcs are smooth."""
_COLOURS, _SHADES = 10, 6
_NO_HUE = 85
_INK = (23, 28, 40)
_STEPS = {
    "p": (0.95, 0.03, 0),
    "q": (0.86, 0.085, 0),
    "r": (0.65, 0.165, 0),
    "s": (0.37, 0.105, -6),
    "t": (0.87, 0.125, 75),
}
"""Lightness, chroma and turn of the hue (oklch), as portal.css has them for the light scheme."""


def drawn(topic: str, title: str, lines: tuple[str, ...]) -> bytes:
    """PNG of WIDTH × HEIGHT; the same bytes for the same words. title: small, above the lines; "" leaves one out.

    It is put together from bands that were compressed by themselves, since many pictures have the same ones.
    """
    said = (title, *filter(None, lines), *[""] * len(_TOPS))[: len(_TOPS) + 1]
    bands = [_band(topic, number, words) for number, words in enumerate(said)]
    checksum = 1
    for band in bands:
        checksum = _joined(checksum, band)
    data = b"\x78\x01" + b"".join(band.deflated for band in bands) + b"\x03\x00" + checksum.to_bytes(4, "big")
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    palette = bytes((_ground(topic).getpalette() or [])[: (_COLOURS + _SHADES) * 3])
    chunks = (b"IHDR", head), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


class _Band(NamedTuple):
    """Rows of a picture as blocks of deflate (RFC 1951) that end on a byte; their Adler-32 and size before."""

    deflated: bytes
    adler: int
    size: int


@lru_cache(maxsize=4096)
def _band(topic: str, number: int, words: str) -> _Band:
    """number: 0 for the title, then a line each."""
    tops = (0, *_TOPS, HEIGHT)
    band = _ground(topic).crop((0, tops[number], WIDTH, tops[number + 1]))
    _write(band, words, _LARGE if number else _SMALL, 0 if number else _MARGIN)
    packed, wide = band.tobytes("raw", "P;4"), WIDTH // 2
    rows = b"".join(b"\0" + packed[at : at + wide] for at in range(0, len(packed), wide))
    deflate = zlib.compressobj(6, wbits=-15)
    return _Band(deflate.compress(rows) + deflate.flush(zlib.Z_FULL_FLUSH), zlib.adler32(rows), len(rows))


def _joined(checksum: int, band: _Band) -> int:
    """Adler-32 of what came before with the band after it (RFC 1950, 8.2)."""
    one, two, most = checksum & 0xFFFF, checksum >> 16, 65521
    first = (one + (band.adler & 0xFFFF) - 1) % most
    second = (two + (band.adler >> 16) + band.size * (one - 1)) % most
    return second << 16 | first


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def drawable(words: str) -> bool:
    """Whether the font has every letter."""
    return all(_has(letter) for letter in words)


@cache
def _has(letter: str) -> bool:
    font = _font(_SMALL)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("expected a Pillow with FreeType, which its wheels have; install one of these")
    return font


def _write(picture: Image.Image, words: str, size: int, top: int) -> None:
    """Makes the words smaller where they would not fit."""
    if words:
        indices, where = _written(words, size)
        picture.paste(indices, (_MARGIN, top), where)


@lru_cache(maxsize=512)
def _written(words: str, size: int) -> tuple[Image.Image, Image.Image]:
    """The words in the shades between ground and ink, and where they are."""
    wide = _font(size).getlength(words)
    fitting = min(size, int(size * (_ROOM - 8) / wide))
    bold = fitting // 36
    font = _font(fitting)
    grey = Image.new("L", (_ROOM, size + 24))
    ImageDraw.Draw(grey).text(
        (bold, (size + 24) // 2), words, 255, font, anchor="lm", stroke_width=bold, stroke_fill=255
    )
    box = grey.getbbox() or (0, 0, 1, 1)
    grey = grey.crop((0, 0, box[2], grey.height))
    shades = grey.point([_COLOURS + v * (_SHADES - 1) // 255 for v in range(256)])
    return shades, grey.point([255 if v > 18 else 0 for v in range(256)])


@cache
def _ground(topic: str) -> Image.Image:
    """With a palette: the mosaic's colours, then the shades from the ground to the ink."""
    colours = {key: _rgb(*step, HUES.get(topic, _NO_HUE)) for key, step in _STEPS.items()}
    paper = colours["p"]
    large = Image.new("RGB", (_COLUMNS * _SIDE * _FINER, HEIGHT * _FINER), paper)
    _mosaic(ImageDraw.Draw(large), topic, colours)
    whole = Image.new("RGB", (WIDTH, HEIGHT), paper)
    whole.paste(large.resize((_COLUMNS * _SIDE, HEIGHT), Image.Resampling.BOX), (WIDTH - _COLUMNS * _SIDE, 0))
    ground = whole.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    own = (ground.getpalette() or [])[: _COLOURS * 3]
    own += [0] * (_COLOURS * 3 - len(own))
    for shade in range(_SHADES):
        share = shade / (_SHADES - 1)
        own += [round(a + (b - a) * share) for a, b in zip(paper, _INK, strict=True)]
    ground.putpalette(own)
    return ground


def _mosaic(draw: ImageDraw.ImageDraw, topic: str, colours: dict[str, tuple[int, int, int]]) -> None:
    """A stone a tile: a quarter disc, a disc, a ring or a half, turned as the interest's name says."""
    pick = random.Random(topic)  # noqa: S311  -- arranges drawings, guards nothing
    side, order = _SIDE * _FINER, list("qrstqr")
    pick.shuffle(order)
    for number, ground in enumerate(order):
        x, y = number % _COLUMNS * side, number // _COLUMNS * side
        first, second = pick.sample([key for key in "prst" if key != ground], 2)
        draw.rectangle((x, y, x + side, y + side), colours[ground])
        kind, turn = pick.choice(("quarter", "quarter", "disc", "halves")), pick.randrange(4)
        if kind == "disc":
            draw.ellipse((x + side // 8, y + side // 8, x + side * 7 // 8, y + side * 7 // 8), colours[first])
            draw.ellipse((x + side // 3, y + side // 3, x + side * 2 // 3, y + side * 2 // 3), colours[second])
        elif kind == "halves":
            for top, colour in ((y, first), (y + side // 2, second)):
                draw.pieslice((x, top, x + side, top + side), 180, 360, colours[colour])
        else:
            corner = x + side * (turn in (1, 2)), y + side * (turn in (2, 3))
            for radius, colour in ((side, first), (side // 2, second)):
                around = (corner[0] - radius, corner[1] - radius, corner[0] + radius, corner[1] + radius)
                draw.pieslice(around, turn * 90, turn * 90 + 90, colours[colour])


def _rgb(lightness: float, chroma: float, turn: float, hue: float) -> tuple[int, int, int]:
    """oklch to sRGB (CSS Color 4, 10.2), cut off where a screen has no such colour."""
    angle = math.radians(hue + turn)
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (round(255 * _encoded(min(1.0, max(0.0, c)))) for c in linear)
    return red, green, blue


def _encoded(c: float) -> float:
    return c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
