"""What decides whether kept drafts are still good: the code that made them, and the settings of their source."""

import ast
import hashlib
import importlib.util
import threading
from functools import cache
from pathlib import Path

import msgspec

from crawlers.kinds import Kind
from crawlers.source import Source

SETTINGS = ("kind", "url", "timezone", "language", "provider", "options")
"""The fields of a Source that extraction may look at. `defaults` are filled in later, by the indexer."""

_ONE_AT_A_TIME = threading.Lock()


def fingerprint(kind: Kind, source: Source) -> str:
    """16 hex digits that differ as soon as the kind's code, or a setting that matters, does."""
    settings = [getattr(source, name) for name in SETTINGS]
    words = hashlib.sha256(msgspec.json.encode(settings, order="deterministic"))
    with _ONE_AT_A_TIME:  # a crawl's threads all ask at its start; the first reads the code for all of them
        words.update(_code(Path(kind.file)))
    return words.hexdigest()[:16]


@cache
def _code(start: Path) -> bytes:
    """A digest of a kind's code as it was when this process first asked."""
    words = hashlib.sha256()
    for file in sorted(_files(start)):
        words.update(file.read_bytes())
    return words.digest()


def _files(start: Path) -> frozenset[Path]:
    """The module, and every module of this package that it imports, however indirectly."""
    found, waiting = {start}, [start]
    while waiting:
        for name in _imports(waiting.pop().read_text("utf-8")):
            spec = importlib.util.find_spec(name) if _exists(name) else None
            file = Path(spec.origin) if spec and spec.origin else None
            if file and file not in found:
                found.add(file)
                waiting.append(file)
    return frozenset(found)


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # "crawlers.draft.Draft": a name in a module, no module
        return False


def _imports(code: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in names if name.partition(".")[0] == "crawlers"}
