"""Files that pages load: content-hashed names, so that a browser may keep them for ever."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from indexer.values.topics import INTERESTS
from portal import art, colour
from portal.file import File
from portal.settings import PortalSettings

STATIC = Path(__file__).parent / "static"


class Assets:
    """Name to hashed path: "portal.css" is published as "assets/portal.3f2a9c01.css"."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    @classmethod
    def of(cls, settings: PortalSettings) -> Self:
        """The style with the city's colours, the scripts at the top of static/, and the drawings."""
        assets = cls()
        style = (STATIC / "portal.css").read_text("utf-8")
        assets.add("portal.css", (colour.tokens(settings.site.colour) + _classes() + style).encode())
        for script in sorted(STATIC.glob("*.js")):
            assets.add(script.name, script.read_bytes())
        for name, svg in art.sprites():
            assets.add(name, svg.encode())
        return assets

    def add(self, name: str, body: bytes) -> str:
        """Takes a file in and returns its path from the root of the portal."""
        stem, dot, extension = name.rpartition(".")
        path = f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{extension}"
        self._files[name] = File(path, body)
        return path

    def path(self, name: str) -> str:
        """The path of a file from the root of the portal. Raises KeyError for a name nobody added."""
        return self._files[name].path

    def files(self) -> Iterator[File]:
        """Every file taken in, by name."""
        for name in sorted(self._files):
            yield self._files[name]


def _classes() -> str:
    """What an inline style would say, as classes, since the pages allow none: an interest's hue, a bar's length."""
    hues = "".join(f".h-{interest.key}{{--h:{interest.hue}}}" for interest in INTERESTS)
    return hues + "".join(f".v{n}{{--v:{n * 5}%}}" for n in range(21)) + "\n"
