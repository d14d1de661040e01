"""The periods for which counts of people are released, and what of them is."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from indexer.counts.disclosure import Came, Cell, Count, attendance, protect
from indexer.opportunity import Struct

WAIT = dt.timedelta(days=14)
"""After a period's last day, for returns to come."""


class Period(NamedTuple):
    """name: "2026-Q3" or "2026-10". first, last: days, both inclusive."""

    name: str
    first: dt.date
    last: dt.date


class Release(Struct, frozen=True, kw_only=True):
    """What is published of a period; nothing of what is hidden is in it.

    returned: sessions whose counts came. came: by area, in which tenth the share of the enrolled who came lies.
    """

    period: str
    first: dt.date
    last: dt.date
    released_on: dt.date
    fewest: int
    returned: int
    cells: tuple[Cell, ...]
    came: dict[str, int | None] = {}


def period_of(day: dt.date, sort: Literal["month", "quarter"]) -> Period:
    """The calendar month or quarter of a day."""
    months = 1 if sort == "month" else 3
    first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    end = first.month + months - 1
    last = dt.date(day.year, end, calendar.monthrange(day.year, end)[1])
    return Period(f"{first:%Y-%m}" if months == 1 else f"{day.year}-Q{(day.month + 2) // 3}", first, last)


def release(period: Period, rows: Sequence[Mapping[str, Any]], fewest: int, today: dt.date) -> Release:
    """What of a period's returns may be published. rows: of the table `returns`."""
    counts = [
        Count(
            provider=row["provider"],
            area=row["area"],
            age_band=row["age_band"],
            interest=row["interest"],
            people=row["attended"] if row["enrolled"] is None else row["enrolled"],
            most=None if row["enrolled"] is None else row["capacity"],
        )
        for row in rows
    ]
    came = [
        Came(provider=row["provider"], area=row["area"], enrolled=row["enrolled"], attended=row["attended"])
        for row in rows
        if row["enrolled"] is not None and row["attended"] is not None
    ]
    cells = protect(counts, fewest)
    return Release(
        period=period.name,
        first=period.first,
        last=period.last,
        released_on=today,
        fewest=fewest,
        returned=len(rows),
        cells=cells,
        came=attendance(came, cells, fewest),
    )
