"""Reads a source again out of the memory, compares what comes with what is kept, and puts it in its place if wanted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing

import msgspec
from rich.console import Console
from rich.markup import escape

from crawlers import keep
from crawlers.draft import Draft, DraftSession
from crawlers.errors import SourceError
from crawlers.keep import Crawl
from crawlers.memory import replaying
from crawlers.memory.replaying import Replayed
from indexer.catalogue import kept as shared_crawls
from indexer.catalogue.catalogue import Catalogue
from indexer.reconciling.reconcile import listing_id
from schedules import run as line
from schedules.home import Home
from schedules.run import Clock

SHOWN = 5
"""Titles and addresses that stand as examples."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept (before) against what was read again (after). Of drafts, counts; of lists, titles.

    fields: how many drafts differ in each field; of their sessions as "sessions.start". refusals: by reason, before and
    after. errors: pages that could not be read. example: of each field, what it was and what it is in one draft.
    """

    before: int
    after: int
    added: tuple[str, ...]
    gone: tuple[str, ...]
    fields: Mapping[str, int]
    example: Mapping[str, tuple[str, str]]
    refusals: Mapping[str, tuple[int, int]]
    errors: tuple[int, int]

    @property
    def same(self) -> bool:
        """Whether nothing would change."""
        changed = any(before != after for before, after in self.refusals.values())
        return not (self.added or self.gone or self.fields or changed) and self.errors[0] == self.errors[1]


def replay(home: Home, name: str, run: str | None = None) -> tuple[Replayed, Comparison]:
    """Reads the source again, and changes nothing. Raises CityFileError, SourceError, OptionError."""
    source = line.chosen(home, [name])[0]
    kept = keep.load(home.crawls, name)
    made = replaying.replay(source, home.city.crawl, home.memory, home.crawls, kept, run)
    return made, compare(kept, made.crawl)


def put(home: Home, made: Replayed, clock: Clock) -> None:
    """Puts the crawl in the place of the kept one, and indexes it. Raises SourceError where that must not be, Busy."""
    crawl = made.crawl
    if not made.is_last or crawl.error:
        raise SourceError(
            crawl.source,
            expected="a crawl that can be put in place",
            came=crawl.error or f"the run {made.runs[-1]} is not the last",
            todo="Replay without --run: that reads the present state again.",
        )
    with line.alone(home), closing(Catalogue.open(home.catalogue)) as catalogue:
        keep.save(home.crawls, crawl)
        shared_crawls.store(catalogue, [crawl.source], home.crawls, again=True)
        line.index(home, clock())


def compare(before: Crawl | None, after: Crawl) -> Comparison:
    """What would change. Drafts are the same listing where their lasting ids are."""
    old, new = _by_listing(before), _by_listing(after)
    fields, example = Counter[str](), dict[str, tuple[str, str]]()
    for key in old.keys() & new.keys():
        pairs = zip(old[key], new[key], strict=False)
        said = {name: (was, now) for one, other in pairs for name, was, now in _differ(one, other)}
        fields.update(said.keys())
        example = said | example
    reasons = [
        Counter(refusal.reason for refusal in one.refusals) if one else Counter[str]() for one in (before, after)
    ]
    return Comparison(
        before=sum(map(len, old.values())),
        after=sum(map(len, new.values())),
        added=tuple(_left_over(new, old)),
        gone=tuple(_left_over(old, new)),
        fields=dict(fields.most_common()),
        example=example,
        refusals={reason: (reasons[0][reason], reasons[1][reason]) for reason in sorted({**reasons[0], **reasons[1]})},
        errors=(_unread(before), _unread(after)),
    )


def show(name: str, made: Replayed, found: Comparison, console: Console) -> None:
    """Prints what was read again, and what would change."""
    spoken = made.runs[0] if len(made.runs) == 1 else f"{made.runs[0]} to {made.runs[-1]}"
    console.print(f"{escape(name)}: read again from the run {spoken}, without the network.", highlight=False)
    if made.crawl.error:
        console.print(f"[red]refused[/] {escape(made.crawl.error)}", highlight=False)
    console.print(f"   drafts: {found.before:,} kept, {found.after:,} now", highlight=False)
    for words, titles in (("added", found.added), ("gone", found.gone)):
        if titles:
            more = f" … and {len(titles) - SHOWN:,} more" if len(titles) > SHOWN else ""
            said = "; ".join(titles[:SHOWN])
            console.print(f"   {words}: {len(titles):,} ({escape(said)}{more})", highlight=False)
    for field, count in found.fields.items():
        was, now = found.example[field]
        console.print(f"   changed: {field} in {count:,} (such as {escape(was)} → {escape(now)})", highlight=False)
    for reason, (before, after) in found.refusals.items():
        if before or after:
            console.print(f"   left out: {before:,} → {after:,} × {escape(reason)}", highlight=False)
    if any(found.errors):
        console.print(f"   pages not read: {found.errors[0]:,} → {found.errors[1]:,}", highlight=False)
    if made.missing:
        more = f" … and {len(made.missing) - SHOWN:,} more" if len(made.missing) > SHOWN else ""
        said = ", ".join(made.missing[:SHOWN])
        console.print(f"   not in the memory, so not read: {escape(said)}{more}", highlight=False)
    if found.same:
        console.print("   Nothing would change.", highlight=False)


def _by_listing(crawl: Crawl | None) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = defaultdict(list)
    for _, draft in crawl.drafts if crawl else ():
        found[listing_id(crawl.source if crawl else "", draft)].append(draft)
    return found


def _left_over(these: Mapping[str, list[Draft]], others: Mapping[str, list[Draft]]) -> Iterator[str]:
    for key, drafts in these.items():
        for draft in drafts[len(others.get(key, ())) :]:
            yield draft.title or draft.url or draft.native_id or key


def _differ(one: Draft, other: Draft) -> Iterator[tuple[str, str, str]]:
    """The fields in which two drafts differ, and what they say there, shortened."""
    for name in Draft.__struct_fields__:
        was, now = getattr(one, name), getattr(other, name)
        if name != "sessions" and was != now:
            yield name, _short(was), _short(now)
    if len(one.sessions) != len(other.sessions):
        yield "sessions", str(len(one.sessions)), str(len(other.sessions))
        return
    for name in DraftSession.__struct_fields__:
        pairs = [(getattr(a, name), getattr(b, name)) for a, b in zip(one.sessions, other.sessions, strict=True)]
        different = next(((was, now) for was, now in pairs if was != now), None)
        if different:
            yield f"sessions.{name}", _short(different[0]), _short(different[1])


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} entries" if value and not isinstance(value[0], str) else _short(", ".join(value) or None)
    words = " ".join(str(value).split()) if value is not None else "nothing"
    return words if len(words) <= 40 else f"{words[:39]}…"


def _unread(crawl: Crawl | None) -> int:
    return sum(page.error is not None for page in crawl.pages) if crawl else 0
