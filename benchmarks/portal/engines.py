"""The embedded search beside MiniSearch and Pagefind, over the same opportunities, on the same slow phone.

    PYTHONPATH=.:site python -m benchmarks.portal.engines [SESSIONS …]

Each engine has an empty page that loads it and shows the titles of the first twelve for a word in the address. Ours
answers with every filter, count and word of a card; MiniSearch is given the words that ours finds by and the words of
the cards; Pagefind a page for each opportunity. Slips: a word of a title with one letter put in, left out, changed or
swapped, and whether one of the first twelve has the right word in its title.
"""

import html
import json
import random
import shutil
import string
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.portal import made_up, others
from benchmarks.portal.gzipped import plainly
from benchmarks.portal.phone import RUNS, TYPED, chromium, slow
from indexer.search.columns import search_files
from indexer.search.rows import Documents, documents
from portal.assets import STATIC
from portal.i18n import languages
from portal.search_cards import cards
from portal.search_page import needed, scripts
from tests.search_city import TODAY, ZONE

SLIPS = 300
_OURS = """
import { makeAdapter } from "/js/adapter.js";
const search = await makeAdapter("local", { base: "/search/", language: "en", timezone: "Europe/London" });
export const ask = async (q) =>
  (await search.search({ q, age: null, filters: {}, show: { fits: 12, ages: 0, prices: 0 } })).fits.hits
    .map((hit) => hit.title);
"""
_MINISEARCH = """
import MiniSearch from "/minisearch/index.js";
const options = { fields: ["title", "beside"], storeFields: ["title", "day", "who", "where", "cost"] };
const search = MiniSearch.loadJSON(await (await fetch("/minisearch/index.json")).text(), options);
const how = { prefix: true, fuzzy: 0.2, combineWith: "AND", boost: { title: 3 } };
export const ask = async (q) => search.search(q, how).slice(0, 12).map((hit) => hit.title);
"""
_PAGEFIND = """
const search = await import("/pages/pagefind/pagefind.js");
await search.init();
export const ask = async (q) => {
  const { results } = await search.search(q);
  return (await Promise.all(results.slice(0, 12).map((one) => one.data()))).map((one) => one.meta.title);
};
"""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>engine</title>{preloads}<ol></ol>
<script type="module" src="{name}.page.js"></script></html>"""
_SHOW = """
import { ask } from "./NAME.js";
globalThis.ask = ask;
const titles = await ask(decodeURIComponent(location.hash.slice(1)));
document.querySelector("ol").replaceChildren(...titles.map((title) => {
  const item = document.createElement("li");
  item.textContent = title;
  return item;
}));
globalThis.shown = performance.now();
"""
_INDEX = """
import MiniSearch from "minisearch";
import { readFileSync, writeFileSync } from "node:fs";
const search = new MiniSearch({ fields: ["title", "beside"], storeFields: ["title", "day", "who", "where", "cost"] });
search.addAll(JSON.parse(readFileSync(process.argv[2])));
writeFileSync(process.argv[3], JSON.stringify(search));
"""


def main(sizes: Sequence[int]) -> None:
    """Prints a table for each size."""
    for size in sizes:
        held = documents(made_up.contents(round(size / made_up.PER_OPPORTUNITY)), TODAY)
        wrong = slips([o.title for o in held.opportunities])
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            makers = {
                "ours": ours(held, folder),
                "MiniSearch": minisearch(held, folder),
                "Pagefind": pagefind(held, folder),
            }
            with plainly(folder) as (base, sent), chromium() as browser:
                print(f"\n{len(held.rows):,} sessions, {len(held.opportunities):,} opportunities")
                print("engine            KB  first result ms  keystroke p50  p95 ms  slips found")
                for label, page in makers.items():
                    print(f"{label:12} " + measured(browser, base + page, wrong, sent))


def ours(held: Documents, folder: Path) -> str:
    """The embedded search's files and modules."""
    (language,) = languages(("en",), "GB")
    for path, body in search_files(held, timezone=ZONE, cards={"en": cards(held, language, ZONE)}):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(body)
    shutil.copytree(STATIC / "search", folder / "js")
    return _page("ours", _OURS, folder, [f"js/{path.rpartition('/')[2]}" for path in needed(scripts(), "local")])


def minisearch(held: Documents, folder: Path) -> str:
    """MiniSearch with its index made beforehand."""
    modules = others.modules()
    shutil.copytree(
        modules / "minisearch/dist/es", folder / "minisearch", ignore=shutil.ignore_patterns("*.map", "*.ts")
    )
    (folder / "records.json").write_text(json.dumps([{"id": n, **one} for n, one in enumerate(_records(held))]))
    script = modules.parent / "index.mjs"
    script.write_text(_INDEX)
    index = folder / "minisearch/index.json"
    others.run("node", script, folder / "records.json", index, folder=modules.parent)
    return _page("minisearch", _MINISEARCH, folder, ["minisearch/index.js"])


