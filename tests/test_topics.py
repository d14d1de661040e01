"""The sixteen interests: codes of other lists, what the text adds, how sure a reading is, and the files of words."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.values import reading, topic_codes, topic_words, topics
from tests.clock import Clock

KEYS = {interest.key for interest in topics.INTERESTS}
FILES = sorted(topic_words.FOLDER.glob("*.toml"))
FOOTBALL = "0a5f732d-e806-4e51-ad40-0a7de0239c8c"


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("0613", ("code",)),
        ("ISCED-F 0613", ("code",)),
        ("ISCED 2013: 021", ("art",)),
        ("isced-f: 1014 Sports", ("sport",)),
        ("0223", ()),
        ("0999", ("body",)),
        ("CB.4", ("code",)),
        ("LDCS: LF", ("music",)),
        ("LDCS MJ.2 Indoor Games", ("games",)),
        ("Learndirect R", ("science",)),
        ("https://schema.org/MusicEvent", ("music",)),
        ("DanceEvent", ("stage",)),
        (f"https://openactive.io/activity-list#{FOOTBALL}", ("sport",)),
        (FOOTBALL, ("sport",)),
        ("https://openactive.io/activity-list#00000000-0000-4000-8000-000000000000", ()),
        ("00000000-0000-4000-8000-000000000000", None),
        ("2027", None),
        ("1014.5", None),
        ("10", None),
        ("07700 900123", None),
        ("IT", None),
        ("PE", None),
        ("Event", None),
        ("Music", None),
        ("ISCED level 3", None),
        ("", None),
    ],
)
def test_a_code(words: str, keys: tuple[str, ...] | None) -> None:
    assert topic_codes.read(words) == keys


def test_a_code_goes_before_the_title_and_an_unknown_one_says_nothing() -> None:
    assert topics.read("Chess on the lawn", ("ISCED-F 0613",))[0] == "code"
    assert topics.read("Chess on the lawn", ("0223",)) == ("games",)


def test_every_code_stands_for_interests_of_ours() -> None:
    codes = tomllib.loads(topic_codes.FILE.read_text("utf-8"))
    assert {key for table in codes.values() for keys in table.values() for key in keys.split()} <= KEYS
    activities = tomllib.loads(topic_codes.ACTIVITIES.read_text("utf-8"))
    assert {key for keys in activities for key in keys.split()} <= KEYS
    assert max(Counter(one for ids in activities.values() for one in ids).values()) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_words_is_in_order(path: Path) -> None:
    tables = tomllib.loads(path.read_text("utf-8"))
    hides = [*tables.pop("hides"), *tables.pop("administrative", ())]
    for name in ("silent_in_texts", "venues"):
        tables.pop(name, None)
    assert tables.pop("head", "last") in ("first", "last")
    assert set(tables) == KEYS
    assert {name for lists in tables.values() for name in lists} <= {"sure", "theme", "likely", "category", "hint"}
    for key, lists in tables.items():
        strong = [*lists.get("sure", ()), *lists.get("theme", ()), *lists.get("likely", ())]
        twice = [word for word, times in Counter(strong).items() if times > 1]
        assert not twice, f"{key}: in two lists, or twice: {twice}"
        for entry in (*strong, *lists.get("category", ()), *lists.get("hint", ())):
            assert entry == entry.strip().lower(), entry
            assert topic_words.heard(entry.rstrip("*")), f"{entry!r} is not heard"
    meant = {word for lists in tables.values() for name in ("sure", "theme", "likely") for word in lists.get(name, ())}
    assert not meant & set(hides), "a phrase cannot both mean something and hide"


@pytest.mark.parametrize(
    ("title", "words", "text", "keys", "confidence"),
    [
        ("Clue", ("Chess",), None, ("games",), reading.SURE),
        ("Chess", (), None, ("games",), reading.LIKELY),
        ("Creative Den", (), None, ("art",), reading.INFERRED),
        ("The Den", (), "We solder robots, learn Python and print with a 3D printer.", None, None),
        ("The Den", (), "We knead bread, roll pasta and bake a cake.", ("food",), reading.INFERRED),
        ("The Den", (), "Book now: the gallery has a computer, a garden and a gym.", None, None),
        ("Walk", (), None, None, None),
        ("Zzyx", (), None, None, None),
    ],
)
def test_how_sure_it_is(
    title: str, words: tuple[str, ...], text: str | None, keys: tuple[str, ...] | None, confidence: float | None
) -> None:
    read = topics.reading(title, words, text)
    assert read.value == keys
    assert keys is None or read.confidence == confidence
    assert topics.read(title, words, text) == (keys or ())


def test_it_tells_the_words_behind_it() -> None:
    assert topics.reading("Chess for all").words == "Chess"
    assert topics.reading("Clue", ("Board Games",)).words == "Board Games"
    assert topics.reading("Chess for all").inferred
    assert not topics.reading("Clue", ("Board Games",)).inferred


def test_what_is_administrative_is_of_no_interest_whatever_its_category() -> None:
    assert topics.read("Annual general meeting", ("Music",)) == ()
    assert topics.read("Meeting", ("Music",)) == ("music",)


def test_a_wide_category_is_no_second_to_the_title() -> None:
    assert topics.read("Jazz for kids", ("Arts",)) == ("music",)
    assert topics.read("Yoga", ("Wellness", "Libraries")) == ("body",)
    assert topics.read("Meeting", ("Environment", "Volunteering")) == ("nature", "help")


def test_two_that_are_as_likely_are_unknown_and_reported() -> None:
    read = topics.reading("Walk")
    assert (read.value, [doubt.field for doubt in read.doubts]) == (None, ["topics"])


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Chess at the Sports Hall", ("games",)),
        ("Chess @ City Farm", ("games",)),
        ("An afternoon at the farm", ()),
        ("Dance photography", ("film",)),
        ("Photography and dance", ("film", "stage")),
        ("Photography, dance & chess", ("film", "stage", "games")),
        ("Photography with dance", ("film",)),
        ("Photography: dance", ("film",)),
        ("Photography and library", ("film",)),
        ("Chess & dance photography", ("games", "film")),
        ("Cooking in Spanish", ("food",)),
        ("Owls: a drawing morning", ("art",)),
        ("Draw a dinosaur", ("art",)),
        ("All about owls", ("nature",)),
        ("Curso de danza", ("stage",)),
        ("Voluntariado de danza", ("help",)),
        ("Library closed", ()),
        ("Chess club AGM", ()),
        ("Board meeting", ()),
        ("Reading for All", ("words",)),
    ],
)
def test_where_a_word_stands(title: str, keys: tuple[str, ...]) -> None:
    assert topics.read(title) == keys


PIECES = st.sampled_from(
    ["chess", "Art", "closed", "youth", ",", "ISCED-F", "0613", "LDCS", "CB.4", FOOTBALL, "openactive", "at", "@",
     "and", "the", "’s", "l'", "کھیل", "ي", "Łódź", "côr", "İ", "ß", "*", ":", " - ", "\ud800", "\x00", "MusicEvent",
     "schema:", "d&d", "3d", "x" * 40]
)  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=10).map(" ".join), st.lists(PIECES, max_size=6).map("".join)
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(title=WORDS, own=st.lists(WORDS, max_size=4), text=st.none() | WORDS)
def test_it_is_total(title: str, own: list[str], text: str | None) -> None:
    read = topics.reading(title, tuple(own), text)
    keys = read.value or ()
    assert set(keys) <= KEYS
    assert len(set(keys)) == len(keys) <= 3
    assert read.value is None or keys
    topic_codes.read(title)


@pytest.mark.parametrize(
    "shape",
    ["chess ", "at ", "a", "’", "ي", "0", "0613 ", "ab-", "A.1", "art of ", "é", ": ", "d&d ", "youth ", "globes, "],
)
def test_ten_thousand_characters_are_read_in_no_time(shape: str) -> None:
    topics.read("chess", ("art",), "music")
    words = shape * (10_000 // len(shape))
    assert min(took(words), took(f"{words} ")) < 0.05


def took(words: str) -> float:
    with Clock() as clock:
        topics.read(words, (words,) * 3, words)
        topic_codes.read(words)
    return clock.seconds
