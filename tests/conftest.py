"""What every test may use: the real files, a real browser; and what none may: the network beyond this machine."""

import datetime as dt
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import msgspec
import pytest

from schedules.home import Home, find
from schedules.report import RunReport
from schedules.run import run

ROOT = Path(__file__).parent.parent
# The same cases in every run: what is green here is green there. New ones are `make fuzz`'s to find.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")
pytest_plugins = [
    "tests.demo_pages",
    "tests.meilisearch_server",
    "tests.postgres",
    "tests.search_engine",
    "tests.world",
]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files, or a skip that says where it was looked for."""
    folder = Path(os.environ.get("CITYOFLEARNING_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "MANIFEST.tsv").exists():
        pytest.skip(f"the real files are not at {folder} (set CITYOFLEARNING_DATA)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, from CHROMIUM or PATH. Where BROWSER_REQUIRED is set its absence is a failure."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path and Path(path).exists():
        return path
    if os.environ.get("BROWSER_REQUIRED"):
        pytest.fail("BROWSER_REQUIRED is set, but there is no chromium on PATH and none in CHROMIUM")
    pytest.skip("there is no chromium on PATH and none in CHROMIUM")


class Demo(NamedTuple):
    """The demo city after `cityoflearning run` in an empty folder at NOW."""

    home: Home
    ran: RunReport
    now: dt.datetime


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Demo:
    """The demo city, crawled and published once for all test processes; nobody may change it."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared if worker_id == "master" else shared.parent) / "demo"
    folder.mkdir(exist_ok=True)
    now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        home = find(None, now)
    with (folder / "made").open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if told := file.read():
            return Demo(home, msgspec.json.decode(told, type=RunReport), now)
        ran = run(home, lambda: now, done=lambda _: None)
        file.write(msgspec.json.encode(ran))
    return Demo(home, ran, now)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """A test that reaches beyond this machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden portal anew; then read the diff")
