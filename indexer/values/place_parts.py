"""Splits what a source wrote of a place into name, address and postcode, whichever field it stood in."""

import re
from typing import NamedTuple

from indexer.values import address_start, postcodes, streets
from indexer.values.reading import LIKELY, SURE

_COMMA = re.compile(r"\s*,\s*(?![^()]*\))")
_DASHED = re.compile(r"(.{0,120}?)(?:^|\s)[-–]\s+(?=\d)", re.DOTALL)
_AT = re.compile(r"\s(?:@|at)\s(?=\d)|\s@\s")
_BRACKET = re.compile(r"([^()]{2,120}?)\s*\(([^()]{6,200})\)\s*")
_LABEL = re.compile(
    r"(?:(?:event |venue |full )?(?:venue|location|address|where|place|site)|meet(?:ing)?(?: (?:point|place|at))?"
    r"|start(?:ing)?(?: point)?|ort|treffpunkt|dirección|adres|cyfeiriad|lieu|lleoliad|miejsce|lugar)\s*[:?]\s*"
    r"|(?:(?:to be )?held |taking place |takes place )?(?:at|held in|takes place in|@)\s+(?:the\s+)?(?=\w)",
    re.IGNORECASE,
)
_NO_COMMA = re.compile(
    r"([^,\d]{3,80}?[^\W\d.]\.?)\s+(\d{1,5}(?:-\d{1,4})?[a-z]?\s+(?:[\w.'’-]+\s+){1,5}?(?:street|st|road|rd|avenue|ave|boulevard|blvd"
    r"|drive|dr|lane|ln|parkway|pkwy|highway|hwy|square|sq|way|close|court|row|place|terrace|crescent|parade)\b\.?(?:[\s,].*)?)",
    re.IGNORECASE,
)
_NUMBERED_ROOM = re.compile(
    r"\b(?:rooms?|rm|hall|studio|floor|level|suite|unit|flat|no|number|building|block|lab|gate|wing|court|pitch|field|zone|area|ps|is|school|of|to|by|near|behind|opposite|off|from|past)\.?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|\s/\s|\s\|\s|\s(?:and|or|&|\+|then|a|oraz|lub|y|o|neu)\s)\s*", re.IGNORECASE)
_LAND = re.compile(
    r"(?:^|[\s,(])(?:(?:D|PL|E|F|ES|DE|SE|CH|A)-?|(?i:p\.?o\.?|pin(?: ?code)?|postcode|zip|pin no)\.?\s?:?-?)$|\s?[-–]$"
)
_SHORT = re.compile(
    r"(?:(?:st|ave|av|rd|blvd|dr|ln|ct|pl|sq|hwy|pkwy|terr?|inc|co|corp|ltd|jr|sr|bldg|[nsew])|(?:\w\.){1,4}\w)\.",
    re.IGNORECASE,
)
_CODE_LAST = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "IN"})
"""Countries in which nothing of an address follows its postcode."""

_RULE = re.compile(r"\s[-–—]\s")
_STOP = re.compile(r"(?<=[^\W\d]{5})(?<!str)\.\s(?=\d|C/)")
_SEMICOLON = re.compile(r";|\s\|\s|\s/\s")


class Parts(NamedTuple):
    """What the words hold; confidence as in `reading`."""

    name: str | None = None
    address: str | None = None
    postcode: str | None = None
    confidence: float = SURE


class _Pieces(NamedTuple):
    """rooms: what follows the postcode, where it is a part of the venue. likely: the postcode is but its first part."""

    pieces: list[str]
    rooms: list[str]
    code: str | None
    likely: bool


def split(words: str, country: str) -> Parts:
    """Name, address and postcode of words that may hold all three. Several venues keep all their words in the name."""
    words = _LABEL.sub("", words, count=1) if _LABEL.match(words) else words
    words = streets.without_country(words, country)
    codes = {one.code for one in postcodes.found(words, country)}
    if len(codes) > 1 or _are_several(words, country):
        return Parts(name=words)
    bracket = _BRACKET.fullmatch(words)
    if bracket and (_is_address(bracket, country) or postcodes.found(bracket[2], country)):
        words = f"{bracket[1]}, {bracket[2]}"
    words = _commas(words, country)
    if dashed := _DASHED.match(words):
        rest = words[dashed.end() :]
        unit = dashed[1].strip()
        if streets.is_unit(unit):
            words = f"{unit}, {rest}"
        elif streets.is_numbered(rest):
            further = _pieces(rest, country)
            name = _joined([part for part in (dashed[1].strip(" ,-–"), *further.rooms) if part])
            return Parts(name, _joined(further.pieces), further.code)
    turned = _RULE.split(words)
    if len(turned) == 2 and streets.is_numbered(turned[0]) and streets.is_venue(turned[1]) and "," not in turned[1]:
        further = _pieces(turned[0], country)
        return Parts(turned[1].strip(" ,"), _joined(further.pieces + further.rooms), further.code, LIKELY)
    words, led = _led(words, country)
    found = _pieces(words, country)
    if country not in _CODE_LAST and any(one.begin == 0 for one in postcodes.found(words, country)):
        return Parts(None, _joined(found.pieces + found.rooms), found.code)
    if not found.pieces or (len(found.pieces) == 1 and streets.is_state(found.pieces[0], country)):
        return Parts(_joined(found.rooms), None, found.code)
    if led is not None:
        return Parts(_joined([led, *found.rooms]), _joined(found.pieces), found.code, LIKELY)
    return _named(found, country)


