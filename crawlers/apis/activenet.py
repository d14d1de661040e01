"""Reads the activities that a parks department or community centre offers through ActiveNet's public search.

`url` is any address of the site, such as https://anc.apm.activecommunities.com/millbrook/home, or that of a search on
it, whose filters are kept (…/activity/search?center_ids=12&season_ids=7). This is the JSON that the site's own search
page reads; it is not documented, and each city has its own terms of use: ask the department, and record its word as
the source's `permission`. Each activity is a listing. Its days and times go on in words; the price stands in the list
of some sites only ("View fee details" is none). Instructors are not kept.

Options:

    details   what is asked for each activity by itself, one more request each, in every crawl: "dates" (each meeting,
              and when registration opens), "price", "sessions" (the parts of an activity that has some). A site of
              5,000 activities is 250 pages without: narrow the search first
    hosts     further hosts that belong to the source
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers.call import Call, Candidate
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, Unreadable, WrongContent
from crawlers.formats import api_json, pasted
from crawlers.formats.api_json import parts, rows, text, whole
from crawlers.formats.platforms import activenet_items
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "ActiveNet's public site, as its own search page asks it: /rest/activities/list"
COMPLETENESS = "snapshot"
TRIED = "untested on real data"

ALIKE = True
"""Activities that cost the same have answers that are the same in every byte."""

ADVICE = {
    403: "The site turns crawlers away: ask the department for its permission, or for a file of its activities.",
    404: "Open the site in a browser: the name after the host is the department's, and it may have changed.",
}

PER_PAGE = 20
"""What the site's own page asks for; many sites give no more."""

_DOMAIN = "activecommunities.com"
_LIST = "/rest/activities/list"
_SITE = re.compile(r"/([\w-]{1,60})(?=/|$)")
_SUCCESS, _NOTHING = "0000", "0001"
_NUMBERS = {"activity_select_param", "min_age", "max_age", "open_spots", "days_of_week"}
_OURS = {"page", "locale", "viewmode", "onlinesiteid", "ui_random", "from_original_cui", "wishlist_id"}
_DETAILS = {"dates": "activity/detail/meetingandregistrationdates", "price": "activity/detail/estimateprice"}


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    details: tuple[Literal["dates", "price", "sessions"], ...] = ()
    hosts: tuple[str, ...] = ()


def start(source: Source, _options: Options) -> Iterable[str]:
    """The first page of the list, with the filters of the search that `url` is. Raises OptionError."""
    filters = [pair for pair in parse_qsl(urlsplit(source.url).query) if pair[0].lower() not in _OURS]
    return (f"{_base(source)}{_LIST}?{urlencode([*filters, ('page', '1')])}",)


