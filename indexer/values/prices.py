"""Reads prices: "£4.50 / £3 concessions", "$60/week", "Free", "free for residents"; free only if so for everyone."""

import functools
import re
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from indexer.opportunity import Price
from indexer.values import money
from indexer.values.plain import normal
from indexer.values.reading import Read, doubt

Basis = Literal["session", "course", "week", "day", "month", "term", "year"]

_NOT_STATED = re.compile(
    r"n/?a|none|null|tb[ca]|to be (?:confirmed|announced)|-|unknown|not stated|var(?:ies|y|ious|iable)(?:$"
    r"|\W.*)|see .*|contact .*|please (?:see|contact|call|ask) .*|ask .*|call .*|enquire.*|view fee details"
    r"|prices? (?:vary|varies).*|poa|on request|\?"
)
_FREE = (
    r"(?:free|no charge|no cost|no fee|am ddim|rhad ac am ddim|gratis|gratuit|kostenlos|gratuito"
    r"|bezpłatn\w{1,3}|wstęp wolny|darmow\w{1,3}|za darmo|مفت|بلا معاوضہ)"
)
_FREE_WORD = re.compile(rf"\b{_FREE}(?!\w)")
_HARMLESS = re.compile(
    r"\b(?:free|events?|entry|entrance|admission|of charge|sessions?|class(?:es)?|workshops?|activit(?:y|ies)"
    r"|courses?|clubs?|programmes?|programs?|drop-?in"
    r"|to attend|to join|to enter|to take part|to use|to visit|to participate|for (?:all|everyone|everybody"
    r"|the public|all ages)|to (?:all|everyone|the public)"
    r"|open to (?:all|everyone|the public)|everyone welcome|all welcome|online|tickets?|tickets required|no"
    r" booking(?: needed| required| necessary)?|(?:advance )?(?:booking|registration|pre-?registration"
    r"|reservation|rsvp|ticket)s? (?:is |are )?(?:required|essential|necessary|needed|only|recommended|advised)"
    r"|must (?:book|register)|please (?:book|register)|book(?:ing)? (?:online|ahead|in advance)|no charge|no"
    r" cost|no fee|cost|price|fee|is|it's|it is|this|are|totally|completely|entirely|absolutely|always|100%"
    r"|yes|just turn up|parking not included|and|but|a|the"
    r"|participation|attendance|public|community|places?|spaces?|limited|take part|there|no need to (?:book"
    r"|register)|am ddim|rhad ac|gratis|gratuit|kostenlos|gratuito|bezpłatn\w{1,3}|wstęp wolny|darmow\w{1,3}"
    r"|za darmo)\b|مفت|بلا معاوضہ|[^\w%£$€]+"
)
_DONATION = re.compile(
    r"(?:(?:suggested|voluntary|optional|small|requested|recommended|by)? ?donations?(?: (?:of|are|is|welcome"
    r"|welcomed|appreciated|encouraged|accepted|requested|suggested|optional|based|only|gratefully|received"
    r"|basis|on the day|with|from|available))*)"
    r"|pay[ -]what[ -]you[ -](?:can|like|want|feel|decide|wish)(?: afford)?|pay as you feel|name your price"
)
_CONDITION = re.compile(
    r"\b(?:for|to|if|with|when|under|unless|members?|residents?|only|eligible|eligibility|must|subject to|who"
    r"|those|where|because|funded"
    r"|included|after|per|trial|taster|first|children|students?|ages?|aged|companions?|carers?|card ?holders?)\b"
)
_CONCESSION = re.compile(
    r"\b(?:conc(?:ession)?s?(?:ions?|ary)?|reduced|discounted|unwaged|low[- ]income|benefits?|students?|nus"
    r"|oaps?|pensioners?|free school meals"
    r"|with (?:an? |your |the )?(?!debit|credit|bank|gift)(?:[\w']{3,20} ){1,3}card"
    r"|passport to leisure|gostyngiadau|consesiynau)\b"
)
_OTHER_THING = re.compile(
    r"\b(?:deposit|refundable|membership|materials?|kit|plus|parking|fine|late|lunch|meal|snacks?|rental|hire"
    r"|book(?:let|s)?\b(?= (?:cost|fee))|insurance|uniform|saves?|saving|discount|off|refund|gift|voucher"
    r"|prize|bursar\w+|scholarships?|waived|worth|value|extra|additional|add|booking fee|processing)\b"
    r"|\+(?! ?(?:tax|vat)\b|$)|\bearn\b|\bpaid (?:to|£|\$)"
)
_DEPOSIT = re.compile(
    r"[(,;]?\s?(?:a )?(?:non-?\s?)?(?:refundable )?deposit (?:of )?[£$€]\s?[\d.,]*\d(?: (?:due|required"
    r"|payable|needed)[^(),;]*)?\)?|[(,;+]\s?(?:a |plus |with |incl\w* )*[£$€]\s?[\d.,]*\d"
    r" (?:non-?\s?)?(?:refundable )?deposit[^(),;]*\)?"
)
_NOTHING_FREE = re.compile(
    r"(?:sugar|gluten|dairy|nut|smoke|alcohol|stress|screen|guilt|hands?)[- ]free|\bfeel free\b|\bfree"
    r" school meals\b|\bfree (?:trial|taster|parking|lunch|snacks?|food|refreshments|pizza|drinks?|wifi|wi-fi|gift"
    r"|t-?shirt|kit|play|time|range|style|style|running|transport|equipment|materials?)\b|\bfree(?:style|dom)\b"
)
_FAMILY = re.compile(
    r"\b(?:famil(?:y|ies)|group|team|vehicle|car|household|couple|pair|siblings?|second child|2nd child)\b"
)
_BASES: tuple[tuple[Basis | None, re.Pattern[str]], ...] = (
    (None, re.compile(r"\b(?:per|an|each|/) ?(?:hour|hr|mile|night|30 min\w*|half[- ]hour|hanner awr)\b"
    r"|\bhourly\b|/ ?h(?:ou)?r\b|\bper ?night\b|\bnightly\b")),
    ("session", re.compile(
        r"(?:\bper|\ba|\beach|/|\bthe|\by|\bper each) ?(?:session|class|lesson|visit|workshop|meeting|time"
        r"|sesiwn|drop-?in|go)\b|\bthe session\b|\bza zajęcia\b|فی (?:سیشن|کلاس)")),
    ("course", re.compile(
        r"(?:\bper|/|\bfor (?:the|a|whole|all)(?: whole| full| entire)?|\bthe(?: whole| full)?|\bfull"
        r"|\bwhole) ?(?:course|programme|program|block|series|camp|holiday camp|cwrs)\b|\b(?:for"
        r"|/) ?(?:an? )?(?:\d{1,2}|two|three|four|five|six|eight|ten|twelve)[ -](?:weeks?|sessions?|classes"
        r"|lessons|week course|days?)\b|\bfor all \w+ (?:weeks|sessions|classes)\b|\bcourse fee\b"
        r"|\b\d{1,2}[- ]week (?:course|block|programme|session)\b")),
    ("week", re.compile(
        r"(?:\bper|\ba|\beach|/|\by|\bfor (?:the|one|a)) ?(?:week|wk|wythnos)\b|\bweekly\b|\bp/?w\b|ہفتہ وار"
        r"|فی ہفتہ")),
    ("day", re.compile(r"(?:\bper|\ba|\beach|/|\by) ?(?:day|dydd)\b|\bdaily\b|\bp/?d\b|فی دن")),
    ("month", re.compile(r"(?:\bper|\ba|\beach|/|\by) ?(?:month|mth|mis)\b|\bmonthly\b|\bpcm\b|ماہانہ|فی ماہ")),
    ("term", re.compile(
        r"(?:\bper|\ba|\beach|/|\by|\bfor the) ?(?:term|half[- ]term|semester|season|tymor)\b|\btermly\b")),
    ("year", re.compile(
        r"(?:\bper|\ba|\beach|/|\by) ?(?:year|yr|annum|blwyddyn)\b|\bannual(?:ly)?\b|\bp\.?a\b|\byearly\b|سالانہ")),
)  # fmt: skip
_FROM = re.compile(
    r"\b(?:from|start(?:s|ing)? (?:at|from)|min(?:imum)?(?: donation)?(?: of)?|at least|o|desde|à partir de|ab"
    r"|od)[: ]*$"
)
_UP_TO = re.compile(r"\b(?:up to|max(?:imum)?|no more than|under|less than|below|hyd at)[: ]*$")
_AND_UP = re.compile(r"\s?(?:\+(?!\s?[\w£$€])|and up|or more|upwards|& up)")
_UNLABELLED = re.compile(r"\b(?:from|cost|price|fee|tickets?|admission|is|only|just|entry|the)\b|[^\w]")
_APART = re.compile(r"[,;(|\n]|\.\s|\s/\s|\bor\b")
_CLAUSE = re.compile(r"[;()/|\n]|\.(?!\d)|,(?= (?:but )?free)|(?<=free),(?! )")
_PERCENT = re.compile(r"\d ?%")
_HIGHEST = Decimal(100_000)


