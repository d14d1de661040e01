"""A title that shouts is calmed where that is safe, and no other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values.shouting import calmed
from tests import clock


@pytest.mark.parametrize(
    ("shouted", "calm"),
    [
        ("BACKYARD BIRD WATCHING", "Backyard Bird Watching"),
        ("JAM MAKING 101", "Jam Making 101"),
        ("ART IN NATURE: THE WINDOW", "Art in Nature: The Window"),
        ("KS2 CODING CLUB FOR GIRLS", "KS2 Coding Club for Girls"),
        ("LEARN BSL WITH THE DEAF CLUB", "Learn BSL with the Deaf Club"),
        ("O'BRIEN'S DANCE SCHOOL", "O'Brien's Dance School"),
        ("CHILDREN’S STORY HOUR", "Children’s Story Hour"),
        ("GRADE II YOGA CLASS", "Grade II Yoga Class"),
        ("D&D NIGHT FOR TEENS", "D&D Night for Teens"),
        ("3D PRINTING AND STEM DAY", "3D Printing and STEM Day"),
        ("ZAJĘCIA PLASTYCZNE DLA DZIECI", "Zajęcia Plastyczne dla Dzieci"),
        ("CLWB DARLLEN I BLANT", "Clwb Darllen i Blant"),
        ("TALLER DE COCINA", "Taller de Cocina"),
    ],
)
def test_a_shout(shouted: str, calm: str) -> None:
    assert calmed(shouted) == calm


@pytest.mark.parametrize(
    "title",
    [
        "CHESS",
        "STEAM / STEM",
        "GCYC",
        "CANCELLED - Chess",
        "Chess CLUB",
        "YMCA DJ",
        "robots",
        "iPad Art 101",
        "شاعری",
        "",
    ],
)
def test_what_does_not_shout_or_cannot_be_told(title: str) -> None:
    assert calmed(title) == title


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(title=st.one_of(st.text(max_size=60), st.text("AB C'ĄŁ’-&2İßǅ", max_size=40)))
def test_it_is_total_and_changes_nothing_but_letters_height(title: str) -> None:
    calm = calmed(title)
    assert calm.casefold() == title.casefold() or calm.upper() == title.upper()
    assert calmed(calm) == calm


@pytest.mark.parametrize("shape", ["CLUB " * 2_000, "A'" * 5_000, "C" * 10_000, "II " * 3_300, "A: " * 3_300])
def test_ten_thousand_characters_are_calmed_in_no_time(shape: str) -> None:
    assert clock.least(lambda turn: calmed(shape + " " * turn)) < 0.05
