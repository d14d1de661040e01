"""What the README tells a stranger to type works, in the order in which it stands there."""

import os
import re
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_HERE = ("git clone", "cd ", "make test")
"""git clone and cd brought us here; make test is what runs this test."""

pytestmark = [pytest.mark.commands, pytest.mark.timeout(300)]


def commands(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", *NOT_HERE))]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows or would take, in a folder of their own, with the environment that is already here."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    for path in (folder / "pyproject.toml", *(folder / "locks").iterdir()):
        os.utime(path, (0, 0))  # or `make` would install this copy into our environment
    return folder


def test_the_commands_of_the_readme_work(checkout: Path) -> None:
    found = commands((ROOT / "README.md").read_text())
    assert found[0] == "make"
    assert any("serve" in command for command in found)
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment = {**inherited, "PATH": path, "COLUMNS": "160"}
    for command in found:
        if "serve" in command:
            _serve(command, checkout, environment)
            continue
        done = subprocess.run(
            command,
            shell=True,
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _serve(command: str, folder: Path, environment: dict[str, str]) -> None:
    """Starts it, asks it once, stops it."""
    process = subprocess.Popen(
        command, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address
        with urllib.request.urlopen(address[0], timeout=10) as answer:
            assert b"<h1" in answer.read()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=10)


def test_make_help_lists_every_target_that_is_for_people() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for target in ("demo", "serve", "test", "fast", "real", "golden", "clean"):
        assert re.search(rf"^make {target}\b", said, re.MULTILINE), target


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ('#!/bin/sh\ncase "$2" in *split*) echo 3.9.2;; *) exit 1;; esac\n', "3.11 or newer, but"),
        (None, "3.11 or newer, but there is no"),
    ],
    ids=["python 3.9", "no python"],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, script: str | None, sentence: str) -> None:
    python = tmp_path / "python3"
    if script:
        python.write_text(script)
        python.chmod(0o755)
    done = subprocess.run(
        ["sh", str(ROOT / "locks" / "install.sh"), "locks/run.txt"],
        cwd=tmp_path,
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(Path("/usr/bin/uv").exists(), reason="uv is there, so no venv module is needed")
def test_no_venv_module_is_said_in_one_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = -m ] && exit 1\nexit 0\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["sh", str(ROOT / "locks" / "install.sh"), "locks/run.txt"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "install its venv module" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
