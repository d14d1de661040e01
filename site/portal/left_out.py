"""What of a provider's listings was left out or not understood, in words for the provider; nothing private is shown."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crawlers.draft import Refusal
from crawlers.formats.tables import template
from indexer.contents import Contents, Doubted, SourceState
from indexer.values.text import provider_id
from portal import facts, masking
from portal.i18n import Language, mark

MOST = 20
"""Cases that a page shows; the rest are counted."""
_EACH = 8
_PRIVATE = mark("You marked it as not for everybody.")
_NO_TITLE = mark("It has no title. Give it one.")
_NO_DAY = mark("There is no such day or time.")
_WORDS = {
    template.REASON: mark("It is an example row of the template. Delete it, or write your own words over it."),
    "It has more cells than there are columns.": mark(
        "The row has more cells than there are columns. Look for quotation marks and line ends in its texts."
    ),
    "A quotation mark opens in this row and is never closed.": mark(
        "A quotation mark opens in this row and is never closed. Close it, or take it out."
    ),
    "The row has no title.": _NO_TITLE,
    "It has no title.": _NO_TITLE,
    "it has no title": _NO_TITLE,
    "The row has nothing in the columns that are read.": mark("The row has nothing in the columns that we read."),
    "It has no start that can be read.": mark("We cannot read when it starts. Give it a day."),
    "The page carries no course or event as schema.org data.": mark(
        "The page carries nothing that we can read. The lines at the end of this page mend that."
    ),
    "there is no such day": _NO_DAY,
    "there is no such day or time": _NO_DAY,
    "no amount of money in these words": mark("There is no amount in it. Write it as a number, or write: free."),
    "the text names several amounts": mark("It names several amounts. Say in one place what it costs."),
    "amounts for other things than taking part": mark("Its amounts are for other things than taking part."),
    "none of the words that this field knows": mark("We do not know these words. Use those that we know."),
    "a weekday but no day of the calendar": mark(
        "It names a weekday, but neither a first nor a last day. Write them down."
    ),
    "these words do not say which ages are meant": mark(
        "We cannot tell which ages are meant. Write two numbers, or: all ages."
    ),
    "the end is before the start": mark("It ends before it starts. Mend one of the two."),
    "several different listings share this id or address": mark(
        "Several different ones have the same address. Give each its own."
    ),
}
"""What extraction and normalising say, and what a provider can do about it."""
_NOT_THEIRS = ("Blank rows are skipped.", "The column is neither mapped nor ignored.")


class Group(NamedTuple):
    """why: in words; foreign: whether they are English in a page of another language. n: how many.

    cases: (where, what we saw) of those that may be shown; more: of these, how many there is no room for.
    """

    why: str
    todo: str
    foreign: bool
    n: int
    cases: tuple[tuple[str, str], ...]
    more: int


class Whose(NamedTuple):
    """providers: by source, the ids of those whose opportunities it lists. names: of all providers, casefolded.

    shared: addresses that several opportunities have, such as that of the sheet in which they stand.
    """

    providers: Mapping[str, frozenset[str]]
    names: frozenset[str]
    shared: frozenset[str]


def whose(contents: Contents) -> Whose:
    """Who is in which source."""
    found: dict[str, set[str]] = {}
    times = Counter(url for o in contents.opportunities for url in {listing.url for listing in o.listings} if url)
    for opportunity in contents.opportunities:
        for listing in opportunity.listings:
            found.setdefault(listing.source, set()).add(opportunity.provider.id)
    names = frozenset(opportunity.provider.name.casefold() for opportunity in contents.opportunities)
    shared = frozenset(url for url, n in times.items() if n > 1)
    return Whose({source: frozenset(ids) for source, ids in found.items()}, names, shared)


def sources_of(key: str, contents: Contents, known: Whose) -> list[SourceState]:
    """The sources that list this provider, and its own where it lists nothing."""
    return [s for s in contents.sources if key in known.providers.get(s.name, ()) or _owner(s, key)]


def refusals_of(key: str, name: str, sources: Iterable[SourceState], known: Whose) -> list[Refusal]:
    """What was left out and is this provider's: in a source that several share only the rows that name it."""
    return [
        refusal
        for source in sources
        for refusal in source.refusals
        if refusal.reason not in _NOT_THEIRS and _theirs(refusal, source, key, name, known)
    ]


