"""The memory stays as young and as small as the city wants it, and what is needed goes last."""

import datetime as dt
from pathlib import Path
from typing import Any

from crawlers.memory import pruning
from crawlers.settings import CrawlSettings
from tests.test_memory import NOW, URL, bodies, recorder, say, source


def aged(folder: Path, *days: tuple[int, str]) -> None:
    """Runs so many days before NOW; of each address ("a", "b" …) a new body, or "=" before it for the one it had."""
    for ago, said in days:
        day = NOW - dt.timedelta(days=ago)
        to = recorder(folder, day)
        for number, word in enumerate(said.split()):
            same = word.startswith("=")
            asked = URL if number == 0 else f"{URL}?{word.removeprefix('=')}"
            say(to, b"" if same else f"{word} {ago}".encode() * 3000, 304 if same else 200, asked, at=day)
        to.close("library")


def prune(folder: Path, **settings: Any) -> pruning.Pruned:
    city = CrawlSettings(contact="x@y.example", **settings)
    return pruning.prune(folder, city, [source()], folder / "no-crawls", NOW)


def test_what_is_old_goes_but_not_what_a_later_answer_refers_to(tmp_path: Path) -> None:
    aged(tmp_path, (40, "a b c"), (35, "a =b d"), (20, "=a =b e"), (1, "=a =b =e"))
    (tmp_path / "left").mkdir()
    done = prune(tmp_path)
    assert bodies(tmp_path) == {
        "20270120T090000Z": ["b"],
        "20270125T090000Z": ["a"],
        "20270209T090000Z": ["a", "b", "e"],
        "20270228T090000Z": ["a", "b", "e"],
    }
    assert not (tmp_path / "left").exists(), "of no source of the city file"
    assert done.bytes > 0
    assert done.broken == ()
    assert prune(tmp_path).bytes == 0
    aged(tmp_path, (0, "=a =b =e"))
    assert bodies(tmp_path)["20270301T090000Z"] == ["a", "b", "e"]
    prune(tmp_path, memory="0d")
    assert list(tmp_path.iterdir()) == []


def test_by_size_the_present_state_stays_as_long_as_it_can(tmp_path: Path) -> None:
    aged(tmp_path, (5, "a b c"), (4, "x y z"), (3, "=x b d"), (2, "=x =b e"))
    size = pruning.size_of(tmp_path)
    assert prune(tmp_path, memory_bytes=size).bytes == 0
    done = prune(tmp_path, memory_bytes=size // 2)
    assert bodies(tmp_path) == {
        "20270225T090000Z": ["x"],
        "20270226T090000Z": ["b"],
        "20270227T090000Z": ["x", "b", "e"],
    }
    assert done.broken == ()
    done = prune(tmp_path, memory_bytes=10)
    assert (bodies(tmp_path), done.broken) == ({}, ("library",))
