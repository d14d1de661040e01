"""Decides which listings are one opportunity, and keeps every id lasting.

listing_id and identify name what a crawl brought; reconcile joins what names the same thing and hands each group its
opportunity's id. Both only look at what is kept, so a rule that changes is applied to everything by the next run.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from crawlers.addresses import canonical
from crawlers.draft import Draft
from crawlers.keep import KeptPage
from indexer.opportunity import Doubt, Opportunity
from indexer.reconciling.duplicates import groups
from indexer.reconciling.merge import Member, merge
from indexer.reconciling.trust import Trust


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of a crawl under its listing's id. draft.count: how many equal rows it stands for."""

    id: str
    draft: Draft
    page: KeptPage
    doubt: Doubt | None = None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue remembers of ids: opportunity by listing, when each was minted, and from which listing.

    slugs: what stands in each opportunity's address, since it was first published.
    """

    opportunity_of: Mapping[str, str] = {}
    created_at: Mapping[str, dt.datetime] = {}
    first_listing: Mapping[str, str] = {}
    aliases: Mapping[str, str] = {}
    slugs: Mapping[str, str] = {}


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided, by ids of listings or opportunities: which two are one, and which are not."""

    joined: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """Two listings of two opportunities that may be one: a person should look. likelihood: 0 to 1."""

    one: str
    two: str
    likelihood: float
    why: str


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """opportunities: in the order of their ids. aliases: old id to the id that is used, never chained.

    doubtful: what may be one, the likeliest first.
    """

    opportunities: tuple[Opportunity, ...]
    aliases: dict[str, str]
    doubtful: tuple[Alike, ...] = ()


def listing_id(source: str, draft: Draft) -> str:
    """The listing's lasting id: its source's name and 12 hex digits of its native id.

    Without one, of its canonical address; without that, of title, provider and the first session's start and place.
    """
    if draft.native_id:
        key = f"id {draft.native_id.strip()}"
    elif draft.url:
        key = f"url {canonical(draft.url)}"
    else:
        key = f"words {_own_words(draft)}"
    return f"{source}-{_hex(key, 12)}"


def identify(source: str, drafts: Iterable[tuple[KeptPage, Draft]], known: Iterable[str] = ()) -> list[Found]:
    """Every draft of a crawl under its listing's id, each id once.

    known: ids of this source in the catalogue. Drafts that are equal in everything are one, with their count. Of
    different drafts with one id the first keeps it; each other gets a suffix made of its own words, and a doubt.
    A listing that had a suffix before keeps it, also when the others have gone.
    """
    found = _counted(source, drafts)
    shared: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(found):
        shared[one.id].append(at)
    known_ids, bare_length = set(known), len(source) + 13
    suffixed = {one[:bare_length] for one in known_ids if len(one) > bare_length}
    names = [one.id for one in found]
    for base, ats in shared.items():
        if len(ats) > 1 or base in suffixed:
            for at, name in zip(ats, _names([found[at] for at in ats], known_ids), strict=True):
                names[at] = name
    return [
        msgspec.structs.replace(one, id=name, doubt=_shared_id(one.draft) if name != one.id else None)
        for one, name in zip(found, names, strict=True)
    ]


def _counted(source: str, drafts: Iterable[tuple[KeptPage, Draft]]) -> list[Found]:
    """Each different draft once, on the page that was checked last, under an id that others may share."""
    equal: dict[bytes, Found] = {}
    for page, draft in drafts:
        words = _encoded(draft)
        before = equal.get(words)
        if before is None:
            equal[words] = Found(id=listing_id(source, draft), draft=draft, page=page)
        else:
            count = before.draft.count + draft.count
            latest = page if page.checked_at > before.page.checked_at else before.page
            counted = msgspec.structs.replace(draft, count=count)
            equal[words] = msgspec.structs.replace(before, draft=counted, page=latest)
    return list(equal.values())


def _names(group: Sequence[Found], known: set[str]) -> list[str]:
    """Ids of different drafts that share one: as they were known, else the shared one for the first that is left."""
    short = [f"{one.id}-{_hex(_own_words(one.draft, more=True), 4)}" for one in group]
    long = [f"{one.id}-{_hex(_encoded(one.draft).hex(), 8)}" for one in group]
    alone = [short.count(name) == 1 for name in short]
    names = [
        s if only and s in known else n if n in known else "" for s, n, only in zip(short, long, alone, strict=True)
    ]
    for at, one in enumerate(group):
        if not names[at]:
            own = short[at] if alone[at] else long[at]
            names[at] = own if one.id in names else one.id
    return names


def _shared_id(draft: Draft) -> Doubt:
    if draft.native_id or draft.url:
        return Doubt(
            field="native_id" if draft.native_id else "url",
            words=(draft.native_id or draft.url or "")[:200],
            reason="several different listings share this id or address",
        )
    return Doubt(
        field="title",
        words=(draft.title or "")[:200],
        reason="several listings without an id or address have this title, provider, start and place",
    )


