"""The command: its verbs, its exit codes, its sentences; the demo city's run and its report."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from rich.console import Console

from portal.search_page import resolve
from schedules import attempt, report
from schedules.cli import main
from schedules.report import RunReport
from tests.conftest import Demo


@pytest.fixture
def ran(demo: Demo) -> RunReport:
    return demo.ran


def test_the_demo_city_is_as_large_as_a_town(ran: RunReport) -> None:
    assert len(ran.sources) >= 12
    assert ran.opportunities >= 400
    assert ran.sessions >= 1500
    assert ran.places >= 30
    assert ran.areas == 12
    assert {line.kind for line in ran.sources} == {"openactive", "socrata", "ical", "csv", "schema_org", "html"}
    assert {line.name for line in ran.refused} == {"sports", "scouts"}


def test_the_report_is_kept_as_json(ran: RunReport, demo: Demo, tmp_path: Path) -> None:
    (path,) = (demo.home.state / "runs").glob("*.json")
    kept = json.loads(path.read_text())
    assert kept["opportunities"] == ran.opportunities
    assert kept["published"]["written"] > 1000
    assert report.save(ran, tmp_path).read_bytes() == path.read_bytes()


def test_every_row_left_out_has_a_reason(ran: RunReport) -> None:
    assert any(line.left_out for line in ran.sources)
    for line in ran.sources:
        assert all(reason for reason in line.left_out)
    for line in ran.refused:
        (reason,) = line.reasons
        assert reason.startswith(f"{line.name}: expected ")


def test_a_form_without_script_lands_on_the_nearest_list(demo: Demo) -> None:
    assert resolve(demo.home.public, "/search/", {"topic": "code"}) == "/topics/code/"
    assert resolve(demo.home.public, "/ur/search/", {"age": "14"}) == "/ur/ages/14/"
    assert resolve(demo.home.public, "/search/", {"q": "robots"}) is None
    assert resolve(demo.home.public, "/search/", {"topic": "../../etc"}) is None


def test_words_in_brackets_are_no_markup(ran: RunReport) -> None:
    said, reason = Console(record=True, width=400), "sports: raise 'max_pages' in the city file's [crawl] table."
    line = msgspec.structs.replace(ran.refused[0], reasons=(reason,))
    report.show(msgspec.structs.replace(ran, sources=(line,)), said)
    assert reason in said.export_text()


def test_trying_a_source_keeps_nothing(demo: Demo) -> None:
    before = sorted(p.name for p in demo.home.crawls.iterdir())
    tried = attempt.attempt(demo.home, "shed", lambda: demo.now)
    assert len(tried.opportunities) > 10
    assert sorted(p.name for p in demo.home.crawls.iterdir()) == before


def test_the_lists_of_kinds_and_sources(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo.home.base)
    kinds = CliRunner().invoke(main, ["kinds"], env={"COLUMNS": "200"})
    for kind in ("ical", "csv", "schema_org", "html", "RFC 5545"):
        assert kind in kinds.output
    sources = CliRunner().invoke(main, ["sources"], env={"COLUMNS": "200"})
    assert sources.exit_code == 0
    for line in demo.ran.sources:
        assert line.name in sources.output


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["run", "nowhere"], 2, "there is no such city file"),
        (["check", "nowhere.toml"], 2, "cityoflearning new NAME"),
        (["try", "libary"], 2, "has no source 'libary'"),
        (["crawl", "--only", "libary"], 2, "has no source 'libary'"),
        (["serve", "fresh"], 2, "nothing is published yet"),
        (["rum"], 2, "No such command 'rum'"),
    ],
)
def test_a_wrong_command_gets_a_sentence_and_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["new", "Fresh"]).exit_code == 0
    done = CliRunner().invoke(main, words)
    assert done.exit_code == code, done.output
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_the_verbs_stand_in_the_order_of_the_line() -> None:
    assert list(main.commands) == [
        "new", "template", "check", "kinds", "sources", "accept", "try", "crawl", "replay", "fixture", "index",
        "publish", "run", "schedule", "serve", "correct", "join", "part", "hide", "forget", "worker",
        "report",
    ]  # fmt: skip
