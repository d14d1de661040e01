"""Makes an Opportunity of a Draft: a line of small steps, each of which decides what one field means."""

import datetime as dt
import re
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.source import Source
from indexer import from_text, terms
from indexer.defaults import fill_draft, fill_session
from indexer.opportunity import Ages, Doubt, Listing, Opportunity, Provider, Session, Status, Struct
from indexer.sessions import Frame, address, normalise_session, session_ids
from indexer.settings import IndexSettings
from indexer.values import (
    age_phrases,
    ages,
    choices,
    contacts,
    cutting,
    languages,
    registration,
    shouting,
    text,
    topics,
    zones,
)
from indexer.values.gazetteer import Gazetteer
from indexer.values.reading import Read


class PageLike(Protocol):
    """What is asked of the page that a draft came from; crawlers.keep.KeptPage has it."""

    @property
    def url(self) -> str: ...  # noqa: D102

    @property
    def fetched_at(self) -> dt.datetime: ...  # noqa: D102


class Normalised(Struct, frozen=True, kw_only=True):
    """An opportunity, or the reason why there is none; and every value that was not understood."""

    opportunity: Opportunity | None = None
    refusal: Refusal | None = None
    doubts: tuple[Doubt, ...] = ()


def normalise(
    draft: Draft, page: PageLike, source: Source, settings: IndexSettings, gazetteer: Gazetteer, listing: Listing
) -> Normalised:
    """What a draft means. Its id is provisional, the listing's; its only clock is when the page was fetched.

    A draft with no title is refused. Every other value may be unknown, with a doubt where it was not understood.
    """
    draft, defaulted = fill_draft(draft, source.defaults)
    title, status, full = registration.from_title(shouting.calmed(text.line(draft.title) or ""))
    if not any(c.isalnum() for c in title):
        return Normalised(refusal=_untitled(draft, page))
    plain = text.clean(draft.text) if draft.text else None
    provider, provider_doubts = _provider(draft, source)
    hosts = _hosts(provider)
    shown = cutting.cut(plain, title=title, hosts=hosts).text if plain else None
    interests = _topics(draft, title, plain, default="topics" in defaulted)
    meant = _ages(draft, title, plain, settings.country, default="ages" in defaulted)
    frame = _frame(source, settings, page, choices.status(status).value, full)
    sessions, free_for, session_doubts = _sessions(draft, source, frame, gazetteer, listing)
    told = from_text.told(sessions, title, plain, frame)
    agreed = terms.read(draft, title, plain, free_for=free_for)
    words = {"ages": meant.words} | agreed.words
    words = {name: contacts.mask(said, hosts=hosts).text for name, said in words.items() if said}
    inferred = {
        "ages": meant.inferred and meant.value is not None,
        "topics": interests.inferred and interests.value is not None,
        **dict.fromkeys(told.inferred, True),
        **agreed.inferred,
    }
    opportunity = Opportunity(
        id=listing.id,
        slug=_slug(title, provider),
        title=title,
        text=shown or None,
        language=_language(draft, title, plain, source, settings),
        provider=provider,
        topics=interests.value or (),
        ages=meant.value,
        level=agreed.level.value,
        role=agreed.role.value,
        eligibility=agreed.eligibility.value,
        gender=agreed.gender.value,
        signs_up=agreed.signs_up.value,
        support=agreed.support.value or (),
        access=agreed.access.value or (),
        credential=agreed.credential.value,
        languages=agreed.languages.value or (),
        sessions=told.sessions,
        listings=(listing,),
        inferred=tuple(name for name, yes in inferred.items() if yes),
        words=defaulted | {field: said for field, said in words.items() if said},
    )
    doubts = provider_doubts + meant.doubts + interests.doubts + agreed.doubts + session_doubts + told.doubts
    return Normalised(opportunity=opportunity, doubts=doubts)


def _untitled(draft: Draft, page: PageLike) -> Refusal:
    wrote = text.line(draft.text) or text.line(draft.title) or ""
    return Refusal(
        where=draft.native_id or draft.url or page.url,
        reason="it has no title",
        wrote=wrote[:200],
        todo="Ask the provider for a title, or map the field that holds it.",
    )


