"""The hosts of the real files: a folder as it is, loose RPDE entries wrapped into pages, old rows.json as SODA."""

import datetime as dt
import json
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from schedules.millbrook.open_data import soda
from schedules.millbrook.server import Answer, Site

PAGE = 4
"""Entries to a page of a wrapped feed: few, so that there are pages to follow."""

RPDE, SODA = "rpde.example", "soda.example"


def site_of(host: str, data: Path) -> Site:
    """The site of a host of a city file."""
    return {RPDE: wrapped, SODA: tables}.get(host, files)(data)


def files(data: Path) -> Site:
    """A host that serves the folder of real files."""

    def answer(path: str) -> Answer | None:
        file = _inside(data, path)
        if file is None:
            return None
        kind = {".ics": "text/calendar"}.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        return Answer(file.read_bytes(), content_type=kind or "application/octet-stream")

    return answer


def wrapped(data: Path) -> Site:
    """Feeds of changes (RPDE 1.0) of a folder's files: /openactive_rpde_pages/some-*, and of the loose entries those
    /as-published and those /as-normalised. Each file holds one entry, several, or a page of them.
    """

    def answer(path: str) -> Answer | None:
        address, _, query = path.partition("?")
        folder, _, pattern = unquote(address).lstrip("/").partition("/")
        known = sorted((data / folder).glob("*.json"))
        made = {file for file in known if re.search(r"(?<!not)-normalised", file.name)}
        named = {"as-normalised": [*made], "as-published": [file for file in known if file not in made]}
        found = sorted(named.get(pattern) or ((data / folder).glob(pattern) if pattern else []))
        if not found:
            return None
        entries = [entry for file in found for entry in _entries(file)]
        after = int(dict(parse_qsl(query)).get("afterChangeNumber", "0"))
        shown = entries[after : after + PAGE]
        following = f"{address}?{urlencode({'afterChangeNumber': after + len(shown)})}" if shown else path
        return Answer(json.dumps({"next": following, "items": shown}).encode(), "application/json")

    return answer


def _entries(file: Path) -> list[Any]:
    """The entries of a file; a number goes before each id, as the same id in another file is another entry."""
    found = json.loads(file.read_text(encoding="utf-8"))
    entries = found["items"] if isinstance(found, dict) and "items" in found else found
    return [
        entry | {"id": f"{file.name}#{number}#{entry.get('id', '')}"}
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries])
    ]


def tables(data: Path) -> Site:
    """A portal of the older rows.json files of a folder: /resource/<id of the dataset>.json."""

    def answer(path: str) -> Answer | None:
        return soda(_datasets(data))(path)

    return answer


@cache
def _datasets(data: Path) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for file in sorted((data / "socrata").glob("*.json")):
        whole = json.loads(file.read_text(encoding="utf-8"))
        view = whole["meta"]["view"]
        found[view["id"]] = [_row(view["columns"], row) for row in whole["data"]]
    return found


def _row(columns: list[Any], row: list[Any]) -> dict[str, Any]:
    """A row as SODA gives it: by the API's names, without what is empty, moments in ISO 8601."""
    named: dict[str, Any] = {}
    for column, value in zip(columns, row, strict=True):
        parts = column.get("subColumnTypes")
        cell = value
        if parts and isinstance(value, list):
            cell = {part: one for part, one in zip(parts, value, strict=False) if one is not None} or None
        if cell is not None:
            named[column["fieldName"]] = cell
    for name in (":created_at", ":updated_at"):
        named[name] = dt.datetime.fromtimestamp(named[name], dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return named


def _inside(data: Path, path: str) -> Path | None:
    file = (data / unquote(path.partition("?")[0]).lstrip("/")).resolve()
    return file if file.is_relative_to(data) and file.is_file() else None
