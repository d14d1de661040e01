"""Reads the events that a page marks by class names: h-event (microformats2) and hCalendar 1.0 (vevent).

They become nodes of schema.org's Event, so that one reader knows what becomes of them. https://microformats.org/wiki/h-event,
…/wiki/hcalendar, …/wiki/value-class-pattern. People's cards (organiser, attendee, contact) are not read, unless they
name an organisation.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector

from crawlers.formats import markup

Node = dict[str, Any]

_ROOTS = etree.XPath("//*[@class][contains(@class, 'h-event') or contains(@class, 'vevent')]")
_INNER = frozenset({"h-event", "vevent"})
_COMPACT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,2})(?::?(\d\d))?(?::?\d\d)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_ZONE = re.compile(r"Z|[+-]\d\d:?\d\d", re.IGNORECASE)
_ADDRESS = {
    "streetAddress": ("street-address", "p-street-address"),
    "addressLocality": ("locality", "p-locality"),
    "addressRegion": ("region", "p-region"),
    "postalCode": ("postal-code", "p-postal-code"),
    "addressCountry": ("country-name", "p-country-name"),
}


def items(root: Selector, base: str) -> list[Node]:
    """A node for each event of the page, in its order; one within another is a part of that one and not told twice."""
    tree = root.root
    if not isinstance(tree, etree._Element):
        return []
    roots = [one for one in cast("list[etree._Element]", _ROOTS(tree)) if _INNER & set(_classes(one))]
    return [
        _event(one, base) for one in roots if not any(_INNER & set(_classes(above)) for above in one.iterancestors())
    ]


def _event(event: etree._Element, base: str) -> Node:
    old = "h-event" not in _classes(event)
    parts: dict[str, list[etree._Element]] = {}
    for element in _own(event):
        for name in _classes(element):
            parts.setdefault(name, []).append(element)

    def first(*names: str) -> etree._Element | None:
        return next((parts[name][0] for name in names if name in parts), None)

    start, end = _moment(first("dt-start", "dtstart")), _moment(first("dt-end", "dtend"))
    if old and start and end and len(end) == len(start) == len("2026-11-22"):
        end = _day_before(start, end)
    status, cost = first("status", "p-status"), first("p-price", "price")
    told = {
        "name": _said(first("p-name", "summary")),
        "description": _said(first("e-content", "p-content", "description", "p-description", "p-summary")),
        "url": _link(first("u-url", "url"), base),
        "startDate": start,
        "endDate": end,
        "duration": _value(first("dt-duration", "duration")),
        "location": _place(first("p-location", "location"), first("p-geo", "u-geo", "geo"), base),
        "organizer": _organisation(first("p-organizer", "organizer"), base),
        "keywords": ", ".join(
            filter(None, (_said(one) for one in [*parts.get("category", []), *parts.get("p-category", [])]))
        ),
        "eventStatus": _said(status),
        "offers": {"@type": "Offer", "price": _said(cost)} if cost is not None else None,
    }
    uid = _link(first("u-uid"), base) or _said(first("uid"))
    if uid:
        told["@id"] = uid
    return {"@type": "Event"} | {name: value for name, value in told.items() if value}


def _own(event: etree._Element) -> Iterator[etree._Element]:
    """The elements with a class below the event; not those of an event within it, and not the parts of a card."""
    waiting = [child for child in reversed(event) if isinstance(child.tag, str)]
    while waiting:
        element = waiting.pop()
        classes = _classes(element)
        if _INNER & set(classes):
            continue
        if classes:
            yield element
        if not _PEOPLE & set(classes) and "location" not in classes and "p-location" not in classes:
            waiting.extend(child for child in reversed(element) if isinstance(child.tag, str))


_PEOPLE = frozenset(
    {"attendee", "contact", "organizer", "p-attendee", "p-organizer", "vcard", "h-card", "p-author", "author"}
)


def _moment(element: etree._Element | None) -> str | None:
    """ISO 8601: a date, or a date and time as far as told. In parts where the value-class pattern is used."""
    if element is None:
        return None
    parts = [one for one in element.iter("*") if one is not element and set(_classes(one)) & {"value", "value-title"}]
    words = [word for one in parts if (word := _value(one))] or [_value(element) or ""]
    day = clock = zone = ""
    for word in words:
        if found := _COMPACT.match(word.strip()):
            day = day or f"{found[1]}-{found[2]}-{found[3]}"
            if found[4]:
                clock = clock or f"{found[4]}:{found[5]}"
                zone = zone or found[7] or ""
        elif _ZONE.fullmatch(word.strip()):
            zone = zone or word.strip()
        elif (found := _CLOCK.fullmatch(word.strip())) and int(found[1]) < 24:
            hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0) if found[3] else int(found[1])
            clock = clock or f"{hour:02}:{found[2] or '00'}"
    if not day:
        return " ".join(word for word in words if word) or None
    return f"{day}T{clock}{zone}" if clock else day


def _day_before(start: str, end: str) -> str:
    """hCalendar's DTEND is iCalendar's: the day after the last one, where it is a day."""
    try:
        last = dt.date.fromisoformat(end) - dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return end
    return max(start, last.isoformat())


def _place(element: etree._Element | None, geo: etree._Element | None, base: str) -> Node | str | None:
    if element is None:
        return None
    inner = list(element.iter("*"))
    card = {name: one for one in reversed(inner) if one is not element for name in _classes(one)}

    def said(*names: str) -> str | None:
        return next((words for name in names if name in card and (words := _said(card[name]))), None)

    address = {name: words for name, keys in _ADDRESS.items() if (words := said(*keys))}
    name = said("fn", "p-name", "org")
    latitude, longitude = (_value(card.get(axis, card.get(f"p-{axis}"))) for axis in ("latitude", "longitude"))
    if geo is not None and not latitude and ";" in (told := _value(geo) or ""):
        latitude, _, longitude = told.removeprefix("geo:").partition(";")
    if not address and not name and not latitude:
        return _said(element)
    place: Node = {
        "@type": "Place",
        "name": name or (None if address else _said(element)),
        "url": _link(card.get("u-url"), base),
    }
    place["address"] = {"@type": "PostalAddress"} | address if address else said("adr", "p-adr")
    place["geo"] = {"latitude": latitude, "longitude": longitude} if latitude and longitude else None
    return {key: value for key, value in place.items() if value}


def _organisation(element: etree._Element | None, base: str) -> Node | None:
    """The organiser where its card is an organisation's (its name is also in "org"); a person's is left."""
    if element is None:
        return None
    for one in element.iter("*"):
        if {"org", "p-org"} & set(_classes(one)) and (name := _said(one)):
            return {"@type": "Organization", "name": name, "url": _link(element, base)}
    return None


def _value(element: etree._Element | None) -> str | None:
    """What a machine is to read of an element."""
    if element is None:
        return None
    if ("value-title" in _classes(element) or element.tag == "abbr") and (title := element.get("title")):
        return title
    for name in ("datetime", "value"):
        if element.get(name) and element.tag in {"time", "ins", "del", "data", "input"}:
            return element.get(name)
    return markup.words_of(element) or None


def _said(element: etree._Element | None) -> str | None:
    """What a reader sees of an element; of an abbreviation what it stands for."""
    if element is None:
        return None
    return (element.get("title") if element.tag == "abbr" else None) or markup.words_of(element) or None


def _link(element: etree._Element | None, base: str) -> str | None:
    link = element.get("href") if element is not None else None
    try:
        return urljoin(base, link.strip()) if link else None
    except ValueError:
        return None


def _classes(element: etree._Element) -> list[str]:
    return element.get("class", "").split() if isinstance(element.tag, str) else []
