"""Milliseconds and bytes of a keystroke, of both makers of the search, in a real Chromium and with a real Meilisearch.

    MEILI_URL=… MEILI_MASTER_KEY=… PYTHONPATH=.:site python -m benchmarks.keystrokes [--pid PID] [WHAT]

WHAT: a city file, or "demo" in the folder in which `cityoflearning run` made the demo city, or a number of made-up
opportunities (2,700 have 9,000 sessions). --pid: the server's, whose own time is then told too. Words are typed letter
by letter, for somebody of 14 who wants what is free, with every filter counted; the first word is typed once before.
The server is on this machine: what a network adds is not in the figures.
"""

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from indexer.search.columns import search_files
from indexer.search.rows import Documents, documents
from indexer.search.server import Access
from indexer.search.update import update
from portal import search_form
from portal.i18n import languages
from portal.search_cards import cards
from schedules import city as city_file
from schedules import run
from schedules.home import find
from tests.search_city import TODAY, ZONE, search_city
from tests.search_engine import blank

TYPED = ("photography", "robtoics", "skateboarding club", "chess for beginners")
INDEX = "benchmark-keystrokes"


def main() -> None:
    """Fills an index of its own, types, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pid", type=int)
    parser.add_argument("city", metavar="WHAT", nargs="?", default="2700")
    chosen = parser.parse_args()
    city: str = chosen.city
    held, zone = made_up(int(city)) if city.isdigit() else published(None if city == "demo" else Path(city))
    url, key = os.environ["MEILI_URL"].rstrip("/"), os.environ["MEILI_MASTER_KEY"]
    (language,) = languages(("en",), "GB")
    words = {"en": cards(held, language, zone)}
    began = dt.datetime.now(dt.UTC)
    server, report = update(held, words, Access(url=url, public=url, index=INDEX, key=key))
    print(f"{len(held.opportunities):,} opportunities, {len(held.rows):,} sessions; load {os.getloadavg()[0]:.1f}")
    print(f"Meilisearch {report.version}: filled in {(dt.datetime.now(dt.UTC) - began).total_seconds():.1f} s")
    options = {
        "base": "/search/",
        "language": "en",
        "timezone": zone,
        "facets": search_form.counted_of(),
        "server": {"url": server.url, "index": server.index, "key": server.key},
    }
    count = {group.name: [option.value for option in group.options] for group in search_form.groups(held, language, ())}
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        for path, body in search_files(held, timezone=zone, cards=words):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(body)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with blank(folder) as base:
            for maker in ("local", "meilisearch"):
                page = browser.new_page()
                page.clock.set_fixed_time(f"{held.today.isoformat()}T12:00:00Z")
                page.goto(base)
                print(maker, measured(page, maker, options, count, chosen.pid))
        browser.close()


def made_up(opportunities: int) -> tuple[Documents, str]:
    """A city of the tests, and its zone."""
    return documents(search_city(opportunities), TODAY), ZONE


def published(path: Path | None) -> tuple[Documents, str]:
    """What the catalogue of a city file has today, and its zone."""
    now = dt.datetime.now(dt.UTC)
    home = find(path, now)
    return documents(run.contents(home, now), city_file.today(home.city, now)), home.city.timezone


def measured(page: Page, maker: str, options: dict[str, Any], count: dict[str, list[str]], pid: int | None) -> str:
    """A line of figures."""
    received: dict[str, int] = {}
    posted: set[str] = set()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["method"] == "POST":
            posted.add(event["requestId"])

    client.on("Network.requestWillBeSent", sent)
    client.on("Network.loadingFinished", lambda e: received.update({e["requestId"]: e["encodedDataLength"]}))
    before = own_time(pid)
    took, sizes = page.evaluate(
        """async ([maker, options, count, typed]) => {
          const { makeAdapter } = await import("/js/adapter.js");
          const search = await makeAdapter(maker, options);
          const real = fetch;
          let sizes = [];
          globalThis.fetch = (address, more) => (sizes.push(more?.body?.length ?? 0), real(address, more));
          const show = { fits: 12, ages: 6, prices: 6 };
          const ask = async (q) => {
            const began = performance.now();
            await search.search({ q, age: 14, filters: { cost: ["free"] }, count, show });
            return performance.now() - began;
          };
          await ask(typed[0]);
          sizes = [];
          const took = [];
          for (const word of typed) for (let n = 1; n <= word.length; n++) took.push(await ask(word.slice(0, n)));
          return [took, sizes];
        }""",
        [maker, options, count, TYPED],
    )
    page.wait_for_timeout(300)
    said = f"{len(took)} keystrokes: p50 {median(took):.1f} ms, p95 {quantiles(took, n=20)[18]:.1f} ms"
    if not sizes:
        return f"{said}; {sum(received.values()):,} bytes once, not compressed"
    if pid:
        said += f", of which the server's own time {1000 * (own_time(pid) - before) / len(took):.1f} ms on average"
    answers = [size for key, size in received.items() if key in posted][-len(sizes) :]
    said += f"; {len(sizes) / len(took):.2f} requests each, {median(sizes):,.0f} bytes sent"
    return f"{said}, {median(answers):,.0f} received with headers (p95 {quantiles(answers, n=20)[18]:,.0f})"


def own_time(pid: int | None) -> float:
    """Seconds that a process has worked."""
    if pid is None:
        return 0
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
