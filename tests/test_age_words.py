"""Ages: how sure a reading is, ages in titles and texts, and that any words are read, in no time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import age_phrases, ages
from indexer.values.reading import BELIEVED, INFERRED, LIKELY, SURE
from tests.clock import Clock

PIECES = st.sampled_from(
    ["8", "12", "0", "99", "500", "½", "-", "–", " to ", "and", "&", "or", ",", "/", "+", "(", ")", "[", "ages", "age",
     "aged", "years", "yrs", "y", "m", "months", "weeks", "old", "year", "Year", "Yr", "grade", "grades", "K", "Pre-K",
     "KS", "P4", "S2", "1st", "12th", "graders", "under", "over", "up to", "and up", "and under", "between", "from",
     "adults", "teens", "children", "families", "all ages", "with", "adult", "SEND", "school", "high", "oed", "a hŷn",
     "Blwyddyn", "i", "años", "entre", "lat", "od", "do", "سال", "سے", "تک", "ہر عمر", "\n", ".", ";", "none", "July"]
)  # fmt: skip
WORDS = st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=10).map("".join), st.text())
COUNTRIES = st.sampled_from(["GB", "US", "CA", "IE", "AU", "DE"])


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(words=WORDS, country=COUNTRIES)
def test_any_words_are_read_and_what_is_read_can_be(words: str, country: str) -> None:
    for read in (
        ages.read(words, country=country),
        ages.read(None, country=country, low=words, high=words),
        age_phrases.find(words, country=country),
        age_phrases.find(words, country=country, title=True),
    ):
        if read.value is None:
            continue
        low, high = read.value.low, read.value.high
        assert read.confidence >= BELIEVED
        assert low is None or 0 <= low < 99
        assert high is None or (low or 0) <= high < 99


@pytest.mark.parametrize(
    "shape",
    ["ages 8-12, ", "grades 3-5 and ", "8, ", "(8-12) ", "Year 7 to ", "under ", "8 to ", "ages (", "1st ", "a i y "],
)
def test_ten_thousand_letters_take_no_time(shape: str) -> None:
    words = (shape * (10_000 // len(shape) + 1))[:10_000]
    assert min(took(words + " " * turn) for turn in range(3)) < 0.05


def took(words: str) -> float:
    with Clock() as clock:
        ages.read(words, country="GB")
        age_phrases.find(words, country="US")
    return clock.seconds


@pytest.mark.parametrize(
    ("words", "confidence"),
    [
        ("8-12", SURE),
        ("under 16s", SURE),
        ("Year 7", LIKELY),
        ("Teens", LIKELY),
        ("10-99", LIKELY),
        ("18 months+", LIKELY),
    ],
)
def test_how_sure_a_reading_is(words: str, confidence: float) -> None:
    assert ages.read(words, country="GB").confidence == confidence


@pytest.mark.parametrize("words", ["12", "ages 7", "10 years", "5 & 9", "U9-U12", "5-500", "14-9", "8-12 and toddlers"])
def test_what_could_be_two_things_is_unknown_and_doubted(words: str) -> None:
    read = ages.read(words, country="GB")
    assert read.value is None
    assert read.doubts


def test_zero_and_zero_of_a_database_state_nothing() -> None:
    assert ages.read(None, country="US", low="0", high="0").value is None
    assert ages.read(None, country="US", low="0", high="1").value is not None


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Robot club (ages 7 )", (7, None)), ("Robot club (ages 7)", None), ("Day camp (age 9) at the park", (9, 9)),
     ("Storytime (birth to 5 years old)", (0, 5)), ("Craft night for adults", None), ("Seniors 55+ lunch", (55, None)),
     ("50+ films in a day", None), ("No under 16s", None), ("Drop-in - All Ages", (None, None)),
     ("Art lab for 9th, 10th and 11th graders", (14, 17))],
)  # fmt: skip
def test_ages_in_a_title(title: str, expected: tuple[int | None, int | None] | None) -> None:
    value = age_phrases.find(title, country="US", title=True).value
    assert (value and (value.low, value.high)) == expected


def test_a_lost_plus_sign_is_believed_with_a_doubt() -> None:
    read = age_phrases.find("Robot club (ages 7 )", country="US", title=True)
    assert read.confidence == INFERRED
    assert [doubt.reason for doubt in read.doubts] == ["a plus sign seems to be lost after this age"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("For ages newborn to 5 yrs. with a parent.", (0, 5)), ("Ages: 18 months to 3 years old.", (1, 3)),
     ("Kids ages 7 and under.", (None, 7)), ("At 18 years old, she set out.", None),
     ("A pool for children under age 10.", None),
     ("All visitors over 2 years of age must wear a mask.", None), ("from nursery through eighth grade", None),
     ("for pupils in Year 3", None), ("campers entering kindergarten through sixth grade", (5, 12)),
     ("Over 4-5 years, you build on it", None), ("For ages 4-7. All ages are welcome.", None),
     ("students who completed grades 3-5", None),
     ("classes for grades K-12th and adults", None)],
)  # fmt: skip
def test_ages_in_a_text(words: str, expected: tuple[int | None, int | None] | None) -> None:
    value = age_phrases.find(words, country="US").value
    assert (value and (value.low, value.high)) == expected
