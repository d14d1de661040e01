"""Reads what platforms add to an entry of a feed: when, where, for whom, as LibCal, Trumba, CivicPlus and others do."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crawlers.formats import custom_fields
from crawlers.formats.api_json import joined, line
from crawlers.formats.feeds.feed_xml import Entry
from crawlers.formats.fields import DRAFT, LISTS
from crawlers.formats.moments import moment, span, with_offset

_CANCELLED = re.compile(r"\W{0,3}(cancell?ed|postponed|rescheduled)\b[\s:!*\-–—)\]]{1,5}(?=\S)", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&(?:lt|#0*60|#x0*3c);\s{0,3}/?[a-z]", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,5}/?>|[\r\n]+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_WHOLE_DAY = re.compile(r"12:00\s?AM\s?(?:-|–|to)\s?11:59\s?PM", re.IGNORECASE)
_EID = re.compile(r"[?&](EID=\d{1,12})\b", re.IGNORECASE)


class Event(NamedTuple):
    """What an entry says in a platform's own fields. draft, session: our fields.

    doubts: sentences. unknown: labels of custom fields that nobody has named.
    """

    draft: dict[str, Any]
    session: dict[str, Any]
    doubts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def event(entry: Entry, given: Mapping[str, str]) -> Event | None:
    """The event's own date and what stands around it; None where the entry has none of these fields.

    given: custom field -> our field, as the source's options say.
    """
    for platform in _PLATFORMS:
        if found := platform(entry, given):
            return found
    return None


def unescaped(text: str | None) -> str | None:
    """HTML that was escaped once more than it should be, some platforms in hexadecimal entities, as HTML."""
    for _ in range(2):
        if not text or "<" in text or not _ESCAPED_TAG.search(text):
            break
        text = html.unescape(text)
    return text


def _libcal(entry: Entry, _given: Mapping[str, str]) -> Event | None:
    """Springshare's: a date and two times of the wall, day-long from 00:00:00 to 23:59:59; the branch is a "campus"."""
    day = (entry.first("date", of="libcal") or "").strip()
    if not day:
        return None
    begins, ends = (moment(f"{day}T{entry.first(name, of='libcal') or ''}".rstrip("T")) for name in ("start", "end"))
    start, end, doubt = span(begins or moment(day), ends if begins else None)
    title = line(entry.first("title")) or ""
    status = _CANCELLED.match(title)
    words = entry.first("registrations", of="libcal")
    draft = {
        "native_id": entry.first("eventid", of="libcal"),
        "title": title[status.end() :] if status else title,
        "text": unescaped(entry.first("description", of="libcal") or entry.first("description")),
        "ages": joined(*entry.every("audience", of="libcal"), by=" / "),
    }
    session = {
        "when": None if start else day,
        "start": start,
        "end": end,
        "place": joined(entry.first("location", of="libcal"), entry.first("campus", of="libcal")),
        "registration": words if words and not words.strip().isdigit() else None,
        "status": status[1] if status else None,
    }
    return Event(draft, session, (doubt,) if doubt else ())


def _trumba(entry: Entry, given: Mapping[str, str]) -> Event | None:
    """Trumba's: the moment in UTC and, beside it, that of the wall; and fields that each calendar has named itself."""
    local = [moment(entry.first(f"local{name}", of="trumba")) for name in ("start", "end")]
    universal = [moment(entry.first(f"dt{name}", of="xcal")) for name in ("start", "end")]
    if not entry.of("trumba") or not (local[0] or universal[0]):
        return None
    begins, ends = (with_offset(at, same) or same for at, same in zip(local, universal, strict=True))
    all_day = (entry.first("cdo-alldayevent", of="microsoft") or "").lower() == "true"
    start, end, doubt = span(begins, ends, whole_days=all_day or None, last_is_excluded=True)
    draft: dict[str, Any] = {
        "text": entry.first("description", of="xcal") or entry.first("description"),
        "topics": tuple(
            part.strip() for words in entry.every("categorycalendar", of="trumba") for part in words.split("|")
        ),
        "url": entry.first("link") or entry.first("weblink", of="trumba"),
    }
    session: dict[str, Any] = {
        "start": start,
        "end": end,
        "place": line(entry.first("location", of="xcal")),
        "register_url": entry.first("ealink", of="trumba"),
    }
    unknown = []
    for field in entry.fields:
        label = field.attributes.get("name", "")
        if field.name != "customfield" or field.space != "trumba" or not label or not field.text:
            continue
        name = custom_fields.meant(label, given)
        if name is None and field.attributes.get("type") not in {"uri", "image"}:
            unknown.append(label)
        elif name in LISTS:
            draft[name] = (*draft.get(name, ()), *(part.strip() for part in field.text.split(",")))
        elif name:
            (draft if name in DRAFT else session)[name] = _plain(field.text)
    return Event(draft, session, (doubt,) if doubt else (), tuple(unknown))


def _civicplus(entry: Entry, _given: Mapping[str, str]) -> Event | None:
    """CivicPlus's: English dates and times in words, which go on as they are; the address with escaped line breaks."""
    dates, times = (line(entry.first(name, of="civicplus")) for name in ("eventdates", "eventtimes"))
    if not dates:
        return None
    parts = [
        part for part in (_plain(one) for one in _BREAK.split(entry.first("location", of="civicplus") or "")) if part
    ]
    named = bool(parts) and not any(char.isdigit() for char in parts[0])
    link = entry.first("link") or ""
    number = _EID.search(link) or _EID.search(entry.first("guid") or "")
    session = {
        "when": dates if not times or _WHOLE_DAY.fullmatch(times) else f"{dates}, {times}",
        "place": parts[0] if named else None,
        "address": ", ".join(parts[1:] if named else parts) or None,
    }
    return Event({"native_id": number[1].upper() if number else entry.first("guid")}, session)


def _other(entry: Entry, _given: Mapping[str, str]) -> Event | None:
    """Dates of further modules: ev: of RSS 1.0, xCal alone, and what plugins add under like names."""
    said = {
        field: next((one.text for one in entry.fields if one.space and one.text and one.name in names), None)
        for field, names in _NAMES.items()
    }
    if not said["start"]:
        return None
    begins, ends = moment(said["start"]), moment(said["end"])
    start, end, doubt = span(begins, ends) if begins else (said["start"], said["end"], None)
    session = {
        "start": start,
        "end": end,
        "start_time": said["start_time"],
        "end_time": said["end_time"],
        "place": line(said["place"]),
        "price": line(said["price"]),
    }
    return Event({"topics": entry.every("type", of="ev")}, session, (doubt,) if doubt else ())


_NAMES = {
    "start": {"startdate", "dtstart", "start_date", "eventstart"},
    "end": {"enddate", "dtend", "end_date", "eventend"},
    "start_time": {"starthour", "starttime", "start_time"},
    "end_time": {"endhour", "endtime", "end_time"},
    "place": {"location", "venue"},
    "price": {"cost", "price"},
}
_PLATFORMS: tuple[Callable[[Entry, Mapping[str, str]], Event | None], ...] = (_libcal, _trumba, _civicplus, _other)


def position(entry: Entry) -> tuple[str | None, str | None]:
    """Latitude and longitude of GeoRSS or of W3C's basic vocabulary."""
    point = (entry.first("point", of="geo") or "").replace(",", " ").split()
    if len(point) != 2:
        point = [entry.first("lat", of="geo") or "", entry.first("long", "lon", of="geo") or ""]
    return (point[0], point[1]) if all(point) else (None, None)


def _plain(text: str) -> str:
    """Words without markup, on one line."""
    return line(_TAG.sub(" ", text)) or ""
