"""What every test may use: the real files, a real browser; and what none may: the network beyond this machine."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


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
