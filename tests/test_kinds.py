"""The contract of every kind, and every fixture folder."""

import re
import subprocess
import sys
import typing

import msgspec
import pytest

from crawlers.kinds import Completeness, Kind, kinds
from tests.fixture_cases import FIXTURES, Case, cases, extracted

ALL = list(kinds().values())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_page_gives_what_its_folder_expects(case: Case) -> None:
    assert extracted(case) == case.expected


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_extraction_is_pure(case: Case) -> None:
    assert extracted(case) == extracted(case)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_says_what_it_is(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.name)
    assert kind.summary.endswith("."), "the docstring's first line is a sentence"
    assert kind.standard.strip(), "STANDARD names the specification or platform"
    assert kind.completeness in typing.get_args(Completeness)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_documents_each_option(kind: Kind) -> None:
    assert kind.options.__struct_config__.forbid_unknown_fields, "an unknown option must be an error"
    words = kind.doc + (kind.options.__doc__ or "")
    for field in msgspec.structs.fields(kind.options):
        assert re.search(rf"\b{field.encode_name}\b", words), f"the option {field.encode_name} is not documented"


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_what_only_the_pulling_engine_knows_is_asked_of_it_only(kind: Kind) -> None:
    module = sys.modules[kind.extract.__module__]
    further = {"assemble", "resume", "headers", "ADVICE"} & set(vars(module))
    assert kind.way == "api" or not further
    assert "assemble" in further or "resume" not in further


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_has_a_fixture_folder(kind: Kind) -> None:
    assert any((FIXTURES / kind.name).glob("*/expected.json"))


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("schedules.cli", "sqlalchemy numpy scrapy httpx icalendar openpyxl parsel jinja2 ftfy"),
        ("crawlers.scrapy_process.spider", "sqlalchemy numpy httpx icalendar openpyxl"),
        ("crawlers.crawl", "numpy icalendar openpyxl parsel scrapy"),
        ("indexer.index", "numpy dateparser ftfy alembic sqlalchemy.dialects.postgresql"),
    ],
)
def test_a_process_loads_only_what_it_needs(module: str, spared: str) -> None:
    """Each costs a tenth of a second or more; a run starts processes, and a person waits for the command."""
    code = f"import sys, {module}; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
    command = [sys.executable, "-c", code, *spared.split()]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert found.stdout.split() == []
