"""Reads catalogues of courses in XCRI-CAP 1.1 and 1.2, as colleges and universities publish them: one draft a course.

A course is the draft, its presentations are the sessions: a presentation is what one applies for. What a presentation
says of its age and language holds for the course where all of them say the same; prerequisites are its eligibility, the
qualification and the credits its credential. A presentation at several venues is a session for each.

The rules are the standard's. A description or subject of the course takes the place of what stands above it, and is not
added to it. Without a venue, the provider's address is the place, unless one takes part online. A date without words is
ignored whatever its @dtf says, and so is one whose @dtf is no date. What is absent (study mode, attendance) stays
unknown, as the standard's two places contradict each other. Age, cost and places go on as text.

A document may be of any size, in any encoding whatever it states; entities of its own are refused. Each reading is the
whole catalogue. Contributors, telephone numbers and e-mail addresses are dropped.

Options: none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from lxml import etree

from crawlers.call import Candidate
from crawlers.draft import Draft, DraftSession, Refusal, Rights
from crawlers.formats import markup
from crawlers.formats.charset import decode
from crawlers.formats.xcri_cap import xcri, xcri_fields, xcri_sessions
from crawlers.formats.xcri_cap.xcri_fields import Parts
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "XCRI-CAP 1.1 and 1.2 (BS 8581, EN 15982)"
COMPLETENESS = "snapshot"
TRIED = "a college's catalogue of 334 courses, and 8 test catalogues of 5 publishers"

OLD = dt.timedelta(days=365)
NAMELESS = "The course has no title."
STALE = "The catalogue says that it was made more than a year ago."
UNDATED = "The catalogue's 'generated' is no date."

_LICENCE = re.compile(r"\blicen[cs]ed?\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LINK = re.compile(r"xcri", re.IGNORECASE)


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module: there are none."""


_NOTHING = DraftSession()
"""A presentation that says nothing but that there is one."""


class _Waiting(NamedTuple):
    """A course that is read, until its provider is: the place of its sessions may be the provider's."""

    draft: Draft
    subjects: bool
    without_venue: frozenset[int]


def extract(page: Page, source: Source, _options: Options) -> Iterator[Draft | Refusal | Rights]:
    """Drafts of all courses. Raises WrongContent for what is no XCRI-CAP, Unreadable for what is broken."""
    reading = _Reading(page, source)
    yield from xcri.read(page, source.name, reading.all)
    if reading.rights:
        yield reading.rights


def recognise(page: Page) -> Iterator[Candidate]:
    """A document that begins as XCRI-CAP, or a web page that links to one."""
    if xcri.is_xcri(page.body):
        why = "it is a catalogue of courses in XCRI-CAP"
        yield Candidate(kind="xcri_cap", url=page.final_url, why=why, score=85)
        return
    text, _ = decode(page.body[:1_000_000], page.charset)
    if "xcri" not in text.lower():
        return
    found: dict[str, None] = {}
    for link in re.finditer(r"<(?:a|link)\s[^>]{0,400}?href\s*=\s*[\"']([^\"'>]{1,400})[\"'][^>]{0,200}>", text, re.I):
        if _LINK.search(link[0]) and (url := markup.join(page.final_url, link[1])):
            found[url] = None
    for url in list(found)[:5]:
        yield Candidate(kind="xcri_cap", url=url, why="the page links to it as XCRI", score=60)


