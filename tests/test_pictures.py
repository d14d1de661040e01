"""The pictures in the README, one for each reader: they can be made of the demo city as it is.

UPDATE_PICTURES=1 .venv/bin/pytest tests/test_pictures.py writes them anew; look at them before you commit them.
"""

import datetime as dt
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import composed, launched, served, shot
from tests.conftest import Demo

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
PHONE, DESK = (360, 800), (1280, 860)
DOCS = Path(__file__).parent.parent / "docs"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as made:
        yield made


def test_young_people_find_something(browser: Browser, demo: Demo) -> None:
    robots = max(demo.home.public.glob("o/*/*robot*/index.html"), key=lambda path: (path.stat().st_size, path))
    with served(demo.home.public) as origin:
        shots = [
            shot(browser, origin, size=PHONE, now=NOW),
            shot(browser, f"{origin}search/#q=robots", size=DESK, now=NOW),
            shot(browser, f"{origin}{robots.parent.relative_to(demo.home.public)}/", size=PHONE, now=NOW, dark=True),
        ]
    keep("portal", composed(browser, shots))


def test_a_provider_sees_what_was_taken(browser: Browser, demo: Demo) -> None:
    with served(demo.home.public) as origin:
        page = f"{origin}providers/millbrook-libraries/#theirs"
        keep("provider", shot(browser, page, size=DESK, now=NOW, dots=1))


def test_staff_see_what_is_on_where(browser: Browser, demo: Demo) -> None:
    with served(demo.home.staff) as origin:
        keep("staff", shot(browser, origin, size=DESK, now=NOW, dots=1))


def keep(name: str, png: bytes) -> None:
    path = DOCS / f"{name}.png"
    if os.environ.get("UPDATE_PICTURES"):
        path.write_bytes(png)
    assert 20_000 < len(png) <= 400_000
    assert size(png) == size(path.read_bytes())


def size(png: bytes) -> tuple[int, int]:
    """Width and height in the header of a PNG."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height
