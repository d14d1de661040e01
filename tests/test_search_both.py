"""The demo city's search, asked of the embedded search and of a real Meilisearch: the same answers."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from indexer.search.key import key_uid
from indexer.search.rows import documents
from indexer.search.server import Access
from indexer.search.update import update
from portal import search_form
from portal.i18n import languages
from portal.near import near
from portal.search_cards import cards
from schedules import city as city_file
from schedules import run
from tests.conftest import Demo
from tests.meilisearch_server import RealServer
from tests.search_engine import blank

pytestmark = [pytest.mark.meilisearch, pytest.mark.browser]
KINDS = ("fits", "ages", "prices")
ALL = 9999
TABLE = (Path(__file__).parent / "tables" / "search.txt").read_text("utf-8")
FILTERS, WORDS, NOTHING = (re.findall(rf"^{sort}\t(.+)$", TABLE, re.M) for sort in ("filters", "words", "nothing"))


class Both(NamedTuple):
    """A page on which each maker was made in each language. adults: ids of what is for adults only."""

    page: Page
    adults: set[str]

    def ask(self, fragment: str, code: str = "en", show: int = ALL) -> tuple[dict[str, Any], dict[str, Any]]:
        """The embedded search's answer, and the server's. A hit is one text, which takes less time to hand over."""
        local, server = self.page.evaluate(
            """async ([fragment, code, show, kinds]) => {
              const asked = state.read(fragment);
              const from = asked.near ? near.resolve(asked.near, table) : null;
              const at = from && { at: from, areas: table.areas };
              globalThis.noted = !at;  // what is near is answered in the browser
              const request = { ...asked, at, count, show: { fits: show, ages: show, prices: show } };
              return Promise.all(makers[code].map(async (maker) => {
                const answer = await maker.search(request);
                // Where a hit is on the map is known in the browser only.
                const told = (hit) => Object.keys(hit).filter((name) => name !== "place").sort();
                const said = (hit) => [hit.id, JSON.stringify(hit, told(hit))].join(" ");
                for (const kind of kinds) answer[kind].hits = answer[kind].hits.map(said);
                return answer;
              }));
            }""",
            [fragment, code, show, KINDS],
        )
        return local, server


def ids(part: dict[str, Any]) -> set[str]:
    return {hit.partition(" ")[0] for hit in part["hits"]}


@pytest.fixture(scope="module")
def both(
    demo: Demo, browser: Browser, search_server: RealServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    city = demo.home.city
    held = documents(run.contents(demo.home, demo.now), city_file.today(city, demo.now))
    spoken = languages(city.languages, city.country)
    words = {language.code: cards(held, language, city.timezone) for language in spoken}
    index = f"both-{uuid.uuid4().hex[:8]}"
    access = Access(url=search_server.url, public=search_server.url, index=index, key=search_server.key)
    server, report = update(held, words, access)
    assert report.documents == len(held.rows)
    spots = near(city_file.portal_settings(city, demo.home.folder))
    assert spots
    groups = search_form.groups(held, spoken[0], city.holiday)
    folder = tmp_path_factory.mktemp("both")
    (folder / "search").symlink_to(demo.home.public / "search")
    with blank(folder) as base:
        page = browser.new_page()
        page.clock.set_fixed_time(demo.now)
        page.goto(base)
        page.evaluate(
            """async ([options, count]) => {
              globalThis.state = await import("/js/state.js");
              globalThis.near = await import("/js/near.js");
              globalThis.table = await near.load(options.near);
              const { makeAdapter } = await import("/js/adapter.js");
              const made = (language) => Promise.all(
                ["local", "meilisearch"].map((kind) => makeAdapter(kind, { ...options, language })));
              Object.assign(globalThis, { count, asked: [], makers: { en: await made("en"), ur: await made("ur") } });
              const real = fetch;
              globalThis.fetch = (address, ...more) => (noted && asked.push(String(address)), real(address, ...more));
            }""",
            [
                {
                    "base": "/search/",
                    "near": f"/{spots.file.path}",
                    "timezone": city.timezone,
                    "facets": search_form.counted_of(),
                    "server": {"url": server.url, "index": server.index, "key": server.key},
                },
                {group.name: [option.value for option in group.options] for group in groups},
            ],
        )
        yield Both(page, {o.id for o in held.opportunities if o.ages and (o.ages.assumed or (o.ages.low or 0) >= 18)})
        asked = page.evaluate("asked")
        page.close()
    client = search_server.client()
    client.delete_index(index)
    client.delete_key(key_uid(index))
    assert {address.rpartition("/")[2] for address in asked} == {"multi-search"}, "the server was given up"


@pytest.mark.parametrize("fragment", ["", *FILTERS])
def test_filters_find_count_and_say_the_same(both: Both, fragment: str) -> None:
    local, server = both.ask(fragment)
    assert server["counts"] == local["counts"]
    assert server["relaxed"] == local["relaxed"]
    for kind in KINDS:
        assert server[kind]["total"] == local[kind]["total"], kind
        assert sorted(server[kind]["hits"]) == sorted(local[kind]["hits"])


@pytest.mark.parametrize("fragment", ["", *FILTERS])
def test_the_first_cards_are_the_same_in_the_same_order(both: Both, fragment: str) -> None:
    local, server = both.ask(fragment, "ur", show=12)
    for kind in ("fits", "ages"):
        assert server[kind]["hits"] == local[kind]["hits"]


@pytest.mark.parametrize("code", ["en", "ur"])
@pytest.mark.parametrize("fragment", WORDS)
def test_words_find_nearly_the_same(both: Both, fragment: str, code: str) -> None:
    local, server = both.ask(fragment, code, show=10)
    theirs, ours = ids(server["fits"]), ids(local["fits"])
    assert server["relaxed"] == local["relaxed"]
    assert len(ours & theirs) >= 0.8 * len(ours), (local["fits"]["total"], server["fits"]["total"])


@pytest.mark.parametrize("fragment", NOTHING)
def test_where_nothing_is_found_the_same_is_left_out(both: Both, fragment: str) -> None:
    local, server = both.ask(fragment)
    assert server["relaxed"] == local["relaxed"] is not None
    if "q" in local["relaxed"] or "q=" not in fragment:
        assert server["counts"] == local["counts"]
        for kind in KINDS:
            assert ids(server[kind]) == ids(local[kind])


@pytest.mark.parametrize("age", [0, 8, 17])
def test_what_is_for_adults_is_never_shown_to_a_child(both: Both, age: int) -> None:
    for fragment in (f"age={age}&q=zzzzqqq", f"age={age}&area=Nowhere", f"age={age}&cost=free", f"age={age}"):
        _, server = both.ask(fragment)
        shown = {key for kind in KINDS for key in ids(server[kind])}
        assert shown
        assert not both.adults & shown
    assert both.adults < ids(both.ask("")[1]["fits"])
