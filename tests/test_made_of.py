"""A portal that is published over another one is the same as one made from nothing, whatever changed in between."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Ages
from portal import made_of
from portal.build import build
from portal.file import File
from portal.publish import Published, publish
from portal.settings import PortalSettings
from tests import portal_city
from tests.portal_city import TODAY

Change = Callable[[Contents, random.Random], Contents]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> PortalSettings:
    return portal_city.settings(tmp_path_factory.mktemp("city"), languages=("en",))


def _one(field: str, value: Callable[[object], object]) -> Change:
    """Changes a field of one opportunity."""

    def change(city: Contents, draw: random.Random) -> Contents:
        held = list(city.opportunities)
        at = draw.randrange(len(held))
        held[at] = msgspec.structs.replace(held[at], **{field: value(getattr(held[at], field))})
        return msgspec.structs.replace(city, opportunities=tuple(held))

    return change


def _checked_next_day(listings: object) -> object:
    later = dt.timedelta(days=1)
    return tuple(msgspec.structs.replace(one, checked_at=one.checked_at + later) for one in listings)  # type: ignore[attr-defined]


def _full(sessions: object) -> object:
    return tuple(msgspec.structs.replace(one, places_left=0, capacity=12) for one in sessions)  # type: ignore[attr-defined]


def _gone(city: Contents, draw: random.Random) -> Contents:
    held = list(city.opportunities)
    del held[draw.randrange(len(held))]
    return msgspec.structs.replace(city, opportunities=tuple(held))


def _renamed_source(city: Contents, draw: random.Random) -> Contents:
    held = list(city.sources)
    at = draw.randrange(len(held))
    held[at] = msgspec.structs.replace(held[at], provider=f"{held[at].provider} and friends")
    return msgspec.structs.replace(city, sources=tuple(held))


CHANGES: dict[str, Change] = {
    "title": _one("title", lambda title: f"{title} again"),
    "ages": _one("ages", lambda _: Ages(low=8, high=9)),
    "topics": _one("topics", lambda topics: ("music", *topics[:1])),  # type: ignore[index]
    "checked": _one("listings", _checked_next_day),
    "full": _one("sessions", _full),
    "undated": _one("sessions", lambda _: ()),
    "provider": _one("provider", lambda who: msgspec.structs.replace(who, name=f"{who.name} Ltd")),  # type: ignore[type-var, attr-defined]
    "gone": _gone,
    "source": _renamed_source,
}


@pytest.mark.parametrize("seed", range(2))
def test_published_over_another_it_is_as_if_made_from_nothing(
    settings: PortalSettings, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    city, day = portal_city.contents(), TODAY
    _published(city, settings, day, tmp_path / "over")
    names = list(CHANGES)
    draw.shuffle(names)
    for n, name in enumerate(names):
        city = CHANGES[name](city, draw)
        if n == len(names) - 2:
            day += dt.timedelta(days=1)
        done = _published(city, settings, day, tmp_path / "over")
        assert done.written, name
        fresh = {file.path: file.body for file in build(city, settings, day, holidays=(), revisions={})}
        assert _tree(tmp_path / "over" / "public") == fresh, name


def test_what_did_not_change_is_not_made_again(settings: PortalSettings, tmp_path: Path) -> None:
    city = portal_city.contents()
    _published(city, settings, TODAY, tmp_path)
    made: list[str] = []
    changed = CHANGES["title"](city, random.Random(1))
    every = sum(1 for _ in _noted(changed, settings, made))
    publish(_noted(changed, settings, made), tmp_path / "public", tmp_path / "var")
    pages = [path for path in made if path.endswith("index.html")]
    assert 0 < len(pages) < every / 4


def test_where_nothing_changed_nothing_is_built(settings: PortalSettings, tmp_path: Path) -> None:
    city = portal_city.contents()
    first = _published(city, settings, TODAY, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")}

    def never() -> Iterator[File]:
        raise AssertionError("it was built")
        yield

    whole = made_of.portal(city, settings, TODAY)
    assert publish(never(), tmp_path / "public", tmp_path / "var", whole) == Published(
        written=0, unchanged=first.written, removed=0, bytes=0
    )
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")} == before


def test_a_file_that_somebody_took_away_comes_back(settings: PortalSettings, tmp_path: Path) -> None:
    city = portal_city.contents()
    _published(city, settings, TODAY, tmp_path)
    (tmp_path / "public" / "index.html").unlink()
    assert _published(city, settings, TODAY, tmp_path).written == 1


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_a_change_of_the_whole(settings: PortalSettings, name: str) -> None:
    city = portal_city.contents()
    changed = CHANGES[name](city, random.Random(2))
    assert made_of.portal(changed, settings, TODAY) != made_of.portal(city, settings, TODAY)


def test_that_it_was_checked_again_today_is_no_change(settings: PortalSettings) -> None:
    city = portal_city.contents()
    later = dt.timedelta(seconds=1)
    again = tuple(
        msgspec.structs.replace(
            o, listings=tuple(msgspec.structs.replace(one, checked_at=one.checked_at + later) for one in o.listings)
        )
        for o in city.opportunities
    )
    checked = msgspec.structs.replace(city, opportunities=again)
    assert made_of.portal(checked, settings, TODAY) == made_of.portal(city, settings, TODAY)


def test_words_beside_the_city_file_are_part_of_it(settings: PortalSettings, tmp_path: Path) -> None:
    there = msgspec.structs.replace(settings, folder=tmp_path)
    before = made_of.portal(portal_city.contents(), there, TODAY)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.en.md").write_text("We are new.")
    assert made_of.portal(portal_city.contents(), there, TODAY) != before


def test_two_processes_agree(tmp_path: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path; from portal import made_of; from portal.build import build;"
        "from tests import portal_city as c; s = c.settings(Path(sys.argv[1]));"
        "print(json.dumps([made_of.portal(c.contents(), s, c.TODAY), "
        "{f.path: f.made_of for f in build(c.contents(), s, c.TODAY, holidays=(), revisions={})}]))"
    )
    root = Path(__file__).parents[1]
    said = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'site'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert json.loads(said[0]) == json.loads(said[1])


def test_what_may_differ_between_processes_is_refused() -> None:
    with pytest.raises(TypeError, match="made of a object"):
        made_of.digest(object())


def _published(city: Contents, settings: PortalSettings, day: dt.date, folder: Path) -> Published:
    files = build(city, settings, day, holidays=(), revisions={})
    return publish(files, folder / "public", folder / "var", made_of.portal(city, settings, day))


def _noted(city: Contents, settings: PortalSettings, made: list[str]) -> Iterator[File]:
    """Notes the paths of the files whose bytes were asked for."""
    for file in build(city, settings, TODAY, holidays=(), revisions={}):

        def body(file: File = file) -> bytes:
            made.append(file.path)
            return file.body

        yield File(file.path, body, file.made_of)


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
