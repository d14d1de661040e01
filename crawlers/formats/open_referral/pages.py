"""Reads a page of an Open Referral API: a list of services or one service, of HSDS 2.x, 3.x and the UK's profile."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.draft import Rights
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats import loose_json, markup
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.formats.open_referral import tables as hsds_tables
from crawlers.formats.open_referral.schedules import Row, text
from crawlers.page import Page

EXPECTED = "services of an Open Referral API (HSDS)"

_LISTS = ("contents", "content", "items", "services", "data", "results")
_INNER = frozenset({"service_at_locations", "schedules", "regular_schedules", "locations"})
"""What says when and where; a list that has none of it is an overview, and each service is asked for by itself."""
_NO_SERVICE = frozenset({"services", "service", "location", "location_type", "resources", "license_id"})
"""What organisations, places, services at a place, and datasets of CKAN have."""


def read(page: Page, source: str) -> Any:
    """The page's JSON; of a package its services. Raises WrongContent and Unreadable."""
    if page.body.startswith(b"PK\x03\x04"):
        found = hsds_tables.services(hsds_tables.unzip(page.body, source))
        if found is None:
            raise _wrong(source, "a ZIP without a table of services (services.csv) came")
        return found
    written, _ = decode(page.body, page.charset)
    try:
        body = loose_json.loads(written)
    except ValueError as error:
        if looks_like_html(written):
            raise _wrong(source, what_page(written)) from None
        if re.match(r"\ufeff?\"?(?:id|\w+_id)\"?[,;\t]", written):
            todo = (
                "One table is a sheet, which the kind 'csv' reads; give the ZIP of all tables here, or the API's root."
            )
            raise WrongContent(source, expected=EXPECTED, came="one table of them came", todo=todo) from None
        came = f"its JSON breaks off or is broken ({error})" if written.strip() else "the answer is empty"
        raise Unreadable(source, expected=EXPECTED, came=came, todo="The next crawl tries again.") from None
    if isinstance(body, dict) and any(key.endswith(".csv") for key in body):
        tables = {key: value for key, value in body.items() if isinstance(value, list)}
        return hsds_tables.services(tables) or body
    return body


def _wrong(source: str, came: str) -> WrongContent:
    todo = "Give the API's root, such as https://…/api, or its list of services, as 'url'; a browser shows it as JSON."
    return WrongContent(source, expected=EXPECTED, came=came, todo=todo)


def listed(body: Any) -> list[Any] | None:
    """What a list lists; None of what is no list."""
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        return None
    return next((body[name] for name in _LISTS if isinstance(body.get(name), list)), None)


def looks_like_service(one: Any) -> bool:
    """Whether it is a service, and no organisation, place or term."""
    if not isinstance(one, dict) or "id" not in one or _NO_SERVICE & set(one):
        return False
    return bool(set(one) & _INNER) or ("name" in one and bool({"status", "organization", "organization_id"} & set(one)))


def services(body: Any, page: Page, source: str) -> list[Row]:
    """The services of a list, or the one that a page is about; what is no object is one that says nothing."""
    if looks_like_service(body):
        return [body]
    found = None if isinstance(body, dict) and "id" in body else listed(body)
    if found is None:
        what = ", ".join(map(repr, list(body)[:6])) if isinstance(body, dict) else f"a {type(body).__name__}"
        raise _wrong(source, f"JSON with {what or 'nothing'} in it came")
    if found and not any("status" in one or looks_like_service(one) for one in found if isinstance(one, dict)):
        raise _wrong(source, "a list of other things came")
    return [one if isinstance(one, dict) else {} for one in found]


def is_overview(body: Any, found: Sequence[Row]) -> bool:
    """Whether a list says neither when nor where of any of its services."""
    return not looks_like_service(body) and not any(_INNER & set(service) for service in found)


def next_page(body: Any, page: Page) -> str | None:
    """The list's next page: by its link, else by its number. 3.x counts `page_number`, the UK's 2.x `number`."""
    if not isinstance(body, dict) or "id" in body:
        return None
    links = body.get("links")
    link = body.get("next") or (links.get("next") if isinstance(links, dict) else None)
    if isinstance(link, str) and link:
        return markup.join(page.final_url, link)
    number, pages = _count(body, "page_number", "number", "page"), _count(body, "total_pages", "totalPages")
    last = next((body[name] for name in ("last_page", "last") if isinstance(body.get(name), bool)), None)
    if number is None or not listed(body) or last or (pages is not None and number >= pages):
        return None
    if pages is None and last is None:
        return None
    parts = urlsplit(page.url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return parts._replace(query=urlencode([*query, ("page", str(number + 1))])).geturl()


def _count(body: Row, *names: str) -> int | None:
    found = text(body, *names)
    return int(found) if found and found.isdecimal() and len(found) < 9 else None


def rights(body: Any) -> Rights | None:
    """On which terms a list may be used, where its publisher adds that; the standard knows no place for it."""
    if not isinstance(body, dict) or "id" in body:
        return None
    licence, attribution = text(body, "license", "licence"), text(body, "attribution")
    return Rights(licence=licence, attribution=attribution) if licence or attribution else None
