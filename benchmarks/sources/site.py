"""A site of 5,000 pages on loopback, in a process of its own, which answers faster than any crawler asks.

It is an HTTP proxy that answers for every host itself: site-0.example to site-7.example have 625 pages each, of some
28 KB with one course or event as JSON-LD, and a sitemap.xml. `python -m benchmarks.sources.site` prints its port.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

HOSTS, PAGES = 8, 625
WORDS = ("pottery", "choir", "robotics", "dance", "gardening", "chess", "swimming", "drumming", "coding", "climbing")


def host(number: int) -> str:
    """The name of a host."""
    return f"site-{number}.example"


def paths() -> list[str]:
    """The pages of each host."""
    return [f"/courses/{number}" for number in range(PAGES)]


@cache
def page(host_name: str, number: int) -> bytes:
    """A provider's page as such pages are: menus, scripts, a long text, other offers, and what we look for."""
    word = WORDS[number % len(WORDS)]
    url = f"http://{host_name}/courses/{number}"
    node = {
        "@context": "https://schema.org",
        "@type": "Event" if number % 2 else "Course",
        "@id": f"{url}#it",
        "name": f"{word.title()} for beginners {number}",
        "description": f"Come and try {word}. " + "We meet in small groups and everything you need is there. " * 12,
        "url": url,
        "image": [f"{url}/{size}.jpg" for size in ("1x1", "4x3", "16x9")],
        "organizer": {"@type": "Organization", "name": "Mill Lane Centre", "url": f"http://{host_name}/"},
        "location": {
            "@type": "Place",
            "name": "Mill Lane Hall",
            "address": {"@type": "PostalAddress", "streetAddress": f"{number} Mill Lane", "postalCode": "MB1 2AB"},
            "geo": {"@type": "GeoCoordinates", "latitude": 51.45 + number / 1e5, "longitude": -2.59},
        },
        "startDate": f"2026-12-{number % 28 + 1:02}T16:00:00+00:00",
        "endDate": f"2026-12-{number % 28 + 1:02}T17:30:00+00:00",
        "offers": {"@type": "Offer", "price": number % 30, "priceCurrency": "GBP", "url": f"{url}/book"},
        "typicalAgeRange": "11-16",
        "eventStatus": "https://schema.org/EventScheduled",
    }
    if node["@type"] == "Course":
        times = {name: node.pop(name) for name in ("startDate", "endDate", "location", "offers", "eventStatus")}
        node["hasCourseInstance"] = {"@type": "CourseInstance", "courseMode": "onsite", **times}
        node["provider"] = node.pop("organizer")
    menu = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="/section/{n}" class="link link--{n}">Section {n}</a></li>'
        for n in range(60)
    )
    text = "".join(
        f"<p>{n}. You will learn how {word} is done, step by step, with people of your age. Bring water &amp; food.</p>"
        for n in range(80)
    )
    cards = "".join(
        f'<article class="card"><a href="/courses/{(number + n) % PAGES}"><img src="/{n}" alt=""><h3>No. {n}</h3></a>'
        f'<p class="card__meta"><span class="date">Dec {n}</span> <span class="price">£{n}</span></p></article>'
        for n in range(40)
    )
    return (
        f"<!doctype html><html lang=en-GB><head><meta charset=utf-8><title>{node['name']}</title>"
        f'<link rel=canonical href="{url}"><meta property="og:title" content="{node["name"]}">'
        f'<script type="application/ld+json">{json.dumps(node)}</script><style>{".a{color:#123}" * 150}</style></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><h1>{node['name']}</h1>{text}</main><aside>{cards}</aside>"
        f"<script>window.data={json.dumps(list(range(300)))}</script></body></html>"
    ).encode()


@cache
def sitemap(host_name: str) -> bytes:
    """All pages of a host."""
    return f"<urlset>{''.join(f'<url><loc>http://{host_name}{path}</loc></url>' for path in paths())}</urlset>".encode()


@cache
def answer(url: str) -> bytes:
    """The whole answer to a request for an address."""
    parts = urlsplit(url)
    name, path = parts.hostname or "", parts.path
    body, sort, status = b"", "text/html; charset=utf-8", "200 OK"
    if path == "/sitemap.xml":
        body, sort = sitemap(name), "application/xml"
    elif path.startswith("/courses/") and path[9:].isdigit():
        body = page(name, int(path[9:]))
    else:
        status = "404 Not Found"
    return f"HTTP/1.1 {status}\r\nContent-Type: {sort}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.came = transport, b""

    def data_received(self, data: bytes) -> None:
        self.came += data
        while b"\r\n\r\n" in self.came:
            head, _, self.came = self.came.partition(b"\r\n\r\n")
            self.transport.write(answer(head.split(b" ", 2)[1].decode("latin-1")))  # type: ignore[attr-defined]


async def _serve() -> None:
    for number in range(HOSTS):
        for path in (*paths(), "/sitemap.xml", "/robots.txt"):
            answer(f"http://{host(number)}{path}")
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def played() -> Iterator[str]:
    """Plays the site in another process until the block ends; the address of the proxy."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sources.site"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
