"""Reads prices: "£4.50 / £3 concessions", "$60/week", "Free", "free for residents"; free only if so for everyone."""

import functools
import re
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from indexer.opportunity import Price
from indexer.values import money, price_free, price_known
from indexer.values import price_words as said
from indexer.values.plain import normal
from indexer.values.price_words import Basis
from indexer.values.reading import LIKELY, SURE, TORN, Read, believed, doubt

_LABELLED_BARE = re.compile(
    r"(?:cost|price|fee|admission|entry|tickets?|pris|cena|koszt|costo"
    r"|precio)s?(?: is)?[:\s]\s?(?=\d[\d.,]*(?:\s?-\s?[\d.,]+)?$)"
)
_UNLABELLED = re.compile(r"\b(?:from|cost|price|fee|tickets?|admission|is|only|just|entry|the)\b|[^\w]")
_APART = re.compile(r"[,;(|\n]|(?<!\bconc)(?<!\bconcs)(?<!\berm)\.\s|\s/\s|\bor\b|\bthen\b")
_SECOND_BARE = re.compile(r"(?<=\d)/(?=\d+(?:\.\d\d)?(?: conc\w*)?$)")
_AGES = re.compile(r"\b\d{1,2}\s?(?:(?:-|to)\s?\d{1,2}s?|\+)(?=(?: (?:yrs?|years?)(?: olds?)?)?\s?[:=-]?\s?[£$€])")
_HIGHEST = Decimal(100_000)
_MOST = 12
_ADDED = re.compile(r"(?:\+|\bplus|\band an? (?:extra|additional|further)) ?$")
_WORD = re.compile(r"[^\W\d_]{2}")
_WEEKS = re.compile(r"\b\d{1,2} (?:weeks|wks|days)\b")


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
    plain = money.figures(normal(words.replace("&pound;", "£").replace("&euro;", "€").replace("&#163;", "£")))
    own = currency or money.CURRENCIES.get(country)
    if said.NOT_STATED.fullmatch(plain):
        return Cost(Read(words=words))
    plain, was = _alone(plain, country, currency)
    number = _LABELLED_BARE.sub("", plain)
    bare = money.bare(number, own)
    plain = number if bare else plain
    amounts = [bare] if bare else money.find(plain, country, currency)
    free = price_free.found(plain)
    if len(amounts) > _MOST:
        cost = _unclear(words, "too many amounts for one price")
    elif re.fullmatch(r"0\.0{3,}", plain):
        # A database writes its empty numbers so; what is free says 0, 0.00 or "free".
        cost = _unclear(words, "a number of a database that may as well mean that nothing was entered")
    elif not amounts:
        cost = _without_amounts(plain, words, own, free)
    else:
        cost = _with_amounts(plain, words, amounts, free, likely=was or (bare is not None and currency is None))
    return cost._replace(price=believed(cost.price, "price"))


def _alone(plain: str, country: str, currency: str | None) -> tuple[str, bool]:
    """The words without what stands beside a price and is none; whether a former price was among it."""
    second = _second(plain)
    if not _WORD.search(plain):
        return second, False
    unpaid = said.PAID_BY.sub(" ", plain)
    if any(pattern.search(unpaid) for _, pattern in said.BASES):
        plain = unpaid
    stripped = plain
    for pattern in said.BESIDE:
        stripped = pattern.sub(" ", stripped)
    stripped = " ".join(stripped.split())
    if (
        money.find(stripped, country, currency)
        or price_free.found(stripped)
        or not money.find(plain, country, currency)
    ):
        plain = stripped
    now = " ".join(said.FORMER.sub(" ", plain).split())
    if now != plain and money.find(now, country, currency):
        return now, True
    return _second(plain), False


def _second(plain: str) -> str:
    """ "£5/3" as "£5 / £3"."""
    mark = next((mark for mark in "£€$" if mark in plain), None)
    return _SECOND_BARE.sub(f" / {mark}" if mark else "/", plain)


def _without_amounts(plain: str, words: str, own: str | None, free: re.Match[str] | None) -> Cost:
    donation = said.DONATION.search(plain)
    rest = re.sub(rf"(?:\bwith (?:an? )?)?(?:{said.DONATION.pattern})", " ", plain) if donation else plain
    if own is None:
        return _unclear(words, "the currency is not known")
    if free:
        if price_free.for_everyone(rest):
            value = Price(low=Decimal(0), high=Decimal(0), currency=own, donation=bool(donation))
            return Cost(Read(value=value, words=words))
        if price_free.conditional(rest):
            return Cost(Read(words=words), eligibility=words)
        return _unclear(words, "free, but for what or whom is not clear")
    if donation and price_free.for_everyone(rest):
        return Cost(Read(value=Price(low=Decimal(0), currency=own, donation=True), words=words))
    return _unclear(words, "no amount of money in these words")


def _with_amounts(
    plain: str, words: str, amounts: list[money.Amount], free: re.Match[str] | None, *, likely: bool
) -> Cost:
    eligibility = None
    if free:
        at = free.start()
        clause = price_free.clause(plain, words, at, amounts)
        if re.fullmatch(r"free ?(?:-|to|or|/) ?", plain[: amounts[0].begin]):
            amounts = [amounts[0]._replace(low=Decimal(0), high=Decimal(0), begin=at, end=free.end()), *amounts]
        elif clause and price_free.conditional(clause.lower()):
            eligibility = clause
        elif amounts[0].low > 0:
            return _free_beside(plain, words, amounts)
    return _of_amounts(plain, words, amounts, eligibility, likely=likely)


