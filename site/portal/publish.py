"""Puts files into the published folder, all or nothing (rule 11), touching only those whose bytes changed.

1. Every changed file is written into a folder beside the portal; a full disk ends here and nothing is published.
2. A plan is written last. From here on the publication counts: a run that is killed is finished by the next.
3. Files are moved into place: first what is new, to which nothing leads yet, then what takes the place of another file,
   so that no link ever leads nowhere; of each the assets, the pages, the lists that point to them; then the search
   manifest. Then what is no longer published is removed, and the record of what stands there is written.
"""

import gc
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from crawlers.errors import PublishError
from portal.file import File

_WHOLE = "published.made-of"


_LAST = 5


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication did, in numbers of files. bytes: of the written ones."""

    written: int
    unchanged: int
    removed: int
    bytes: int
    finished_earlier: bool = False
    """A publication that was killed on the way was finished first."""


class _Standing(msgspec.Struct, frozen=True, array_like=True):
    """A published file as it was left: when size and time of change still fit, its hash is believed, and that it was
    made of what File.made_of said."""

    sha256: str
    size: int
    mtime_ns: int
    made_of: str = ""


class _Move(msgspec.Struct, frozen=True, array_like=True):
    """path: below the portal. beside: the file's name in the stage."""

    path: str
    beside: str
    sha256: str
    made_of: str = ""


class _Plan(msgspec.Struct, frozen=True):
    """made_of: a digest of what the whole portal is made of, "" where nobody told."""

    moves: list[_Move]
    removals: list[str]
    made_of: str = ""


def publish(files: Iterable[File], folder: Path, state: Path, made_of: str = "") -> Published:
    """Makes `folder` hold exactly `files`, beside what others put there.

    state: a folder on the same disk for the record of what was published and for the files on their way. made_of: a
    digest of what all the files depend on; where the same is published and stands untouched, no file is asked for.
    Raises PublishError where something cannot be written; before step 3 nothing has changed then.
    """
    stage = state / "publishing"
    try:
        state.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        finished = _finish(stage, folder, state)
        standing = _standing(state)
        if made_of and _made_of(state) == made_of and all(_untouched(f"{folder}/{p}", s) for p, s in standing.items()):
            return Published(written=0, unchanged=len(standing), removed=0, bytes=0, finished_earlier=finished)
        # What the catalogue holds by now stays until the end: looking through it for garbage takes a tenth of the time.
        gc.freeze()
        try:
            counted = _stage(files, stage, folder, standing, made_of)
        finally:
            gc.unfreeze()
        _record(state, standing)
        _finish(stage, folder, state)
    except OSError as error:
        raise PublishError(
            f"{folder}: expected to write the portal, but {error.strerror or error} ({error.filename or folder}). "
            "The portal that was published before stays as it was, or is completed by the next run. "
            "Make room or mend the folder's rights, then publish again."
        ) from error
    return msgspec.structs.replace(counted, finished_earlier=finished)


def _stage(files: Iterable[File], stage: Path, folder: Path, standing: dict[str, _Standing], made_of: str) -> Published:
    """Writes what changed beside the portal, the plan last. Notes in `standing` what proved to stand already."""
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    moves: list[_Move] = []
    seen: set[str] = set()
    new: set[str] = set()
    size = unchanged = 0
    within = f"{folder}/"
    for file in files:
        if file.path in seen or file.path.startswith("/") or ".." in file.path.split("/"):
            raise PublishError(
                f"{file.path}: expected each file once and below the portal's folder. This is our fault."
            )
        seen.add(file.path)
        known = standing.get(file.path)
        if file.made_of and known and known.made_of == file.made_of and _untouched(within + file.path, known):
            unchanged += 1
            continue
        body = file.body
        digest = hashlib.sha256(body).hexdigest()
        if as_it_is := _stands(within + file.path, digest, body, known):
            standing[file.path] = msgspec.structs.replace(as_it_is, made_of=file.made_of)
            unchanged += 1
            continue
        beside = str(len(moves))
        if not (folder / file.path).exists():
            new.add(file.path)
        (stage / beside).write_bytes(body)
        moves.append(_Move(file.path, beside, digest, file.made_of))
        size += len(body)
    removals = sorted(path for path in standing if path not in seen)
    plan = _Plan(
        moves=sorted(moves, key=lambda move: _turn(move.path, move.path in new)), removals=removals, made_of=made_of
    )
    _write_whole(stage / "plan.json", msgspec.json.encode(plan))
    return Published(written=len(moves), unchanged=unchanged, removed=len(removals), bytes=size)


def _finish(stage: Path, folder: Path, state: Path) -> bool:
    """Carries out the plan that lies in the stage. Can be killed and called again at any point."""
    try:
        plan = msgspec.json.decode((stage / "plan.json").read_bytes(), type=_Plan)
    except (FileNotFoundError, msgspec.DecodeError):
        return False
    standing, whole = _standing(state), state / _WHOLE
    whole.unlink(missing_ok=True)
    for move in plan.moves:
        beside, target = stage / move.beside, folder / move.path
        if beside.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.replace(target)
        if target.exists():
            stat = target.stat()
            standing[move.path] = _Standing(move.sha256, stat.st_size, stat.st_mtime_ns, move.made_of)
    for path in plan.removals:
        (folder / path).unlink(missing_ok=True)
        standing.pop(path, None)
        _remove_empty(folder / path, folder)
    _record(state, standing)
    if plan.made_of:
        _write_whole(whole, plan.made_of.encode())
    shutil.rmtree(stage)
    return bool(plan.moves or plan.removals)


def _turn(path: str, new: bool) -> tuple[bool, int]:
    """New files may lead to one another in any way, and what stands already to all of them; the manifests stay last."""
    order = _order(path)
    return not new or order == _LAST, order


def _order(path: str) -> int:
    """Assets, then opportunities, then other pages and feeds, then home pages; last the search manifest, and what tells
    a device which of the pages that it keeps are still current."""
    parts = path.split("/")
    if path.endswith("search/manifest.json") or path == "offline.json":
        return _LAST
    if "assets" in parts[:1]:
        return 0
    if "o" in parts[:2]:
        return 1
    return 4 if parts[-1] == "index.html" and len(parts) <= 2 else 3 if parts[-1] == "sitemap.xml" else 2


def _untouched(path: str, known: _Standing) -> bool:
    """Whether it is the file that was left here."""
    try:
        stat = os.stat(path)  # noqa: PTH116  (of each file: a Path takes ten times as long)
    except OSError:
        return False
    return (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def _stands(path: str, digest: str, body: bytes, known: _Standing | None) -> _Standing | None:
    """The file as it stands, where it already has these bytes; otherwise None."""
    try:
        if known and _untouched(path, known):
            return known if known.sha256 == digest else None
        stat = Path(path).stat()
        if stat.st_size == len(body) and Path(path).read_bytes() == body:
            return _Standing(digest, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return None
    return None


def _standing(state: Path) -> dict[str, _Standing]:
    try:
        return msgspec.json.decode((state / "published.json").read_bytes(), type=dict[str, _Standing])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def _made_of(state: Path) -> str:
    try:
        return (state / _WHOLE).read_text()
    except FileNotFoundError:
        return ""


def _record(state: Path, standing: dict[str, _Standing]) -> None:
    _write_whole(state / "published.json", msgspec.json.encode(standing))


def _write_whole(path: Path, body: bytes) -> None:
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _remove_empty(path: Path, folder: Path) -> None:
    for parent in path.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:
            return
