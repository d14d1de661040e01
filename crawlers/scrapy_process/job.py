"""What crawl.py asks of the Scrapy process: the one message that passes to it."""

import datetime as dt

import msgspec

from crawlers.settings import CrawlSettings
from crawlers.source import Source


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What one process reads. lanes: the sources of one lane share hosts, so they are read one after the other.

    folder: where crawls are kept. rules: where what is known of robots.txt lies. memory: where answers are recorded,
    None: nowhere; city: its name, as it stands there. began: when the run began; now: the crawl's clock at the start of
    the process; it goes on from there, or stands still where `standing` is set (the clock of a test does).
    """

    lanes: tuple[tuple[Source, ...], ...]
    settings: CrawlSettings
    folder: str
    rules: str
    memory: str | None
    city: str
    began: dt.datetime
    now: dt.datetime
    standing: bool = False
