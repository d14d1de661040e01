"""The demo city's files: every link leads somewhere, every page says what it is, and none is large."""

import gzip
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.etree

from tests.conftest import Demo
from tests.demo_pages import Parsed

ADDRESSES = lxml.etree.XPath(
    "//body//@href | //head/link[not(@rel='canonical' or @rel='alternate')]/@href | //@src | //@action"
)


def test_every_link_within_the_portal_leads_somewhere(public: Path, parsed: dict[str, Parsed]) -> None:
    @cache
    def file(path: str) -> str | None:
        found = public / path
        found = found / "index.html" if path == "" or path.endswith("/") else found
        return found.relative_to(public).as_posix() if found.is_file() else None

    @cache
    def drawings(path: str) -> frozenset[str]:
        return frozenset(re.findall(r'\bid="([^"]+)"', (public / path).read_text()))

    broken, links = [], 0
    for page in parsed.values():
        for link in {str(one) for one in ADDRESSES(page.tree)}:
            if re.match(r"(https?|mailto|tel):", link):
                continue
            links += 1
            address, anchor = urldefrag(urljoin(f"http://portal/{page.path}", link))
            target = file(unquote(urlsplit(address).path).removeprefix("/"))
            known = parsed[target].ids if target in parsed else drawings(target) if anchor and target else frozenset()
            asked = "=" in anchor  # a question to a script
            if not target or (anchor and not asked and unquote(anchor) not in known):
                broken.append(f"{page.path}: {link}")
    assert links > 20_000
    assert broken == []


def test_every_page_says_what_it_is(demo: Demo, parsed: dict[str, Parsed]) -> None:
    wrong, unlisted, canonicals = [], set(), set()
    site = demo.home.city.site.url.rstrip("/") + "/"
    for page in parsed.values():
        tree = page.tree
        said = {
            "title": "".join(tree.xpath("/html/head/title/text()")).strip(),
            "description": "".join(tree.xpath("/html/head/meta[@name='description']/@content")).strip(),
            "h1": "".join(one.text_content() for one in tree.xpath("//h1")).strip(),
        }
        wrong += [f"{page.path}: no {what}" for what, words in said.items() if not words]
        wrong += [f"{page.path}: {len(tree.xpath('//h1'))} h1"] if len(tree.xpath("//h1")) != 1 else []
        language = "ur" if page.path.startswith("ur/") else "en"
        if (tree.get("lang"), tree.get("dir")) != (language, "rtl" if language == "ur" else "ltr"):
            wrong.append(f"{page.path}: lang={tree.get('lang')} dir={tree.get('dir')}")
        if tree.xpath("/html/head/meta[@name='robots'][@content='noindex']"):
            unlisted.add(page.path)
        elif tree.xpath("/html/head/link[@rel='canonical']/@href") != [site + page.path.removesuffix("index.html")]:
            wrong.append(f"{page.path}: canonical {tree.xpath('/html/head/link[@rel=$r]/@href', r='canonical')}")
        canonicals.update(tree.xpath("/html/head/link[@rel='alternate']/@href"))
    assert wrong == []
    frames = {path for path in parsed if re.fullmatch(r"(ur/)?embed/.+/index\.html", path)}
    assert unlisted == {"404.html", "ur/404.html"} | frames
    assert canonicals == {site + path.removesuffix("index.html") for path in parsed.keys() - unlisted}


def test_pages_style_and_script_are_small(public: Path, parsed: dict[str, Parsed]) -> None:
    """Of what each page brings: its HTML, its styles, and its modules with those that they import."""

    @cache
    def size(path: str) -> int:
        return len(gzip.compress((public / path).read_bytes(), 6))

    @cache
    def imported(path: str) -> frozenset[str]:
        found = re.findall(r"^import [^;]*?\"\./(\w+\.js)\"", (public / path).read_text("utf-8"), re.MULTILINE)
        return frozenset({path}.union(*(imported(f"{path.rpartition('/')[0]}/{name}") for name in found)))

    def brought(page: Parsed, asked: str) -> list[str]:
        return [urlsplit(urljoin(f"http://portal/{page.path}", str(one))).path[1:] for one in page.tree.xpath(asked)]

    assert {page.path: page.size for page in parsed.values() if page.size > 15 * 1024} == {}
    for page in parsed.values():
        styles = brought(page, "//link[@rel='stylesheet']/@href")
        scripts = frozenset().union(*map(imported, brought(page, "//script/@src | //link[@rel='modulepreload']/@href")))
        assert styles
        assert sum(map(size, styles)) <= 10 * 1024, page.path
        assert sum(map(size, scripts)) <= 20 * 1024, page.path
