"""Pulls services from an Open Referral API (HSDS 2.x and 3.x, and the UK's profile ORUK): one draft a service.

The source's `url` is the API's root (its /services are read), its list of services with whatever query narrows it
(`…/services?taxonomy_term_id=…&per_page=100`), or a data package: a ZIP of HSDS's tables. A list is read page by page;
where it does not say when and where its services are, each is asked for by itself.

A service is listed with a session for each place that it is at: costs that are valid now, and its schedules laid out
from 30 days ago to a year ahead, or for 92 days where they have no end. Times are wall time: the standard's `timezone`
is a number without summer time. What is inactive, defunct or temporarily closed is not listed. Each reading is the
whole list; there are no tombstones. Contacts, telephone numbers and e-mail addresses are never read.

Options:

    terms       ids, codes or names of taxonomy terms, case does not matter: only services that have one are listed
    age_from    only services for people of this age or older: what ends below it is left out
    age_to      only services for people of this age or younger: what begins above it is left out
    hosts       further hosts that a list may lead to

A service that does not state its ages is kept whatever the ages asked for.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.formats import loose_json, markup
from crawlers.formats.charset import decode
from crawlers.formats.open_referral import pages
from crawlers.formats.open_referral import services as hsds_services
from crawlers.formats.open_referral.schedules import Row, text
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "Open Referral Human Services Data Specification (HSDS) 2.x and 3.x, Open Referral UK"
COMPLETENESS = "snapshot"
TRIED = "examples of the standard and test answers of its UK validator; no live API"

OTHER_TERMS = "They have none of the terms that the option 'terms' asks for."
OTHER_AGES = "They are for other ages than the options ask for."
TWICE = "They stand on the page more than once."

_KNOWN = re.compile(r"/o/(?:OpenReferralService|ServiceDirectoryService)/v\d|ServiceDirectoryService\w{0,40}(?:/|$)")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    terms: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    hosts: tuple[str, ...] = ()


def start(source: Source, _options: Options) -> Iterable[str]:
    """The list of services, where the root of the API is given."""
    parts = urlsplit(source.url)
    path = parts.path.rstrip("/")
    if re.search(r"/services(?:/|$)|\.(?:zip|json|csv)$", path, re.IGNORECASE):
        return (source.url,)
    return (parts._replace(path=f"{path}/services").geturl(),)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """Drafts of the page's services. Raises WrongContent for what is none, Unreadable for what is broken."""
    body = pages.read(page, source.name)
    if rights := pages.rights(body):
        yield rights
    left = dict.fromkeys((OTHER_TERMS, OTHER_AGES, TWICE), 0)
    met: set[str | None] = set()
    services = pages.services(body, page, source.name)
    overview = pages.is_overview(body, services)
    for service in services:
        name = text(service, "id")
        if name and name in met:
            left[TWICE] += 1
            continue
        met.add(name)
        if closed := hsds_services.closed(service):
            yield closed
        elif why := _not_wanted(service, options, overview=overview):
            left[why] += 1
        elif not overview or not name:
            yield from hsds_services.draft(service, page.final_url, page.fetched_at)
    for said, number in left.items():
        if number:
            yield Refusal(where=f"{number} × services", reason=said)


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The list's next page; and the services of an overview, each by itself."""
    body = pages.read(page, source.name)
    services = pages.services(body, page, source.name)
    onward = pages.next_page(body, page)
    overview = pages.is_overview(body, services)
    wanted = [
        name
        for service in services
        if overview
        and (name := text(service, "id"))
        and not hsds_services.closed(service)
        and not _not_wanted(service, options, overview=True)
    ]
    root = urlsplit(page.url)._replace(query="", fragment="").geturl().rstrip("/")
    return dict.fromkeys([*([onward] if onward else []), *(f"{root}/{quote(name, safe='')}" for name in wanted)])


def recognise(page: Page) -> Iterator[Candidate]:
    """The root of an API, its list of services, or a page that links to one."""
    head = page.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        try:
            body = loose_json.loads(decode(page.body, page.charset)[0])
        except ValueError:
            return
        if isinstance(body, dict) and {"openapi_url", "version"} <= set(body):
            yield Candidate(kind="hsds", url=page.final_url, why="it is the root of an Open Referral API", score=90)
        elif isinstance(body, dict) and any(map(pages.looks_like_service, pages.listed(body) or ())):
            query = [(key, value) for key, value in parse_qsl(urlsplit(page.final_url).query) if key != "page"]
            url = urlsplit(page.final_url)._replace(query=urlencode(query), fragment="").geturl()
            yield Candidate(kind="hsds", url=url, why="it is a list of services of an Open Referral API", score=88)
        return
    written, _ = decode(page.body[:1_000_000], page.charset)
    if "openreferral" not in written.lower() and not _KNOWN.search(written):
        return
    links = re.findall(r"href\s*=\s*[\"']([^\"'<>]{1,300})[\"']", written)
    joined = (markup.join(page.final_url, link) for link in links if _KNOWN.search(link))
    for url in list(dict.fromkeys(filter(None, joined)))[:5]:
        yield Candidate(kind="hsds", url=url, why="the page links to it, and its address is that of an API", score=70)


def _not_wanted(service: Row, options: Options, *, overview: bool) -> str | None:
    """Why a service is left out by the options; of an overview only what it says itself."""
    wanted = {term.strip().casefold() for term in options.terms}
    terms = hsds_services.terms(service)
    if wanted and (terms or not overview):
        words = (text(term, key) for term in terms for key in ("id", "code", "name", "term_uri"))
        if not wanted & {word.casefold() for word in words if word}:
            return OTHER_TERMS
    low, high = hsds_services.least_and_greatest(service)
    below = options.age_from is not None and high is not None and high < options.age_from
    above = options.age_to is not None and low is not None and low > options.age_to
    return OTHER_AGES if below or above else None
