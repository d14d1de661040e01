"""The sheet for providers: what it says is what the kind `csv` reads; its examples are never listed."""

import csv
import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner

from crawlers.apis import csv as kind
from crawlers.draft import Draft, Refusal
from crawlers.formats.tables import mapping, template
from crawlers.page import Page
from crawlers.source import Source
from indexer.normalise import Normalised, normalise
from indexer.opportunity import Ages, Listing, Price
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer
from schedules import cli

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
YEAR = 2027
SOURCE = Source(name="groups", provider="Groups", kind="csv", url="https://sheets.example/groups.csv")
SETTINGS = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=Path())
SHEETS = {"csv": template.csv_bytes, "xlsx": template.xlsx_bytes}
sheets = pytest.mark.parametrize("sheet", SHEETS)


def read(body: bytes) -> tuple[list[Draft], list[Refusal]]:
    """As the kind reads a published sheet without any option."""
    page = Page(url=SOURCE.url, final_url=SOURCE.url, fetched_at=NOW, body=body)
    found = list(kind.extract(page, SOURCE, kind.Options()))
    return [one for one in found if isinstance(one, Draft)], [one for one in found if isinstance(one, Refusal)]


def made_theirs(sheet: str) -> bytes:
    """The sheet after a provider has taken the word EXAMPLE: out of its titles."""
    body = SHEETS[sheet](YEAR)
    if sheet == "csv":
        return body.replace(template.EXAMPLE.encode() + b" ", b"")
    book, out = openpyxl.load_workbook(io.BytesIO(body)), io.BytesIO()
    for cell in next(book["Sessions"].iter_cols(max_col=1)):
        cell.value = str(cell.value).removeprefix(f"{template.EXAMPLE} ")
    book.save(out)
    return out.getvalue()


def meant(draft: Draft) -> Normalised:
    page = Page(url=SOURCE.url, final_url=SOURCE.url, fetched_at=NOW, body=b"")
    listing = Listing(id="groups-1", source="groups", first_seen=NOW, checked_at=NOW)
    return normalise(draft, page, SOURCE, SETTINGS, Gazetteer(), listing)


def test_every_column_that_the_kind_reads_is_explained_once() -> None:
    explained = [column.field for column in (*template.COLUMNS, *template.ALSO)]
    assert sorted(explained) == sorted(set(mapping.wanted({})))
    assert all(column.says.endswith(".") for column in (*template.COLUMNS, *template.ALSO))


@sheets
def test_each_column_is_found_by_its_name(sheet: str) -> None:
    body = SHEETS[sheet](YEAR)
    if sheet == "csv":
        names = next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    else:
        names = [str(cell.value) for cell in openpyxl.load_workbook(io.BytesIO(body)).worksheets[0][1]]
    assert {"Start time", "Register URL", "Native ID"} <= set(names)
    found = mapping.find("groups", names, {}, ())
    assert list(found.places) == [column.field for column in template.COLUMNS]
    assert found.left == ()


@sheets
def test_examples_are_refused_and_counted(sheet: str) -> None:
    drafts, refusals = read(SHEETS[sheet](YEAR))
    assert drafts == []
    assert [(one.where, one.reason) for one in refusals] == [(f"row {n}", template.REASON) for n in (2, 3, 4)]
    assert all("Delete it" in one.todo for one in refusals)


@sheets
def test_a_row_below_the_examples_is_listed(sheet: str) -> None:
    body = SHEETS[sheet](YEAR)
    if sheet == "csv":
        body += b"Bicycle repair,,Wheels\r\n"
    else:
        book, out = openpyxl.load_workbook(io.BytesIO(body)), io.BytesIO()
        book["Sessions"].append(["Bicycle repair", None, "Wheels"])
        book.save(out)
        body = out.getvalue()
    drafts, refusals = read(body)
    assert [(one.title, one.provider) for one in drafts] == [("Bicycle repair", "Wheels")]
    assert len(refusals) == 3


def test_a_title_that_only_speaks_of_an_example_is_no_example() -> None:
    assert template.is_example(" Example: chess")
    for title in ("Example-led maths", "Examples of kindness", "For example: chess", "", None):
        assert not template.is_example(title)