class Cost(NamedTuple):
    """price: what it costs, None where that is unknown. eligibility: for whom it is free, in the source's words."""

    price: Read[Price]
    eligibility: str | None = None


def read(words: str | None, *, country: str, currency: str | None = None) -> Cost:
    """The price of a source's own price field. currency: ISO 4217, where the source states it apart."""
    if not words or not words.strip():
        return Cost(Read())
    return _read(words[:600].strip(), country, currency.strip().upper() if currency else None)


@functools.lru_cache(4096)
def _read(words: str, country: str, currency: str | None) -> Cost:
    plain = _DEPOSIT.sub("", normal(words))
    own = currency or money.CURRENCIES.get(country)
    if _NOT_STATED.fullmatch(plain):
        return Cost(Read(words=words))
    bare = money.bare(plain, own)
    amounts = [bare] if bare else money.find(plain, country, currency)
    free = _FREE_WORD.search(_NOTHING_FREE.sub(lambda found: " " * len(found[0]), plain))
    if not amounts:
        return _without_amounts(plain, words, own, bool(free))
    eligibility = None
    if free:
        conditional = _free_part(plain, words, free.start(), amounts)
        if conditional and _CONDITION.search(conditional.lower()):
            eligibility = conditional
        elif amounts[0].low > 0 and not re.fullmatch(r"free ?(?:-|to|or|/) ?", plain[: amounts[0].begin]):
            return _unclear(words, "free and an amount stand beside each other")
        else:
            zero = amounts[0]._replace(low=Decimal(0), high=Decimal(0), begin=free.start(), end=free.end())
            amounts = [zero, *amounts]
    if _PERCENT.search(plain):
        return _unclear(words, "a percentage stands beside the amount")
    return _of_amounts(plain, words, amounts, eligibility)


