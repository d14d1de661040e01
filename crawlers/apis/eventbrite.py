"""Reads the events of an Eventbrite account with a private token of its owner: Eventbrite has no public search.

`url` is the organiser's public page (https://www.eventbrite.com/o/millbrook-makers-123456), whose events alone are
read, any other page of Eventbrite for all events of the account, or a question to the API
(…/v3/organizations/1/events/, …/v3/venues/1/events/). The token is that of the account's owner: Eventbrite, Account
settings, Developer links, API keys, "private token". Dates of a series are sessions of one listing. Drafts, and what
the organiser shows to invited people only, are left out. Organisers are named where they are organisations.

Options:

    token   the environment variable with the private token: "$EVENTBRITE_TOKEN"; it goes to Eventbrite's API only
    past    true: events that are over are read too
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from crawlers import tokens
from crawlers.addresses import is_web
from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import api_json, pasted
from crawlers.formats.api_json import joined, line, parts, rows, text, whole
from crawlers.formats.moments import moment, span
from crawlers.formats.organisations import organisation
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "Eventbrite API 3: eventbrite.com/platform/api"
COMPLETENESS = "windowed"
TRIED = "a real answer of 50 events that are over; series, prices and sales as documented"

ADVICE = {
    401: "Set the variable that the option 'token' names to the private token of the organiser's account.",
    403: "The token's account may not read this organisation: the organiser has to give you one of its own.",
    404: "The organisation or venue is not of the token's account: ask its owner for the token, or correct 'url'.",
}

_HOST = "https://www.eventbriteapi.com"
_ACCOUNT = f"{_HOST}/v3/users/me/organizations/"
_KEYS = ("events", "organizations", "start")
_EXPAND = "venue,organizer,ticket_availability,event_sales_status,category,format"
_STATUS = "live,started,canceled"
_ORGANISER = re.compile(r"/o/(?:[^/?#]{0,200}-)?(\d{4,20})/?$")
_EVENT = re.compile(r"/e/(?:[^/?#]{0,300}-)?(\d{6,20})/?$")
_SITES = re.compile(r"(?:^|\.)eventbrite\.(?:com?(?:\.[a-z]{2})?|[a-z]{2})$")
_SALES = {"on_sale": "open", "not_yet_on_sale": "not yet open", "sales_ended": "closed", "sold_out": "sold out"}


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    token: str | None = None
    past: bool = False

    def __post_init__(self) -> None:
        tokens.check(self.token)


def start(source: Source, options: Options) -> Iterable[str]:
    """The events that `url` asks the API for; else the account's organisations, whose events are then asked for."""
    asked = urlsplit(source.url)
    if "/v3/" in asked.path:
        query = dict(parse_qsl(asked.query))
        for private in ("token", "continuation", "show_series_parent"):
            query.pop(private, None)
        if asked.path.rstrip("/").endswith("/events"):
            query = _question(options) | query
        return (asked._replace(query=urlencode(query, safe=","), fragment="").geturl(),)
    organiser = _ORGANISER.search(asked.path)
    return (f"{_ACCOUNT}?organizer_filter={organiser[1]}" if organiser else _ACCOUNT,)


