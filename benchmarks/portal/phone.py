"""Pages on a slow phone: bytes, when something is seen, what moves, what blocks, how long the first result takes.

    PYTHONPATH=.:site python -m benchmarks.portal.phone [SESSIONS …]

The phone is emulated in a real Chromium: 150 ms there and back, 1.6 Mbit/s, a processor a quarter as fast, 360 × 740
CSS pixels, nothing cached. Bytes are what came over the wire, compressed, headers included.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.portal import made_up
from indexer.contents import Contents
from indexer.search.rows import documents
from tests.browsing import launched, served
from tests.search_city import TODAY

RUNS = 3
RTT, BYTES_A_SECOND, SLOWER = 150, 200_000, 4
QUESTION = "#q=guitar&age=14&cost=free"
TYPED = ("photography", "robtoics", "skateboarding club", "chess for beginners")
_WATCH = """
  globalThis.seen = { lcp: 0, cls: 0, long: [], events: [], first: 0, answers: [] };
  let began = 0;
  const watch = (type, tell, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
  watch("layout-shift", (e) => { if (!e.hadRecentInput) seen.cls += e.value; });
  watch("longtask", (e) => seen.long.push(e.duration));
  watch("event", (e) => { if (e.interactionId) seen.events.push(e.duration); }, { durationThreshold: 16 });
  addEventListener("DOMContentLoaded", () => {
    const sum = document.getElementById("summary");
    const before = sum?.textContent;
    if (sum) new MutationObserver(() => {
      if (!seen.first && sum.textContent !== before && /[0-9]/.test(sum.textContent)) seen.first = performance.now();
    }).observe(sum, { childList: true, characterData: true, subtree: true });
    if (sum) new MutationObserver(() => {
      if (began) seen.answers.push(performance.now() - began);
      began = 0;
    }).observe(sum, { childList: true });
  });
  addEventListener("input", () => { began = performance.now(); }, true);
"""


class Seen(NamedTuple):
    """Of one page: compressed bytes, milliseconds; cls has no unit. first, until: when its first result stood there and
    what had come by then, looked at every 50 ms (so a little more); 0 where none is asked."""

    bytes: int
    lcp: float
    cls: float
    tbt: float
    first: float
    until: int


def main(sizes: Sequence[int]) -> None:
    """Prints a table for each size."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            city = made_up.contents(round(size / made_up.PER_OPPORTUNITY))
            pages = write(city, folder)
            with served(folder) as base, chromium() as browser:
                found = len(documents(city, TODAY).rows)
                print(f"\n{found:,} sessions, {len(city.opportunities):,} opportunities; load {os.getloadavg()[0]:.1f}")
                print("page               KB  LCP ms    CLS  TBT ms  first result ms  KB until then")
                for label, path in pages.items():
                    runs = [visited(browser, base + path) for _ in range(RUNS)]
                    seen = Seen(*(median(values) for values in zip(*runs, strict=True)))
                    times = f"{seen.lcp:7.0f} {seen.cls:6.3f} {seen.tbt:7.0f} {seen.first:16.0f}"
                    print(f"{label:14} {seen.bytes / 1000:6.1f} {times} {seen.until / 1000:14.1f}")
                print(typed(browser, base + pages["search"]))


def write(city: Contents, folder: Path) -> dict[str, str]:
    """Writes what the measured pages need; the addresses to visit, by what they are called."""
    longest = {"opportunity": "", "list": "topics/music/"}
    wanted = ("assets/", "search/", "index.html", longest["list"] + "index.html")
    for file in made_up.files(city):
        if file.path.startswith("o/") and file.path.endswith("/index.html") and not longest["opportunity"]:
            longest["opportunity"] = file.path.removesuffix("index.html")
        elif not file.path.startswith(wanted):
            continue
        made_up.written([file], folder)
    return {"home": "", "list": longest["list"], "opportunity": longest["opportunity"], "search": f"search/{QUESTION}"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own. Raises SystemExit where there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        sys.exit("expected a Chromium on PATH or in $CHROMIUM; install one, then measure again")
    with launched(found) as browser:
        yield browser


def slow(browser: Browser, *, network: bool = True) -> Page:
    """A page of the phone, in a context of its own, that counts what it receives (page.received)."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    if network:
        line = {
            "offline": False,
            "latency": RTT,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        }
        client.send("Network.emulateNetworkConditions", line)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    received: list[float] = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.received = received  # type: ignore[attr-defined]
    return page


def visited(browser: Browser, address: str) -> Seen:
    """One visit with nothing cached, until the page has been quiet for a second and a half."""
    page = slow(browser)
    page.add_init_script(_WATCH)
    page.goto(address)
    received: list[float] = page.received  # type: ignore[attr-defined]
    until = 0.0
    if "#" in address:
        answered(page)
        until = sum(received)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    seen: dict[str, Any] = page.evaluate("seen")
    total = int(sum(received))
    page.context.close()
    blocked = sum(max(0, long - 50) for long in seen["long"])
    return Seen(total, seen["lcp"], seen["cls"], blocked, seen["first"], int(until))


def answered(page: Page) -> None:
    """Waits for the first result; the portal's policy forbids what playwright would wait with."""
    for _ in range(600):
        if page.evaluate("seen.first"):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url}: no result in 30 seconds")


def typed(browser: Browser, address: str) -> str:
    """Letters typed into the box: until each is painted (INP: the worst but one in fifty), until its answer stands."""
    page = slow(browser, network=False)
    page.add_init_script(_WATCH)
    page.goto(address)
    answered(page)
    box = page.get_by_role("searchbox")
    for word in TYPED:
        box.fill("")
        box.press_sequentially(word, delay=120)
        page.wait_for_timeout(400)
    taken, answers = page.evaluate("[seen.events, seen.answers]")
    page.context.close()
    return (
        f"{sum(map(len, TYPED))} letters typed on the search page: painted (INP, those over 16 ms) {_spread(taken)}; "
        f"answered {_spread(answers)}"
    )


def _spread(times: Sequence[float]) -> str:
    return f"p50 {median(times):.0f}, p95 {quantiles(times, n=20)[18]:.0f}, worst {max(times):.0f} ms"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [2_000, 10_000, 50_000])
