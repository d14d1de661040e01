"""Months and days of the week by name: English, Spanish, Polish, Welsh and Urdu, with inflections and mutations."""

import unicodedata
from typing import NamedTuple

# Keys are without accents: "miércoles" and "miercoles" are one word, and so are "środa" and "sroda".
_MONTHS = {
    "en": """january jan; february feb; march mar; april apr; may; june jun; july jul; august aug; september sept sep;
        october oct; november nov; december dec""",
    "es": """enero ene; febrero; marzo; abril abr; mayo; junio; julio; agosto ago; septiembre setiembre; octubre;
        noviembre; diciembre dic""",
    "pl": """stycznia styczen styczniu sty; lutego luty lutym lut; marca marzec marcu; kwietnia kwiecien kwietniu kwi;
        maja maj maju; czerwca czerwiec czerwcu cze; lipca lipiec lipcu lip; sierpnia sierpien sierpniu;
        wrzesnia wrzesien wrzesniu wrz; pazdziernika pazdziernik pazdzierniku paz; listopada listopad listopadzie lis;
        grudnia grudzien grudniu gru""",
    "cy": """ionawr ion; chwefror chwef; mawrth fawrth; ebrill ebr; mai fai; mehefin fehefin meh;
        gorffennaf orffennaf ngorffennaf gorff; awst; medi fedi; hydref; tachwedd dachwedd nhachwedd thachwedd tach;
        rhagfyr ragfyr rhag""",
    "ur": "جنوری; فروری; مارچ; اپریل; مئی; جون; جولائی جولای; اگست; ستمبر; اکتوبر; نومبر; دسمبر",
    "fr": "janvier; fevrier; mars; avril; mai; juin; juillet; aout; septembre; octobre; novembre; decembre",
    "de": "januar; februar; marz; april; mai; juni; juli; august; september; oktober; november; dezember",
}
# One day: its names; those after a stroke are of many such days.
_DAYS = {
    "en": """monday mon | mondays mons; tuesday tue tues | tuesdays; wednesday wed weds | wednesdays;
        thursday thu thur thurs | thursdays; friday fri | fridays fris; saturday sat | saturdays sats;
        sunday sun | sundays suns""",
    "es": "lunes lun; martes; miercoles mie; jueves jue; viernes vie; sabado sab | sabados; domingo dom | domingos",
    "pl": """poniedzialek poniedzialku pon | poniedzialki poniedzialkami; wtorek wtorku wt | wtorki;
        sroda srode | srody; czwartek czwartku czw | czwartki; piatek piatku | piatki; sobota sobote | soboty;
        niedziela niedziele niedz ndz | niedzieli""",
    "cy": "llun lun; mawrth fawrth; mercher fercher; iau; gwener wener; sadwrn; sul",
    "ur": "پیر سوموار; منگل; بدھ; جمعرات; جمعہ جمعے; ہفتہ ہفتے سنیچر; اتوار",
    "fr": "lundi | lundis; mardi | mardis; mercredi | mercredis; jeudi | jeudis; vendredi; samedi | samedis; dimanche",
    "de": """montag | montags; dienstag | dienstags; mittwoch | mittwochs; donnerstag | donnerstags; freitag | freitags;
        samstag | samstags; sonntag | sonntags""",
}
_LETTERS = str.maketrans({"ł": "l", "ي": "ی", "ك": "ک", "ه": "ہ", "ۃ": "ہ", "ة": "ہ", "ۂ": "ہ"})


class Name(NamedTuple):
    """A month, from 1, or a day of the week, from 0 for Monday. many: it is said of many such days ("Mondays")."""

    number: int
    many: bool
    language: str


def folded(word: str) -> str:
    """A lower-case word without accents, in one spelling of Arabic letters."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


def _names(told: dict[str, str], first: int) -> dict[str, Name]:
    made: dict[str, Name] = {}
    for language, names in told.items():
        for number, group in enumerate(names.split(";"), first):
            one, _, many = group.partition("|")
            for word in one.split():
                made.setdefault(folded(word), Name(number, False, language))
            for word in many.split():
                made.setdefault(folded(word), Name(number, True, language))
    return made


MONTHS = _names(_MONTHS, 1)
WEEKDAYS = _names(_DAYS, 0)