def headers(source: Source, options: Options, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The private token."""
    token = tokens.value_of(source, options.token, environment)
    return {"Authorization": f"Bearer {token}"} if token else {}


def extract(page: Page, source: Source, _options: Options) -> Iterator[Draft | Refusal]:
    """A draft for each event or series of the page. Raises WrongContent and Unreadable."""
    answer = _answer(page, source)
    if "organizations" in answer:
        if not rows(answer["organizations"]):
            todo = "Take the token of an account that owns events."
            yield Refusal(where=page.url, reason="The token's account has no organisation.", todo=todo)
        return
    series: dict[str, list[dict[str, Any]]] = {}
    for number, event in enumerate(rows(answer.get("events")) if "events" in answer else [answer], 1):
        name = text(event.get("series_id")) or text(event.get("id")) or f"\0{number}"
        series.setdefault(name, []).append(event)
    for name, events in series.items():
        yield from _listing(name, events)


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """Of the account its organisations' events; of a page of events the next, while the answer says there is one."""
    answer = _answer(page, source)
    asked = urlsplit(page.url)
    query = dict(parse_qsl(asked.query))
    if "organizations" in answer:
        wanted = {name: value for name, value in query.items() if name == "organizer_filter"}
        given = urlencode(_question(options) | wanted, safe=",")
        for one in rows(answer["organizations"]):
            if number := text(one.get("id")):
                yield f"{pasted.root(page.url)}/v3/organizations/{quote(number, safe='')}/events/?{given}"
    told = parts(answer.get("pagination"))
    token = text(told.get("continuation"))
    if told.get("has_more_items") is True and token and token != query.get("continuation"):
        yield asked._replace(query=urlencode(query | {"continuation": token}, safe=",")).geturl()


def recognise(page: Page) -> Iterator[Candidate]:
    """An organiser's or event's page of Eventbrite, and pages that link to them."""
    found: dict[str, str] = {}
    own = bool(_SITES.search((urlsplit(page.final_url).hostname or "").lower()))
    for url in (page.final_url, *(link.url for link in pasted.links(page, "eventbrite."))):
        parted = urlsplit(url)
        if not _SITES.search((parted.hostname or "").lower()):
            continue
        if _ORGANISER.search(parted.path):
            found.setdefault(url.partition("?")[0], "it is an organiser's page of Eventbrite")
        elif _EVENT.search(parted.path) and not own:
            found.setdefault("https://www.eventbrite.com/", "the page sells tickets through Eventbrite")
    for url, why in sorted(found.items(), key=lambda one: "organiser" not in one[1])[:3]:
        yield Candidate(
            kind="eventbrite",
            url=url,
            options={"token": "$EVENTBRITE_TOKEN"},
            why=why,
            score=55 if "organiser" in why else 25,
            needs="the private token of the organiser's account, in the variable EVENTBRITE_TOKEN",
        )


def _answer(page: Page, source: Source) -> dict[str, Any]:
    todo = "Put the organiser's page, or an address of www.eventbriteapi.com/v3/, in 'url'."
    return api_json.answer(source.name, page, "events of Eventbrite's API", todo, one_of=_KEYS)


def _question(options: Options) -> dict[str, str]:
    when = {} if options.past else {"time_filter": "current_future"}
    status = f"{_STATUS},ended,completed" if options.past else _STATUS
    return {"status": status, "order_by": "start_asc", **when, "expand": _EXPAND}


def _listing(name: str, events: list[dict[str, Any]]) -> Iterator[Draft | Refusal]:
    shown: list[tuple[dict[str, Any], DraftSession | None]] = []
    for event in events:
        title, where = line(parts(event.get("name")).get("text")), text(event.get("id")) or "an event"
        is_parent = event.get("is_series_parent") is True
        session, doubt = (None, None) if is_parent else _session(event)
        refused = _not_listed(event, title)
        if refused or doubt:
            yield Refusal(where=where, reason=refused or doubt or "", wrote=(title or "")[:200])
        if not refused and (session or is_parent):
            shown.append((event, session))
    if not shown:
        return
    event = next((one for one, session in shown if session is None), shown[0][0])
    many = any(text(one.get("series_id")) or one.get("is_series_parent") is True for one, _ in shown)
    organiser = parts(event.get("organizer"))
    provider = organisation(line(organiser.get("name")))
    told = parts(event.get("description"))
    music = parts(event.get("music_properties"))
    topics = (line(parts(event.get(key)).get("name")) for key in ("category", "subcategory", "format"))
    yield Draft(
        native_id=name if not name.startswith("\0") else None,
        url=_series_page(event, name) if many else text(event.get("url")),
        title=line(parts(event.get("name")).get("text")),
        text=text(told.get("html")) or text(told.get("text")) or text(event.get("summary")),
        language=(text(event.get("locale")) or "").replace("_", "-") or None,
        provider=provider,
        provider_url=text(organiser.get("website")) or text(organiser.get("url")) if provider else None,
        topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
        ages=line(parts(event.get("venue")).get("age_restriction")) or line(music.get("age_restriction")),
        sessions=tuple(
            session if many else msgspec.structs.replace(session, native_id=None, url=None)
            for _, session in shown
            if session
        ),
    )


def _series_page(event: Mapping[str, Any], name: str) -> str | None:
    """The page of a series, the same from whichever of its dates; Eventbrite leads from the bare number to it."""
    url = text(event.get("url"))
    return f"{pasted.root(url)}/e/{name}" if url and is_web(url) and not name.startswith("\0") else None


def _not_listed(event: Mapping[str, Any], title: str | None) -> str | None:
    if text(event.get("status")) == "draft":
        return "It is not published."
    if event.get("listed") is False or event.get("invite_only") is True:
        return "It is not listed publicly."
    if event.get("is_locked") is True or text(event.get("privacy_setting")) == "locked":
        return "It is behind a password."
    return None if title else "It has no title."


def _session(event: Mapping[str, Any]) -> tuple[DraftSession | None, str | None]:
    first, last = parts(event.get("start")), parts(event.get("end"))
    begins = None if event.get("hide_start_date") is True else moment(text(first.get("local")))
    ends = None if event.get("hide_end_date") is True else moment(text(last.get("local")))
    start, end, doubt = span(begins, ends, whole_days=False)
    if start is None and event.get("hide_start_date") is not True:
        return None, "It has no start that can be read."
    venue = parts(event.get("venue"))
    at = parts(venue.get("address"))
    latitude, longitude = api_json.position(
        at.get("latitude") or venue.get("latitude"), at.get("longitude") or venue.get("longitude")
    )
    price, currency = _price(event)
    sales, tickets = parts(event.get("event_sales_status")), parts(event.get("ticket_availability"))
    opens = parts(sales.get("start_sales_date")) or parts(tickets.get("start_sales_date"))
    status = (text(event.get("status")) or "").lower()
    seats = whole(event.get("capacity"))
    session = DraftSession(
        native_id=text(event.get("id")),
        url=text(event.get("url")),
        start=start,
        end=end,
        timezone=text(first.get("timezone")),
        place=line(venue.get("name")),
        address=joined(at.get("address_1"), at.get("address_2"), at.get("city"), at.get("region")),
        postcode=text(at.get("postal_code")),
        latitude=latitude,
        longitude=longitude,
        online="yes" if event.get("online_event") is True else None,
        price=price,
        currency=currency,
        registration=_registration(sales, tickets),
        opens=text(opens.get("utc")),
        register_url=text(event.get("url")),
        capacity=str(seats) if seats else None,
        status=status if status in {"canceled", "cancelled", "postponed"} else None,
    )
    return session, doubt


def _price(event: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """ "free", or the lowest and the highest price of a ticket, and their currency."""
    tickets = parts(event.get("ticket_availability"))
    ends = [parts(tickets.get(f"{name}_ticket_price")) for name in ("minimum", "maximum")]
    amounts = tuple(dict.fromkeys(said for one in ends if (said := text(one.get("major_value")))))
    if amounts and event.get("is_free") is not True:
        return " - ".join(amounts), text(ends[0].get("currency")) or text(event.get("currency"))
    return ("free", None) if event.get("is_free") is True else (None, None)


def _registration(sales: Mapping[str, Any], tickets: Mapping[str, Any]) -> str | None:
    state = _SALES.get(text(sales.get("sales_status")) or "")
    if state == "sold out" or tickets.get("is_sold_out") is True:
        return "waiting list" if tickets.get("waitlist_available") is True else "sold out"
    return state or ("open" if tickets.get("has_available_tickets") is True else None)
