# ruff: noqa: E501 - a table of bodies, one a line
"""Bodies that were made to break a reader, whole: bombs, depths, endless lines, cycles, letters that are none.

Each is a function, so that ten megabytes are made only when they are asked for.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

MB = 1_000_000
HEAD = b'<?xml version="1.0" encoding="utf-8"?>'
EVENT = '{"@context": "https://schema.org", "@type": "Event", "name": "Club", "startDate": "2026-12-05T10:00"'


def laughs() -> bytes:
    """Ten entities, each ten of the one before."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE r [<!ENTITY e0 "ha">{entities}]><rss><channel><title>&e9;</title></channel></rss>'.encode()


def quadratic() -> bytes:
    """One long entity, named fifty thousand times."""
    return (
        b'<!DOCTYPE r [<!ENTITY a "'
        + b"a" * 50_000
        + b'">]><rss><channel><item><title>'
        + b"&a;" * 50_000
        + b"</title>"
    )


def outside() -> bytes:
    """An entity that stands for a file of this machine."""
    return (
        HEAD
        + b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>T</title><item>'
        b"<title>&f;</title><link>http://fixture.example/1</link></item></channel></rss>"
    )


def page(head: bytes = b"", body: bytes = b"") -> bytes:
    return b"<!doctype html><html><head><title>T</title>" + head + b"</head><body>" + body + b"</body></html>"


def linked(data: bytes) -> bytes:
    """A page with this JSON-LD."""
    return page(b'<script type="application/ld+json">' + data + b"</script>")


def events(*lines: str, times: int = 1) -> bytes:
    """A calendar of entries of these lines."""
    entry = "\r\n".join(["BEGIN:VEVENT", "UID:a", "SUMMARY:Club", *lines, "END:VEVENT"])
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + f"{entry}\r\n" * times + "END:VCALENDAR\r\n").encode()


def rule(text: str) -> bytes:
    return events("DTSTART;TZID=Europe/London:20261205T100000", f"RRULE:{text}")


