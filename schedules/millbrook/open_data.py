"""Millbrook's open data portal: SODA 2.1 over tables of rows, and the rangers' programme as one of its datasets."""

import datetime as dt
import json
import re
import urllib.parse
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from schedules.millbrook import words
from schedules.millbrook.history import Json, history
from schedules.millbrook.host import frame
from schedules.millbrook.linked_data import amounts
from schedules.millbrook.material import Listing, Place, Session, material, sessions
from schedules.millbrook.server import Answer, Site

ROOT = "http://data.millbrook.example"
RANGERS = "mb1k-r4ng"

_CONDITION = re.compile(r"\(?\s*([:\w]+)\s*(>=|<=|=|>|<)\s*'([^']*)'\s*\)?")
_COMPARED = {"=": "__eq__", ">=": "__ge__", "<=": "__le__", ">": "__gt__", "<": "__lt__"}


def soda(datasets: Mapping[str, Sequence[Json]], pages: Mapping[str, Answer] = MappingProxyType({})) -> Site:
    """A portal of datasets by their ids: $select of a count or of all, $where with AND, $order, $limit and $offset.

    pages: what it has beside the API. A row that has no `:id` or `:updated_at` is a mistake of whoever calls. What the
    portal does not know gets 400.
    """

    def answer(path: str) -> Answer | None:
        address, _, query = path.partition("?")
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /login\n", "text/plain; charset=utf-8")
        if path in pages:
            return pages[path]
        found = re.fullmatch(r"/resource/([\w-]+)\.json", address)
        if not found or found[1] not in datasets:
            return None
        try:
            body, status = _asked(datasets[found[1]], dict(urllib.parse.parse_qsl(query))), 200
        except ValueError as error:
            body, status = {"error": True, "message": str(error)}, 400
        return Answer(json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8", status)

    return answer


def _asked(rows: Sequence[Json], asked: dict[str, str]) -> Any:
    found = [row for row in rows if _meets(row, asked.get("$where", ""))]
    if "count(*)" in asked.get("$select", ""):
        newest = max((row[":updated_at"] for row in found), default=None)
        return [{"count": str(len(found))} | ({"updated": newest} if newest else {})]
    if asked.get("$order") == ":id":
        found = sorted(found, key=lambda row: str(row[":id"]))
    first, most = int(asked.get("$offset", "0")), int(asked.get("$limit", "1000"))
    shown = found[first : first + most]
    if ":*" in asked.get("$select", ""):
        return shown
    return [{name: value for name, value in row.items() if not name.startswith(":")} for row in shown]


def _meets(row: Json, where: str) -> bool:
    for part in re.split(r"\s+AND\s+", where) if where else ():
        found = _CONDITION.fullmatch(part)
        if not found:
            raise ValueError(f"Could not parse SoQL query at {part!r}")
        value = row.get(found[1])
        if value is None or not getattr(str(value), _COMPARED[found[2]])(found[3]):
            return False
    return True


def parks(today: dt.date) -> Site:
    """Millbrook Parks and Rangers: a row for each date in a dataset of the council's portal."""
    runs = "<p>Powered by Socrata.</p>"
    listed = f'<h1>Open data</h1>\n<ul><li><a href="/d/{RANGERS}">Rangers\' programme</a></li></ul>\n{runs}'
    export = f'<p>Export: <a href="/resource/{RANGERS}.json">API endpoint</a></p>'
    home = frame("Open data | Millbrook Council", listed)
    dataset = frame("Rangers' programme | Millbrook Council", f"<h1>Rangers' programme</h1>\n{export}\n{runs}")
    return soda({RANGERS: _rows(today)}, {"/": home, f"/d/{RANGERS}": dataset})


@cache
def _rows(today: dt.date) -> tuple[Json, ...]:
    known = history(_state, today)
    moments = {name: f"{day}T00:00:00.000Z" for name, day in known.changed.items()}
    own = [{":id": f"row-{name}", ":updated_at": moments[name]} for name in known.state]
    return tuple(mark | row for mark, row in zip(own, known.state.values(), strict=True))


def _state(day: dt.date) -> dict[str, Json]:
    return {one.id: _row(given, one) for given in material("parks").listings for one in sessions(given, day)}


def _row(listing: Listing, session: Session) -> Json:
    """SODA leaves out what is empty, and has no day without a time."""
    assert session.place is not None
    row = {
        "programme": listing.key,
        "activity_id": session.id,
        "activity": listing.title,
        "description": listing.text,
        "ages": listing.ages,
        "interest": "; ".join(listing.topics),
        "fee": next(iter(amounts(listing.price or "")), ""),
        "park": session.place.name,
        "location": _location(session.place),
        "first_day": f"{session.first}T00:00:00.000",
        "last_day": f"{session.last}T00:00:00.000",
        "days": words.weekdays(session) if len(session.days) > 1 else "",
        "starts": f"{session.begins:%H:%M}" if session.begins else "",
        "ends": f"{session.ends:%H:%M}" if session.ends else "",
        "spaces": str(listing.capacity or ""),
        "spaces_left": str(session.left(listing.capacity or 1)),
        "status": "Cancelled" if session.state == "cancelled" else "Active",
        "open_to": listing.gender or "",
        "comes_as": listing.role or "",
        "we_lend": "; ".join(listing.support),
        "access": "; ".join(listing.access),
        "link": {"url": f"http://parks.millbrook.example/events/#{session.id}"},
    }
    return {name: value for name, value in row.items() if value}


def _location(place: Place) -> Json:
    address = {"address": place.address, "city": "Millbrook", "state": "", "zip": place.postcode}
    return {
        "latitude": str(place.latitude),
        "longitude": str(place.longitude),
        "human_address": json.dumps(address),
    }
