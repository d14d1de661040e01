"""What the city forgets is in no record of the memory, new or old, and what is left can still be read again."""

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from crawlers.addresses import canonical
from crawlers.forgetting import FILE, Filter, Forgotten, digest, words
from crawlers.memory import forgetting_runs, runs
from crawlers.memory.forgotten_answers import without
from crawlers.memory.warc_records import Answer
from tests.test_memory import NOW, URL, bodies, read, recorder, say

KEY = "cd" * 32


def known(*texts: str, addresses: tuple[str, ...] = ()) -> Forgotten:
    return Forgotten(
        key=KEY,
        texts={digest(KEY, " ".join(words(text))): len(words(text)) for text in texts},
        addresses=frozenset(digest(KEY, canonical(url)) for url in addresses),
    )


def workbook(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return packed.getvalue()


def answer(body: bytes, url: str = URL) -> Answer:
    headers = (("Content-Type", "text/plain"), ("Link", "<x>; title=Jane Smithers"))
    return Answer(asked=url, url=url, method="GET", status=200, headers=headers, body=body, at=NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Ask Jane Smithers.", "Ask … …."),
        (b"Title,Name\r\nPottery,Jane,Smithers\r\n", "Title,Name\r\nPottery,…,…\r\n"),
        (b"<given>Jane</given><family>Smithers</family>", "<given>…</given><family>…</family>"),
        (b'<p title="Jane Smithers">Jane&nbsp;<b>SMITHERS</b>', '<p title="… …">…&nbsp;<b>…</b>'),
        (b"SUMMARY:Pottery\r\nBEGIN:VEVENT Jane Smi\r\n thers", "SUMMARY:Pottery\r\nBEGIN:VEVENT Jane Smi\r\n thers"),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:Jane Smi\r\n thers\r\n", "BEGIN:VCALENDAR\r\nSUMMARY:… …\r\n"),
        (b'{"a": [{"by": "Jane Smithers"}, {"n": 1.50}]}', '{"a":[{"by":""},{"n":1.5}]}'),
        (b'{"a": "J\\u0061ne Smithers"}', '{"a":""}'),
        (b'{"a": [{"url": "/her", "title": "Hers"}, {"url": "/his"}]}', '{"a":[{"url":"/his"}]}'),
        (b'{"a": "<a href=\\"/her\\">Hers</a>", "b": 1}', '{"b":1}'),
        ("Café, Jane Smithers".encode("latin-1"), "Café, … …"),
        (b"<a href='/her'>Hers</a>", None),
        (b"see http://library.example/her.", None),
        (b'<script>{"a": "J\\u0061ne Smithers"}</script>', None),
        (b"http://x.example/?q=jane%20smithers", None),
        (workbook("Jane Smithers"), None),
        (gzip.compress(b"Jane Smithers", mtime=0), None),
        (gzip.compress(b"Jane Smithers", mtime=0)[:-9], None),
    ],
)
def test_an_answer_loses_it_and_keeps_its_form(before: bytes, after: str | None) -> None:
    said = without(answer(before), Filter(known("jane smithers", addresses=("http://library.example/her",))))
    if after is None:
        assert said is None
        return
    assert said
    decoded = said.body.decode("windows-1252") if b"\x85" in said.body else said.body.decode()
    assert (decoded, said.headers) == (after, (("Content-Type", "text/plain"),))


def test_what_has_nothing_of_it_is_the_very_same() -> None:
    sift = Filter(known("jane smithers", addresses=("http://library.example/her",)))
    for body in (b"\xff\xfe\x00", workbook("Jane"), gzip.compress(b"Smithers Jane"), b"Janet Smithers", b'{"a":1.50}'):
        clean = msgspec.structs.replace(answer(body), headers=())
        assert without(clean, sift) is clean
    assert without(answer(b"", "http://www.library.example/her?utm_source=x"), sift) is None


def test_the_whole_memory_forgets_and_what_refers_goes_along(tmp_path: Path) -> None:
    days = [NOW + dt.timedelta(days=day) for day in range(3)]
    for day, answers in zip(
        days,
        (
            [
                (200, b"Jane Smithers teaches", URL),
                (200, b"Chess " * 50, f"{URL}?2"),
                (200, b"Hers", "http://a.example/her"),
            ],
            [(304, b"", URL), (200, b"Chess " * 50, f"{URL}?2"), (304, b"", "http://a.example/her")],
            [(200, b"Jane Smithers rests", URL), (304, b"", f"{URL}?2")],
        ),
        strict=True,
    ):
        to = recorder(tmp_path, day)
        for status, body, asked in answers:
            say(to, body, status, asked, at=day)
        to.close("library")
    untouched = runs.path_of(tmp_path, "library", runs.name_of(days[1])).stat().st_ino
    forgets = known("jane smithers", addresses=("http://a.example/her",))
    assert forgetting_runs.bring(tmp_path, forgets) == 5
    assert forgetting_runs.bring(tmp_path, forgets) == 0
    assert list(bodies(tmp_path).values()) == [["…", "Chess"], ["…", "Chess"], ["…", "Chess"]]
    for path in tmp_path.glob("*/*"):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert b"smithers" not in body.lower()
        assert b"a.example" not in body
    for path in tmp_path.glob("*/*.jsonl"):
        whole = read(tmp_path, path.stem)
        path.unlink()
        assert read(tmp_path, path.stem) == whole, "the index says what the file says"
    assert runs.path_of(tmp_path, "library", runs.name_of(days[1])).stat().st_ino != untouched


def test_a_crawl_that_is_under_way_forgets_as_well(tmp_path: Path) -> None:
    to = recorder(tmp_path)
    say(to, b"Jane Smithers teaches", asked=f"{URL}?1")
    assert forgetting_runs.bring(tmp_path, known("jane smithers")) == 1
    say(to, b"Jane Smithers rests", asked=f"{URL}?2")
    say(to, b"Jane Smithers teaches", asked=f"{URL}?1")
    assert to.close("library") == ()
    assert bodies(tmp_path) == {"20270301T090000Z": ["…"], "20270301T090000Z-2": ["…", "…"]}
    assert (tmp_path / FILE).exists()
