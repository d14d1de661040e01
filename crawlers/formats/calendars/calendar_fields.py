"""Finds place, address, organiser, price and page of a VEVENT, also in properties that platforms made up."""

import html
import re
from urllib.parse import unquote, urljoin

from crawlers.formats.calendars import ics
from crawlers.formats.calendars.vevent import VEvent
from crawlers.page import Page

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,2000}")


def place(event: VEvent) -> tuple[str | None, str | None, str | None, str | None]:
    """Name, address, latitude, longitude."""
    place, address, position = event.first("LOCATION"), None, event.first("GEO")
    for apple in event.texts.get("X-APPLE-STRUCTURED-LOCATION", ()):
        place = place or apple.params.get("X-TITLE") or None
        address = ics.unescape(apple.params.get("X-ADDRESS", "")).strip() or None
        position = position or apple.value.removeprefix("geo:")
    found = re.fullmatch(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[;,]\s*(-?\d{1,3}(?:\.\d+)?)\s*", position or "")
    place, address = _plain(place), _plain(address)
    if not found or (float(found[1]), float(found[2])) == (0, 0):
        return place, address, None, None
    return place, address, found[1], found[2]


def _plain(words: str | None) -> str | None:
    """A name without the markup that some platforms put around it, or the dash where they had no name."""
    return " ".join(html.unescape(_TAG.sub(" ", words)).split()).strip("-–,; ") or None if words else None


def address(event: VEvent, page: Page) -> tuple[str | None, str | None]:
    """The listing's own page and its text. Some platforms write the page's address in the text, and a wrong URL."""
    url, text = absolute(event.first("URL")), event.first("DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION")
    if url is None and text:
        url = next((line.strip() for line in text.splitlines() if _ADDRESS.fullmatch(line.strip())), None)
    if url is None and event.first("URL"):
        try:
            joined = urljoin(page.final_url, event.first("URL"))
            if joined.partition("?")[0] != page.final_url.partition("?")[0]:
                url = absolute(joined)
        except ValueError:
            url = None
    return url, None if text and _ADDRESS.fullmatch(text) else text


def absolute(words: str | None) -> str | None:
    """The words where they are an address on the web, else None."""
    return words if words and _ADDRESS.fullmatch(words) else None


def organiser(event: VEvent) -> str | None:
    """The organisation that a CN names; None for a person, which an address made of the name gives away."""
    for organiser in event.texts.get("ORGANIZER", ()):
        name = unquote(organiser.params.get("CN", "")).strip()
        local = re.sub(r"[^a-z]", "", organiser.value.casefold().removeprefix("mailto:").partition("@")[0])
        words = re.findall(r"[a-z]+", name.casefold())
        person = len(words) in (2, 3) and words[-1] in local and (words[0] in local or local.startswith(words[0][0]))
        if name and "@" not in name and not person:
            return name
    return None


def price(event: VEvent) -> str | None:
    """Platforms' own properties; of the type of a cost only "free" says a price."""
    if (event.first("X-COST-TYPE") or "").lower() == "free":
        return "free"
    return event.first("X-COST", "X-PRICE", "X-LIVEWHALE-COST", "X-EVENT-COST") or custom(event, "cost", "price")


def custom(event: VEvent, *names: str) -> str | None:
    """Trumba's fields, which each calendar names for itself."""
    fields = event.texts.get("X-TRUMBA-CUSTOMFIELD", ())
    return next((one.value for one in fields if one.params.get("NAME", "").lower() in names and one.value), None)