def _without_amounts(plain: str, words: str, own: str | None, free: bool) -> Cost:
    donation = _DONATION.search(plain)
    rest = _DONATION.sub(" ", plain) if donation else plain
    if own is None:
        return _unclear(words, "the currency is not known")
    if free:
        left = _HARMLESS.sub(" ", rest).strip()
        if not left:
            return Cost(
                Read(value=Price(low=Decimal(0), high=Decimal(0), currency=own, donation=bool(donation)), words=words)
            )
        if _CONDITION.search(rest):
            return Cost(Read(words=words), eligibility=words)
        return _unclear(words, "free, but for what or whom is not clear")
    if donation and not _HARMLESS.sub(" ", rest).strip():
        return Cost(Read(value=Price(low=Decimal(0), currency=own, donation=True), words=words))
    return _unclear(words, "no amount of money in these words")


def _of_amounts(plain: str, words: str, amounts: list[money.Amount], eligibility: str | None) -> Cost:
    currencies = {amount.currency for amount in amounts}
    currency = currencies.pop()
    if currencies or currency is None:
        return _unclear(words, "the currency is not known")
    if any(a.low > a.high or a.high >= _HIGHEST for a in amounts) or re.match(r"-\s?[£$€]?\s?\d", plain):
        return _unclear(words, "no amount that anything costs")
    labels = _labels(plain, amounts)
    if any(_OTHER_THING.search(label) for label in labels):
        return _unclear(words, "amounts for other things than taking part")
    bases = {basis for basis, pattern in _BASES if pattern.search(plain)}
    if None in bases or len(bases) > 1 or _basis_of_some(labels):
        return _unclear(words, "priced by more than one measure, or by the hour")
    if _UP_TO.search(plain[: amounts[0].begin]):
        return _unclear(words, "only the highest price is said")
    whole = [a for a, label in zip(amounts, labels, strict=True) if not _FAMILY.search(label)] or amounts
    reduced = [a for a, label in zip(amounts, labels, strict=True) if _CONCESSION.search(label) and a.high > 0]
    full = [a for a in whole if a not in reduced] or whole
    donation = bool(_DONATION.search(plain))
    low = min(a.low for a in full)
    high: Decimal | None = max(a.high for a in full)
    concession = min((a.low for a in reduced), default=None) if len(reduced) < len(whole) else None
    if _FROM.search(plain[: amounts[0].begin]) or (len(amounts) == 1 and _AND_UP.match(plain[amounts[0].end :])):
        high = None
    if donation:
        low, high = (low if _FROM.search(plain[: amounts[0].begin]) else Decimal(0)), None
    price = Price(
        low=low,
        high=high,
        concession=concession,
        currency=currency,
        basis=bases.pop() if bases else None,
        donation=donation,
    )
    return Cost(Read(value=price, words=words), eligibility=eligibility)


