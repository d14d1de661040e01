"""The languages of a portal: gettext catalogues read from .po files in memory, and CLDR through Babel."""

import io
from collections.abc import Sequence
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from crawlers.errors import CityFileError

LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"
"""The language of the msgids; it needs no catalogue."""


def mark(msgid: str) -> str:
    """Marks a msgid in a table, to be translated where it is shown."""
    return msgid


class Language:
    """One language of the portal.

    code: as in the city file (BCP 47). prefix: of its addresses, "" for the first language, else "ur/".
    dir: "ltr" or "rtl". name: in the language itself. locale: for dates, numbers and prices.
    comma: between the parts of a line, with its space.
    """

    def __init__(self, code: str, *, country: str, first: bool, folder: Path = LOCALES) -> None:
        self.code, self._folder = code, folder
        self.locale = _locale(code, country)
        self.dir = self.locale.text_direction
        self.prefix = "" if first else f"{code}/"
        self.name = (self.locale.get_language_name() or code).capitalize()
        self.comma = "، " if self.dir == "rtl" else ", "
        self._catalogue = _catalogue(code, folder)
        self._numbers: dict[float, str] = {}

    def gettext(self, msgid: str, **values: object) -> str:
        """The msgid in this language with its %(name)s filled in; plain text, not yet escaped."""
        words = self._catalogue.gettext(msgid)
        return words % values if values else words

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The form for n; %(num)s is n as this language writes it."""
        return self._catalogue.ngettext(one, many, n) % {"num": self.number(n), **values}

    def isolated(self, words: str) -> str:
        """Digits and Latin letters, such as a time, kept in their order within a right-to-left text (UAX 9)."""
        return f"\u2066{words}\u2069" if self.dir == "rtl" else words

    def number(self, n: float) -> str:
        """A number as this language writes it."""
        if n not in self._numbers:
            self._numbers[n] = str(format_decimal(n, locale=self.locale))
        return self._numbers[n]

    def percent(self, share: float) -> str:
        """A share of 0 to 1 as a whole percentage."""
        return str(format_percent(share, locale=self.locale))

    def language_name(self, code: str) -> str:
        """What this language calls another one; the code itself where it has no word for it."""
        try:
            return Locale.parse(code, sep="-").get_display_name(self.locale) or code
        except (UnknownLocaleError, ValueError):
            return code

    @property
    def drafted(self) -> bool:
        """Whether its catalogue says of itself that a machine wrote it and that nobody has read it yet."""
        path = self._folder / self.code / "messages.po"
        return self.code != SOURCE and "MACHINE-DRAFTED" in path.read_text("utf-8").partition("msgid")[0]

    def catalogue(self) -> Any:
        """What Jinja's i18n extension installs."""
        return self._catalogue


def languages(codes: Sequence[str], country: str) -> tuple[Language, ...]:
    """The portal's languages, the first at the root. Raises CityFileError for one without a catalogue."""
    return tuple(Language(code, country=country, first=n == 0) for n, code in enumerate(codes))


@cache
def direction(code: str | None) -> str:
    """The dir of a text in this language; "auto" where the language is not known."""
    if code is None:
        return "auto"
    try:
        return str(Locale.parse(code, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


def _locale(code: str, country: str) -> Locale:
    for name in (f"{code}-{country}", code):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise CityFileError(
        f"languages: expected language codes such as en or ur, but {code!r} is none. Mend the city file."
    )


def _catalogue(code: str, folder: Path) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    path = folder / code / "messages.po"
    if not path.is_file():
        known = ", ".join([SOURCE, *sorted(p.parent.name for p in folder.glob("*/messages.po"))])
        raise CityFileError(
            f"languages: expected a catalogue for {code!r} at locales/{code}/messages.po, but there is none. "
            f"Add it, or use one of: {known}."
        )
    compiled = io.BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
    except (PoFileError, UnicodeDecodeError) as error:
        raise CityFileError(
            f"locales/{code}/messages.po: expected a gettext catalogue, but {error}. Mend it."
        ) from error
    compiled.seek(0)
    return Translations(compiled)