def _provider(draft: Draft, source: Source) -> tuple[Provider, tuple[Doubt, ...]]:
    """Who offers it: the draft's provider, else the source's. A person's e-mail address is never kept."""
    name = text.line(draft.provider) or ""
    name = (
        re.sub(r"mailto:\S+|<?[\w.+-]+@[\w-]+\.[\w.-]+>?", "", name, flags=re.IGNORECASE).strip(" ,;:()<>-")
        or source.provider
    )
    sector = choices.sector(draft.sector)
    provider = Provider(
        id=text.provider_id(name),
        name=name,
        url=address(draft.provider_url),
        sector=sector.value,
        safeguarding=text.line(draft.safeguarding),
    )
    return provider, sector.doubts


def _hosts(provider: Provider) -> tuple[str, ...]:
    """Of the provider's own site, whose addresses of a desk are no private person's."""
    host = urlsplit(provider.url or "").hostname
    return (host.removeprefix("www."),) if host else ()


def _ages(draft: Draft, title: str, plain: str | None, country: str, *, default: bool) -> Read[Ages]:
    """Ages of the source's own field; else those that title or text state, the city's default, its standard's."""
    stated = ages.read(draft.ages, country=country, low=draft.age_from, high=draft.age_to)
    if (stated.words or stated.value) and not default:
        return stated
    for words, is_title in ((title, True), (plain, False)):
        found = age_phrases.find(words, country=country, title=is_title)
        if found.value or found.doubts:
            return found
    if draft.ages_assumed and not default:
        prescribed = ages.read(draft.ages_assumed, country=country).value
        return Read(value=msgspec.structs.replace(prescribed, assumed=True) if prescribed else None)
    return msgspec.structs.replace(stated, words=None) if default else stated


def _topics(draft: Draft, title: str, plain: str | None, *, default: bool) -> Read[tuple[str, ...]]:
    """The interests; the city's default for a source comes after what the listing itself speaks of."""
    if not default:
        return topics.reading(title, draft.topics, plain)
    own, given = topics.reading(title, (), plain), topics.reading("", draft.topics)
    both = tuple(dict.fromkeys((own.value or ()) + (given.value or ())))[:3]
    return msgspec.structs.replace(own, value=both or None, inferred=own.value is not None)


def _frame(source: Source, settings: IndexSettings, page: PageLike, status: Status | None, full: bool) -> Frame:
    zone = source.timezone or settings.timezone
    return Frame(
        settings=settings,
        today=page.fetched_at.astimezone(ZoneInfo(settings.timezone)).date(),
        zone=zones.named(zone) or settings.timezone,
        assumed=True,
        fetched_at=page.fetched_at,
        status=status,
        full=full,
    )


def _sessions(
    draft: Draft, source: Source, frame: Frame, gazetteer: Gazetteer, listing: Listing
) -> tuple[tuple[Session, ...], str | None, tuple[Doubt, ...]]:
    """Every session that says anything, for whom a price field says it is free, and the doubts."""
    said = tuple(session for session in draft.sessions if session != DraftSession())
    made: list[Session] = []
    free_for: str | None = None
    doubts: tuple[Doubt, ...] = ()
    for session, session_id in zip(said, session_ids(listing.id, said), strict=True):
        filled, defaulted = fill_session(session, source.defaults) if source.defaults else (session, {})
        one, eligibility, more = normalise_session(filled, frame, gazetteer, session_id, defaulted)
        made.append(one)
        free_for = free_for or eligibility
        doubts += more
    return tuple(made), free_for, doubts


def _slug(title: str, provider: Provider) -> str:
    made = text.slug(title)
    return made if made != "x" else text.slug(provider.name)


def _language(draft: Draft, title: str, plain: str | None, source: Source, settings: IndexSettings) -> str | None:
    """What the letters give away, else what the source says, else the city's first language."""
    by_script = text.script_language(f"{title} {plain or ''}")
    if by_script:
        return (
            "ur" if by_script == "ur" or ("ur" in settings.languages and "ar" not in settings.languages) else by_script
        )
    return languages.code(draft.language) or languages.code(source.language) or next(iter(settings.languages), None)
