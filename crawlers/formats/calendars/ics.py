"""Takes iCalendar text (RFC 5545) apart into its components, also where its producer broke the rules.

Only the components' borders and the calendar's own properties are read here; each component's text is then given to
`icalendar` on its own, so that one broken VEVENT costs no other.
"""

import re
from collections import Counter

import msgspec

_PROPERTY = re.compile(r"([A-Za-z0-9-]{1,200}+)[ \t]*(?=[;:])")
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """
        ACTION ATTACH ATTENDEE BEGIN BUSYTYPE CALENDAR-ADDRESS CALSCALE CATEGORIES CLASS COLOR COMMENT COMPLETED CONCEPT
        CONFERENCE CONTACT CREATED DESCRIPTION DTEND DTSTAMP DTSTART DUE DURATION END EXDATE EXRULE FREEBUSY GEO IMAGE
        LAST-MODIFIED LINK LOCATION LOCATION-TYPE METHOD NAME ORGANIZER PARTICIPANT-TYPE PERCENT-COMPLETE PRIORITY
        PRODID PROXIMITY RDATE RECURRENCE-ID REFID REFRESH-INTERVAL RELATED-TO REPEAT REQUEST-STATUS RESOURCES
        RESOURCE-TYPE RRULE SEQUENCE SOURCE STATUS STRUCTURED-DATA STYLED-DESCRIPTION SUMMARY TRANSP TRIGGER
        TZID TZID-ALIAS-OF TZNAME TZOFFSETFROM TZOFFSETTO TZUNTIL TZURL UID URL VERSION
        """,
    )
)
_FOLD = re.compile(rb"(?:\r\n|\n|\r(?!\n))[ \t]")


class Component(msgspec.Struct, frozen=True):
    """One VEVENT or VTIMEZONE. line: of the unfolded text, 1 is the first; lines: its own content lines.

    For a VEVENT those of the components within it (alarms) are left out; for a VTIMEZONE they are kept.
    within: the number of its VCALENDAR, from 0.
    """

    name: str
    line: int
    lines: tuple[str, ...]
    within: int = 0


class Calendar(msgspec.Struct, frozen=True):
    """All VCALENDARs of one body together.

    properties: of each VCALENDAR, the first of each name. other: components that hold no listing, and how many.
    cut: the last component is not closed, because the body breaks off.
    """

    properties: tuple[dict[str, str], ...]
    events: tuple[Component, ...]
    zones: tuple[Component, ...]
    other: dict[str, int]
    closed: bool
    cut: Component | None = None


def unfold(body: bytes) -> bytes:
    """Folded lines joined again. It is done to bytes, because a fold may stand in the middle of a letter (3.1)."""
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in body[:8]
    return body if wide else _FOLD.sub(b"", body)


def split(text: str) -> Calendar | None:
    """The calendar's components, or None where the text holds no VCALENDAR."""
    # A body in UTF-16 was not unfolded yet.
    lines = re.sub(r"\r\n?", "\n", text.lstrip("\ufeff")).replace("\n ", "").replace("\n\t", "").split("\n")
    properties: list[dict[str, str]] = []
    events: list[Component] = []
    zones: list[Component] = []
    other: Counter[str] = Counter()
    stack: list[str] = []
    opened, own = 0, list[str]()
    seen = closed = False
    for number, line in enumerate(lines, start=1):
        found = _PROPERTY.match(line)
        name = found[1].upper() if found else ""
        if name == "BEGIN":
            kind = line.partition(":")[2].strip().upper()
            if kind == "VCALENDAR":
                seen, closed, stack = True, False, ["VCALENDAR"]
                properties.append({})
                continue
            if not stack:  # components with no VCALENDAR around them
                properties.append(dict(properties[-1]) if properties else {})
                seen, closed, stack = seen or kind == "VEVENT", False, ["VCALENDAR"]
            if kind == "VEVENT" and len(stack) > 1 and stack[1] != "VEVENT":  # one that holds none was never closed
                other[stack[1]] += 1
                stack = ["VCALENDAR"]
            if kind == "VEVENT" and "VEVENT" in stack:  # the one before was never closed
                events.append(Component("VEVENT", opened, tuple(own), len(properties) - 1))
                stack = ["VCALENDAR"]
            stack.append(kind)
            if len(stack) == 2:
                opened, own = number, []
            elif stack[1] == "VTIMEZONE":
                own.append(line)
            continue
        if name == "END":
            kind = line.partition(":")[2].strip().upper()
            if kind == "VCALENDAR":
                closed = True
                stack = []
            elif kind in stack:
                while stack.pop() != kind:
                    pass
                if len(stack) > 1 and stack[1] == "VTIMEZONE":
                    own.append(line)
                elif len(stack) == 1:
                    component = Component(kind, opened, tuple(own), len(properties) - 1)
                    if kind == "VEVENT":
                        events.append(component)
                    elif kind == "VTIMEZONE":
                        zones.append(component)
                    else:
                        other[kind] += 1
            continue
        if not seen or not line.strip():
            continue
        whole = name in _KNOWN or name.startswith("X-")
        if len(stack) == 1 and whole:
            properties[-1].setdefault(name, value_of(line))
        elif len(stack) == 2 or (len(stack) > 2 and stack[1] == "VTIMEZONE"):
            if not whole and own and not (found and found[1].isupper()):
                own[-1] += "\\n" + line  # a line end within a text that the producer forgot to escape
            else:
                own.append(line)
    if not seen:
        return None
    cut = Component(stack[1], opened, tuple(own)) if len(stack) > 1 else None
    return Calendar(tuple(properties), tuple(events), tuple(zones), dict(other), closed, cut)


def name_of(line: str) -> str:
    """The property's name in capitals; "" where the line has none."""
    found = _PROPERTY.match(line)
    return found[1].upper() if found else ""


def value_of(line: str) -> str:
    """The property's value with the escapes of TEXT undone (3.3.11)."""
    return unescape(raw_value_of(line)).strip()


def raw_value_of(line: str) -> str:
    """What stands behind the first colon outside quotation marks, as it stands there."""
    head, colon, value = line.partition(":")
    if '"' not in head:
        return value if colon else ""
    quoted = False
    for place, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[place + 1 :]
    return ""


def unescape(text: str) -> str:
    """TEXT without its escapes: backslash before n, N, comma, semicolon, backslash."""
    return text if "\\" not in text else re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
