"""Other people's tools to compare with: installed once into folders of .venv/, never part of the project.

Pelican has an environment of its own, since it wants an older Pygments than our tests.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ("minisearch@7.2.0", "pagefind@1.6.0", "@11ty/eleventy@3.1.8")
FOLDER = Path(".venv/bench-node")
PELICAN = "pelican[markdown]==4.12.0"


def modules() -> Path:
    """The folder node_modules with PACKAGES in it. Ends the program where there is no npm or it fails."""
    kept = FOLDER / "installed"
    if not kept.exists() or kept.read_text() != " ".join(PACKAGES):
        npm = shutil.which("npm") or sys.exit(
            "expected Node.js with npm, to compare with; without it leave this part out"
        )
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text("{}")
        run(npm, "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", *PACKAGES, folder=FOLDER)
        kept.write_text(" ".join(PACKAGES))
    return (FOLDER / "node_modules").resolve()


def pelican() -> Path:
    """The program. Ends ours where it cannot be installed."""
    folder = Path(".venv/bench-pelican").resolve()
    program = folder / "bin/pelican"
    if not program.exists():
        venv.create(folder, clear=True, with_pip=True)
        run(folder / "bin/python", "-m", "pip", "install", "--quiet", PELICAN, folder=folder)
    return program


def run(*command: str | Path, folder: Path) -> None:
    """Runs a command in a folder, quietly. Ends the program with what it said where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
