"""Pages with linked data that are made to cost: none takes more than a second, whatever it nests or repeats."""

import contextlib
import gzip
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from crawlers.errors import Unreadable
from crawlers.spiders import schema_org
from tests.clock import Clock
from tests.linked_pages import page, source


def script(*nodes: Any, kind: str = "application/ld+json") -> str:
    return "".join(f'<script type="{kind}">{json.dumps(node)}</script>' for node in nodes)


EVENT = '{"@type":"Event","name":"x","startDate":"2027-01-01"}'
HOSTILE = {
    "comments": b"<!--" * 200_000 + b"<script type='application/ld+json'>",
    "comments before one script": b"<!-- -->" * 100_000 + b"<script type='application/ld+json'>{}</script>",
    "scripts": b"<script" * 300_000 + b" type=application/ld+json",
    "classes": b"vevent h-event " * 100_000,
    "types": b'<p itemscope itemtype="' * 100_000,
    "nested items": b"<div itemscope itemtype=event itemprop=x>" * 5_000,
    "nested rdfa": b"<div typeof=schema:Event property=schema:subEvent>" * 5_000,
    "nested events": b"<div class=vevent>" * 5_000,
    "references": b"<p id=a itemprop=x itemscope itemtype=event itemref='a b'></p><p id=b itemscope itemref='a b'></p>"
    * 2_000,
    "tags": b"<b>" * 500_000 + b"<p itemscope itemtype=event>",
    "nested json": b"<script type=application/ld+json>" + b'{"a":' * 100_000,
    "one node, many references": script(
        [{"@id": "#a", "@type": "Event", "name": "x", "url": "/"}] + [{"@id": "#a"}] * 50_000
    ).encode(),
    "many events": f"<script type=application/ld+json>[{','.join([EVENT] * 1_500)}]</script>".encode(),
    "many dates": "".join(
        f"<script type=application/ld+json>{EVENT.replace('-01-01', f'-01-01T{at}')}</script>" for at in range(1_500)
    ).encode(),
    "many names": script([json.loads(EVENT) | {"name": f"x{at}"} for at in range(1_500)]).encode(),
    "line": b'<script type=application/ld+json>{"@type":"Event","name":"' + b"x" * 5_000_000 + b'"}</script>',
    "sitemap of nothing": b"<urlset>" + b"<a/>" * 700_000,
    "sitemap": b"<urlset>" + b"<url><loc>http://a.example/</loc></url>" * 100_000,
    "packed sitemap": gzip.compress(b"<urlset>" + b" " * 100_000_000, 1),
    "text sitemap": b"http://a.example/1\n" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_costs_much(name: str) -> None:
    one = page(HOSTILE[name])

    def ask(call: Callable[[], Iterable[Any]]) -> float:
        with Clock() as clock, contextlib.suppress(Unreadable):
            list(call())
        return clock.seconds

    options = schema_org.Options()
    most = 3  # seconds; a second on a core that nobody shares (`make fuzz`)
    assert ask(lambda: schema_org.extract(one, source(), options)) < most
    assert ask(lambda: schema_org.follow(one, source(), options)) < most
    assert ask(lambda: schema_org.recognise(one)) < most