def _is_address(bracket: re.Match[str], country: str) -> bool:
    """Whether what stands in brackets after a name is a street with its number."""
    if streets.is_numbered(bracket[2]):
        return True
    plain = any(one.isdigit() for one in bracket[2]) and not any(one.isdigit() for one in bracket[1])
    return plain and streets.is_street(bracket[2].partition(",")[0], country)


def _commas(words: str, country: str) -> str:
    """The words with commas for whatever else stands before a street or a postcode: "Library | Quay Street"."""
    words = _STOP.sub(", ", _SEMICOLON.sub(", ", words))
    for rule in reversed(list(_RULE.finditer(words))[:6]):
        following = _COMMA.split(_RULE.split(words[rule.end() :], maxsplit=1)[0], maxsplit=1)[0].strip()
        bare = "@" not in following and streets.is_street(following, country) and not streets.is_numbered(following)
        if bare or any(one.begin == 0 for one in postcodes.found(following, country)):
            words = f"{words[: rule.start()]}, {words[rule.end() :]}"
    return words


def _led(words: str, country: str) -> tuple[str, str | None]:
    """The rest, and the name before it, where "at", "@" or the street's number ends the name and no comma does."""
    if at := _AT.search(words):
        rest = words[at.end() :]
        if streets.is_numbered(rest) or (at[0].strip() == "@" and streets.is_street(rest.partition(",")[0], country)):
            return rest, words[: at.start()].strip(" ,") or None
    if (found := _NO_COMMA.fullmatch(words)) and not _NUMBERED_ROOM.search(found[1]):
        return found[2], found[1].strip(" ,") if _is_short(found[1], "") else found[1].strip(" ,.")
    return words, None


def _pieces(words: str, country: str) -> _Pieces:
    """The words by their commas, without postcode and countries."""
    code, after = None, ""
    if several := postcodes.found(words, country):
        code, begin, end = several[-1]
        words, after = _LAND.sub("", words[:begin].rstrip(" ,(")), words[end:].lstrip(" .)")
    pieces, rooms = _parted(words, country), _parted(after, country)
    if (country in _CODE_LAST and not all(_is_part(piece) for piece in rooms)) or country not in _CODE_LAST:
        pieces, rooms = pieces + rooms, []
    likely = False
    if code is None and pieces:
        before, _, last = pieces[-1].rpartition(" ")
        whole = None if _NUMBERED_ROOM.search(before) else postcodes.district(last, country)
        alone = len(pieces) == 1 and not (len(last) > 2 and (not before or streets.is_town(before)))
        if (
            whole
            and not alone
            and (before or len(pieces) > 2 or len(last) > 2 or streets.is_street(pieces[-2], country))
        ):
            code, likely = whole, True
            pieces = pieces[:-1] + ([before.strip(" ,")] if before else [])
    return _Pieces(pieces, rooms, code, likely)


def _is_part(piece: str) -> bool:
    return streets.is_room(piece) or streets.is_venue(piece) or (piece[0] == "(" and piece[-1] == ")")


def _parted(words: str, country: str) -> list[str]:
    pieces = (
        piece.lstrip("-– ").strip(" ,;" if _is_short(piece, country) else " ,.;") for piece in _COMMA.split(words)
    )
    return [piece for piece in pieces if piece and not streets.is_country(piece)]


def _is_short(piece: str, country: str) -> bool:
    """Whether its last point belongs to it: "Morton St.", "Inc.", "Calif."."""
    last = piece.rstrip(" ,").rpartition(" ")[2]
    return bool(_SHORT.fullmatch(last)) or (last.endswith(".") and streets.is_state(last, country))


def _named(found: _Pieces, country: str) -> Parts:
    pieces, rooms = list(found.pieces), list(found.rooms)
    while len(pieces) > 2 and streets.is_room_alone(pieces[-1]) and _has_street(pieces[:-1], country):
        rooms.insert(0, pieces.pop())
    if len(pieces) == 1 and found.code and streets.is_town_alone(pieces[0], country):
        return Parts(_joined(rooms), pieces[0], found.code, LIKELY)
    begin, sure = address_start.begins(pieces, country, had_code=found.code is not None)
    named, where = (pieces[:begin] + rooms, pieces[begin:]) if begin else ([], pieces + rooms)
    confidence = SURE if sure and not found.likely else LIKELY
    return Parts(_joined(named), _joined(where), found.code, confidence)


def _joined(pieces: list[str]) -> str | None:
    return ", ".join(pieces).replace(", (", " (") or None


def address(words: str, country: str) -> Parts:
    """Of words that stood in the field of an address: all of them are one."""
    found = _pieces(streets.without_country(words, country), country)
    return Parts(None, _joined(found.pieces + found.rooms), found.code, LIKELY if found.likely else SURE)


def _are_several(words: str, country: str) -> bool:
    """Whether the words name more than one venue, with an address of one of them at least."""
    gaps = list(_BETWEEN.finditer(words))[:12]
    for gap in gaps:
        left, right = words[: gap.start()].strip(" ,"), words[gap.end() :].strip(" ,")
        if not left or not right:
            continue
        head = right.partition(",")[0]
        other = streets.is_numbered(head) or (streets.is_venue(head) and not streets.is_unnumbered(head))
        if _SEMICOLON.search(gap[0]):
            if other and not streets.is_numbered(head) and streets.is_venue(left):
                return True
        elif other and _has_street(_parted(left, country)[-3:], country):
            return True
    return False


def _has_street(pieces: list[str], country: str) -> bool:
    return any(streets.is_street(piece, country) for piece in pieces)
