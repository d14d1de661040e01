"""The pages: complete, safe, linked, small, and saying what is unknown as plainly as what is known."""

import gzip
import re
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest
from lxml import html

from indexer.contents import Contents
from indexer.search.rows import documents
from portal import address, lists, pages
from portal.areamap import area_map
from portal.assets import Assets
from portal.gather import gather
from portal.i18n import Language
from portal.next_steps import NextSteps
from tests import portal_city as city

EN, UR = Language("en", country="GB", first=True), Language("ur", country="GB", first=False)
FOUND_BESIDE = re.compile(
    r"(?!ur/).*/(calendar\.ics|opens\.ics|sessions\.csv|template\.(csv|xlsx))|(ur/)?(search|plan)/"
    r"|(feeds|rpde|data)/.*\.(json|csv|ics|atom|geojson)"
)
"""What others write beside the pages; feeds are the same for every language, so they are at the root only."""
FRAMED = re.compile(r"(ur/)?embed/.+/index\.html")
"""Pages for other sites' frames: tests/test_embed.py."""


def publish(contents, settings):
    """The pages as build.py makes them, without the search; and the assets."""
    assets = Assets.of(settings)
    drawn = area_map(settings)
    gathered = gather(contents, city.TODAY, [a.name for a in drawn.areas] if drawn else ())
    made = pages.pages(
        contents,
        settings,
        city.TODAY,
        assets=assets,
        search=lambda _: (),
        drawn=drawn,
        gathered=gathered,
        steps=NextSteps(gathered, (), documents(contents, city.TODAY)),
    )
    return list(made), {file.path: file.body for file in assets.files()}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    made, assets = publish(city.contents(), city.settings(tmp_path_factory.mktemp("city")))
    files = {file.path: file.body for file in made}
    assert len(files) == len(made), "no page is written twice"
    return files, assets


@pytest.fixture(scope="module")
def parsed(rendered):
    return {path: html.fromstring(body.decode()) for path, body in rendered[0].items() if not FRAMED.fullmatch(path)}


def text(page) -> str:
    return " ".join(page.find("body").text_content().split())


def at(key: str, language: str = "") -> str:
    one = next(o for o in city.contents().opportunities if o.id == key)
    return f"{language}{address.opportunity(one)}index.html"


def test_every_kind_of_page_is_there_in_both_languages(rendered):
    files = rendered[0]
    kinds = [
        "index.html",
        "404.html",
        "about/index.html",
        "topics/index.html",
        "areas/index.html",
        "weeks/index.html",
        "ages/index.html",
        "providers/index.html",
        "topics/code/index.html",
        "topics/code/riverside/index.html",
        "areas/riverside/index.html",
        "areas/southmoor/index.html",
        "weeks/2026-W48/index.html",
        "ages/5/index.html",
        "ages/24/index.html",
        "free/index.html",
        "help/index.html",
        "no-booking/index.html",
        "providers/millbrook-libraries/index.html",
        "o/arts-0000dead/index.html",
        at("libraries-a1"),
    ]
    for kind in kinds:
        assert kind in files
        assert f"ur/{kind}" in files
    assert {p.removeprefix("ur/") for p in files if p.startswith("ur/")} == {
        p for p in files if not p.startswith("ur/")
    }
    assert "topics/code/southmoor/index.html" not in files, (
        "an interest in an area has a page only if there is something"
    )
    assert "o/arts-11110000/index.html" not in files, "an alias of an opportunity that is gone leads nowhere"


def test_every_page_has_its_frame(parsed):
    for path, page in parsed.items():
        code = "ur" if path.startswith("ur/") else "en"
        assert (page.get("lang"), page.get("dir")) == (code, "rtl" if code == "ur" else "ltr"), path
        assert len(page.xpath("//h1")) == 1, path
        assert page.findtext(".//title").strip(), path
        assert page.xpath("//meta[@name='description']/@content")[0].strip(), path
        if path.startswith(("o/arts-0000dead", "ur/o/arts-0000dead")):
            continue
        assert page.xpath("//main[@id='main']"), path
        assert page.xpath("//a[@class='skip']/@href") == ["#main"], path
        assert page.xpath("//header//nav/@aria-label"), path
        assert page.xpath("//meta[@property='og:title']/@content") == [
            page.xpath("//meta[@property='og:title']/@content")[0]
        ]
        if not path.endswith("404.html"):
            own = "https://learn.millbrook.example/" + path.removesuffix("index.html")
            assert unquote(page.xpath("//link[@rel='canonical']/@href")[0]) == own, path
            assert page.xpath("//link[@rel='alternate']/@hreflang") == ["en", "ur", "x-default"], path