def reconcile(
    members: Sequence[Member], known: Known, *, links: Links | None = None, trust: Trust | None = None
) -> Reconciled:
    """Joins listings into opportunities. members: every listing that counts, in the order of the city file.

    A group takes the oldest of the ids that its listings had; the others become aliases of it. Where listings that
    were one come apart again, the id stays with the listing it was minted from. A group without an id gets that of
    its first listing. An opportunity keeps its slug when its title changes: its address must last as its id does.
    links: what people decided. trust: who is believed for which field; else it is the order of members.
    """
    links = links or Links()
    find = _Finder(members, known)
    found = groups(
        [msgspec.structs.replace(member.opportunity, listings=(member.listing,)) for member in members],
        [member.listing.source for member in members],
        joined=find.pairs(links.joined),
        parted=find.pairs(links.parted),
    )
    ids, aliases = _ids([[members[i] for i in one] for one in found.sets], known)
    opportunities = []
    for name, one in zip(ids, found.sets, strict=True):
        first = known.first_listing.get(name, name)
        believed = [members[i] for i in one]
        ordered = sorted(believed, key=lambda m: (m.listing.id != first, m.listing.first_seen))
        one_of_all = merge(name, ordered, believed=believed, trust=trust)
        opportunities.append(msgspec.structs.replace(one_of_all, slug=known.slugs.get(name, one_of_all.slug)))
    return Reconciled(
        opportunities=tuple(sorted(opportunities, key=lambda o: o.id)),
        aliases=aliases,
        doubtful=tuple(
            Alike(one=members[a].listing.id, two=members[b].listing.id, likelihood=round(likely, 3), why=why)
            for a, b, likely, why in found.doubtful
        ),
    )


class _Finder:
    """Finds the listing that an id stands for: itself, or the oldest that speaks for an opportunity of that id."""

    def __init__(self, members: Sequence[Member], known: Known) -> None:
        self._listings = {member.listing.id: at for at, member in enumerate(members)}
        self._known = known
        self._opportunities: dict[str, int] = {}
        for at in sorted(range(len(members)), key=lambda at: (members[at].listing.first_seen, members[at].listing.id)):
            had = known.opportunity_of.get(members[at].listing.id)
            if had is not None:
                self._opportunities.setdefault(known.aliases.get(had, had), at)

    def pairs(self, links: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
        """The positions of both ends, of links that have both at present."""
        ends = ((self._at(one), self._at(two)) for one, two in links)
        return [(one, two) for one, two in ends if one is not None and two is not None and one != two]

    def _at(self, name: str) -> int | None:
        if name in self._listings:
            return self._listings[name]
        return self._opportunities.get(self._known.aliases.get(name, name))


def _ids(sets: Sequence[Sequence[Member]], known: Known) -> tuple[list[str], dict[str, str]]:
    claims: dict[str, list[tuple[bool, dt.datetime, int]]] = {}
    for at, one in enumerate(sets):
        for member in one:
            had = known.opportunity_of.get(member.listing.id)
            if had is not None:
                had = known.aliases.get(had, had)
                first = known.first_listing.get(had, had) == member.listing.id
                claims.setdefault(had, []).append((not first, member.listing.first_seen, at))
    won: list[list[str]] = [[] for _ in sets]
    for name, who in claims.items():
        won[min(who)[2]].append(name)
    ids: list[str] = []
    joined: dict[str, str] = {}
    for mine, one in zip(won, sets, strict=True):
        if mine:
            name = min(mine, key=lambda n: (known.created_at.get(n, one[0].listing.first_seen), n))
        else:
            name = min(one, key=lambda m: (m.listing.id in claims, m.listing.first_seen)).listing.id
        ids.append(name)
        joined.update((other, name) for other in mine if other != name)
    used = set(ids)
    aliases = {}
    for old, new in {**known.aliases, **joined}.items():
        end, steps = new, 0
        while end in joined and steps <= len(joined):
            end, steps = joined[end], steps + 1
        if old not in used:
            aliases[old] = end
    return ids, aliases


def _own_words(draft: Draft, *, more: bool = False) -> str:
    """What names a draft that has no id: who offers what, when and where; more: and for whom."""
    first = draft.sessions[0] if draft.sessions else None
    words = [draft.title, draft.provider]
    words += [first.start or first.when, first.place or first.address] if first else []
    words += [draft.ages, draft.age_from, draft.age_to, draft.level, draft.gender, draft.url] if more else []
    return " | ".join(" ".join((word or "").casefold().split()) for word in words)


def _encoded(draft: Draft) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(draft, count=1))


def _hex(words: str, digits: int) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
