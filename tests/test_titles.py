"""What titles are compared by, and what makes two titles two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reconciling.differences import difference
from indexer.reconciling.titles import bare, title_of
from tests import clock


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Robots – Tue 4 July", "Robots"),
        ("Robots (Mondays, 4pm)", "Robots"),
        ("Robots 2027-01-11 16:00", "Robots"),
        ("Robots: 11/01/2027", "Robots"),
        ("March – Robots", "Robots"),
        ("Codio – Dydd Llun 5 Ionawr", "Codio – Dydd Llun 5 Ionawr"),
        ("Codio – Llun 5 Ionawr", "Codio"),
        ("Week 3: Robots", "Week 3: Robots"),
        ("Robots 2", "Robots 2"),
        ("May Day crafts", "May Day crafts"),
        ("Maypole – May", "Maypole"),
        ("Friday Night Project", "Friday Night Project"),
        ("4 July", "4 July"),
        ("اردو کلاس – Monday", "اردو کلاس"),
    ],
)
def test_dates_leave_a_title_and_nothing_else_does(title: str, rest: str) -> None:
    assert bare(title) == rest


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Robots – 4 July", "ROBOTS (11 July)", True),
        ("Café & Code", "Cafe and code", True),
        ("Evening ceramics for complete newcomers", "Evening ceramic for complete newcomers", True),
        ("Photography workshop for young people", "Photography work shop for young people", True),
        ("Introduction to watercolours on the river", "Introduction to watercolors on the river", True),
        ("The film club for young directors", "Film club for young directors", True),
        ("Coding for absolutely everybody: Level 1", "Coding for absolutely everybody: Level 2", False),
        ("Week 3: Robots and rockets in the park", "Week 4: Robots and rockets in the park", False),
        ("An introduction to painting with natural colours", "An introduction to printing with natural colours", False),
        ("Summer swimming lessons for beginners", "Summer swimming lessons for improvers", False),
        ("Saturday football sessions for girls", "Saturday football sessions for boys", False),
        ("Robots", "Drawing", False),
    ],
)
def test_which_titles_name_one_thing(one: str, two: str, same: bool) -> None:
    first, second = title_of(one), title_of(two)
    for a, b in ((first, second), (second, first)):
        assert (a.apart == b.apart and difference(a, b).none) is same


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_a_title_and_two_differ_the_same_both_ways(one: str, two: str) -> None:
    first, second = title_of(one), title_of(two)
    there, back = difference(first, second), difference(second, first)
    assert (there.left, there.right) == (back.right, back.left)
    assert difference(first, first).none


@pytest.mark.parametrize("part", [" ", "(", "drop in ", "May 4, ", "4, ", " at A", "8-", "-", "ab ", "12+", "12345 "])
def test_a_long_title_is_read_in_time(part: str) -> None:
    text = (part * 10_000)[:10_000]

    def read(turn: int) -> None:
        difference(title_of(text + "z" * turn), title_of(f"x{text}y" + "z" * turn))

    assert clock.least(read) < 0.15, "two readings of 10,000 characters, and what differs"
