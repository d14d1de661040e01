"""The feeds of changes: whoever reads them page by page, whenever, ends up with what there is; our own reader does."""

import datetime as dt
import json
import random
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from crawlers.apis import openactive
from crawlers.draft import Draft, Refusal
from crawlers.formats.openactive import rpde as reader
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source
from portal import changes, rpde
from tests import portal_city as city

NOW = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
BASE = "https://learn.millbrook.example"
ADDRESS = f"{BASE}/rpde/sessions/index.json"

Published = dict[str, bytes]


def feed(entries: dict[str, bytes]) -> rpde.Feed:
    return rpde.Feed("CourseInstance", "rpde/sessions/", BASE, "https://licence.example/", entries)


def published(entries: dict[str, bytes], memory: rpde.Memory) -> Published:
    return {file.path: file.body for file in rpde.pages(feed(entries), memory)}


class Reader:
    """Somebody who reads a feed to its end, keeps its last address, and comes back to it."""

    def __init__(self) -> None:
        self.address, self.held = ADDRESS, dict[str, bytes]()
        self.told = set[tuple[str, int]]()

    def read(self, files: Published) -> None:
        for _ in range(10_000):
            page = json.loads(files[urlsplit(self.address).path.lstrip("/")])
            assert page["license"]
            for item in page["items"]:
                assert ("data" in item) is (item["state"] == "updated")
                change = item["id"], item["modified"]
                assert change not in self.told, "whoever goes on where the last page ended sees each change once"
                self.told.add(change)
                if item["state"] == "deleted":
                    self.held.pop(item["id"], None)
                else:
                    self.held[item["id"]] = json.dumps(item["data"]).encode()
            assert bool(page["items"]) is (page["next"] != self.address), "no entries and itself as the next: the end"
            if not page["items"]:
                return
            self.address = page["next"]
        raise AssertionError("the feed goes in a circle")


def data(n: int) -> bytes:
    return json.dumps({"n": n}).encode()


@pytest.mark.parametrize("seed", range(12))
def test_readers_of_every_age_hold_what_there_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpde, "PAGE", 5)
    pick = random.Random(seed)
    memory, now, entries = rpde.Memory(), NOW, {f"s-{n}": data(n) for n in range(pick.randrange(30))}
    readers: list[tuple[dt.datetime, Reader]] = []
    for _ in range(120):
        memory = rpde.remembered(entries, memory, now)
        files = published(entries, memory)
        readers.append((now, Reader()))
        for at, (last, one) in enumerate(readers):
            if now - last <= rpde.KEPT and pick.random() < 0.3:
                one.read(files)
                assert one.held == entries
                readers[at] = now, one
        readers = [(last, one) for last, one in readers if now - last <= rpde.KEPT]
        for key in [key for key in entries if pick.random() < 0.1]:
            if pick.random() < 0.5:
                entries[key] = data(pick.randrange(10**6))
            else:
                del entries[key]
        entries |= {f"s-{pick.randrange(60)}": data(pick.randrange(10**6)) for _ in range(pick.randrange(4))}
        now += HOUR * pick.randrange(-1, 60)
    assert len(files) < 4 * len(entries) + 60, "marks nobody can hold any more are given up"


def test_what_did_not_change_keeps_its_moment_and_its_bytes() -> None:
    entries = {"a": data(1), "b": data(2)}
    first = rpde.remembered(entries, rpde.Memory(), NOW)
    before = published(entries, first)
    again = rpde.remembered(entries, first, NOW + 30 * HOUR)
    assert published(entries, again) == before
    entries["a"] = data(3)
    after = published(entries, rpde.remembered(entries, again, NOW + 31 * HOUR))
    assert sum(before.get(path) != body for path, body in after.items()) == 3, "the first, the last, and the new last"


def test_the_order_is_the_standards_and_next_says_where_the_page_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpde, "PAGE", 2)
    entries = {key: data(ord(key)) for key in "edcba"}
    memory = rpde.remembered(entries, rpde.Memory(), NOW)
    entries["b"] = data(0)
    files = published(entries, rpde.remembered(entries, memory, NOW + HOUR))
    read = [json.loads(page.body) for page in pages_of(files, "rpde/sessions/")]
    told = [(item["modified"], item["id"]) for page in read for item in page["items"]]
    assert told == sorted(told)
    assert [key for _, key in told] == ["a", "c", "d", "e", "b"]
    assert [len(page["items"]) for page in read] == [1, 2, 1, 1, 0]
    for page in read[1:4]:
        last = page["items"][-1]
        assert page["next"].endswith(f"?afterTimestamp={last['modified']}&afterId={last['id']}")


def test_what_is_gone_is_told_for_a_fortnight() -> None:
    memory = rpde.remembered({"a": data(1), "b": data(2)}, rpde.Memory(), NOW)
    entries = {"b": data(2)}
    memory = rpde.remembered(entries, memory, NOW + HOUR)
    for days in (0, 7, 13):
        memory = rpde.remembered(entries, memory, NOW + HOUR + dt.timedelta(days=days))
        (deleted,) = [
            item
            for body in published(entries, memory).values()
            for item in json.loads(body)["items"]
            if item["state"] == "deleted"
        ]
        assert deleted == {"state": "deleted", "kind": "CourseInstance", "id": "a", "modified": deleted["modified"]}
        assert "data" not in deleted
    memory = rpde.remembered(entries, memory, NOW + dt.timedelta(days=15))
    assert not [body for body in published(entries, memory).values() if b"deleted" in body]