class _Reading:
    """A document being read. rights: as its root states them."""

    def __init__(self, page: Page, source: Source) -> None:
        self._page, self._source = page, source
        self.rights: Rights | None = None

    def all(self, parts: Iterable[xcri.Part]) -> list[Draft | Refusal]:
        """Everything that the document's parts give."""
        waiting: dict[int, list[_Waiting]] = {}
        found: list[Draft | Refusal] = []
        for part in parts:
            if isinstance(part, xcri.Course):
                for one in self._course(part.element):
                    if isinstance(one, Refusal):
                        found.append(one)
                    else:
                        waiting.setdefault(part.provider, []).append(one)
            elif isinstance(part, xcri.Provider):
                found += self._provider(part.element, waiting.pop(part.number, []))
            else:
                found += self._catalogue(part.element)
        return found + [one.draft for rest in waiting.values() for one in rest]

    def _course(self, element: etree._Element) -> Iterator[_Waiting | Refusal]:
        parts = Parts(element)
        own = xcri_fields.identifier(parts)
        title, language = xcri_fields.title(parts, self._source.language)
        where = own or title or f"line {element.sourceline}"
        if xcri_fields.is_deleted(element):
            yield Refusal(where=where, reason=xcri_fields.DELETED, wrote=title or "")
            return
        if not title:
            yield Refusal(where=where, reason=NAMELESS, todo="Ask the provider to fill in the course's title.")
            return
        url = xcri_fields.address(parts, self._page.final_url)
        presentations = parts.all("presentation")
        live = [one for one in presentations if not xcri_fields.is_deleted(one)]
        if len(live) < len(presentations):
            number = len(presentations) - len(live)
            yield Refusal(where=where, reason=xcri_fields.DELETED, wrote=f"{number} of its presentations")
        inner = [Parts(one) for one in live]
        sessions: list[DraftSession] = []
        without: set[int] = set()
        for one, its in zip(live, inner, strict=True):
            held = list(xcri_sessions.sessions(one, self._page.final_url, own or url or ""))
            if its.all("venue"):
                _, bad = xcri_sessions.places(its)
                if bad:
                    yield Refusal(where=where, reason=xcri_sessions.TWO_PLACES, wrote=title)
            else:
                without |= set(range(len(sessions), len(sessions) + len(held)))
            sessions += [msgspec.structs.replace(it, url=None) if it.url == url else it for it in held]
        text, more = xcri_fields.description(parts)
        if not text:
            text, _ = next((found for its in inner if (found := xcri_fields.description(its))[0]), ([], []))
        said: dict[str, Any] = {
            "level": xcri_fields.level(parts),
            "credential": xcri_fields.credential(parts),
            "ages": _alike(xcri_fields.ages(its) for its in (parts, *inner)),
            "eligibility": "\n\n".join(filter(None, map(xcri_fields.prose, _entry(parts, inner)))),
            "languages": tuple(dict.fromkeys(tag for its in inner for tag in xcri_fields.languages(its))),
        }
        yield _Waiting(
            Draft(
                native_id=own or url,
                url=url,
                title=title,
                text="\n\n".join(dict.fromkeys((*text, *more))) or None,
                language=language,
                topics=xcri_fields.subjects(parts),
                sessions=tuple(sessions),
                **{name: value for name, value in said.items() if value},
            ),
            subjects=bool(parts.texts("subject")),
            without_venue=frozenset(without),
        )

    def _provider(self, element: etree._Element, courses: list[_Waiting]) -> Iterator[Draft | Refusal]:
        parts = Parts(element)
        name, _ = xcri_fields.title(parts, self._source.language)
        own = xcri_fields.identifier(parts)
        if xcri_fields.is_deleted(element):
            yield Refusal(
                where=own or name or "a provider", reason=xcri_fields.DELETED, wrote=f"{len(courses)} courses"
            )
            return
        here = xcri_sessions.place(element).said
        if not here.keys() - {"place"}:
            here = {}  # its name alone is no place
        for one in courses:
            native = one.draft.native_id
            if native and own and not xcri_fields.is_address(native):
                native = f"{own}/{native}"  # such ids are numbers of one provider
            sessions = [
                msgspec.structs.replace(session, **here) if at in one.without_venue and not session.online else session
                for at, session in enumerate(one.draft.sessions)
            ]
            yield msgspec.structs.replace(
                one.draft,
                native_id=native,
                provider=name,
                provider_url=xcri_fields.address(parts, self._page.final_url),
                topics=one.draft.topics if one.subjects else xcri_fields.subjects(parts),
                sessions=tuple(session for session in sessions if session != _NOTHING),
            )

    def _catalogue(self, element: etree._Element) -> Iterator[Refusal]:
        parts = Parts(element)
        stated = parts.text("rights", "license", "licence", "accessrights")
        if not stated:
            sentences = _SENTENCE.split(parts.text("description") or "")
            stated = next((one for one in sentences if _LICENCE.search(one)), None)
        self.rights = Rights(licence=stated[:300]) if stated else None
        made = (element.get("generated") or "").strip()
        if not made:
            return
        try:
            when = dt.datetime.fromisoformat(made)
        except ValueError:
            yield Refusal(where="the catalogue", reason=UNDATED, wrote=made[:200])
            return
        aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
        if self._page.fetched_at - aware > OLD:
            todo = "Ask the provider whether the feed is still kept up; look for a newer one."
            yield Refusal(where="the catalogue", reason=STALE, wrote=made[:200], todo=todo)


def _alike(stated: Iterable[str | None]) -> str | None:
    """What all that say anything say alike."""
    found = set(filter(None, stated))
    return found.pop() if len(found) == 1 else None


def _entry(course: Parts, presentations: list[Parts]) -> list[etree._Element]:
    """What one must bring: the course's, else what its first presentation says."""
    names = ("prerequisite", "entryrequirements", "entryprofile")
    return next((found for parts in (course, *presentations) if (found := parts.all(*names))), [])
