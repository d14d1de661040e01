"""Reads one file of returns: counts of people by session, and nothing about any of them.

A file with a row for each person is refused by the names of its columns, before anything else of it is read. No message
repeats what a file holds, as it may be somebody's name: it names the file, the row, and what was expected.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from crawlers.errors import SourceError
from crawlers.formats.charset import decode
from crawlers.formats.tables.table import Row, Table, read

SESSION, ENROLLED, ATTENDED, AS_OF = COLUMNS = ("session", "enrolled", "attended", "as_of")
EXPECTED = "the columns session, enrolled and attended (and as_of, where wanted), a row for each session"
MOST = 100_000
"""People in one session; beyond it is a mistake."""
_LARGEST = 5_000_000
_HEAD = 8192

_PERSON = frozenset(
    [
        *("participant", "student", "pupil", "learner", "attendee", "child", "member", "person", "youth", "client"),
        *("patron", "customer", "user", "firstname", "forename", "surname", "lastname", "fullname", "dob", "birth"),
        *("birthday", "birthdate", "email", "mail", "phone", "mobile", "telephone", "upn", "nhs", "ssn", "passport"),
        *("guardian", "parent", "mother", "father", "carer", "emergency", "medical", "allergy"),
    ]
)
_SUMMED = frozenset(("participant", "student", "attendee", "user"))
"""Words of persons that also stand over sums: "Number of users"."""
_PERHAPS = frozenset(
    [
        *("name", "age", "address", "postcode", "zip", "postal", "gender", "sex", "pronoun", "ethnicity", "ethnic"),
        *("race", "religion", "disability", "income", "household", "language", "nationality", "grade", "school", "id"),
        *("tutor", "note", "comment"),
    ]
)
"""Words that tell of persons, unless other columns show that the rows are sums."""
_SUMS = frozenset(
    ("attendees", "attendance", "users", "participants", "students", "number", "count", "total", "events", "visits")
)
_MEANT = {
    SESSION: ("event", "course", "run", "activity", "class"),
    ENROLLED: ("enrolments", "enrollments", "enrolment", "enrollment", "bookings", "booked", "registered", "signups"),
    ATTENDED: ("attendees", "attendance", "attendances", "came", "visits", "present"),
}
"""Words over a column that may be meant by one of ours."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SHOWN_AS = frozenset(("present", "absent", "excused", "late", "yes", "no", "y", "n", "true", "false"))
_HIDDEN_AS = frozenset(("c", "x", "z", "k", "u", "low", "*", "..", "-", "s", "n/a", "suppressed"))


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """How many people signed up for a session and came, where the provider says so; at least one is known."""

    session: str
    enrolled: int | None
    attended: int | None
    as_of: dt.date | None
    file: str
    row: int


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What was left out. row: None for the whole file. reason: a fixed sentence, to be counted by."""

    file: str
    row: int | None = None
    reason: str
    todo: str

    def sentence(self) -> str:
        """For a person."""
        where = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{where}: {self.reason}. {self.todo}"


PERSONS = Problem(
    file="",
    reason="expected a row for each session, but the columns look like a row for each person, so it was not read",
    todo="Delete it, have the provider count the people of each session, and put those counts here.",
)
"""What is said of a file about persons; of the file itself nothing is kept."""


def read_file(path: Path) -> tuple[list[Return], list[Problem]]:
    """What a file says, and what of it was left out. Reads nothing but the first line of a file about persons."""
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if refused := _refused(head):
                return [], [msgspec.structs.replace(refused, file=name)]
            body = head + file.read(_LARGEST)
    except OSError as error:
        return [], [
            _whole(name, f"expected to read it, but {error.strerror or 'it cannot be opened'}", "Mend its rights")
        ]
    if len(body) > _LARGEST:
        return [], [_whole(name, "expected a table of counts, but it is too large for one", "Return counts by session")]
    try:
        table = read(name, body, wanted=COLUMNS)
    except SourceError as error:
        return [], [_whole(name, f"expected {error.expected}, but it is none", error.todo.rstrip("."))]
    if _one_for_each_person(table):
        return [], [msgspec.structs.replace(PERSONS, file=name)]
    found: list[Return] = []
    problems: list[Problem] = []
    for row in table.rows:
        if any(cell.strip() for cell in row.cells):
            one = _row(row, [_plain(head) for head in table.headers], name)
            (found if isinstance(one, Return) else problems).append(one)  # type: ignore[arg-type]
    return found, problems


def _whole(file: str, reason: str, todo: str) -> Problem:
    return Problem(file=file, reason=reason, todo=f"{todo}.")


def _refused(head: bytes) -> Problem | None:
    """Judges a file by its first line alone."""
    if not head.strip():
        return _whole("", f"expected {EXPECTED}, but it is empty", "Fill it, or remove it")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return _whole("", "expected a table as CSV, but it is another sort of file", "Save it as CSV (UTF-8)")
    line = next(iter(decode(head)[0].splitlines()), "")
    names = [_plain(name) for name in re.split(r"[,;\t|]", line)]
    words = [{word.casefold() for word in _WORDS.findall(name)} for name in re.split(r"[,;\t|]", line)]
    others = [w for name, w in zip(names, words, strict=True) if name and name not in COLUMNS]
    every = {word for some in others for word in (*some, *(w.removesuffix("s") for w in some))}
    sums = any(some & _SUMS for some in others)
    if "@" in line or (every & (_PERSON | _PERHAPS) and not sums) or every & (_PERSON - _SUMMED):
        return PERSONS
    missing = [f"'{SESSION}'"] if SESSION not in names else []
    if not {ENROLLED, ATTENDED} & set(names):
        missing.append(f"'{ENROLLED}' or '{ATTENDED}'")
    if missing:
        lacks = f"none of its {len(names)} columns is called {', and none '.join(missing)}"
        todo = f"Name the columns so in row 1; '{SESSION}' is the id in feeds/sessions.csv"
        near = [f"'{w}' by '{ours}'" for ours, some in _MEANT.items() for w in some if ours not in names and w in every]
        return _whole(
            "", f"expected {EXPECTED}, but {lacks}", f"{todo}. Meant may be {', '.join(near)}" if near else todo
        )
    if others:
        said = f"expected {EXPECTED}, but there are {len(others)} other columns"
        return _whole("", said, "Remove them: nothing but counts of people by session is taken")
    if len(set(names)) < len(names):
        return _whole("", f"expected {EXPECTED}, but a column is there twice", "Remove one of them")
    return None


def _one_for_each_person(table: Table) -> bool:
    """The columns are right, but sessions come again and again, or who came is told in words."""
    names = [_plain(head) for head in table.headers]
    at, came = names.index(SESSION), names.index(ATTENDED) if ATTENDED in names else None
    ids = [row.cells[at].strip() for row in table.rows if at < len(row.cells) and row.cells[at].strip()]
    again = sum(n - 1 for n in Counter(ids).values())
    told = came is not None and any(
        row.cells[came].strip().casefold() in _SHOWN_AS for row in table.rows if came < len(row.cells)
    )
    return told or (again >= 5 and again * 2 > len(ids))


def _row(row: Row, names: Sequence[str], file: str) -> Return | Problem:
    cells = dict(zip(names, (cell.strip() for cell in row.cells), strict=False))

    def problem(reason: str, todo: str) -> Problem:
        return Problem(file=file, row=row.number, reason=reason, todo=f"{todo}.")

    if row.broken or any(cell.strip() for cell in row.cells[len(names) :]):
        return problem("expected a cell for each column, but the row has others", "Mend the row")
    if not cells.get(SESSION):
        return problem("expected a session's id, but there is none", "Take it from feeds/sessions.csv")
    counts: dict[str, int | None] = {}
    for column in (ENROLLED, ATTENDED):
        wrong = next(_wrong(cells.get(column, "")), None)
        if wrong:
            return problem(f"{column}: expected a whole number of people, but {wrong[0]}", wrong[1])
        words = cells.get(column, "")
        counts[column] = int(words.partition(".")[0]) if words else None
    enrolled, attended = counts[ENROLLED], counts[ATTENDED]
    if enrolled is None and attended is None:
        return problem("expected how many enrolled or attended, but neither is there", "Fill in what is known")
    if enrolled is not None and attended is not None and attended > enrolled:
        return problem(
            "more people attended than enrolled", "Mend it; for a drop-in, where nobody enrols, leave enrolled empty"
        )
    as_of = None
    if words := cells.get(AS_OF, ""):
        try:
            as_of = dt.date.fromisoformat(words)
        except ValueError:
            return problem("as_of: expected a day such as 2026-11-22, but it is none", "Write it year-month-day")
    return Return(session=cells[SESSION], enrolled=enrolled, attended=attended, as_of=as_of, file=file, row=row.number)


def _wrong(words: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a number, and what to do."""
    if not words:
        return
    if words.casefold() in _HIDDEN_AS or words.startswith("<"):
        yield "it is a sign for a hidden figure", "Return the figure, or leave the cell empty"
    elif not re.fullmatch(r"[-−]?\d{1,12}(?:\.\d{1,6})?", words):
        yield "it is no number", "Write digits only"
    elif words[0] in "-−":
        yield "it is negative", "Ask the provider"
    elif words.partition(".")[2].strip("0"):
        yield "it is a fraction", "Ask the provider whether it is an average"
    elif int(words.partition(".")[0]) > MOST:
        yield "it is more than a session can have", "Ask the provider"


def _plain(head: str) -> str:
    return "_".join(head.lstrip("\ufeff").strip().strip('"').casefold().split())
