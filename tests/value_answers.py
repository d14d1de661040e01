"""Asks the parsers of indexer/values what one row of a table asks, column by column.

Both sides are in one spelling, so that they can be compared and read. "" means that nothing is said there; where a
table's empty cell is itself a statement (no limit of age, no day left out), a word stands for it.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from indexer.opportunity import Moment, Place
from indexer.settings import IndexSettings
from indexer.values import ages, cutting, dates, places, prices, schedules, text, topics
from indexer.values.gazetteer import Gazetteer
from tests import small_value_answers
from tests.answer import UNKNOWN, Answer, Cells

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def of_ages(cells: Cells) -> Answer:
    read = ages.read(cells["words"], country=cells["country"])
    value, nothing = read.value, {"low": "", "high": ""}
    expected = nothing if cells["low"] == UNKNOWN else {end: cells[end] or "no limit" for end in nothing}
    if value is None:
        return Answer(expected, nothing)
    limits = {"low": value.low, "high": value.high}
    said = {end: "no limit" if limit is None else str(limit) for end, limit in limits.items()}
    return Answer(expected, said, read.confidence)


def of_dates(cells: Cells) -> Answer:
    read = dates.read_range(cells["words"], today=_today(cells), country=cells["country"], zone=cells["zone"])
    start, end = cells["start"].replace(UNKNOWN, ""), cells["end"].replace(UNKNOWN, "")
    first, last = read.value or (None, None)
    return Answer(
        _days_and_times(start, "" if end == start and "T" not in end else end),
        _days_and_times(_moment(first), "" if last == first else _moment(last)),
        read.confidence if read.value else None,
    )


def of_schedules(cells: Cells) -> Answer:
    read = schedules.read(cells["words"], today=_today(cells), country=cells["country"], zone="Europe/London")
    columns = ("start", "end", "weekdays", "start_time", "end_time", "exceptions")
    nothing = dict.fromkeys(columns, "")
    expected = nothing if cells["start"] == UNKNOWN else {name: cells[name] for name in columns}
    if expected is not nothing:
        expected["exceptions"] = expected["exceptions"] or "none"
    value = read.value
    if value is None:
        return Answer(expected, nothing)
    said = {
        "start": str(value.start.date) if value.start else "",
        "end": str(value.end.date) if value.end else "",
        "weekdays": ",".join(DAYS[number] for number in value.weekdays),
        "start_time": f"{value.start_time:%H:%M}" if value.start_time else "",
        "end_time": f"{value.end_time:%H:%M}" if value.end_time else "",
        "exceptions": ";".join(map(str, value.exceptions)) or "none",
    }
    return Answer(expected, said, read.confidence)


def of_prices(cells: Cells) -> Answer:
    cost = prices.read(cells["words"], country=cells["country"])
    price = cost.price.value
    columns = ("low", "high", "concession", "currency", "basis", "free", "donation")
    expected = said = dict.fromkeys(columns, "")
    if cells["low"] != UNKNOWN:
        expected = {
            "low": _amount(cells["low"]), "high": _amount(cells["high"]) or "open",
            "concession": _amount(cells["concession"]), "currency": cells["currency"], "basis": cells["basis"],
            "free": cells["free"], "donation": cells["donation"] or "no",
        }  # fmt: skip
    if price:
        said = {
            "low": _amount(price.low), "high": _amount(price.high) or "open", "concession": _amount(price.concession),
            "currency": price.currency, "basis": price.basis or "", "free": "yes" if price.free else "no",
            "donation": "yes" if price.donation else "no",
        }  # fmt: skip
    return Answer(
        expected | {"eligibility": _bare(cells["eligibility"])},
        said | {"eligibility": _bare(cost.eligibility or "")},
        cost.price.confidence if price else None,
    )


def of_places(cells: Cells) -> Answer:
    words = unescaped(cells["words"])
    settings = IndexSettings(timezone="Europe/London", country=cells["country"], languages=("en",), folder=Path())
    read = places.read(words, gazetteer=Gazetteer(), settings=settings)
    place = read.value
    expected = {name: unescaped(cells[name]) for name in ("name", "address", "postcode", "online")}
    online = {True: "yes", False: "no", None: "no" if place and _names(place) else ""}[places.is_online(None, words)]
    said = {
        "name": (place and place.name) or "",
        "address": (place and place.address) or "",
        "postcode": (place and place.postcode) or "",
        "online": online,
    }
    expected = {name: "" if cell == UNKNOWN else cell for name, cell in expected.items()}
    return Answer(expected, said, read.confidence if place else None)


def _names(place: Place) -> bool:
    """Whether it names a place, and does not only say who will be told."""
    return bool(place.name or place.address or place.postcode)


def of_topics(cells: Cells) -> Answer:
    said = topics.read(cells["title"], tuple(cells["words"].split("; ")) if cells["words"] else ())
    wanted = [] if cells["topics"] == UNKNOWN else cells["topics"].split(";")
    others = [key for key in said[1:] if key not in wanted]
    return Answer(
        {"first": "".join(wanted[:1]), "others": ""}, {"first": "".join(said[:1]), "others": ";".join(others)}
    )


def of_text(cells: Cells) -> Answer:
    return Answer({"clean": unescaped(cells["clean"])}, {"clean": text.clean(text.mend(unescaped(cells["raw"])))})


def of_cut(cells: Cells) -> Answer:
    """A part that must stay and is lost is said nothing; one that must go and is there is said wrongly."""
    shown = _on_one_line(cutting.cut(text.clean(text.mend(unescaped(cells["raw"])))).text)
    kept, gone = (
        [_on_one_line(part) for part in unescaped(cells[name]).split(" | ") if part] for name in ("kept", "gone")
    )
    lost, left = [part for part in kept if part not in shown], [part for part in gone if part in shown]
    return Answer(
        {"kept": "kept" if kept else "", "gone": "gone" if gone else ""},
        {"kept": "kept" if kept and not lost else "", "gone": "gone" if gone and not left else " | ".join(left)},
    )


ANSWERS: dict[str, Callable[[Cells], Answer]] = {
    "ages": of_ages, "dates": of_dates, "schedules": of_schedules, "prices": of_prices, "places": of_places,
    "topics": of_topics, "text": of_text, "cut": of_cut, **small_value_answers.ANSWERS,
}  # fmt: skip


def unescaped(cell: str) -> str:
    """The cell with its escapes resolved."""
    short = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(u[0-9a-fA-F]{4}|[nrt\\])", lambda found: short.get(found[1]) or chr(int(found[1][1:], 16)), cell)


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _today(cells: Cells) -> dt.date:
    return dt.date.fromisoformat(cells["today"])


def _days_and_times(start: str, end: str) -> dict[str, str]:
    """Apart, because a day without its time says less than was stated, and nothing wrong."""
    (first, _, begins), (last, _, ends_at) = start.partition("T"), end.partition("T")
    return {"start": first, "start_time": begins, "end": last, "end_time": ends_at}


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    if moment.time is None:
        return moment.date.isoformat()
    return f"{moment.date}T{moment.time.isoformat('seconds' if moment.time.second else 'minutes')}"


def _amount(amount: Decimal | str | None) -> str:
    return str(Decimal(amount).normalize() + 0) if amount not in {None, ""} else ""


def _bare(clause: str) -> str:
    return clause.strip(" .,;()").lower()
