"""Reads datasets of open-data portals that run CKAN: rows of its tables, or a file (CSV, XLSX, JSON).

`url` is the dataset's page (https://data.example/dataset/summer-camps), that of one of its resources, or its address in
the API (…/api/3/action/package_show?id=summer-camps), which is needed where a portal's pages look otherwise. Of the
dataset's resources the one that `url` or `resource` names is read; else the first table, else the first file.

Rows are mapped as the kind `csv` does it, and the options columns, ignore, group, split, marks and empty are the same.
The licence is the dataset's own. Authors, maintainers and their addresses are not kept.

Each crawl asks first for the dataset. If its resources are as before, that was the only request; else all is read anew,
because portals write their tables anew with other row numbers.

Options: columns, ignore, group, split, marks, empty, and:

    resource  the name or id of the resource
    join      a second resource, whose columns stand beside those of the first:
              { resource = "Locations", on = "Location ID", to = "ID" }; `to` is what the second calls the column, where
              it calls it otherwise. Of a column that both have the second's is "joined.NAME"
    filters   column -> value or values: only such rows of a table
    hosts     further hosts that belong to the source, such as the one on which its files lie
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import Unreadable
from crawlers.formats import json_body, pasted
from crawlers.formats.tables import ckan, joined_rows, mapping, table
from crawlers.formats.tables.ckan import Resource
from crawlers.formats.tables.joined_rows import Join
from crawlers.formats.tables.listings import listings
from crawlers.formats.tables.mapping import Columns
from crawlers.formats.tables.soda import flat
from crawlers.formats.tables.sound_rows import sound_rows
from crawlers.formats.tables.table import Row
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "CKAN Action API 3 (docs.ckan.org): package_show, resource_show, datastore_search"
COMPLETENESS = "snapshot"
TRIED = "the rows of one real table; answers of the API as documented"

ADVICE = {
    403: "The dataset is private, or the portal turns our crawler away: open its page without signing in.",
    404: "The dataset or its table was deleted, or is under another name: look for it on the portal.",
    409: "The portal does not understand the question: look at the option 'filters', and at the columns it names.",
}

LIMIT = 5_000
"""Rows of a page: some megabytes. CKAN gives 32,000 at most, and fewer where the portal says so."""

_DATASET, _ROW = "dataset", "row"
_FILES = ("CSV", "TSV", "XLSX", "JSON")


class Options(Columns, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module; columns, ignore, group, split, marks and empty as for the kind csv."""

    resource: str | None = None
    join: Join | None = None
    filters: dict[str, str | int | list[str | int]] = {}
    hosts: tuple[str, ...] = ()


def start(source: Source, _options: Options) -> Iterable[str]:
    """Where the dataset is described."""
    return (ckan.described(ckan.place(source.name, source.url)),)


