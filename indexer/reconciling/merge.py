"""Makes one opportunity of its listings: in each field one is believed, the others fill what it leaves unsaid."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from indexer.opportunity import Listing, Opportunity, Provider
from indexer.reconciling.runs import Said, runs
from indexer.reconciling.titles import bare
from indexer.reconciling.trust import Trust
from indexer.values.text import slug


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A listing and what it means on its own."""

    listing: Listing
    opportunity: Opportunity


class _Voice(NamedTuple):
    """What a source says of the opportunity."""

    source: str
    opportunity: Opportunity


_NOT_FILLED = frozenset(
    {"id", "slug", "title", "text", "language", "provider", "sessions", "listings", "inferred", "words", "corrected"}
)


def merge(
    name: str, members: Sequence[Member], *, believed: Sequence[Member] = (), trust: Trust | None = None
) -> Opportunity:
    """One opportunity under this id. members: at least one, the first as the one that it was minted from.

    believed: the same in the order in which they are believed, where that is another. trust: of each field.
    """
    trust = trust or Trust()
    voices = [_Voice(one.listing.source, one.opportunity) for one in believed or members]
    first = voices[0].opportunity
    values: dict[str, Any] = {}
    words, inferred = dict[str, str](), list[str]()
    for voice in voices:
        words = {**voice.opportunity.words, **words}
    for field in Opportunity.__struct_fields__:
        if field not in _NOT_FILLED:
            speaker = _speaker(voices, field, trust)
            values[field] = getattr(speaker, field)
            inferred += [field] if field in speaker.inferred else []
            words |= {field: speaker.words[field]} if field in speaker.words else {}
    titled = min(voices, key=lambda voice: trust.place("title", voice.source)).opportunity
    title = titled.title
    if any(voice.opportunity.title != title for voice in voices):
        title = bare(title)
    # A text belongs to its language, so it is taken only where that is the title's.
    told = _speaker([voice for voice in voices if voice.opportunity.language == titled.language], "text", trust)
    inferred += [field for field in first.inferred if field in _NOT_FILLED and field not in {"text", "title"}]
    inferred += ["text"] if "text" in told.inferred else []
    minted = members[0].opportunity
    return msgspec.structs.replace(
        first,
        **values,
        id=name,
        title=title,
        text=told.text,
        language=titled.language,
        slug=minted.slug if title == minted.title else slug(title),
        provider=_provider([voice.opportunity.provider for voice in voices]),
        sessions=_sessions(members, believed, trust),
        listings=tuple(member.listing for member in members),
        inferred=tuple(dict.fromkeys(inferred)),
        words=words,
    )


def _speaker(voices: Sequence[_Voice], field: str, trust: Trust) -> Opportunity:
    """Whose word holds for a field: the most believed of those that say something, else the first."""
    saying = [voice for voice in voices if not unsaid(getattr(voice.opportunity, field))] or voices[:1]
    return min(saying, key=lambda voice: trust.place(field, voice.source)).opportunity


def unsaid(value: object) -> bool:
    """Whether nothing is said: unknown, or none of a list."""
    return value is None or value == ()


def _sessions(members: Sequence[Member], believed: Sequence[Member], trust: Trust) -> Any:
    at = {member.listing.id: place for place, member in enumerate(believed or members)}
    said = [
        # Among those of several listings a session has to say where its own page is.
        Said(
            msgspec.structs.replace(session, url=session.url or member.listing.url) if len(members) > 1 else session,
            member.listing.id,
            member.listing.source,
            at[member.listing.id],
        )
        for member in members
        for session in member.opportunity.sessions
    ]
    return runs(said, trust)


def _provider(providers: Sequence[Provider]) -> Provider:
    first = providers[0]
    same = [provider for provider in providers[1:] if provider.id == first.id]
    return msgspec.structs.replace(
        first,
        url=next((p.url for p in (first, *same) if p.url), None),
        sector=next((p.sector for p in (first, *same) if p.sector), None),
        safeguarding=next((p.safeguarding for p in (first, *same) if p.safeguarding), None),
    )
