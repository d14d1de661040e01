"""The house stays as designed: imports run one way, each folder explains itself, `site` stays Python's."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("crawlers", "indexer", "site/portal", "schedules")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_site_is_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    assert "/site" not in (ROOT / ".gitignore").read_text().split()


@pytest.mark.parametrize("folder", ["crawlers", "indexer", "site", "schedules", "schedules/millbrook", "tests"])
def test_each_folder_has_a_readme(folder: str) -> None:
    assert (ROOT / folder / "README.md").read_text().startswith("# ")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_a_sentence_and_is_one_idea(path: Path) -> None:
    text = path.read_text()
    first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    assert first.endswith((".", ":")), f"{path} opens with {first!r}"
    assert len(text.splitlines()) <= 300, f"{path} is two ideas"
    assert path.stem not in {"core", "common", "utils", "helpers", "manager"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_clock_is_an_argument(path: Path) -> None:
    if path == ROOT / "schedules" / "verbs" / "asked.py":
        return
    clock = re.findall(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time)\(", path.read_text())
    assert not clock, f"{path} looks at the clock: {clock}"


@pytest.mark.parametrize("lock", ["run", "test", "bench"])
def test_locks_have_hashes_and_name_no_index(lock: str) -> None:
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE)
    assert len(pinned) > 40
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


def test_locks_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = (ROOT / "locks" / "run.txt").read_text()
    for dependency in project["project"]["dependencies"]:
        name = re.split(r"[<>=\[]", dependency)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name


def test_the_wheel_holds_every_data_file(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    for package in PACKAGES:
        top = ROOT / package
        for path in top.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"{top.name}/{path.relative_to(top)}" in names


def test_texts_name_no_machine_of_ours() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in tracked.split():
        text = (ROOT / name).read_bytes()
        assert b"/root/" + b".pyenv" not in text, name
