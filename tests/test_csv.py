"""Tables: every row ends as a listing or in the report, whatever the file looks like."""

import datetime as dt
import io
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from crawlers.apis import csv as kind
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, SourceError, TooLarge, Unreadable, WrongContent
from crawlers.formats.tables import spill, table
from crawlers.formats.tables.table import Row
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def source(options: dict[str, Any] | None = None, url: str = "http://sheets.example/a.csv") -> Source:
    return Source(name="sheet", provider="Clubs", kind="csv", url=url, options=options or {})


def read(body: bytes | str, charset: str | None = None, **options: Any) -> tuple[list[Draft], list[Refusal]]:
    one = source(options)
    raw = body.encode() if isinstance(body, str) else body
    page = Page(url=one.url, final_url=one.url, fetched_at=NOW, body=raw, charset=charset)
    found = list(kind.extract(page, one, options_of(one)))
    return [d for d in found if isinstance(d, Draft)], [r for r in found if isinstance(r, Refusal)]


def workbook(*rows: list[Any], title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def blank_rows(refusals: list[Refusal]) -> int:
    return sum(int(r.where.split("(")[1].split(")")[0]) for r in refusals if r.where.startswith("blank rows ("))


@pytest.mark.data
def test_no_row_of_the_chicago_schedule_is_lost(data: Path) -> None:
    city = tomllib.loads((Path(__file__).parent / "real/chicago-2014/city.toml").read_text("utf-8"))
    body = (data / "city_programs/chicago_col_schedule_part1.csv").read_bytes()
    drafts, refusals = read(body, **msgspec.convert(city["source"][0], Source).options)
    refused = [r for r in refusals if r.where.startswith("row ")]
    assert len(table.read("x", body).rows) == 3648
    assert sum(d.count for d in drafts) + len(refused) + blank_rows(refusals) == 3648
    assert (len(drafts), len(refused), blank_rows(refusals)) == (2176, 60, 16)
    assert all(r.reason and r.wrote for r in refused)
    assert next(r for r in refusals if r.where.startswith("mended rows")).where.startswith("mended rows (30)")
    assert not [r for r in refusals if "differ" in r.reason], "the categories of one programme agree in all else"
    assert max(len(d.topics) for d in drafts) == 4
    assert all(d.sessions[0].latitude for d in drafts)
    softball = next(d for d in drafts if d.title == '16" Softball at Bessemer')
    assert softball.text is not None
    assert softball.text.endswith("citywide championship games.")
    assert softball.age_to == "12"


@pytest.mark.data
def test_every_real_table_is_read_or_refused_with_a_sentence(data: Path) -> None:
    files = sorted(file for file in data.glob("*/*.csv") if file.stat().st_size < 150_000)
    assert len(files) >= 40
    for file in files:
        body = file.read_bytes()
        whole = table.read(file.name, body)
        first = next(name for name in whole.headers if name)
        drafts, refusals = read(body, columns={"title": first})
        rows = [r for r in refusals if r.where.startswith("row ")]
        assert sum(d.count for d in drafts) + len(rows) + blank_rows(refusals) == len(whole.rows), file.name


@pytest.mark.data
def test_columns_of_marks_say_what_they_are_called(data: Path) -> None:
    body = (data / "city_programs/sf-openreferral-data__dcyf-cms__dcyf_cms_05312013.csv").read_bytes()
    languages = ["English", "Spanish", "Mandarin", "Cantonese", "Korean", "Vietnamese", "Russian", "Filipino (Tagalog)"]
    marks = {"languages": languages, "ages": ["0-5", "6-13", "14-17", "18-21", "22-25", "18-24", "Parent"]}
    columns = {"title": "Program Name", "provider": "Agency Name", "place": "Site Name", "address": "Site Address"}
    drafts, refusals = read(body, columns=columns, marks=marks)
    assert sum(d.count for d in drafts) + sum(r.where.startswith("row ") for r in refusals) == 609
    assert not [r for r in refusals if "an X was expected" in r.reason]
    assert sum(bool(d.languages) for d in drafts) > 500
    assert any(d.ages == "6-13, 14-17" for d in drafts)


@pytest.mark.data
def test_an_address_cell_gives_its_position(data: Path) -> None:
    body = (data / "city_programs/after_school__db__seeds__DYCD_after-school_programs.csv").read_bytes()
    columns = {"title": "PROGRAM", "place": "SITE NAME", "address": "Location 1", "ages": "Grade Level / Age Group"}
    drafts, _ = read(body, columns=columns, ignore=["Contact Number"])
    assert sum(d.count for d in drafts) == 1599
    placed = [d.sessions[0] for d in drafts if d.sessions[0].latitude]
    assert len(placed) > 0.9 * len(drafts)
    assert not [session for session in placed if re.search(r"\(-?\d", session.address or "")]


@pytest.mark.parametrize(
    ("cell", "held", "doubt"),
    [("X", True, False), (" x ", True, False), ("✓", True, False), ("No", False, False), ("ask", False, True)],
)
def test_a_mark_is_a_mark_or_a_doubt(cell: str, held: bool, doubt: bool) -> None:
    drafts, refusals = read(f"title,Art,'6-13\nJudo,{cell},x\n", columns={"title": "title"}, marks=MARKS)
    assert drafts[0].topics == (("Art",) if held else ())
    assert drafts[0].ages == "6-13"
    assert bool(refusals) == doubt


MARKS = {"topics": ["Art"], "ages": ["6-13"]}


@pytest.mark.parametrize(
    ("cells", "time"),
    [("9,5", "09:05"), ("13,0.0", "13:00"), ("25,0", "25 0"), ("9am,", "9am"), (",30", "30"), (",", None)],
)
def test_two_columns_of_a_time_are_its_hour_and_minute(cells: str, time: str | None) -> None:
    drafts, _ = read(f"title,h,m,place\nJudo,{cells},Hall\n", columns=CLOCK)
    assert drafts[0].sessions[0].start_time == time


CLOCK = {"title": "title", "start_time": ["h", "m"], "place": "place"}


def test_a_table_that_lies_on_its_side_is_turned() -> None:
    drafts, _ = read("title;Judo;Chess\nplace;Hall\nprice;None;£2\n", transposed=True, empty=["none"])
    assert [(d.title, d.sessions[0].place, d.sessions[0].price) for d in drafts if d.sessions] == [
        ("Judo", "Hall", None),
        ("Chess", None, "£2"),
    ]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (
            "https://docs.google.com/spreadsheets/d/1AbC_d-9/edit?usp=sharing#gid=17",
            "https://docs.google.com/spreadsheets/d/1AbC_d-9/export?format=csv&gid=17",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1AbC/edit?gid=5#gid=5",
            "https://docs.google.com/spreadsheets/d/1AbC/export?format=csv&gid=5",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1AbC/view",
            "https://docs.google.com/spreadsheets/d/1AbC/export?format=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?gid=3&single=true",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?gid=3&single=true&output=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=xlsx",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=xlsx",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1AbC/export?format=xlsx",
            "https://docs.google.com/spreadsheets/d/1AbC/export?format=xlsx",
        ),
        ("https://cloud.example/s/Ab3dE6gH9jK2mN5", "https://cloud.example/s/Ab3dE6gH9jK2mN5/download"),
        ("https://cloud.example/index.php/s/Ab3dE6gH9jK2/", "https://cloud.example/index.php/s/Ab3dE6gH9jK2/download"),
        ("https://town.sharepoint.com/:x:/s/x/Ab?e=1", "https://town.sharepoint.com/:x:/s/x/Ab?e=1&download=1"),
        ("https://www.dropbox.com/s/a/b.csv?dl=0", "https://www.dropbox.com/s/a/b.csv?dl=1"),
        ("https://sheets.example/classes.csv?v=2", "https://sheets.example/classes.csv?v=2"),
    ],
)
def test_an_address_as_a_person_pastes_it_leads_to_the_file(given: str, asked: str) -> None:
    assert list(kind.start(source(url=given), kind.Options())) == [asked]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"tittle": "Name"}}, "Did you mean 'title'?"),
        ({"columns": {"meetings": "Name"}}, "there is no field 'meetings'"),
        ({"columns": {"title": "Name"}, "group": ["place"]}, "in no column"),
        ({"split": {"title": ","}}, "not a list"),
        ({"delimiter": ", "}, "one character"),
        ({"header_row": 0}, "counted from 1"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match="options of the kind 'csv'") as caught:
        options_of(source(options))
    assert words in str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_a_table_is_the_same_in_every_dress(delimiter: str, end: str, encoding: str) -> None:
    rows = ['title{0}"place"{0}price', 'Café – Été{0}"Hall{0} ""A"""{0}£2', "Schön{0}{0}", "Naïve art{0}Hall{0}free"]
    drafts, _ = read(end.join(rows).format(delimiter).encode(encoding))
    assert [d.title for d in drafts] == ["Café – Été", "Schön", "Naïve art"]
    assert [d.sessions[0].place if d.sessions else None for d in drafts] == [f'Hall{delimiter} "A"', None, "Hall"]


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"", Unreadable, "the answer is empty"),
        (b"<!doctype html><title>Sign in</title>", WrongContent, "a web page called 'Sign in' came"),
        (b'{"error": 404}', WrongContent, "JSON came"),
        (b"%PDF-1.7 ...", WrongContent, "a PDF came"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), WrongContent, "old Excel workbook"),
        (b"PK\x03\x04 and no more", Unreadable, "broken or cut off"),
        (b"name,first day\nJudo,1 May\n", Unreadable, "there are: name, first day"),
        (b",,\nJudo,1 May\n", Unreadable, "that row is empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(body: bytes, error: type[SourceError], words: str) -> None:
    with pytest.raises(error) as caught:
        read(body)
    assert words in str(caught.value)


def test_a_missing_column_is_named_with_the_nearest_one() -> None:
    with pytest.raises(Unreadable, match="the nearest is 'Course name'"):
        read("Course name,Day\nJudo,Monday\n", columns={"title": "Course names"})


def test_an_odd_cell_is_no_spill_and_a_short_row_no_piece() -> None:
    rows = [f"Class {n},Hall,2026-12-{n % 28 + 1:02d},{n}.50,51.{n}" for n in range(40)]
    rows[7] = "Class 7,Hall,on Mondays,ask at the desk,51.7"
    rows[9] = "Class 9"
    drafts, refusals = read("\n".join(["title,place,start,price,latitude", *rows]))
    assert len(drafts) == 40
    assert refusals == []


@pytest.mark.parametrize(
    ("cell", "was"),
    [
        ('16\\ Softball at Bessemer"', '16" Softball at Bessemer'),
        ('HHW \\Triple Threat\\" Edition"', 'HHW "Triple Threat" Edition'),
        ('C:\\files "as they are"', 'C:\\files "as they are"'),
        ('a plain "word"', 'a plain "word"'),
        ("no marks \\ at all", "no marks \\ at all"),
    ],
)
def test_half_eaten_quotation_marks_come_back(cell: str, was: str) -> None:
    assert spill.requoted(cell) == was


def test_a_spilled_row_that_could_be_joined_in_two_ways_is_not() -> None:
    known = spill.columns([Row(n, (f"Class {n}", "Hall", str(n), str(n), f"51.{n}")) for n in range(30)], 5)
    assert known is not None
    assert spill.rejoined(("Class", 'a"', 'Hall"', "1", "2", "51.0"), known) is None
    assert spill.rejoined(("Class", "Hall", 'A"', "1", "2", "51.0"), known) == ("Class", 'Hall,A"', "1", "2", "51.0")


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    rows = [f"Class {n},Hall {n},{n}" for n in range(60)]
    rows[3] = 'Class 3,"Hall 3,3'
    rows[30] = 'Class 30,"Hall 30,30'
    drafts, refusals = read("\n".join(["title,place,price", *rows]))
    assert len(drafts) == 58
    assert [(r.where, "never closed" in r.reason) for r in refusals] == [("row 5", True), ("row 32", True)]


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(Unreadable, match="the workbook has 'Spring'"):
        read(workbook(["title"], ["Judo"], title="Spring"), sheet="Summer")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_an_entity_bomb_is_refused(part: str) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["title"], ["Judo"]))) as good, zipfile.ZipFile(written, "w") as bad:
        for name in good.namelist():
            raw = good.read(name)
            if name == part:
                body = raw.partition(b"?>")[2] if raw.startswith(b"<?xml") else raw
                raw = bomb + body.replace(b"Judo", b"&b;").replace(b"Sheet", b"&b;", 1)
            bad.writestr(name, raw)
    with pytest.raises(Unreadable, match="expected a workbook"):
        read(written.getvalue())


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.formats.tables.workbook.UNPACKED", 1000)
    with pytest.raises(TooLarge, match="at most 0 MB once unpacked"):
        read(workbook(["title"], ["Judo"]))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Class name,Start date,Venue\nJudo,2026-12-01,Hall\n", [("http://city.example/a", 65)]),
        ("a,b\n1,2\n", []),
        (
            '<html><a href="/files/classes.csv">Data</a><a href="x.pdf">',
            [("http://city.example/files/classes.csv", 45)],
        ),
        (
            '<html><iframe src="https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?widget=true"></iframe>',
            [("https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?widget=true", 45)],
        ),
    ],
)
def test_tables_of_a_pasted_page_are_recognised(body: str, found: list[tuple[str, int]]) -> None:
    page = Page(url="http://city.example/a", final_url="http://city.example/a", fetched_at=NOW, body=body.encode())
    assert [(one.url, one.score) for one in kind.recognise(page)] == found
