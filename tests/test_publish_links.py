"""Whatever stops a publication, and at whichever call, every link of what people can reach leads somewhere."""

import datetime as dt
import errno
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest

from crawlers.errors import PublishError
from indexer.contents import Contents
from portal.build import build
from portal.changes import changes
from portal.file import File
from portal.publish import publish
from tests import portal_city as city

LINKS = re.compile(r'(?:href|src|action)="([^"]*)"')
CALLS = ("replace", "unlink", "mkdir", "rmdir", "fsync")
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BASE = "https://learn.millbrook.example/"


class Killed(BaseException):
    """As if the process ended here: nothing of ours may catch it."""


def page(*links: str) -> bytes:
    return "".join(f'<a href="/{link}">x</a>' for link in links).encode()


def small(n: int) -> list[File]:
    """Three pages of opportunities that lead to one another, each with its provider, and a list of the week; with every
    number one of each goes and one comes."""
    ids, style = range(n, n + 3), f"assets/style.{n}.css"
    made = [File(style, b"x" * n), File("index.html", page("list/", style, "about/"))]
    made += [File("list/index.html", page(*(f"o/{i}/" for i in ids), style)), File("about/index.html", page(style))]
    for i in ids:
        made.append(File(f"o/{i}/index.html", page(f"providers/{i}/", f"weeks/{n}/", style, *(f"o/{j}/" for j in ids))))
        made.append(File(f"o/{i}/calendar.ics", str(n).encode()))
        made.append(File(f"providers/{i}/index.html", page(f"o/{i}/", style)))
    made.append(File(f"weeks/{n}/index.html", page(style, f"o/{n}/calendar.ics", "list/")))
    names = {"files": {"cols": f"cols.{n}.bin"}}
    made += [File(f"search/cols.{n}.bin", b"x"), File("search/manifest.json", json.dumps(names).encode())]
    made.append(File("offline.json", json.dumps({"modules": [style]}).encode()))
    made.append(File("sitemap.xml", "".join(f"<loc>{BASE}o/{i}/</loc>" for i in ids).encode()))
    return made


def broken(public: Path) -> list[str]:
    """What leads nowhere, from the home page, the sitemap, the search and the list for devices."""
    found, left, seen = list[str](), [("", "index.html")], set[str]()
    if (public / "sitemap.xml").exists():
        locations = re.findall(f"<loc>{BASE}(.*?)</loc>", (public / "sitemap.xml").read_text("utf-8"))
        left += [("sitemap.xml", path) for path in locations]
    for name, paths in (
        ("search/manifest.json", lambda told: [f"search/{path}" for path in told["files"].values()]),
        ("offline.json", lambda told: told["modules"]),
    ):
        if (public / name).exists():
            left += [(name, path) for path in paths(json.loads((public / name).read_bytes()))]
    while left:
        source, path = left.pop()
        file = public / unquote(path)
        file = file / "index.html" if path.endswith("/") or not path else file
        if str(file) in seen:
            continue
        seen.add(str(file))
        if not file.is_file():
            found.append(f"{source}: {path}")
        elif file.suffix == ".html":
            for link in set(LINKS.findall(file.read_text("utf-8"))):
                to = urlsplit(urljoin(f"{BASE}{path}", link))
                if f"{to.scheme}://{to.netloc}/" == BASE:
                    left.append((path, to.path[1:]))
    return found


def interrupted(patch: pytest.MonkeyPatch, at: int, stop: Callable[[], BaseException]) -> list[int]:
    """From now on the call of this number, counted from 0, fails; a file that is being written is half there then.

    The answer's last number is how many calls there were.
    """
    count = [0]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **more: Any) -> Any:
            count[0] += 1
            if count[0] == at + 1:
                raise stop()
            return real(*args, **more)

        return called

    def written(self: Path, body: bytes) -> int:
        count[0] += 1
        with self.open("wb") as file:
            if count[0] == at + 1:
                file.write(body[: len(body) // 2])
                raise stop()
            return file.write(body)

    for name in CALLS:
        patch.setattr(os, name, counted(getattr(os, name)))
    patch.setattr(Path, "write_bytes", written)
    return count


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def stopped(files: list[File], home: Path, at: int, stop: Callable[[], BaseException]) -> int:
    """Publishes until the call fails; the number of calls."""
    with pytest.MonkeyPatch.context() as patch:
        count = interrupted(patch, at, stop)
        with suppress(Killed, PublishError):
            publish(files, home / "public", home / "var")
        return count[0]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def steps(home: Path) -> Iterator[int]:
    """Each call of a publication of the second over the first, by number."""
    publish(small(1), home / "public", home / "var")
    yield from range(stopped(small(2), home, 10**6, Killed))


@pytest.mark.parametrize("stop", [Killed, full])
def test_at_every_call_the_links_work_and_the_next_run_finishes(
    tmp_path: Path, stop: Callable[[], BaseException]
) -> None:
    numbers = list(steps(tmp_path / "counted"))
    assert len(numbers) > 60
    for at in numbers:
        home = tmp_path / str(at)
        publish(small(1), home / "public", home / "var")
        stopped(small(2), home, at, stop)
        assert broken(home / "public") == [], at
        publish(small(2), home / "public", home / "var")
        assert tree(home / "public") == {file.path: file.body for file in small(2)}, at
        assert broken(home / "public") == []
        assert publish(small(2), home / "public", home / "var").written == 0


def test_a_second_kill_while_the_first_is_being_mended(tmp_path: Path) -> None:
    for at in steps(tmp_path / "counted"):
        home = tmp_path / str(at)
        publish(small(1), home / "public", home / "var")
        stopped(small(2), home, at, Killed)
        stopped(small(3), home, at // 2, Killed)
        assert broken(home / "public") == [], at
        publish(small(3), home / "public", home / "var")
        assert tree(home / "public") == {file.path: file.body for file in small(3)}, at


def changed(contents: Contents) -> Contents:
    """Another day's: one opportunity is gone, one is called otherwise, one is new and of a new provider."""
    _, second, *rest = contents.opportunities
    who = msgspec.structs.replace(second.provider, id="new-people", name="New people")
    new = msgspec.structs.replace(second, id="new-1", slug="something-new", title="Something new", provider=who)
    other = msgspec.structs.replace(second, slug="another-name", title="Another name")
    return msgspec.structs.replace(contents, opportunities=tuple(sorted([other, new, *rest], key=lambda one: one.id)))


def test_a_whole_portal_can_be_stopped_while_it_is_moved(tmp_path: Path) -> None:
    settings = city.settings(tmp_path, languages=("en",))

    def made(held: Contents) -> list[File]:
        feeds = changes(held, settings, tmp_path, NOW)
        return [*build(held, settings, city.TODAY, holidays=(), revisions={}), *feeds]

    before, after = made(city.contents()), made(changed(city.contents()))
    publish(before, tmp_path / "public", tmp_path / "var")
    assert broken(tmp_path / "public") == []
    moved = stopped(after, tmp_path, 10**6, Killed)
    publish(before, tmp_path / "public", tmp_path / "var")
    for at in range(0, moved, max(1, moved // 24)):
        stopped(after, tmp_path, at, Killed)
        assert broken(tmp_path / "public") == [], at
        publish(after, tmp_path / "public", tmp_path / "var")
        assert broken(tmp_path / "public") == []
        publish(before, tmp_path / "public", tmp_path / "var")


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    publish([File("index.html", page("a/", "b.css")), File("a/index.html", b"")], tmp_path / "public", tmp_path / "var")
    assert broken(tmp_path / "public") == ["index.html: b.css"]
