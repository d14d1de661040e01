"""Reads any JSON API: JMESPath expressions say where the listings are, and where in each our fields.

    [source.options]
    items    = "data.events"
    field    = { title = "name", url = "links.self", start = "starts_at", ages = "join('-', [min_age, max_age])" }
    sessions = "dates"
    session  = { start = "from", end = "to", places_left = "free" }
    next     = "links.next"

Fields are those of crawlers/draft.py by name; one that only a session has (when, price, place …) goes to the listing's
session, or, with `sessions`, to each of them. Values are passed on in the source's words: true and false as yes and no,
a list joined by commas, or as several values where the field has several (topics). Numbers that count seconds since
1970 become a moment where the expression says so: epoch_seconds(@), epoch_milliseconds(@).

Items that share a mapped native_id on one page are one listing, with a session for each.

Options:

    items         the list of listings; the whole answer where it is not said
    field         our field -> expression within an item
    sessions      the list of an item's sessions
    session       a session's field -> expression within one of these
    link          the public address of a listing: "https://fun.example/e/{slug}", with expressions within an item
    next          the address of the next page, or a token that `parameter` sends
    page          the query's parameter that numbers pages: they are read until one is empty
    offset        the query's parameter that says how many items to skip, likewise
    total         how many items there are in all, where the answer says so
    parameter     the query's parameter in which the token of `next` is sent
    token         the environment variable that holds an API key: "$CALENDAR_KEY"
    token_header  the header it is sent in: "Authorization: Bearer" where it is not said, or such as "X-Api-Key"
    windowed      true: the API shows only a part (the next weeks), so what is not there any more is not gone
    hosts         further hosts that belong to the source

JSON Lines, and JSON wrapped in a callback, are read too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import msgspec

from crawlers import tokens
from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.errors import SourceError, Unreadable
from crawlers.formats import fields, json_body, json_paths, pasted
from crawlers.formats.json_paths import NotFound
from crawlers.formats.tables import mapping
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "JSON (RFC 8259), mapped by JMESPath; JSON Lines"
COMPLETENESS = "snapshot"
TRIED = "7 real answers of six providers"

_PLACE = re.compile(r"\{([^{}]+)\}")
_HEADER = re.compile(r"[A-Za-z0-9-]+(?:: [A-Za-z0-9-]+)?")
_TOLD = ("message", "error", "error_description", "detail")
"""Where APIs say what is wrong."""
_JOINED_BY = {"text": "\n\n", "when": "; "}


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    field: dict[str, str]
    items: str = "@"
    sessions: str | None = None
    session: dict[str, str] = {}
    link: str | None = None
    next: str | None = None
    page: str | None = None
    offset: str | None = None
    total: str | None = None
    parameter: str | None = None
    token: str | None = None
    token_header: str = "Authorization: Bearer"  # noqa: S105 - a name
    windowed: bool = False
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        fields.check_names(self.field)
        fields.check_names(f"session.{name.removeprefix('session.')}" for name in self.session)
        tokens.check(self.token)
        if "title" not in self.field:
            raise ValueError("field: nothing is said of the title")
        if self.session and not self.sessions:
            raise ValueError("session needs sessions, the expression of an item's sessions")
        if sum(way is not None for way in (self.next, self.page, self.offset)) > 1:
            raise ValueError("next, page, offset: only one of them can be the way to the next page")
        if not _HEADER.fullmatch(self.token_header):
            raise ValueError('token_header: expected a header\'s name, such as "X-Api-Key" or "Authorization: Bearer"')
        for name in ("items", "sessions", "next", "total"):
            if (words := getattr(self, name)) is not None:
                json_paths.check(name, words)
        for option in ("field", "session"):
            for name, words in getattr(self, option).items():
                json_paths.check(f"{option}.{name}", words)
        for words in _PLACE.findall(self.link or ""):
            json_paths.check("link", words)


def completeness(options: Options) -> Literal["snapshot", "windowed"]:
    """What an API shows is all it has, unless the options say that it is a part."""
    return "windowed" if options.windowed else "snapshot"


def headers(source: Source, options: Options, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The API key."""
    token = tokens.value_of(source, options.token, environment)
    name, _, scheme = options.token_header.partition(": ")
    return {name: f"{scheme} {token}".strip()} if token else {}


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """A draft for each item. Raises WrongContent, and Unreadable where there is no list of items."""
    groups: dict[str, list[Draft]] = {}
    for number, item in enumerate(_items(page, source, options), 1):
        draft, doubts = _draft(item, page, options)
        where = f"item {number}" + (f" ({draft.native_id})" if draft and draft.native_id else "")
        if draft is None or not draft.title:
            reason = "The item has no title: nothing is at the option field.title."
            yield Refusal(where=where, reason=reason, wrote=_short(item, draft), todo="Correct the option field.title.")
            continue
        yield from (Refusal(where=where, reason=doubt, wrote=_short(item, draft)) for doubt in doubts)
        groups.setdefault(draft.native_id or f"\0{number}", []).append(draft)
    for same in groups.values():
        whole, differing = mapping.merged(same)
        yield msgspec.structs.replace(whole, count=1)
        for field, kept, others in differing:
            yield Refusal(
                where=f"listing {whole.native_id}",
                reason=f"Items of one listing differ in {field!r}; the first is kept.",
                wrote=" | ".join([kept, *others])[:200],
            )


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The next page, until there is none, one is empty, or all are read."""
    if not (options.next or options.page or options.offset):
        return ()
    items = _items(page, source, options)
    answer = json_body.read(source.name, page)
    if options.next:
        found = _first(options.next, answer)
        return (_linked(page.url, found, options),) if found else ()
    query = dict(parse_qsl(urlsplit(page.url).query))
    name = options.page or options.offset or ""
    before = int(query[name]) if query.get(name, "").isdecimal() else (1 if options.page else 0)
    total = _first(options.total, answer) if options.total else None
    read = before + len(items) if options.offset else 0
    if not items or (total and total.isdecimal() and options.offset and read >= int(total)):
        return ()
    return (_asking(page.url, name, str(read if options.offset else before + 1)),)


def recognise(page: Page) -> Iterator[Candidate]:
    """An answer in JSON that is a list of objects, or holds one. Which field is which, a person has to say."""
    if page.body[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["} or len(page.body) > pasted.MOST:
        return
    try:
        answer = json_body.read(page.url, page)
    except SourceError:
        return
    named = [(len(rows), items, title) for items, rows in _lists(answer) if (title := _title(rows))]
    if named:
        number, items, title = max(named)
        why = f"it is JSON with a list of {number} objects that have a {title}; other fields are to be said"
        options = {"items": items, "field": {"title": title}}
        yield Candidate(kind="json", url=page.url, options=options, why=why, score=15)


def _title(rows: list[dict[str, Any]]) -> str | None:
    return next((name for name in ("title", "name", "Title", "Name") if isinstance(rows[0].get(name), str)), None)


def _lists(answer: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of objects of an answer, down to its second level, each with its expression."""
    levels = [("@", answer)]
    if isinstance(answer, dict):
        levels += answer.items()
        levels += [(f"{a}.{b}", c) for a, inner in answer.items() if isinstance(inner, dict) for b, c in inner.items()]
    for words, value in levels:
        named = words == "@" or re.fullmatch(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?", words)
        if named and isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            yield words, value


def _items(page: Page, source: Source, options: Options) -> list[Any]:
    answer = json_body.read(source.name, page)
    try:
        found = json_paths.path(options.items)(answer)
    except NotFound:
        found = None
    if isinstance(found, list):
        return found
    there = ", ".join(repr(words) for words, _ in list(_lists(answer))[:5])
    keys = ", ".join(map(repr, list(answer)[:10])) if isinstance(answer, dict) else type(answer).__name__
    said = answer if isinstance(answer, dict) else {}
    told = next((said[name] for name in _TOLD if isinstance(said.get(name), str)), "")
    came = f"there are lists at {there}" if there else f"there is none; the answer has {keys}"
    raise Unreadable(
        source.name,
        expected=f"a list at {options.items!r} (the option 'items')",
        came=f"the answer says {told[:200]!r}" if told else came,
        todo="Correct the option 'items', or open the address: it may say what is wrong.",
    )


def _draft(item: Any, page: Page, options: Options) -> tuple[Draft | None, list[str]]:
    said, doubts = _said(item, options.field, page, "field")
    if options.link and not said.get("url"):
        said["url"] = _link(options.link, item)
    draft = fields.draft_of(said)
    if draft is None or not options.sessions:
        return draft, doubts
    try:
        found = json_paths.path(options.sessions)(item)
    except NotFound:
        found = None
    if found is not None and not isinstance(found, list):
        doubts.append("There is no list at the option 'sessions'.")
    sessions = []
    for one in found if isinstance(found, list) else ():
        own, more = _said(one, options.session, page, "session")
        doubts += [doubt for doubt in more if doubt not in doubts]
        shared = draft.sessions[0] if draft.sessions else DraftSession()
        changes: dict[str, Any] = {name.removeprefix("session."): value for name, value in own.items() if value}
        sessions += [msgspec.structs.replace(shared, **changes)] if changes else []
    return msgspec.structs.replace(draft, sessions=tuple(dict.fromkeys(sessions)) or draft.sessions), doubts


def _said(
    item: Any, where: Mapping[str, str], page: Page, option: str
) -> tuple[dict[str, str | tuple[str, ...] | None], list[str]]:
    said: dict[str, str | tuple[str, ...] | None] = {}
    doubts = []
    for field, words in where.items():
        name = field.removeprefix("session.")
        try:
            found = json_paths.texts(json_paths.path(words)(item))
        except NotFound:
            found = None
        if found is None:
            doubts.append(f"What is at the option {option}.{field} is no text, and counts as not stated.")
        elif option == "field" and field in fields.LISTS:
            said[field] = found
        else:
            value = _JOINED_BY.get(name, ", ").join(found)
            if value and name in fields.ADDRESSES:
                value = fields.address(value, page.final_url)
                doubts += [] if value else [f"The address at the option {option}.{field} is none: it is not stated."]
            said[field] = value or None
    return said, doubts


def _link(template: str, item: Any) -> str | None:
    values = {words: _first(words, item) for words in _PLACE.findall(template)}
    if not all(values.values()):
        return None
    return _PLACE.sub(lambda found: quote(values[found[1]] or "", safe=""), template)


def _first(words: str, value: Any) -> str | None:
    try:
        found = json_paths.texts(json_paths.path(words)(value))
    except NotFound:
        return None
    return found[0] if found else None


def _linked(url: str, found: str, options: Options) -> str:
    return _asking(url, options.parameter, found) if options.parameter else urljoin(url, found)


def _asking(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    kept = [(one, said) for one, said in parse_qsl(parts.query, keep_blank_values=True) if one != name]
    return parts._replace(query=urlencode([*kept, (name, value)])).geturl()


def _short(item: Any, draft: Draft | None) -> str:
    """What was read of an item; the rest of it may name people."""
    if draft:
        return msgspec.json.encode(draft).decode()[:200]
    return f"an object of {', '.join(item)}"[:200] if isinstance(item, dict) else str(item)[:200]