def _free_beside(plain: str, words: str, amounts: list[money.Amount]) -> Cost:
    """Free, and an amount: what one may give, or buy beside taking part; else it is not clear which holds."""
    labels = _labels(plain, amounts)
    currency = amounts[0].currency
    given = all(said.DONATION.search(label) for label in labels)
    if currency and plain.startswith("free") and (given or all(said.ASIDE.search(label) for label in labels)):
        value = Price(low=Decimal(0), high=Decimal(0), currency=currency, donation=given)
        return Cost(Read(value=value, words=words, confidence=LIKELY))
    return _unclear(words, "free and an amount stand beside each other")


def _of_amounts(plain: str, words: str, amounts: list[money.Amount], eligibility: str | None, *, likely: bool) -> Cost:
    currencies = {amount.currency for amount in amounts}
    currency = currencies.pop()
    if currencies or currency is None:
        return _unclear(words, "the currency is not known")
    if any(a.low > a.high or a.high >= _HIGHEST for a in amounts) or re.match(r"-\s?[£$€]?\s?\d", plain):
        return _unclear(words, "no amount that anything costs")
    if eligibility:
        # Who is free pays nothing: their words are no label of an amount.
        plain = plain.replace(normal(eligibility), ",".ljust(len(normal(eligibility))))
    plain = _AGES.sub(_same_length, plain)
    if any(_ADDED.search(plain[: amount.begin]) for amount in amounts[1:]):
        return _unclear(words, "amounts that are added up")
    labels = _labels(plain, amounts)
    kept = [i for i, label in enumerate(labels) if not said.OTHER_THING.search(label)]
    dropped = [label for i, label in enumerate(labels) if i not in kept]
    if dropped and not (kept and all(said.ASIDE.search(label) and "plus" not in label for label in dropped)):
        return _unclear(words, "amounts for other things than taking part")
    amounts, labels = [amounts[i] for i in kept], [labels[i] for i in kept]
    basis = _basis(labels)
    if basis == "several":
        return _unclear(words, "priced by more than one measure, or by the hour")
    if any(said.AT_MOST.search(plain[: a.begin]) or said.MOST_AFTER.match(plain[a.end :]) for a in amounts):
        return _unclear(words, "only the highest price is said")
    confidence = _confidence(plain, amounts, labels, likely=likely or bool(dropped))
    value = _price(plain, amounts, labels, currency, basis)
    return Cost(Read(value=value, words=words, confidence=confidence), eligibility=eligibility)


def _same_length(found: re.Match[str]) -> str:
    return "aged".ljust(len(found[0]))[: len(found[0])]


def _price(plain: str, amounts: list[money.Amount], labels: list[str], currency: str, basis: Basis | None) -> Price:
    whole = [a for a, label in zip(amounts, labels, strict=True) if not said.SHARED.search(label)] or amounts
    reduced = [a for a, label in zip(amounts, labels, strict=True) if said.CONCESSION.search(label) and a.high > 0]
    full = [a for a in whole if a not in reduced] or whole
    donation = bool(said.DONATION.search(plain))
    low = min(a.low for a in full)
    high: Decimal | None = max(a.high for a in full)
    concession = min((a.low for a in reduced), default=None) if len(reduced) < len(whole) else None
    opens = bool(said.FROM.search(plain[: amounts[0].begin]))
    if (opens and low == high) or (len(amounts) == 1 and said.AND_UP.match(plain[amounts[0].end :])):
        high = None
    if donation:
        low, high = (low if opens else Decimal(0)), None
    return Price(low=low, high=high, concession=concession, currency=currency, basis=basis, donation=donation)


def _confidence(plain: str, amounts: list[money.Amount], labels: list[str], *, likely: bool) -> float:
    """TORN where a word beside an amount is none that one knows, or only what some pay is said."""
    ends = [0, *(a.end for a in amounts)]
    begins = [*(a.begin for a in amounts), len(plain)]
    coded = all(re.search(r"[a-z]{3}$", plain[a.begin : a.end]) for a in amounts)
    given = "suggested" if said.DONATION.search(plain) else "\0"
    around = [
        said.DONATION.sub(" ", plain[end:begin]).replace(given, " ") for end, begin in zip(ends, begins, strict=True)
    ]
    if not coded and any(price_known.odd(before, after) for before, after in pairwise(around)):
        return TORN
    if all(said.CONCESSION.search(label) for label in labels) and len(amounts) == 1:
        return TORN
    if any(not gap.strip() for gap in around[1:-1]):
        return TORN
    return LIKELY if likely or len(amounts) > 1 else SURE


def _basis(labels: list[str]) -> Basis | Literal["several"] | None:
    """What all amounts pay for; "several" where they pay for different things, or for something that is no basis."""
    each: list[set[Basis | None]] = []
    for label in labels:
        bases = {basis for basis, pattern in said.BASES if pattern.search(label)}
        if not bases and said.COUNTED.search(label):
            bases = {"course"}
        if bases == {"session"} and _WEEKS.search(label):
            # A session of a school year is six weeks, one of a club an hour.
            return "several"
        each.append(bases)
    union = set().union(*each)
    concessions = [bool(said.CONCESSION.search(label)) for label in labels]
    if None in union or len(union) > 1 or any(said.FOR_SOME_NUMBER.search(label) for label in labels):
        return "several"
    with_none = [not bases and not conc for bases, conc in zip(each, concessions, strict=True)]
    if each[0] and any(with_none[1:]):
        return "several"
    if union == {"course"} and any(with_none):
        return "several"
    drop_in = [bool(said.DROP_IN.search(label)) for label in labels]
    if any(drop_in) and not all(drop_in) and any(said.PACKAGE.search(label) for label in labels):
        return "several"
    return union.pop() if union else None


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


def _unclear(words: str, reason: str) -> Cost:
    return Cost(Read(words=words, doubts=doubt("price", words, reason)))
