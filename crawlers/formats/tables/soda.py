"""Addresses and answers of SODA, the API of Socrata's data portals: rows of JSON become rows of text.

SODA 2.1 (dev.socrata.com/docs): a row is an object without its empty fields; `:id` and `:updated_at` are the portal's
own. The older rows.json has its columns in meta.view.columns, and rows that are lists.
"""

import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from crawlers.errors import OptionError, Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.formats.tables.table import Row
from crawlers.page import Page

_ID = r"[a-z0-9]{4}-[a-z0-9]{4}"
_RESOURCE = re.compile(r"/resource/([\w-]+)(?:\.json)?/?$")
_PAGE = re.compile(rf"/({_ID})(?:/\w+)?/?$")
_LEGACY = re.compile(rf"/(?:api/)?views/{_ID}/rows\.json$")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?")
_FLOATING = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.0+")
_COUNTED = "count(*) as count,max(:updated_at) as updated"
_OURS = frozenset({"$limit", "$offset", "$order", "$select"})
_ADDRESS = ("address", "city", "state", "zip")


class Count(msgspec.Struct, frozen=True):
    """How many rows there are, and when one was last changed. `updated` is missing where there are none."""

    count: int
    updated: str = ""


def resource(source: str, url: str) -> str:
    """The API's address of a dataset, whichever of its addresses is given. Raises OptionError for any other."""
    parts = urlsplit(url)
    if _LEGACY.search(parts.path):
        return url
    found = _RESOURCE.search(parts.path) or _PAGE.search(parts.path)
    if not found:
        raise OptionError(
            f"{source}: expected the address of a dataset, such as https://data.example/resource/abcd-1234.json, "
            f"but 'url' is {url[:200]}. Copy it from the dataset's page: Export, then API endpoint."
        )
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OURS]
    return _with(f"{parts.scheme}://{parts.netloc}/resource/{found[1]}.json", kept)


def counted(url: str, where: str | None) -> str:
    """Where it is asked how many rows there are and when one was last changed."""
    return url if is_legacy(url) else _asking(url, [("$select", _COUNTED)], where)


def rows_of(url: str, where: str | None, *, since: str, limit: int, offset: int = 0) -> str:
    """Where rows are asked for: those that have changed since then, or all ("")."""
    changed = f":updated_at >= '{since}'" if since else None
    both = f"({where}) AND {changed}" if where and changed else changed or where
    paging = [("$select", ":*,*"), ("$order", ":id"), ("$limit", str(limit)), ("$offset", str(offset))]
    return _asking(url, paging, both)


def is_legacy(url: str) -> bool:
    """Whether the address is that of the older rows.json."""
    return bool(_LEGACY.search(urlsplit(url).path))


def is_resource(url: str) -> bool:
    """Whether the address is the API's own of a dataset, or of an export of it."""
    return bool(_RESOURCE.search(urlsplit(url).path)) or is_legacy(url)


def is_dataset(url: str) -> bool:
    """Whether the address may be that of a dataset's page."""
    found = _PAGE.search(urlsplit(url).path)
    return bool(found) and not re.fullmatch(r"(?:19|20)\d\d-(?:19|20)?\d\d(?:\d\d)?", found[1] if found else "")


def is_count(url: str) -> bool:
    """Whether the address asks for the number of rows."""
    return dict(parse_qsl(urlsplit(url).query)).get("$select") == _COUNTED


def answer(source: str, page: Page) -> list[dict[str, Any]]:
    """The rows of an answer, by the API's names of their columns. Raises WrongContent and Unreadable."""
    text, _ = decode(page.body, page.charset)
    if looks_like_html(text):
        todo = "Copy the address from the dataset's page: Export, then API endpoint."
        raise WrongContent(source, expected="rows in JSON (SODA)", came=what_page(text), todo=todo)
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        came = f"{page.url} cannot be read ({error})" if text.strip() else f"the answer of {page.url} is empty"
        todo = "Open it in a browser; the next crawl tries again."
        raise Unreadable(source, expected="rows in JSON (SODA)", came=came, todo=todo) from None
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        return _of_lists(source, found)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        said = found.get("message") if isinstance(found, dict) else None
        came = f"the portal says {str(said)[:200]!r}" if said else "JSON of another sort came"
        todo = "Open the dataset's page: it may be private, a map or a file, and not a table."
        raise Unreadable(source, expected="rows in JSON (SODA)", came=came, todo=todo)
    return found


