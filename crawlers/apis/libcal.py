"""Reads the event calendars of libraries that run Springshare's LibCal: the API with a key, else the public RSS.

`url` is any address of the calendar, such as https://library.example/calendar/events?cid=12345, or its RSS. With the
two options of a key (LibCal, Admin, API, API Authentication: "Create new application", read events) everything of the
year to come is read; without one the calendar's RSS, which holds some weeks. An event has no series of its own: each
date is a listing with its own lasting id. The audience goes on as the words of the ages, the branch ("campus") and
the room as the place. Presenters, owners, and the links and passwords of online meetings are not kept.

Options:

    cal_id          the calendar's number, or a list of them, where `url` has none (cid=…)
    client_id       the environment variable with the application's id: "$LIBCAL_ID"
    client_secret   and that with its secret: "$LIBCAL_SECRET". Both go to the library's own host only
    days            how many days ahead are read from the API, up to 365
    ignore          words in a title that mark what is not for the public; ["STAFF ONLY"] where nothing is said
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from crawlers import tokens
from crawlers.call import Candidate, Login
from crawlers.draft import Draft, DraftSession, Refusal, Rights
from crawlers.errors import OptionError, WrongContent
from crawlers.formats import api_json, pasted
from crawlers.formats.api_json import joined, line, names, parts, text, whole
from crawlers.formats.feeds import feed_drafts, feed_xml
from crawlers.formats.moments import moment, span
from crawlers.kinds import Completeness
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "Springshare LibCal: API 1.1 (OAuth 2.0) and RSS"
COMPLETENESS = "windowed"
TRIED = "untested on real data"

ADVICE = {
    401: "Look whether both variables of the key are set where the command runs, and whether LibCal still has the key.",
    403: "The key may not read events: in LibCal's API Authentication, give the application the scope of the calendar.",
}

LIMIT = 500
"""The most events that one answer holds; there are no further pages, so the next question begins at the last day."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    cal_id: int | tuple[int, ...] | None = None
    client_id: str | None = None
    client_secret: str | None = None
    days: int = 365
    ignore: tuple[str, ...] = ("staff only",)

    def __post_init__(self) -> None:
        tokens.check(self.client_id)
        tokens.check(self.client_secret)
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("client_id and client_secret: expected both, or none of them")
        if not 1 <= self.days <= 365:
            raise ValueError("days: expected 1 to 365")


def completeness(options: Options) -> Completeness:
    """The API shows a window of days, the RSS a number of entries."""
    return "windowed" if options.client_id else "capped"


def start(source: Source, options: Options) -> Iterable[str]:
    """The API's question for each calendar, or its RSS. Raises OptionError where no calendar is named."""
    root, path = pasted.root(source.url), urlsplit(source.url).path
    if not options.client_id and path.endswith("/rss.php"):
        return (source.url,)
    wanted = options.cal_id if options.cal_id is not None else _calendar(source.url)
    numbers = wanted if isinstance(wanted, tuple) else (wanted,)
    if not numbers or None in numbers:
        raise OptionError(
            f"{source.name}: expected the number of a calendar, such as …/calendar/events?cid=12345, but 'url' is "
            f"{source.url[:200]}. Open the calendar, copy the number after cid=, and set the option 'cal_id'."
        )
    if options.client_id:
        return [f"{root}/1.1/events?{urlencode(_question(one, options))}" for one in numbers]
    return [f"{root}/rss.php?{urlencode({'cid': one, 'm': 'month'})}" for one in numbers]


def login(source: Source, options: Options, environment: Mapping[str, str]) -> Login | None:
    """The key is exchanged for a token at the library's own host."""
    key = [tokens.value_of(source, one, environment) for one in (options.client_id, options.client_secret)]
    if not key[0] or not key[1]:
        return None
    return Login(url=f"{pasted.root(source.url)}/1.1/oauth/token", client_id=key[0], client_secret=key[1], in_body=True)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """Drafts of the API's events, or of the RSS. Raises WrongContent and Unreadable."""
    if not _is_api(page):
        feed = feed_xml.read(source.name, page, _EXPECTED)
        if feed.entries and not any(entry.of("libcal") for entry in feed.entries):
            todo = "Read it with the kind 'rss', or take the address behind the RSS button of the LibCal calendar."
            raise WrongContent(source.name, expected=_EXPECTED, came="a feed of another program came", todo=todo)
        yield from feed_drafts.found(feed, page, feed_drafts.Entries(ignore=options.ignore))
        return
    for event in _events(page, source):
        title, where = (
            line(event.get("title")) or "",
            text(event.get("id")) or text(parts(event.get("url")).get("public")),
        )
        where = where or title or "an event without id"
        if not title:
            yield Refusal(where=where, reason="It has no title.", wrote=(line(event.get("description")) or "")[:200])
        elif any(word.casefold() in title.casefold() for word in options.ignore):
            yield Refusal(where=where, reason=feed_drafts.NOT_PUBLIC, wrote=title[:200])
        else:
            session, doubt = _session(event)
            if session.start is None:
                yield Refusal(where=where, reason="It has no start that can be read.", wrote=title[:200])
                continue
            yield _draft(event, session)
            if doubt:
                yield Refusal(where=where, reason=doubt, wrote=title[:200])
    if len(_events(page, source)) >= LIMIT and not _next_day(page, source):
        yield Refusal(
            where=page.url,
            reason=f"The answer holds as many events as it may ({LIMIT}), so that some may be missing.",
            todo="Name fewer days in the option 'days', or split the calendar.",
        )


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """Of a full answer: the same question from the day of its last event on. Of an RSS the next page it names."""
    if not _is_api(page):
        return feed_drafts.next_page(feed_xml.read(source.name, page), page)
    day = _next_day(page, source)
    if not day:
        return ()
    asked = parse_qs(urlsplit(page.url).query)
    number = asked.get("cal_id", [""])[0]
    return (f"{page.url.partition('?')[0]}?{urlencode(_question(number, options) | {'date': day})}",)


