"""How fast a site of 5,000 pages is crawled: this project's spider beside a bare Scrapy spider that only downloads.

Both ask 8 hosts for 625 pages each, one request at a time for each host and so 8 at once, with no delay. The bare one
knows every address from the start and keeps nothing; ours reads robots.txt and a sitemap, extracts, and keeps the
drafts. Each run is a process of its own, started and ended; the runs take turns.

    python -m benchmarks.sources.speed [RUNS]
"""

import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.sources import site

RUNS = 3
WHO = {"bare": "bare Scrapy, downloads only", "ours": "ours, drafts kept", "warc": "ours, answers recorded too"}


class Run(NamedTuple):
    """What a process took."""

    wall: float
    cpu: float


def main(runs: int) -> None:
    """Prints pages per second, and the ratios."""
    took: dict[str, list[Run]] = {who: [] for who in WHO}
    with site.played() as proxy:
        for _ in range(runs):
            for who in WHO:
                took[who].append(timed(who, proxy))
    pages = site.HOSTS * site.PAGES
    size = len(site.page(site.host(0), 1))
    print(f"{pages:,} pages of {size / 1000:.1f} KB, {runs} runs each in turn; load {os.getloadavg()[0]:.1f}")
    for who, name in WHO.items():
        wall, cpu = (statistics.median(getattr(run, what) for run in took[who]) for what in ("wall", "cpu"))
        print(f"{name:32} {pages / wall:6.0f} pages/s ({min(pages / run.wall for run in took[who]):.0f} to"
              f" {max(pages / run.wall for run in took[who]):.0f}), {pages / cpu:6.0f} per CPU second")  # fmt: skip
    for who in ("ours", "warc"):
        ratios = {what: statistics.median(getattr(bare, what) / getattr(one, what)
                                          for bare, one in zip(took["bare"], took[who], strict=True))
                  for what in ("wall", "cpu")}  # fmt: skip
        print(
            f"{who}: {ratios['wall']:.2f} of the bare spider's pages per second, run by run; by CPU {ratios['cpu']:.2f}"
        )


def timed(who: str, proxy: str) -> Run:
    """One run in a process of its own. Raises CalledProcessError where it did not get every page."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "benchmarks.sources.speed", "--one", who, proxy], check=True)  # noqa: S603 - ourselves
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.monotonic() - began, cpu)


def bare(proxy: str) -> int:
    """The pages that a spider which does nothing else has downloaded."""
    import scrapy  # noqa: PLC0415 - each run loads what it needs
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415

    class Bare(scrapy.Spider):
        name = "bare"
        got = 0

        async def start(self):  # type: ignore[no-untyped-def]
            for path in site.paths():
                for number in range(site.HOSTS):
                    yield scrapy.Request(f"http://{site.host(number)}{path}", meta={"proxy": proxy}, dont_filter=True)

        def parse(self, response):  # type: ignore[no-untyped-def]
            Bare.got += response.status == 200

    process = CrawlerProcess({
        "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": site.HOSTS, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    })  # fmt: skip
    process.crawl(Bare)
    process.start()
    return Bare.got


def ours(proxy: str, memory: Path | None, folder: Path) -> int:
    """The drafts that this project has kept."""
    from crawlers.crawl import crawl  # noqa: PLC0415
    from crawlers.settings import CrawlSettings  # noqa: PLC0415
    from crawlers.source import Source  # noqa: PLC0415

    sources = [
        Source(name=f"site-{number}", provider="Site", kind="schema_org", url=f"http://{site.host(number)}/sitemap.xml")
        for number in range(site.HOSTS)
    ]
    settings = CrawlSettings(contact="bench@city.example", delay="0s", proxy=proxy, max_pages=site.PAGES + 10)
    came = crawl(sources, settings, folder, clock=lambda: dt.datetime.now(dt.UTC), memory=memory)
    for one in came.values():
        if one.error:
            print(one.error, file=sys.stderr)
    return sum(len(page.drafts) for one in came.values() for page in one.pages)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        with tempfile.TemporaryDirectory() as made:
            where = Path(made)
            who, through = sys.argv[2:]
            count = (
                bare(through) if who == "bare" else ours(through, where / "memory" if who == "warc" else None, where)
            )
        sys.exit(0 if count == site.HOSTS * site.PAGES else f"{who}: {count} pages")
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
