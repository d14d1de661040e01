"""Writes the catalogue and each list of it as JSON, CSV, iCalendar and Atom; bytes depend on content and day only."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from indexer.contents import Contents
from indexer.opportunity import Ages, Corrected, Moment, Opportunity, Provider, Session
from portal import columns
from portal.schema_org import iso
from portal.settings import PortalSettings
from portal.when import city_day

# What a cell may not start with (OWASP, "CSV Injection"); also in the wide letters that some spreadsheets read alike.
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def catalogue_json(contents: Contents, settings: PortalSettings, urls: Mapping[str, str], today: dt.date) -> bytes:
    """Every opportunity under the names of indexer/opportunity.py, with its page's address; unknown values left out."""
    data = {
        "city": settings.name,
        "portal": settings.site.url,
        "portal_title": settings.site.title,
        "generated": today.isoformat(),
        "licences": {source.name: source.licence for source in contents.sources if source.licence},
        "opportunities": [_record(urls[o.id], _by_day(_shown(o), settings)) for o in contents.opportunities],
    }
    return msgspec.json.encode(data)


def _record(url: str, o: Opportunity) -> msgspec.Raw:
    """Its page's address before its own fields."""
    return msgspec.Raw(b'{"page":' + msgspec.json.encode(url) + b"," + msgspec.json.encode(o)[1:])


def opportunities_csv(opportunities: Iterable[Opportunity], urls: Mapping[str, str], today: dt.date) -> bytes:
    """One row an opportunity, one column a field; sessions are told by number and by the next day."""
    rows = []
    for o in opportunities:
        coming = [s for s in o.sessions if not s.past(today)]
        days = [day for s in coming if s.status != "cancelled" and (day := s.next_day(today))]
        sources = sorted({listing.source for listing in o.listings})
        cells = [_cell(getattr(o, name)) for name in columns.OF_OPPORTUNITY]
        ages = [_cell(getattr(o.ages, name) if o.ages else None) for name in ("low", "high", "assumed")]
        rows.append([urls[o.id], *cells, str(len(coming)), _cell(min(days, default=None)), "; ".join(sources), *ages])
    return csv_table(columns.OPPORTUNITIES.head, rows)


_OF_SESSION, _OF_PLACE = attrgetter(*columns.OF_SESSION), attrgetter(*columns.OF_PLACE)
_OF_PRICE, _OF_REGISTRATION = attrgetter(*columns.OF_PRICE), attrgetter(*columns.OF_REGISTRATION)
_NO_PLACE, _NO_PRICE = [""] * len(columns.OF_PLACE), [""] * len(columns.OF_PRICE)
_NO_REGISTRATION = [""] * len(columns.OF_REGISTRATION)


class SessionsTable:
    """One row a session, with its opportunity's id, title and provider; each row is written once for all lists."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._rows: dict[str, bytes] = {}
        self._csv = _Lines()

    def of(self, opportunities: Iterable[Opportunity]) -> bytes:
        """The table of these opportunities' sessions."""
        rows = self._rows
        found = [rows.get(s.id) or self._row(o, s) for o in opportunities for s in o.sessions]
        return b"".join([csv_table(columns.SESSIONS.head, []), *found])

    def _row(self, o: Opportunity, s: Session) -> bytes:
        shown = s.place.shown() if s.place else None
        cells = [self._urls[o.id], o.id, o.title, o.provider.name, *map(_cell, _OF_SESSION(s))]
        cells.append("; ".join([iso(m.start) or "" for m in s.meetings if not m.cancelled]))
        for part, of, without in (
            (shown, _OF_PLACE, _NO_PLACE),
            (s.price, _OF_PRICE, _NO_PRICE),
            (s.registration, _OF_REGISTRATION, _NO_REGISTRATION),
        ):
            cells += map(_cell, of(part)) if part else without
        made = self._rows[s.id] = self._csv.line(cells).encode()
        return made


