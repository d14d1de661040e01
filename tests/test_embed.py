"""Lists in other sites' frames: small, alone, harmless; and the page that makes the code for them."""

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from portal import embed
from portal.build import build
from tests import portal_city as city

BASE = "https://learn.millbrook.example/"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("city")
    made = build(city.contents(), city.settings(folder), city.TODAY, holidays=(), revisions={})
    return {file.path: file.body for file in made}


@pytest.fixture(scope="module")
def frames(files: dict[str, bytes]) -> dict[str, html.HtmlElement]:
    found = {path: html.fromstring(body.decode()) for path, body in files.items() if "embed/" in path}
    return {path: tree for path, tree in found.items() if not path.endswith("embed/index.html")}


def asset(files: dict[str, bytes], name: str) -> bytes:
    stem, _, end = name.rpartition(".")
    return next(body for path, body in files.items() if re.fullmatch(rf"assets/{stem}\.[0-9a-f]+\.{end}", path))


def test_every_list_has_a_frame_in_every_language(files: dict[str, bytes], frames: dict[str, html.HtmlElement]) -> None:
    for path in ("all/", "topics/code/", "topics/code/riverside/", "areas/riverside/", "ages/14/", "free/", "help/"):
        for language in ("", "ur/"):
            frame = frames[f"{language}embed/{path}index.html"]
            assert (frame.get("lang"), frame.get("dir")) == (("ur", "rtl") if language else ("en", "ltr"))
    assert not [path for path in frames if "weeks" in path or "providers" in path]
    assert b"/embed/topics" not in files["sitemap.xml"]
    assert f"{BASE}embed/".encode() in files["sitemap.xml"]


def test_a_frame_is_small_with_all_that_it_loads(files: dict[str, bytes], frames: dict[str, html.HtmlElement]) -> None:
    own = len(gzip.compress(asset(files, "embed.css"))) + len(gzip.compress(asset(files, "embed.js")))
    for path, tree in frames.items():
        loaded = tree.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src | //use/@href")
        assert len(loaded) == 2, path
        assert len(gzip.compress(files[path])) + own <= 5 * 1024, path


def test_its_links_leave_the_frame_and_lead_somewhere(
    files: dict[str, bytes], frames: dict[str, html.HtmlElement]
) -> None:
    known = {f"/{path.removesuffix('index.html')}" for path in files}
    for path, tree in frames.items():
        for link in tree.xpath("//a"):
            assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
            where = urlsplit(urljoin(f"/{path}", link.get("href")))
            assert not where.scheme
            assert unquote(where.path) in known or where.path.endswith("/search/"), (path, link.get("href"))


def test_nothing_runs_in_it_but_its_own_script(frames: dict[str, html.HtmlElement]) -> None:
    for path, tree in frames.items():
        assert [script.text for script in tree.xpath("//script")] == [None], path
        assert not tree.xpath("//@style | //style | //iframe | //form | //base"), path
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert len(tree.xpath("//h1")) == 1


def test_what_may_not_be_seen_and_what_is_off_is_not_in_it(files: dict[str, bytes]) -> None:
    for path, body in files.items():
        if "embed/" in path:
            text = body.decode()
            for words in ("Secret Street", "A family", "Quiet Way", "A shelter", "Screen printing weekend"):
                assert words not in text, (path, words)


def test_an_age_that_the_provider_does_not_state_is_for_nobody_in_particular(
    frames: dict[str, html.HtmlElement],
) -> None:
    rows = {
        row.find(".//b").text: (row.get("data-low"), row.get("data-high"))
        for row in frames["embed/all/index.html"].xpath("//ul[@id='rows']/li")
    }
    assert rows["Build a robot that finds its way"] == ("11", "14")
    assert rows["Chess and board games"] == ("7", "")
    assert rows["Homework help"] == ("", "16")
    assert rows["Street dance for people who say they can’t"] == (None, None)
    assert "Five-a-side league" not in frames["embed/ages/14/index.html"].text_content()


def test_the_maker_names_each_ready_list_and_shows_the_code(files: dict[str, bytes]) -> None:
    page = html.fromstring(files["embed/index.html"].decode())
    addresses = page.xpath("//td/code/text()")
    assert len(addresses) > 15
    for address in addresses:
        assert f"{address.removeprefix(BASE)}index.html" in files
    (frame,) = html.fragments_fromstring(page.get_element_by_id("code").text)
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{BASE}embed/all/#count=5"
    assert (frame.get("loading"), frame.get("referrerpolicy")) == ("lazy", "no-referrer")
    for option in page.xpath("//select[@name='area']/option[@data-topics]"):
        for topic in option.get("data-topics").split():
            assert f"embed/topics/{topic}/{option.get('value')}/index.html" in files


def test_a_title_cannot_leave_its_attribute() -> None:
    made = embed.code("https://x.example/", '"><script>alert(1)</script>', 3, 73)
    (frame,) = html.fragments_fromstring(made)
    assert frame.get("title") == '"><script>alert(1)</script>'
    assert len(frame) == 0
