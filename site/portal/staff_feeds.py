"""Writes staff's feeds as CSV and JSON, with Frictionless Table Schema and Data Package (v2), and JSON Schema."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from indexer.counts.disclosure import TENTHS
from indexer.counts.participation import Participation
from indexer.counts.population import Programmes
from indexer.counts.supply import Row
from portal.feeds import csv_table
from portal.file import File
from portal.staff_columns import Column, Feed


class Written(NamedTuple):
    """A feed and its rows, each with a value for each column; None is unknown or hidden."""

    feed: Feed
    rows: list[tuple[Any, ...]]


class About(NamedTuple):
    """What every file says of itself. licences: of the sources, by name."""

    city: str
    operator: str
    contact: str
    generated: dt.date
    licences: Mapping[str, str]


def supply_rows(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """Rows of SUPPLY and TOTALS."""
    return [(*msgspec.structs.astuple(row), None if row.fill is None else round(row.fill, 3)) for row in rows]


def population_rows(rows: Iterable[Programmes]) -> list[tuple[Any, ...]]:
    """Rows of POPULATION."""
    return [msgspec.structs.astuple(row) for row in rows]


def participation_rows(participation: Participation) -> list[tuple[Any, ...]]:
    """Rows of PARTICIPATION; a hidden figure is nowhere in them."""
    return [
        (one.period, cell.area, cell.age_band, cell.interest, cell.people, _status(cell.people))
        for one in participation.releases
        for cell in one.cells
    ]


def attendance_rows(participation: Participation) -> list[tuple[Any, ...]]:
    """Rows of ATTENDANCE."""
    return [
        (one.period, area, *_tenth(tenth), _status(tenth))
        for one in participation.releases
        for area, tenth in sorted(one.came.items())
    ]


def files(written: Sequence[Written], about: About) -> Iterator[File]:
    """Each feed as CSV and JSON with its schemas, and a data package that names them all."""
    for feed, rows in written:
        names = [column.name for column in feed.columns]
        yield File(f"feeds/{feed.name}.csv", csv_table(names, ([_cell(value) for value in row] for row in rows)))
        yield File(f"feeds/{feed.name}.json", msgspec.json.encode(_json(feed, rows, about)))
        yield File(f"feeds/{feed.name}.schema.json", _pretty(table_schema(feed)))
        yield File(f"feeds/{feed.name}.json-schema.json", _pretty(json_schema(feed, about)))
    yield File("feeds/datapackage.json", _pretty(_package([one.feed for one in written], about)))


def table_schema(feed: Feed) -> dict[str, Any]:
    """Frictionless Table Schema (Data Package v2) of the CSV file."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in feed.columns],
        "primaryKey": list(feed.key),
        "missingValues": [""],
    }


def json_schema(feed: Feed, about: About) -> dict[str, Any]:
    """JSON Schema 2020-12 of the JSON file: the columns' names once, then a row an array."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{feed.title}: {about.city}",
        "description": feed.about,
        "type": "object",
        "required": ["city", "title", "generated", "licences", "columns", "rows"],
        "additionalProperties": False,
        "properties": {
            "city": {"type": "string"},
            "title": {"type": "string"},
            "about": {"type": "string"},
            "operator": {"type": "string"},
            "generated": {"type": "string", "format": "date", "description": "The city's day on which it was made."},
            "licences": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "The licence of each source, by its name; a source that is not named states none.",
            },
            "columns": {"const": [column.name for column in feed.columns]},
            "rows": {
                "type": "array",
                "items": {
                    "type": "array",
                    "prefixItems": [_item(column) for column in feed.columns],
                    "items": False,
                    "minItems": len(feed.columns),
                },
            },
        },
    }


def _json(feed: Feed, rows: Sequence[Sequence[Any]], about: About) -> dict[str, Any]:
    return {
        "city": about.city,
        "title": feed.title,
        "about": feed.about,
        "operator": about.operator,
        "generated": about.generated.isoformat(),
        "licences": dict(about.licences),
        "columns": [column.name for column in feed.columns],
        "rows": rows,
    }


def _package(feeds: Sequence[Feed], about: About) -> dict[str, Any]:
    licences = sorted(set(about.licences.values()))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "city-of-learning-staff",
        "title": f"City of Learning: {about.city}, for staff",
        "created": f"{about.generated.isoformat()}T00:00:00Z",
        "contributors": [{"title": about.operator, "email": about.contact, "roles": ["publisher"]}],
        **({"licenses": [{"name": name} for name in licences]} if licences else {}),
        "resources": [
            {
                "name": feed.name,
                "title": feed.title,
                "description": feed.about,
                "path": f"{feed.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": f"{feed.name}.schema.json",
            }
            for feed in feeds
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.kind, "description": _described(column)}
    constraints: dict[str, Any] = {} if column.empty else {"required": True}
    if column.kind in ("integer", "number"):
        constraints["minimum"] = 0
    return {**field, "constraints": constraints} if constraints else field


def _item(column: Column) -> dict[str, Any]:
    item: dict[str, Any] = {
        "title": column.name,
        "type": [column.kind, "null"] if column.empty else column.kind,
        "description": _described(column),
    }
    return {**item, "minimum": 0} if column.kind in ("integer", "number") else item


def _described(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    empty = f" Empty: {column.empty}." if column.empty else ""
    return f"{column.meaning}{unit}{empty}"


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _status(figure: int | None) -> str:
    return "hidden" if figure is None else "shown"


def _tenth(tenth: int | None) -> tuple[float | None, float | None]:
    return (None, None) if tenth is None else (tenth / TENTHS, (tenth + 1) / TENTHS)


def _pretty(data: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
