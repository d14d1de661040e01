"""Reads tables of open-data portals that run Socrata (SODA): only the rows that have changed, again and again.

`url` is the dataset's API address (https://data.example/resource/abcd-1234.json) or that of its page. Rows are mapped
as the kind `csv` does it, and the options columns, ignore, group, split, marks and empty are the same; a column may be
called by the API's name ("site_name") or as on the dataset's page ("Site Name"). A column of places has parts: "site"
is its address, and there are "site.latitude", "site.longitude", "site.address", "site.city", "site.state" and
"site.zip". The portal's own id of a row is ":id"; map it to native_id where rows are changed in place and not replaced
all together.

Each crawl asks first how many rows there are and when one was last changed. If that is as before, it was the only
request; otherwise the changed rows are read, and where the numbers then disagree, because rows were deleted or
replaced, all of them. A dataset whose address is that of the older rows.json is read whole.

Options: columns, ignore, group, split, marks, empty, and:

    where   a condition for the rows in the portal's own language (SoQL): "borough = 'Bronx' AND max_age > 12"
    token   the environment variable that holds an app token of the portal: "$SOCRATA_TOKEN". Without one the portal
            may answer slowly, or with 429; it is sent as X-App-Token to the dataset's own host only.
    hosts   further hosts that belong to the source
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers import tokens
from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, Unreadable, WrongContent
from crawlers.formats import pasted
from crawlers.formats.tables import headings, mapping, soda
from crawlers.formats.tables.listings import listings
from crawlers.formats.tables.mapping import Columns, Mapped
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "SODA 2.1, the Socrata Open Data API: dev.socrata.com"
COMPLETENESS = "snapshot"
TRIED = "real answers of two cities"

ADVICE = {
    400: "The portal does not understand the question: look at the option 'where', and at the columns it names.",
    403: "The dataset is private, or the app token is wrong: open its page without signing in, and renew the token.",
    404: "The dataset was deleted or replaced by another: look for it on the portal, and put its address in 'url'.",
    429: "Register for an app token of the portal and name its variable in the option 'token', or read it less often.",
}

LIMIT = 5_000
"""Rows of a page: some megabytes."""

_COUNT = "count"
_ROW = "row"


class Options(Columns, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a dataset needs to be understood; columns, ignore, group and split as for the kind csv."""

    where: str | None = None
    token: str | None = None
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        tokens.check(self.token)


def start(source: Source, options: Options) -> Iterable[str]:
    """The question how many rows there are."""
    return (soda.counted(soda.resource(source.name, source.url), options.where),)


