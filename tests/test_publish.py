"""Publishing is all or nothing, touches only what changed, and survives a full disk and kill -9."""

import multiprocessing
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from crawlers.errors import PublishError
from portal.file import File
from portal.publish import _order, publish


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def stamps(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def some(version: str, count: int = 40) -> list[File]:
    files = [File(f"o/{n}/index.html", f"{version} {n}".encode() * 50) for n in range(count)]
    return [*files, File("index.html", version.encode()), File("search/manifest.json", version.encode())]


def expected(files: list[File]) -> dict[str, bytes]:
    return {file.path: file.body for file in files}


def test_writes_what_is_new_and_removes_what_is_gone(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    first = publish([File("a/index.html", b"1"), File("b/index.html", b"2")], public, state)
    assert (first.written, first.unchanged, first.removed) == (2, 0, 0)
    second = publish([File("a/index.html", b"1"), File("c/index.html", b"3")], public, state)
    assert (second.written, second.unchanged, second.removed) == (1, 1, 1)
    assert tree(public) == {"a/index.html": b"1", "c/index.html": b"3"}
    assert not (public / "b").exists()


def test_an_unchanged_portal_is_not_touched(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    before = stamps(public)
    again = publish(some("one"), public, state)
    assert (again.written, again.removed, again.unchanged) == (0, 0, 42)
    assert stamps(public) == before


def test_a_lost_record_costs_a_comparison_and_no_write(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    before = stamps(public)
    (state / "published.json").unlink()
    assert publish(some("one"), public, state).written == 0
    assert stamps(public) == before
    assert publish(some("one", 10), public, state).removed == 30


def test_a_file_that_somebody_changed_is_mended_and_one_that_is_not_ours_stays(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    (public / "index.html").write_bytes(b"vandal")
    (public / "CNAME").write_bytes(b"learn.example")
    assert publish(some("one"), public, state).written == 1
    assert tree(public) == expected(some("one")) | {"CNAME": b"learn.example"}


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "o/../../x"])
def test_nothing_is_written_outside_the_portal(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError, match="below the portal"):
        publish([File(path, b"x")], tmp_path / "public", tmp_path / "var")


def test_pages_come_before_the_lists_that_point_to_them_and_the_manifest_last() -> None:
    right = [
        "assets/portal.1234.css",
        "o/a/robots/index.html",
        "topics/code/index.html",
        "sitemap.xml",
        "index.html",
        "search/manifest.json",
    ]
    backwards = right[::-1]
    assert sorted(backwards, key=_order) == right


def test_a_failure_while_gathering_leaves_the_portal_as_it_was(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    before = tree(public), stamps(public)

    def failing():
        yield from some("two")[:20]
        raise RuntimeError("a page could not be made")

    with pytest.raises(RuntimeError, match="could not be made"):
        publish(failing(), public, state)
    assert (tree(public), stamps(public)) == before


def _publish_with_little_room(public: Path, state: Path, said: "multiprocessing.Queue[str]") -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        publish([*some("two"), File("big.json", b"x" * 100_000)], public, state)
    except PublishError as error:
        said.put(str(error))
    else:
        said.put("published")


def test_a_disk_that_cannot_take_a_file_leaves_the_portal_as_it_was(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    before = tree(public), stamps(public)
    fork = multiprocessing.get_context("fork")
    said = fork.Queue()
    child = fork.Process(target=_publish_with_little_room, args=(public, state, said))
    child.start()
    sentence = said.get(timeout=20)
    child.join()
    assert str(public) in sentence
    assert "stays as it was" in sentence
    assert (tree(public), stamps(public)) == before
    assert publish(some("two"), public, state).written == 42


def _publish_for_ever(public: Path, state: Path) -> None:
    for turn in range(10_000):
        publish(some(f"turn {turn}"), public, state)


@pytest.mark.parametrize("turn", range(8))
def test_kill_9_at_any_moment_is_mended_by_the_next_run(tmp_path: Path, turn: int) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=_publish_for_ever, args=(public, state))
    child.start()
    time.sleep(0.05 + turn * 0.013)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join()
    publish(some("whole"), public, state)
    assert tree(public) == expected(some("whole"))
    assert publish(some("whole"), public, state).written == 0


def test_a_publication_that_was_killed_while_moving_is_finished_first(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish(some("one"), public, state)
    fork = multiprocessing.get_context("fork")

    def die_after_ten_moves() -> None:
        moved = iter(range(10))
        replace = Path.replace

        def counted(self: Path, target: Path) -> Path:
            if target.is_relative_to(public) and next(moved, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return replace(self, target)

        Path.replace = counted  # type: ignore[method-assign]
        publish(some("two"), public, state)

    child = fork.Process(target=die_after_ten_moves)
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    half = tree(public)
    assert half != expected(some("one"))
    assert half != expected(some("two"))
    finished = publish(some("two"), public, state)
    assert finished.finished_earlier
    assert finished.written == 0
    assert tree(public) == expected(some("two"))


def never() -> bytes:
    raise AssertionError("its bytes were asked for")


def test_bytes_are_made_only_where_what_they_are_made_of_is_other(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish([File("a/index.html", lambda: b"1", "one")], public, state)
    before = stamps(public)
    assert publish([File("a/index.html", never, "one")], public, state).unchanged == 1
    assert publish([File("a/index.html", lambda: b"1", "another")], public, state).unchanged == 1
    assert stamps(public) == before
    assert publish([File("a/index.html", never, "another")], public, state).unchanged == 1
    assert publish([File("a/index.html", lambda: b"2", "a third")], public, state).written == 1
    assert publish([File("a/index.html", never, "a third")], public, state).unchanged == 1


def test_a_file_that_somebody_touched_is_made_again(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish([File("a/index.html", lambda: b"1", "one")], public, state)
    (public / "a/index.html").write_bytes(b"other")
    assert publish([File("a/index.html", lambda: b"1", "one")], public, state).written == 1
    (public / "a/index.html").unlink()
    assert publish([File("a/index.html", lambda: b"1", "one")], public, state).written == 1
    assert tree(public) == {"a/index.html": b"1"}


def test_a_file_of_which_nobody_says_what_it_is_made_of_is_always_made(tmp_path: Path) -> None:
    public, state = tmp_path / "public", tmp_path / "var"
    publish([File("a/index.html", lambda: b"1", "one")], public, state)
    assert publish([File("a/index.html", lambda: b"2")], public, state).written == 1
    assert publish([File("a/index.html", lambda: b"1", "one")], public, state).written == 1
