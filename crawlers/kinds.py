"""Finds the kinds: each module of crawlers/apis and crawlers/spiders is one, named after its file.

A kind's module has:

    a docstring         its first line says what the kind reads; the rest documents it
    STANDARD            the specification or platform it follows
    COMPLETENESS        what a listing's absence means (see Completeness)
    TRIED               on what it was tried: "28 real calendars of nine platforms"; or UNTRIED
    Options             a msgspec struct: the source's `options`, unknown keys refused
    extract             (page, source, options) -> iterable of Draft and Refusal; pure
    follow              optional: (page, source, options) -> addresses to read next; pure
    start               optional: (source, options) -> first addresses; otherwise source.url
    completeness        optional: (options) -> Completeness, where the options decide it
    call                optional, in apis/: (address, source, options) -> Call, where asking it is no plain GET
    headers             optional, in apis/: (source, options, environment) -> further headers of each request
    login               optional, in apis/: (source, options, environment) -> Login, where a token is had for a secret
    recognise           optional: (page) -> iterable of Candidate, of a page that a person pasted; pure
    ADVICE              optional, in apis/: what to do about a status, where the kind knows better than answers.py
    ALIKE               optional: True where different addresses may well answer with the same bytes

A kind that reads feeds of changes yields Items instead of Drafts (see crawlers/items.py), and has besides:

    assemble            (all present items, source, options, now) -> iterable of Draft and Refusal; pure
    resume              optional: (items of a feed that was read to its end, source, options) -> where the next crawl
                        goes on, or None for a full reading; otherwise the address that the last page leads to
    names               optional: (page, source, options) -> first addresses of the feeds that a page names which is
                        none itself; None of a page of a feed; pure
"""

import datetime as dt
import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Literal

import msgspec

from crawlers import apis, spiders
from crawlers.call import Call, Candidate, Login
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import OptionError
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

Completeness = Literal["tombstoned", "snapshot", "windowed", "capped"]
"""tombstoned: the source says what is gone, which is withdrawn at once. snapshot: what is absent from three crawls is
withdrawn.
windowed, capped: the source shows only a part of what it has, so absence means nothing."""

UNTRIED = "untested on real data"
"""What TRIED says of a kind that was built from its platform's documentation alone."""

Extract = Callable[[Page, Source, Any], Iterable[Draft | Refusal | Item | Rights]]
Follow = Callable[[Page, Source, Any], Iterable[str]]
Start = Callable[[Source, Any], Iterable[str]]
Headers = Callable[[Source, Any, Mapping[str, str]], Mapping[str, str]]
Calling = Callable[[str, Source, Any], Call]
SignIn = Callable[[Source, Any, Mapping[str, str]], Login | None]
Recognise = Callable[[Page], Iterable[Candidate]]
Assemble = Callable[[Sequence[Item], Source, Any, dt.datetime], Iterable[Draft | Refusal]]
Resume = Callable[[Sequence[Item], Source, Any], str | None]
Names = Callable[[Page, Source, Any], Iterable[str] | None]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """How a sort of source is read. way: "api" is pulled with httpx, "spider" is crawled with Scrapy.

    assemble: what makes drafts of the items; None where the kind reads no feeds of changes.
    """

    name: str
    way: Literal["api", "spider"]
    summary: str
    doc: str
    standard: str
    completeness: Completeness
    by_options: Callable[[Any], Completeness] | None
    tried: str
    options: type[msgspec.Struct]
    extract: Extract
    follow: Follow
    start: Start
    call: Calling | None
    headers: Headers
    login: SignIn | None
    recognise: Recognise | None
    advice: Mapping[int, str]
    alike: bool
    assemble: Assemble | None
    resume: Resume | None
    names: Names | None
    file: str
    """The module's path; its content is part of what decides whether kept drafts are still good."""


def kinds() -> dict[str, Kind]:
    """Every kind there is, by name, in alphabetical order."""
    return {name: _kind(name) for name in sorted(_modules())}


def kind_of(source: Source) -> Kind:
    """The source's kind. Raises OptionError with the nearest right word where there is none of that name."""
    known = sorted(_modules())
    if source.kind not in known:
        near = difflib.get_close_matches(source.kind, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
        raise OptionError(f"{source.name}: there is no kind {source.kind[:100]!r}. {hint}")
    return _kind(source.kind)


def completeness_of(source: Source) -> Completeness:
    """What absence from this source means: as its kind says, or as its options decide. Raises OptionError."""
    kind = kind_of(source)
    return kind.by_options(options_of(source)) if kind.by_options else kind.completeness


def options_of(source: Source) -> Any:
    """The source's options, checked. Raises OptionError that names the key and what was expected."""
    kind = kind_of(source)
    names = {field.encode_name for field in msgspec.structs.fields(kind.options)}
    for key in source.options:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It takes: {', '.join(sorted(names)) or 'none'}."
            raise OptionError(f"{source.name}: the kind {kind.name!r} has no option {key[:100]!r}. {hint}")
    try:
        return msgspec.convert(source.options, kind.options)
    except msgspec.ValidationError as error:
        raise OptionError(f"{source.name}: options of the kind {kind.name!r}: {error}") from None


@cache
def _modules() -> dict[str, tuple[str, Literal["api", "spider"]]]:
    """Each kind's module and way, found without importing it: what a kind needs is slow to load."""
    found: dict[str, tuple[str, Literal["api", "spider"]]] = {}
    ways: tuple[tuple[ModuleType, Literal["api", "spider"]], ...] = ((apis, "api"), (spiders, "spider"))
    for package, way in ways:
        for info in pkgutil.iter_modules(package.__path__):
            found[info.name] = f"{package.__name__}.{info.name}", way
    return found


@cache
def _kind(name: str) -> Kind:
    where, way = _modules()[name]
    module = importlib.import_module(where)
    doc = (module.__doc__ or "").strip()
    return Kind(
        name=name,
        way=way,
        summary=doc.partition("\n")[0],
        doc=doc,
        standard=module.STANDARD,
        completeness=module.COMPLETENESS,
        by_options=getattr(module, "completeness", None),
        tried=module.TRIED,
        options=module.Options,
        extract=module.extract,
        follow=getattr(module, "follow", _follow_nothing),
        start=getattr(module, "start", _start_at_url),
        call=getattr(module, "call", None),
        headers=getattr(module, "headers", _no_headers),
        login=getattr(module, "login", None),
        recognise=getattr(module, "recognise", None),
        advice=getattr(module, "ADVICE", {}),
        alike=getattr(module, "ALIKE", False),
        assemble=getattr(module, "assemble", None),
        resume=getattr(module, "resume", None),
        names=getattr(module, "names", None),
        file=module.__file__ or "",
    )


def _follow_nothing(_page: Page, _source: Source, _options: Any) -> Iterable[str]:
    return ()


def _start_at_url(source: Source, _options: Any) -> Iterable[str]:
    return (source.url,)


def _no_headers(_source: Source, _options: Any, _environment: Mapping[str, str]) -> Mapping[str, str]:
    return {}
