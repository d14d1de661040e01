"""A fingerprint of everything that decides what a draft means, so that kept drafts are read again when it changes."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from crawlers.source import Source
from indexer.geocoding import kept as geocoded
from indexer.settings import IndexSettings

_PARTS = ("dateparser", "ftfy", "nh3")


@cache
def code() -> str:
    """Of this folder's code and word lists, and of the parts that read words."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not {"__pycache__", "migrations"} & set(path.relative_to(folder).parts)
            and path.suffix != ".md"
        ):
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes())
    for part in _PARTS:
        digest.update(f"{part} {metadata.version(part)}\n".encode())
    return digest.hexdigest()[:16]


def fingerprint(source: Source, settings: IndexSettings) -> str:
    """Of the code, of the settings with the files that they name, and of what the city file says of the source."""
    digest = hashlib.sha256(code().encode())
    said = (source.provider, source.url, source.timezone, source.language, source.defaults)
    digest.update(
        msgspec.json.encode([said, msgspec.structs.replace(settings, folder=Path())], enc_hook=str, order="sorted")
    )
    if settings.areas:
        for name in (settings.areas.file, settings.areas.postcodes, settings.areas.venues):
            path = settings.folder / name if name else None
            if path and path.is_file():
                digest.update(path.read_bytes())
    if settings.geocoder:
        digest.update(geocoded.load(settings.folder / geocoded.FILE).mark())
    return digest.hexdigest()[:16]
