"""The answers of a geocoder, kept in one file; an address stands in it as a digest only."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from crawlers import keep

FILE = "var/geocoder.json"
"""Beside the city file."""

AGAIN = {"none": dt.timedelta(days=90), "failed": dt.timedelta(days=1)}
"""When an address is asked for once more: where the geocoder knew none; where it did not answer, doubled each time."""

_LONGEST_DOUBLING = 5


class Known(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of asking for one address.

    state: found; none (it knows none, or none that is precise and in the city); failed (no answer that can be read).
    at: aware UTC, when it was asked last. tries: how often in a row it failed. latitude, longitude: degrees WGS 84.
    """

    state: Literal["found", "none", "failed"]
    at: dt.datetime
    tries: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    attribution: str = ""

    def due(self, now: dt.datetime) -> bool:
        """Whether it may be asked for again."""
        if self.state == "found":
            return False
        wait = AGAIN[self.state] * 2 ** min(max(self.tries - 1, 0), _LONGEST_DOUBLING)
        return bool(now >= self.at + wait)


class Kept:
    """All answers by the digest of what was asked."""

    def __init__(self, known: Mapping[str, Known] | None = None) -> None:
        self.known = dict(known or {})

    def find(self, address: str, postcode: str | None, country: str) -> tuple[float, float] | None:
        """Latitude and longitude of an address, where they were found; nobody is asked."""
        one = self.known.get(digest(address, postcode, country))
        return (one.latitude, one.longitude) if one and one.state == "found" else None

    def attributions(self) -> tuple[str, ...]:
        """Whom the geocoder asks to name for what it found; sorted, each once."""
        return tuple(
            sorted({one.attribution for one in self.known.values() if one.state == "found" and one.attribution})
        )

    def mark(self) -> bytes:
        """Equal as long as the positions are: what was asked in vain changes nothing that a draft means."""
        found = sorted((key, one.latitude, one.longitude) for key, one in self.known.items() if one.state == "found")
        return hashlib.sha256(msgspec.json.encode(found)).digest()


def load(path: Path) -> Kept:
    """The kept answers; none where there is no file or it cannot be read, as they can be asked for again."""
    try:
        return Kept(msgspec.json.decode(path.read_bytes(), type=dict[str, Known]))
    except (OSError, msgspec.DecodeError):
        return Kept()


def save(kept: Kept, path: Path) -> None:
    """Writes the answers beside the file first, so that a run which is killed leaves what there was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keep.write_whole(path, [msgspec.json.encode(kept.known, order="sorted")])


def digest(address: str, postcode: str | None, country: str) -> str:
    """What an address is kept under: the same however its capitals, stops and spaces are written."""
    plain = re.sub(r"[\W_]+", " ", f"{address} {postcode or ''}".casefold()).strip()
    return hashlib.sha256(f"{plain}|{country}".encode()).hexdigest()[:32]