def test_headings_are_in_order_and_ids_are_unique(parsed):
    for path, page in parsed.items():
        levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_every_link_within_the_portal_leads_somewhere(rendered, parsed):
    files, assets = rendered
    known = {f"/{p.removesuffix('index.html')}" for p in files} | {f"/{p}" for p in assets}
    for path, page in parsed.items():
        for link in page.xpath("//a/@href|//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src|//use/@href"):
            parts = urlsplit(urljoin("/" + path, link))
            if parts.scheme or link.startswith("#"):
                continue
            found = unquote(parts.path)
            assert found in known or FOUND_BESIDE.fullmatch(found.lstrip("/")), (path, link)
    fragments = {f"#{i}" for i in parsed["about/index.html"].xpath("//@id")}
    assert {"#safety", "#privacy", "#listed"} <= fragments


def test_pages_ask_nobody_else_and_need_no_unsafe_inline(parsed):
    for path, page in parsed.items():
        assert not page.xpath("//@style"), path
        assert not page.xpath("//style|//iframe|//img|//object|//base"), path
        assert not [a for a in page.xpath("//@*") if getattr(a, "attrname", "").startswith("on")], path
        for script in page.xpath("//script"):
            held = script.get("type") in ("application/ld+json", "application/json")
            assert held or not (script.text or "").strip(), path
        for asked in page.xpath("//script/@src|//link[@rel='stylesheet']/@href|//use/@href"):
            assert not urlsplit(asked).netloc, path
        for link in page.xpath("//a[starts-with(@href, 'http')]"):
            assert link.get("rel").startswith("nofollow noopener"), path


def test_pages_and_style_are_small(rendered):
    files, assets = rendered
    for path, body in files.items():
        assert len(gzip.compress(body)) <= 15_000, path
    for path, body in assets.items():
        limit = {"css": 10_000, "png": 25_000}.get(path.rpartition(".")[2], 4_000)
        assert len(gzip.compress(body)) <= limit, path


def test_a_hostile_listing_stays_text(rendered, parsed):
    for language in ("", "ur/"):
        path = at("evil-f1", language)
        body, page = rendered[0][path].decode(), parsed[path]
        assert page.findtext(".//h1") == "<script>alert('title')</script> & \"friends\""
        assert "{{ 7*7 }} %(num)s" in text(page)
        assert "<img" not in body
        assert "javascript:alert(document.cookie)" in text(page), "shown, since people should see what was offered"
        assert not [h for h in page.xpath("//@href") if h.lower().startswith(("javascript:", "data:"))]
        assert len(page.xpath("//script[not(@src)]")) == 1
        assert all("/assets/" in src for src in page.xpath("//script/@src"))


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (
            "libraries-a1",
            [
                "Ages 11 to 14",
                "Year 7–9",
                "Free",
                "No charge",
                "An adult signs you up.",
                "6 places left",
                "Opens Tue 1 Dec, 09:00",
            ],
        ),
        (
            "libraries-a1",
            [
                "Full",
                "1 session is over",
                "checked on 22 Nov",
                "no longer on their page",
                "OGL-UK-3.0",
                "Listed is not vetted",
            ],
        ),
        (
            "libraries-a1",
            [
                "Sign up at libraries.millbrook.example",
                "What else is on that week",
                "Riverside Library",
                "4 Quay Street, MB1 2AB, Riverside",
            ],
        ),
        (
            "arts-b1",
            [
                "£12.50 for the course (reduced £5)",
                "Free if you get school meals.",
                "Sign up by Tue 24 Nov",
                "9 places left",
            ],
        ),
        (
            "sport-c1",
            ["Age not stated: ask them", "£2 a session", "every Wednesday, 17:30–19:00", "No booking", "no end stated"],
        ),
        (
            "libraries-a2",
            [
                "7 Saturdays",
                "Sat 5 Dec, 09:30–12:00 Cancelled",
                "Ages 7 and over",
                "Whether there are places is not stated",
            ],
        ),
        ("arts-b2", ["Cancelled", "What else is on that week", "Cost not stated: ask them"]),
        ("arts-b3", ["Postponed", "Waiting list", "It depends on the session", "Pay what you can", "From £3"]),
        ("sport-c2", ["Sign-up closed", "£20 to £35 a term", "Ages 18 and over", "Assumed:", "For girls and women"]),
        ("libraries-a3", ["Online", "18:00–19:00 (Paris time)", "All ages"]),
        (
            "farm-e1",
            ["Help run it", "1 place left", "Animal care, level 1", "from Millbrook College", "Help with travel"],
        ),
        (
            "libraries-a5",
            ["Dates are not stated.", "Up to age 16", "Place not stated", "Somebody to ask.", "We do not repeat that"],
        ),
        ("arts-b4", ["Dates not stated", "Age 5", "What you will do is not stated."]),
        ("libraries-a6", ["This is over."]),
        ("food-g1", ["Place told on booking", "£10 a week", "On now", "Room for 12"]),
        ("rasta-d1", ["Old Town", "اردو کہانی گھر"]),
    ],
)
def test_an_opportunity_says(parsed, key, says):
    said = text(parsed[at(key)])
    for words_ in says:
        assert words_ in said


