"""The memory keeps every answer as WARC, without secrets, readable by others' tools, and never costs a crawl."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawlers.memory import recorder as warc
from crawlers.memory import runs
from crawlers.memory.recorder import Recorder
from crawlers.memory.runs import Entry
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests import small_city

NOW = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
URL = "http://library.example/all.ics"
TOKEN = "a-token/of+27"


def source(name: str = "library", url: str = URL, kind: str = "ical") -> Source:
    return Source(name=name, provider="Library", kind=kind, url=url, options={"deep": [{"token": "$LIBRARY_TOKEN"}]})


def recorder(folder: Path, began: dt.datetime = NOW, **settings: Any) -> Recorder:
    city = CrawlSettings(contact="bot@millbrook.example", **settings)
    environment = {"LIBRARY_TOKEN": TOKEN}
    return Recorder(folder, [source()], city, began=began, city="Millbrook", environment=environment)


def say(
    to: Recorder,
    body: bytes = b"",
    status: int = 200,
    asked: str = URL,
    *headers: tuple[str, str],
    at: dt.datetime = NOW,
    name: str = "library",
) -> None:
    to.record(name, asked=asked, url=asked, method="GET", status=status, headers=headers, body=body, at=at)


def read(folder: Path, run: str = runs.name_of(NOW), name: str = "library") -> list[tuple[Entry, bytes | None]]:
    """Each answer of a run, with its payload wherever that lies."""
    found = []
    for entry in runs.entries(folder, name, run):
        holder = runs.entries(folder, name, entry.holder)
        held = next((one for one in holder if one.digest == entry.digest and not one.refers_at), None)
        record = runs.read(folder, name, run, entry, held)
        found.append((entry, record.body if record else None))
    return found


def test_an_answer_is_kept_as_it_came_but_for_secrets(tmp_path: Path) -> None:
    to = recorder(tmp_path)
    to.record(
        "library",
        asked=f"{URL}?q=ü",
        url=f"{URL}?key=a-token%2Fof%2B27",
        method="POST",
        status=200,
        headers=[
            ("Content-Type", "text/calendar"),
            ("Set-Cookie", "session=1"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "7"),
            ("Link", f"<{URL}?key={TOKEN}>;\r\n rel=next"),
        ],
        body=f"next: {TOKEN}".encode(),
        at=NOW,
    )
    assert to.close("library") == ()
    path = runs.path_of(tmp_path, "library", runs.name_of(NOW))
    with path.open("rb") as file:
        info, answer = (
            (one.rec_headers, one.content_stream().read(), one.http_headers) for one in ArchiveIterator(file)
        )
    for said in ("software: CityOfLearning/", "operator: bot@millbrook.example", "isPartOf: Millbrook"):
        assert said.encode() in info[1]
    assert (answer[0].protocol, answer[0]["WARC-Type"], answer[0]["WARC-Date"]) == (
        "WARC/1.1",
        "response",
        "2027-03-01T09:00:00Z",
    )
    assert answer[1] == b"next: MASKED"
    assert answer[0]["WARC-Target-URI"] == f"{URL}?key=MASKED"
    assert answer[2].headers == [
        ("Content-Type", "text/calendar"),
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Content-Length", "7"),
        ("Link", f"<{URL}?key=MASKED>; rel=next"),
        ("Content-Length", "12"),
    ]
    ((entry, body),) = read(tmp_path)
    assert (entry.asked, entry.method, body) == (f"{URL}?q=%C3%BC", "POST", b"next: MASKED")
    every = b"".join(one.read_bytes() for one in tmp_path.rglob("*.jsonl"))
    assert TOKEN.encode() not in every
    assert b"%2Fof" not in every


def test_what_has_not_changed_is_not_kept_twice(tmp_path: Path) -> None:
    days = [NOW + dt.timedelta(days=day) for day in range(4)]
    for day, answers in zip(
        days,
        (
            [(503, b"busy"), (200, b"one")],
            [(304, b"")],
            [(200, b"one"), (200, b"two")],
            [(304, b""), (404, b""), (304, b"")],
        ),
        strict=True,
    ):
        to = recorder(tmp_path, day)
        for number, (status, body) in enumerate(answers):
            asked = f"{URL}?never-read" if (status, number) == (304, 2) else URL
            say(to, body, status, asked, ("ETag", "1"), at=day)
        to.close("library")
    first, second, third, fourth = (read(tmp_path, run) for run in runs.runs(tmp_path, "library"))
    assert [body for _, body in (*first, *second, *third, *fourth)] == [
        *(b"busy", b"one", b"one", b"one", b"two", b"two", b"", b"")
    ]
    assert [bool(entry.refers_at) for entry, _ in (*first, *second, *third, *fourth)] == [
        *(False, False, True, True, False, True, False, False)
    ]
    assert (second[0][0].holder, third[0][0].holder) == (runs.name_of(NOW), runs.name_of(NOW))
    assert (third[0][0].refers_at, fourth[0][0].refers_at) == (NOW, days[2])
    assert fourth[2][0].holder == "", "nobody knows what that page was"
    for path in tmp_path.glob("*/*.warc.gz"):
        checker = Checker(type("Asked", (), {"inputs": [str(path)], "verbose": False})())
        checker.process_all()
        assert checker.exit_value == 0


def test_an_index_that_is_lost_or_torn_is_read_out_of_the_file(tmp_path: Path) -> None:
    to = recorder(tmp_path)
    for number in range(5):
        say(to, b"body %d" % number, 200, f"{URL}?{number}")
    to.close("library")
    whole, index = read(tmp_path), runs.path_of(tmp_path, "library", runs.name_of(NOW), runs.INDEX)
    noted = index.read_bytes()
    for left in (b"", noted[:200], noted[: len(noted) // 2], b"\xff\n" + noted, noted + noted):
        index.write_bytes(left)
        assert read(tmp_path) == whole
    index.unlink()
    assert read(tmp_path) == whole
    file = runs.path_of(tmp_path, "library", runs.name_of(NOW))
    body = file.read_bytes()
    for cut in (len(body) - 1, len(body) // 2, 10, 0):
        file.write_bytes(body[:cut])
        found = read(tmp_path)
        assert found == whole[: len(found)]
        assert len(found) < len(whole)
        assert all(payload is not None for _, payload in found)


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from tests.test_memory import recorder, say
to = recorder(Path(sys.argv[1]))
for number in range(100):
    say(to, os.urandom(50_000), 200, f"http://library.example/{number}")
    if number == 20:
        print("", flush=True)
"""


