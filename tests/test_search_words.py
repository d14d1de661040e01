"""The search's words in a real browser: beginnings, slips, foreign letters; titles before what stands beside them."""

import random
import re

import pytest
from playwright.sync_api import Page

from indexer.search.columns import simple
from indexer.search.rows import Documents
from tests.search_engine import ask, ids

pytestmark = pytest.mark.browser


def test_one_slip_in_a_word_of_a_title_still_finds_it(engine: Page, city: Documents) -> None:
    draw = random.Random(3)
    words = sorted({w for o in city.opportunities for w in re.findall(r"[a-z]{5,}", o.title.lower())})
    typed = []
    for word in words:
        at = draw.randrange(1, len(word) - 1)
        typed += [
            (word, word[:at] + word[at + 1 :]),
            (word, word[:at] + "x" + word[at:]),
            (word, word[:at] + "q" + word[at + 1 :]),
            (word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
        ]
    found = engine.evaluate(
        """async (typed) => {
          const found = [];
          for (const [, q] of typed) {
            const { fits } = await search.search({ q, age: null, filters: {}, show: { fits: 9999 } });
            found.push(fits.hits.map(({ title }) => title.toLowerCase()));
          }
          return found;
        }""",
        typed,
    )
    missed = [slip for (word, slip), titles in zip(typed, found, strict=True) if not any(word in t for t in titles)]
    assert len(typed) > 200
    assert missed == []


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("rob", "robot"),
        ("ROBOT", "robot"),
        ("robots", "robot"),
        ("gardens", "garden"),
        ("phot", "photography"),
        ("phtoography", "photography"),
        ("photografy", "photography"),
        ("skatebaord", "skateboarding"),
    ],
)
def test_words_find_titles(engine: Page, q: str, title: str) -> None:
    hits = ask(engine, q=q)["fits"]["hits"]
    assert hits
    assert title in hits[0]["title"].lower()


def test_titles_come_before_providers_and_places(engine: Page) -> None:
    titles = [hit["title"].lower() for hit in ask(engine, q="old")["fits"]["hits"]]
    assert titles, "a provider and an area are called Old Town"
    in_title = ["first" in hit["title"].lower() for hit in ask(engine, q="first")["fits"]["hits"]]
    assert in_title == sorted(in_title, reverse=True)
    castle = ask(engine, q="castle violin")["fits"]["hits"]
    assert castle
    assert all("violin" in hit["title"].lower() for hit in castle)


def test_every_word_must_be_there_in_any_order(engine: Page, city: Documents) -> None:
    for o in city.opportunities[:4]:
        words = o.title.split()
        assert o.id in ids(ask(engine, q=" ".join(reversed(words)))["fits"])
        assert o.id in ids(ask(engine, q=f"{words[-1][:4]} {words[0]} {o.provider.name}")["fits"])
        relaxed = ask(engine, q=f"{o.title} zzzzqqq")["relaxed"]
        assert relaxed == ["q"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ŵyl Gerdd", "wyl gerdd"),
        ("Tŷ Hafan", "ty hafan"),
        ("ÉCOLE", "école"),
        ("School’s", "schools"),
        ("St Aldhelm's", "st aldhelms"),
        ("اردو كهاني", "اردو کہانی"),
        ("کِتاب", "کتاب"),
        ("آؤ", "او"),
        ("۱۲", "12"),
        ("Straße", "strasse"),
    ],
)
def test_words_fold(engine: Page, one: str, other: str) -> None:
    assert (
        engine.evaluate("words => words.map((one) => fold.wordsOf(one).join(' '))", [one, other])
        == [engine.evaluate("one => fold.fold(one)", other)] * 2
    )


@pytest.mark.parametrize(
    ("one", "other", "most", "beginning", "expected"),
    [
        ("robot", "robot", 2, False, 0),
        ("rboot", "robot", 2, False, 1),
        ("robto", "robot", 2, False, 1),
        ("rbot", "robot", 2, False, 1),
        ("robbot", "robot", 2, False, 1),
        ("rabbit", "robot", 2, False, 3),
        ("ca", "abc", 3, False, 3),
        ("robto", "robotics", 2, True, 1),
        ("robto", "robotics", 2, False, 3),
        ("", "ab", 2, False, 2),
        ("a" * 80, "a" * 80, 1, False, 0),
    ],
)
def test_distance_counts_swapped_letters_once(
    engine: Page, one: str, other: str, most: int, beginning: bool, expected: int
) -> None:
    assert engine.evaluate("given => match.distance(...given)", [one, other, most, beginning]) == expected


def test_slips_grow_with_the_word(engine: Page) -> None:
    assert engine.evaluate("() => ['ab', 'abc', 'abcde', 'abcdef', 'a'.repeat(20)].map(match.slips)") == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Robots from scratch", "robots-from-scratch"),
        ("Robots, again", "robots"),
        ("It's İstanbul", "its-istanbul"),
        ("روبوٹ", "x"),
        ("Kelvin K", "kelvin-k"),
    ],
)
def test_a_card_leads_to_the_page_whatever_the_title(engine: Page, title: str, slug: str) -> None:
    """A slug that the browser can make of the title is not sent; every other is."""
    sent = "" if slug == simple(title) else slug
    made = """([slug, title]) => view.view({
        columns: { opportunity: [0], topic: [0], ages: [0], place: [0], price: [0], start: [65535] },
        titles: { id: ["a-1"], slug: [slug], title: [title], languages: [""], language: [0] },
        words: { rhythm: { words: [["", ""]], of: [0] }, dir: {}, who: [""], where: [""], cost: [["", ""]],
                 more: { words: [[]], of: [0] }, state: { words: [["", ""]], of: [0] } },
        facets: { topics: { values: [] }, place: { values: [null] } },
      }, 0, 1).slug"""
    assert engine.evaluate(made, [sent, title]) == slug
