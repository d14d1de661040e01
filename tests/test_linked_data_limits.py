"""What a hostile or very long page may cost where its linked data is read, and the short ways of the usual ones."""

import datetime as dt
from urllib.parse import urljoin

import pytest
from parsel import Selector

from crawlers.errors import Unreadable
from crawlers.formats import markup, sitemap
from crawlers.formats.linked_data import linked, microdata
from crawlers.page import Page
from crawlers.spiders import schema_org

URL = "http://x.example/courses/"


def page(body: str) -> Page:
    return Page(url=URL, final_url=URL, fetched_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), body=body.encode())


@pytest.mark.parametrize("base", [URL, f"{URL}?page=2", "http://x.example", "http://x.example/a/../b/c.html"])
@pytest.mark.parametrize(
    "link",
    [
        "club.html",
        "otters",
        "/a",
        "../a",
        "?q=1",
        "#it",
        "//y.example/a",
        "a/b",
        "mailto:a",
        "http://y.example",
        "http:a",
    ],
)
def test_the_short_ways_join_as_urljoin_does(base: str, link: str) -> None:
    assert markup.absolute(base, link) == urljoin(base, link.strip())


def test_a_tag_of_very_many_attributes_is_refused_and_many_words_in_one_are_not() -> None:
    many = " ".join(f"a{number}" for number in range(markup.MOST_ATTRIBUTES + 1))
    with pytest.raises(Unreadable, match="attributes"):
        markup.selector(page(f"<p {many}>"), "s")
    assert markup.selector(page(f"<p title='{many}'>"), "s").css("p")


def test_items_that_name_each_other_come_to_an_end() -> None:
    names = " ".join(f"i{number}" for number in range(12))
    items = "".join(f'<p id="i{number}" itemscope itemprop="x" itemref="{names}"></p>' for number in range(12))
    (found,) = microdata.items(Selector(text=f'<div itemscope itemref="{names}"></div>{items}'), URL)
    assert found["x"]


def test_an_event_class_is_seen_beside_the_plain_word() -> None:
    assert linked.readers(b'<li class="vevent"><p>vevent</p>') == linked.readers(b'<p>vevent</p><li class="vevent">')
    assert linked.readers(b'<li class="vevent">')


@pytest.mark.parametrize("half", [b"\xed\xa0\x80", b"&#xD800;", b"&#57343;"])
def test_half_a_letter_in_a_sitemap_is_no_crash(half: bytes) -> None:
    body = b"<urlset><url><loc>http://x.example/" + half + b"</loc></url></urlset>"
    found = sitemap.read(Page(url=URL, final_url=URL, fetched_at=page("").fetched_at, body=body), "s")
    assert found is not None
    assert found.addresses == ["http://x.example/\ufffd"]


def test_an_entry_that_is_not_closed_keeps_its_address() -> None:
    entries = "".join(f"<item><link>{URL}{number}</link></item>" for number in range(3))
    found = sitemap.read(page(f"<rss><channel><item><link>{URL}open</link>{entries}</channel></rss>"), "s")
    assert found is not None
    assert set(found.addresses) == {f"{URL}{name}" for name in ("open", 0, 1, 2)}


def test_a_page_of_very_many_events_is_recognised_by_the_first() -> None:
    events = ",".join(f'{{"@type": "Event", "name": "E{n}", "url": "/{n}"}}' for n in range(60))
    (told,) = schema_org.recognise(page(f'<html><script type="application/ld+json">[{events}]</script>'))
    assert told.why == "the page says 50 or more courses or events as schema.org data"