def doubts_of(key: str, sources: Iterable[SourceState], known: Whose) -> list[Doubted]:
    """What was not understood in this provider's listings."""
    found = []
    for source in sources:
        alone = _alone(source, key, known)
        found += [doubt for doubt in source.doubts if doubt.provider == key or (not doubt.provider and alone)]
    return found


def refused(refusals: Sequence[Refusal], language: Language) -> list[Group]:
    """Refusals by reason."""
    cases = ((r.reason, r.todo, (_where(r, language), masking.shown(r.wrote, r.reason))) for r in refusals)
    return _grouped(cases, language)


def doubted(doubts: Sequence[Doubted], language: Language) -> list[Group]:
    """Doubts by reason: the listing, and the words that were not understood."""
    cases = ((d.reason, "", (d.listing, _doubt_words(d, language))) for d in doubts)
    return _grouped(cases, language)


def _grouped(cases: Iterable[tuple[str, str, tuple[str, str]]], language: Language) -> list[Group]:
    """By reason, the most frequent first; MOST cases in all and _EACH of a reason are shown."""
    by_reason: dict[tuple[str, str, bool], list[tuple[str, str]]] = {}
    for reason, todo, case in cases:
        by_reason.setdefault(_why(reason, todo, language), []).append(case)
    groups, room = [], MOST
    for (why, what, foreign), found in sorted(by_reason.items(), key=lambda one: -len(one[1])):
        tellable = list(dict.fromkeys(case for case in found if any(case)))
        shown = tuple(tellable[: min(_EACH, room)])
        groups.append(Group(why, what, foreign, len(found), shown, len(tellable) - len(shown)))
        room -= len(shown)
    return groups


def _why(reason: str, todo: str, language: Language) -> tuple[str, str, bool]:
    """(reason, what to do, whether they are English). What only the city can do is not said to a provider."""
    if masking.is_private(reason):
        return language.gettext(_PRIVATE), "", False
    if reason in _WORDS:
        return language.gettext(_WORDS[reason]), "", False
    sentence = re.sub(r"\s*\(the option '[^']*'\)", "", reason)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}"
    for_city = re.search(r"\boption\b|'group'|\bthe provider\b|\bkind\b", todo)
    return (
        sentence if sentence.endswith(".") else f"{sentence}.",
        "" if for_city else masking.masked(todo),
        language.code != "en",
    )


def _where(refusal: Refusal, language: Language) -> str:
    """A row's number or an address; "" where it would give away what is private."""
    if masking.is_private(refusal.reason):
        return ""
    if row := re.fullmatch(r"(?:listing of )?rows? (\d+)", refusal.where):
        return language.gettext("Row %(number)s", number=row[1])
    return refusal.where if masking.masked(refusal.where) == refusal.where else ""


def _doubt_words(doubt: Doubted, language: Language) -> str:
    words = masking.shown(doubt.words, doubt.reason)
    if not words or doubt.field in ("url", "native_id"):
        return words
    return language.gettext("%(field)s: “%(words)s”", field=facts.field_name(doubt.field, language), words=words)


def _theirs(refusal: Refusal, source: SourceState, key: str, name: str, known: Whose) -> bool:
    cells = {cell.strip().casefold() for cell in refusal.wrote.split(" | ")}
    if name.casefold() in cells:
        return True
    return _alone(source, key, known) and not cells & known.names


def _alone(source: SourceState, key: str, known: Whose) -> bool:
    """Whether what names nobody is theirs: it is their source, or nobody else is in it."""
    return _owner(source, key) or known.providers.get(source.name, frozenset()) == {key}


def _owner(source: SourceState, key: str) -> bool:
    return provider_id(source.provider) == key
