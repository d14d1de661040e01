"""What a source costs that has not changed: robots.txt, and one request for each address or feed that it consists of.

Two requests, then, for whatever lies at one address. Of each kind, a fixture that is a whole source is read twice.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from crawlers.crawl import crawl
from crawlers.draft import Draft
from crawlers.keep import Crawl
from crawlers.kinds import kinds
from crawlers.readings.reading import starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests import small_city
from tests.fixture_cases import Case, cases
from tests.world import World, page, played

PAGES = {"html": 2, "schema_org": 4}
"""Sites of several pages in the small city; each may have changed by itself, so each is asked."""

SEVERAL = {"activenet", "eventbrite"}
"""Kinds that ask for each listing by itself, so that no case of theirs is one page."""

Served = Callable[[World, str], Source]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with played() as world:
        yield world


def whole(kind: str) -> Case | None:
    """The smallest case that is a whole source: no page is followed to that its folder does not hold."""
    for case in sorted(cases(kind), key=lambda case: len(case.pages)):
        there, expected = {one.url for one in case.pages}, case.expected or {}
        if expected.get("drafts") and {*starts_of(case.source), *expected["follow"]} <= there and within_reach(case):
            return case
    return None


def within_reach(case: Case) -> bool:
    """Whether no link leads where the proxy of the tests cannot see: https is a tunnel."""
    return len(case.pages) == 1 or all(one.url.startswith("http://") for one in case.pages)


def fixture(world: World, kind: str) -> Source:
    """Serves the pages of such a case."""
    case = whole(kind)
    assert case is not None
    for one in case.pages:
        parts = urlsplit(one.url)
        where = f"{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
        charset = f"; charset={one.charset}" if one.charset else ""
        world.pages[where] = page(one.body, f"{one.content_type or 'application/octet-stream'}{charset}")
    return msgspec.structs.replace(case.source, url=case.source.url.replace("https://", "http://"))


def small_town(world: World, kind: str) -> Source:
    """Serves three listings as the small city's site of this kind has them."""
    for path, answer in small_city.pages("town", kind, small_city.offers("town", 3)).items():
        world.pages[f"{small_city.host('town')}{path}"] = page(answer.body, answer.content_type)
    return msgspec.convert(tomllib.loads(small_city.source("town", kind))["source"][0], Source)


SERVED: list[tuple[str, Served]] = [(kind, fixture) for kind in kinds() if whole(kind)]
SERVED += [(kind, small_town) for kind in kinds() if kind in small_city.PATHS]


def test_each_kind_is_served_whole_or_known_to_be_several() -> None:
    assert {kind for kind, _ in SERVED} == set(kinds()) - SEVERAL


def drafts(one: Crawl) -> list[Draft]:
    return [draft for _, draft in one.drafts]


@pytest.mark.parametrize(("kind", "serve"), SERVED)
def test_an_unchanged_source_costs_two_requests(world: World, tmp_path: Path, kind: str, serve: Served) -> None:
    world.forget()
    source = serve(world, kind)
    settings = CrawlSettings(contact="a@b.example", delay="0s", tries=1, proxy=world.proxy)
    times = [small_city.NOW, small_city.NOW + dt.timedelta(hours=1)]
    first, second = (crawl([source], settings, tmp_path, clock=lambda at=at: at)[source.name] for at in times)  # type: ignore[misc]
    assert (first.error, second.error) == (None, None)
    assert drafts(first)
    assert (drafts(second), second.rights) == (drafts(first), first.rights)
    assert first.rights or (serve, kind) != (small_town, "openactive"), "its feed states a licence"
    parts = PAGES[kind] if serve is small_town and kind in PAGES else 1
    assert (second.bytes, second.unchanged, second.requests) == (0, parts, 1 + parts)
