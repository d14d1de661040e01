"""Says when, where and for what price an XCRI-CAP presentation is: the sessions of a course (BS 8581, EN 15982)."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from crawlers.draft import DraftSession
from crawlers.formats import markup
from crawlers.formats.xcri_cap.xcri import local
from crawlers.formats.xcri_cap.xcri_fields import XSI_TYPE, Parts, address, identifier, is_address, words

TWO_PLACES = "A venue does not hold exactly one provider, so it is no place."

_NUMBER_OF_A_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
_ONLINE = frozenset({"ON", "DS"})
"""Attendance modes of what needs no place: online, and distance without attendance."""
_PLACED = frozenset({"CM", "DA", "NC", "MM", "WB"})


class Place(NamedTuple):
    """Where a presentation is: fields of a session. native: the venue's own id."""

    said: dict[str, str]
    native: str = ""


def place(element: etree._Element) -> Place:
    """Where a provider or venue is: 1.2 says so in its `location`, 1.1 in the element itself."""
    own = Parts(element)
    inner = own.one("location")
    outer = element if inner is None else inner
    parts = Parts(outer)
    lines = [words(child) for child in outer if local(child) in {"street", "address", "town"}]
    typed = {_kind(one): words(one) for one in parts.all("address") if one.get(XSI_TYPE)}
    geo = {name: typed.get(short, "") for name, short in (("latitude", "lat"), ("longitude", "long"))}
    lines = [line for line in dict.fromkeys(lines) if line and line not in geo.values()]
    postcode = parts.text("postcode")
    said = {
        "place": words(own.one("title")),
        "address": ", ".join((*lines, *([postcode] if postcode and postcode not in " ".join(lines) else []))),
        "postcode": postcode or "",
        **geo,
    }
    return Place({name: value for name, value in said.items() if value}, identifier(own))


def places(presentation: Parts) -> tuple[list[Place], int]:
    """Where a presentation is, a place for each of its venues; and how many of these hold no place."""
    found, bad = [], 0
    for venue in presentation.all("venue"):
        inside = [child for child in venue if local(child)]
        providers = [child for child in inside if local(child) == "provider"]
        if not providers and inside:  # 1.1
            found.append(place(venue))
        elif len(inside) == len(providers) == 1 and not (venue.text or "").strip():
            found.append(place(providers[0]))
        else:
            bad += 1
    return found, bad


def sessions(element: etree._Element, base: str, course: str) -> Iterator[DraftSession]:
    """One session for each venue of a presentation, without the place where it names none."""
    parts = Parts(element)
    found, _ = places(parts)
    own = identifier(parts)
    start, said_start = _moment(parts.one("start"))
    end, said_end = _moment(parts.one("end"))
    opens, _ = _moment(parts.one("applyfrom"))
    closes, _ = _moment(parts.one("applyuntil"))
    mode = parts.one("attendancemode")
    code = _code(mode)
    rhythm = [
        words(parts.one("studymode")),
        "" if code in _ONLINE | _PLACED else words(mode),
        words(parts.one("attendancepattern")),
        words(parts.one("duration")),
        *dict.fromkeys((said_start, said_end)),
    ]
    register = parts.text("applyto") or ""
    said: dict[str, Any] = {
        "url": address(parts, base),
        "start": start,
        "end": end,
        "when": "; ".join(dict.fromkeys(filter(None, rhythm))),
        "online": "yes" if code in _ONLINE else None,
        "price": parts.text("cost"),
        "capacity": parts.text("places", "placesavailable"),
        "opens": opens,
        "closes": closes,
        "register_url": markup.join(base, register) if is_address(register) else None,
    }
    native = own or (f"{course}#{start}" if course and start and _is_date(start) else "")
    for number, where in enumerate(found or [Place({})], 1):
        several = f"@{where.native or number}" if len(found) > 1 and native else ""
        told = {name: value for name, value in (said | where.said).items() if value}
        yield DraftSession(native_id=f"{native}{several}" or None, **told)


def _moment(element: etree._Element | None) -> tuple[str | None, str]:
    """A temporal element: its @dtf where that names a day or moment, else its text; and words to show beside a @dtf.

    Without text it is ignored whatever its @dtf says, and so is one whose @dtf is no date (the standard's rules). A
    moment at midnight is a day: databases write days so, and no course begins then.
    """
    text = words(element)
    stated = (element.get("dtf") or "").strip() if element is not None else ""
    if not text or (stated and not _is_date(stated)):
        return None, ""
    if len(stated) >= 10:
        return _day(stated), "" if _NUMBER_OF_A_DAY.search(text) or _is_date(text) else text
    return _day(text), ""


def _is_date(value: str) -> bool:
    """Whether it is W3C-DTF, of whatever precision."""
    padded = value if len(value) >= 10 else f"{value}{'0000-01-01'[len(value) :]}" if len(value) in {4, 7} else ""
    try:
        dt.datetime.fromisoformat(padded)
    except ValueError:
        return False
    return True


def _day(value: str) -> str:
    if _is_date(value) and len(value) > 10:
        moment = dt.datetime.fromisoformat(value)
        if moment.time() == dt.time():
            return moment.date().isoformat()
    return value


def _kind(element: etree._Element) -> str:
    return (element.get(XSI_TYPE) or "").rpartition(":")[2].lower()


def _code(element: etree._Element | None) -> str:
    """The code of an attendance mode, also where only its label is given."""
    if element is None:
        return ""
    code = (element.get("identifier") or "").strip().upper()
    label = words(element).lower()
    labels = {"campus": "CM", "distance with attendance": "DA", "distance without attendance": "DS", "online": "ON",
              "face-to-face non-campus": "NC", "mixed mode": "MM", "work-based": "WB"}  # fmt: skip
    return code or next((known for word, known in labels.items() if label.startswith(word)), "")
