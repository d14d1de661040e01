"""Where a site is read on: sitemaps in whatever form, and the next page."""

import gzip
from typing import Any

import pytest

from crawlers.draft import Refusal
from crawlers.formats import sitemap
from crawlers.spiders import schema_org
from tests.linked_pages import URL, page, source


@pytest.mark.parametrize(
    ("body", "options", "url", "links"),
    [
        ('<a rel="nofollow NEXT" href="?page=2">', {}, URL, [f"{URL}?page=2"]),
        ('<link rel=next href="/courses/page/3/">', {}, f"{URL}/page/2/", ["http://college.example/courses/page/3/"]),
        ('<a rel=next href="/courses/9">', {}, "http://college.example/courses/pottery", []),
        ('<a href="?p=2">Next page »</a>', {}, URL, []),
        ('<a href="?p=2">Next page »</a>', {"guess_next": True}, URL, [f"{URL}?p=2"]),
        ('<a href="?p=2" aria-label="Next"><svg></svg></a>', {"guess_next": True}, URL, [f"{URL}?p=2"]),
        ('<a href="/x">Next steps</a><a href="/y">Older people</a><a href="/z"></a>', {"guess_next": True}, URL, []),
        ('<a rel=next href="/a"><b class=n><a href="/b">', {"next": "b a"}, URL, ["http://college.example/b"]),
    ],
)
def test_paging(body: str, options: dict[str, Any], url: str, links: list[str]) -> None:
    told = schema_org.Options(**options)
    assert list(schema_org.follow(page(f"<html>{body}", url), source(**options), told)) == links


INDEX = '<?xml version="1.0"?><!-- x --><!DOCTYPE s [<!ENTITY a "b">]>\n<s:sitemapindex xmlns:s="x"><s:sitemap><s:loc>http://a.example/1.xml</s:loc>'


@pytest.mark.parametrize(
    ("body", "listed", "is_index"),
    [
        ("http://a.example/1\r\nhttp://a.example/2\n", ["http://a.example/1", "http://a.example/2"], False),
        ("\ufeffhttp://a.example/1", ["http://a.example/1"], False),
        (INDEX, ["http://a.example/1.xml"], True),
        (
            "<rss><channel><link>http://a.example/</link><item><link>http://a.example/1</link></item></channel></rss>",
            ["http://a.example/1"],
            False,
        ),
        (
            "<urlset><url><lastmod>2026-01-01</lastmod><loc>/old</loc></url><url><loc>/new</loc><lastmod>2026-02-01</lastmod></url></urlset>",
            ["/new", "/old"],
            False,
        ),
        ("<urlset></urlset>", [], False),
    ],
)
def test_whatever_a_sitemap_is_written_in(body: str, listed: list[str], *, is_index: bool) -> None:
    for packed in (body.encode(), gzip.compress(body.encode())):
        assert sitemap.read(page(packed, content_type="text/plain"), "s") == sitemap.Sitemap(listed, is_index)


@pytest.mark.parametrize(
    "body", ["<html><p>http://a.example/1", "hello http://a.example/1", "<svg></svg>", "", "<!--", "<?x"]
)
def test_what_is_no_sitemap(body: str) -> None:
    assert sitemap.read(page(body, content_type=""), "s") is None


def test_an_index_is_followed_from_the_start_only() -> None:
    index = "<sitemapindex><sitemap><loc>http://college.example/2.xml</loc></sitemap></sitemapindex>"
    options = schema_org.Options()
    assert list(schema_org.follow(page(index), source(), options)) == ["http://college.example/2.xml"]
    deeper = page(index, "http://college.example/2.xml")
    assert list(schema_org.follow(deeper, source(), options)) == []
    (refusal,) = schema_org.extract(deeper, source(), options)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("A sitemap index names another index")
