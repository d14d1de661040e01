"""Finds in a title or text the languages that it is held in: "led in Spanish", "Sesión en español", "po polsku"."""

import re
from collections.abc import Iterator

from indexer.values.clauses import LONGEST, clauses, stated
from indexer.values.language_names import NAMES
from indexer.values.reading import INFERRED, Read
from indexer.values.stems import stems

_ANY = "|".join(sorted((re.escape(name) for name in NAMES if name[0].isalpha()), key=len, reverse=True))
_LANGS = rf"((?:{_ANY})\b(?:(?:, | and | & |/| or | / | y | e | i | a )(?:{_ANY})\b){{0,4}})"
_THING = (
    r"(?:sessions?|workshops?|performances?|story ?times?|story hours?|events?|tours?|meetings?|webinars?|rhyme time)"
)
_ENGLISH = re.compile(
    rf"\b(?:conducted|taught|held|led|delivered|presented|facilitated|performed|hosted|run) (?:entirely |only "
    rf"|mainly )?in"
    rf" {_LANGS}|\b{_THING}(?: \w{{1,12}} for \w{{1,12}})? (?:for newcomers "
    rf"|for families )?\(?in {_LANGS}(?! language| literature)|\(in {_LANGS}"
    rf"|\bbilingual[ (:]{{1,3}}{_LANGS}(?! instructor|(?: (?:and|or|&) \w{{2,12}})?[- ]speak)"
    rf"|\bbilingual [\w ]{{1,30}}[:(–-]{{1,2}} ?{_LANGS}"
    rf"|\b{_LANGS}[- ](?:language |bilingual )?(?:story ?times?|story hours?|rhyme time)\b|\b{_LANGS}[- ]medium\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    rf"\b(?:sesi[oó]n|taller|clases?|cuentos|impart\w{{2,8}}|transmisi[oó]n|charla|curso|grupo|story ?time|evento|zoom)"
    rf"(?: \w{{1,14}}){{0,3}} en {_LANGS}"
    rf"|\b(?:atelier|séance|cours|heure du conte|animation)(?: \w{{1,14}}){{0,3}} en {_LANGS}"
    rf"|\b(?:zajęcia|warsztaty|spotkanie|prowadzon\w{{1,3}}|klub)(?: \w{{1,14}}){{0,3}} (?:po|w języku) {_LANGS}"
    rf"|\b(?:sesiwn|clwb|cynhelir|gweithdy|amser stori)(?: \w{{1,14}}){{0,3}} (?:yn(?: y)?|trwy gyfrwng y|drwy'r)"
    rf" (?:Gymraeg|Saesneg)|(?:اردو|انگریزی|پنجابی) میں",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\b(?:{_ANY})\b", re.IGNORECASE)
_NAMED = frozenset(word for name in NAMES for word in name.split()) - {"language", "język"}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = 2_000
"""Characters; what goes on for longer without a stop is a list of something."""
_GATE = stems(
    " in ", "(in ", "bilingual", "story", "rhyme", "medium", " en ", " po ", "języku", "yn ", "gyfrwng", "drwy", "میں"
)  # fmt: skip


def find(title: str, plain: str | None) -> Read[tuple[str, ...]]:
    """The codes of the languages that title and text say it is held in; the title goes before the text."""
    for words in (title, plain):
        named = list(dict.fromkeys(_named(words)))
        if named:
            codes = tuple(dict.fromkeys(code for code, _ in named))
            said = ", ".join(dict.fromkeys(phrase for _, phrase in named))
            return Read(value=codes, words=said, inferred=True, confidence=INFERRED)
    return Read()


def _named(words: str | None) -> Iterator[tuple[str, str]]:
    """Each code and the phrase that names it."""
    if not words or _NAMED.isdisjoint(_WORD.findall(words[:LONGEST].lower())):
        return
    for clause in clauses(words, _GATE):
        if _NAMED.isdisjoint(_WORD.findall(clause.lower())):
            continue
        for pattern, capitals in ((_ENGLISH, True), (_OTHERS, False)):
            for found in pattern.finditer(clause[:_SENTENCE]):
                if not stated(clause, found.start(), found.end(), costs=False):
                    continue
                for name in _NAME.findall(found[0]):
                    if not capitals or name[0].isupper() or not name.isascii():
                        yield NAMES[name.lower()], found[0].strip(" (")