def packed(size: int) -> bytes:
    """A workbook whose sheet is so large, in a few kilobytes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * size + b"</worksheet>")
    return body.getvalue()


def cycle() -> bytes:
    """Two events, each a part of the other, and one that is a part of itself."""
    return linked(
        json.dumps({
            "@context": "https://schema.org",
            "@graph": [
                {"@id": "#a", "@type": "Event", "name": "A", "subEvent": {"@id": "#b"}, "superEvent": {"@id": "#b"}},
                {"@id": "#b", "@type": "Event", "name": "B", "subEvent": [{"@id": "#a"}, {"@id": "#b"}]},
                {"@id": "#c", "@type": "Event", "name": "C", "subEvent": {"@id": "#c"}, "location": {"@id": "#c"}},
            ],
        }).encode()
    )  # fmt: skip


def deep_json(key: str, depth: int) -> bytes:
    return f'{{"{key}":'.encode() * depth + b"1" + b"}" * depth


BODIES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blanks": lambda: b" \r\n\t" * 100_000,
    "only a byte order mark": lambda: b"\xef\xbb\xbf",
    "half a UTF-16": lambda: b"\xff\xfeB\x00E\x00G",
    "NULs": lambda: b"\0" * MB,
    "a line of 10 MB": lambda: b"a" * 10 * MB,
    "10 MB of quotation marks": lambda: b'"' * 10 * MB,
    "10 MB of commas": lambda: b"," * 10 * MB,
    "a million empty lines": lambda: b"\r\n" * MB,
    "100,000 columns": lambda: b",".join(b"Title" for _ in range(100_000)) + b"\n" + b"x," * 100_000,
    "a cell that is never closed": lambda: b'Title,Start\n"' + b"Pottery, 2026-12-05\n" * 200_000,
    "brackets": lambda: b"[" * 100_000,
    "brackets closed": lambda: b"[" * 100_000 + b"]" * 100_000,
    "10 MB of brackets": lambda: b"[" * 10 * MB,
    "objects": lambda: deep_json("items", 100_000),
    "objects of data": lambda: deep_json("data", 5_000),
    "objects of a @graph": lambda: linked(deep_json("@graph", 100_000)),
    "subEvents of subEvents": lambda: linked((EVENT + ', "subEvent": ').encode() * 5_000 + b"{}" + b"}" * 5_000),
    "900 subEvents of subEvents": lambda: linked((EVENT + ', "subEvent": ').encode() * 900 + b"{}" + b"}" * 900),
    "a wide subEvent": lambda: linked(EVENT.encode() + b', "subEvent": [' + b",".join([EVENT.encode() + b"}"] * 20_000) + b"]}"),
    "cyclic subEvents": cycle,
    "20,000 scripts": lambda: page(b'<script type="application/ld+json">{}</script>' * 20_000),
    "a script that is never closed": lambda: page(b'<script type="application/ld+json">' + b'{"@type": "Event", ' * 50_000),
    "strings that are never closed": lambda: linked(b'{"name": "' + b'\\"' * MB),
    "comments in JSON": lambda: linked(b"/*" * 500_000 + EVENT.encode() + b"}"),
    "CDATA in JSON": lambda: linked(b"<![CDATA[" * 100_000 + EVENT.encode() + b"}"),
    "a long number": lambda: b'{"items": [' + b"9" * MB + b"]}",
    "a long number in a rule": lambda: rule("FREQ=DAILY;COUNT=" + "9" * 10_000),
    "numbers that are none": lambda: b'{"items": [NaN, Infinity, -Infinity, 1e999, -1e999, 1e-999]}',
    "lone surrogates": lambda: linked(EVENT.replace("Club", "\\ud800 club \\udfff").encode() + b"}"),
    "lone surrogates in bytes": lambda: linked(EVENT.encode().replace(b"Club", b"\xed\xa0\x80 club") + b"}"),
    "keys twice": lambda: b'{"items": [], "items": {}, "items": 1, "next": "x", "next": []}',
    "laughs": laughs,
    "a quadratic blow-up": quadratic,
    "a file of this machine": outside,
    "elements": lambda: HEAD + b"<a>" * 100_000,
    "elements closed": lambda: HEAD + b"<a>" * 100_000 + b"</a>" * 100_000,
    "divs": lambda: page(body=b"<div>" * 100_000),
    "divs with properties": lambda: page(body=b'<div itemscope itemtype="https://schema.org/Event" itemprop="subEvent">' * 20_000),
    "300 divs with properties": lambda: page(body=b'<div itemscope itemtype="https://schema.org/Event" itemprop="subEvent">' * 300),
    "RDFa in RDFa": lambda: page(body=b'<div vocab="https://schema.org/" typeof="Event" property="subEvent">' * 20_000),
    "h-events in h-events": lambda: page(body=b'<div class="h-event p-name"><time class="dt-start">2026</time>' * 20_000),
    "itemrefs": lambda: page(body=b'<div id="a" itemscope itemtype="https://schema.org/Event" itemref="a a b"><p id="b" itemprop="name"></div>' * 3_000),
    "tags that are never closed": lambda: b"<" * MB,
    "comments that are never closed": lambda: page(body=b"<!--" * 250_000),
    "100,000 attributes": lambda: page(body=b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">"),
    "an attribute of 10 MB": lambda: page(body=b'<a href="' + b"a" * 10 * MB + b'">x</a>'),
    "100,000 links": lambda: page(body=b"".join(b'<a href="/e/%d">x</a>' % n for n in range(100_000))),
    "letters escaped again and again": lambda: page(body=b"&" + b"amp;" * 250_000 + b"lt;"),
    "numbers of letters that are none": lambda: page(body=b"&#99999999999;&#xD800;&#0;&#x110000;" * 10_000),
    "words that a pattern may try for ever": lambda: page(body=b"a" * 50_000 + b"!" + b" " * 200_000 + b"1-" * 50_000 + b"x@" * 50_000),
    "a sitemap of 50,001": lambda: b"<urlset>" + b"".join(b"<url><loc>http://fixture.example/e/%d</loc></url>" % n for n in range(50_001)) + b"</urlset>",
    "a sitemap of itself": lambda: b"<sitemapindex>" + b"<sitemap><loc>http://fixture.example/sitemap.xml</loc></sitemap>" * 1_000 + b"</sitemapindex>",
    "a packed page": lambda: gzip.compress(b"<urlset>" + b" " * 20 * MB),
    "a packed stump": lambda: gzip.compress(page(body=b"x" * 1_000))[:60],
    "a workbook of 60 MB": lambda: packed(60 * MB),
    "a workbook that breaks off": lambda: packed(1_000)[:-40],
    "a rule for ever": lambda: rule("FREQ=SECONDLY"),
    "a rule for ever, from the year 1": lambda: events("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY"),
    "a rule that never comes": lambda: rule("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"),
    "a rule that never comes, by day": lambda: rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "a rule that never comes, by year": lambda: rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=5"),
    "a rule of hours that never comes": lambda: rule("FREQ=HOURLY;BYHOUR=25;COUNT=5"),
    "a rule with everything": lambda: rule("FREQ=SECONDLY;BYSETPOS=-1;BYWEEKNO=53;BYYEARDAY=366;BYMONTH=2;BYMONTHDAY=29;COUNT=1000000"),
    "an interval of 0": lambda: rule("FREQ=DAILY;INTERVAL=0"),
    "an interval of 2^70": lambda: rule(f"FREQ=DAILY;INTERVAL={2**70}"),
    "a million times": lambda: rule("FREQ=MINUTELY;COUNT=1000000"),
    "100,000 exceptions": lambda: events("DTSTART:20261205T100000", "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(f"202612{n % 28 + 1:02}T100000" for n in range(100_000))),
    "100,000 dates": lambda: events("DTSTART:20261205T100000", "RDATE:" + ",".join(f"20{n // 8064:02}{n % 12 + 1:02}{n % 28 + 1:02}T100000" for n in range(100_000))),
    "20,000 entries of one UID": lambda: events("DTSTART:20261205T100000", times=20_000),
    "10,000 changes of one date": lambda: events("DTSTART:20261205T100000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261205T100000", times=10_000),
    "5,000 rules": lambda: events("DTSTART:20261205T100000", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=1,2,3", times=5_000),
    "entries in entries": lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000,
    "a line folded a million times": lambda: events("DTSTART:20261205T100000", "DESCRIPTION:a" + "\r\n b" * MB),
    "a zone with a million changes": lambda: b"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" + events("DTSTART;TZID=x:20261205T100000").split(b"\r\n", 1)[1],
}  # fmt: skip
