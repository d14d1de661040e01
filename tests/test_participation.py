"""Returns of people's counts: checked, kept, refused unread where they are about persons, released once."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from indexer.catalogue import tables
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.counts.dimensions import ALL
from indexer.counts.participation import Participation, take
from indexer.counts.releases import period_of
from indexer.counts.returns import PERSONS, read_file
from indexer.opportunity import Ages, Moment, Opportunity, Place, Provider, Session
from indexer.settings import ParticipationSettings

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
MONTH = ParticipationSettings(folder="returns", period="month")
HEAD = "session,enrolled,attended,as_of"


def session(key: str, area: str, first: dt.date = dt.date(2026, 10, 20), capacity: int | None = 40) -> Session:
    start = Moment(date=first, zone="Europe/London")
    return Session(id=key, start=start, end=start, place=Place(area=area), capacity=capacity)


def contents() -> Contents:
    """Each of three providers has sessions in three areas for two age bands; and some of every odd sort."""
    made = []
    for p in ("library", "college", "parks"):
        for low in (5, 10):
            sessions = tuple(session(f"{p}-{a}-{low}-{n}", a) for a in ("Dale", "Hill", "Mill") for n in range(2))
            made.append(one(p, f"{p}-{low}", Ages(low=low, high=low + 4), *sessions))
    odd = Session(id="undated", place=Place(area="Dale"))
    coming = session("coming", "Dale", dt.date(2026, 12, 1))
    made.append(one("library", "odd", None, odd, coming, session("many", "Dale", capacity=None)))
    return Contents(opportunities=tuple(made))


def one(provider: str, key: str, ages: Ages | None, *sessions: Session) -> Opportunity:
    who = Provider(id=provider, name=provider)
    return Opportunity(id=key, slug=key, title=key, provider=who, ages=ages, topics=("art",), sessions=sessions)


def good(people: int = 20, as_of: str = "") -> list[str]:
    ids = [s.id for o in contents().opportunities[:6] for s in o.sessions]
    return [f"{key},{people},{people - 1},{as_of}" for key in ids]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.db") as catalogue:
        yield catalogue


@pytest.fixture
def catalogue(opened: Catalogue) -> Catalogue:
    """An empty one; made once, since its tables take their time."""
    with opened.write() as connection:
        for table in (tables.returns, tables.releases):
            connection.execute(sa.delete(table))
    return opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "returns").mkdir()
    return tmp_path


def write(folder: Path, name: str, *rows: str, head: str = HEAD) -> Path:
    path = folder / "returns" / name
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path


def taken(
    catalogue: Catalogue,
    folder: Path,
    *,
    days: int = 0,
    settings: ParticipationSettings = MONTH,
    held: Contents | None = None,
) -> Participation:
    later = NOW + dt.timedelta(days=days)
    return take(catalogue, settings, folder, held or contents(), today=later.date(), now=later)


def kept(catalogue: Catalogue) -> dict[str, tuple[int | None, int | None]]:
    with catalogue.read() as connection:
        rows = connection.execute(sa.select(tables.returns)).all()
    return {row.session_id: (row.enrolled, row.attended) for row in rows}


# ---- rows


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("library-Dale-5-0,-3,,", "enrolled: expected a whole number of people, but it is negative"),
        ("library-Dale-5-0,12,3.5,", "attended: expected a whole number of people, but it is a fraction"),
        ("library-Dale-5-0,twelve,,", "enrolled: expected a whole number of people, but it is no number"),
        (
            "library-Dale-5-0,9999999,,",
            "enrolled: expected a whole number of people, but it is more than a session can have",
        ),
        ("library-Dale-5-0,<10,,", "enrolled: expected a whole number of people, but it is a sign for a hidden figure"),
        ("library-Dale-5-0,c,,", "enrolled: expected a whole number of people, but it is a sign for a hidden figure"),
        ("library-Dale-5-0,41,,", "more people enrolled than the session has places"),
        ("library-Dale-5-0,12,13,", "more people attended than enrolled"),
        ("library-Dale-5-0,,,", "expected how many enrolled or attended, but neither is there"),
        (",12,,", "expected a session's id, but there is none"),
        ("library-Dale-5-0,12,,22/11/2026", "as_of: expected a day such as 2026-11-22, but it is none"),
        ("library-Dale-5-0,12,,2027-01-01", "as_of is a day to come"),
        ("library-Dale-5-0,12,5,2026-10-01", "people attended before the session began, by its as_of"),
        ("library-Dale-5-0,12,3,,7", "expected a cell for each column, but the row has others"),
        ("undated,12,,", "the session has no date, and as_of is empty"),
        ("gone-1,12,,", "the session is not in the catalogue, or has been over for too long"),
    ],
)
def test_a_row_that_cannot_be_is_told_and_kept_out(catalogue: Catalogue, folder: Path, row: str, reason: str) -> None:
    write(folder, "library.csv", "many,700,650,", row)
    made = taken(catalogue, folder)
    assert [(p.file, p.row, p.reason) for p in made.problems] == [("library.csv", 3, reason)]
    assert kept(catalogue) == {"many": (700, 650)}
    said = made.problems[0].sentence()
    assert said.startswith(f"library.csv, row 3: {reason}. ")
    assert not re.search(r"\b(9999999|twelve|41|gone-1)\b", said), "no message repeats a cell"


def test_what_is_right_is_kept_as_it_is(catalogue: Catalogue, folder: Path) -> None:
    write(
        folder,
        "a.csv",
        "library-Dale-5-0,12,,",
        "many,,230,2026-11-01",
        "college-Hill-5-1,0,0,",
        "coming,12.0,,2026-11-20",
    )
    made = taken(catalogue, folder)
    assert made.problems == ()
    assert kept(catalogue) == {
        "library-Dale-5-0": (12, None),
        "many": (None, 230),
        "college-Hill-5-1": (0, 0),
        "coming": (12, None),
    }


def test_one_session_in_two_files(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", "library-Dale-5-0,12,,", "library-Dale-5-1,12,,")
    write(folder, "b.csv", "library-Dale-5-0,13,,", "library-Dale-5-1,12,,")
    made = taken(catalogue, folder)
    reason = "the same session is returned more than once, with different counts"
    assert [(p.file, p.row, p.reason) for p in made.problems] == [("a.csv", 2, reason), ("b.csv", 2, reason)]
    assert kept(catalogue) == {"library-Dale-5-1": (12, None)}


def test_a_file_that_is_mended_or_taken_away_counts_as_it_is(catalogue: Catalogue, folder: Path) -> None:
    path = write(folder, "a.csv", "coming,12,,", "many,5,,2026-11-20")
    taken(catalogue, folder)
    write(folder, "a.csv", "coming,14,,")
    taken(catalogue, folder)
    assert kept(catalogue) == {"coming": (14, None)}
    path.unlink()
    taken(catalogue, folder)
    assert kept(catalogue) == {}


def test_a_session_that_left_the_catalogue_stays_what_it_was(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", "coming,12,,")
    taken(catalogue, folder)
    write(folder, "a.csv", "coming,12,9,")
    made = taken(catalogue, folder, held=Contents())
    assert made.problems == ()
    assert kept(catalogue) == {"coming": (12, 9)}


# ---- files


@pytest.mark.parametrize(
    "head",
    [
        "participant_id,cohort_year,session_week,session_date,session_type,attended,hours_participated,tutor_assigned",
        "session,first_name,last_name,attended",
        "Session,Child's name,DOB,Attended",
        "session,enrolled,attended,email",
        "session,enrolled,attended,Parent phone",
        "session;gender;ethnicity;attended",
        "session\tparticipantId\tattended",
        "Ada Example,ada@example.org,2012-03-04",
        "student,session,attended",
        "session,postcode,attended",
    ],
)
def test_a_file_about_persons_is_refused_unread(catalogue: Catalogue, folder: Path, head: str) -> None:
    path = write(folder, "people.csv", "Zebedee,many,Present", *(["\x00broken \ufffd"] * 3), head=head)
    found, problems = read_file(path)
    assert found == []
    assert [p.reason for p in problems] == [PERSONS.reason]
    made = taken(catalogue, folder)
    said = " ".join(p.sentence() for p in made.problems)
    assert "Zebedee" not in said
    assert "Ada" not in said
    assert kept(catalogue) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [f"many,,Present,2026-11-{n:02d}" for n in range(1, 5)],
        [f"many,1,1,2026-11-{n:02d}" for n in range(1, 15)],
        ["coming,1,yes,"],
    ],
)
def test_rows_of_persons_under_the_right_columns_are_refused_too(folder: Path, rows: list[str]) -> None:
    found, problems = read_file(write(folder, "a.csv", *rows))
    assert (found, [p.reason for p in problems]) == ([], [PERSONS.reason])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b"PK\x03\x04whatever", "it is another sort of file"),
        (
            b"Library,Event Year,Event Month,Category,Age Group,Events,Attendance\nHill,2021,5,,,1,8\n",
            "none of its 7 columns",
        ),
        (
            b"Local authority,Library name,Event date,Name,Outcome,Attendees\nBarnet,x,2018-01-12,y,z,11\n",
            "none of its 6",
        ),
        (b"session,places\nmany,3\n", "is called 'enrolled' or 'attended'"),
        (b"session,enrolled,area,week\nmany,3,x,y\n", "there are 2 other columns"),
        (b"session,enrolled,enrolled\nmany,3,4\n", "a column is there twice"),
        (b"<!doctype html><title>Sign in</title>", "none of its 1 columns"),
    ],
)
def test_a_file_of_another_sort_is_told(folder: Path, body: bytes, reason: str) -> None:
    path = folder / "returns" / "a.csv"
    path.write_bytes(body)
    found, (problem,) = read_file(path)
    assert not found
    assert problem.row is None
    assert problem.sentence().startswith("a.csv: expected ")
    assert reason in problem.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_writes_is_read(folder: Path, encoding: str, delimiter: str) -> None:
    path = folder / "returns" / "a.csv"
    text = '"Session",Enrolled,"As of"\r\ncafé-1,3,2026-11-01\r\n\r\n'.replace(",", delimiter)
    path.write_bytes(text.encode(encoding))
    (found,), problems = read_file(path)
    assert not problems
    assert (found.session, found.enrolled, found.attended, found.row) == ("café-1", 3, None, 2)


def test_no_real_file_is_taken_for_returns(data: Path) -> None:
    """Files about persons are told from sums with other columns; nothing of either is taken."""
    told = {}
    for path in sorted((data / "participation").glob("*.csv")):
        found, (problem,) = read_file(path)
        assert not found
        told[path.name.rpartition("__")[2]] = problem.reason == PERSONS.reason
    assert told == {
        "Raw_2021ActiveCardholdersbyAge.csv": False,
        "Raw_2021Programs.csv": False,
        "events.csv": False,
        "events_barnet.csv": False,
        "events_fail.csv": False,
        "events_success.csv": False,
        "master_enrollment_2019_2023.csv": True,
        "participation_2022.csv": True,
    }


def test_a_file_that_explains_the_folder_is_none(catalogue: Catalogue, folder: Path) -> None:
    (folder / "returns" / "README.md").write_text("Put them here.")
    assert taken(catalogue, folder).files == 0


# ---- periods


@pytest.mark.parametrize(
    ("day", "sort", "period"),
    [
        (dt.date(2026, 11, 22), "month", ("2026-11", dt.date(2026, 11, 1), dt.date(2026, 11, 30))),
        (dt.date(2028, 2, 3), "month", ("2028-02", dt.date(2028, 2, 1), dt.date(2028, 2, 29))),
        (dt.date(2026, 11, 22), "quarter", ("2026-Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31))),
        (dt.date(2026, 3, 31), "quarter", ("2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
    ],
)
def test_periods(day: dt.date, sort: str, period: tuple[str, dt.date, dt.date]) -> None:
    assert period_of(day, sort) == period  # type: ignore[arg-type]


def test_a_period_is_released_when_it_has_been_over_for_two_weeks(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", *good())
    early = taken(catalogue, folder, days=-9)  # 13 November
    assert early.releases == ()
    assert [(w.period, w.due, w.returned) for w in early.waiting] == [("2026-10", dt.date(2026, 11, 14), 36)]
    (release,) = taken(catalogue, folder, days=-8).releases
    cells = {(c.area, c.age_band, c.interest): c.people for c in release.cells}
    assert release.period == "2026-10"
    assert cells["Dale", "5-9", ALL] == 120
    assert cells[ALL, ALL, ALL] == 720
    assert set(release.came.values()) == {9}


def test_what_was_released_never_changes(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", *good())
    before = taken(catalogue, folder).releases
    again = taken(catalogue, folder, days=1)
    assert (again.releases, again.problems) == (before, ()), "the same files say nothing new"
    rows = good()
    write(folder, "a.csv", rows[0].replace(",20,", ",21,"), *rows[1:], "many,30,,2026-10-25")
    later = taken(catalogue, folder, days=2)
    assert later.releases == before
    assert [(p.row, p.reason) for p in later.problems] == [
        (2, "its period has been released, so that it cannot change"),
        (38, "its period has been released before it came"),
    ]
    for path in (folder / "returns").iterdir():
        path.unlink()
    assert taken(catalogue, folder, days=3).releases == before


def test_another_length_of_period_releases_nothing_twice(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", *good(), "coming,12,,")
    before = taken(catalogue, folder).releases
    quarter = msgspec.structs.replace(MONTH, period="quarter")
    made = taken(catalogue, folder, days=90, settings=quarter)
    assert made.releases == before
    assert ["a part of this period was released" in p.reason for p in made.problems] == [True]


def test_small_counts_are_in_no_release(catalogue: Catalogue, folder: Path) -> None:
    write(folder, "a.csv", *[r for r in good() if not r.startswith("parks")], "parks-Dale-5-0,3,1,")
    (release,) = taken(catalogue, folder).releases
    cells = {(c.area, c.age_band, c.interest): c.people for c in release.cells}
    assert cells["Dale", "5-9", ALL] == 83, "three more among many are nobody"
    assert all(people is None or people >= 10 for people in cells.values())
    with catalogue.read() as connection:
        data = connection.scalar(sa.select(tables.releases.c.data))
    assert '"people":3' not in data
