"""The picture that is shown where a page is shared (Open Graph): when, for whom, what it costs, and the interest.

It holds no title, no place and nobody's name: so nothing hidden can be in it, and what is equal shares one file. The
letters are those of the font that Pillow brings, which has few beyond A to Z: a line that it cannot draw is told in
numbers, or left out, and never in empty boxes. The whole sentence is in the words that go with the picture.
"""

from pathlib import Path
from typing import NamedTuple

import PIL

from indexer.opportunity import Ages, Price
from portal import drawn_picture, words
from portal.assets import Assets
from portal.drawn_picture import HEIGHT, WIDTH, drawable, drawn
from portal.file import File
from portal.gather import Entry
from portal.i18n import Language
from portal.made_of import digest
from portal.settings import PortalSettings

_LETTERS = str.maketrans(
    {"–": "-", "—": "-", "£": "GBP ", "€": "EUR ", "\u00a0": " ", "\u202f": " ", "\u2066": "", "\u2069": ""}
)
_LONG = 34


class Shared(NamedTuple):
    """url: absolute. width, height: in pixels. alt: what the picture says, in the page's language."""

    url: str
    width: int
    height: int
    alt: str


class SharePictures:
    """Takes a file into the assets for each different picture; it is drawn when its bytes are asked for."""

    def __init__(self, settings: PortalSettings, assets: Assets) -> None:
        """assets: those of the pages that name the pictures."""
        self._base = settings.site.url.rstrip("/")
        self._title = next(filter(None, (_plain(settings.site.title), _plain(settings.name))), "")
        self._assets = assets
        ours = [Path(module).read_bytes() for module in (__file__, str(drawn_picture.__file__))]
        self._made_with = digest(ours, PIL.__version__, words.HUES)

    def picture(self, entry: Entry, topic: str, day: str, language: Language) -> Shared:
        """topic: an interest's key or "none". day: the day in words, as the page has it."""
        session, ages = entry.session, entry.opportunity.ages
        price = session.price if session else None
        who, cost = words.ages(ages, language), words.price(price, language)
        lines = (
            _plain(day) or (entry.day.isoformat() if entry.day else ""),
            _plain(who) or _years(ages),
            _plain(cost) or _amount(price),
        )
        made_of = digest(self._made_with, topic, self._title, lines)
        path = f"assets/share/{made_of[:16]}.png"
        title = self._title
        self._assets.take(File(path, lambda: drawn(topic, title, lines), made_of))
        said = language.comma.join(filter(None, (words.topic(topic, language), day, who, cost)))
        return Shared(f"{self._base}/{path}", WIDTH, HEIGHT, said)


def _plain(said: str) -> str:
    """The words as the picture can draw them; "" where it cannot, or where they are too long to be read small."""
    plain = " ".join(said.translate(_LETTERS).split())
    return plain if len(plain) <= _LONG and drawable(plain) else ""


def _years(ages: Ages | None) -> str:
    if ages is None or ages.low is None:
        return ""
    return f"{ages.low}+" if ages.high is None else f"{ages.low}-{ages.high}"


def _amount(price: Price | None) -> str:
    if price is None or price.donation:
        return ""
    low = f"{price.low:f}"
    return f"{price.currency} {low}" + (f"-{price.high:f}" if price.high not in (None, price.low) else "")