def headers(source: Source, options: Options, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The app token."""
    token = tokens.value_of(source, options.token, environment)
    return {"X-App-Token": token} if token else {}


def extract(page: Page, source: Source, _options: Options) -> Iterator[Item | Refusal]:
    """An item for each row, and one for their number. Raises WrongContent and Unreadable."""
    rows = soda.answer(source.name, page)
    if soda.is_count(page.url):
        counted = _count(source.name, rows)
        yield Item(kind=_COUNT, id=_COUNT, modified=counted.updated, data=msgspec.Raw(msgspec.json.encode(counted)))
        return
    for row in rows:
        name = row.get(":id")
        if name is not None:
            data = msgspec.Raw(msgspec.json.encode(row))
            yield Item(kind=_ROW, id=str(name), modified=str(row.get(":updated_at", "")), data=data)
        else:
            wrote = " | ".join(str(value) for value in row.values())[:200]
            yield Refusal(where="a row without :id", reason="The row has no :id of the portal.", wrote=wrote)


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The first page of rows after their number; then the next one until there is no more."""
    rows = soda.answer(source.name, page)
    base, state = soda.resource(source.name, source.url), dict(parse_qsl(urlsplit(page.url).fragment))
    since = state.get("since", "")
    first = dict(parse_qsl(urlsplit(page.url).query)).get("$offset", "")
    if soda.is_legacy(page.url):
        return ()
    if soda.is_count(page.url):
        state["of"] = str(_count(source.name, rows).count)
        offset = 0
    elif not first.isdecimal():  # somebody else's question: it has no next page of ours
        return ()
    else:
        offset = int(first) + len(rows)
        more = len(rows) >= LIMIT or (not since and offset < int(state.get("of", 0)))  # a portal may allow fewer rows
        if not rows or not more:
            return ()
    url = soda.rows_of(base, options.where, since=since, limit=LIMIT, offset=offset)
    return (f"{url}#{urlencode(state)}",)


def resume(items: Sequence[Item], source: Source, options: Options) -> str | None:
    """The question how many rows there are, and since when they will be asked for; None where rows are gone."""
    counts = [item for item in items if item.kind == _COUNT]
    if not counts or counts[0].data is None:
        return None
    counted = msgspec.json.decode(counts[0].data, type=soda.Count)
    if counted.count != len(items) - 1:
        return None
    (first,) = start(source, options)
    return f"{first}#{urlencode({'since': counted.updated})}"


def recognise(page: Page) -> Iterator[Candidate]:
    """Datasets that the page is, or links to. Of rows themselves the columns are guessed."""
    if soda.is_resource(page.final_url):
        try:
            rows = soda.answer(page.url, page)
        except (Unreadable, WrongContent):
            rows = []
        names = list(dict.fromkeys(name for row in rows[: headings.SAMPLE] for name in row))
        heads, cells = soda.table(rows[: headings.SAMPLE], names)
        guess = headings.guess([heads, *(row.cells for row in cells)])
        options = guess.options if guess else {}
        why = "its rows are those of a dataset (SODA); which column is which is guessed" if guess else "it is a dataset"
        yield Candidate(kind="socrata", url=page.final_url, options=options, why=why, score=80 if guess else 50)
        return
    runs_it = b"socrata" in page.body.lower()
    for url in dict.fromkeys(
        [page.final_url, *(link.url for link in pasted.links(page, "/resource/", "/d/", "/views/", "-"))]
    ):
        if soda.is_resource(url) or (soda.is_dataset(url) and (runs_it or url == page.final_url)):
            try:
                address = soda.resource(page.url, url)
            except OptionError:
                continue
            yield Candidate(kind="socrata", url=address, why="the portal runs Socrata, and this is a dataset", score=60)


def assemble(items: Sequence[Item], source: Source, options: Options, _now: dt.datetime) -> Iterator[Draft | Refusal]:
    """Drafts of the rows. Raises Unreadable where there is no column of titles, or none that is mapped at all."""
    decoder = msgspec.json.Decoder(dict[str, object])
    known = [(item.id, decoder.decode(item.data)) for item in items if item.kind == _ROW and item.data is not None]
    if not known:
        return
    wanted = {soda.slug(name) for name in mapping.wanted(options.columns)}
    names, rows = soda.table([row for _, row in known], wanted)
    mapped = mapping.find(source.name, names, _chosen(names, options), [soda.slug(name) for name in options.ignore])
    mapped = _with_marks(mapped, names, options)
    yield from _columns_missing(names, options)
    yield from _columns_left(names, mapped)
    ids = {row.number: name for row, (name, _) in zip(rows, known, strict=True)}
    for one in listings(rows, mapped, options, soda.resource(source.name, source.url), ids):
        yield _timed(one) if isinstance(one, Draft) else one


def _timed(draft: Draft) -> Draft:
    """SODA has no type for a time, so a column of times has moments of some day."""
    times = {
        session: {name: soda.time_of(value) for name in ("start_time", "end_time") if (value := getattr(session, name))}
        for session in draft.sessions
    }
    return msgspec.structs.replace(
        draft, sessions=tuple(msgspec.structs.replace(session, **said) for session, said in times.items())
    )


def _count(source: str, rows: Sequence[Mapping[str, object]]) -> soda.Count:
    try:
        return msgspec.convert(rows[0], soda.Count, strict=False)
    except (IndexError, msgspec.ValidationError) as error:
        raise Unreadable(
            source,
            expected="the number of rows",
            came=f"there is none ({error})",
            todo="Open the dataset's page: it may be a map or a chart, and not a table.",
        ) from None


def _chosen(names: Sequence[str], options: Options) -> dict[str, str | list[str]]:
    """The option `columns` in the API's names, without those that no row has; a place brings its position with it."""
    found = {
        field: [slug for name in mapping.wanted({field: given}) if (slug := soda.slug(name)) in names]
        for field, given in options.columns.items()
    }
    if not any(found.values()) or ("title" in found and not found["title"]):  # titles are never empty all over
        return options.columns
    chosen: dict[str, str | list[str]] = {field: list(columns) for field, columns in found.items() if columns}
    for column in [column for field in ("address", "place") for column in found.get(field, ())]:
        for field, part in (("latitude", "latitude"), ("longitude", "longitude"), ("postcode", "zip")):
            if f"{column}.{part}" in names and field not in options.columns:
                chosen.setdefault(field, f"{column}.{part}")
    return chosen


def _with_marks(mapped: Mapped, names: Sequence[str], options: Options) -> Mapped:
    """Columns of marks by their names in the city file; one that no row has is left out, as nothing is marked there."""
    found = {
        field: tuple((names.index(soda.slug(name)), name) for name in given if soda.slug(name) in names)
        for field, given in options.marks.items()
    }
    used = {place for marked in found.values() for place, _ in marked}
    left = tuple(place for place in mapped.left if place not in used)
    return msgspec.structs.replace(mapped, marks=found, left=left)


def _columns_missing(names: Sequence[str], options: Options) -> Iterator[Refusal]:
    """SODA leaves out what is empty, so a column that no row has may be empty, or none of the dataset's."""
    for name in mapping.wanted(options.columns) if options.columns else ():
        if soda.slug(name) not in names:
            near = difflib.get_close_matches(soda.slug(name), names, n=1)
            yield Refusal(
                where=f"column {name[:100]!r}",
                reason="No row has anything in this column.",
                wrote=name[:100],
                todo=f"If it is misspelt, correct the option 'columns'{f': there is {near[0]!r}' if near else ''}.",
            )


def _columns_left(names: Sequence[str], mapped: Mapped) -> Iterator[Refusal]:
    used = {names[place].partition(".")[0] for places in mapped.places.values() for place in places}
    for place in mapped.left:
        name = names[place]
        if "." not in name and name not in used:
            yield Refusal(
                where=f"column {name[:100]!r}",
                reason="The column is neither mapped nor ignored.",
                wrote=name[:100],
                todo="Map it in the option 'columns', or name it in 'ignore'.",
            )