@sheets
def test_what_the_examples_say_comes_out_at_the_end_of_the_line(sheet: str) -> None:
    drafts, refusals = read(made_theirs(sheet))
    assert refusals == []
    assert [(one.title, one.native_id, len(one.sessions)) for one in drafts] == [
        ("Build a robot that finds its way", "robots-2027", 2),
        ("Street dance for people who say they cannot", "dance-2027", 1),
    ]
    robots, dance = (meant(draft) for draft in drafts)
    assert robots.doubts == dance.doubts == ()
    assert robots.opportunity
    assert dance.opportunity
    assert (robots.opportunity.ages, dance.opportunity.ages) == (Ages(low=11, high=14), Ages(low=12, high=18))
    assert "code" in robots.opportunity.topics
    assert robots.opportunity.support == ("food", "kit")
    assert robots.opportunity.access == ("step_free", "quiet")
    assert robots.opportunity.signs_up == "adult"
    assert robots.opportunity.level == "For beginners"
    assert robots.opportunity.provider.safeguarding == "Two members of staff are in the room at all times."
    first, second = robots.opportunity.sessions
    assert [
        (
            s.start.date.isoformat(),
            s.end.date.isoformat(),
            s.start.time,
            s.end.time,
            s.places_left,
            s.registration.state,
        )
        for s in (first, second)
        if s.start and s.end and s.registration
    ] == [
        ("2027-07-05", "2027-07-09", dt.time(10), dt.time(12, 30), 6, "open"),
        ("2027-07-12", "2027-07-16", dt.time(10), dt.time(12, 30), 0, "full"),
    ]
    assert first.price
    assert first.price.free
    assert first.registration
    assert first.registration.url == "https://www.example.org/robots"
    assert first.place
    assert (first.place.name, first.place.address) == ("Central Library", "1 Library Square")
    (weekly,) = dance.opportunity.sessions
    assert [m.start.date for m in weekly.meetings] == [dt.date(2027, 7, 7) + dt.timedelta(weeks=n) for n in range(9)]
    assert weekly.price == Price(low=Decimal(2), high=Decimal(2), currency="GBP", basis="session")
    assert weekly.registration
    assert weekly.registration.state == "none_needed"


def test_both_sheets_say_the_same() -> None:
    assert read(made_theirs("csv"))[0] == read(made_theirs("xlsx"))[0]


@pytest.mark.parametrize("column", [c for c in template.COLUMNS if c.choices], ids=lambda c: c.field)
def test_every_choice_of_a_menu_is_understood(column: template.Column) -> None:
    for choice in column.choices:
        body = f"Title,{column.name}\r\nChess,{choice}\r\n".encode()
        ((draft,), refusals) = read(body)
        assert refusals == []
        assert choice in msgspec.json.encode(draft).decode()
        assert meant(draft).doubts == (), choice


def test_the_workbook_helps_whoever_fills_it_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.xlsx_bytes(YEAR)))
    assert book.sheetnames == ["Sessions", "Columns"]
    sheet = book["Sessions"]
    assert [cell.comment.text for cell in sheet[1] if cell.comment] == [column.says for column in template.COLUMNS]
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (cells["Start"].value, cells["Start"].number_format) == (dt.datetime(2027, 7, 5), "yyyy-mm-dd")  # noqa: DTZ001
    assert (cells["Start time"].value, cells["Start time"].number_format) == (dt.time(10), "hh:mm")
    assert cells["Places left"].value == 6
    menus = {str(menu.sqref).partition("2:")[0]: menu.formula1 for menu in sheet.data_validations.dataValidation}
    assert menus[cells["Registration"].coordinate.removesuffix("2")].startswith('"open,not open yet,full')
    assert len(menus) == sum(bool(column.choices) for column in template.COLUMNS)
    assert sheet.freeze_panes == "B2"


@sheets
def test_the_same_year_makes_the_same_bytes(sheet: str) -> None:
    assert SHEETS[sheet](YEAR) == SHEETS[sheet](YEAR)
    assert SHEETS[sheet](YEAR) != SHEETS[sheet](YEAR + 1)
    assert [row["start"] for row in template.examples(2032) if "start" in row] == ["2032-07-05", "2032-07-12"]


@pytest.mark.parametrize(
    ("given", "file", "magic"),
    [
        ([], "sessions.xlsx", b"PK"),
        (["--csv"], "sessions.csv", b"\xef\xbb\xbfTitle,"),
        (["--xlsx", "ours.xlsx"], "ours.xlsx", b"PK"),
        (["ours.csv"], "ours.csv", b"\xef\xbb\xbfTitle,"),
    ],
)
def test_the_command_writes_the_sheet(
    given: list[str], file: str, magic: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.main, ["template", *given])
    assert (done.exit_code, done.output.partition(" ")[0]) == (0, file)
    assert (tmp_path / file).read_bytes().startswith(magic)
    assert 'kind = "csv"' in done.output
    again = CliRunner().invoke(cli.main, ["template", *given])
    assert again.exit_code == 2, "a sheet that somebody has filled in is not written over"
    assert f"{file} is there already" in again.output


@pytest.mark.parametrize("given", [["--csv", "ours.xlsx"], ["ours.ods"], ["nowhere/ours.csv"]])
def test_a_sheet_that_cannot_be_written_is_named(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.main, ["template", *given])
    assert done.exit_code == 2
    assert given[-1] in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_written_without_loading_what_reads() -> None:
    loaded = "print(sorted({'scrapy', 'openpyxl'} & set(sys.modules)))"
    code = f"import sys; from crawlers.formats.tables import template; {loaded}"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
