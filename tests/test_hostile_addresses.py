"""What stands in an address, its parameters or its fragment, is never written into a page as anything but text."""

import http.client
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from portal.build import build
from portal.publish import publish
from tests import portal_city as city
from tests.browsing import Watch, served
from tests.hostile_city import LINKS, TEXTS

PAYLOADS = [
    *TEXTS.values(),
    *LINKS,
    "<svg><script>window.ran=1</script></svg>",
    "'-window.ran=1-'",
    "\\x3cimg src=x onerror=window.ran=1\\x3e",
    "__proto__",
    "constructor",
    "1e999",
    "-1",
    "%",
    "%00%ff%fe",
    "&q=&&==#?#",
    "\ud83d",
]
FIELDS = (
    "q",
    "age",
    "topic",
    "area",
    "when",
    "time",
    "cost",
    "sort",
    "near",
    "support",
    "x",
    "__proto__",
    "constructor",
)
PLANS = ("plan=%s", "with=1-%s", "ask=libraries-a1/%s")
CLEAN = """() => [...document.querySelectorAll("*")].flatMap((one) => [
  ...["img", "object", "embed", "base", "math"].includes(one.localName) ? [one.outerHTML] : [],
  ...one.localName === "iframe" && new URL(one.src).origin !== location.origin ? [one.outerHTML] : [],
  ...one.localName === "script" && !one.src && !/json$/.test(one.type) ? [one.outerHTML] : [],
  ...[...one.attributes].filter(({ name, value }) => /^on|^style$/.test(name)
    || ["href", "src", "action"].includes(name) && /^\\s*(javascript|data|vbscript):/i.test(value))
    .map(({ value }) => value),
  ...globalThis.ran || ({}).ran || ({}).polluted ? ["it ran"] : [],
])"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("addresses")
    files = build(city.contents(), city.settings(folder), city.TODAY, holidays=(), revisions={})
    publish(files, folder / "public", folder / "var")
    with served(folder / "public") as address:
        yield address


@pytest.fixture
def page(base: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    watch, made = Watch(context, base), context.new_page()
    made.on("dialog", lambda dialog: (watch.problems.append("a dialog"), dialog.dismiss()))
    yield made
    context.close()
    assert [one for one in watch.problems if not one.startswith(("404:", "said: Failed to load"))] == []


def said(words: str) -> str:
    return quote(words[:300].encode("utf-8", "surrogatepass"), safe="")


def raw(words: str) -> str:
    """As somebody might write it into an address by hand; what would end the fragment is left to the browser."""
    return "".join(c for c in words[:300] if c >= " " and not "\ud800" <= c <= "\udfff")


@pytest.mark.browser
@pytest.mark.parametrize("write", [said, raw])
def test_a_fragment_of_the_search_is_only_asked_for(page: Page, base: str, write: object) -> None:
    page.goto(f"{base}search/")
    for words in PAYLOADS:
        asked = "&".join(f"{name}={write(words)}" for name in FIELDS)  # type: ignore[operator]
        page.evaluate("asked => { location.hash = asked; }", asked)
        page.wait_for_function("() => document.getElementById('summary').textContent.trim()")
        assert page.evaluate(CLEAN) == [], words[:60]
    page.goto(f"{base}search/#{asked}")
    page.wait_for_function("() => document.getElementById('summary').textContent.trim()")
    assert page.evaluate(CLEAN) == []


@pytest.mark.browser
def test_a_broken_plan_link_says_so_and_shows_nothing_of_it(page: Page, base: str) -> None:
    page.goto(f"{base}plan/")
    page.wait_for_selector("#plan .empty")
    for words in PAYLOADS:
        for way in PLANS:
            page.evaluate("asked => { location.hash = asked; }", way.replace("%s", said(words)))
            page.wait_for_selector("#plan .opened, #plan .empty")
            text = page.locator("#plan").inner_text()
            assert page.evaluate(CLEAN) == [], (way, words[:60])
            assert len(words) < 8 or words not in text, way


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["", "offline/", "privacy/", "embed/", "embed/all/", "404.html", "nowhere/", "o/arts-b1/x/"]
)
def test_no_other_page_echoes_an_address(page: Page, base: str, path: str) -> None:
    for words in [*PAYLOADS[:5], *LINKS[:3], *PAYLOADS[-8:]]:
        fields = "&".join(f"{name}={said(words)}" for name in ("q", "count", "age", "colours", "list"))
        page.goto(f"{base}{path}?{fields}#{fields}")
        assert page.evaluate(CLEAN) == [], words[:60]
        assert len(words) < 8 or words not in page.locator("body").inner_text(), words[:60]


@pytest.mark.parametrize(
    "path", ["/search/?", "/ur/search/?", "/?", "/", "/topics/", "//evil.example/", "/search/index.html?"]
)
def test_the_server_leads_only_to_its_own_lists(base: str, path: str) -> None:
    split = urlsplit(base)
    connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=10)
    for words in [*PAYLOADS, "9" * 5000, "a" * 30_000, "../" * 20 + "etc/passwd", "/evil.example", "code\r\nX-Evil: 1"]:
        asked = quote(words.encode("utf-8", "surrogatepass"), safe="/.")[:60_000]
        fields = (
            "&".join(f"{name}={asked}" for name in ("topic", "area", "when", "age", "cost")) if "?" in path else asked
        )
        connection.request("GET", f"{path}{fields[:60_000]}")
        answer = connection.getresponse()
        body, leads = answer.read(), answer.headers.get("Location", "")
        assert answer.status in (200, 301, 303, 404), words[:60]
        assert "X-Evil" not in answer.headers
        assert not leads or (leads.startswith("/") and not leads.startswith("//")), leads
        assert b"window.ran" not in body, words[:60]
    connection.close()
