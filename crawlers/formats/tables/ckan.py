"""Addresses and answers of CKAN, which open-data portals run: datasets ("packages"), their files, rows of tables.

Action API 3 (docs.ckan.org/en/latest/api): {"success": true, "result": …}. A dataset has resources: files, some
of which are also tables that can be asked for rows (the DataStore).
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import msgspec

from crawlers.draft import Rights
from crawlers.errors import OptionError, Unreadable, WrongContent
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.page import Page

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DATASET = re.compile(r"^(.*?)/dataset/([^/]+)(?:/resource/([^/]+))?(?:/.*)?$")
_ACTION = re.compile(r"^(.*?)/api(?:/3)?/action/(package_show|resource_show|datastore_search)/?$")
_DUMP = re.compile(rf"^(.*?)/datastore/dump/({_ID})(?:/.*)?$")
_NO_NAMES = frozenset({"new", "edit", "groups", "activity", "search"})


class Where(msgspec.Struct, frozen=True):
    """Of a portal: its root, and the dataset or the resource that an address means."""

    root: str
    dataset: str | None
    resource: str | None


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a dataset. stamp: by what its state is known again. rows: whether it can be asked for rows."""

    id: str
    name: str = ""
    format: str = ""
    url: str = ""
    stamp: str = ""
    rows: bool = False


def where(url: str) -> Where | None:
    """What an address of a portal means, as a person pastes it or as the API has it; None for any other."""
    parts = urlsplit(url)
    host, query = f"{parts.scheme}://{parts.netloc}", dict(parse_qsl(parts.query))
    if found := _ACTION.match(parts.path):
        root = host + found[1]
        if found[2] == "package_show":
            return Where(root, query["id"], None) if query.get("id") else None
        of = query.get("resource_id") or query.get("id")
        return Where(root, None, of) if of else None
    if found := _DUMP.match(parts.path):
        return Where(host + found[1], None, found[2])
    found = _DATASET.match(parts.path)
    if not found or found[2] in _NO_NAMES:
        return None
    return Where(host + found[1], unquote(found[2]), found[3] if found[3] and re.fullmatch(_ID, found[3]) else None)


def place(source: str, url: str) -> Where:
    """The same; raises OptionError for an address that is none of a dataset."""
    found = where(url)
    if not found:
        raise OptionError(
            f"{source}: expected the address of a dataset, such as https://data.example/dataset/summer-camps, "
            f"but 'url' is {url[:200]}. Where the portal's pages look otherwise, take its API's: "
            "https://data.example/api/3/action/package_show?id=summer-camps."
        )
    return found


def described(at: Where) -> str:
    """Where a dataset, or a lone resource, is described."""
    name, of = ("package_show", at.dataset) if at.dataset else ("resource_show", at.resource)
    return f"{at.root}/api/3/action/{name}?{urlencode({'id': of}, quote_via=quote)}"


def rows_of(root: str, resource: str, filters: Mapping[str, Any], *, limit: int, offset: int) -> str:
    """Where rows are asked for. Without an order they could come twice, or not at all."""
    asked = {"resource_id": resource, "sort": "_id", "limit": limit, "offset": offset}
    asked |= {"filters": json.dumps(filters, ensure_ascii=False)} if filters else {}
    return f"{root}/api/3/action/datastore_search?{urlencode(asked, quote_via=quote)}"


def action(url: str) -> str | None:
    """Which action of the API an address is."""
    found = _ACTION.match(urlsplit(url).path)
    return found[2] if found else None


def answer(source: str, page: Page) -> dict[str, Any]:
    """The result of an action. Raises WrongContent and Unreadable, with what the portal says."""
    text, _ = decode(page.body, page.charset)
    if looks_like_html(text):
        todo = "Take the address of the portal's API: https://…/api/3/action/package_show?id=NAME."
        raise WrongContent(source, expected="an answer of CKAN's API", came=what_page(text), todo=todo)
    try:
        found = msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        came = f"{page.url} cannot be read ({error})" if text.strip() else "the answer is empty"
        todo = "Open it in a browser; the next crawl tries again."
        raise Unreadable(source, expected="an answer of CKAN's API", came=came, todo=todo) from None
    result = found.get("result") if isinstance(found, dict) else None
    if not isinstance(found, dict) or found.get("success") is not True or not isinstance(result, dict):
        told = found.get("error") if isinstance(found, dict) else None
        said = told.get("message") or told.get("__type") or told if isinstance(told, dict) else told
        came = f"the portal says {str(said)[:200]!r}" if said else "JSON of another sort came"
        todo = "Open the dataset's page: it may be gone, private, or under another name."
        raise Unreadable(source, expected="an answer of CKAN's API", came=came, todo=todo)
    return result


def resources(result: Mapping[str, Any]) -> list[Resource]:
    """The resources of a dataset, or the one that is described. Names of people are not taken."""
    found = result.get("resources")
    listed = found if isinstance(found, list) else [result]
    return [_resource(one) for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _resource(said: Mapping[str, Any]) -> Resource:
    def text(*names: str) -> str:
        return next((str(said[name]) for name in names if isinstance(said.get(name), str | int)), "")

    stamp = [text("last_modified", "metadata_modified", "revision_timestamp", "created"), text("hash"), text("size")]
    return Resource(
        id=text("id"),
        name=text("name"),
        format=text("format").upper(),
        url=text("url"),
        stamp=" ".join(filter(None, stamp)),
        rows=said.get("datastore_active") is True,
    )


def rights(result: Mapping[str, Any]) -> Rights | None:
    """The licence that a dataset states. Of whom to name only an organisation is taken, never an author."""
    said = [result.get(name) for name in ("license_url", "license_title", "license_id")]
    licence = next((one for one in said if isinstance(one, str) and one.strip()), None)
    organisation = result.get("organization")
    named = organisation.get("title") if isinstance(organisation, dict) else None
    attribution = named if isinstance(named, str) and named.strip() else None
    if str(result.get("license_id")).lower() == "notspecified":
        licence = None
    return Rights(licence=licence, attribution=attribution) if licence or attribution else None