def pagefind(held: Documents, folder: Path) -> str:
    """Pagefind over a page for each opportunity."""
    for n, one in enumerate(_records(held)):
        page = folder / f"pages/o/{n}/index.html"
        page.parent.mkdir(parents=True)
        words = {name: html.escape(value) for name, value in one.items()}
        page.write_text(
            f'<!doctype html><html lang="en"><title>{words["title"]}</title><main data-pagefind-body>'
            f"<h1>{words['title']}</h1><p>{words['beside']}</p>"
            f"<p>{words['day']} {words['who']} {words['cost']}</p></main>"
        )
    others.run(others.modules() / ".bin/pagefind", "--site", folder / "pages", folder=folder)
    return _page("pagefind", _PAGEFIND, folder, ["pages/pagefind/pagefind.js"])


def _page(name: str, module: str, folder: Path, modules: Sequence[str] = ()) -> str:
    preloads = "".join(f'<link rel="modulepreload" href="{path}">' for path in (f"{name}.js", *modules))
    (folder / f"{name}.js").write_text(module)
    (folder / f"{name}.page.js").write_text(_SHOW.replace("NAME", name))
    (folder / f"{name}.html").write_text(_PAGE.format(name=name, preloads=preloads))
    return f"{name}.html"


def _records(held: Documents) -> list[dict[str, str]]:
    """For each opportunity its title, what else finds it, and the words of its card."""
    first: dict[int, Any] = {}
    for row in held.rows:
        first.setdefault(row.opportunity, row)
    found = []
    for n, o in enumerate(held.opportunities):
        session = first[n].session if n in first else None
        place = session.place if session else None
        found.append(
            {
                "title": o.title,
                "beside": " ".join([o.provider.name, *o.topics, *([place.name, place.area] if place else [])]),
                "day": str(first[n].first) if n in first else "",
                "who": f"{o.ages.low}–{o.ages.high}" if o.ages else "",
                "where": place.area if place else "",
                "cost": str(session.price.low) if session and session.price else "",
            }
        )
    return found


def slips(titles: Sequence[str], wanted: int = SLIPS) -> list[tuple[str, str]]:
    """(typed, meant) words of at least five letters, each with one slip; no typed word is a word of a title."""
    draw = random.Random(5)  # noqa: S311
    known = sorted({word for title in titles for word in title.lower().split() if word.isascii() and word.isalpha()})
    long = [word for word in known if len(word) > 4]
    found: list[tuple[str, str]] = []
    while len(found) < wanted:
        word = draw.choice(long)
        at = draw.randrange(len(word))
        letter = draw.choice(string.ascii_lowercase)
        typed = draw.choice(
            (
                word[:at] + letter + word[at:],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            )
        )
        if typed not in known and not any(one.startswith(typed) for one in known):
            found.append((typed, word))
    return found


def measured(browser: Browser, address: str, wrong: Sequence[tuple[str, str]], sent: Callable[[], int]) -> str:
    """A line of figures."""
    firsts, sizes = [], []
    for _ in range(RUNS):
        page, before = slow(browser), sent()
        page.goto(f"{address}#guitar")
        firsts.append(_shown(page))
        page.wait_for_load_state("networkidle")
        sizes.append(sent() - before)
        page.context.close()
    page = slow(browser, network=False)
    page.goto(f"{address}#guitar")
    _shown(page)
    took = page.evaluate(
        """async (words) => {
          const took = [];
          for (const word of words) for (let n = 1; n <= word.length; n++) {
            const began = performance.now();
            await ask(word.slice(0, n));
            took.push(performance.now() - began);
          }
          return took;
        }""",
        TYPED,
    )
    answers = page.evaluate(
        "async (words) => { const all = []; for (const one of words) all.push(await ask(one)); return all; }",
        [typed for typed, _ in wrong],
    )
    page.context.close()
    right = sum(
        any(meant in title.lower().split() for title in titles)
        for (_, meant), titles in zip(wrong, answers, strict=True)
    )
    spent = f"{median(took):14.1f} {quantiles(took, n=20)[18]:7.1f}"
    return f"{median(sizes) / 1000:7.0f} {median(firsts):16.0f} {spent} {100 * right / len(wrong):11.1f}%"


def _shown(page: Page) -> float:
    for _ in range(1200):
        shown = page.evaluate("globalThis.shown ?? 0")
        if shown:
            return float(shown)
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url}: nothing shown in a minute")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [2_000, 10_000])
