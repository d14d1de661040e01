"""Reads calendars made with The Events Calendar, a plugin of WordPress, from its public REST API.

`url` is any address of the site, such as https://museum.example/events/, or the API's own
(…/wp-json/tribe/events/v1/events), whose filters are kept. Dates of one series are sessions of one listing: their
addresses differ in the date only (…/event/clay-club/2026-10-05/1/). A day-long event is a day. Wall times go with the
site's zone; where that is an offset ("UTC-5"), with the offset; where it is WordPress's "UTC+0", which stands where
nobody has chosen one, with none. Organisers are kept where they are organisations, without telephone numbers and
e-mail addresses.

Options:

    fields    what a site's own fields mean: {"Who can come" = "eligibility", "Room set-up" = ""}; "" leaves one out
    hosts     further hosts that belong to the source
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers.addresses import absolute
from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import api_json, custom_fields, pasted
from crawlers.formats.api_json import joined, line, names, parts, rows, text
from crawlers.formats.fields import DRAFT, LISTS, check_names
from crawlers.formats.moments import moment, span, with_offset
from crawlers.formats.organisations import organisation
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "The Events Calendar REST API 1 (tribe/events/v1)"
COMPLETENESS = "windowed"
TRIED = "2 real answers of the plugin's own tests"

ADVICE = {
    404: "Look whether the site shows its calendar's API at /wp-json/tribe/events/v1/events, also under the path of a "
    "WordPress in a folder, and put that address in 'url'.",
    403: "A guard of the site turns its API away; ask the provider to let our User-Agent in, or read its .ics with the "
    "kind ical.",
}

PER_PAGE = 50
"""The most that the plugin gives."""

_API = "/tribe/events/v1"
_KEYS = ("events", "start_date")
_OCCURRENCE = re.compile(r"(/)(\d{4}-\d\d-\d\d)(?:/(\d{1,4}))?/?$")
_MARKS = (
    b"/plugins/the-events-calendar/", b"/plugins/events-calendar-pro/", b"tribe_events",
    b"tribe-events-calendar", b"tribe-events-pg-template", b"tribe-events-view", b"tribe-events-c-",
)  # fmt: skip


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    fields: dict[str, str] = {}
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_names(name for name in self.fields.values() if name)


def start(source: Source, _options: Options) -> Iterable[str]:
    """The API's first page, with the filters that `url` has."""
    asked = urlsplit(source.url)
    if _API not in f"{asked.path}?{asked.query}":
        return (f"{pasted.root(source.url)}/wp-json{_API}/events?per_page={PER_PAGE}",)
    query = [(name, value) for name, value in parse_qsl(asked.query) if name not in {"per_page", "page"}]
    return (asked._replace(query=urlencode([*query, ("per_page", str(PER_PAGE))], safe="/"), fragment="").geturl(),)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """A draft for each event or series of the page. Raises WrongContent and Unreadable."""
    answer = _answer(page, source)
    series: dict[str, list[dict[str, Any]]] = {}
    for number, event in enumerate(rows(answer.get("events")) if "events" in answer else [answer], 1):
        series.setdefault(_series(event) or f"\0{number}", []).append(event)
    unknown: dict[str, None] = {}
    for events in series.values():
        yield from _listing(events, options)
        unknown |= dict.fromkeys(label for event in events for label in _custom(event, options)[2])
    for label in unknown:
        todo = "Name it in the option 'fields', with the field that it means, or with \"\" to leave it out."
        yield Refusal(where=f"the field {label!r}", reason="What it means is not known.", wrote=label, todo=todo)


def follow(page: Page, source: Source, _options: Options) -> Iterable[str]:
    """The next page, as the answer names it; past the last one the plugin answers 404."""
    answer = _answer(page, source)
    following = text(answer.get("next_rest_url"))
    url = absolute(page.final_url, following) if following and rows(answer.get("events")) else None
    return (url,) if url else ()


def recognise(page: Page) -> Iterator[Candidate]:
    """The API that a page names in its head, and pages that carry the plugin's parts."""
    found: dict[str, str] = {}
    if _API in page.final_url and page.body.lstrip()[:1] == b"{":
        yield Candidate(kind="tribe_events", url=page.final_url, why="the address is the plugin's API", score=90)
        return
    home = None
    for link in pasted.links(page, _API, "api.w.org"):
        if link.tag == "link" and _API in link.url:
            found[link.url] = "the page names the API of The Events Calendar"
        elif link.tag == "link" and "api.w.org" in link.rel:
            home = link.url
    if not found and pasted.holds(page, *_MARKS):
        root = home.rstrip("/") if home else f"{pasted.root(page.final_url)}/wp-json"
        found[f"{root}{_API}/events"] = "the page has parts of The Events Calendar"
    for url, why in list(found.items())[:3]:
        whole = re.sub(rf"({_API}/events)/\d+/?$", r"\1", url)  # the page of one event names itself
        yield Candidate(kind="tribe_events", url=whole, why=why, score=88 if "names" in why else 70)


