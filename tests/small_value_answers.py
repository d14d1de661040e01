"""Asks the parsers of the many small values what one row of their tables asks: choices, languages, registration …"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from indexer.opportunity import Moment
from indexer.values import (
    capacities,
    choice_phrases,
    choices,
    credentials,
    eligibility,
    language_phrases,
    languages,
    levels,
    registration,
    registration_phrases,
)
from indexer.values.reading import Read
from tests.answer import UNKNOWN, Answer, Cells

_ZONE = "Europe/London"


def of_choices(cells: Cells) -> Answer:
    read = _choice(cells["words"], cells["field"], cells["where"])
    said = ";".join(read.value) if isinstance(read.value, tuple) else read.value or ""
    return _answer({"value": cells["value"]}, {"value": said}, read)


def of_languages(cells: Cells) -> Answer:
    words, where = cells["words"], cells["where"]
    read = languages.read((words,)) if where == "field" else language_phrases.find(*_titled(words, where))
    return _answer({"languages": cells["languages"]}, {"languages": ";".join(read.value or ())}, read)


def of_registration(cells: Cells) -> Answer:
    columns = ("state", "opens", "closes", "left", "capacity")
    said = dict.fromkeys(columns, "")
    words, where, today = cells["words"], cells["where"], dt.date.fromisoformat(cells["today"])
    place: dict[str, Any] = {"today": today, "country": cells["country"], "zone": _ZONE}
    read: Read[Any] = Read()
    if where in {"field", "title", "text"}:
        full = where == "title" and registration.from_title(words)[2]
        read = registration.read(words if where == "field" else None, **place, full=full)
        if where != "field" and not read.value:
            read = registration_phrases.find(*_titled(words, where), **place)
        if read.value:
            said |= {
                "state": read.value.state or "",
                "opens": _moment(read.value.opens),
                "closes": _moment(read.value.closes),
            }
    places = {"field": capacities.left, "places left": capacities.left, "text": capacities.find}.get(where)
    if places and (places_read := places(words)).value and said["state"] in {"", "open"}:
        said |= {"left": _number(places_read.value.left), "capacity": _number(places_read.value.capacity)}
    if where == "capacity":
        said["capacity"] = _number(capacities.capacity(words).value)
    return _answer({name: cells[name] for name in columns}, said, read)


def of_eligibility(cells: Cells) -> Answer:
    words, where = cells["words"], cells["where"]
    read = eligibility.read(words) if where == "field" else eligibility.find(*_titled(words, where))
    return _answer({"eligibility": cells["eligibility"]}, {"eligibility": read.value or ""}, read)


def of_credentials(cells: Cells) -> Answer:
    columns = ("name", "issuer", "criteria", "level")
    words, where = cells["words"], cells["where"]
    said = dict.fromkeys(columns, "")
    read: Read[Any]
    if where.startswith("level"):
        kind = where.removeprefix("level in ")
        read = levels.read(words) if where == "level" else levels.find(*_titled(words, kind))
        said["level"] = read.value or ""
    else:
        read = credentials.read(words) if where == "field" else credentials.find(words)
        if read.value:
            said |= {name: getattr(read.value, name) or "" for name in columns[:3]}
    return _answer({name: cells[name] for name in columns}, said, read)


ANSWERS: dict[str, Callable[[Cells], Answer]] = {
    "choices": of_choices, "languages": of_languages, "registration": of_registration, "eligibility": of_eligibility,
    "credentials": of_credentials,
}  # fmt: skip


def _choice(words: str, field: str, where: str) -> Read[Any]:
    title, plain = _titled(words, where)
    if where == "field":
        read: Read[Any] = getattr(choices, field)((words,) if field in {"support", "access"} else words)
        return read
    if field in {"support", "access"}:
        return getattr(choice_phrases, field)(plain, title=title)
    if field == "signs_up":
        return choice_phrases.signs_up(plain)
    return getattr(choice_phrases, field)(title, plain)


def _titled(words: str, where: str) -> tuple[str, str | None]:
    """The words as a title, or as the text under an empty one."""
    return (words, None) if where == "title" else ("", words)


def _answer(expected: dict[str, str], said: dict[str, str], read: Read[Any]) -> Answer:
    """A row of which any column is unknown expects nothing at all."""
    wanted = dict.fromkeys(expected, "") if UNKNOWN in expected.values() else expected
    return Answer(wanted, said, read.confidence if read.value is not None else None)


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.date}T{moment.time:%H:%M}" if moment.time else moment.date.isoformat()


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
