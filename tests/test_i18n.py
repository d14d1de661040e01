"""Every word of the portal is in every catalogue, with its placeholders."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from crawlers.errors import CityFileError
from crawlers.formats.tables import template
from indexer.values.topics import INTERESTS
from portal import i18n

PORTAL = Path(i18n.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
CATALOGUES = sorted(PORTAL.glob("locales/*/messages.po"))


@cache
def said() -> frozenset[str | tuple[str, str]]:
    """Every msgid of templates and code; a plural as a pair."""
    found = extract_from_dir(PORTAL, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    words = {m if isinstance(m, str) else (m[0], m[1]) for _, _, m, _, _ in found}
    columns = {column.says for column in (*template.COLUMNS, *template.ALSO)}
    return frozenset(words | columns | {i.label for i in INTERESTS})


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", words))


def test_words_are_found_in_code_and_in_templates():
    assert {"May I?", "Pick an interest", "Music", "Food included"} <= said()
    assert ("%(num)s place left", "%(num)s places left") in said()
    assert not [m for m in said() if "!" in str(m)], "no exclamation marks"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.parent.name)
def test_a_catalogue_is_complete(path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
    done = {m.id if isinstance(m.id, str) else tuple(m.id): m for m in catalogue if m.id}
    assert not sorted(map(str, said() - set(done))), "missing in the catalogue"
    assert not sorted(map(str, set(done) - said())), "no longer said anywhere"
    for msgid, message in done.items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(form.strip() for form in forms), f"untranslated: {msgid}"
        assert not message.fuzzy, msgid
        assert len(forms) == (1 if isinstance(msgid, str) else catalogue.num_plurals), msgid
        most = placeholders(msgid if isinstance(msgid, str) else msgid[1])
        assert all(placeholders(form) == most for form in forms), msgid


def test_the_urdu_catalogue_is_urdu_and_says_who_wrote_it():
    text = (PORTAL / "locales/ur/messages.po").read_text("utf-8")
    assert "MACHINE-DRAFTED" in text.splitlines()[1]
    urdu = i18n.Language("ur", country="GB", first=False)
    assert (urdu.dir, urdu.prefix, urdu.name) == ("rtl", "ur/", "اردو")
    assert urdu.gettext("Free") == "مفت"
    assert urdu.ngettext("%(num)s place left", "%(num)s places left", 1) == "1 جگہ باقی"
    assert urdu.ngettext("%(num)s place left", "%(num)s places left", 1200) == "1,200 جگہیں باقی"


def test_english_needs_no_catalogue():
    english = i18n.Language("en", country="US", first=True)
    assert (english.dir, english.prefix, english.name, str(english.locale)) == ("ltr", "", "English", "en_US")
    assert english.gettext("%(a)s", a="100%") == "100%"
    assert english.language_name("ur") == "Urdu"
    assert english.language_name("no language") == "no language"


@pytest.mark.parametrize(
    ("code", "says"),
    [("fr", "locales/fr/messages.po"), ("xx-nonsense", "expected language codes"), ("", "expected language codes")],
)
def test_a_language_that_cannot_be_used_is_named(code, says):
    with pytest.raises(CityFileError, match=says):
        i18n.languages(("en", code), "GB")


def test_a_broken_catalogue_is_named(tmp_path):
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy/messages.po").write_text('msgid "a"\nnonsense\n', "utf-8")
    with pytest.raises(CityFileError, match=r"cy/messages\.po"):
        i18n.Language("cy", country="GB", first=False, folder=tmp_path)


@pytest.mark.parametrize(
    ("code", "way"), [("en", "ltr"), ("ur", "rtl"), ("ar-EG", "rtl"), (None, "auto"), ("??", "auto")]
)
def test_direction(code, way):
    assert i18n.direction(code) == way
