"""The search's script in a real browser: what it finds and counts is what a plain reading of the catalogue finds."""

import datetime as dt
import functools
import http.server
import json
import random
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from indexer.columns import search_files
from indexer.documents import Documents, documents
from indexer.opportunity import Opportunity, Session
from indexer.settings import Holiday
from portal.areamap import area_map
from portal.assets import STATIC, Assets
from portal.gather import gather
from portal.i18n import languages
from portal.pages import pages
from portal.search_cards import cards
from portal.search_page import prepare
from schedules.serve import server
from tests import portal_city
from tests.search_city import TODAY, ZONE, search_city

pytestmark = pytest.mark.browser

NOON = "2026-11-22T12:00:00Z"
WINTER = Holiday(name="Winter", first=dt.date(2026, 12, 21), last=dt.date(2027, 1, 1))
COUNT = {
    "topic": ["code", "art", "sport", "help"],
    "area": ["Castle", "Old Town", "Hill Park", "St Aldhelm's"],
    "when": ["this_week", "this_weekend", "after_school", "weekends", "2026-12-21..2027-01-01", "2026-W50"],
    "cost": ["free", "500", "2000", "unknown"],
    "left": ["yes"],
    "support": ["food", "kit"],
    "access": ["quiet"],
    "online": ["yes", "no"],
    "role": ["help"],
    "language": ["cy", "ur"],
    "provider": ["provider-3", "provider-11"],
}
RANGES = {
    "this_week": (dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
    "this_weekend": (dt.date(2026, 11, 21), dt.date(2026, 11, 22)),
    "2026-12-21..2027-01-01": (WINTER.first, WINTER.last),
    "2026-W50": (dt.date(2026, 12, 7), dt.date(2026, 12, 13)),
}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing."""


def serve(made: http.server.ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{made.server_address[1]}/"
    made.shutdown()
    made.server_close()
    thread.join()


# ---- the engine: modules and files on a blank page


@pytest.fixture(scope="module")
def city() -> Documents:
    return documents(search_city(600), TODAY)


@pytest.fixture(scope="module")
def engine(city: Documents, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("engine")
    shutil.copytree(STATIC / "search", folder / "js")
    (folder / "index.html").write_text("<!doctype html><title>engine</title>")
    (language,) = languages(("en",), "GB")
    for path, body in search_files(city, timezone=ZONE, cards={"en": cards(city, language, ZONE)}):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(body)
    handler = functools.partial(_Quiet, directory=str(folder))
    for base in serve(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)):
        page = browser.new_page()
        page.clock.set_fixed_time(NOON)
        page.goto(base)
        page.evaluate(
            """async () => {
              const names = ["match", "state", "days", "view", "adapter"];
              for (const name of names) globalThis[name] = await import(`/js/${name}.js`);
              globalThis.search = await adapter.makeAdapter("local", { base: "/search/", language: "en" });
            }"""
        )
        yield page
        page.close()


def ask(engine: Page, *, q: str = "", age: int | None = None, **filters: list[str]) -> dict[str, Any]:
    request = {
        "q": q,
        "age": age,
        "filters": filters,
        "count": COUNT,
        "show": {"fits": 9999, "ages": 9999, "prices": 9999},
    }
    found: dict[str, Any] = engine.evaluate("request => search.search(request)", request)
    return found


def ids(part: dict[str, Any]) -> set[str]:
    return {hit["id"] for hit in part["hits"]}


# ---- the same questions, put to the catalogue itself


def _days(s: Session) -> list[dt.date]:
    return [m.start.date for m in s.meetings if not m.cancelled and m.start.date >= TODAY]


def _meets(s: Session | None, key: str) -> bool:
    if s is None or s.start is None:
        return False
    days = _days(s)
    if key in RANGES:
        first, last = max(TODAY, RANGES[key][0]), RANGES[key][1]
        if s.meetings:
            return any(first <= d <= last for d in days)
        ends = s.last_day()
        return s.start.date <= last and (ends is None or ends >= first)
    if not s.meetings:
        if s.last_day() != s.start.date:
            return False
        days = [s.start.date]
    time = s.start.time
    if key == "weekends":
        return any(d.weekday() >= 5 for d in days)
    return any(d.weekday() < 5 and time is not None and dt.time(15) <= time < dt.time(19) for d in days)


def _costs(s: Session | None, key: str) -> bool:
    price = s.price if s else None
    if price is None or key == "unknown":
        return price is None and key == "unknown"
    if key == "free":
        return price.free
    return (price.low if price.high is None else price.high) * 100 < int(key)


def _left(s: Session | None, _: str) -> bool:
    said = s.registration.state if s and s.registration else None
    if s is None or said in ("full", "waiting_list", "closed"):
        return False
    return said in ("open", "none_needed") if s.places_left is None else s.places_left > 0


def _area(s: Session | None, key: str) -> bool:
    return bool(s and s.place and s.place.visibility != "on_booking" and s.place.area == key)


def _online(s: Session | None, key: str) -> bool:
    online = None if s is None else False if s.online is None and s.place else s.online
    return online is (key == "yes")


OF_SESSION: dict[str, Callable[[Session | None, str], bool]] = {
    "when": _meets, "cost": _costs, "left": _left, "area": _area, "online": _online,
}  # fmt: skip
OF_OPPORTUNITY: dict[str, Callable[[Opportunity, str], bool]] = {
    "topic": lambda o, key: key in o.topics,
    "support": lambda o, key: key in o.support,
    "access": lambda o, key: key in o.access,
    "language": lambda o, key: key in o.languages,
    "role": lambda o, key: o.role == key,
    "provider": lambda o, key: o.provider.id == key,
}


def oracle(city: Documents, age: int | None, filters: dict[str, list[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"fits": set(), "ages": set(), "prices": set()}
    for row in city.rows:
        o, s = city.opportunities[row.opportunity], row.session
        own = all(any(OF_OPPORTUNITY[n](o, v) for v in filters[n]) for n in filters if n in OF_OPPORTUNITY)
        theirs = all(any(OF_SESSION[n](s, v) for v in filters[n]) for n in filters if n in OF_SESSION and n != "cost")
        fits = age is None or (o.ages is not None and o.ages.include(age) and not (o.ages.assumed and age < 18))
        unknown_age = age is not None and o.ages is None
        paid = "cost" not in filters or any(_costs(s, v) for v in filters["cost"])
        unknown_price = not paid and (s is None or s.price is None)
        if not (own and theirs and (fits or unknown_age) and (paid or unknown_price)):
            continue
        found["prices" if unknown_price else "ages" if unknown_age else "fits"].add(o.id)
    found["ages"] -= found["fits"]
    found["prices"] -= found["fits"] | found["ages"]
    return found


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


def _full(s: Session | None) -> bool:
    said = s.registration.state if s and s.registration else None
    return s is not None and (s.places_left == 0 or said in ("full", "waiting_list", "closed"))


def test_cards_are_soonest_first_with_a_session_that_is_not_full(engine: Page, city: Documents) -> None:
    hits = ask(engine)["fits"]["hits"]
    days = [hit["day"] if hit["day"] >= 0 else 99999 for hit in hits]
    assert days == sorted(days)
    open_ = {city.opportunities[row.opportunity].id for row in city.rows if not _full(row.session)}
    assert any(hit["id"] not in open_ for hit in hits)
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


# ---- words


def test_one_slip_in_a_word_of_a_title_still_finds_it(engine: Page, city: Documents) -> None:
    draw = random.Random(3)
    words = sorted({w for o in city.opportunities for w in re.findall(r"[a-z]{5,}", o.title.lower())})
    typed = []
    for word in words:
        at = draw.randrange(1, len(word) - 1)
        typed += [
            (word, word[:at] + word[at + 1 :]),
            (word, word[:at] + "x" + word[at:]),
            (word, word[:at] + "q" + word[at + 1 :]),
            (word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
        ]
    found = engine.evaluate(
        """async (typed) => {
          const found = [];
          for (const [, q] of typed) {
            const { fits } = await search.search({ q, age: null, filters: {}, show: { fits: 9999 } });
            found.push(fits.hits.map(({ title }) => title.toLowerCase()));
          }
          return found;
        }""",
        typed,
    )
    missed = [slip for (word, slip), titles in zip(typed, found, strict=True) if not any(word in t for t in titles)]
    assert len(typed) > 200
    assert missed == []


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("rob", "robot"),
        ("ROBOT", "robot"),
        ("robots", "robot"),
        ("gardens", "garden"),
        ("phot", "photography"),
        ("phtoography", "photography"),
        ("photografy", "photography"),
        ("skatebaord", "skateboarding"),
    ],
)
def test_words_find_titles(engine: Page, q: str, title: str) -> None:
    hits = ask(engine, q=q)["fits"]["hits"]
    assert hits
    assert title in hits[0]["title"].lower()


def test_titles_come_before_providers_and_places(engine: Page) -> None:
    titles = [hit["title"].lower() for hit in ask(engine, q="old")["fits"]["hits"]]
    assert titles, "a provider and an area are called Old Town"
    in_title = ["first" in hit["title"].lower() for hit in ask(engine, q="first")["fits"]["hits"]]
    assert in_title == sorted(in_title, reverse=True)
    castle = ask(engine, q="castle violin")["fits"]["hits"]
    assert castle
    assert all("violin" in hit["title"].lower() for hit in castle)


def test_every_word_must_be_there_in_any_order(engine: Page, city: Documents) -> None:
    for o in city.opportunities[:4]:
        words = o.title.split()
        assert o.id in ids(ask(engine, q=" ".join(reversed(words)))["fits"])
        assert o.id in ids(ask(engine, q=f"{words[-1][:4]} {words[0]} {o.provider.name}")["fits"])
        relaxed = ask(engine, q=f"{o.title} zzzzqqq")["relaxed"]
        assert relaxed == ["q"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ŵyl Gerdd", "wyl gerdd"),
        ("Tŷ Hafan", "ty hafan"),
        ("ÉCOLE", "école"),
        ("School’s", "schools"),
        ("St Aldhelm's", "st aldhelms"),
        ("اردو كهاني", "اردو کہانی"),
        ("کِتاب", "کتاب"),
        ("آؤ", "او"),
        ("۱۲", "12"),
        ("Straße", "strasse"),
    ],
)
def test_words_fold(engine: Page, one: str, other: str) -> None:
    assert (
        engine.evaluate("words => words.map((one) => match.wordsOf(one).join(' '))", [one, other])
        == [engine.evaluate("one => match.fold(one)", other)] * 2
    )


@pytest.mark.parametrize(
    ("one", "other", "most", "beginning", "expected"),
    [
        ("robot", "robot", 2, False, 0),
        ("rboot", "robot", 2, False, 1),
        ("robto", "robot", 2, False, 1),
        ("rbot", "robot", 2, False, 1),
        ("robbot", "robot", 2, False, 1),
        ("rabbit", "robot", 2, False, 3),
        ("ca", "abc", 3, False, 3),
        ("robto", "robotics", 2, True, 1),
        ("robto", "robotics", 2, False, 3),
        ("", "ab", 2, False, 2),
        ("a" * 80, "a" * 80, 1, False, 0),
    ],
)
def test_distance_counts_swapped_letters_once(
    engine: Page, one: str, other: str, most: int, beginning: bool, expected: int
) -> None:
    assert engine.evaluate("given => match.distance(...given)", [one, other, most, beginning]) == expected


def test_slips_grow_with_the_word(engine: Page) -> None:
    assert engine.evaluate("() => ['ab', 'abc', 'abcde', 'abcdef', 'a'.repeat(20)].map(match.slips)") == [0, 1, 1, 2, 2]


# ---- days and state


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("this_week", "2026-11-16", "2026-11-22"),
        ("this_weekend", "2026-11-21", "2026-11-22"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-07-22..2026-09-02", "2026-07-22", "2026-09-02"),
        ("weekends", None, None),
    ],
)
def test_ranges_of_days(engine: Page, words: str, first: str | None, last: str | None) -> None:
    found = engine.evaluate("words => days.range(words, days.number('2026-11-22'))", words)
    epoch = dt.date(1970, 1, 1)
    assert found == (first and [(dt.date.fromisoformat(d) - epoch).days for d in (first, last or "")])


def test_today_ends_at_midnight_in_the_city(engine: Page) -> None:
    late = "zones => zones.map((zone) => days.todayIn(zone, new Date('2026-07-01T23:30:00Z')))"
    london, chicago = engine.evaluate(late, ["Europe/London", "America/Chicago"])
    assert (london, chicago) == (20636, 20635)


@pytest.mark.parametrize(
    ("fragment", "written"),
    [
        ("#q=robots&age=14&free=1", "q=robots&age=14&cost=free"),
        ("#area=Old+Town&area=Castle&topic=code", "area=Old+Town&area=Castle&topic=code"),
        ("#age=abc&q=+", ""),
        ("#age=۱۴", "age=14"),
        ("#age=1000", ""),
        ("#main", ""),
        ("#q=%E2%9C%93%20a%26b", "q=%E2%9C%93+a%26b"),
        ("", ""),
    ],
)
def test_the_question_lives_in_the_fragment(engine: Page, fragment: str, written: str) -> None:
    assert engine.evaluate("fragment => state.write(state.read(fragment))", fragment) == written
    assert engine.evaluate("said => state.write(state.read(said))", written) == written


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


# ---- the page


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("portal")
    settings, contents = portal_city.settings(folder), portal_city.many(3)
    today, assets, drawn = portal_city.TODAY, Assets.of(settings), area_map(settings)
    found = gather(contents, today, portal_city.AREAS)
    ready = prepare(contents, settings, today, holidays=(WINTER,), assets=assets)
    made = pages(contents, settings, today, assets=assets, search=ready.page, drawn=drawn, gathered=found)
    for file in [*made, *ready.files, *assets.files()]:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.body)
    yield from serve_portal(folder)


def serve_portal(folder: Path) -> Iterator[str]:
    with server(folder) as made:
        yield from serve(made)


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """With script and without; shared, since a new one costs more than a page."""
    made = {script: browser.new_context(java_script_enabled=script) for script in (True, False)}
    for context in made.values():
        context.set_default_timeout(5000)
    made[True].clock.set_fixed_time(NOON)
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def visit(contexts: dict[bool, BrowserContext], portal: str) -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []
    problems: list[str] = []

    def visited(path: str = "search/", *, width: int = 1280, script: bool = True) -> Page:
        page = contexts[script].new_page()
        opened.append(page)
        page.set_viewport_size({"width": width, "height": 800})
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(portal + path)
        if script:
            expect(page.locator("[data-count]").first).to_have_text(re.compile(r"\d"))
        return page

    yield visited
    for page in opened:
        page.close()
    assert problems == []


def summary(page: Page) -> str:
    return page.locator("#summary").inner_text()


def titles(page: Page, kind: str = "fits") -> list[str]:
    return page.locator(f"[data-kind={kind}] h3").all_inner_texts()


@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_the_script_makes_the_cards_that_the_page_has(visit: Callable[..., Page], prefix: str) -> None:
    page = visit(f"{prefix}search/")
    # CLDR of the browser and of Python differ in a comma and in thin spaces.
    cards_ = """() => [...document.querySelectorAll("[data-kind=fits] .card")]
      .map((one) => one.outerHTML.replace(/\\s+/g, " ").replace(/[\\u2009\\u202f,]/g, ""))"""
    theirs = page.evaluate(cards_)
    page.locator("input[value=code]").check()
    page.locator("#chosen button").first.click()
    expect(page.locator("#chosen li")).to_have_count(0)
    assert len(theirs) == 12
    assert page.evaluate(cards_) == theirs


def test_typing_and_choosing_change_the_address_and_back_undoes_it(visit: Callable[..., Page]) -> None:
    page = visit()
    everything = summary(page)
    page.locator("#find [name=q]").press_sequentially("chess")
    expect(page).to_have_url(re.compile("#q=chess$"))
    assert all("chess" in title.lower() for title in titles(page))
    page.locator("input[name=cost][value=free]").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("#q=chess&cost=free$"))
    assert page.evaluate("document.activeElement.value") == "free"
    assert page.locator("#chosen li").all_inner_texts() == ["chess ×", "Free ×", "Clear all"]
    page.go_back()
    page.wait_for_url("**#q=chess")
    assert not page.locator("input[name=cost][value=free]").is_checked()
    page.go_back()
    page.wait_for_url(re.compile("/search/$"))
    assert page.locator("#find [name=q]").input_value() == ""
    assert summary(page) == everything


def test_a_shared_address_opens_as_it_was(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14&topic=code&topic=music")
    assert page.locator("#find [name=age]").input_value() == "14"
    assert page.locator("input[name=topic]:checked").count() == 2
    assert re.match(r"\d+ for you", summary(page))
    assert page.locator("#chosen button").first.get_attribute("aria-label") == "Remove: I am 14"


def test_unknown_ages_and_prices_stand_apart(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14&cost=free")
    known, unknown_age = titles(page), titles(page, "ages")
    unknown_price = titles(page, "prices")
    assert known
    assert unknown_price
    assert not set(known) & set(unknown_price + unknown_age)
    assert "do not state a price" in summary(page)
    assert page.locator("[data-kind=prices] .chips .free").count() == 0


def test_nothing_fits_says_what_was_left_out(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=robot&topic=music&cost=unknown")
    assert summary(page).startswith("Nothing fits all of that.")
    assert re.search(r"\d+ without: (Cost|Interest|“robot”)", summary(page))
    assert titles(page) or titles(page, "prices")


def test_show_more_is_a_button_and_goes_on_where_one_was(visit: Callable[..., Page]) -> None:
    page = visit()
    before = titles(page)
    page.locator("[data-kind=fits] .next").click()
    expect(page.locator("[data-kind=fits] .card")).to_have_count(24)
    assert titles(page)[:12] == before
    assert page.evaluate(
        "document.activeElement.closest('.card') === document.querySelectorAll('[data-kind=fits] .card')[12]"
    )


def test_taking_a_choice_back_keeps_the_focus_near(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=film&age=14")
    page.locator("#chosen button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#age=14")
    assert page.evaluate("document.activeElement.closest('#chosen') !== null")


def test_the_skip_link_asks_nothing(visit: Callable[..., Page]) -> None:
    page = visit("search/#age=14")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(50)
    assert page.locator("#find [name=age]").input_value() == "14"


def test_filters_are_a_drawer_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(width=360)
    assert not page.locator("#filters").is_visible()
    page.locator("#toggle").click()
    page.locator("label", has_text="After school").click()
    assert page.locator("#toggle b").inner_text() == "1"
    assert re.fullmatch(r"Show \d+", page.locator("#done").inner_text())
    page.locator("#done").click()
    assert not page.locator("#filters").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_is_complete_without_script(visit: Callable[..., Page]) -> None:
    page = visit(script=False)
    assert not page.locator("#find").is_visible()
    assert page.locator("[data-kind=fits] .card").count() == 12
    hrefs = (
        page.eval_on_selector_all(".ways a", "all => all.map((one) => one.href)")
        if False
        else [link.get_attribute("href") for link in page.locator(".ways a").all()]
    )
    assert {"../topics/code/", "../areas/castle/", "../ages/14/", "../free/"} <= set(hrefs)
    page.locator("form.plain [name=topic]").select_option("code")
    page.locator("form.plain button").click()
    expect(page).to_have_url(re.compile("/topics/code/$"))


def test_a_hostile_title_stays_text(visit: Callable[..., Page]) -> None:
    page = visit("search/#q=alert")
    assert any("<script>" in title for title in titles(page))
    assert page.locator("main script, main img").count() == 0


def test_a_question_in_the_query_moves_to_the_fragment(visit: Callable[..., Page]) -> None:
    page = visit("search/?q=film&when=")
    expect(page).to_have_url(re.compile("/search/#q=film$"))


def test_words_of_the_script_are_json(visit: Callable[..., Page]) -> None:
    page = visit("ur/search/")
    told = json.loads(page.locator("#words").text_content() or "")
    assert told["locale"].startswith("ur")
    assert {"one", "other"} <= told["words"]["left"].keys()
    assert page.locator("html").get_attribute("dir") == "rtl"