def recognise(page: Page) -> Iterator[Candidate]:
    """Pages of *.libcal.com, and pages that link to a calendar there or embed one."""
    targets = [page.final_url, *(link.url for link in pasted.links(page, "libcal.com"))]
    found: dict[tuple[str, str], None] = {}
    for url in targets:
        if pasted.is_under(url, "libcal.com") and not pasted.is_under(url, "api2.libcal.com", "api3.libcal.com"):
            found.setdefault((pasted.root(url), _calendar(url) or ""), None)
    words = pasted.words(page) if pasted.is_under(page.final_url, "libcal.com") or _MARK in page.body else ""
    own = re.search(r"[\"'](?:cal_id|cid|calendar_id)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(-?\d{1,9})\b", words)
    if own and not any(number for _, number in found):
        found[(pasted.root(page.final_url), own[1])] = None
    for root, number in sorted(found, key=lambda one: not one[1]):
        if number or not any(other and other_root == root for other_root, other in found):
            needs = "the number of the calendar (cid=…), as the option 'cal_id'" if not number else ""
            url = f"{root}/calendar?{urlencode({'cid': number})}" if number else root
            why = "it is a LibCal calendar" if number else "it is a library's LibCal"
            yield Candidate(kind="libcal", url=url, why=why, score=75 if number else 40, needs=needs)


_MARK = b"libcal"
_EXPECTED = "the RSS of a LibCal calendar"


def _is_api(page: Page) -> bool:
    return urlsplit(page.url).path.endswith("/events") and "cal_id=" in page.url


def _calendar(url: str) -> Any:
    """The calendar's number in an address of it."""
    asked = parse_qs(urlsplit(url).query)
    number = (asked.get("cid") or asked.get("cal_id") or asked.get("c") or [""])[0]
    return number if re.fullmatch(r"-?\d{1,9}", number) else None


def _question(number: object, options: Options) -> dict[str, object]:
    return {"cal_id": number, "days": options.days, "limit": LIMIT}


def _events(page: Page, source: Source) -> list[dict[str, Any]]:
    todo = "Look whether 'url' is the library's LibCal, and whether the key may read this calendar."
    answer = api_json.answer(source.name, page, "events of LibCal's API", todo, one_of=("events",))
    return api_json.rows(answer["events"])


def _next_day(page: Page, source: Source) -> str | None:
    """The day of the last event of a full answer, where its events are in order and the day is a new one."""
    events = _events(page, source)
    if len(events) < LIMIT:
        return None
    days = [found.day if (found := moment(text(one.get("start")))) else dt.date.min for one in events]
    asked = parse_qs(urlsplit(page.url).query).get("date", [""])[0]
    return str(days[-1]) if days == sorted(days) and days[-1] > days[0] and str(days[-1]) > asked else None


def _draft(event: Mapping[str, Any], session: DraftSession) -> Draft:
    return Draft(
        native_id=text(event.get("id")),
        url=session.url,
        title=line(event.get("title")),
        text=text(event.get("description")),
        topics=names(event.get("category")),
        ages=joined(*names(event.get("audience")), by=" / "),
        sessions=(msgspec.structs.replace(session, url=None),),
    )


def _session(event: Mapping[str, Any]) -> tuple[DraftSession, str | None]:
    whole_days = event.get("allday")
    begins, ends = (moment(text(event.get(name))) for name in ("start", "end"))
    start, end, doubt = span(begins, ends, whole_days=whole_days if whole_days is True else None)
    place = joined(*names(event.get("location")), *names(event.get("campus")))
    near = parts(event.get("geolocation"))
    latitude, longitude = api_json.position(near.get("latitude"), near.get("longitude"))
    seats, taken = whole(event.get("seats")), whole(event.get("seats_taken"))
    uses_seats = event.get("registration") is True and bool(seats) and taken is not None
    online = event.get("online_join_url") or event.get("online_meeting_id") or whole(event.get("online_seats"))
    cost = text(event.get("registration_cost")) or ""
    session = DraftSession(
        url=text(parts(event.get("url")).get("public")),
        start=start,
        end=end,
        place=place,
        latitude=latitude,
        longitude=longitude,
        online="yes" if online and not place and not whole(event.get("physical_seats")) else None,
        price=cost if re.search("[1-9]", cost) else None,  # 0 is what LibCal writes where nobody has said a cost
        registration=_registration(event, full=uses_seats and (taken or 0) >= (seats or 0)),
        capacity=str(seats) if seats else None,
        places_left=str(max((seats or 0) - (taken or 0), 0)) if uses_seats else None,
        status=text(event.get("status")) if isinstance(event.get("status"), str) else None,
    )
    return session, doubt


def _registration(event: Mapping[str, Any], *, full: bool) -> str | None:
    """The state of signing up; None where LibCal has none, for then one may drop in, or ring, or be a member."""
    if event.get("registration") is not True:
        return None
    if event.get("has_registration_closed") is True:
        return "closed"
    if event.get("has_registration_opened") is False:
        return "not yet open"
    if full:
        return "waiting list" if event.get("wait_list") is True else "full"
    return "open"
