"""Finds the piece with which a place's address begins, among the pieces that commas part."""

from indexer.values import streets


def begins(pieces: list[str], country: str, *, had_code: bool) -> tuple[int, bool]:
    """The number of the piece with which the address begins, and whether that is plain."""
    count = len(pieces)
    street = [_is_street(pieces, i, country, had_code=had_code) for i in range(count)]
    numbered = [one and streets.is_numbered(piece) for one, piece in zip(street, pieces, strict=True)]
    if streets.is_dwelling(pieces[0]):
        return 0, True
    first = next((i for i in range(count) if street[i]), None)
    if count > 1 and first is not None and streets.is_direction(pieces[0]):
        return 0, True
    beside = next((i for i in range(1, count - 1) if streets.is_direction(pieces[i])), None)
    if beside is not None and (first is None or 0 < beside < first):
        return beside, True
    if first == 0:
        return _street_first(pieces, street, numbered, had_code=had_code)
    if first is not None:
        return _before_street(pieces, first, country, plain=numbered[first] or had_code), True
    state = next((i for i in range(1, count) if streets.is_state(pieces[i], country)), None)
    if state is None and streets.is_town_of_state(pieces[-1], country):
        return (count - 1, True) if count > 1 else (0 if pieces[0].count(" ") == 1 else 1, False)
    if streets.is_unit(pieces[0]) and had_code and not any(_is_building(piece) for piece in pieces[1:]):
        return 0, True
    if had_code or state is not None:
        counted = next((i for i in range(1, count) if streets.is_numbered(pieces[i])), None)
        if counted is not None:
            return counted, True
        return _without_street(pieces, state, had_code=had_code)
    loose = next(
        (i for i in range(1, count) if streets.is_unnumbered(pieces[i]) and not streets.is_room(pieces[i])), None
    )
    if loose is not None:
        return loose, True
    return _town_last(pieces)


def _is_street(pieces: list[str], number: int, country: str, *, had_code: bool) -> bool:
    """With a postcode at the end also what may be a venue's last word: "Market Place", "Mill Gardens"."""
    piece = pieces[number]
    if streets.is_street(piece, country):
        return True
    return had_code and number > 0 and streets.is_unnumbered(piece) and not streets.is_room(piece)


def _street_first(pieces: list[str], street: list[bool], numbered: list[bool], *, had_code: bool) -> tuple[int, bool]:
    """Where the first piece is a street: an address, unless a venue is called so."""
    if numbered[0] or (streets.is_number(pieces[0]) and len(pieces) > 1):
        return 0, True
    rest = pieces[1:]
    if not rest:
        return (0, True) if had_code or pieces[0][-1].isdigit() else (1, True)
    if all(streets.is_room(piece) or streets.is_venue(piece) for piece in rest):
        return len(pieces), True
    if any(numbered[1:]):
        return numbered.index(True), True
    return (1, False) if any(street[1:]) else (0, True)


def _before_street(pieces: list[str], first: int, country: str, *, plain: bool) -> int:
    """What of the pieces before the first street belongs to it: units and estates, but none before a building's name.

    plain: nothing but buildings stands before such a street, for it has its number.
    """
    building = next((i for i in range(first - 1, -1, -1) if not _is_of_street(pieces[i])), None)
    if building is None:
        return 0
    begin = building + 1
    if state := next((i for i in range(2, first) if streets.is_state(pieces[i], country)), None):
        return state - 1
    if not plain or building == 1:
        begin = next((i for i in range(1, begin) if not _goes_with_name(pieces, i, first)), begin)
    while begin < first and streets.is_floor(pieces[begin]):
        begin += 1
    return begin


def _is_of_street(piece: str) -> bool:
    return (streets.is_unit(piece) or streets.is_estate(piece) or streets.is_number(piece)) and not _is_building(piece)


def _is_building(piece: str) -> bool:
    return streets.is_venue(piece) and not streets.is_unit(piece) and not streets.is_estate(piece)


def _goes_with_name(pieces: list[str], number: int, first: int) -> bool:
    """Whether a piece is a part of the venue, or the building of a room or unit that stands before it."""
    piece = pieces[number]
    if streets.is_unit(piece) or streets.is_estate(piece):
        return streets.is_floor(piece)
    if streets.is_room(piece) or streets.is_venue(piece):
        return True
    before = pieces[number - 1]
    return number == 1 and first > 1 and (streets.is_room_alone(before) or streets.is_unit(before))


def _without_street(pieces: list[str], state: int | None, *, had_code: bool) -> tuple[int, bool]:
    """Where a state or a postcode shows that there is an address, but no piece is a street."""
    count = len(pieces)
    if state is None and count == 2 and streets.is_county(pieces[1]) and streets.is_town(pieces[0]):
        return 0, False
    if state == 1:
        if count > 2 and not streets.is_venue(pieces[0]):
            return count, True
        return (1, True) if streets.is_venue(pieces[0]) else (0, False)
    town = state - 1 if state is not None else count
    begin = 1 + max((i for i in range(1, town) if _is_part(pieces[i])), default=0)
    if begin == 1 and town > 2 and streets.is_room_alone(pieces[0]):
        begin = 2
    return begin, True


def _is_part(piece: str) -> bool:
    return streets.is_floor(piece) or (
        not streets.is_unit(piece)
        and not streets.is_estate(piece)
        and (streets.is_room(piece) or streets.is_venue(piece))
    )


def _town_last(pieces: list[str]) -> tuple[int, bool]:
    """Where neither street nor state nor postcode shows an address: the towns at the end are one, after a venue."""
    count = len(pieces)
    if count > 1 and streets.is_county(pieces[-1]) and all(streets.is_town(piece) for piece in pieces[:-1]):
        return 0, False
    if count == 2 and streets.is_town(pieces[1]) and not streets.is_room(pieces[0]):
        if pieces[0].startswith("The ") and pieces[0].count(" ") == 1 and streets.is_unnumbered(pieces[0]):
            return 0, False
        if pieces[0].startswith(("The ", "St ", "St. ", "Saint ")):
            return 1, False
    if count > 1 and streets.is_town(pieces[-1]) and any(streets.is_venue(piece) for piece in pieces[:-1]):
        begin = next((i for i in range(1, count) if all(streets.is_town(piece) for piece in pieces[i:])), count)
        return begin, False
    return count, True