def _labels(plain: str, amounts: list[money.Amount]) -> list[str]:
    """The words that belong to each amount: those before it where the first one is announced, else those after it."""
    labels = ["" for _ in amounts]
    lead = plain[: amounts[0].begin]
    before = bool(_UNLABELLED.sub("", lead)) and len(amounts) > 1
    labels[0] += lead
    for i, (amount, following) in enumerate(pairwise(amounts)):
        gap = plain[amount.end : following.begin]
        if apart := list(_APART.finditer(gap)):
            labels[i] += " " + gap[: apart[-1].start()]
            labels[i + 1] += " " + gap[apart[-1].start() :]
        else:
            labels[i + 1 if before and not gap.startswith(("/", " per", " a ")) else i] += " " + gap
    labels[-1] += " " + plain[amounts[-1].end :]
    return labels


def _basis_of_some(labels: list[str]) -> bool:
    """Whether the first amount has a measure, and a later one that is no reduced price has none."""
    having = [any(pattern.search(label) for _, pattern in _BASES) for label in labels]
    return having[0] and any(
        not has and not _CONCESSION.search(label) for has, label in zip(having[1:], labels[1:], strict=True)
    )


def _free_part(plain: str, words: str, at: int, amounts: list[money.Amount]) -> str | None:
    """The clause about being free, where it says more than that."""
    begin = max(
        [m.end() for m in _CLAUSE.finditer(plain) if m.end() <= at] + [a.end for a in amounts if a.end <= at], default=0
    )
    following = [m.start() for m in _CLAUSE.finditer(plain, at)][:1] + [a.begin for a in amounts if a.begin >= at]
    clause = (
        plain[begin : min(following, default=len(plain))]
        .strip(" ,:-–")
        .removesuffix(" and")
        .removeprefix("and ")
        .strip(" ,")
    )
    found = re.search(re.escape(clause).replace(r"\ ", r"\s+"), words, re.IGNORECASE)
    return (found[0] if found else clause) if _HARMLESS.sub(" ", clause).strip() else None


def _unclear(words: str, reason: str) -> Cost:
    return Cost(Read(words=words, doubts=doubt("price", words, reason)))
