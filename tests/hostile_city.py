"""A city of hostile listings: what people write into fields to break a page, in every field that a page may show."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.keep import KeptPage
from crawlers.source import Source
from indexer.contents import Contents, Doubted, SourceState, Waiting
from indexer.normalise import normalise
from indexer.opportunity import (
    Ages,
    Corrected,
    Credential,
    Opportunity,
    Place,
    Price,
    Provider,
    Registration,
)
from indexer.settings import IndexSettings
from indexer.values.gazetteer import Gazetteer
from tests.portal_listings import opportunities
from tests.portal_making import AREAS, CHECKED, SEEN, TODAY, ZONE, at, listing, opportunity, run_of, session

RUNS = "window.ran=1"
"""What every script of the hostile tries to do."""
TEXTS = {
    "script": f"<script>{RUNS}</script><img src=x onerror={RUNS}><svg onload='{RUNS}'>",
    "break out": f"\"'></title></style></script></textarea>--><svg/onload={RUNS}>]]><script>{RUNS}</script>",
    "handler": f"' onmouseover='{RUNS}' x=' autofocus onfocus={RUNS} tabindex=1 style=position:fixed;inset:0",
    "css": "</style><style>*{display:none!important}</style> ;}body{background:url(//evil.example/x)}",
    "template": "{{ 7*7 }} {% raw %} {# gone #} ${7*7} %s %d %(num)s %(title)s %(nothing)s 100% {0} {name}",
    "fragment": f"&lt;img src=x onerror={RUNS}&gt; &#60;script&#62;{RUNS}&#60;/script&#62; &amp;lt;b&amp;gt;",
    "override": "Safe \u202egnihton\u202d \u202a\u202b\u2066\u2067\u2068 never closed",
    "pop": "Out \u2069\u2069\u202c\u202c\u2069 of every isolate \u200f\u200e\u061c",
    "rtl": "מרכז הספורט 2026 (abc) — مرکز 12:30–14:00",
    "zero": "A\u200bB\u200cC\u200dD\ufeffE\u2060F\u00adG" + "\u200b" * 200 + "end",
    "controls": "NUL\x00 bell\x07 escape\x1b[31m delete\x7f next\x85line \x0b\x0c tab\t end",
    "lines": "one\u2028two\u2029three\r\nfour\rfive\nBEGIN:VALARM\r\nACTION:AUDIO",
    "zalgo": "Z" + "\u0301\u0316\u0353\u0489" * 60 + "algo " + "e\u0301" * 20,
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈🇬🇧👍🏿" * 30,
    "one word": "Donaudampfschiff" * 320,
    "long": "A very long title that never ends and goes on. " * 110,
    "formula": '=HYPERLINK("http://evil.example","x") +1 @SUM(A1) -2 \t=1+1',
    "json": '\\u003cscript> \\ \\n "},{"@type":"Offer"} */ // \ufffe\uffff',
}
LINKS = (
    "javascript:window.ran=1",
    " JaVaScRiPt:window.ran=1",
    "java\tscript:window.ran=1",
    "java\nscript:window.ran=1",
    "&#106;avascript:window.ran=1",
    "javascript&colon;window.ran=1",
    "\x01javascript:window.ran=1",
    "vbscript:msgbox(1)",
    "data:text/html,<script>window.ran=1</script>",
    "DATA:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=",
    "blob:http://evil.example/1",
    "file:///etc/passwd",
    "//evil.example/x",
    "http:evil.example",
    "https://",
    "https://[bad/",
    'https://evil.example/"onclick="window.ran=1" x=\'',
    "https://evil.example/<script>window.ran=1</script>",
    "https://evil.example/\u202efdp.exe",
    "https://user:pass@evil.example/",
    "mailto:a@b.example?subject=<script>",
    'tel:+44"onclick=window.ran=1',
)
_SOURCE = Source(name="evil", provider="Evil", kind="csv", url="https://evil.example/x.csv")
_CITY = IndexSettings(
    timezone=ZONE, country="GB", languages=("en", "ur"), folder=Path(), bounds=(51.33, -2.78, 51.55, -2.43)
)
_LASTING = {"id", "slug", "zone", "currency", "source", "field"}
"""Texts that are ours and not a provider's."""


def contents() -> Contents:
    """As a catalogue that was filled through the line, and as one into which somebody wrote; among two that are not."""
    tame = [one for one in opportunities() if one.id in ("libraries-a1", "arts-b1", "rasta-d1")]
    found = [*through_the_line(), *written_raw(), *tame]
    return Contents(
        opportunities=tuple(sorted(found, key=lambda one: one.id)),
        aliases={"evil-0000dead": found[0].id},
        sources=tuple(_state(n, words) for n, words in enumerate(TEXTS.values())),
    )


