"""A published portal of as many sessions as one wants, of made-up opportunities with a text each."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from indexer.contents import Contents
from portal.build import build
from portal.file import File
from portal.settings import Helpline, PortalSettings, Safety, SiteSettings
from tests.search_city import TODAY, ZONE, search_city

PER_OPPORTUNITY = 3.6
"""Sessions and undated opportunities that the search holds, to one made-up opportunity."""
_SENTENCES = (
    "We meet every week in a warm room.", "Bring a friend.", "Everything you need is there.",
    "Beginners are welcome, and nobody is tested.", "You learn by doing, with people who know how.",
    "Small groups, and snacks at half time.", "Show what you made on the last day.", "Wear old clothes.",
    "The bus stops outside.", "Ask us anything before you come.",
)  # fmt: skip
SETTINGS = PortalSettings(
    name="Millbrook",
    languages=("en",),
    country="GB",
    timezone=ZONE,
    site=SiteSettings(
        title="City of Learning: Millbrook",
        url="https://learn.millbrook.example",
        contact="hello@millbrook.example",
        operator="Millbrook Learning Partnership",
    ),
    safety=Safety(
        emergency="999",
        helpline=Helpline(name="Millbrook Young People's Line", phone="01632 960100"),
        contact="safe@millbrook.example",
    ),
    folder=Path("nowhere"),
)


def contents(opportunities: int) -> Contents:
    """The search's made-up city, its opportunities with 60 to 120 words of text."""
    draw = random.Random(11)  # noqa: S311
    made = search_city(opportunities)
    texts = (" ".join(draw.choice(_SENTENCES) for _ in range(draw.randrange(8, 16))) for _ in made.opportunities)
    told = (msgspec.structs.replace(o, text=text) for o, text in zip(made.opportunities, texts, strict=True))
    return msgspec.structs.replace(made, opportunities=tuple(told))


def files(city: Contents) -> Iterator[File]:
    """Everything that would be published of it today."""
    return build(city, SETTINGS, TODAY, holidays=(), revisions={})


def written(made: Iterable[File], folder: Path) -> None:
    """Writes files, without the record that publishing keeps."""
    for file in made:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.body)
