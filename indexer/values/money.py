"""Finds amounts of money in words, with their currencies: "£4.50", "5,00 €", "50p", "$1,200", "from 10 to 15 CHF"."""

import re
from decimal import Decimal
from typing import NamedTuple

CURRENCIES = {
    "GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "IN": "INR", "PK": "PKR", "CH": "CHF", "PL": "PLN",
    "SE": "SEK", "NO": "NOK", "DK": "DKK", "CZ": "CZK", "ZA": "ZAR", "SG": "SGD", "MX": "MXN", "JP": "JPY",
    **dict.fromkeys(
        ["IE", "FR", "DE", "ES", "IT", "NL", "BE", "AT", "PT", "FI", "GR", "LU", "EE",
        "LV", "LT", "SK", "SI", "MT", "CY", "HR"],
        "EUR",
    ),
}  # fmt: skip
_DOLLARS = {"US", "CA", "AU", "NZ", "SG", "MX"}
_CODES = {code.lower() for code in CURRENCIES.values()} | {"eur", "usd", "gbp"}
_SYMBOLS = {
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
}
_WORDS = {"pounds": "GBP", "pound": "GBP", "quid": "GBP", "punt": "GBP", "euros": "EUR", "euro": "EUR", "zł": "PLN",
    "złotych": "PLN", "pln": "PLN"}  # fmt: skip
_SPELT = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
_IN_WORDS = re.compile(rf"\b({'|'.join(_SPELT)})(?= (?:pounds?|quid|euros?|dollars?|pence|cents|rupees)\b)")
_MARK = rf"(?:us\s?\$|ca\$|au\$|nz\$|c\$|a\$|[£€$₹]|\brs\.?|\b(?:{'|'.join(sorted(_CODES))})(?![a-z]))"
_AFTER = (
    rf"(?:[£€$](?!\s?\d)|(?:{'|'.join(sorted(_CODES))})\b|(?:pounds?|quid|punt|euros?|dollars?|rupees|złotych)\b|p\b"
    rf"|pence\b|¢|cents\b|zł|kr\b|پاؤنڈ|روپے|ڈالر)"
)
_NUMBER = (
    r"\d{1,7}\.\d{4}(?!\d)|\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,7}(?:[.,]\d{1,2})?(?![\d]|k\b)"
    r"|(?<!\d)\.\d\d(?!\d)"
)
_AMOUNT = re.compile(
    rf"(?P<mark>{_MARK})\s?(?P<first>{_NUMBER})(?P<even>\s?/-)?(?:\s?(?:-"
    rf"|to)\s?(?:{_MARK})?\s?(?P<last>{_NUMBER})(?!\s?(?:weeks?|sessions?|%|am|pm|yrs?|years?|[:/]\d)))?"
    rf"|(?<![\d.,:/])(?:(?P<low>{_NUMBER})\s?(?:-|to)\s?)?(?P<number>{_NUMBER})(?:,-)?\s?(?P<after>{_AFTER})"
)
_CODE_AFTER = re.compile(rf"\s?({'|'.join(sorted(_CODES))})(?![a-z])")
_BARE = re.compile(rf"({_NUMBER})(?:\s?(?:-|to)\s?({_NUMBER}))?")
_POINT_IS_DECIMAL = {"GBP", "USD", "CAD", "AUD", "NZD", "INR"}
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
"""No amount in those: a decimal too many, or thousands as others write them."""
_MINOR = {"p", "pence", "¢", "cents"}


class Amount(NamedTuple):
    """low and high in units of the currency (not pence), equal unless it is a range; where in the words it stands."""

    low: Decimal
    high: Decimal
    currency: str | None
    begin: int
    end: int


def figures(words: str) -> str:
    """Lower-case words with the numbers before a currency's name as figures: "five pounds" as "5 pounds"."""
    return _IN_WORDS.sub(lambda found: str(_SPELT[found[1]]), words)


def find(words: str, country: str, currency: str | None) -> list[Amount]:
    """Every amount with a currency sign in lower-case words. A "$" is the country's own dollar, else unknown (None)."""
    amounts = []
    for found in _AMOUNT.finditer(words):
        mark = (found["mark"] or found["after"]).strip(". ")
        minor = mark in _MINOR
        code = _CODE_AFTER.match(words, found.end())
        unit = code[1].upper() if code else currency_of(mark.replace(" ", ""), country, currency)
        first, last = (
            found["first"] or found["low"] or found["number"],
            found["last"] or found["number"] or found["first"],
        )
        if unit in _POINT_IS_DECIMAL and (_THOUSANDS.fullmatch(first) or _THOUSANDS.fullmatch(last)):
            continue
        low, high = _decimal(first, minor), _decimal(last, minor)
        if low is not None and high is not None:
            amounts.append(Amount(low, high, unit, found.start(), found.end()))
    return amounts


def bare(words: str, currency: str | None) -> Amount | None:
    """An amount with no sign, where the words are nothing but a number or a range of two."""
    found = _BARE.fullmatch(words)
    low, high = (_decimal(found[1], False), _decimal(found[2] or found[1], False)) if found else (None, None)
    return Amount(low, high, currency, 0, len(words)) if low is not None and high is not None else None


def currency_of(mark: str, country: str, stated: str | None) -> str | None:
    """The ISO 4217 code of a sign or code; None where the sign could be several countries' own."""
    if mark in _SYMBOLS:
        return _SYMBOLS[mark]
    if mark in _CODES:
        return mark.upper()
    if mark in {"$", "dollar", "dollars", "¢", "cents"}:
        return stated if stated and stated.endswith("D") else CURRENCIES[country] if country in _DOLLARS else None
    if mark in {"p", "pence"}:
        return "GBP" if country == "GB" else None
    if mark in {"rs", "rupees"}:
        return {"PK": "PKR", "IN": "INR"}.get(country)
    if mark in _WORDS:
        return _WORDS[mark]
    return stated or CURRENCIES.get(country)


def _decimal(number: str, minor: bool) -> Decimal | None:
    plain = number.replace(" ", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+(?:[.,]\d{1,2})?", plain):
        tail = re.search(r"[.,]\d{1,2}$", plain)
        whole = plain[: tail.start()] if tail else plain
        plain = whole.replace(",", "").replace(".", "") + (tail[0].replace(",", ".") if tail else "")
    plain = plain.replace(",", ".")
    value = Decimal(plain) if plain.replace(".", "", 1).isdigit() else None
    if value is not None and minor:
        value /= 100
    return value
