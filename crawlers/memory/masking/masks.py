"""What stands for whom: the same person has the same mask, with as many letters or digits as what it stands for."""

import html
import html.entities
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import quote, unquote

from crawlers.memory.masking import signs
from crawlers.memory.masking.people import People
from crawlers.memory.masking.present import Present

DOMAIN = "mail.example"
"""Where masked addresses are; no mail is ever delivered there (RFC 2606)."""

_GAP = r"((?:\s|&nbsp;|&\#160;|\\[nr]|\\u00a0|%20|<[^<>]{0,300}>|[+._,-]|\\,){1,8})"
_RUN = re.compile(r"\d(?:(?:[\s().\xa0-]|%20){0,3}\d){3,60}")
_COMMON_WORDS = """
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday will mark art grace hope joy summer dawn rose sky amber
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that are names, and mostly are not: such a part of a name is masked only where it is all that a field says."""


class Masks:
    """What stands for whom. counts: how often "names", "e-mail addresses", "telephone numbers" were masked.

    spared: names of organisations that must stay, however they look.
    """

    def __init__(self, found: People, spared: Sequence[str] = ()) -> None:
        left = {" ".join(one.lower().split()) for one in spared}
        self.counts: Counter[str] = Counter()
        self._mails: dict[str, int] = {}
        self._people: dict[tuple[str, ...], int] = {}
        self._phones: dict[str, int] = {}
        names = [name for name in found.names if name.lower() not in left]
        self._names = [name.split() for name in sorted(names, key=len, reverse=True)]
        self._parts = [part for part in found.parts if part.lower() not in left]
        self._name_present = Present([" ".join(words) for words in self._names])
        self._part_present = Present(self._parts)
        self._numbers = {_digits(number) for number in found.phones}
        self._lengths = sorted({len(number) for number in self._numbers}, reverse=True)
        for name in names:
            self._person(name.split())

    @property
    def persons(self) -> int:
        """How many different names there are."""
        return len(self._people)

    def text(self, text: str, *, mails: bool = True) -> str:
        """The text, masked. mails: whether what is written like an e-mail address is one."""
        text = signs.MAIL.sub(self._mail, text) if mails and ("@" in text or "%40" in text) else text
        text = _RUN.sub(self._run, text) if self._numbers else text
        for number in self._name_present.within(text):
            words = self._names[number]
            text = _name_pattern(tuple(words)).sub(self._name(words), text)
        for number in self._part_present.within(text):
            text = _part_pattern(self._parts[number]).sub(self._part(self._parts[number]), text)
        return text

    def left(self, text: str) -> bool:
        """Whether anything that should be masked still stands there, also behind escapes."""
        for said in {text, unquote(text), html.unescape(text), re.sub(r"\\u([0-9a-fA-F]{4})", _letter, text)}:
            if any(not one[0].lower().endswith(DOMAIN) for one in signs.mails(said)):
                return True
            names = (self._names[number] for number in self._name_present.within(said))
            if any(_name_pattern(tuple(words)).search(said) for words in names if not _is_mask(words)):
                return True
        return False

    def _person(self, words: Sequence[str]) -> int:
        who = tuple(sorted(word.lower().strip(".,") for word in words))
        return self._people.setdefault(who, len(self._people))

    def _name(self, words: Sequence[str]) -> Callable[[re.Match[str]], str]:
        code = self._person(words)

        def mask(found: re.Match[str]) -> str:
            self.counts["names"] += 1
            return "".join(
                part if at % 2 else _letters(part, code)
                for at, part in enumerate(g for g in found.groups() if g is not None)
            )

        return mask

    def _part(self, part: str) -> Callable[[re.Match[str]], str]:
        owners = [code for who, code in self._people.items() if part.lower() in who]
        code = owners[0] if owners else self._person([part])

        def mask(found: re.Match[str]) -> str:
            self.counts["names"] += 1
            return _letters(found[0], code)

        return mask

    def _mail(self, found: re.Match[str]) -> str:
        said = unquote(found[0]).lower()
        if said.endswith(f"@{DOMAIN}"):
            return found[0]
        self.counts["e-mail addresses"] += 1
        sign = "%40" if "%40" in found[0] else "@"
        return f"person{self._mails.setdefault(said, len(self._mails) + 1)}{sign}{DOMAIN}"

    def _run(self, found: re.Match[str]) -> str:
        """A run of digits, with the numbers in it masked: each begins and ends where no digit is next to it."""
        run = found[0]
        at = [place for place, letter in enumerate(run.replace("%20", "   ")) if letter.isdigit()]
        letters, first = list(run), 0
        while first < len(at):
            for length in self._lengths:
                places = at[first : first + length]
                digits = "".join(run[place] for place in places)
                if len(places) == length and digits in self._numbers and self._stands_alone(run, places):
                    for place, digit in zip(places, self._number(digits), strict=True):
                        letters[place] = digit
                    first += length - 1
                    break
            first += 1
        return "".join(letters)

    def _stands_alone(self, run: str, places: Sequence[int]) -> bool:
        before, after = run[: places[0]][-1:], run[places[-1] + 1 :][:1]
        return not before.isdigit() and not after.isdigit()

    def _number(self, digits: str) -> str:
        number = self._phones.setdefault(digits[-7:], len(self._phones) + 1)
        self.counts["telephone numbers"] += 1
        mask = ("5" * len(digits) + f"{number:03}"[-3:])[-len(digits) :]
        return f"0{mask[1:]}" if digits.startswith("0") else mask


