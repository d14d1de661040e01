"""The small values beyond their tables: how sure each reading is, what is doubted, and what goes before what."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from indexer.opportunity import Credential
from indexer.values import (
    capacities,
    choice_phrases,
    choices,
    clauses,
    credentials,
    eligibility,
    language_phrases,
    languages,
    levels,
    registration,
    registration_phrases,
)
from indexer.values.reading import BELIEVED, INFERRED, LIKELY, SURE
from tests.value_tables import rows

PLACE: dict[str, Any] = {"today": dt.date(2027, 6, 1), "country": "GB", "zone": "Europe/London"}


@pytest.mark.parametrize(
    ("read", "confidence"),
    [
        (choices.gender("Girls only"), SURE),
        (choices.role("Mentor"), LIKELY),
        (choices.support(("Lunch",)), SURE),
        (languages.read(("Welsh",)), SURE),
        (eligibility.read("Residents"), SURE),
        (credentials.read("HND"), SURE),
        (credentials.read("Digital badge from Harbour Trust"), LIKELY),
        (capacities.left("6 places"), SURE),
        (capacities.left("Full"), LIKELY),
        (choice_phrases.support("Lunch is provided."), INFERRED),
        (choice_phrases.gender("Lane swim (women)", None), INFERRED),
        (language_phrases.find("Chess (in Polish)", None), INFERRED),
        (eligibility.find("", "Members only."), INFERRED),
        (registration_phrases.find("", "No booking needed.", **PLACE), INFERRED),
        (capacities.find("Limited to 8 pupils"), INFERRED),
        (levels.find("Piano (Beginner)", None), INFERRED),
    ],
)
def test_how_sure_a_reading_is(read: Any, confidence: float) -> None:
    assert read.value is not None
    assert read.confidence == confidence
    assert read.confidence >= BELIEVED
    assert read.inferred == (confidence == INFERRED)


@pytest.mark.parametrize(
    "read",
    [
        choices.role("Internship"),
        choices.gender("Girls and non-binary"),
        choices.access(("Inclusive",)),
        choices.support(("Packed lunch required",)),
        choices.status("purple"),
        eligibility.read("Yes"),
        credentials.read("https://badges.example/robots"),
        levels.read("210"),
        capacities.left("20+"),
        capacities.capacity("8-12"),
        languages.read(("Elvish",)),
        registration.read("Ask at the desk", **PLACE),
        registration_phrases.find("", "Register by 3 July. Register by 9 August.", **PLACE),
        choice_phrases.gender("", "A club for girls at five. A club for boys at six."),
    ],
)
def test_what_is_not_believed_is_unknown_and_doubted(read: Any) -> None:
    assert read.value is None
    assert read.doubts


@pytest.mark.parametrize(
    "read",
    [
        choices.gender("N/A"),
        choices.support(("None", "-")),
        eligibility.read(" "),
        credentials.read(None),
        levels.read("n/a"),
        capacities.left("n/a"),
        languages.read(("None",)),
        registration.read("unknown", **PLACE),
        choice_phrases.support(None),
        registration_phrases.find("Chess", None, **PLACE),
    ],
)
def test_what_is_not_stated_raises_no_doubt(read: Any) -> None:
    assert (read.value, read.doubts) == (None, ())


@pytest.mark.parametrize("before", ["No ", "Please bring ", "Without ", "If "])
def test_a_clause_takes_back_what_it_states(before: str) -> None:
    assert choice_phrases.support(f"{before}lunch provided").value is None


def test_clauses_are_apart_and_each_is_judged_alone() -> None:
    assert list(clauses.clauses("No kit. Lunch; tea\n• bus")) == ["No kit", "Lunch", "tea", "bus"]
    assert choice_phrases.support("No transport. Lunch is provided.").value == ("food",)


def test_the_words_are_the_sources_own() -> None:
    said = "Lunch and bus tickets will be provided. The hall has level access."
    read = choice_phrases.support(said)
    assert read.words == "Lunch and bus tickets will be provided"
    assert choice_phrases.access(said).words == "level access"


def test_a_title_goes_before_a_text() -> None:
    assert language_phrases.find("Chess (in Polish)", "Held in English.").value == ("pl",)
    assert levels.find("Piano (Beginner)", "All levels are welcome.").value == "Beginner"


def test_a_full_course_with_a_list_is_a_waiting_list() -> None:
    read = registration_phrases.find("", "This camp is sold out. Join the waitlist here.", **PLACE)
    assert read.value
    assert read.value.state == "waiting_list"


def test_a_day_to_come_means_not_yet_and_a_past_one_says_nothing_of_the_state() -> None:
    for words, state in (("Registration opens 3 July 2027.", "not_yet"), ("Registration opens 3 May 2027.", None)):
        read = registration_phrases.find("", words, **PLACE)
        assert read.value
        assert read.value.opens
        assert read.value.state == state


def test_no_registration_beside_a_deadline_is_neither() -> None:
    read = registration_phrases.find("Drop-in writing", "The deadline to apply is 25 June 2027.", **PLACE)
    assert read.value
    assert (read.value.state, read.value.closes and read.value.closes.date) == (None, dt.date(2027, 6, 25))


def test_a_credential_has_its_issuer_and_what_it_is_for() -> None:
    assert credentials.read("Robot badge: build three robots").value == Credential(
        name="Robot badge", criteria="build three robots"
    )


@pytest.mark.parametrize("table", ["choices", "languages", "registration", "eligibility", "credentials"])
def test_no_two_rows_of_a_table_ask_the_same(table: str) -> None:
    asked = [
        tuple(value for name, value in row.cells.items() if name in {"words", "field", "where"}) for row in rows(table)
    ]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("parser", "words"),
    [(choices.support, ("lunch",) * 100), (choices.access, ("ramp",) * 100), (languages.read, ("Welsh",) * 100)],
)
def test_a_list_without_end_is_read_from_its_beginning(parser: Callable[[tuple[str, ...]], Any], words: Any) -> None:
    assert len(parser(words).value) == 1


def test_every_item_under_a_label_says_who_but_for_ages() -> None:
    text = "Eligibility:\n• Newcomers living in Millbrook\n• Ages 13-19\n• Permanent residents or refugees\n\nApply."
    assert eligibility.find("", text).value == "Newcomers living in Millbrook; Permanent residents or refugees"


@pytest.mark.parametrize(
    ("words", "rung"),
    [
        ("Absolute beginners", 0), ("No coding experience needed", 0), ("Improvers", 1), ("średnio zaawansowany", 1),
        ("Advanced", 2), ("zaawansowany", 2), ("Beginner to advanced", None), ("All levels", None),
        ("SCQF Level 5", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_how_far_one_has_come_is_told_only_where_it_is_plain(words: str | None, rung: int | None) -> None:
    assert levels.rung(words) == rung
