"""Texts as they may be shown: no contacts of private people, no boilerplate, and nothing else lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import boilerplate, contacts, cutting, text
from tests.clock import Clock
from tests.value_answers import unescaped
from tests.value_tables import Row, rows

PIECES = st.sampled_from(
    ["Contact:", "call", "ring", "email", "Jane Doe", "Ms Quill", "07700 900123", "(555) 010-4477", "ext. 12",
     "+48 600 100 200", "jane.doe@club.example", "info@library.example", "jane (at) club (dot) example", "10.30-11.30",
     "2027-07-12", "ISBN", "£5", "Click here", "Read more", "©", "2027", "All rights reserved.", "We use cookies",
     "https://wa.me/447700900123", "\n", "|", ". ", ":", ",", "(", ")", "at", "or", "on", "…", "\ud800", "٠٧٧٠٠",
     "x" * 30, "@", "."]
)  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=9).map("".join)
)


@pytest.mark.parametrize("row", rows("cut"), ids=lambda row: str(row.line))
def test_what_stays_and_what_goes(row: Row) -> None:
    shown = cutting.cut(text.clean(unescaped(row.cells["raw"]))).text
    lost = [part for part in row.cells["kept"].split(" | ") if part not in shown]
    left = [part for part in row.cells["gone"].split(" | ") if part and part in shown]
    assert (lost, left) == ([], []), shown


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(words=WORDS)
def test_it_is_total_and_no_address_that_went_is_left(words: str) -> None:
    cut = cutting.cut(words, title=words[:20], said=(words[5:30],), hosts=("library.example",))
    assert len(cut.text) <= len(words) + len(contacts.MASK) * len(cut.contacts)
    assert "jane.doe@club.example" not in cut.text
    if not cut.contacts and not cut.boilerplate:
        assert cut.text == words


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(words=WORDS)
def test_what_is_cut_twice_loses_no_more_contacts(words: str) -> None:
    once = contacts.mask(words).text
    assert not any("@" in gone for gone in contacts.mask(once).gone)


@pytest.mark.parametrize(
    "shape",
    ["1" * 10_000, "1-" * 5_000, "0 " * 5_000, "a@" * 5_000, "a." * 5_000, "a@a." * 2_500, "Jane " * 2_000,
     "call Jane Doe " * 700, "contact: " * 1_100, " " * 10_000, "click here " * 900, "© " * 5_000, ". " * 5_000,
     "|" * 10_000, "Aa Bb Cc, " * 1_000 + "07700 900123", "x at y " * 1_400, "(at)" * 2_500, "\n" * 10_000,
     "07700 900123 or " * 600, "https://wa.me/" * 700, "(dot) " * 1_600],
    ids=lambda shape: shape[:12],
)  # fmt: skip
def test_ten_thousand_characters_are_cut_in_no_time(shape: str) -> None:
    assert min(took(f"{shape}{' ' * time}") for time in range(5)) < 0.05


def took(words: str) -> float:
    with Clock() as clock:
        cutting.cut(words, title="Robots", said=("Mill Hall",))
    return clock.seconds


def test_a_desk_has_its_address_on_the_providers_own_site() -> None:
    words = "Write to info@arts.example or bookings@tickets.example today."
    assert contacts.mask(words).text == words
    assert contacts.mask(words, hosts=("www.arts.example",)).gone == ("bookings@tickets.example",)
    assert contacts.mask("Ask info@arts.example", hosts=("kids.arts.example",)).gone == ()


@pytest.mark.parametrize(
    ("words", "said", "left"),
    [
        ("Robots", (), ""),
        ("Robots at Mill Hall on Tuesday 4pm", ("Mill Hall",), ""),
        ("Robots at Mill Hall for all who love wires", ("Mill Hall",), "Robots at Mill Hall for all who love wires"),
        ("Robots\nWe build one together.", (), "We build one together."),
        ("Robots: we build one together.", (), "Robots: we build one together."),
    ],
)
def test_a_text_that_only_repeats(words: str, said: tuple[str, ...], left: str) -> None:
    assert boilerplate.cut(words, title="Robots!", said=said).text == left


def test_what_went_is_told_apart() -> None:
    cut = cutting.cut("Build it. Click here. Ask Jo Reed on 07700 900123 why.")
    assert cut.text == "Build it. Ask […] why."
    assert cut.contacts == ("Jo Reed on", "07700 900123")
    assert cut.boilerplate == ("Click here.",)