@lru_cache(maxsize=20_000)
def _name_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """The words of a name with whatever stands between them; or the last first."""
    plain = [word.rstrip(",") for word in words]
    straight = _GAP.join(f"({_written(word)})" for word in plain)
    turned = _GAP.join(f"({_written(word)})" for word in (plain[-1], *plain[:-1]))
    both = f"{straight}|{turned}" if len(plain) > 1 else straight
    return re.compile(rf"(?<![^\W_])(?:{both})(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def _part_pattern(part: str) -> re.Pattern[str]:
    word = " ".join(part.split())
    if word.lower() in _COMMON or len(word) < 4:
        return re.compile(
            rf"(?<=[\"'>,;\t|=:]){re.escape(word)}(?=[\"'<,;:\t|\r\n&])|(?m:^{re.escape(word)}(?=[,;\t|]))"
        )
    return re.compile(rf"(?<![^\W_]){_written(word)}(?![^\W_])")


def _written(word: str) -> str:
    """A word however its letters are escaped."""
    return "".join(letter if letter.isascii() and letter.isalnum() else _escaped(letter) for letter in word)


def _escaped(letter: str) -> str:
    """A letter as it is, or as JSON, mark-up or an address escape it, large or small."""
    forms = [re.escape(letter)]
    for one in dict.fromkeys((letter, *letter.lower(), *letter.upper())):
        named = html.entities.codepoint2name.get(ord(one))
        forms += [rf"\\u{ord(one):04x}", f"&\\#{ord(one)};", f"&\\#x{ord(one):x};", re.escape(quote(one, safe=""))]
        forms += [f"&{named};"] if named else []
    return f"(?:{'|'.join(forms)})"


def _letters(words: str, code: int) -> str:
    """The words with each letter another: those of person 0 are all a, of person 27 b and b in turn, and so on."""
    plain = html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", _letter, unquote(words) if "%" in words else words))
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    turns = [alphabet[code % 26]] if code < 26 else [alphabet[code // 26 % 26], alphabet[code % 26]]
    made, at = "", 0
    for letter in plain:
        if letter.isalpha():
            mask = turns[at % len(turns)]
            made, at = made + (mask.upper() if letter.isupper() else mask), at + 1
        else:
            made += letter
    return made


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())


def _is_mask(words: Sequence[str]) -> bool:
    """Whether a name is nothing but what masks are made of."""
    return len({letter for word in words for letter in word.lower() if letter.isalpha()}) <= 1


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
