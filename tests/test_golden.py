"""The portal as it should be: the small city, published whole and compared file by file with tests/golden/.

`make golden` writes it anew; then read the diff before committing it. Assets carry content hashes in their names, so
the golden pages name them as "portal.*.css": a change of style alone changes no golden page.
"""

import re
import shutil
from pathlib import Path

import pytest

from portal.build import build
from portal.file import File
from tests import portal_city

GOLDEN = Path(__file__).parent / "golden"
KEPT = (
    "index.html",
    "ur/index.html",
    "about/index.html",
    "search/index.html",
    "o/libraries-a1/",
    "ur/o/libraries-a1/",
    "o/arts-",
    "providers/millbrook-libraries/",
    "areas/riverside/",
    "topics/code/",
    "weeks/2026-W48/index.html",
    "ages/14/",
    "free/",
    "feeds/",
    "404.html",
    "safety/",
    "privacy/",
    "accessibility/",
    "report/",
    "list-your-sessions/index.html",
    "list-your-sessions/template.csv",
    "ur/safety/",
    "robots.txt",
    "sitemap.xml",
)
"""Beginnings of the paths that are kept: each sort of page once, the feeds, and what only machines read."""
_HASHED = re.compile(rb"(assets/[a-z-]+|search|cols|titles|cards\.[a-z]+)\.[0-9a-f]{10}\b")


def golden_files(folder: Path) -> dict[str, bytes]:
    made = build(portal_city.contents(), portal_city.settings(folder), portal_city.TODAY, holidays=(), revisions={})
    return {file.path: _HASHED.sub(rb"\1.*", file.body) for file in made if _kept(file)}


def test_the_portal_is_as_it_should_be(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = golden_files(tmp_path)
    if request.config.getoption("--update-golden"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, body in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(body)
    held = {str(p.relative_to(GOLDEN)): p.read_bytes() for p in GOLDEN.rglob("*") if p.is_file()}
    assert sorted(made) == sorted(held), "files came or went; `make golden`, then read the diff"
    for path, body in made.items():
        assert body.decode() == held[path].decode(), f"{path} differs; `make golden`, then read the diff"


def test_the_same_contents_make_the_same_bytes(tmp_path: Path) -> None:
    assert golden_files(tmp_path) == golden_files(tmp_path)


def _kept(file: File) -> bool:
    return file.path.startswith(KEPT)
