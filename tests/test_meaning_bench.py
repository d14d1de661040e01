"""The scorer of benchmarks/meaning: how a row fails, what is never printed, and when a verdict is stale."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.meaning import __main__ as parts
from benchmarks.meaning import coverage, drafts, fields, judged, tables, throughput, verdicts
from crawlers.draft import Draft, DraftSession
from crawlers.keep import KeptPage
from crawlers.source import Source
from tests.answer import Answer
from tests.value_answers import of_ages, of_cut, of_dates, of_prices

AGES = "words\tcountry\tlow\thigh\tflag\n# a comment\n8-12\tGB\t8\t12\t\nquincewort\tGB\t5\t7\t\n"


@pytest.mark.parametrize(
    ("expected", "said", "form"),
    [(("8", "12"), ("8", "12"), "exact"), (("8", "12"), ("8", "11"), "wrong"), (("8", "12"), ("", ""), "unknown"),
     (("8", ""), ("8", "12"), "invented"), (("", ""), ("8", "12"), "invented"), (("8", "12"), ("8", ""), "unknown"),
     (("8", ""), ("", "8"), "wrong"), (("", ""), ("", ""), "exact")],
)  # fmt: skip
def test_the_form_of_a_row(expected: tuple[str, str], said: tuple[str, str], form: str) -> None:
    answer = Answer(*(dict(zip(("one", "other"), side, strict=True)) for side in (expected, said)))
    assert judged.row(answer) == form


def test_an_empty_cell_that_is_a_statement() -> None:
    no_limit = of_ages({"words": "8-12", "country": "GB", "low": "8", "high": "", "flag": ""})
    assert judged.row(no_limit) == judged.WRONG
    price = {"words": "£5", "country": "GB", "low": "5", "high": "", "concession": "", "currency": "GBP", "basis": "",
             "free": "no", "eligibility": "", "donation": ""}  # fmt: skip
    assert judged.row(of_prices(price)) == judged.WRONG


def test_a_day_without_its_time_is_not_wrong() -> None:
    stated = {"words": "12 July 2027", "today": "2027-06-01", "country": "GB", "zone": "Europe/London", "end": ""}
    assert judged.row(of_dates(stated | {"start": "2027-07-12T10:00"})) == judged.UNKNOWN
    assert judged.row(of_dates(stated | {"start": "2027-07-13"})) == judged.WRONG


def test_a_table_counted_by_row_column_and_confidence() -> None:
    right, wrong = ({"low": "8", "high": high} for high in ("12", "11"))
    count = judged.tally([Answer(right, right, 1.0), Answer(right, wrong, 0.9), Answer(right, {"low": "", "high": ""})])
    assert count.rows == {"exact": 1, "wrong": 1, "unknown": 1}
    assert count.columns["low"] == {"exact": 2, "unknown": 1}
    assert {judged.named(sure): forms for sure, forms in count.confidences.items()} == {
        "SURE": {"exact": 1}, "LIKELY": {"wrong": 1},
    }  # fmt: skip
    assert judged.named(0.77) == "0.77"


@pytest.fixture
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "unseen").mkdir()
    for place in (tmp_path, tmp_path / "unseen"):
        (place / "ages.tsv").write_text(AGES)
    for module in ("tests.value_tables.TABLES", "benchmarks.meaning.tables.TABLES"):
        monkeypatch.setattr(module, tmp_path)
    return tmp_path


@pytest.mark.usefixtures("own_tables")
def test_rows_are_printed_of_seen_tables_only() -> None:
    (line,) = tables.failing("ages")
    assert line == "unknown  ages.tsv:4 'quincewort': low: '5', said nothing; high: '7', said nothing"
    for name in ("unseen/ages", "./unseen/ages", "ages/../unseen/ages"):
        with pytest.raises(LookupError, match="nobody looks at the rows of an unseen table"):
            tables.failing(name)
    with pytest.raises(LookupError, match="there are ages"):
        tables.failing("weights")


@pytest.mark.usefixtures("own_tables")
def test_figures_show_no_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(cells: Any) -> Answer:
        raise ValueError(cells["words"])

    tables.main()
    monkeypatch.setitem(tables.ANSWERS, "ages", raises)
    tables.main()
    out, err = capsys.readouterr()
    assert "quincewort" not in out + err
    assert "unseen/ages           2      1   50.0      0       1        0\n" in out
    assert "0.0      0       0        0   2 crashed" in out


@pytest.mark.parametrize(
    ("kept", "gone", "form"),
    [("Make a kite", "never there", "exact"), ("Make a kite | by hand", "", "exact"), ("a dragon", "", "unknown"),
     ("", "kite", "wrong"), ("a dragon", "kite", "wrong")],
)  # fmt: skip
def test_what_must_stay_and_what_must_go(kept: str, gone: str, form: str) -> None:
    answer = of_cut({"raw": "<p>Make a\nkite by hand.</p>", "kept": kept, "gone": gone})
    assert judged.row(answer) == form


def readings(draft: Draft) -> dict[tuple[str, int | None], fields.Reading]:
    return {(one.field, one.part): one for one in fields.readings(draft, drafts.meant(draft))}


def test_the_class_of_a_reading() -> None:
    sessions = (DraftSession(price="£5"), DraftSession(price="a quincewort"), DraftSession(price="TBC", start="3 May"))
    draft = Draft(title="Chess, ages 8-12", topics=("Zzyx",), text="Bring a board", sessions=sessions)
    found = readings(draft)
    assert found["ages", None] == fields.Reading("ages", None, fields.INFERRED, "ages 8-12", "8 to 12")
    assert found["price", 0] == fields.Reading("price", 0, fields.READ, "£5", "GBP 5")
    assert found["price", 1].sort == fields.DOUBTFUL
    assert found["when", 0].sort == fields.UNSAID
    assert found["when", 2].value == "Mon 2027-05-03"
    assert found["topics", None].words == "Chess, ages 8-12 | Zzyx"
    bare = readings(Draft(title="Chess"))
    assert bare["price", None] == fields.Reading("price", None, fields.UNSAID, "", "")
    assert readings(Draft(title="Chess", sessions=(DraftSession(price="TBC"),)))["price", 0].sort == fields.SILENT


def test_what_a_standard_prescribes_is_not_read() -> None:
    (ages,) = [one for (name, _), one in readings(Draft(title="Yoga", ages_assumed="18+")).items() if name == "ages"]
    assert (ages.sort, ages.value) == (fields.INFERRED, "18 to no limit")


def test_a_sample_is_not_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read = {
        fields.Where("large.csv", str(row)): fields.Reading("ages", None, "read", str(row), "") for row in range(90)
    }
    read |= {fields.Where(f"{row}.ics", "0"): fields.Reading("ages", None, "read", f"f{row}", "") for row in range(12)}
    found = coverage.Everything(0, 0, (), {}, {}, Counter(), defaultdict(dict, {"ages": read}))
    monkeypatch.setattr(coverage, "everything", lambda: found)
    drawn = coverage.sample("ages", 10, 7)
    assert drawn == coverage.sample("ages", 10, 7)
    assert drawn != coverage.sample("ages", 10, 8)
    assert Counter(where.file for where, _ in drawn)["large.csv"] <= 2
    assert len(coverage.sample("ages", 50, 7)) == 50


def test_a_sample_as_it_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = fields.Reading("ages", None, "read", "8\tto\n12", "8 to 12")
    where = fields.Where("sheet.csv", "3")
    found = coverage.Everything(1, 0, (), {}, {}, Counter(), {"ages": {where: reading}})
    monkeypatch.setattr(coverage, "everything", lambda: found)
    path = coverage.write_sample(tmp_path, "ages", 5, 1)
    assert path.read_text().splitlines()[1].split("\t")[5:] == ["read", "8 to 12", "8 to 12"]
    (blank,) = verdicts.load(path)
    today = {where: fields.digest(reading)}
    assert verdicts.summary([blank], today) == {"unjudged": 1}
    judged_right = blank._replace(verdict="right")
    assert verdicts.summary([judged_right], today) == {"right": 1}
    changed = {where: fields.digest(reading._replace(value="8 to 13"))}
    assert verdicts.summary([judged_right, blank], changed) == {"stale": 2}
    assert verdicts.summary([judged_right], {}) == {"stale": 1}


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "first line"), ("file\trow\tverdict\n", "first line"),
     ("file\trow\tdigest\tverdict\tnote\na\t1\tff\tgood\t\n", "ages.tsv:2: .* one of right, wrong, missed, unclear"),
     ("file\trow\tdigest\tverdict\tnote\na\t1\tff\n", "ages.tsv:2")],
)  # fmt: skip
def test_verdicts_that_are_none(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "ages.tsv").write_text(text)
    with pytest.raises(ValueError, match=says):
        verdicts.load(tmp_path / "ages.tsv")


def test_kept_verdicts_hold_no_words() -> None:
    for path in verdicts.FOLDER.glob("*.tsv"):
        assert path.stem in {field.name for field in fields.FIELDS}
        assert path.read_text("utf-8").splitlines()[0].split("\t") == list(verdicts.COLUMNS), path.name
        verdicts.load(path)


@pytest.mark.parametrize(
    ("file", "country", "zone"),
    [("ical_feeds/cc_tpl_school_age_1.ics", "CA", "America/Toronto"), ("xcri/a.xml", "GB", "Europe/London"),
     ("rss/santarosa.xml", "US", "America/Los_Angeles"), ("anything/else.csv", "US", "America/New_York")],
)  # fmt: skip
def test_where_a_file_comes_from(file: str, country: str, zone: str) -> None:
    settings = drafts.whence_of(file).settings
    assert (settings.country, settings.timezone) == (country, zone)


def test_one_pass_counts_every_draft() -> None:
    raws = tuple(msgspec.Raw(msgspec.json.encode(Draft(title=title))) for title in ("Chess", "Yoga"))
    page = KeptPage(url="http://real.example/", fetched_at=drafts.NOON, checked_at=drafts.NOON)
    source = Source(name="real", provider="Real", kind="csv", url=page.url)
    (took,) = throughput.took([throughput.Batch("a/b.csv", source, page, raws)])
    assert (took.kind, took.drafts, took.letters) == ("csv", 2, 0)
    assert took.decode >= 0


def test_parts_without_real_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.sources.claims.DATA", tmp_path)
    parts.main(["coverage", "verdicts", "throughput"])
    assert capsys.readouterr().out.count("left out: the real files are not at") == 3
    with pytest.raises(SystemExit, match="no such part: speed; there are tables"):
        parts.main(["speed"])
