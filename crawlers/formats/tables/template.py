"""The sheet that a provider fills in: its columns explained, rows of examples that are never listed, as CSV and XLSX.

The columns are called as the kind `csv` reads them without any option, so a city needs no more than the published
sheet's address. XLSX: ECMA-376. CSV: RFC 4180, UTF-8 with the mark by which spreadsheet programs know it.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from typing import NamedTuple

EXAMPLE = "EXAMPLE:"
"""How the title of an example row begins. Whoever writes a title of their own over it has made the row theirs."""


class Column(NamedTuple):
    """field: as in a draft or its session. says: what to write. choices: words that a menu in the sheet offers."""

    field: str
    says: str
    choices: tuple[str, ...] = ()
    sort: str = "text"
    """ "date" and "time" are cells of that sort; anything else is text."""

    @property
    def name(self) -> str:
        """As it stands above the column: "Start time", "Register URL"."""
        words = self.field.replace("_", " ")
        return re.sub(r"\b(url|id)\b", lambda found: found[0].upper(), words[:1].upper() + words[1:], flags=re.I)


COLUMNS = (
    Column("title", "What it is called. The only column that must be filled in."),
    Column("text", "What people will do there, in two or three sentences."),
    Column("provider", "Who offers it. Always the same words, so that all of yours are on one page."),
    Column("ages", "For whom: 11 to 14, 16+, all ages. Left empty, it is shown as not stated."),
    Column("price", "Free, £3, £2 a session. Left empty, it is shown as not stated, never as free."),
    Column("start", "The first day: 2027-07-05.", sort="date"),
    Column("end", "The last day. Left empty, it is one day.", sort="date"),
    Column("start_time", "When it begins on each day: 10:00.", sort="time"),
    Column("end_time", "When it ends on each day: 12:30.", sort="time"),
    Column("when", "In place of the four before it, in words: Wednesdays 17:30 to 19:00, 7 July to 1 September 2027."),
    Column("place", "The name of the place."),
    Column("address", "Street and number."),
    Column("postcode", "With it people find what is near them."),
    Column("online", "Whether one can take part online.", ("yes", "no")),
    Column("topics", "What it is about, in a word or two: robots, football, cooking."),
    Column("register_url", "The address at which one signs up."),
    Column(
        "registration",
        "How signing up stands.",
        ("open", "not open yet", "full", "waiting list", "closed", "no booking needed"),
    ),
    Column("places_left", "How many places are left today: a number. Shown with the day on which we read it."),
    Column("status", "Only where something has changed.", ("scheduled", "cancelled", "postponed")),
    Column("eligibility", "Who may come, where not everybody may: girls, residents, pupils of a school."),
    Column(
        "signs_up", "Who signs up: young people themselves, an adult, or a code from a school.", ("me", "adult", "code")
    ),
    Column("support", "What is included: lunch, bus fare, bursary, kit lent."),
    Column("access", "Step-free, signed, quiet space, special needs."),
    Column("level", "For beginners, or what one should know before."),
    Column("languages", "In which language it is held, if not only in the city's first."),
    Column("url", "The address of its own page, if it has one."),
    Column("safeguarding", "What you do to keep young people safe. It stands on your page."),
    Column("native_id", "Your own word for it. Rows with the same word become sessions of one course."),
)
"""The columns of the sheet, the most asked for first."""

ALSO = (
    Column("age_from", "The youngest age, as a number."),
    Column("age_to", "The oldest age, as a number."),
    Column("capacity", "How many places there are in all."),
    Column("opens", "The day on which signing up begins."),
    Column("closes", "The last day for signing up."),
    Column("role", "Whether one takes part, helps, leads or is paid."),
    Column("gender", "Whether it is only for girls and women, or only for boys and men."),
    Column("credential", "What one can earn: the name of an award."),
    Column("language", "The language of the title and the text: en, cy, ur."),
    Column("provider_url", "The address of your site."),
    Column("sector", "Public, voluntary or private."),
    Column("area", "The neighbourhood, where there is no address."),
    Column("latitude", "Degrees north, with a point: 51.4545."),
    Column("longitude", "Degrees east, with a point: -2.5879."),
    Column("currency", "Three letters, where the cost is not in the city's money: EUR."),
    Column("timezone", "Where times are not the city's: Europe/Paris."),
)
"""What the kind `csv` reads besides; nobody needs to."""

REASON = "An example row of the template."


def is_example(title: str | None) -> bool:
    """Whether a title marks its row as an example."""
    return bool(title) and str(title).strip().upper().startswith(EXAMPLE)


def examples(year: int) -> list[dict[str, str]]:
    """Three rows, two of one course, with ISO 8601 days and times: for a summer of this year."""
    monday = next(day for n in range(5, 12) if (day := dt.date(year, 7, n)).weekday() == 0)
    week, wednesday = dt.timedelta(days=7), monday + dt.timedelta(days=2)
    robots = {
        "title": f"{EXAMPLE} Build a robot that finds its way",
        "text": "Five mornings. You leave with a robot that can cross the room without touching a chair.",
        "provider": "Your organisation",
        "ages": "11 to 14",
        "price": "Free",
        "start": monday.isoformat(),
        "end": (monday + dt.timedelta(days=4)).isoformat(),
        "start_time": "10:00",
        "end_time": "12:30",
        "place": "Central Library",
        "address": "1 Library Square",
        "topics": "robots",
        "register_url": "https://www.example.org/robots",
        "registration": "open",
        "places_left": "6",
        "signs_up": "adult",
        "support": "lunch, kit lent",
        "access": "step-free, quiet space",
        "level": "For beginners",
        "url": "https://www.example.org/robots",
        "safeguarding": "Two members of staff are in the room at all times.",
        "native_id": f"robots-{year}",
    }
    second = {"start": (monday + week).isoformat(), "end": (monday + week + dt.timedelta(days=4)).isoformat()}
    dance = {
        "title": f"{EXAMPLE} Street dance for people who say they cannot",
        "text": "Come as you are. Nobody watches.",
        "provider": "Your organisation",
        "ages": "12 to 18",
        "price": "£2 a session",
        "when": f"Wednesdays 17:30 to 19:00, {_words(wednesday)} to {_words(wednesday + 8 * week)}",
        "place": "Community Hall",
        "topics": "dance",
        "registration": "no booking needed",
        "native_id": f"dance-{year}",
    }
    return [robots, robots | second | {"registration": "full", "places_left": "0"}, dance]


def csv_bytes(year: int) -> bytes:
    """The sheet as CSV, with examples for a summer of this year."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([row.get(column.field, "") for column in COLUMNS] for row in examples(year))
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(year: int) -> bytes:
    """The sheet as XLSX: real dates and times, a note at each column, menus; the same bytes for the same year."""
    import openpyxl  # noqa: PLC0415 (slow to load, and asked for twice a year)
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sessions"
    formats = {"date": "yyyy-mm-dd", "time": "hh:mm"}
    for place, column in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, place, column.name)
        head.font, head.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
        head.fill = PatternFill("solid", fgColor="FFE8F1F6")
        head.comment = Comment(column.says, "City of Learning", width=260, height=110)
        width = sheet.column_dimensions[head.column_letter]
        width.width = 44 if column.field in {"title", "text", "when"} else 18
        if column.sort in formats:
            width.number_format = formats[column.sort]
        if column.choices:
            menu = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', showErrorMessage=False)
            menu.add(f"{head.column_letter}2:{head.column_letter}2000")
            sheet.add_data_validation(menu)
        for number, row in enumerate(examples(year), start=2):
            value = row.get(column.field, "")
            if value:
                cell = sheet.cell(number, place, _cell(column, value))
                cell.number_format = formats.get(column.sort, "General")
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.font = Font(italic=True, color="FF666666")
    sheet.freeze_panes = "B2"
    told = book.create_sheet("Columns")
    for line in [("Column", "What to write"), *((column.name, column.says) for column in (*COLUMNS, *ALSO))]:
        told.append(line)
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 20, 100
    saved = io.BytesIO()
    book.save(saved)
    return _dated(saved.getvalue(), year)


def _cell(column: Column, value: str) -> str | int | dt.date | dt.time:
    if column.sort == "date":
        return dt.date.fromisoformat(value)
    if column.sort == "time":
        return dt.time.fromisoformat(value)
    return int(value) if value.isdecimal() else value


def _dated(workbook: bytes, year: int) -> bytes:
    """The workbook without the moment of its saving, so that equal sheets are equal bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as came, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as same:
        for name in came.namelist():
            body = came.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", f"{year}-01-01T00:00:00Z".encode(), body)
            same.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _words(day: dt.date) -> str:
    """ "7 July 2027", whatever the machine's language is."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
    return f"{day.day} {months[day.month - 1]} {day.year}"
