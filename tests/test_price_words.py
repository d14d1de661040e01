"""Prices: how sure a reading is, never free by default, and that any words are read, in no time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import price_phrases, prices
from indexer.values.reading import BELIEVED, LIKELY, SURE
from tests.clock import Clock

PIECES = st.sampled_from(
    ["£5", "£2.50", "£40", "$10", "€8", "50p", "0", "0.0000", "1e9", "£99999999", "free", "Free", "no charge", "if",
     "for", "to",
     "members", "residents", "under 5s", "children", "adults", "conc.", "students", "per", "/", "a", "session",
     "week", "term",
     "for 6 weeks", "from", "up to", "was", "now", "deposit", "booking fee", "skate hire", "plus", "+", "%", "(",
     ")", ",", ";",
     ".", " - ", "suggested donation", "pay what you can", "am ddim", "bezpłatnie", "gratis", "مفت", "y sesiwn",
     "win", "raised",
     "membership", "or", "and", "then", "first session", "GBP", "\n", "½", "k"]
)  # fmt: skip
WORDS = st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=9).map("".join), st.text())
COUNTRIES = st.sampled_from(["GB", "US", "IE", "PL", "XX"])


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(words=WORDS, country=COUNTRIES)
def test_any_words_are_read_and_what_is_read_can_be(words: str, country: str) -> None:
    for read in (prices.read(words, country=country).price, price_phrases.find(words, country=country)):
        if read.value is None:
            continue
        assert read.confidence >= BELIEVED
        assert 0 <= read.value.low < 100_000
        assert read.value.high is None or read.value.low <= read.value.high
        assert len(read.value.currency) == 3


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(parts=st.lists(PIECES.filter(lambda piece: "0" not in piece), max_size=8))
def test_nothing_is_free_that_does_not_say_so(parts: list[str]) -> None:
    words = " ".join(part for part in parts if part.lower() not in
                     {"free", "no charge", "am ddim", "bezpłatnie", "gratis", "مفت"})  # fmt: skip
    value = prices.read(words, country="GB").price.value
    assert value is None or not value.free


@pytest.mark.parametrize(
    "shape",
    ["£5 ", "£5, free ", "free ", "£5 per week or ", "(", "deposit £5 ", "was ", "+ ", "donation ", "1,", "a b "],
)
def test_ten_thousand_letters_take_no_time(shape: str) -> None:
    words = (shape * (10_000 // len(shape) + 1))[:10_000]
    assert min(took(words + " " * turn) for turn in range(3)) < 0.05


def took(words: str) -> float:
    with Clock() as clock:
        prices.read(words, country="GB")
        price_phrases.find(words, country="US")
    return clock.seconds


@pytest.mark.parametrize(
    ("words", "confidence"),
    [
        ("£5", SURE),
        ("£5 per session", SURE),
        ("5", LIKELY),
        ("£5 / £3", LIKELY),
        ("was £40 now £25", LIKELY),
        ("Free", SURE),
    ],
)
def test_how_sure_a_reading_is(words: str, confidence: float) -> None:
    assert prices.read(words, country="GB").price.confidence == confidence


@pytest.mark.parametrize(
    "words",
    ["Win £50", "Raised £500", "£12 pizza", "£40 £25", "students £5", "1e9", "£999999", "-£5", "up to £5", "was £40",
     "0.0000",
     "£4 per session or £20 for 6", "£5 drop-in, £40 for 10 classes", "£12 / $15", "£100 + £25 materials fee",
     "£10 deposit"],
)  # fmt: skip
def test_what_could_be_something_else_is_unknown_and_doubted(words: str) -> None:
    read = prices.read(words, country="GB").price
    assert read.value is None
    assert read.doubts


@pytest.mark.parametrize(
    ("words", "eligibility"),
    [("£5 adults, under 16s free", "under 16s free"), ("Members free, non-members £5", "Members free"),
     ("First session free, then £4", "First session free"), ("£5 per child, carers free", "carers free"),
     ("Kids free", "Kids free"), ("Am ddim i blant", "Am ddim i blant"), ("Free with booking", None)],
)  # fmt: skip
def test_for_whom_it_is_free(words: str, eligibility: str | None) -> None:
    assert prices.read(words, country="GB").eligibility == eligibility
