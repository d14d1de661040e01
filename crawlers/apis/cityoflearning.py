"""Another city's portal, made with this project: cities share with each other what their people may use.

`url` is any page of the other portal, or its feed itself (…/feeds/opportunities.json): the feed is found from it. Each
opportunity keeps the licence and the attribution of the source that the other city has it from, and names that city's
page besides. One that came from our own portal, directly or through others, is refused: nothing goes in a circle.

Options: what is taken; without them, everything.

    online  true: what one can take part in from anywhere
    areas   what is in these areas of the other city, by its names for them, such as ["Quayside", "Elm Road"]
    near    what is near a place: [latitude, longitude, kilometres]
    ours    our own portal's address; without it that of the city file

Where several are given, an opportunity is taken that fits one of them; of its sessions those that fit.
"""

import re
from collections.abc import Iterable, Iterator
from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal, Rights
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats import charset
from crawlers.formats.platforms import portal_feed
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "this project's feeds/opportunities.json"
COMPLETENESS = "snapshot"
TRIED = "the portals of the demo city and of the tests; no second city has one yet"

FEED = "feeds/opportunities.json"
ADVICE = {404: "There is no such feed there: open the other portal, and put the address of its home page in 'url'."}

_PLACES = frozenset(
    (
        *("o", "search", "providers", "areas", "topics", "weeks", "ages", "free", "list-your-sessions", "report"),
        *("about", "safety", "privacy", "accessibility", "feeds", "assets"),
    )
)
"""First parts of the addresses below a portal's own (site/portal/build.py)."""
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?")
_ASSET = re.compile(rb"""href=["']?([^"'>\s]{0,300}?)assets/portal\.[\w*]{1,80}\.css""")
_EARTH = 6371.0


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    online: bool = False
    areas: tuple[str, ...] = ()
    near: tuple[float, float, float] | None = None
    ours: str | None = None


def start(source: Source, options: Options) -> Iterable[str]:
    """The portal's feed."""
    return (feed_of(source.url),)


def feed_of(url: str) -> str:
    """The address of a portal's feed, from that of any of its pages."""
    parts = urlsplit(url)
    if parts.path.endswith(".json"):
        return url
    path = parts.path.rpartition("/")[0].strip("/").split("/") if parts.path.strip("/") else []
    path = (
        path if parts.path.endswith("/") or "." in parts.path.rpartition("/")[2] else parts.path.strip("/").split("/")
    )
    at = next((at for at, name in enumerate(path) if name in _PLACES), len(path))
    above = [name for name in path[:at] if name]
    if above and _CODE.fullmatch(above[-1]):
        above.pop()
    return urlunsplit((parts.scheme, parts.netloc, "/" + "/".join((*above, FEED)), "", ""))


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """A draft for each opportunity that the city wants. Raises WrongContent and Unreadable."""
    feed = _feed(page, source.name)
    name = portal_feed.text(feed.get("portal_title")) or f"City of Learning: {feed['city']}"
    licences = feed["licences"] if isinstance(feed.get("licences"), dict) else {}
    left = 0
    for number, told in enumerate(feed["opportunities"], 1):
        where = told.get("page") or told.get("id") if isinstance(told, dict) else None
        where = where if isinstance(where, str) else f"{page.url} opportunity {number}"
        if not isinstance(told, dict) or not isinstance(told.get("title"), str):
            yield Refusal(where=where, reason="An entry of the feed is no opportunity.", wrote=str(told)[:200])
        elif options.ours and portal_feed.came_from(told, options.ours):
            reason = "The other city has it from our own portal."
            yield Refusal(where=where, reason=reason, wrote=told["title"][:200])
        else:
            draft = portal_feed.draft_of(told, licences, name, page.fetched_at.date())
            wanted = _wanted(draft, options)
            left += wanted is None
            if wanted:
                yield wanted
    if left:
        yield Refusal(
            where=page.url,
            reason="Opportunities that the source's options do not ask for are left out.",
            wrote=f"{left:,} of {len(feed['opportunities']):,}",
        )
    yield Rights(attribution=f"{name} ({page.final_url.removesuffix(FEED)})")


def recognise(page: Page) -> Iterator[Candidate]:
    """The feed itself, or a page that has the portal's own stylesheet."""
    if page.body[:1] == b"{":
        if b'"opportunities":' in page.body[:20_000] and b'"city":' in page.body[:2000]:
            yield Candidate(
                kind="cityoflearning", url=page.url, why="it is the feed of another city's portal", score=95
            )
        return
    if found := _ASSET.search(page.body, 0, 20_000):
        root = urljoin(page.final_url, found[1].decode("utf-8", "replace") or ".")
        yield Candidate(
            kind="cityoflearning", url=urljoin(root, FEED), why="the page is one of another city's portal", score=95
        )


def _feed(page: Page, source: str) -> dict[str, Any]:
    text, _ = charset.decode(page.body, page.charset)
    expected = f"the feed of another city's portal at {page.url}"
    todo = "Open the portal in a browser, and put the address of its home page in 'url'."
    if not text.strip() or charset.looks_like_html(text):
        came = charset.what_page(text) if text.strip() else "nothing came"
        raise WrongContent(source, expected=expected, came=came, todo=todo)
    try:
        feed = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        todo = "Tell the other city that its feed is broken; the next crawl tries again."
        raise Unreadable(source, expected=expected, came=f"it is no JSON ({error})", todo=todo) from None
    if not (isinstance(feed, dict) and isinstance(feed.get("opportunities"), list) and "city" in feed):
        raise WrongContent(source, expected=expected, came="JSON of another form came", todo=todo)
    return feed


def _wanted(draft: Draft, options: Options) -> Draft | None:
    """The draft with the sessions that fit, without the other city's areas; None where none does.

    Many a city has a Riverside: which area it is in here, its position and its postcode say.
    """
    everything = not (options.online or options.areas or options.near)
    fitting = tuple(one for one in draft.sessions if everything or _fits(one, options))
    if not fitting and not everything:
        return None
    return msgspec.structs.replace(draft, sessions=tuple(msgspec.structs.replace(one, area=None) for one in fitting))


def _fits(session: DraftSession, options: Options) -> bool:
    if options.online and session.online == "yes":
        return True
    if session.area and session.area in options.areas:
        return True
    if not options.near or not session.latitude or not session.longitude:
        return False
    try:
        here = float(session.latitude), float(session.longitude)
    except ValueError:
        return False
    latitude, longitude, kilometres = options.near
    return _distance(here, (latitude, longitude)) <= kilometres


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the globe between two positions in degrees."""
    (south, west), (north, east) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))
