"""The city's interests: one vocabulary of sixteen, and how a source's words are read as one of them."""

from typing import NamedTuple


class Interest(NamedTuple):
    """key: in data and addresses. label: as young people read it (translated by the portal). hue: degrees, oklch."""

    key: str
    label: str
    hue: int


INTERESTS = (
    Interest("make", "Making and building", 48),
    Interest("code", "Code and robots", 275),
    Interest("art", "Art and design", 350),
    Interest("music", "Music", 310),
    Interest("film", "Film and photo", 250),
    Interest("stage", "Theatre and dance", 20),
    Interest("words", "Reading and writing", 90),
    Interest("science", "Science", 200),
    Interest("nature", "Nature and animals", 140),
    Interest("sport", "Sport and moving", 160),
    Interest("food", "Food and cooking", 70),
    Interest("money", "Money and work", 110),
    Interest("body", "Body and mind", 185),
    Interest("world", "Languages and cultures", 225),
    Interest("help", "Helping others", 330),
    Interest("games", "Games and puzzles", 295),
)
