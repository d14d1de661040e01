"""Playlists: strict files whose mistakes are named, and pages whose steps show what fits now."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import html

from crawlers.errors import CityFileError
from indexer.search.rows import documents
from portal import playlists
from portal.build import build
from portal.playlist_pages import fitting, fragment
from portal.playlists import Playlist, Query, Step
from schedules import city as city_file
from schedules.millbrook import city as millbrook
from tests import portal_city as city

HELD = documents(city.contents(), city.TODAY)
GOOD = """title = "Robots"
why = "They are fun."
by = "A group"
[[step]]
title = "Try it"
query = { topic = ["code"], cost = "free" }
"""
LIST = Playlist(
    name="robots",
    title="From <b>code</b>",
    why="روبوٹ",
    by="A group",
    language="ur",
    steps=(
        Step(title="Try it", why="To begin with.", query=Query(topic=("code",), cost="free")),
        Step(title="What nobody offers", query=Query(q="zeppelin & kites")),
        Step(title="Help", query=Query(role=("help", "lead"))),
    ),
)


def written(folder: Path, text: str, name: str = "robots.toml") -> Path:
    (folder / "playlists").mkdir(exist_ok=True)
    (folder / "playlists" / name).write_text(text, "utf-8")
    return folder


def test_a_city_without_playlists_has_none_and_no_page(tmp_path: Path) -> None:
    assert playlists.read(tmp_path) == ()
    made = build(city.contents(), city.settings(tmp_path), city.TODAY, holidays=(), revisions={})
    assert not [file.path for file in made if "playlists" in file.path]


def test_a_playlist_is_read_by_the_name_of_its_file(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("Robots", "Later"), "b.toml")
    one, other = playlists.read(written(tmp_path, GOOD, "a-robot.toml"))
    assert (one.name, one.title, other.name, other.title) == ("a-robot", "Robots", "b", "Later")
    assert one.steps == (Step(title="Try it", query=Query(topic=("code",), cost="free")),)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("why =", "wy ="), "there is no key 'wy'. Did you mean 'why'?"),
        (("[[step]]", "[[steps]]"), "there is no key 'steps'. Did you mean 'step'?"),
        (("topic =", "topics ="), "step 1: query: there is no key 'topics'. Did you mean 'topic'?"),
        (("query =", "name = 'x'\nquery ="), "step 1: there is no key 'name'. Known are: title, query, why."),
        (('"code"', '"coding"'), "step 1: query.topic: there is no interest 'coding'. Did you mean 'code'?"),
        (('"free"', '"cheap"'), "step 1: query.cost: Invalid enum value 'cheap'. site/README.md shows"),
        (
            ('"free"', '"free", age = "ten"'),
            "step 1: query.age: Expected `int | null`, got `str`. site/README.md shows",
        ),
        (('"free"', '"free", age = 200'), "step 1: query.age: expected years from 0 to 120, but it is 200."),
        (('topic = ["code"], cost = "free"', ""), "step 1: query: it asks for nothing. Say a topic"),
        (('"They are fun."', '" "'), "why: expected words, but there are none. Write them."),
        (('by = "A group"', ""), "Object missing required field `by`"),
        (("Robots", 'Ro"bots'), "expected TOML in UTF-8, but "),
        (("[[step]]", "[step]"), "step: Expected `array`, got `object`"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_key(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(CityFileError, match=re.escape(f"playlists/robots.toml: {says}")):
        playlists.read(written(tmp_path, GOOD.replace(*change)))


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "A Name.toml")
    found = playlists.faults(written(tmp_path, "title = 'x'\nwhy = 'x'\nby = 'x'\nstep = []\n"))
    assert found == [
        "playlists/A Name.toml: its name is its address, made of a-z, 0-9 and -, but it is 'A Name'. Rename it.",
        "playlists/robots.toml: step: expected at least one [[step]] table. Add one with a title and a query.",
    ]


def test_reading_a_city_file_tells_of_its_playlists(tmp_path: Path) -> None:
    from schedules.new import new

    home = new("Somewhere", tmp_path).parent
    written(home, GOOD.replace("code", "kode"))
    with pytest.raises(CityFileError, match=r"city.toml: playlists/robots.toml: step 1: query.topic: there is no"):
        city_file.read(home / "city.toml")
    written(home, GOOD)
    settings = city_file.portal_settings(city_file.read(home / "city.toml"), home)
    assert [one.name for one in settings.playlists] == ["robots"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(topic=("code",)), ["libraries-a1", "libraries-a3"]),
        (Query(topic=("code", "nature")), ["libraries-a1", "libraries-a3", "farm-e1"]),
        (Query(q="ROB"), ["libraries-a1"]),
        (Query(q="street film"), ["arts-b1"]),
        (Query(q="obot"), []),
        (Query(area=("Elm Road",)), ["farm-e1"]),
        (Query(area=("Castle",)), []),  # told on booking only
        (Query(topic=("words",)), ["rasta-d1", "libraries-a5", "arts-b3"]),  # what is postponed comes last
        (Query(topic=("sport",)), ["sport-c1"]),  # the league is assumed to be for adults
        (Query(topic=("sport",), age=30), ["sport-c2"]),
        (Query(topic=("sport",), age=14), []),  # an age that is not stated fits none
        (Query(role=("help",), age=14), ["farm-e1"]),
        (Query(online="yes"), ["libraries-a3"]),
        (Query(support=("food",), access=("step_free",)), ["libraries-a1"]),
        (Query(cost="free", topic=("words",)), ["rasta-d1"]),  # not stated is not free
        (Query(when=("weekends",), topic=("games",)), ["libraries-a2"]),
        (Query(when=("weekends",), topic=("film",)), []),
    ],
)
def test_what_fits_a_step(query: Query, found: list[str]) -> None:
    assert [entry.opportunity.id for entry in fitting(query, HELD)] == found


def test_a_step_leads_to_the_same_question_in_the_search() -> None:
    asked = Query(q="cook & eat", age=14, topic=("food", "help"), cost="free", role=("help",), online="no")
    assert fragment(asked) == "q=cook+%26+eat&age=14&cost=free&online=no&role=help&topic=food&topic=help"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = msgspec.structs.replace(city.settings(tmp_path_factory.mktemp("city")), playlists=(LIST,))
    made = build(city.contents(), settings, city.TODAY, holidays=(), revisions={})
    return {file.path: html.fromstring(file.body.decode()) for file in made if file.path.endswith(".html")}


@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_a_page_shows_each_step_and_what_fits_now(pages: dict[str, Any], prefix: str) -> None:
    page = pages[f"{prefix}playlists/robots/index.html"]
    assert page.xpath("//h1/text()") == ["From <b>code</b>"]
    assert page.xpath("//h2/text()") == ["Try it", "What nobody offers", "Help"]
    assert page.xpath("string(//*[@class='by'])").split(" ", 1)[1].endswith("A group")
    first, nobody, helping = page.xpath("//ol[@class='path']/li")
    assert first.xpath(".//h3//a/text()") == ["Build a robot that finds its way", "Learn to code from your sofa"]
    assert first.xpath(".//a/@href")[-1].endswith(f"/{prefix}search/#cost=free&topic=code")
    assert nobody.xpath(".//article") == []
    assert nobody.xpath(".//p[@class='empty']/a/@href")[0].endswith("search/#q=zeppelin+%26+kites")
    assert helping.xpath(".//h3//a/text()") == ["Look after the city farm"]
    told = {(one.get("lang"), one.get("dir")) for one in page.xpath("//h1|//h2|//*[@class='lead']")}
    assert told == ({(None, None)} if prefix else {("ur", "rtl")})


@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_the_overview_and_the_foot_of_each_page_lead_there(pages: dict[str, Any], prefix: str) -> None:
    (way,) = pages[f"{prefix}playlists/index.html"].xpath("//ul[@class='ways']//a")
    assert way.get("href").endswith(f"{prefix}playlists/robots/")
    assert way.xpath("string(b)") == "From <b>code</b>"
    for path in ("index.html", "plan/index.html", "playlists/robots/index.html"):
        assert [one for one in pages[prefix + path].xpath("//footer//a/@href") if one.endswith("playlists/")]


def test_millbrook_has_two_that_end_with_lending_a_hand() -> None:
    found = playlists.read(millbrook.FOLDER)
    assert [one.name for one in found] == ["make-a-robot", "out-on-saturday"]
    assert all("help" in one.steps[-1].query.role for one in found)