def atom(
    opportunities: Sequence[Opportunity],
    settings: PortalSettings,
    urls: Mapping[str, str],
    changed: Mapping[str, dt.datetime],
    address: str,
) -> bytes:
    """Atom (RFC 4287): newest change first. changed: aware UTC by opportunity id, else its first sight."""
    base = settings.site.url.rstrip("/")

    def updated(o: Opportunity) -> dt.datetime:
        return changed.get(o.id) or min(listing.first_seen for listing in o.listings)

    newest = sorted(opportunities, key=lambda o: (updated(o), o.id), reverse=True)
    last = max((updated(o) for o in newest), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(address)}</id><title>{_xml(settings.site.title)}</title><updated>{_stamp(last)}</updated>",
        f'<link rel="self" href={quoteattr(address)}/><link rel="alternate" href={quoteattr(base + "/")}/>',
        f"<author><name>{_xml(settings.site.operator)}</name></author>",
    ]
    lines += [_entry(o, urls[o.id], updated(o)) for o in newest]
    lines.append("</feed>\n")
    return "\n".join(lines).encode()


def _entry(o: Opportunity, url: str, updated: dt.datetime) -> str:
    return "".join(
        [
            f"<entry><id>{escape(url)}</id><title>{_xml(o.title)}</title><updated>{_stamp(updated)}</updated>",
            f'<link rel="alternate" href={quoteattr(url)}/><author><name>{_xml(o.provider.name)}</name></author>',
            *(f"<category term={quoteattr(topic)}/>" for topic in o.topics),
            f"<summary>{_xml(o.text)}</summary>" if o.text else "",
            "</entry>",
        ]
    )


def _by_day(o: Opportunity, settings: PortalSettings) -> Opportunity:
    """Checks are told by their day, so that an unchanged catalogue is an unchanged file."""

    def day(moment: dt.datetime) -> Any:
        return city_day(moment, settings.timezone)

    def noted(corrected: Sequence[Corrected]) -> tuple[Corrected, ...]:
        return tuple(msgspec.structs.replace(one, at=day(one.at)) for one in corrected)

    def told(session: Session) -> Session:
        if not session.corrected and session.places_as_of is None:
            return session
        as_of = session.places_as_of and day(session.places_as_of)
        return msgspec.structs.replace(session, corrected=noted(session.corrected), places_as_of=as_of)

    return msgspec.structs.replace(
        o,
        listings=tuple(
            msgspec.structs.replace(one, first_seen=day(one.first_seen), checked_at=day(one.checked_at))
            for one in o.listings
        ),
        corrected=noted(o.corrected),
        sessions=tuple(map(told, o.sessions)),
    )


def _shown(o: Opportunity) -> Opportunity:
    """The opportunity without what its places keep to themselves."""
    if all(s.place is None or s.place.visibility == "exact" for s in o.sessions):
        return o
    sessions = tuple(
        msgspec.structs.replace(
            s,
            place=s.place.shown(),
            words={k: v for k, v in s.words.items() if k != "place"},
            corrected=tuple(msgspec.structs.replace(c, said="") if c.field == "place" else c for c in s.corrected),
        )
        if s.place
        else s
        for s in o.sessions
    )
    return msgspec.structs.replace(o, sessions=sessions)


def _cell(value: Any) -> str:
    """A value as one cell: empty for unknown, yes and no for booleans, ISO 8601 for days and moments.

    When something was checked is told by its day, as everywhere in the portal.
    """
    if value is None:
        return ""
    known = _CELLS.get(type(value))
    if known:
        return known(value)
    if isinstance(value, msgspec.Struct):
        return "; ".join(f"{k}: {v}" for k, v in msgspec.to_builtins(value).items())
    return str(value)


_CELLS: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "yes" if value else "no",
    int: str,
    float: str,
    Decimal: str,
    tuple: lambda value: "; ".join(map(str, value)),
    dt.date: dt.date.isoformat,
    dt.datetime: lambda value: value.date().isoformat(),
    Moment: lambda value: iso(value) or "",
    Ages: lambda value: f"{'' if value.low is None else value.low}-{'' if value.high is None else value.high}",
    Provider: lambda value: value.name,
}


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets read the letters right."""
    line = _Lines().line
    return "".join([line(head), *map(line, rows)]).encode("utf-8-sig")


class _Lines:
    """Writes rows as lines of which no cell is a formula. One for each table: it holds a line for a moment."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self.write = self._held.append
        self._writer = csv.writer(self)

    def line(self, row: Sequence[str]) -> str:
        self._writer.writerow([_no_formula(cell) if cell[:1] in _FORMULA else cell for cell in row])
        return self._held.pop()


def _no_formula(cell: str) -> str:
    """A spreadsheet runs a cell that starts like a formula; an apostrophe makes it text. Plain numbers stay."""
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"


def _xml(words: str) -> str:
    """Escaped, without the control characters that XML 1.0 forbids."""
    return escape("".join(c for c in words if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")))


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