def call(address: str, _source: Source, _options: Options) -> Call:
    """The list is asked by POST: filters in the body, the page in a header of JSON. All else is a plain GET."""
    asked = urlsplit(address)
    bare = asked._replace(query="locale=en-US").geturl()
    headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
    if "/rest/activities/" not in asked.path:
        return Call(url=bare, headers=headers)
    pattern: dict[str, Any] = {"activity_select_param": 2}
    number = "1"
    for name, value in parse_qsl(asked.query):
        if name == "page":
            number = value
        elif name.endswith("_ids"):
            pattern[name] = [*pattern.get(name, ()), *value.split(",")]
        else:
            pattern[name] = int(value) if name in _NUMBERS and value.isdigit() and name != "days_of_week" else value
    info = {"order_by": "Name", "order_option": "ASC", "page_number": int(number), "total_records_per_page": PER_PAGE}
    body = {"activity_search_pattern": pattern, "activity_transfer_pattern": {}}
    return Call(
        url=bare,
        headers=headers | {"page_info": json.dumps(info, separators=(",", ":"))},
        body=json.dumps(body if asked.path.endswith(_LIST) else {}).encode(),
    )


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """Drafts of a page of the list, or what an answer about one activity adds. Raises WrongContent and Unreadable."""
    body, told = _answer(page, source)
    number, base = _number(page), _base(source)
    if number is None:
        items = rows(body.get("activity_items"))
        for item in items:
            draft, refusal = activenet_items.listed(item, _page_of(base, item), many=_is_parent(item, options))
            yield from (one for one in (draft, refusal) if one)
        missing = _missing(items, told)
        if missing:
            todo = "Read the source again; if it stays so, narrow the search in 'url' to centres or seasons."
            yield Refusal(
                where=page.url, reason="The page has fewer activities than it should have.", wrote=missing, todo=todo
            )
        return
    own = f"{base}/activity/search/detail/{number}"
    if "/subs/" in urlsplit(page.url).path:
        subs = [one for one in rows(body.get("sub_activities")) if text(one.get("id"))]
        sessions = tuple(activenet_items.session(one, _page_of(base, one)) for one in subs)
        yield Draft(native_id=number, url=own, sessions=sessions)
    elif _DETAILS["dates"] in page.url:
        yield from activenet_items.dated(body, number, own)
    else:
        yield from activenet_items.priced(body, number, own)


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The next page, by the count in the answer; and what the option `details` asks of each activity."""
    if _number(page) is not None:
        return
    body, told = _answer(page, source)
    items, base = rows(body.get("activity_items")), _base(source)
    current, last = whole(told.get("page_number")), whole(told.get("total_page"))
    if items and current is not None and last is not None and current < last:
        asked = urlsplit(page.url)
        query = [pair for pair in parse_qsl(asked.query) if pair[0] != "page"]
        yield asked._replace(query=urlencode([*query, ("page", str(current + 1))])).geturl()
    for item in items:
        number = text(item.get("id"))
        if number and _is_parent(item, options):
            yield f"{base}/rest/activities/subs/{number}"
        elif number:
            yield from (f"{base}/rest/{_DETAILS[one]}/{number}" for one in options.details if one in _DETAILS)


def recognise(page: Page) -> Iterator[Candidate]:
    """Pages of ActiveNet, and links to one."""
    found: dict[str, str] = {}
    for url in (page.final_url, *(link.url for link in pasted.links(page, _DOMAIN))):
        site = _SITE.match(urlsplit(url).path) if pasted.is_under(url, _DOMAIN) else None
        if site and site[1].lower() not in {"rest", "static", "assets", "public", "cui"}:
            key = f"{_current(pasted.root(url))}/{site[1].lower()}"
            if key not in found or ("/activity/search" in url and "?" in url and "detail" not in url):
                found[key] = url
    for key, url in list(found.items())[:3]:
        searched = "/activity/search" in url and "detail" not in url and "?" in url
        yield Candidate(
            kind="activenet",
            url=url if searched else f"{key}/home",
            why="it is a department's site on ActiveNet",
            score=70,
            needs="the department's permission: each city has its own terms of use",
        )


def _base(source: Source) -> str:
    """Scheme, host and name of the site; of the older host by rule the newer one's. Raises OptionError."""
    site = _SITE.match(urlsplit(source.url).path)
    if not site:
        raise OptionError(
            f"{source.name}: expected the address of a site on ActiveNet, such as "
            f"https://anc.apm.{_DOMAIN}/millbrook/home, but 'url' is {source.url[:200]}. Copy it from the browser."
        )
    return f"{_current(pasted.root(source.url))}/{site[1]}"


def _current(root: str) -> str:
    """The host of the newer pages, which alone have the JSON: apm. → anc.apm., ca.apm. → anc.ca.apm."""
    scheme, _, host = root.partition("://")
    old = host.endswith(f"apm.{_DOMAIN}") and not host.startswith("anc.")
    return f"https://anc.{host}" if old else f"{scheme}://{host}"


def _page_of(base: str, item: dict[str, Any]) -> str:
    return f"{base}/activity/search/detail/{text(item.get('id'))}"


def _number(page: Page) -> str | None:
    """The activity that an answer is about; None of the list."""
    found = re.search(r"/rest/(?:activities/subs|activity/detail/\w+)/(\d{1,12})$", urlsplit(page.url).path)
    return found[1] if found else None


def _is_parent(item: dict[str, Any], options: Options) -> bool:
    return "sessions" in options.details and bool(whole(item.get("num_of_sub_activities")))


def _answer(page: Page, source: Source) -> tuple[dict[str, Any], dict[str, Any]]:
    """Body and page_info. The platform answers 200 to everything, and says in a code of its own what it was."""
    todo = "Open the site in a browser: it may be closed for now, or not be of ActiveNet any more."
    expected = "activities of ActiveNet's search"
    answer = api_json.answer(source.name, page, expected, todo, one_of=("body", "headers"))
    headers = parts(answer.get("headers"))
    code = text(headers.get("response_code")) or _SUCCESS
    if code not in {_SUCCESS, _NOTHING}:
        came = f"it answered {code} ({text(headers.get('response_message')) or 'no message'})"
        raise Unreadable(source.name, expected=expected, came=came, todo=todo)
    if isinstance(answer.get("body"), list) or (code == _SUCCESS and not answer.get("body")):
        todo = "Put the address of the department's public site in 'url'; ActiveNet's other APIs are for its customers."
        raise WrongContent(source.name, expected=expected, came="the answer is of another of its APIs", todo=todo)
    return parts(answer.get("body")), parts(headers.get("page_info"))


def _missing(items: list[dict[str, Any]], told: dict[str, Any]) -> str | None:
    """What shows that a page in the middle is short: a server that gives fewer than it counts with."""
    current, last, size = (whole(told.get(name)) for name in ("page_number", "total_page", "total_records_per_page"))
    short = current is not None and last is not None and current < last and bool(size) and len(items) < (size or 0)
    return f"page {current} of {last} has {len(items)} of {size}" if short else None