def _answer(page: Page, source: Source) -> dict[str, Any]:
    todo = "Open it in a browser: the plugin's API answers with JSON, if the site has not shut it."
    return api_json.answer(source.name, page, "events of The Events Calendar's API", todo, one_of=_KEYS)


def _series(event: Mapping[str, Any]) -> str | None:
    """The address that the dates of one series share; None of an event that happens once."""
    url = text(event.get("url")) or ""
    if _OCCURRENCE.search(urlsplit(url).path):
        return _OCCURRENCE.sub(r"\1", url)
    query = parse_qsl(urlsplit(url).query)
    if any(name == "eventDate" for name, _ in query):  # sites without speaking addresses
        return urlsplit(url)._replace(query=urlencode([pair for pair in query if pair[0] != "eventDate"])).geturl()
    return None


def _listing(events: list[dict[str, Any]], options: Options) -> Iterator[Draft | Refusal]:
    shown = []
    for event in events:
        title = line(event.get("title"))
        where, wrote = text(event.get("url")) or text(event.get("id")) or "an event", (title or "")[:200]
        session, doubt = _session(event, options, one_of_many=bool(_series(event)))
        refused = _not_listed(event, title) or (None if session else doubt)
        if refused:
            yield Refusal(where=where, reason=refused, wrote=wrote)
            continue
        if doubt:
            yield Refusal(where=where, reason=doubt, wrote=wrote)
        if session:
            shown.append((event, session))
    if not shown:
        return
    event = shown[0][0]
    address = _series(event)
    tags = (*names(event.get("categories")), *names(event.get("tags")))
    draft: dict[str, Any] = {
        "native_id": urlsplit(address).path.strip("/") + urlsplit(address).query if address else text(event.get("id")),
        "url": address or text(event.get("url")),
        "title": line(event.get("title")),
        "text": text(event.get("description")) or text(event.get("excerpt")),
        "provider": next((one for one in names(event.get("organizer"), "organizer") if organisation(one)), None),
        "topics": tuple(dict.fromkeys(tags)),
    }
    yield Draft(**(_custom(event, options)[0] | draft), sessions=tuple(session for _, session in shown))


def _not_listed(event: Mapping[str, Any], title: str | None) -> str | None:
    if text(event.get("status")) not in {None, "publish"}:
        return "It is not published."
    if event.get("hide_from_listings") is True:
        return "The site leaves it out of its own lists."
    return None if title else "It has no title."


def _session(
    event: Mapping[str, Any], options: Options, *, one_of_many: bool
) -> tuple[DraftSession | None, str | None]:
    zone = text(event.get("timezone")) or ""
    begins, ends = (
        _moment(event, name, with_zone=bool(re.match(r"UTC[+-]", zone)) and zone not in {"UTC+0", "UTC-0"})
        for name in ("start_date", "end_date")
    )
    start, end, doubt = span(begins, ends, whole_days=event.get("all_day") is True or None)
    if start is None:
        return None, "It has no start that can be read."
    url = text(event.get("url")) or ""
    date = _OCCURRENCE.search(urlsplit(url).path)
    venue = next(iter(rows(event.get("venue"))), {})
    latitude, longitude = api_json.position(venue.get("geo_lat"), venue.get("geo_lng"))
    said: dict[str, Any] = {
        "native_id": "/".join(part for part in date.groups()[1:] if part) if date else None,
        "url": url or None if one_of_many else None,
        "start": start,
        "end": end,
        "timezone": zone if zone and not re.match(r"UTC[+-]", zone) else None,
        "place": line(venue.get("venue")),
        "address": joined(venue.get("address"), venue.get("city"), venue.get("stateprovince") or venue.get("state")),
        "postcode": text(venue.get("zip")),
        "latitude": latitude,
        "longitude": longitude,
        "online": "yes" if event.get("is_virtual") is True and not venue else None,
        "price": line(event.get("cost")),
        "currency": text(parts(event.get("cost_details")).get("currency_code")) if line(event.get("cost")) else None,
        "status": text(event.get("event_status")),
    }
    custom = {name: value for name, value in _custom(event, options)[1].items() if not said.get(name)}
    return DraftSession(**{name: value for name, value in (said | custom).items() if value}), doubt


def _moment(event: Mapping[str, Any], name: str, *, with_zone: bool) -> Any:
    local, universal = (moment(text(event.get(key))) for key in (name, f"utc_{name}"))
    return with_offset(local, universal) if with_zone else local


def _custom(event: Mapping[str, Any], options: Options) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """What the site's own fields say of the listing and of the session, and the labels that nobody has named."""
    draft: dict[str, Any] = {}
    session: dict[str, Any] = {}
    unknown = []
    for one in parts(event.get("custom_fields")).values():
        label, value = line(parts(one).get("label")) or "", line(parts(one).get("value"))
        if not label or not value:
            continue
        field = custom_fields.meant(label, options.fields)
        if field is None:
            unknown.append(label)
        elif field in LISTS:
            draft[field] = tuple(part.strip() for part in re.split("[,|]", value) if part.strip())
        elif field:
            (draft if field in DRAFT else session)[field] = value
    return draft, session, unknown
