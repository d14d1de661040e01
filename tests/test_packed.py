"""Packed bodies: unpacked whole or not at all, in small pieces, by both engines alike."""

import datetime as dt
import gzip
import os
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import zstandard

from crawlers.asking import packed
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World, page, played

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PLAIN = b"hello " * 500
LIMIT = 200_000
ZSTD = zstandard.ZstdCompressor(write_checksum=True)
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "one member": ("gzip", gzip.compress(PLAIN)),
    "several members": ("GZIP", gzip.compress(b"hello " * 200) + gzip.compress(b"hello " * 300)),
    "padded": ("x-gzip", gzip.compress(PLAIN) + b"\0" * 99),
    "deflate": ("deflate", zlib.compress(PLAIN)),
    "deflate without a frame": ("deflate", RAW.compress(PLAIN) + RAW.flush()),
    "brotli": ("br", brotli.compress(PLAIN + os.urandom(0))),
    "zstd": ("zstd", ZSTD.compress(PLAIN)),
    "zstd of unknown length": ("zstd", ZSTD.compressobj().compress(b"") + b"".join(ZSTD.read_to_iter(PLAIN))),
    "several frames": ("zstd", ZSTD.compress(b"hello " * 200) + ZSTD.compress(b"hello " * 300)),
    "twice": ("gzip, br", brotli.compress(gzip.compress(PLAIN))),
    "twice the same": (" gzip ,gzip", gzip.compress(gzip.compress(PLAIN))),
    "none": ("identity", PLAIN),
}


def found(header: str, body: bytes, size: int = 100_000) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(packed.unpacked(pieces, packed.codings(header), LIMIT))


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("name", PACKED)
def test_a_body_is_unpacked_whole_or_not_at_all(name: str, size: int) -> None:
    header, body = PACKED[name]
    assert found(header, body, size) == PLAIN
    assert found(header, b"", size) == b""
    if name not in {"none", "padded"}:
        for cut in (1, 4, len(body) // 4, len(body) - 2):
            with pytest.raises(EOFError):
                found(header, body[:-cut], size)


@pytest.mark.parametrize("header", ["gzip", "deflate", "br", "zstd", "gzip, zstd"])
def test_what_is_not_packed_so_is_broken(header: str) -> None:
    with pytest.raises(packed.Broken):
        found(header, b"<p>This is no packed body.")


@pytest.mark.parametrize("header", ["compress", "gzip, sdch", "gzip, gzip, gzip", "dcb"])
def test_what_we_did_not_ask_for_is_refused(header: str) -> None:
    with pytest.raises(packed.Unknown, match=header):
        packed.codings(header)


ZEROS = b"0" * 30_000_000
BOMBS = {
    "gzip": gzip.compress(ZEROS),
    "deflate": zlib.compress(ZEROS),
    "br": brotli.compress(ZEROS, quality=5),
    "zstd": ZSTD.compress(ZEROS),
    "gzip, br": brotli.compress(gzip.compress(ZEROS), quality=5),
    "gzip, gzip": gzip.compress(gzip.compress(ZEROS)),
    "gzip, zstd": ZSTD.compress(gzip.compress(b"") * 2_000_000),  # unpacks to nothing, for ever
}


@pytest.mark.parametrize("header", BOMBS)
def test_a_bomb_ends_at_the_cap_without_filling_the_memory(header: str) -> None:
    tracemalloc.start()
    with pytest.raises(OverflowError):
        for _ in packed.unpacked([BOMBS[header]], packed.codings(header), 1_000_000):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16_000_000


def test_zstd_may_not_look_back_further_than_http_allows() -> None:
    far = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    ).compressobj()
    with pytest.raises(packed.Broken):
        found("zstd", far.compress(os.urandom(1000)) + far.flush())


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with played() as world:
        yield world


CSV = b"Title\n" + b"Chess\n" * 3
LIST = b"<ul>" + b"<li><b>Chess</b></li>" * 3 + b"</ul>"


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_both_engines_unpack_alike(world: World, tmp_path: Path, kind: str) -> None:
    body, sort = {"csv": (CSV, "text/csv"), "html": (LIST, "text/html; charset=utf-8")}[kind]
    options = {"csv": {"columns": {"title": "Title"}}, "html": {"item": "li", "field": {"title": "b"}}}[kind]
    bodies = {
        "gzip": ("gzip", gzip.compress(body)),
        "br": ("br", brotli.compress(body)),
        "zstd": ("zstd", ZSTD.compress(body)),
        "twice": ("gzip, br", brotli.compress(gzip.compress(body))),
        "cut": ("zstd", ZSTD.compress(body + os.urandom(500))[:-30]),
        "cut-br": ("br", brotli.compress(body + os.urandom(500))[:-30]),
        "broken": ("br", b"no brotli at all"),
        "strange": ("compress", body),
        "bomb": ("br", BOMBS["br"]),
        "bomb-zstd": ("zstd", BOMBS["zstd"]),
    }
    words = {
        "cut": "can be decompressed, but it was cut off before its end.",
        "cut-br": "can be decompressed, but it was cut off before its end.",
        "broken": "can be decompressed, but it is broken.",
        "strange": "but it is packed as 'compress', which we did not ask for.",
        "bomb": "expected at most 200,000 bytes, but http://bomb.example/ sends more.",
        "bomb-zstd": "expected at most 200,000 bytes, but http://bomb-zstd.example/ sends more.",
    }
    world.forget()
    for name, (coding, data) in bodies.items():
        world.pages[f"{name}.example/"] = page(data, sort, Content_Encoding=coding)
    sources = [
        Source(name=name, provider="x", kind=kind, url=f"http://{name}.example/", options=options) for name in bodies
    ]
    settings = CrawlSettings(contact="a@b.example", delay="0s", tries=1, max_bytes=LIMIT, proxy=world.proxy)
    crawls = crawl(sources, settings, tmp_path, clock=lambda: NOW)
    for name, one in crawls.items():
        if name in words:
            assert words[name] in str(one.error)
        else:
            assert [draft.title for _, draft in one.drafts if draft.title] == ["Chess"] * (1 if kind == "csv" else 3)
    assert {one.headers["Accept-Encoding"] for one in world.log} == {"gzip, deflate, br, zstd"}
