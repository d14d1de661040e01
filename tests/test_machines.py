"""What tells machines their way names every page once, with its languages and the day on which it changed."""

from pathlib import Path

import pytest
from lxml import etree

from portal import machines
from tests import portal_city

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = "https://learn.millbrook.example"


@pytest.fixture
def told(tmp_path: Path) -> dict[str, bytes]:
    settings, contents = portal_city.settings(tmp_path), portal_city.contents()
    opportunities = [f"o/{o.id}/{o.slug}/index.html" for o in contents.opportunities]
    paths = ["index.html", "404.html", *opportunities]
    found = machines.files([*paths, *(f"ur/{path}" for path in paths)], contents, settings, {})
    return {file.path: file.body for file in found}


def test_the_sitemap_has_each_page_in_each_language_and_its_day(told: dict[str, bytes]) -> None:
    tree = etree.fromstring(told["sitemap.xml"])
    addresses = tree.xpath("s:url/s:loc/text()", namespaces=NAMES)
    assert len(addresses) == len(set(addresses))
    assert f"{BASE}/" in addresses
    assert not [one for one in addresses if "404" in one]
    for url in tree.xpath("s:url", namespaces=NAMES):
        (address,) = url.xpath("s:loc/text()", namespaces=NAMES)
        days = url.xpath("s:lastmod/text()", namespaces=NAMES)
        assert bool(days) is ("/o/" in address)
        assert address in url.xpath("x:link/@href", namespaces=NAMES)


def test_robots_and_language_models_are_told_where_things_are(told: dict[str, bytes]) -> None:
    assert f"Sitemap: {BASE}/sitemap.xml" in told["robots.txt"].decode()
    words = told["llms.txt"].decode()
    assert words.startswith("# ")
    assert f"({BASE}/feeds/opportunities.json)" in words
    assert "not vetted" in words


def test_addresses_are_escaped() -> None:
    page = machines.Page("https://learn.example/a/?x=1&y", {"en": "https://learn.example/a/?x=1&y"})
    tree = etree.fromstring(machines.sitemap([page]))
    assert tree.xpath("s:url/s:loc/text()", namespaces=NAMES) == [page.address]
    assert tree.xpath("//@hreflang") == ["en"]