def _of_lists(source: str, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        columns = found["meta"]["view"]["columns"]
        names = [str(column["fieldName"]) for column in columns]
        parts = [column.get("subColumnTypes") for column in columns]
        rows = [list(row) for row in found["data"]]
    except (KeyError, TypeError) as error:
        todo = "Ask the provider for the address of the dataset's API endpoint."
        raise Unreadable(
            source, expected="rows.json with its columns in meta.view", came=f"{error} is missing", todo=todo
        ) from None
    return [
        {
            name: dict(zip(part, value, strict=False)) if isinstance(part, list) and isinstance(value, list) else value
            for name, part, value in zip(names, parts, row, strict=False)
            if value is not None
        }
        for row in rows
    ]


def table(rows: Sequence[Mapping[str, Any]], wanted: Container[str]) -> tuple[tuple[str, ...], list[Row]]:
    """The columns' names in the order of their first appearance, and a row of text for each row.

    The portal's own columns (":updated_at") are left out unless they are wanted. What is known of a place is under
    names of its own: "site.latitude", "site.zip". A column in which every moment is midnight holds days: SODA has no
    other way to say a day.
    """
    cells = [flat({name: row[name] for name in row if not name.startswith(":") or name in wanted}) for row in rows]
    names = tuple(dict.fromkeys(name for row in cells for name in row))
    days = {name for name in names if all(_MIDNIGHT.fullmatch(row[name]) for row in cells if row.get(name))}
    return names, [
        Row(number, tuple(_moment(row.get(name, ""), is_day=name in days) for name in names))
        for number, row in enumerate(cells, 1)
    ]


def _moment(value: str, *, is_day: bool) -> str:
    if value[10:11] != "T":
        return value
    found = _MIDNIGHT.fullmatch(value) if is_day else _FLOATING.fullmatch(value)
    return found[1] if found else value


def time_of(moment: str) -> str:
    """The time of a floating timestamp; what is none stays as it is."""
    day, _, time = moment.partition("T")
    return time if time and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else moment


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """A row of text of one of JSON; what a value of several parts says has names of its own: "site.zip"."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= {f"{name}.{part}" if part else name: text for part, text in _parts(value).items()}
        else:
            cells[name] = _text(value)
    return cells


def _parts(value: Mapping[str, Any]) -> dict[str, str]:
    """What a value of several parts says: a place, a point (GeoJSON, RFC 7946), a link or a telephone number.

    "" is the whole, as it is read in a table.
    """
    if value.get("type") == "Point" and isinstance(value.get("coordinates"), list) and len(value["coordinates"]) >= 2:
        longitude, latitude = value["coordinates"][:2]
        return {"": "", "latitude": _text(latitude), "longitude": _text(longitude)}
    if "latitude" in value or "human_address" in value:
        human = _human(value.get("human_address"))
        whole = ", ".join(words for part in _ADDRESS if (words := human.get(part, "")))
        position = {part: _text(value.get(part)) for part in ("latitude", "longitude")}
        return {"": whole, **position, **human}
    if "url" in value:
        return {"": _text(value["url"]), "description": _text(value.get("description"))}
    if "phone_number" in value:
        return {"": _text(value["phone_number"])}
    return {"": ""}  # a line or an area on a map


def _human(words: Any) -> dict[str, str]:
    try:
        found = json.loads(words) if isinstance(words, str) else words
    except ValueError:
        return {"address": str(words)}
    return {part: _text(found.get(part)) for part in _ADDRESS} if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return msgspec.json.encode(value).decode()


def slug(name: str) -> str:
    """The API's name of a column that is called so on the dataset's page and in its CSV: "Site Name" is site_name."""
    head, dot, part = name.strip().lstrip("'").rpartition(".")
    if dot and part in {*_ADDRESS, "latitude", "longitude", "description"}:
        return f"{slug(head)}.{part}"
    system = ":" if name.strip().startswith(":") else ""
    return system + re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def _asking(url: str, pairs: Iterable[tuple[str, str]], where: str | None) -> str:
    parts = urlsplit(url)
    kept = parse_qsl(parts.query)
    own = [value for name, value in kept if name == "$where"]
    conditions = [*own, *([where] if where else [])]
    both = " AND ".join(f"({one})" for one in conditions) if len(conditions) > 1 else "".join(conditions)
    asked = [*((name, value) for name, value in kept if name != "$where"), *pairs]
    return _with(parts._replace(query="").geturl(), [*asked, ("$where", both)] if both else asked)


def _with(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{url}?{urlencode(pairs, safe='$:*,()', quote_via=quote)}" if pairs else url
