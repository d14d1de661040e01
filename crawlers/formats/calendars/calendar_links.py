"""Finds the calendars (.ics) behind a page: those that it links to, and what platforms give at known places."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from crawlers.formats import pasted
from crawlers.page import Page

_WEBCAL = re.compile(r"webcals?://[^\s\"'<>\\]{4,2000}", re.IGNORECASE)
_GOOGLE = re.compile(r"calendar\.google\.com/calendar/(?:u/\d/)?(?:embed|r)?\?[^\s\"'<>\\]{5,3000}", re.IGNORECASE)
_FEED = re.compile(r"\.ics$|[?&](?:ical|outlook-ical)=1\b|/ical_subscribe\.php|/iCalendar\.aspx", re.IGNORECASE)
_OUTLOOK = re.compile(r"^/(?:owa/)?calendar/.+/(?:calendar|index)\.html$", re.IGNORECASE)
_ONE_EVENT = re.compile(
    r"/event/[^/?]{1,200}/(?:\d{4}-\d\d-\d\d/)?(?:\d+/)?(?:\?|$)|[?&](?:event_?id|eid)=", re.IGNORECASE
)
"""The button "add to my calendar" beside one event."""
_HINTS = ("calendar", "ical", ".ics", "libcal", "webcal", "outlook")
_MADE_BY = ((b"tribe-events", "/events/?ical=1", "the page has parts of The Events Calendar"),)


class Found(NamedTuple):
    """An address of a calendar, why it is thought to be one, and how good a source it makes (0 to 100)."""

    url: str
    why: str
    score: int


def found(page: Page) -> Iterator[Found]:
    """The calendars of a page, the likeliest first; an address may come twice."""
    words = pasted.words(page) if pasted.holds(page, b"webcal", b"calendar.google.com") else ""
    links = list(pasted.links(page, *_HINTS))
    for link in links:
        if link.tag == "link" and "calendar" in link.type and "alternate" in link.rel:
            yield Found(link.url, "the page names it as its calendar", 75)
    for url in (page.final_url, *(link.url for link in links)):
        if feed := of_platform(url):
            yield Found(feed, "it is a calendar that a platform publishes at this address", 70)
    for match in _GOOGLE.finditer(words):
        if feed := of_platform(f"https://{match[0].replace('&amp;', '&')}"):
            yield Found(feed, "the page shows this Google calendar", 70)
    for match in _WEBCAL.finditer(words):
        url = _web(match[0].replace("&amp;", "&"), page.final_url)
        yield Found(url, "the page lets people subscribe to it", 72)
    for link in links:
        if link.tag == "a" and _FEED.search(link.url):
            one = _ONE_EVENT.search(link.url)
            yield Found(link.url, "the page links to it as a calendar", 25 if one else 68)
    for mark, path, why in _MADE_BY:
        if mark in page.body[: pasted.MOST]:
            yield Found(pasted.root(page.final_url) + path, f"{why}, which gives 30 entries here", 45)


def _web(webcal: str, page: str) -> str:
    """webcal: says nothing of http or https: the page's own host is asked as the page was, any other with https."""
    rest = webcal[webcal.index(":") :]
    same = pasted.root(f"http{rest}").partition("//")[2] == pasted.root(page).partition("//")[2]
    plain = same and page.startswith("http:") and not webcal.lower().startswith("webcals")
    return f"{'http' if plain else 'https'}{rest}"


def of_platform(url: str) -> str | None:
    """The feed of a calendar that a person sees at this address; None where no rule leads from it to a feed."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    query = parse_qs(parts.query)
    if parts.scheme in {"webcal", "webcals"}:
        return parts._replace(scheme="https").geturl()
    wanted = query.get("src") or query.get("cid")
    if host == "calendar.google.com" and "/ical/" not in parts.path and wanted:
        return f"https://calendar.google.com/calendar/ical/{quote(wanted[0], safe='')}/public/basic.ics"
    if host in {"outlook.office365.com", "outlook.office.com", "outlook.live.com"} and _OUTLOOK.match(parts.path):
        return parts._replace(path=re.sub(r"\w+\.html$", "calendar.ics", parts.path), query="", fragment="").geturl()
    if host.endswith(".libcal.com") and (parts.path.startswith("/calendar") or parts.path.endswith("/rss.php")):
        number = (query.get("cid") or [""])[0]
        return f"{parts.scheme}://{parts.netloc}/ical_subscribe.php?src=p&cid={number}" if number.isdecimal() else None
    return None
