"""What the city forgets is nowhere any more: in no file, in no row of either database, and no crawl brings it back."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from crawlers import keep
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.forgetting import Filter, Forgotten, canonical, digest, words
from crawlers.items import Item
from crawlers.keep import Crawl, KeptPage
from indexer.catalogue.databases import engine_of
from schedules import cli
from schedules.millbrook.server import Answer
from schedules.verbs import asked
from tests import small_city
from tests.postgres import BOTH
from tests.small_city import NOW, Offer

KEY = "ab" * 32


def known(*texts: str, addresses: tuple[str, ...] = ()) -> Forgotten:
    return Forgotten(
        key=KEY,
        texts={digest(KEY, " ".join(words(text))): len(words(text)) for text in texts},
        addresses=frozenset(digest(KEY, canonical(url)) for url in addresses),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ask Jane Smithers.", "Ask …."),
        ("ask JANE\n  smithers, or her mother", "ask …, or her mother"),
        ("<p>Ask Jane <b>Smithers</b></p>", "<p>Ask …</b></p>"),
        ("Ask Jane&nbsp;Smithers", "Ask …"),
        ('<a href="mailto:jane.smithers@x.example">her</a>', '<a href="mailto:…@x.example">her</a>'),
        ("Jane Smithers", ""),
        ("<p>Jane Smithers</p>", ""),
        ("Jane Smithers and Jane Smithers", "… and …"),
        ("guitar-with-jane-smithers", "guitar-with"),
        ("http://a.example/jane-smithers", ""),
        ("Ask Janet Smithers, Jane A Smithers or Jane Smithersson", None),
        ("Call 07700 900461 now", "Call … now"),
        ("Ren&eacute;e D'Arcy teaches", "… teaches"),
        ("see http://a.example/her?b=1&a=2#top.", "see …."),
        ("see http://a.example/hers.", None),
        ("", None),
    ],
)
def test_a_text_is_found_whatever_stands_between_its_words(before: str, after: str | None) -> None:
    sift = Filter(
        known("jane smithers", "07700 900461", "Renée d’Arcy", addresses=("https://www.a.example/her/?a=2&b=1",))
    )
    assert sift.text(before) == (before if after is None else after)
    assert bool(sift.removed) == (after is not None)


def test_a_crawl_loses_it_in_every_field_and_keeps_what_is_not_the_sources_words() -> None:
    her, page = "http://a.example/her", "http://a.example/all"
    drafts = (
        Draft(native_id="1", title="Guitar with Jane Smithers", url="http://a.example/jane-smithers/1"),
        Draft(native_id="2", title="Her course", url=her),
        Draft(native_id="3", title="Robots", text=f"Not {her}", sessions=(DraftSession(place="Jane Smithers"),)),
    )
    crawl = Crawl(
        source="jane-smithers",
        kind="csv",
        fingerprint="f",
        started_at=NOW,
        finished_at=NOW,
        error="it said Jane Smithers",
        pages=(
            KeptPage(
                url=page,
                fetched_at=NOW,
                checked_at=NOW,
                etag='"jane smithers"',
                drafts=drafts,
                refusals=(Refusal(where="row 1", reason="torn", wrote="Jane Smithers | 2"),),
                follow=(her, "http://a.example/3"),
            ),
            KeptPage(url=her, fetched_at=NOW, checked_at=NOW, drafts=(Draft(title="Hers"),)),
        ),
        items=(
            Item(id="1", data=msgspec.Raw(b'{"name":"Jane Smithers","n":1.50}')),
            Item(id="2", data=msgspec.Raw(b'{"url":"http://a.example/her"}')),
            Item(id="3", data=msgspec.Raw(b'{"n": 1.50}')),
        ),
    )
    said = Filter(known("jane smithers", addresses=(her,))).crawl(crawl)
    assert said.source == "jane-smithers"
    assert said.error == "it said …"
    first, second = said.pages
    assert (first.url, first.etag, first.follow) == (page, '"jane smithers"', ("http://a.example/3",))
    assert first.refusals[0].wrote == "… | 2"
    assert [(one.title, one.url) for one in first.drafts] == [("Guitar with …", ""), ("Robots", None)]
    assert (first.drafts[1].text, first.drafts[1].sessions[0].place) == ("Not …", "")
    assert (second.url, second.drafts) == ("http://a.example/", ())
    assert [(one.id, bytes(one.data or b"")) for one in said.items] == [
        ("1", b'{"name":"","n":1.5}'),
        ("3", b'{"n": 1.50}'),
    ]
    same = Filter(known("nobody at all")).crawl(crawl)
    assert same is crawl


PERSON, PHONE = "Jane Smithers", "07700 900461"
ADDRESS = f"http://{small_city.host('linked')}/courses/l%c"


@pytest.fixture
def folder(tmp_path: Path, catalogue_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city whose sources name a person; crawled, indexed, published."""
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    made = small_city.found(
        tmp_path / "city",
        small_city.source("linked", "ical"),
        small_city.source("sheet", "csv"),
        small_city.source("hall", "ical"),
        head=f'catalogue = "{catalogue_url}"\n{small_city.HEAD}',
    )
    small_city.line(made, sites())
    return made


