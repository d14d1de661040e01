"""Reads places: name, address, postcode, position, and which of the city's areas it lies in."""

import functools
import re

from indexer.opportunity import Doubt, Place
from indexer.settings import IndexSettings
from indexer.values import text
from indexer.values.gazetteer import Gazetteer, load_gazetteer
from indexer.values.online import is_online, says_only_online
from indexer.values.reading import Read, doubt

__all__ = ["Gazetteer", "is_online", "load_gazetteer", "position", "postcode_in", "read"]

_POSTCODES = {
    "GB": re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b", re.IGNORECASE),
    "US": re.compile(r"(?:\b[A-Z]{2}\.?,?\s+|(?:^|[,\n])\s*)(\d{5}(?:-\d{4})?)(?=\s*(?:$|[\n,(]|USA|United States))"),
    "CA": re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z])[ -]?(\d[A-Z]\d)\b", re.IGNORECASE),
    "IE": re.compile(r"\b([AC-FHKNPRTV-Y]\d[\dW])\s?([\dAC-FHKNPRTV-Y]{4})\b", re.IGNORECASE),
}
_PLAIN_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{2,9}", re.IGNORECASE)
_IN_WORDS = re.compile(r"\(\s*(-?\d{1,3}\.\d{3,}),\s*(-?\d{1,3}\.\d{3,})\s*\)")
_NOT_STATED = re.compile(
    r"(?:(?:venue|location|address|place)?:? ?(?:is )?(?:tb[acd]|to be (?:confirmed|announced|arranged"
    r"|decided))|n/?a|none|null|-|unknown"
    r"|(?:address|venue|location|details) (?:will be )?(?:sent|given|shared|provided|supplied|emailed) .*|i'w"
    r" gadarnhau"
    r"|various(?: (?:locations|venues|sites))?|see (?:website|description|below).*)\.?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\d+[a-z]?\s+\w|\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|square|way|court|close|terrace|parade"
    r"|heol|ffordd|stryd)\b\.?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d+[a-z]?(?:-\d+[a-z]?)?\s\w", re.IGNORECASE)
_STREET = re.compile(r"\b(?:street|road|avenue|lane|drive|terrace|close|crescent|st|rd|ave)\.?$", re.IGNORECASE)
_ROOM = re.compile(
    r"\s*(?:\d(?:st|nd|rd|th) floor|(?:ground|first|second|third) floor|floor \d|room|meeting room|suite"
    r"|studio \w+$|hall \w+$)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(
    r",?\s*\b(?:United Kingdom|UK|U\.K\.|Great Britain|England|Wales|Cymru|USA|U\.S\.A\.|United States(?: of"
    r" America)?|Canada|Ireland|Éire)\.?$",
    re.IGNORECASE,
)
_RUN = re.compile(r"(\S) {3,}(?=\S)")
_DASHED = re.compile(r"(.{0,80}?)(?:^|\s)[-–]\s+(\d.{4,})", re.DOTALL)


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

    The area is the city's area that the source names, else the one around the position, else that of the postcode.
    """
    parts = _parts(name, address, postcode, settings.country)
    lat, lon, doubts = position(latitude, longitude, settings)
    if lat is None and not doubts and address and (found := _IN_WORDS.search(address)):
        lat, lon, doubts = position(found[1], found[2], settings)
    known = gazetteer.named(area) if area else None
    if online:
        known = lat = lon = None
    elif known is None and lat is not None and lon is not None:
        known = gazetteer.area_at(lat, lon)
    if known is None and parts.postcode and not online:
        known = gazetteer.area_of_postcode(parts.postcode)
    place = Place(
        name=parts.name, address=parts.address, postcode=parts.postcode, latitude=lat, longitude=lon, area=known
    )
    words = ", ".join(part for part in (name, address, postcode, area) if part) or None
    return Read(value=place if place != _NOWHERE else None, words=words, doubts=doubts)


def position(
    latitude: str | None, longitude: str | None, settings: IndexSettings
) -> tuple[float | None, float | None, tuple[Doubt, ...]]:
    """Degrees WGS 84, unknown where they cannot be this city's. A pair that is swapped is not put right."""
    if not (latitude and latitude.strip()) and not (longitude and longitude.strip()):
        return None, None, ()
    words = f"{latitude or '?'}, {longitude or '?'}"
    try:
        lat, lon = float((latitude or "").strip()), float((longitude or "").strip())
    except ValueError:
        return None, None, doubt("position", words, "not two numbers of degrees")
    if lat == 0 and lon == 0:
        return None, None, doubt("position", words, "0, 0 is no place of a city")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, None, doubt("position", words, "degrees that are not on the globe")
    if settings.bounds:
        south, west, north, east = settings.bounds
        if not (south <= lat <= north and west <= lon <= east):
            swapped = south <= lon <= north and west <= lat <= east
            reason = "latitude and longitude seem swapped" if swapped else "a position outside the city's bounds"
            return None, None, doubt("position", words, reason)
    return lat, lon, ()