def through_the_line() -> list[Opportunity]:
    """What normalising makes of drafts whose every field is hostile; a text in which no letter is left is refused."""
    found = []
    for n, words in enumerate(TEXTS.values()):
        link = LINKS[n % len(LINKS)]
        session = DraftSession(
            **dict.fromkeys(("place", "address", "area", "price", "registration", "online"), words),
            start="2026-11-27T10:00",
            url=link,
            register_url=LINKS[(n + 7) % len(LINKS)],
        )
        plain = ("level", "role", "eligibility", "gender", "credential", "safeguarding", "attribution", "ages")
        draft = Draft(
            title=words,
            text=f"{words}\n\n<p>{words}</p>",
            provider=words,
            provider_url=link,
            url=link,
            topics=(words, "code"),
            support=(words,),
            access=(words,),
            languages=(words,),
            sessions=(session, msgspec.structs.replace(session, start="2026-12-04")),
            **dict.fromkeys(plain, words),
        )
        page = KeptPage(url=_SOURCE.url, fetched_at=CHECKED, checked_at=CHECKED)
        seen = listing("evil", f"line{n}", url=link)
        made = normalise(draft, page, _SOURCE, _CITY, Gazetteer(), seen)
        if made.opportunity:
            found.append(made.opportunity)
    return found


def written_raw() -> list[Opportunity]:
    """Every text of every struct of an opportunity as it is, but for lengths, which only the line cuts."""
    return [_raw(n, words[:400], LINKS[n % len(LINKS)]) for n, words in enumerate([*TEXTS.values(), *LINKS])]


def _raw(n: int, words: str, link: str) -> Opportunity:
    made: Opportunity = _filled(_whole(n), words, link)
    return msgspec.structs.replace(
        made,
        topics=(("music", "code")[n % 2], words),
        language=(None, "en", "ur", words[:30])[n % 4],
        inferred=("ages",),
    )


def _whole(n: int) -> Opportunity:
    """One in which no field is empty; its texts are to be replaced."""
    place = Place(
        name="x", address="x", postcode="x", latitude=51.45, longitude=-2.6, area=AREAS[n % 12] if n % 3 else "x"
    )
    put_right = Corrected(field="price", at=SEEN, said="x")
    words = dict.fromkeys(("price", "when", "place", "registration", "ages", "eligibility", "level"), "x")
    later = run_of(TODAY + dt.timedelta(days=2 + n % 9), 3, 7)
    return opportunity(
        f"raw-{n}",
        "x",
        Provider(id=f"evil-{n % 30}", name="x", url="x", sector="private", safeguarding="x"),
        *(
            session(
                f"raw-{n}-{state}",
                later,
                place=place,
                url="x",
                native_id="x",
                price=Price(low=Decimal(n), currency="GBP", basis="course"),
                registration=Registration(state=state, url="x", opens=at(28, "09:00"), closes=at(30)),
                words=words,
                corrected=(put_right,),
            )
            for state in ("open", "not_yet", None)
        ),
        text="x",
        ages=Ages(low=n % 16, high=18),
        level="x",
        eligibility="x",
        credential=Credential(name="x", issuer="x", criteria="x"),
        languages=("x", "ur"),
        listings=(listing("evil", str(n), url="x", native_id="x", title="x", licence="x", attribution="x"),),
        inferred=("x",),
        words=words,
        corrected=(put_right,),
    )


def _filled(value: Any, words: str, link: str) -> Any:
    """The same struct with the words in every field of type str, and the link where an address belongs."""
    if isinstance(value, tuple):
        return tuple(_filled(one, words, link) for one in value)
    if not isinstance(value, msgspec.Struct):
        return value
    types, changes = get_type_hints(type(value)), {}
    for name in value.__struct_fields__:
        kind, held = types[name], getattr(value, name)
        if name in _LASTING or held is None:
            continue
        if kind in (str, str | None):
            said = link if name == "url" else words
            changes[name] = said if held == "x" or name == "title" else held
        elif kind == dict[str, str]:
            changes[name] = dict.fromkeys(held, words)
        elif kind == tuple[str, ...]:
            changes[name] = tuple(words[:30] if one == "x" else one for one in held)
        else:
            changes[name] = _filled(held, words, link)
    return msgspec.structs.replace(value, **changes)


def _state(n: int, words: str) -> SourceState:
    """A source of which everything is hostile that a person may have written."""
    return SourceState(
        name=f"evil-{n}" if n else "evil",
        kind="csv",
        provider=words[:300],
        url=LINKS[n % len(LINKS)],
        verdict=("good", "doubtful", "refused", "paused", "never")[n % 5],  # type: ignore[arg-type]
        reasons=(words[:300],),
        licence=words[:300],
        attribution=words[:300],
        last_crawl_at=CHECKED,
        checked_at=CHECKED,
        listings=n,
        waiting=(Waiting(id=f"evil-{n}-w", title=words[:300], provider=words[:300], url=LINKS[n % len(LINKS)]),),
        drafts=n,
        refusals=(Refusal(where=words[:90], reason=words[:90], wrote=words[:200], todo=words[:90]),),
        doubts=(
            Doubted(field="price", words=words[:200], reason=words[:90], listing=words[:90], provider=f"evil-{n % 30}"),
        ),
    )
