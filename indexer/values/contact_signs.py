"""What is written like a way to reach somebody, and whether that is a private person's or a desk's."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent / "contacts.toml").read_text(encoding="utf-8"))
NOBODY, CONTACT_WORDS = (frozenset(_WORDS[name].split()) for name in ("nobody", "contact"))
_ROLES, _PRIVATE_MAIL = (frozenset(_WORDS[name].split()) for name in ("roles", "private_mail"))
_LONG_ROLES = tuple(role for role in _ROLES if len(role) > 5)

MAY_BE = re.compile(r"[@\d:(\[]|\b(?:wa|t)\.me\b")
"""What every contact has some of."""

_AT, _DOT = r"(?:@|[\[(]\s?at\s?[\])])", r"(?:\.|[\[(]\s?dot\s?[\])])"
MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+'-]{{1,64}}\s?{_AT}\s?[\w-]{{1,63}}(?:\s?{_DOT}\s?[\w-]{{2,63}}){{1,4}}", re.IGNORECASE
)
PHONE = re.compile(r"(?<![\w/=#£$€@.,:-])(?:\+|00)?\\?\(?\d(?:[ \t\xa0().–\\-]{0,4}\d){6,14}(?![\w@/%]|[.,:]\d)")
EXTENSION = re.compile(r"[ ,]{0,3}(?:ext(?:ension)?|x)\.?[ :]{0,2}\d{1,6}\b", re.IGNORECASE)
LINK = re.compile(
    r"(?:https?://)?(?:wa\.me|t\.me|(?:api|chat)\.whatsapp\.com)/\S{1,200}|\b(?:tel|mailto):\S{1,100}", re.IGNORECASE
)

_CALLED = re.compile(
    r"\b(?:tel[eé]fono|tel(?:ephone)?|tlf|phone|ph|call|ring|text|sms|mob(?:ile)?|cell|whats ?app|fax|dial|contact"
    r"|reach|questions|numer|komórka|zadzwoń|dzwoń|llam[ae]r?|móvil|ffôn|ffonio|ffoniwch|galwch|t|p|m|c)\b"
    r"[^\w\n]{0,4}(?:[\w']{1,15}\b[^\w\n]{1,3}){0,5}$"
    r"|(?:فون|موبائل|رابطہ|کال)[^\n]{0,20}$",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\b(?:isbn|issn|meeting id|webinar id|passcode|password|pin|charity|company|registered|reg|order|account|vat|ref"
    r"|reference|id|no|number)\W{0,4}(?:(?:no|number|is)\W{1,3})?$",
    re.IGNORECASE,
)
_DIAL_IN = re.compile(r"\b(?:one tap|dial by|dial[- ]in|US \(|find your local number)|,,\d", re.IGNORECASE)
_YEAR, _TIMED = r"(?:19|20)\d\d", r"(?:\D{1,3}\d\d?\D\d\d)?"
_DATE = re.compile(
    rf"(?:{_YEAR}[ .–-]{{1,3}}){{1,4}}{_YEAR}|{_YEAR}[.-]\d\d?[.-]\d\d?{_TIMED}|\d\d?[.-]\d\d?[.-]{_YEAR}{_TIMED}"
    rf"|\d\d?\.\d\d ?[–-] ?\d\d?\.\d\d|(?:\d{{1,3}}[ –-]){{1,5}}{_YEAR}"
)
_FREE = re.compile(
    r"(?:\+44|0044)?0?(?:(?:800|808)\d{4,7}|(?:300|303|330|333|34[3-5]|370|371|845|870)\d{6,7})"
    r"|1?8(?:00|33|44|55|66|77|88)\d{7}|116\d{3}|1800\d{6}|1300\d{6}|900\d{6}|80[01]\d{6}"
)
"""Free and shared-cost numbers, which only organisations have: Britain, Europe (116), North America, Spain, Poland."""
_MOBILE = re.compile(r"(?:\+44|0044|44)?0?7[1-57-9]\d{8}")
_DESK = re.compile(
    r"\b(?:box office|ticket office|reception|front desk|info(?:rmation)? desk|help ?desk|switchboard|office|help ?line"
    r"|hot ?line|customer services?|librar(?:y|ies)|museum|theatre|theater|cent(?:re|er)|(?:the|our) school|the college"
    r"|our (?:studio|number|line|team)|council|us (?:on|at)|city hall|town hall|parks? (?:and|&) rec(?:reation)?"
    r"|bookings? line|gallery|department|dept|registration desk|program(?:me)? office|zoo|church|aquarium"
    r"|recepción|biblioteca|oficina|taquilla|biblioteki?|biuro|sekretariat"
    r"|recepcja|llyfrgell|swyddfa|canolfan|derbynfa)\b",
    re.IGNORECASE,
)
NEAR = 45
"""Letters before a number that can say whose it is."""
_LOCAL = 7
"""Digits of a number without its area, as North Americans write it."""


def is_desk_mail(address: str, hosts: Sequence[str]) -> bool:
    """Whether the address is a desk's, of one of the hosts where any is known."""
    local, _, domain = re.sub(rf"\s?{_AT}\s?", "@", address.lower(), count=1).partition("@")
    domain = re.sub(rf"\s?{_DOT}\s?", ".", domain)
    named = any(part in _ROLES for part in re.split(r"[._+-]", local)) or any(role in local for role in _LONG_ROLES)
    if domain.partition(".")[0] in _PRIVATE_MAIL or not named:
        return False
    return not hosts or any(_own(domain, host.lower().removeprefix("www.")) for host in hosts)


