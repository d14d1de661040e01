"""The parsers of the small values raise nothing, whatever they are given, and read 10,000 characters in no time."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import (
    capacities,
    choice_phrases,
    choices,
    credentials,
    eligibility,
    language_phrases,
    languages,
    levels,
    registration,
    registration_phrases,
)
from indexer.values.reading import BELIEVED, Read
from tests.clock import Clock
from tests.value_tables import rows

PLACE: dict[str, Any] = {"today": dt.date(2027, 6, 1), "country": "GB", "zone": "Europe/London"}
PARSERS: dict[str, Callable[[str], Read[Any]]] = {
    "support": lambda words: choices.support((words, words)),
    "access": lambda words: choices.access((words, words)),
    "status": choices.status,
    "sector": choices.sector,
    "role": choices.role,
    "gender": choices.gender,
    "signs_up": choices.signs_up,
    "support, text": lambda words: choice_phrases.support(words, title=words),
    "access, text": lambda words: choice_phrases.access(words, title=words),
    "role, text": lambda words: choice_phrases.role(words, words),
    "gender, title": lambda words: choice_phrases.gender(words, None),
    "gender, text": lambda words: choice_phrases.gender("", words),
    "signs_up, text": choice_phrases.signs_up,
    "languages": lambda words: languages.read((words,)),
    "languages, text": lambda words: language_phrases.find(words, words),
    "eligibility": eligibility.read,
    "eligibility, text": lambda words: eligibility.find(words, words),
    "credential": credentials.read,
    "credential, text": credentials.find,
    "level": levels.read,
    "level, text": lambda words: levels.find(words, words),
    "registration": lambda words: registration.read(words, words, words, **PLACE),
    "registration, text": lambda words: registration_phrases.find(words, words, **PLACE),
    "places left": capacities.left,
    "capacity": capacities.capacity,
    "places, text": capacities.find,
}
TABLES = ("choices", "languages", "registration", "eligibility", "credentials")
REAL = sorted({row.words for table in TABLES for row in rows(table)})
GLUE = st.sampled_from(
    [" ", ", ", ". ", "; ", " and ", " not ", "\n", " & ", "(", ")", "/", "\x00", "\ud800", "£5", "۱۲", "½"]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Words of rows cut anywhere and put together again."""
    parts = []
    for words in draw(st.lists(st.sampled_from(REAL), min_size=1, max_size=4)):
        start, end = sorted((draw(st.integers(0, len(words))), draw(st.integers(0, len(words)))))
        parts += [words if draw(st.booleans()) else words[start:end], draw(GLUE)]
    return "".join(parts)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(words=st.one_of(st.text(max_size=80), mutated()))
def test_a_parser_is_total_and_hands_out_only_what_is_believed(name: str, words: str) -> None:
    read = PARSERS[name](words)
    assert read.value is None or read.confidence >= BELIEVED
    assert read.value not in {(), ""}


LONG = {
    "all rows": " ".join(REAL)[:10_000],
    "lists": "lunch, snacks and " * 556,
    "free": "free " * 2_000,
    "provided": "provided " * 1_111,
    "girls": "girls and " * 1_000,
    "languages": "in Spanish and English, " * 416,
    "open to": "open to the students " * 476,
    "must be": "must be a " * 1_000,
    "deadline": "registration deadline " * 454,
    "by": "register now by 1 " * 555,
    "for people": "for people with a " * 555,
    "awards": "Arts Award by " * 714,
    "sign language": "sign language interpreters " * 370,
    "bilingual": "bilingual story " * 625,
    "earn": "earn up to the " * 666,
    "letters": "a" * 10_000,
    "spaces": " " * 10_000 + "x",
    "digits": "1" * 10_000,
    "numbers": "1,111 of " * 1_111,
    "brackets": "(" * 10_000,
    "dots": "free. " * 1_666,
    "urdu": "صرف لڑکیوں کے لیے " * 555,
}


@pytest.mark.parametrize("name", PARSERS)
def test_long_words_are_read_in_no_time(name: str) -> None:
    for shape, words in LONG.items():
        assert min(took(name, words + "x" * again) for again in range(2)) < 0.05, shape


def took(name: str, words: str) -> float:
    """The words differ from call to call, so that nothing is remembered."""
    with Clock() as clock:
        PARSERS[name](words)
    return clock.seconds
