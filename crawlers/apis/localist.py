"""Reads calendars that run Localist (Concept3D): events of universities, museums and cities from the public API.

`url` is any address of the calendar, such as https://events.college.example/, or a question to its API
(…/api/2/events?group_id=12), whose filters are kept. Dates of one event are sessions of one listing, however many
pages they stand on. Times have their offset; a day-long event is a day. "free" counts only where no cost is written
beside it, for the platform leaves the two to disagree. Who entered an event is not kept.

Options:

    days    how many days ahead are read, up to the platform's 370
    hosts   further hosts that belong to the source
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import api_json, pasted
from crawlers.formats.api_json import joined, line, names, parts, rows, text, whole
from crawlers.formats.moments import moment, span
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "Localist API 2.x: developer.localist.com"
COMPLETENESS = "windowed"
TRIED = "6 real answers of one university"

PER_PAGE = 100

_API, _WIDGET = "/api/2", "/widget/view"
_MARKS = (
    b"localist.com", b"localist-images", b"localist_widget", b"localist-widget", b"localistwidget", b"/api/2/events",
    b'content="localist', b"content='localist",
)  # fmt: skip
_ELSEWHERE = ("localist.com", "concept3d.com")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    days: int = 370
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 370:
            raise ValueError("days: expected 1 to 370")


def start(source: Source, options: Options) -> Iterable[str]:
    """The API's first page, with the filters that `url` has."""
    asked = urlsplit(source.url)
    if not asked.path.startswith(_API):
        query = {"days": str(options.days), "pp": str(PER_PAGE)}
        return (f"{pasted.root(source.url)}{_API}/events?{urlencode(query)}",)
    query = {"days": str(options.days)} | dict(parse_qsl(asked.query)) | {"pp": str(PER_PAGE)}
    if "start" in query or "end" in query:
        query.pop("days")
    filters = [(name, value) for name, value in parse_qsl(asked.query) if name not in query or name.endswith("[]")]
    return (f"{source.url.partition('?')[0]}?{urlencode([*query.items(), *filters])}",)


def extract(page: Page, source: Source, _options: Options) -> Iterator[Draft | Refusal]:
    """A draft for each event of the page. Raises WrongContent and Unreadable."""
    answer = _answer(page, source)
    wrapped = rows(answer.get("events")) if "events" in answer else [answer]
    events: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(wrapped, 1):
        event = parts(one.get("event")) or one
        events.setdefault(text(event.get("id")) or f"\0{number}", []).append(event)
    for same in events.values():
        yield from _listing(same)


def follow(page: Page, source: Source, _options: Options) -> Iterable[str]:
    """The next page, while there are more by the answer's own count."""
    answer = _answer(page, source)
    told = parts(answer.get("page"))
    current, total = whole(told.get("current")), whole(told.get("total"))
    if not rows(answer.get("events")) or current is None or total is None or current >= total:
        return ()
    asked = urlsplit(page.url)
    query = [(name, value) for name, value in parse_qsl(asked.query) if name != "page"]
    return (asked._replace(query=urlencode([*query, ("page", str(current + 1))])).geturl(),)


def recognise(page: Page) -> Iterator[Candidate]:
    """Answers of the API, pages of a Localist calendar, and links to one."""
    if urlsplit(page.final_url).path.startswith(f"{_API}/events") and page.body.lstrip()[:1] == b"{":
        yield Candidate(kind="localist", url=page.final_url, why="the address is Localist's API", score=90)
        return
    if pasted.is_under(page.final_url, *_ELSEWHERE) or pasted.holds(page, *_MARKS):
        near = pasted.links(page, f"{_API}/", _WIDGET)
        elsewhere = next((one.url for one in near if urlsplit(one.url).path.startswith((f"{_API}/", _WIDGET))), None)
        url = pasted.root(elsewhere or page.final_url)
        yield Candidate(kind="localist", url=url, why="the page is made by Localist, or shows a part of it", score=80)


def _answer(page: Page, source: Source) -> dict[str, Any]:
    todo = "Open it in a browser; a Localist calendar answers with JSON at /api/2/events."
    return api_json.answer(source.name, page, "events of Localist's API", todo, one_of=("events", "event"))


def _listing(same: list[dict[str, Any]]) -> Iterator[Draft | Refusal]:
    event = same[0]
    title, where = line(event.get("title")), text(event.get("id")) or text(event.get("localist_url")) or "an event"
    if refused := _not_listed(event, title):
        yield Refusal(where=where, reason=refused, wrote=(title or "")[:200])
        return
    sessions, doubts = [], []
    for one in same:
        for wrapped in rows(one.get("event_instances")):
            session, doubt = _session(one, parts(wrapped.get("event_instance")) or wrapped)
            sessions += [session] if session else []
            doubts += [doubt] if doubt else []
    if not sessions and not doubts:
        doubts.append("It has no dates.")
    if not sessions:
        yield Refusal(where=where, reason=doubts[0], wrote=(title or "")[:200])
        return
    filters = parts(event.get("filters"))
    audience = [name for key, value in filters.items() if "audience" in key for name in names(value)]
    subjects = [
        name for key, value in filters.items() if re.search("type|topic|categor|subject", key) for name in names(value)
    ]
    tags = [line(tag) for tag in event.get("tags") or () if isinstance(event.get("tags"), list)]
    yield Draft(
        native_id=text(event.get("id")),
        url=text(event.get("localist_url")),
        title=title,
        text=text(event.get("description")) or text(event.get("description_text")),
        provider=line(event.get("department_name"))
        or next(iter((*names(event.get("departments")), *names(event.get("groups")))), None),
        topics=tuple(dict.fromkeys(one for one in (*subjects, *tags) if one)),
        eligibility=joined(*audience),
        sessions=tuple(dict.fromkeys(sessions)),
    )
    yield from (Refusal(where=where, reason=doubt, wrote=(title or "")[:200]) for doubt in doubts)


def _not_listed(event: Mapping[str, Any], title: str | None) -> str | None:
    if not title:
        return "It has no title."
    if event.get("private") is True:
        return "It is marked as private."
    if event.get("rejected") is True or event.get("verified") is False:
        return "The calendar's owner has not approved it."
    return None


def _session(event: Mapping[str, Any], instance: Mapping[str, Any]) -> tuple[DraftSession | None, str | None]:
    begins, ends = (moment(text(instance.get(name))) for name in ("start", "end"))
    start, end, doubt = span(begins, ends, whole_days=instance.get("all_day") is True)
    if start is None:
        return None, "It has a date without a start that can be read."
    near = parts(event.get("geo"))
    latitude, longitude = api_json.position(near.get("latitude"), near.get("longitude"))
    place = joined(event.get("room_number"), line(event.get("location_name")) or line(event.get("location")))
    status = (text(event.get("status")) or "").lower()
    session = DraftSession(
        native_id=text(instance.get("id")),
        start=start,
        end=end,
        place=place,
        address=line(event.get("address")) or joined(near.get("street"), near.get("city"), near.get("state")),
        postcode=text(near.get("zip")),
        latitude=latitude,
        longitude=longitude,
        online={"virtual": "yes", "inperson": "no"}.get(text(event.get("experience")) or ""),
        price=line(event.get("ticket_cost")) or ("free" if event.get("free") is True else None),
        registration="sold out" if status == "sold_out" else None,
        register_url=text(event.get("ticket_url")),
        status=None if status in {"", "live", "sold_out"} else status,
    )
    return session, doubt