def is_phone(sentence: str, found: re.Match[str], *, personal: bool) -> bool:
    """Whether these digits are a telephone number that may be a person's, but for what its sentence says of a desk.

    personal: the sentence has somebody's address too.
    """
    said, before = found[0], sentence[max(0, found.start() - NEAR) : found.start()]
    digits = re.sub(r"[^\d+]", "", said)
    if _NO_PHONE.search(before) or _DATE.fullmatch(said.strip()) or _FREE.fullmatch(digits):
        return False
    if said.lstrip("(")[0] in "+1" and _DIAL_IN.search(sentence[max(0, found.start() - 200) : found.end() + 60]):
        return False
    called = _CALLED.search(before) is not None or (personal and len(digits) == _LOCAL)
    return called or _looks_like_one(said, digits.lstrip("+"))


def is_desk_phone(sentence: str, found: re.Match[str]) -> bool:
    """Whether the words before the number name a desk, and it is no mobile one."""
    before = sentence[max(0, found.start() - NEAR) : found.start()]
    return not _MOBILE.fullmatch(re.sub(r"[^\d+]", "", found[0])) and names_desk(before)


def is_beside_a_desk(sentence: str, found: re.Match[str], hosts: Sequence[str]) -> bool:
    """Whether the number, no mobile one, stands beside a desk's own address: "info@arts.example or 01632 960100"."""
    mobile = _MOBILE.fullmatch(re.sub(r"[^\d+]", "", found[0]))
    return not mobile and any(is_desk_mail(mail[0], hosts) for mail in MAIL.finditer(sentence))


def names_desk(words: str) -> bool:
    """Whether the words name an organisation's desk or place."""
    return _DESK.search(words) is not None


def _own(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}")


def _looks_like_one(said: str, digits: str) -> bool:
    """Whether digits are grouped as in Britain, Ireland or North America, or begin with a country's code."""
    if said.startswith(("+", "00")):
        return 9 <= len(digits) <= 15
    if digits.startswith("0"):
        # German mobile numbers have a digit more than British ones.
        return (len(digits) in {10, 11} or (len(digits) == 12 and digits.startswith("01"))) and "." not in said[:3]
    return re.fullmatch(r"(?:1[ .-])?\(?\d{3}\)?[ .–-]{1,2}\d{3}[ .–-]\d{4}", said) is not None