def postcode_in(words: str, country: str) -> str | None:
    """The last postcode of the country in the words, in its usual spelling."""
    pattern = _POSTCODES.get(country)
    found = list(pattern.finditer(words[:500])) if pattern else []
    return " ".join(part.upper() for part in found[-1].groups()) if found else None


_NOWHERE = Place()


@functools.lru_cache(4096)
def _parts(name: str | None, address: str | None, postcode: str | None, country: str) -> Place:
    """Name, address and postcode, whichever of the fields they were written into."""
    code = _stated_code(postcode, country)
    named, place = _plain(name), _plain(address)
    if place:
        found, place = _without_code(place, country)
        code = code or found
        if named and place and place.lower().startswith(named.lower() + ","):
            place = place[len(named) + 1 :].strip(" ,")
    elif named:
        found, rest = _without_code(named, country)
        code = code or found
        named, place = _split(rest, had_code=bool(found)) if rest else (None, None)
    return Place(name=named or None, address=place or None, postcode=code)


def _stated_code(postcode: str | None, country: str) -> str | None:
    stated = " ".join((postcode or "").upper().split())
    if not stated:
        return None
    if country in _POSTCODES:
        return postcode_in(stated, country)
    return stated if _PLAIN_POSTCODE.fullmatch(stated) else None


def _without_code(words: str, country: str) -> tuple[str | None, str | None]:
    """The postcode and the words without it and without the country."""
    words = _COUNTRY.sub("", words).strip(" ,.")
    code = postcode_in(words, country)
    if code is None:
        return None, words or None
    last = list(_POSTCODES[country].finditer(words))[-1]
    begin, end = last.span(1)[0], last.span(last.lastindex or 1)[1]
    if words[end:].strip(" ,."):
        # A postcode in the middle belongs to the words around it.
        return code, words
    return code, words[:begin].strip(" ,.") or None


def _plain(words: str | None) -> str | None:
    if not words or not words.strip():
        return None
    words = _IN_WORDS.sub("", words[:600])
    if any(c.isdigit() for c in words):
        words = _RUN.sub(r"\1, ", words)
    cleaned = text.clean(words)
    cleaned = ", ".join(part.strip(" ,") for part in cleaned.split("\n") if part.strip(" ,"))
    cleaned = re.sub(r"(?:\s*,){2,}\s*", ", ", cleaned).strip(" ,").removeprefix("@").strip()
    cleaned = re.sub(r",\s+([-–])\s+(?=\d)", r" \1 ", cleaned)
    unsaid = not cleaned or _NOT_STATED.fullmatch(cleaned) or says_only_online(cleaned)
    return None if unsaid or re.match(r"(?:https?|mailto):", cleaned) else cleaned


def _split(words: str, *, had_code: bool) -> tuple[str | None, str | None]:
    """A name and an address that a source wrote into one field."""
    words = words.strip(" ,.")
    if found := _DASHED.fullmatch(words):
        return found[1].strip(" ,-–") or None, found[2]
    name, comma, rest = words.partition(",")
    if _NUMBERED.match(words) or (had_code and _STREET.search(name)):
        return None, words
    if not comma:
        return words, None
    is_address = not _ROOM.match(rest) and (had_code or _ADDRESS.search(rest))
    return (name.strip(), rest.strip()) if is_address else (words, None)