def test_a_killed_process_leaves_what_was_whole(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    found = read(tmp_path)
    assert len(found) >= 20
    assert {len(body or b"") for _, body in found} == {50_000}


FULL = """
import resource, sys
from pathlib import Path
from tests.test_memory import recorder, say
to = recorder(Path(sys.argv[1]))
say(to, b"one")
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for number in range(9):
    say(to, bytes(str(list(range(9999))), "ascii"), 200, f"http://library.example/{number}")
print(to.close("library"), to.close("library"))
"""


def test_a_full_disk_ends_the_recording_and_says_so_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert said.count("Refusal(") == 1
    assert "The memory could not be written (File too large). Nothing more of this run is kept." in said
    assert [body for _, body in read(tmp_path)] == [b"one"]


def test_a_disk_that_is_nearly_full_is_left_to_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "ROOM", 1 << 60)
    to = recorder(tmp_path)
    say(to, b"one")
    assert [one.reason for one in to.close("library")] == [
        "The disk is nearly full, so the memory is not written. Nothing more of this run is kept."
    ]
    assert runs.runs(tmp_path, "library") == []


@pytest.mark.parametrize("settings", [{"memory": "0d"}, {"memory_bytes": 0}])
def test_a_city_can_do_without(tmp_path: Path, settings: dict[str, Any]) -> None:
    to = recorder(tmp_path / "memory", **settings)
    say(to, b"one")
    assert to.close("library") == ()
    assert not (tmp_path / "memory").exists()


def test_threads_and_runs_of_one_second_do_not_mix(tmp_path: Path) -> None:
    both = [recorder(tmp_path), recorder(tmp_path)]
    threads = [
        threading.Thread(target=say, args=(both[number % 2], b"%d" % number * 9000, 200, f"{URL}?{number}"))
        for number in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for to in both:
        assert to.close("library") == ()
    found = {entry.asked: body for run in runs.runs(tmp_path, "library") for entry, body in read(tmp_path, run)}
    assert runs.runs(tmp_path, "library") == ["20270301T090000Z", "20270301T090000Z-2"]
    assert found == {f"{URL}?{number}": b"%d" % number * 9000 for number in range(60)}


def bodies(folder: Path) -> dict[str, list[str]]:
    """Of each run what its answers say; "?" where that is lost."""
    return {
        run: [(body or b"?").decode().split()[0] for _, body in read(folder, run)]
        for run in runs.runs(folder, "library")
    }


def test_a_run_of_the_line_remembers_what_both_engines_read(tmp_path: Path) -> None:
    folder = small_city.found(
        tmp_path, small_city.source("feed", "ical"), small_city.source("site", "html"), head=small_city.HEAD
    )
    kinds = {"feed": "ical", "site": "html"}
    sites = {
        small_city.host(name): small_city.pages(name, kind, small_city.offers(name, 4)) for name, kind in kinds.items()
    }
    ran = small_city.line(folder, sites)
    for name, pages in (("feed", 1), ("site", 2)):
        found = read(folder / "var" / "memory", runs.name_of(small_city.NOW), name)
        (robots, *came) = found
        assert robots[0].asked.endswith("/robots.txt")
        assert [(entry.asked, entry.status) for entry, _ in came] == [
            (page.url, 200) for page in ran.crawls[name].pages
        ]
        assert [f"sha256:{page.sha256}" for page in ran.crawls[name].pages] == [entry.digest for entry, _ in came]
        assert len(came) == pages
    small_city.line(folder, sites, small_city.NOW + dt.timedelta(days=1))
    again = runs.runs(folder / "var" / "memory", "site")[-1]
    assert all(entry.refers_at for entry, _ in read(folder / "var" / "memory", again, "site")[1:])
