"""Real documents with linked data: each is read, or refused with a sentence."""

from collections import Counter
from pathlib import Path

import pytest

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.errors import SourceError
from crawlers.spiders import bioschemas, schema_org
from tests.clock import Clock
from tests.linked_pages import found, page, source


@pytest.mark.data
@pytest.mark.parametrize("folder", ["schemaorg_html", "scrape_html", "openactive_dataset_sites", "bioschemas_training"])
def test_every_real_page_is_read_or_refused_within_a_second(data: Path, folder: str) -> None:
    for file in sorted((data / folder).iterdir()):
        for kind in (schema_org, bioschemas):
            sentence, options = "", kind.Options()
            with Clock() as clock:
                told = page(file.read_bytes(), content_type="")
                try:
                    some = [*kind.extract(told, source(), options), *kind.follow(told, source(), options)]
                except SourceError as error:
                    some, sentence = [], str(error)
            assert some or sentence.startswith("college: expected"), file
            assert clock.seconds < 2, file


@pytest.mark.data
def test_real_documents_of_bioschemas(data: Path) -> None:
    counted: Counter[str] = Counter()
    for file in sorted((data / "bioschemas_training").glob("*.json")):
        try:
            for one in bioschemas.extract(
                page(file.read_bytes(), content_type="application/json"), source(), bioschemas.Options()
            ):
                counted[type(one).__name__] += 1
        except SourceError:
            counted["error"] += 1  # the two documents that define the profiles
    assert counted == {"Draft": 41, "Rights": 4, "Refusal": 1, "error": 2}


@pytest.mark.data
def test_the_examples_of_schema_org_itself(data: Path) -> None:
    text = "".join(file.read_text("utf-8") for file in sorted((data / "schemaorg_examples").glob("*.txt")))
    told = found(f"<html>{text}")
    assert not [one for one in told if isinstance(one, Refusal) and "broken" in one.reason]
    titles = {one.title: one for one in told if isinstance(one, Draft)}
    assert {"HNC Accounting", "Basic Proofreading", "Tai chi Class"} <= titles.keys()
    assert len(titles["Tai chi Class"].sessions[0].meetings) == 52  # every Wednesday of 2017
    assert isinstance(titles["HNC Accounting"].sessions[0], DraftSession)
