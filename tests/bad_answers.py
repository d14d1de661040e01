"""The ways in which the sources of tests/test_bad_input.py fail: what they answer, and what must be said about it."""

import gzip
from collections.abc import Callable
from typing import NamedTuple

from schedules.millbrook.server import Answer
from tests import small_city
from tests.rough_hosts import Flood, Rough, hang_up, stall
from tests.small_city import Pages

Change = Callable[[str, Pages], Pages | Rough | None]
"""(source name, its good pages) -> what its host answers instead; None: nobody plays the host."""


class Bad(NamedTuple):
    """A way to fail. says: words that the sentence must hold. count: listings that the source has while it is well."""

    kind: str
    change: Change
    says: tuple[str, ...]
    count: int = 3


def no_host(_name: str, _there: Pages) -> None:
    return None


def status(code: int, *, everywhere: bool = False, **headers: str) -> Change:
    """The start address (or every page) answers this status."""

    def change(_name: str, there: Pages) -> Pages:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        where = list(there)[: None if everywhere else 1]
        return there | dict.fromkeys(where, Answer(b"<h1>No</h1>", status=code, headers=named))

    return change


def instead(body: bytes, content_type: str, *, everywhere: bool = False) -> Change:
    """The start address (or every page) answers this body."""

    def change(_name: str, there: Pages) -> Pages:
        return there | dict.fromkeys(list(there)[: None if everywhere else 1], Answer(body, content_type))

    return change


def robots(code: int, text: str) -> Change:
    return lambda _name, there: there | {"/robots.txt": Answer(text.encode(), "text/plain", status=code)}


def only(kind: str, count: int, **changed: str) -> Change:
    """The source has only so many of its listings left, with these fields changed."""
    return lambda name, _there: small_city.pages(
        name, kind, [one._replace(**changed) for one in small_city.offers(name, 20)[:count]]
    )


def cut(at: float) -> Change:
    """The start address's body ends early, with nothing wrong in the protocol."""

    def change(_name: str, there: Pages) -> Pages:
        first = next(iter(there))
        body = there[first].body
        return there | {first: there[first]._replace(body=body[: int(len(body) * at)])}

    return change


def mangled(old: bytes, new: bytes) -> Change:
    """These bytes instead of those, in every page."""
    return lambda _name, there: {
        path: answer._replace(body=answer.body.replace(old, new)) for path, answer in there.items()
    }


def cut_packed(_name: str, there: Pages) -> Pages:
    """Every body is compressed and ends early, with nothing wrong in the protocol."""
    return {
        path: Answer(
            gzip.compress(answer.body)[:-12],
            answer.content_type.upper(),  # the player packs "text/…" itself
            headers={"Content-Encoding": "gzip"},
        )
        for path, answer in there.items()
    }


def round_and_round(_name: str, there: Pages) -> Pages:
    """Every page leads to another, which leads back."""
    there = {path: Answer(b"", status=302, headers={"Location": "/round"}) for path in there}
    return there | {"/round": Answer(b"", status=307, headers={"Location": "/and-round"}),
                    "/and-round": Answer(b"", status=301, headers={"Location": "/round"})}  # fmt: skip


def rough(behaviour: Rough) -> Change:
    return lambda _name, _there: behaviour


HTML = small_city.html("<h1>Please sign in</h1>").body
NOISE = bytes(range(128, 256)) * 40
FLOODS = {
    "ical-flood": Flood("text/calendar"),
    "csv-flood": Flood("text/csv"),
    "html-flood": Flood("text/html"),
    "csv-bomb": Flood("text/csv", packed=True),
    "rpde-bomb": Flood("application/json", packed=True),
    "linked-bomb": Flood("text/html", packed=True),
}