def extract(page: Page, source: Source, options: Options) -> Iterator[Item | Refusal | Rights]:
    """An item for the dataset, one for each row. Raises WrongContent and Unreadable."""
    state = dict(parse_qsl(urlsplit(page.url).fragment))
    if _is_described(page):
        result = ckan.answer(source.name, page)
        if found := ckan.rights(result):
            yield found
        chosen = _chosen(result, source, options)
        yield Item(kind=_DATASET, id=_DATASET, modified=_stamp(chosen), data=msgspec.Raw(msgspec.json.encode(chosen)))
        return
    of = state.get("of", "")
    for row in _rows(page, source):
        if isinstance(row, Refusal):
            yield row
        else:
            number, cells = row
            data = msgspec.Raw(msgspec.json.encode(cells))
            yield Item(kind=f"{_ROW} {of}", id=number, modified=state.get("stamp", ""), data=data)


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The first rows of each resource, the further ones until all are read; nothing where nothing has changed."""
    state = dict(parse_qsl(urlsplit(page.url).fragment))
    root = ckan.place(source.name, source.url).root
    if _is_described(page):
        if state.get("since"):  # where that is not the stamp any more, `resume` has all read anew
            return ()
        chosen = _chosen(ckan.answer(source.name, page), source, options)
        waiting = [(f"{number}{'t' if one.rows else 'f'}", one) for number, one in enumerate(chosen)]
        return (_next(root, waiting, _stamp(chosen), options),)
    if ckan.action(page.url) == "datastore_search":
        result = ckan.answer(source.name, page)
        records, total = result.get("records"), result.get("total")
        total = None if result.get("total_was_estimated") else total
        came = len(records) if isinstance(records, list) else 0
        offset = int(dict(parse_qsl(urlsplit(page.url).query)).get("offset", 0)) + came
        if came and not (isinstance(total, int) and offset >= total):
            filters = options.filters if state.get("of") == "0" else {}
            url = ckan.rows_of(root, state.get("id", ""), filters, limit=LIMIT, offset=offset)
            return (f"{url}#{urlencode(state)}",)
    if state.get("then"):
        kind, _, rest = state["then"].partition(" ")
        one = Resource(id=rest, url=rest, rows=kind.endswith("t"))
        return (_next(root, [(kind, one)], state.get("stamp", ""), options),)
    return ()


def resume(items: Sequence[Item], source: Source, options: Options) -> str | None:
    """The question about the dataset, and the state of what is known; None where that is older than the dataset."""
    stamps = {item.modified for item in items if item.kind == _DATASET}
    rows = {item.modified for item in items if item.kind != _DATASET}
    if len(stamps) != 1 or rows != stamps:
        return None
    (first,) = start(source, options)
    return f"{first}#{urlencode({'since': stamps.pop()})}"


def assemble(items: Sequence[Item], source: Source, options: Options, _now: dt.datetime) -> Iterator[Draft | Refusal]:
    """Drafts of the rows. Raises Unreadable where a column that is mapped is not there."""
    decoder = msgspec.json.Decoder(dict[str, str])
    tables: list[list[dict[str, str]]] = [
        [decoder.decode(item.data) for item in items if item.kind == f"{_ROW} {number}" and item.data is not None]
        for number in (0, 1)
    ]
    ids = [item.id for item in items if item.kind == f"{_ROW} 0"]
    rows, beside = tables
    if not rows:
        return
    if options.join:
        rows, unknown = joined_rows.joined(source.name, rows, beside, options.join)
        if unknown:
            yield joined_rows.missing([ids[place] for place in unknown], options.join)
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    mapped = mapping.find(source.name, names, options.columns, options.ignore, options.marks)
    own = {name for row in tables[0] for name in row}
    for name in (names[place] for place in mapped.left if names[place] in own and names[place] != "_id"):
        if any(row.get(name) for row in tables[0]):
            yield Refusal(
                where=f"column {name!r}",
                reason="The column is neither mapped nor ignored.",
                wrote=name,
                todo="Map it in the option 'columns', or name it in 'ignore'.",
            )
    numbered = [Row(number, tuple(row.get(name, "") for name in names)) for number, row in enumerate(rows, 1)]
    yield from listings(numbered, mapped, options, source.url, dict(enumerate(ids, 1)))


def recognise(page: Page) -> Iterator[Candidate]:
    """Datasets that the page is, or links to, where CKAN made it."""
    made_by = b"ckan" in page.body[: pasted.MOST].lower()
    own = ckan.where(page.final_url)
    if own and (made_by or ckan.action(page.final_url)):
        needs = "which column is which field, in the option 'columns'"
        why = "it is a dataset of a portal that runs CKAN"
        yield Candidate(kind="ckan", url=page.final_url, why=why, score=60, needs=needs)
    elif made_by:
        found = {one.url: at for one in pasted.links(page, "/dataset/") if (at := ckan.where(one.url))}
        for url in [url for url, at in found.items() if at.dataset and not at.resource][:5]:
            yield Candidate(kind="ckan", url=url, why="the portal runs CKAN, and this is one of its datasets", score=40)


def _is_described(page: Page) -> bool:
    return ckan.action(page.url) in {"package_show", "resource_show"}


def _chosen(result: Mapping[str, Any], source: Source, options: Options) -> list[Resource]:
    """The resource that is read, and the one that is joined to it."""
    there = ckan.resources(result)
    wanted = options.resource or ckan.place(source.name, source.url).resource
    found = [_named(source, there, wanted) if wanted else _first(source, there)]
    return [*found, _named(source, there, options.join.resource)] if options.join else found


def _named(source: Source, there: Sequence[Resource], wanted: str) -> Resource:
    for one in there:
        if wanted in {one.id, one.name} or wanted.casefold() == one.name.casefold():
            return one
    raise Unreadable(
        source.name,
        expected=f"a resource {wanted!r} in the dataset",
        came=f"there are {', '.join(repr(one.name or one.id) for one in there[:10]) or 'none'}",
        todo="Correct the option 'resource' (or 'join'), or look at the dataset's page.",
    )


def _first(source: Source, there: Sequence[Resource]) -> Resource:
    found = [one for one in there if one.rows] or [one for one in there if one.format in _FILES]
    if found:
        return found[0]
    raise Unreadable(
        source.name,
        expected="a table, or a file in CSV, XLSX or JSON, in the dataset",
        came=f"there are {', '.join(f'{one.name!r} ({one.format})' for one in there[:10]) or 'none'}",
        todo="Name the resource in the option 'resource', or look at the dataset's page.",
    )


def _stamp(chosen: Sequence[Resource]) -> str:
    return "; ".join(f"{one.id} {one.stamp}" for one in chosen)


def _next(root: str, waiting: Sequence[tuple[str, Resource]], stamp: str, options: Options) -> str:
    """The first page of the next resource. What comes after it goes along in the fragment."""
    (kind, one), *rest = waiting
    of = kind.rstrip("tf")
    state = {"of": of, "id": one.id, "stamp": stamp}
    if rest:
        state["then"] = f"{rest[0][0]} {rest[0][1].id if rest[0][1].rows else rest[0][1].url}"
    filters = options.filters if of == "0" else {}
    url = ckan.rows_of(root, one.id, filters, limit=LIMIT, offset=0) if one.rows else one.url.partition("#")[0]
    return f"{url}#{urlencode(state)}"


def _rows(page: Page, source: Source) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """The rows of a page, each with its number, as text."""
    if ckan.action(page.url) == "datastore_search":
        records = ckan.answer(source.name, page).get("records")
        for number, record in enumerate(records if isinstance(records, list) else (), 1):
            if isinstance(record, dict):
                yield str(record.get("_id", f"{page.url} {number}")), flat(record)
            else:
                yield Refusal(where=f"record {number}", reason="It is no row of a table.", wrote=str(record)[:200])
        return
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        found = json_body.read(source.name, page)
        records = found if isinstance(found, list) else ()
        if not records or not all(isinstance(one, dict) for one in records):
            todo = "Choose another resource in the option 'resource', or read the file with the kind 'json'."
            raise Unreadable(source.name, expected="a list of objects", came="JSON of another sort came", todo=todo)
        yield from ((str(number), flat(record)) for number, record in enumerate(records, 1))
        return
    read = table.read(source.name, page.body, declared=page.charset)
    for row in sound_rows(read):
        if isinstance(row, Refusal):
            yield row
        else:
            named = [(name, cell) for name, cell in zip(read.headers, row.cells, strict=False) if name]
            yield str(row.number), dict(reversed(named))
