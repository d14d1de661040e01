"""Files that pages load: content-hashed names, so that a browser may keep them for ever."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from indexer.values.topics import INTERESTS
from portal import art, colour
from portal.file import File
from portal.settings import PortalSettings

STATIC = Path(__file__).parent / "static"
_REMARK, _ROOM = re.compile(rb"/\*.*?\*/", re.DOTALL), re.compile(rb"\s*([{};,])\s*")
_COMMENT = re.compile(rb"^[ \t]*(//.*\n|\n)?", re.MULTILINE)


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
        for sheet in ("embed-maker.css", "data.css", "playlist.css", "sheet.css"):
            assets.add(sheet, (STATIC / sheet).read_bytes())
        alone = (STATIC / "embed.css").read_text("utf-8")  # in other sites' frames, without the portal's own
        assets.add("embed.css", (colour.schemes(settings.site.colour) + alone).encode())
        assets.add("plan.css", (STATIC / "plan" / "plan.css").read_bytes())
        for script in sorted(STATIC.glob("*.js")):
            assets.add(script.name, script.read_bytes())
        for name, file in modules("plan").items():
            assets._files[f"plan/{name}"] = file
        for name, svg in art.sprites():
            assets.add(name, svg.encode())
        return assets

    def add(self, name: str, body: bytes) -> str:
        """Takes a file in and returns its path from the root of the portal. Of a style only what browsers read."""
        stem, dot, extension = name.rpartition(".")
        if extension == "css":
            body = _ROOM.sub(rb"\1", _REMARK.sub(b"", body))
        path = f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{extension}"
        self._files[name] = File(path, body)
        return path

    def take(self, file: File) -> None:
        """Takes in a file that has its path already; the same one again is no other."""
        self._files.setdefault(file.path, file)

    def path(self, name: str) -> str:
        """The path of a file from the root of the portal. Raises KeyError for a name nobody added."""
        return self._files[name].path

    def files(self) -> Iterator[File]:
        """Every file taken in, by name."""
        for name in sorted(self._files):
            yield self._files[name]


def modules(folder: str) -> dict[str, File]:
    """The modules of static/<folder> by name, without what they say to their readers and how they are indented. They
    name one another, so they share one hash in the name of their folder."""
    found = {path.name: _COMMENT.sub(b"", path.read_bytes()) for path in sorted((STATIC / folder).glob("*.js"))}
    digest = hashlib.sha256(b"\0".join(found.values())).hexdigest()[:10]
    return {name: File(f"assets/{folder}.{digest}/{name}", body) for name, body in found.items()}


def _classes() -> str:
    """What an inline style would say, as classes, since the pages allow none: an interest's hue, a bar's length."""
    hues = "".join(f".h-{interest.key}{{--h:{interest.hue}}}" for interest in INTERESTS)
    return hues + "".join(f".v{n}{{--v:{n * 5}%}}" for n in range(21)) + "\n"
