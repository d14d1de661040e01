"""Reads words that choose one of few things: status, sector, role, gender, who signs up, support, access."""

import re
from typing import Any, TypeVar, cast

from indexer.opportunity import Access, Doubt, Role, Status, Support
from indexer.values.reading import Read, doubt

T = TypeVar("T")
_Table = tuple[tuple[str, re.Pattern[str]], ...]


def _table(**patterns: str) -> _Table:
    return tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in patterns.items())


_STATUS = _table(
    cancelled=
        r"cancell?ed|eventcancell?ed|called off|wedi'?i ganslo|منسوخ", postponed=r"(?:event)?postponed|gohiriwyd|ملتوی",
    rescheduled=r"(?:event)?rescheduled|moved",
    scheduled=r"(?:event)?scheduled|confirmed|tentative|active|live|published|current|on|open|running"
    r"|going ahead|movedonline|eventmovedonline",
)  # fmt: skip
_SECTOR = _table(
    public=r"public|council|local authority|government|municipal|library|school|statutory",
    voluntary=r"voluntary|charit(?:y|able)|community|vcse?|vcs|non-?profit|not[- ]for[- ]profit|ngo|third"
    r" sector|cic|social enterprise",
    private=r"private|commercial|business|for[- ]profit|company",
)
_ROLE = _table(
    help=
        r"help(?:ing|er)?(?: out)?|volunteer(?:ing|s)?|gwirfoddol(?:i|wyr?)|رضاکار(?:انہ|ی)?",
    lead=r"lead(?:er|ing)?|run|mentor(?:ing)?|youth leader",
    paid=r"paid|job|work|apprentice(?:ship)?|paid work|paid internship|employment",
    take_part=r"take[_ -]part|participa(?:te|nt|tion)|attend|learner|student|join",
)  # fmt: skip
_GENDER = _table(
    none=r"(?:ns#)?(?:none|norestriction|no restriction)|mixed|any(?: gender)?|all(?: genders)?|everyone|co-?ed",
    female=r"(?:ns#)?female(?:only)?|(?:girls?|women|females?|ladies)(?:'s)?(?: only)?|merched|لڑکیاں|f",
    male=r"(?:ns#)?male(?:only)?|(?:boys?|men|males?)(?:'s)?(?: only)?|bechgyn|m",
)
_SIGNS_UP = _table(
    code=r"(?:school'?s? )?code|school|by invitation|referral", adult=r"(?:an? )?(?:adult|parent|carer|guardian)s?.*",
    me=r"me|myself|self|young person|young people|participant|student|yourself",
)  # fmt: skip
_SUPPORT = _table(
    food=r"\b(?:food|lunch|meals?|snacks?|breakfast|dinner|tea provided|bwyd|refreshments)\b",
    transport=r"\b(?:transport(?:ation)?|bus(?: fares?)?|travel|minibus|ventra|presto|cludiant|lifts?)\b",
    stipend=r"\b(?:stipends?|paid placements?|allowance|bursary of|honorari\w+|wages?)\b",
    scholarship=r"\b(?:scholarships?|financial (?:aid|assistance)|bursar(?:y|ies)|fee waivers?|subsid\w+|hardship)\b",
    kit=r"\b(?:kit|equipment|materials|tools|laptops?|uniform|boots|lent)\b",
)
_ACCESS = _table(
    step_free=r"\b(?:step[- _]?free|wheelchairs?|ramps?|level access|lifts?|elevators?|physical impairment"
    r"|mobility|changing places|(?:pool |ceiling )?hoists?)\b",
    signing=r"\b(?:sign(?:ed|ing)?(?: language)?|bsl|asl|interpreters?|hearing impairment)\b",
    quiet=r"\b(?:quiet|relaxed|calm|sensory|low[- ]stimul\w+|autism|autistic)\b",
    send=r"\b(?:send|sen|special educational needs|additional needs|special needs|learning (?:disabilit\w+"
    r"|difficult\w+)|disabilit\w+|aln|inclusive)\b",
)
_NO = re.compile(r"(?:no|none|n/?a|false|0|-|not available|nil)?", re.IGNORECASE)


def status(words: str | None) -> Read[Status]:
    """Whether it takes place. A word that is not known is doubted and changes nothing."""
    return cast("Read[Status]", _one("status", _STATUS, words))


def sector(words: str | None) -> Read[Any]:
    """public, voluntary or private."""
    return _one("sector", _SECTOR, words)


def role(words: str | None) -> Read[Role]:
    """What one does there: take_part, help, lead, paid."""
    return cast("Read[Role]", _one("role", _ROLE, words))


def gender(words: str | None) -> Read[Any]:
    """Whom it is only for: female, male, or none where the source says that there is no restriction."""
    return _one("gender", _GENDER, words)


def signs_up(words: str | None) -> Read[Any]:
    """Who signs up: me, adult, code."""
    return _one("signs_up", _SIGNS_UP, words)


def support(words: tuple[str, ...]) -> Read[tuple[Support, ...]]:
    """What is given beside the thing itself."""
    return cast("Read[tuple[Support, ...]]", _several("support", _SUPPORT, words))


def access(words: tuple[str, ...]) -> Read[tuple[Access, ...]]:
    """Whom the place and the session are made fit for."""
    return cast("Read[tuple[Access, ...]]", _several("access", _ACCESS, words))


def _one(field: str, table: _Table, words: str | None) -> Read[Any]:
    plain = words.strip().rpartition("/")[2].strip() if words else ""
    if not words or not plain:
        return Read()
    for key, pattern in table:
        if plain.lower() == key or pattern.fullmatch(plain[:100]):
            return Read(value=key, words=words)
    return Read(words=words, doubts=doubt(field, words, "none of the words that this field knows"))


def _several(field: str, table: _Table, words: tuple[str, ...]) -> Read[Any]:
    found: list[str] = []
    doubts: tuple[Doubt, ...] = ()
    for word in words[:40]:
        plain = word[:300].strip()
        if _NO.fullmatch(plain):
            continue
        keys = [key for key, pattern in table if plain.lower() == key or pattern.search(plain)]
        if re.search(r"\b(?:no|not|without|don't)\b", plain, re.IGNORECASE):
            keys = []
        found += keys
        if not keys:
            doubts += doubt(field, plain, "none of the words that this field knows")
    return Read(
        value=tuple(key for key, _ in table if key in found), words=", ".join(words[:40]) or None, doubts=doubts
    )
