"""A page with linked data, and what the kind schema_org finds in it."""

import datetime as dt
from typing import Any

from crawlers.draft import Draft, Refusal, Rights
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import schema_org

URL = "http://college.example/courses"
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def page(body: str | bytes, url: str = URL, content_type: str = "text/html") -> Page:
    body = body.encode() if isinstance(body, str) else body
    return Page(url=url, final_url=url, fetched_at=NOW, body=body, content_type=content_type)


def source(**options: Any) -> Source:
    return Source(name="college", provider="College", kind="schema_org", url=URL, options=options)


def found(body: str | bytes, **options: Any) -> list[Draft | Refusal | Rights]:
    return list(schema_org.extract(page(body), source(), schema_org.Options(**options)))