def test_a_clock_that_goes_back_hides_no_change() -> None:
    one = Reader()
    entries = {"a": data(1)}
    memory = rpde.remembered(entries, rpde.Memory(), NOW)
    one.read(published(entries, memory))
    entries = {"a": data(2)}
    one.read(published(entries, rpde.remembered(entries, memory, NOW - 5 * HOUR)))
    assert one.held == entries


def pages_of(files: Published, folder: str) -> list[Page]:
    """The pages of a feed in the order in which a reader finds them."""
    found, address = list[Page](), f"{BASE}/{folder}index.json"
    while not found or found[-1].url != address:
        body = files[urlsplit(address).path.lstrip("/")]
        found.append(Page(url=address, final_url=address, fetched_at=NOW, body=body))
        address = json.loads(body)["next"]
    return found


@pytest.fixture
def files(tmp_path: Path) -> Published:
    made = changes.changes(city.contents(), city.settings(tmp_path), tmp_path, NOW)
    return {file.path: file.body for file in made}


def test_our_own_reader_reads_back_what_we_know(files: Published) -> None:
    source = Source(name="us", provider="Us", kind="openactive", url=f"{BASE}/{changes.OPPORTUNITIES}index.json")
    items, problems = list[Item](), list[object]()
    for folder in (changes.OPPORTUNITIES, changes.SESSIONS):
        for page in pages_of(files, folder):
            assert list(reader.disordered(reader.read(page, "us"), page)) == []
            for one in openactive.extract(page, source, openactive.Options()):
                items.append(one) if isinstance(one, Item) else problems.append(one)
    drafts = {}
    for made in openactive.assemble(items, source, openactive.Options(), NOW):
        if isinstance(made, Draft):
            drafts[made.title] = made
        else:
            problems.append(made)
    told = [one.reason for one in problems if isinstance(one, Refusal)]
    assert told == ["It is over.", "They ended more than 30 days before the feed was read."]
    known = {o.title: o for o in city.contents().opportunities}
    assert set(known) - set(drafts) == {"Summer reading challenge"}
    robot = drafts["Build a robot that finds its way"]
    assert (robot.age_from, robot.age_to, robot.provider) == ("11", "14", "Millbrook Libraries")
    assert robot.topics[0] == "Code and robots"
    assert len(robot.sessions) == 4
    first = next(one for one in robot.sessions if one.start and one.start.startswith("2026-11-23"))
    assert first.meetings[0].start == "2026-11-23T10:00:00+00:00"
    assert (len(first.meetings), first.places_left, first.capacity) == (5, "6", "20")
    assert first.place == "Riverside Library"
    assert drafts["Five-a-side league"].ages is None
    assert drafts["Five-a-side league"].ages_assumed, "assumed stays assumed"
    assert drafts["Clay for small hands"].age_from == "5"
    assert drafts["Homework help"].sessions == ()
    off = drafts["Screen printing weekend"].sessions[0]
    assert "Cancelled" in str(off.status)


def test_what_may_not_be_seen_is_in_no_page(files: Published) -> None:
    whole = b"".join(files.values()).decode()
    for secret in ("Secret Street", "Quiet Way", "A shelter", "A family", '"javascript:', '"data:text'):
        assert secret not in whole


def test_what_is_withdrawn_hidden_or_became_another_is_told_as_deleted(tmp_path: Path) -> None:
    settings, whole = city.settings(tmp_path), city.contents()
    list(changes.changes(whole, settings, tmp_path, NOW))
    fewer = msgspec.structs.replace(whole, opportunities=whole.opportunities[1:])
    made = {file.path: file.body for file in changes.changes(fewer, settings, tmp_path, NOW + HOUR)}
    gone = whole.opportunities[0]
    for folder, keys in ((changes.OPPORTUNITIES, [gone.id]), (changes.SESSIONS, [s.id for s in gone.sessions])):
        items = [item for page in pages_of(made, folder) for item in json.loads(page.body)["items"]]
        assert [item["id"] for item in items if item["state"] == "deleted"] == keys
        assert len({item["id"] for item in items}) == len(items), "every entry stands once"


def test_one_licence_is_the_feeds_and_several_are_told_on_their_page(files: Published, tmp_path: Path) -> None:
    assert json.loads(files["rpde/sessions/index.json"])["license"] == f"{BASE}/data/#licences"
    o = city.contents().opportunities[0]
    url = "https://creativecommons.org/licenses/by/4.0/"
    listing = msgspec.structs.replace(o.listings[0], licence=url)
    one = msgspec.structs.replace(city.contents(), opportunities=(msgspec.structs.replace(o, listings=(listing,)),))
    made = {file.path: file.body for file in changes.changes(one, city.settings(tmp_path), tmp_path, NOW)}
    assert json.loads(made["rpde/sessions/index.json"])["license"] == url


def test_a_memory_that_cannot_be_read_begins_anew(tmp_path: Path) -> None:
    (tmp_path / changes.FILE).write_bytes(b"{")
    assert list(changes.changes(city.contents(), city.settings(tmp_path), tmp_path, NOW))
