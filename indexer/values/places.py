"""Reads places: name, address, postcode, position, which of the city's areas it lies in, and who may see it."""

import functools
import re
from typing import NamedTuple

import msgspec

from indexer.opportunity import Doubt, Place
from indexer.settings import IndexSettings
from indexer.values import disclosed, place_parts, positions, postcodes, text
from indexer.values.gazetteer import Gazetteer, load_gazetteer
from indexer.values.online import apart, is_online
from indexer.values.place_parts import Parts
from indexer.values.positions import position
from indexer.values.postcodes import postcode_in
from indexer.values.reading import INFERRED, LIKELY, Read, believed, doubt

__all__ = ["Gazetteer", "is_online", "load_gazetteer", "position", "postcode_in", "read"]

LONGEST_NAME = 200
"""Characters; what is longer is a text about a place and not its name."""

_RUN = re.compile(r"(\S) {3,}(?=\S)")
_WEB = re.compile(r"(?:https?://|mailto:|www\.)\S*|\S+@\S+\.\w+", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"[\s,;(]{0,3}\b(?:tel|telephone|phone|t|ph|ffôn)\b\.?:? ?\+?\d[\d ()-]{6,16}\d\)?"
    r"|[\s,;(–-]{1,3}(?:\(\d{3}\) ?\d{3}-\d{4}|(?<!\d)\d{3}[-.]\d{3}[-.]\d{4}|0\d{4} ?\d{6}"
    r"|0\d{3} \d{3} \d{4})(?!\d)\)?",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([,;nN\\])")
_NOWHERE = Place()


class _Said(NamedTuple):
    """What the words of name, address and postcode come to, before anybody looks where it lies."""

    place: Place
    confidence: float
    why: str | None
    doubts: tuple[Doubt, ...]


def read(
    name: str | None,
    *,
    address: str | None = None,
    postcode: str | None = None,
    latitude: str | None = None,
    longitude: str | None = None,
    area: str | None = None,
    gazetteer: Gazetteer,
    settings: IndexSettings,
    online: bool = False,
) -> Read[Place]:
    """Where it is. value None where nothing is said of a place, or it is said to be online only.

    The area is the city's area that the source names, else the one around the position, else that of a venue which the
    city knows by this name, else that of the postcode. A home is never exact; of a place that is not exact the read's
    words say only why. inferred: position or area come from the city's own tables or its geocoder, not from the source.
    """
    said = _said(name, address, postcode, settings.country)
    place, exact = said.place, said.place.visibility == "exact"
    lat, lon, doubts = position(latitude, longitude, settings, gazetteer)
    if lat is None and not doubts and address and (found := positions.in_words(address)):
        lat, lon, doubts = position(*found, settings, gazetteer)
    if online and not (place.name or place.address):
        lat = lon = None  # the position of an office; nobody goes there
        known, inferred, confidence = None, False, said.confidence
    else:
        known, inferred, confidence = gazetteer.named(area) if area else None, False, said.confidence
        if known is None and lat is not None and lon is not None:
            known = gazetteer.area_at(lat, lon)
        if lat is None and not doubts:
            lat, lon, known, inferred = _looked_up(place, known, gazetteer, settings)
        if known is None and place.postcode:
            known, wide = gazetteer.around_postcode(place.postcode)
            inferred = inferred or wide
            confidence = min(confidence, INFERRED if wide else LIKELY) if known else confidence
    place = msgspec.structs.replace(place, latitude=lat, longitude=lon, area=known, visibility=_seen(place, known))
    words, doubts = ", ".join(part for part in (name, address, postcode, area) if part) or None, said.doubts + doubts
    if not exact:
        words, doubts = said.why, tuple(msgspec.structs.replace(one, words="") for one in doubts)
    value = place if place != _NOWHERE else None
    made = Read(value=value, words=words, doubts=doubts, inferred=inferred, confidence=confidence)
    return believed(made, "place")


def _seen(place: Place, area: str | None) -> disclosed.Visibility:
    """A home, or an address that is told on booking, is shown by its area where that is known."""
    return place.visibility if place.visibility == "exact" else "area" if area else "on_booking"


def _looked_up(
    place: Place, known: str | None, gazetteer: Gazetteer, settings: IndexSettings
) -> tuple[float | None, float | None, str | None, bool]:
    """Position and area of a place of which the source gives no position, from what the city keeps."""
    venue = gazetteer.venue(place.name, place.postcode) if place.name else None
    if venue:
        area = venue.area or gazetteer.area_at(venue.latitude, venue.longitude)
        if known in {None, area}:
            return venue.latitude, venue.longitude, area, True
    if place.address and place.visibility == "exact":
        found = gazetteer.geocoded(place.address, place.postcode, settings.country)
        area = gazetteer.area_at(*found) if found else None
        if found and (area or not gazetteer.areas) and known in {None, area}:
            return *found, area, True
    return None, None, known, False


@functools.lru_cache(16_384)
def _said(name: str | None, address: str | None, postcode: str | None, country: str) -> _Said:
    code = postcodes.stated(postcode, country)
    doubts = doubt("postcode", postcode or "", "no postcode of the country") if _is_odd(postcode, code) else ()
    named, where = _told(name), _told(address)
    parts = place_parts.split(named.place, country) if named.place else Parts()
    if where.place:
        beside = place_parts.address(where.place, country)
        parts = _together(named.place, parts, beside)
    if parts.postcode and code and parts.postcode != code and not parts.postcode.startswith(code):
        doubts += doubt("postcode", f"{code}, {parts.postcode}", "two postcodes are stated")
    if parts.name and len(parts.name) > LONGEST_NAME:
        doubts += doubt("place", parts.name, "a text, where a place's name was expected")
        parts = parts._replace(name=None)
    visibility = max(named.visibility, where.visibility, key=("exact", "on_booking", "area").index)
    place = Place(name=parts.name, address=parts.address, postcode=code or parts.postcode, visibility=visibility)
    return _Said(place, parts.confidence, named.why or where.why, doubts)


def _is_odd(postcode: str | None, code: str | None) -> bool:
    return (
        code is None
        and any(c.isalnum() and c != "0" for c in postcode or "")
        and not disclosed.is_unsaid(postcode or "")
    )


def _together(words: str | None, named: Parts, beside: Parts) -> Parts:
    """Name and address of a source that keeps them apart; either may hold the other once more."""
    name, address = words, beside.address
    if words and address:
        if named.address and (_is_in(named.address, address) or _is_in(address, named.address)):
            first = address.partition(",")[0]
            only = "," not in words and _plain_key(words) != _plain_key(first)
            name = named.name or (words if only else None)
        address = _after(name, address) if name else address
    return Parts(name, address, beside.postcode or named.postcode, beside.confidence)


def _after(name: str, address: str) -> str:
    """The address without the name, where it begins with that and more follows than a word's ending."""
    rest = address[len(name) :]
    goes_on = rest[:1] == "," or (rest[:1] == " " and any(c.isdigit() for c in rest))
    if not address.casefold().startswith(name.casefold()) or not goes_on:
        return address
    return rest.strip(" ,-–") or address


def _is_in(part: str, whole: str) -> bool:
    return _plain_key(part) in _plain_key(whole)


def _plain_key(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()


def _told(words: str | None) -> disclosed.Told:
    """The words as one line, without the internet and without what says who may see them."""
    line = _line(words)
    if line is None:
        return disclosed.Told(None, "exact", None)
    at = apart(line).place
    told = disclosed.told(at) if at else disclosed.Told(None, "exact", None)
    return told._replace(place=_tidy(told.place))


def _line(words: str | None) -> str | None:
    if not words or not words.strip():
        return None
    if "\\" in words:
        words = _ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], words)
    words = words[:600]
    if digits := sum(c.isdigit() for c in words):
        words = positions.without(words)
        words = _TELEPHONE.sub("", words) if digits > 6 else words
        words = _RUN.sub(r"\1, ", words)
    cleaned = text.clean(words)
    return ", ".join(part.strip(" ,") for part in cleaned.split("\n") if part.strip(" ,")) or None


def _tidy(words: str | None) -> str | None:
    if not words or _WEB.fullmatch(words.strip()):
        return None
    words = re.sub(r"(?:\s*,){2,}\s*", ", ", words).strip(" ,").removeprefix("@").strip()
    words = re.sub(r",\s+([-–])\s+(?=\d)", r" \1 ", words)
    return None if disclosed.is_unsaid(words) else words
