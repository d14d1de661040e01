"""Reads the tables of tests/tables and asks the parsers of indexer/values what each row asks.

A row's question gives two strings, what the table expects and what the parser said, so that a failure reads by itself.
"""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from indexer.opportunity import Moment
from indexer.settings import IndexSettings
from indexer.values import ages, dates, places, prices, schedules, text, topics
from indexer.values.gazetteer import Gazetteer

TABLES = Path(__file__).parent / "tables"
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


class Row(NamedTuple):
    """One row of a table: where it stands, and its cells by column."""

    table: str
    line: int
    cells: dict[str, str]

    @property
    def words(self) -> str:
        return self.cells[next(iter(self.cells))]


def rows(table: str) -> list[Row]:
    lines = (TABLES / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    return [
        Row(table, number, dict(zip(columns, line.split("\t"), strict=True)))
        for number, line in enumerate(lines[1:], 2)
        if line and not line.startswith("#")
    ]


def asked(row: Row) -> tuple[str, str]:
    """What the table expects of the row, and what the parser says, in one spelling."""
    cells = row.cells
    expected = {
        name: cell
        for name, cell in cells.items()
        if name not in {"words", "country", "today", "zone", "note", "raw", "title"}
    }
    return {
        "ages": _ages, "dates": _dates, "schedules": _schedules, "prices": _prices,
        "places": _places, "topics": _topics, "text": _text,
    }[row.table](cells, expected)  # fmt: skip


def _ages(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    value = ages.read(cells["words"], country=cells["country"]).value
    said = (
        "unknown"
        if value is None
        else "any"
        if (value.low, value.high) == (None, None)
        else f"{value.low}..{value.high}"
    )
    wanted = "any" if expected["flag"] == "any" else f"{expected['low'] or None}..{expected['high'] or None}"
    return "unknown" if expected["low"] == "unknown" else wanted, said


def _dates(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    read = dates.read_range(
        cells["words"], today=dt.date.fromisoformat(cells["today"]), country=cells["country"], zone=cells["zone"]
    )
    start, end = read.value or (None, None)
    wanted = (
        "unknown"
        if expected["start"] == "unknown"
        else f"{expected['start']} to {expected['end'].replace('unknown', '')}"
    )
    if expected["end"] == expected["start"] and "T" not in expected["end"]:
        wanted = f"{expected['start']} to "
    return wanted, f"{_moment(start)} to {'' if end == start else _moment(end)}" if read.value else "unknown"


def _schedules(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    read = schedules.read(
        cells["words"], today=dt.date.fromisoformat(cells["today"]), country=cells["country"], zone="Europe/London"
    )
    value = read.value
    wanted = "unknown" if expected["start"] == "unknown" else " | ".join(expected.values())
    if value is None:
        return wanted, "unknown"
    start, end = value.start.date if value.start else "", value.end.date if value.end else ""
    weekdays = ",".join(DAYS[number] for number in value.weekdays)
    times = [f"{time:%H:%M}" if time else "" for time in (value.start_time, value.end_time)]
    exceptions = ";".join(map(str, value.exceptions))
    return wanted, " | ".join([str(start), str(end), weekdays, *times, exceptions])


def _prices(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    cost = prices.read(cells["words"], country=cells["country"])
    price = cost.price.value
    wanted = f"{_price(expected) if expected['low'] != 'unknown' else 'unknown'} | {_bare(expected['eligibility'])}"
    said = "unknown"
    if price:
        said = _price({
            "low": str(price.low), "high": "" if price.high is None else str(price.high),
            "concession": "" if price.concession is None else str(price.concession), "currency": price.currency,
            "basis": price.basis or "",
            "free": "yes" if price.free else "no", "donation": "yes" if price.donation else "",
        })  # fmt: skip
    return wanted, f"{said} | {_bare(cost.eligibility or '')}"


def _price(cells: dict[str, str]) -> str:
    amounts = [
        str(Decimal(cells[name]).normalize() + 0) if cells[name] else "" for name in ("low", "high", "concession")
    ]
    return " ".join(
        [*amounts, cells["currency"], cells["basis"], f"free={cells['free']}", f"donation={cells['donation'] or 'no'}"]
    )


def _places(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    words = unescaped(cells["words"])
    settings = IndexSettings(timezone="Europe/London", country=cells["country"], languages=("en",), folder=Path())
    place = places.read(words, gazetteer=Gazetteer(), settings=settings).value
    online = {True: "yes", False: "no", None: "no" if place else "unknown"}[places.is_online(None, words)]
    said = [(place and place.name) or "", (place and place.address) or "", (place and place.postcode) or "", online]
    if expected["name"] == "unknown":
        expected["name"] = ""
    return " | ".join(map(unescaped, expected.values())), " | ".join(said)


def _topics(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    said = topics.read(cells["title"], tuple(cells["words"].split("; ")) if cells["words"] else ())
    wanted = [] if expected["topics"] == "unknown" else expected["topics"].split(";")
    right = said[:1] == tuple(wanted[:1]) and set(said) <= set(wanted)
    return ";".join(wanted), ";".join(wanted if right else said)


def _text(cells: dict[str, str], expected: dict[str, str]) -> tuple[str, str]:
    return unescaped(expected["clean"]), text.clean(text.mend(unescaped(cells["raw"])))


def unescaped(cell: str) -> str:
    """The cell with its escapes resolved."""
    short = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(u[0-9a-fA-F]{4}|[nrt\\])", lambda found: short.get(found[1]) or chr(int(found[1][1:], 16)), cell)


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    if moment.time is None:
        return moment.date.isoformat()
    return f"{moment.date}T{moment.time.isoformat('seconds' if moment.time.second else 'minutes')}"


def _bare(clause: str) -> str:
    return clause.strip(" .,;()").lower()


def scores() -> dict[str, tuple[int, int, list[tuple[Row, Any, Any]]]]:
    """For each table: rows right, rows, and the wrong ones."""
    result = {}
    for path in sorted(TABLES.glob("*.tsv")):
        wrong = []
        every = rows(path.stem)
        for row in every:
            expected, said = asked(row)
            if expected != said:
                wrong.append((row, expected, said))
        result[path.stem] = (len(every) - len(wrong), len(every), wrong)
    return result
