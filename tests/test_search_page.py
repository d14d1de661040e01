"""The search page's form without script lands on a list; its script's plural forms are the catalogue's."""

from pathlib import Path

import pytest

from portal.i18n import languages
from portal.search_form import counted_of, plural_forms, script_words
from portal.search_page import resolve, scripts

LISTS = ("topics/code", "topics/code/castle", "areas/castle", "ages/14", "weeks/2026-W48", "free", "ur/topics/code")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in LISTS:
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
        (tmp_path / path / "index.html").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("/search/", {"topic": "code", "area": "castle"}, "/topics/code/castle/"),
        ("/search/", {"topic": "code", "area": "nowhere"}, "/topics/code/"),
        ("/search/", {"topic": "music", "area": "castle"}, "/areas/castle/"),
        ("/search/", {"topic": "", "area": "", "age": "14", "when": ""}, "/ages/14/"),
        ("/search/", {"q": "robots", "age": "14", "when": "2026-W48"}, "/weeks/2026-W48/"),
        ("/search/", {"when": "2026-11-26..2026-11-30"}, None),
        ("/search/", {"free": "1"}, "/free/"),
        ("/search/", {"cost": "free", "age": "99"}, "/free/"),
        ("/search/index.html", {"topic": "code"}, "/topics/code/"),
        ("/ur/search/", {"topic": "code", "area": "castle"}, "/ur/topics/code/"),
        ("/search/", {"q": "robots"}, None),
        ("/search/", {"topic": "../../etc"}, None),
        ("/search/", {"topic": "..", "area": "/etc"}, None),
        ("/weeks/", {"topic": "code"}, None),
        ("/search/search.js", {"topic": "code"}, None),
    ],
)
def test_a_form_lands_on_the_nearest_list(folder: Path, path: str, query: dict[str, str], target: str | None) -> None:
    assert resolve(folder, path, query) == target


def test_plural_forms_have_the_categories_of_the_language() -> None:
    english, urdu = languages(("en", "ur"), "GB")
    forms = plural_forms(english, "%(num)s place left", "%(num)s places left")
    assert forms == {"one": "%(num)s place left", "other": "%(num)s places left"}
    assert plural_forms(urdu, "%(num)s place left", "%(num)s places left").keys() == {"one", "other"}


def test_every_sentence_keeps_what_the_script_fills_in() -> None:
    english, urdu = (script_words(language) for language in languages(("en", "ur"), "GB"))
    for name, words in english.items():
        ours, theirs = (said if isinstance(said, str) else said["other"] for said in (words, urdu[name]))
        for slot in ("%(num)s", "%(filters)s", "%(filter)s", "%(words)s", "%(age)s"):
            assert (slot in ours) == (slot in theirs), name


def test_scripts_are_published_in_one_folder_named_by_what_they_say() -> None:
    paths = [file.path for file in scripts()]
    assert {path.rsplit("/", 1)[0] for path in paths} == {paths[0].rsplit("/", 1)[0]}
    assert {path.rsplit("/", 1)[1] for path in paths} >= {"page.js", "adapter.js", "local.js", "match.js", "state.js"}
    assert [file.path for file in scripts()] == paths
    assert not any(line.lstrip().startswith(b"//") for file in scripts() for line in file.body.splitlines())


def test_what_is_counted_is_named_as_in_the_form() -> None:
    of = counted_of()
    assert of["area"] == of["online"] == "session"
    assert of["topic"] == of["provider"] == "opportunity"
    assert not {"topics", "place", "ages"} & of.keys()
