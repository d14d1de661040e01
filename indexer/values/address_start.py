"""Finds the piece with which a place's address begins, among the pieces that commas part."""

from indexer.values import streets


def begins(pieces: list[str], country: str, *, had_code: bool) -> tuple[int, bool]:
    """The number of the piece with which the address begins, and whether that is plain."""
    count = len(pieces)
    street = [_is_street(pieces, i, country, had_code=had_code) for i in range(count)]
    numbered = [one and streets.is_numbered(piece) for one, piece in zip(street, pieces, strict=True)]
    first = next((i for i in range(count) if street[i]), None)
    if first == 0:
        return _street_first(pieces, street, numbered, had_code=had_code)
    if first is not None:
        if (streets.is_unit(pieces[0]) or pieces[0][:-1].isdigit()) and all(
            streets.is_estate(piece) for piece in pieces[1:first]
        ):
            return 0, True
        begin = next((i for i in range(1, first) if not _goes_with_name(pieces[i])), first)
        return begin, True
    if streets.is_unit(pieces[0]) and had_code:
        return 0, True
    state = next((i for i in range(1, count) if streets.is_state(pieces[i], country)), None)
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
    if count > 1 and streets.is_venue(pieces[0]) and streets.is_town(pieces[-1]):
        begin = next((i for i in range(1, count) if all(streets.is_town(p) for p in pieces[i:])), count)
        return begin, False
    return count, True


def _is_street(pieces: list[str], number: int, country: str, *, had_code: bool) -> bool:
    """With a postcode at the end also what may be a venue's last word: "Market Place", "Mill Gardens"."""
    piece = pieces[number]
    if streets.is_street(piece, country):
        return True
    return had_code and number > 0 and streets.is_unnumbered(piece) and not streets.is_room(piece)


def _street_first(pieces: list[str], street: list[bool], numbered: list[bool], *, had_code: bool) -> tuple[int, bool]:
    """Where the first piece is a street: an address, unless a venue is called so."""
    if numbered[0]:
        return 0, True
    rest = pieces[1:]
    if not rest:
        return (0, True) if had_code or pieces[0][-1].isdigit() else (1, True)
    if all(streets.is_room(piece) or streets.is_venue(piece) for piece in rest):
        return len(pieces), True
    if any(numbered[1:]):
        return numbered.index(True), True
    return (1, False) if any(street[1:]) else (0, True)


def _goes_with_name(piece: str) -> bool:
    return (
        not streets.is_unit(piece)
        and not streets.is_estate(piece)
        and (streets.is_room(piece) or streets.is_venue(piece))
    )


def _without_street(pieces: list[str], state: int | None, *, had_code: bool) -> tuple[int, bool]:
    """Where a state or a postcode shows that there is an address, but no piece is a street."""
    count = len(pieces)
    if state is not None and state == 1:
        if count > 2 and not streets.is_venue(pieces[0]):
            return count, True
        return (1, True) if streets.is_venue(pieces[0]) else (0, False)
    begin = next((i for i in range(1, count) if not _goes_with_name(pieces[i])), count)
    return begin, True