BAD = {
    "ical-unreachable": Bad("ical", no_host, ("502", "next crawl")),
    "html-unreachable": Bad("html", no_host, ("502", "next crawl")),
    "csv-stalls": Bad("csv", rough(stall), ("did not answer within 1s",)),
    "html-stalls": Bad("html", rough(stall), ("did not answer within 1s",)),
    "csv-hangs-up": Bad("csv", rough(hang_up), ("connection failed",)),
    "html-hangs-up": Bad("html", rough(hang_up), ("connection failed",)),
    "ical-404": Bad("ical", status(404), ("404", "all.ics", "city file")),
    "html-404": Bad("html", status(404), ("404", "whats-on", "city file")),
    "csv-410": Bad("csv", status(410), ("410", "all.csv", "city file")),
    "linked-410": Bad("schema_org", status(410), ("410", "sitemap.xml", "city file")),
    "ical-429": Bad("ical", status(429, Retry_After="3600"), ("429", "every")),
    "html-429": Bad("html", status(429, Retry_After="3600"), ("429", "every")),
    "csv-loop": Bad("csv", status(302, Location="/all.csv"), ("redirects more than 5 times",)),
    "html-moved": Bad("html", status(301, Location="http://elsewhere.example/"), ("elsewhere.example", "hosts")),
    "csv-500": Bad("csv", status(500), ("500", "next crawl")),
    "linked-500": Bad("schema_org", status(500), ("500", "next crawl")),
    "ical-is-html": Bad("ical", instead(HTML, "text/html"), ("calendar", "page")),
    "csv-is-html": Bad("csv", instead(HTML, "text/html"), ("page",)),
    "csv-is-json": Bad("csv", instead(b'{"error": "no such sheet"}', "application/json"), ("JSON",)),
    "html-is-calendar": Bad("html", instead(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar"), ("page",)),
    "ical-noise": Bad("ical", instead(NOISE, "text/calendar; charset=utf-8"), ("calendar",)),
    "csv-noise": Bad("csv", instead(NOISE, "text/csv; charset=utf-8"), ()),
    "ical-cut": Bad("ical", cut(0.1), ()),
    "csv-other-columns": Bad("csv", mangled(b"Title", b"Nom"), ("Title",)),
    "linked-torn": Bad("schema_org", mangled(b'{"@context"', b'{"@context'), ()),
    "linked-no-map": Bad("schema_org", instead(b"<urlset><url>", "application/xml"), ()),
    "ical-empty": Bad("ical", only("ical", 0), ("none came",)),
    "csv-empty": Bad("csv", only("csv", 0), ("none came",)),
    "csv-no-bytes": Bad("csv", instead(b"", "text/csv"), ("empty",)),
    "linked-empty": Bad("schema_org", only("schema_org", 0), ("none came",)),
    "html-redesigned": Bad("html", mangled(b"article", b"section"), ("none came",)),
    "csv-shrunk": Bad("csv", only("csv", 2), ("20", "2 came"), count=20),
    "html-shrunk": Bad("html", only("html", 2), ("20", "2 came"), count=20),
    "csv-untitled": Bad("csv", only("csv", 20, title=""), (), count=20),
    "html-untitled": Bad("html", only("html", 20, title=""), (), count=20),
    "ical-robots": Bad("ical", robots(200, "User-agent: *\nDisallow: /\n"), ("robots.txt", "permission")),
    "html-robots": Bad("html", robots(200, "User-agent: *\nDisallow: /\n"), ("robots.txt", "permission")),
    "csv-robots-500": Bad("csv", robots(500, ""), ("500", "robots.txt")),
    "html-robots-500": Bad("html", robots(500, ""), ("500", "robots.txt")),
    "ical-flood": Bad("ical", rough(FLOODS["ical-flood"]), ("2,000,000 bytes", "max_bytes")),
    "csv-flood": Bad("csv", rough(FLOODS["csv-flood"]), ("2,000,000 bytes", "max_bytes")),
    "csv-bomb": Bad("csv", rough(FLOODS["csv-bomb"]), ("2,000,000 bytes", "max_bytes")),
    "html-flood": Bad("html", rough(FLOODS["html-flood"]), ("2,000,000 bytes", "max_bytes")),
    **{
        f"{name}-packed-cut": Bad(kind, cut_packed, ("decompressed", "cut off before its end"))
        for name, kind in (
            ("csv", "csv"),
            ("ical", "ical"),
            ("rpde", "openactive"),
            ("soda", "socrata"),
            ("html", "html"),
        )
    },
    **{
        f"{name}-rounds": Bad(kind, round_and_round, ("redirects more than 5 times",))
        for name, kind in (("ical", "ical"), ("rpde", "openactive"), ("soda", "socrata"))
    },
    "rpde-unreachable": Bad("openactive", no_host, ("502", "next crawl")),
    "rpde-stalls": Bad("openactive", rough(stall), ("did not answer within 1s",)),
    "rpde-404": Bad("openactive", status(404, everywhere=True), ("404", "feed", "city file")),
    "rpde-500": Bad("openactive", status(500, everywhere=True), ("500", "next crawl")),
    "rpde-is-html": Bad("openactive", instead(HTML, "text/html", everywhere=True), ("page",)),
    "rpde-is-json": Bad("openactive", instead(b'{"error": 1}', "application/json", everywhere=True), ("'error'",)),
    "rpde-cut": Bad("openactive", instead(b'{"items": [{"state', "application/json", everywhere=True), ("breaks off",)),
    "rpde-robots": Bad("openactive", robots(200, "User-agent: *\nDisallow: /\n"), ("robots.txt", "permission")),
    "rpde-bomb": Bad("openactive", rough(FLOODS["rpde-bomb"]), ("2,000,000 bytes", "max_bytes")),
    "soda-403": Bad("socrata", status(403), ("403", "private")),
    "soda-429": Bad("socrata", status(429, Retry_After="3600"), ("429", "app token")),
    "soda-is-html": Bad("socrata", instead(HTML, "text/html"), ("page", "API endpoint")),
    "soda-is-other": Bad("socrata", instead(b'{"message": "no such view"}', "application/json"), ("no such view",)),
    "soda-cut": Bad("socrata", cut(0.5), ("JSON",)),
    "soda-empty": Bad("socrata", only("socrata", 0), ("none came",)),
    "soda-other-columns": Bad("socrata", mangled(b'"title"', b'"nom"'), ("Title",)),
    "linked-bomb": Bad("schema_org", rough(FLOODS["linked-bomb"]), ("2,000,000 bytes", "max_bytes")),
}