def test_what_may_not_be_seen_is_not_in_any_page(rendered):
    for path, body in rendered[0].items():
        for secret in ("Secret Street", "A family", "Quiet Way", "A shelter", "STAFF ONLY"):
            assert secret not in body.decode(), (path, secret)
    assert "food-g1" not in rendered[0]["areas/castle/index.html"].decode()


def test_text_in_another_language_says_so(parsed):
    heading = parsed[at("rasta-d1")].find(".//h1")
    assert (heading.get("lang"), heading.get("dir")) == ("ur", "rtl")
    assert parsed[at("rasta-d1", "ur/")].find(".//h1").get("lang") is None
    title = parsed["ur/index.html"].xpath("//article//h3/a[starts-with(., 'Build')]")[0]
    assert (title.get("lang"), title.get("dir")) == ("en", "ltr")
    assert parsed[at("evil-f1")].find(".//h1").get("dir") == "auto"


def test_the_home_page_shows_the_whole_city(parsed):
    home = parsed["index.html"]
    assert "15 courses, camps, clubs and drop-ins in Millbrook. 6 are free." in text(home)
    assert len(home.xpath("//ul[@class='tiles']/li")) == 16
    assert len(home.xpath("//svg[contains(@class, 'map')]//path")) == 12
    assert home.xpath("//form/@action") == ["./search/"]
    assert [i.get("name") for i in home.xpath("//form//input|//form//select")] == ["q", "age", "when"]
    assert home.xpath("//select/option/@value")[:2] == ["", "2026-W47"]
    assert "Cancelled" not in text(home), "what starts soon can be gone to"


def test_unknown_is_shown_apart(parsed):
    page = parsed["ages/14/index.html"]
    apart = page.xpath("//section[@class='apart']")[-1]
    assert apart.findtext("h2") == "Age not stated: ask them"
    assert "Street dance" in apart.text_content()
    assert "Street dance" not in page.xpath("//section")[0].text_content()
    assert "Cost not stated: ask them" in text(parsed["free/index.html"])


def test_a_moved_id_leads_on(parsed):
    page = parsed["o/arts-0000dead/index.html"]
    target = "../../o/libraries-a1/build-a-robot-that-finds-its-way/"
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={target}"]
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith("/o/libraries-a1/build-a-robot-that-finds-its-way/")


def test_the_lost_page_has_absolute_links(parsed):
    page = parsed["ur/404.html"]
    assert page.xpath("//link[@rel='stylesheet']/@href")[0].startswith("/assets/")
    assert page.xpath("//a[@class='brand']/@href") == ["/ur/"]


def test_about_names_verdicts_and_what_is_missing(parsed):
    said = text(parsed["about/index.html"])
    for words_ in (
        "Not believed: the last good listings stay",
        "12 listings, 130 expected.",
        "The date does not exist",
    ):
        assert words_ in said
    assert "Northside Sports Hall" in said


def test_lists_are_paged_at_24(tmp_path):
    settings = city.settings(tmp_path, languages=("en",))
    made = {f.path: f.body for f in publish(city.many(4), settings)[0]}
    first, second = (html.fromstring(made[f"free/{n}index.html"].decode()) for n in ("", "2/"))
    assert len(first.xpath("//article")) == lists.PAGE
    assert 0 < len(second.xpath("//article")) <= lists.PAGE
    assert first.xpath("//a[@rel='next']/@href") == ["../free/2/"]
    assert second.xpath("//a[@rel='prev']/@href") == ["../../free/"]
    assert "Free, page 2" in second.findtext(".//title")
    assert not set(first.xpath("//article//h3/a/@href")) & set(second.xpath("//article//h3/a/@href"))


def test_the_same_day_makes_the_same_bytes(rendered, tmp_path):
    again, assets = publish(city.contents(), city.settings(tmp_path))
    assert ({f.path: f.body for f in again}, assets) == rendered


def test_an_empty_city_is_published(tmp_path):
    settings = msgspec.structs.replace(city.settings(tmp_path, languages=("en",)), boundaries=None)
    made = {f.path: f.body.decode() for f in publish(Contents(), settings)[0]}
    assert "Nothing is listed here at present." in made["index.html"]
    assert "No source has been read yet." in made["about/index.html"]


def test_lists_are_the_same_for_pages_and_feeds():
    found = {one.path: one for one in lists.lists(gather(city.contents(), city.TODAY, city.AREAS))}
    assert [e.opportunity.id for e in found["help/"].entries] == ["farm-e1"]
    assert found["areas/southmoor/"].entries == []
    assert (
        lists.title(found["topics/code/riverside/"], gather(city.contents(), city.TODAY), EN)
        == "Code and robots in Riverside"
    )
