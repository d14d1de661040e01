"""Finds postcodes in words, by country, and gives them their usual spelling."""

import re
from typing import NamedTuple

_END = r"(?=\s*(?:$|[,;)\n(]))"

_POSTCODES = {
    "GB": re.compile(
        r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d(?!(?-i:st|nd|rd|th)\b(?!\s*(?:$|[,;)\n])))[A-Z]{2})\b(?! floor)", re.IGNORECASE
    ),
    "US": re.compile(
        r"(?<![\d#-])(?<!\bno )(?<!\bno\. )(?<!\broom )(?<!\bsuite )(?<!\bbox )(?<!\bste )(?<!\brm )(?<!\bhwy )"
        r"\b(\d{5}(?:-\d{4})?)(?![\d-])(?=\s*(?:$|[,;)\n(]))",
        re.IGNORECASE,
    ),
    "CA": re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z])[ -]?(\d[A-Z]\d)\b", re.IGNORECASE),
    "IE": re.compile(r"\b([AC-FHKNPRTV-Y]\d[\dW])\s?([\dAC-FHKNPRTV-Y]{4})\b", re.IGNORECASE),
    "AU": re.compile(
        r"(?:\b(?:NSW|N\.S\.W\.|VIC|QLD|SA|WA|TAS|ACT|NT|New South Wales|Victoria|Queensland|South Australia"
        r"|Western Australia|Tasmania)\.?,?\s+|[,\n]\s*|(?<=[a-z]{3})\s+)(\d{4})" + _END,
        re.IGNORECASE,
    ),
    "NZ": re.compile(r"(?:[,\n]\s*|(?<=[^\W\d]{3})\s+)(\d{4})" + _END),
    "IN": re.compile(r"(?:^|(?<=[,\n\s:-]))([1-9]\d{2})\s?(\d{3})(?=\s*(?:$|[,;.)\n(]|[-–]\s))"),
    "PL": re.compile(r"\b(\d{2}-\d{3})\b"),
    **dict.fromkeys(("ES", "DE", "FR", "IT"), re.compile(r"(?:^|(?<=[,\n\s-]))(\d{5})(?=\s+[^\W\d]|\s*(?:$|[,;)\n]))")),
    **dict.fromkeys(("AT", "CH", "BE", "DK", "NO"), re.compile(r"(?:^|[,\n])\s*(?:[A-Z]{1,2}-)?(\d{4})(?=\s+[^\W\d])")),
    "NL": re.compile(r"\b([1-9]\d{3})\s?([A-Z]{2})\b"),
    "PT": re.compile(r"\b(\d{4}-\d{3})\b"),
    "SE": re.compile(r"\b(?:SE-)?(\d{3})\s(\d{2})(?=\s+[^\W\d])"),
}
_DISTRICTS = {
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]?"),
    "CA": re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z]"),
}
_PLAIN = re.compile(r"[A-Z0-9][A-Z0-9 -]{2,9}", re.IGNORECASE)
_LONGEST = 600
_DIGIT = re.compile(r"\d")


class Found(NamedTuple):
    """A postcode and where it stands: words[begin:end] is it, and nothing beside it."""

    code: str
    begin: int
    end: int


def found(words: str, country: str) -> list[Found]:
    """Every postcode of the country in the words, in order; only the first 600 characters are looked at."""
    pattern = _POSTCODES.get(country)
    if pattern is None or not _DIGIT.search(words):
        return []
    several = pattern.finditer(words[:_LONGEST])
    return [Found(_spelt(one), one.start(1), one.end(one.lastindex or 1)) for one in several]


def postcode_in(words: str, country: str) -> str | None:
    """The last postcode of the country in the words, in its usual spelling."""
    several = found(words, country)
    return several[-1].code if several else None


def district(words: str, country: str) -> str | None:
    """What is no more than the first part of a postcode: "MB1" in GB, "M6P" in CA; capitals only."""
    pattern = _DISTRICTS.get(country)
    return words if pattern and pattern.fullmatch(words) else None


def stated(postcode: str | None, country: str) -> str | None:
    """The postcode of a field that is meant for it; None where it is none of the country."""
    said = " ".join((postcode or "")[:_LONGEST].upper().split()).strip(" .,;")
    if country in {"US", "AU", "NZ", "IN", "ES", "DE", "FR", "IT"}:
        said = said.removesuffix(".0")  # a sheet made a number of it
    if not said:
        return None
    if country in {"AU", "NZ"} and re.fullmatch(r"\d{4}", said):
        return said
    if country in _POSTCODES:
        return postcode_in(said, country) or district(said, country)
    return said if _PLAIN.fullmatch(said) else None


def wider(postcode: str) -> str | None:
    """What the postcode lies in: the outward code of GB, the first three of CA and IE, the five digits of a ZIP+4."""
    first, _, rest = postcode.partition(" ")
    if rest:
        return first
    first, _, rest = postcode.partition("-")
    return first if len(first) == 5 and len(rest) == 4 and postcode.replace("-", "").isdigit() else None


def _spelt(match: re.Match[str]) -> str:
    parts = [part.upper() for part in match.groups() if part]
    return "".join(parts) if all(len(part) == 3 and part.isdigit() for part in parts) else " ".join(parts)
