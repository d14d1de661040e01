"""The search's script in a real browser: what it finds and counts is what a plain reading of the catalogue finds."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page

from indexer.search.rows import Documents
from tests.search_engine import COUNT, ask, ids
from tests.search_oracle import full, oracle

pytestmark = pytest.mark.browser

QUESTIONS: list[tuple[int | None, dict[str, list[str]]]] = [
    (None, {}),
    (14, {}),
    (19, {}),
    (None, {"topic": ["code", "art"]}),
    (14, {"topic": ["code", "art"], "cost": ["free"]}),
    (14, {"cost": ["500"], "area": ["Castle", "St Aldhelm's"]}),
    (None, {"cost": ["unknown"], "support": ["food"]}),
    (12, {"when": ["after_school", "weekends"], "area": ["Old Town"]}),
    (None, {"when": ["2026-12-21..2027-01-01"], "online": ["no"]}),
    (15, {"when": ["2026-W50"], "left": ["yes"]}),
    (None, {"when": ["this_week"]}),
    (None, {"online": ["yes"], "language": ["cy", "ur"]}),
    (10, {"role": ["help"], "access": ["quiet"], "cost": ["free", "500", "2000"]}),
    (None, {"provider": ["provider-3", "provider-11"], "when": ["weekends"]}),
]  # fmt: skip


@pytest.mark.parametrize(("age", "filters"), QUESTIONS)
def test_results_are_those_of_the_catalogue(
    engine: Page, city: Documents, age: int | None, filters: dict[str, list[str]]
) -> None:
    answer, expected = ask(engine, age=age, **filters), oracle(city, age, filters)
    assert answer["relaxed"] is None
    for kind in ("fits", "ages", "prices"):
        assert ids(answer[kind]) == expected[kind], kind
        assert answer[kind]["total"] == len(answer[kind]["hits"]) == len(expected[kind])


@pytest.mark.parametrize(("age", "filters"), QUESTIONS[3:12:2])
def test_the_number_beside_a_filter_is_how_many_results_it_gives(
    engine: Page, city: Documents, age: int | None, filters: dict[str, list[str]]
) -> None:
    counts = ask(engine, age=age, **filters)["counts"]
    for name, values in COUNT.items():
        for value in values:
            alone = oracle(city, age, {**filters, name: [value]})["fits"]
            assert counts[name][value] == len(alone), (name, value)


def test_cards_are_soonest_first_and_what_is_full_comes_after(engine: Page, city: Documents) -> None:
    hits = ask(engine)["fits"]["hits"]
    open_ = {city.opportunities[row.opportunity].id for row in city.rows if not full(row.session)}
    order = [(hit["id"] not in open_, hit["day"] if hit["day"] >= 0 else 99999) for hit in hits]
    assert order == sorted(order)
    assert {shut for shut, _ in order} == {False, True}
    for hit in hits:
        if hit["id"] in open_:
            assert hit["state"][0] not in ("full", "wait", "shut")


def test_a_week_shows_the_day_in_that_week(engine: Page) -> None:
    first = (dt.date(2026, 12, 7) - dt.date(1970, 1, 1)).days
    hits = ask(engine, when=["2026-W50"])["fits"]["hits"]
    assert hits
    assert all(first <= hit["day"] < first + 7 for hit in hits)


@pytest.mark.parametrize("age", [5, 12, 17])
def test_what_is_for_adults_is_never_shown_to_a_child(engine: Page, city: Documents, age: int) -> None:
    adult = {o.id for o in city.opportunities if o.ages and (o.ages.assumed or (o.ages.low or 0) >= 18)}
    for question in ({"q": "zzzzqqq"}, {"area": ["Nowhere"]}, {"topic": ["code"]}, {}):
        answer = ask(engine, age=age, **question)  # type: ignore[arg-type]
        assert not adult & (ids(answer["fits"]) | ids(answer["ages"]) | ids(answer["prices"]))
    assert adult & ids(ask(engine, age=30)["fits"])


def test_there_is_never_a_dead_end(engine: Page) -> None:
    answer = ask(engine, q="robot", age=14, area=["Nowhere"])
    assert answer["relaxed"] == ["area"]
    assert ids(answer["fits"]) == ids(ask(engine, q="robot", age=14)["fits"]) != set()
    assert ask(engine, q="zzzzqqq")["relaxed"] == ["q"]
    assert ask(engine, age=119, topic=["code"])["relaxed"] is None  # "11 and over" is for somebody of 119, too
    both = ask(engine, q="zzzzqqq", area=["Nowhere"], cost=["free"])
    assert sorted(both["relaxed"]) == ["area", "q"]
    assert both["fits"]["total"] > 0


def test_of_two_filters_the_one_is_left_out_that_gives_more(engine: Page, city: Documents) -> None:
    coders = {o.provider.id for o in city.opportunities if "code" in o.topics}
    other = next(o.provider.id for o in city.opportunities if o.provider.id not in coders)
    found = ask(engine, provider=[other], topic=["code"])
    few, many = ask(engine, provider=[other])["fits"]["total"], ask(engine, topic=["code"])["fits"]["total"]
    assert 0 < few < many
    assert found["relaxed"] == ["provider"]
    assert found["fits"]["total"] == many


def test_a_key_stroke_is_answered_at_once(engine: Page) -> None:
    took = engine.evaluate(
        """async (count) => {
          const took = [];
          for (const word of ["photography", "robtoics", "skateboarding club", "zzzzqqqq"]) {
            for (let n = 1; n <= word.length; n++) {
              const began = performance.now();
              const q = word.slice(0, n);
              await search.search({ q, age: 14, filters: { cost: ["free"] }, count, show: { fits: 12 } });
              took.push(performance.now() - began);
            }
          }
          return took.sort((a, b) => a - b);
        }""",
        COUNT,
    )
    assert took[len(took) // 2] < 50, took  # a few ms here; the bound allows for a busy machine


def test_files_that_do_not_belong_together_are_not_believed(engine: Page) -> None:
    found = engine.evaluate(
        """async () => {
          const real = globalThis.fetch;
          const broken = (name, change) => async (address) => {
            const answer = await real(address);
            return address.endsWith(name) ? change(answer) : answer;
          };
          const ask = async (fetch) => {
            globalThis.fetch = fetch;
            try {
              const made = await adapter.makeAdapter("local", { base: "/search/", language: "en" });
              const { fits } = await made.search({ q: "", age: null, filters: {}, show: { fits: 9999 } });
              return [fits.total, fits.hits.some(({ left }) => left !== null)];
            } catch (problem) {
              return String(problem.message);
            } finally {
              globalThis.fetch = real;
            }
          };
          return {
            right: await ask(real),
            other: await ask(broken("live.bin", async (answer) => {
              const body = await answer.arrayBuffer();
              new Uint8Array(body)[0] ^= 1;
              return new Response(body);
            })),
            cut: await ask(broken("live.bin", async (answer) =>
              new Response((await answer.arrayBuffer()).slice(0, 20)))),
            missing: await ask(broken("live.bin", async () => new Response("", { status: 404 }))),
            newer: await ask(broken("manifest.json", async (answer) =>
              new Response(JSON.stringify({ ...(await answer.json()), version: 99 })))),
          };
        }"""
    )
    total = found["right"][0]
    assert found["right"] == [total, True]
    assert found["other"] == found["cut"] == found["missing"] == [total, False]
    assert "version" in found["newer"]


def test_a_page_of_yesterday_shows_nothing_that_is_past_by_now(browser: Browser, engine: Page, city: Documents) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time("2027-03-01T12:00:00Z")
    page.goto(engine.url)
    total = page.evaluate(
        """async () => {
          const { makeAdapter } = await import("/js/adapter.js");
          const search = await makeAdapter("local", { base: "/search/", language: "en" });
          const { fits } = await search.search({ q: "", age: null, filters: {}, show: { fits: 9999 } });
          return fits.hits.map(({ id }) => id);
        }"""
    )
    page.close()
    day = dt.date(2027, 3, 1)
    going = {
        city.opportunities[r.opportunity].id for r in city.rows if r.first is None or r.last is None or r.last >= day
    }
    assert set(total) == going
    assert len(going) < len(city.opportunities)