def sites(changed: str = "") -> small_city.Sites:
    linked = [Offer("l1", f"Guitar with {PERSON}"), Offer("l2", "Young reporters"), Offer("l3", "Chess ladder")]
    rows = [
        Offer("s1", "Robotics for starters", price=f"ask {PERSON.upper()}, {PHONE}"),
        Offer("", "", ages=f"{PERSON}"),
        Offer("s3", "Pottery on the wheel" + changed),
    ]
    found = {
        small_city.host("linked"): small_city.pages("linked", "ical", linked),
        small_city.host("sheet"): small_city.pages("sheet", "csv", rows),
        small_city.host("hall"): small_city.pages("hall", "ical", [Offer("h1", "Kite building")]),
    }
    for name in ("linked", "hall"):
        ((path, answer),) = found[small_city.host(name)].items()
        body = answer.body.replace(b"DESCRIPTION:", f"DESCRIPTION:Led by {PERSON} ({PHONE}).".encode())
        for number in b"123":
            uid, url = b"UID:l%c@smallham.example\r\n" % number, ADDRESS.encode() % number
            body = body.replace(uid, uid + b"URL:" + url + b"\r\n")
        found[small_city.host(name)] = {path: Answer(body, answer.content_type)}
    return found


def held(folder: Path, url: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the city, unpacked, by its path, and every row of its catalogue, as bytes in lower case."""
    for path, packed in small_city.tree(folder).items():
        if path != "city.toml":
            body = gzip.decompress(packed) if path.endswith(".warc.gz") else packed
            yield path, path.lower().encode() + b"\n" + body.lower()
    engine = engine_of(url, None)
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f"SELECT * FROM {table}")):
                for value in row:
                    yield (
                        table,
                        gzip.decompress(value).lower() if isinstance(value, bytes) else str(value).lower().encode(),
                    )
        if engine.dialect.name == "postgresql":
            for row in connection.execute(sa.text("SELECT * FROM pg_stats WHERE schemaname = 'public'")):
                yield "pg_stats", str(row).lower().encode()
    engine.dispose()


def places(folder: Path, url: str, *said: str) -> list[str]:
    """Where any of these is still said."""
    marks = {
        mark for one in said for mark in (one.lower(), one.lower().replace(" ", "-"), one.lower().replace(" ", "+"))
    }
    return sorted({place for place, body in held(folder, url) for mark in marks if mark.encode() in body})


def test_a_text_is_nowhere_any_more_and_does_not_come_back(folder: Path, catalogue_url: str) -> None:
    before = places(folder, catalogue_url, PERSON)
    assert {"listings", "opportunities", "refusals", "var/crawls/linked.jsonl"} <= set(before)
    assert any(path.startswith("public/") for path in before)
    assert any(path.startswith("var/memory/linked/") for path in before)
    ids = {listing.id for one in small_city.line(folder, sites()).contents.opportunities for listing in one.listings}
    for text in (PERSON, PHONE):
        said = CliRunner().invoke(cli.main, ["forget", text, str(folder)])
        assert said.exit_code == 0, said.output
        assert "Still in" not in said.output
    assert "removed from crawls: " in said.output
    assert "removed from memory: " in said.output
    assert "removed from catalogue: listings: " in said.output
    assert places(folder, catalogue_url, PERSON, PHONE) == []
    for changed in ("", " for all"):
        again = small_city.line(folder, sites(changed))
        assert places(folder, catalogue_url, PERSON, PHONE) == []
        assert {listing.id for one in again.contents.opportunities for listing in one.listings} == ids
    (guitar,) = (one for one in again.of("linked") if one.title.startswith("Guitar"))
    assert (guitar.title, guitar.slug) == ("Guitar with …", "guitar-with")


def test_the_listing_of_an_address_goes_and_stays_away(folder: Path, catalogue_url: str) -> None:
    url = ADDRESS % "2"
    assert places(folder, catalogue_url, url)
    said = CliRunner().invoke(cli.main, ["forget", url, str(folder)])
    assert said.exit_code == 0, said.output
    for _ in range(2):
        assert places(folder, catalogue_url, url, "Young reporters") == []
        again = small_city.line(folder, sites())
        assert again.titles("linked") == ["Chess ladder", f"Guitar with {PERSON}"]


def test_a_word_that_stands_everywhere_is_not_forgotten(folder: Path) -> None:
    said = CliRunner().invoke(cli.main, ["forget", "Guitar", str(folder)])
    assert said.exit_code == 2
    assert "is one common word" in said.output


@pytest.mark.parametrize("catalogue_url", BOTH[1:], indirect=True)
def test_another_machine_forgets_with_its_next_crawl(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "var" / "crawls").mkdir(parents=True)
    (other / "city.toml").write_text((folder / "city.toml").read_text("utf-8"), "utf-8")
    for path in (folder / "var" / "crawls").glob("*.jsonl"):
        (other / "var" / "crawls" / path.name).write_bytes(path.read_bytes())
    assert CliRunner().invoke(cli.main, ["forget", PERSON, str(folder)]).exit_code == 0
    assert b"smithers" in (other / "var" / "crawls" / "linked.jsonl").read_bytes().lower()
    small_city.line(other, sites())
    assert not [path for path, body in small_city.tree(other).items() if b"smithers" in body.lower()]
    assert keep.load(other / "var" / "crawls", "linked")
