"""Pages of 20,000 opportunities beside Hugo, Pelican and Eleventy, of the same records; and what a second run costs us.

    PYTHONPATH=.:site python -m benchmarks.portal.generators [OPPORTUNITIES]

The others are given what our template is given, as their front matter or data, and our template in their dialect
(pages/), so that they write nearly the same page. Days, prices and states come to them in words, with what is alike and
the JSON-LD; ours makes all of that itself. Each is a process of its own, timed as a whole, from records on disk to
pages on disk; ours reads the catalogue's contents from a pickle.
"""

import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from markupsafe import escape

from benchmarks.portal import made_up, others
from indexer.contents import Contents
from portal import made_of
from portal.publish import publish
from portal.scene import Scene
from portal.sessions import SessionView
from tests.search_city import TODAY

OPPORTUNITIES = 20_000
_PAGES = Path(__file__).parent / "pages"
_HUGO = """baseURL = "https://learn.millbrook.example/"
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "robotstxt", "404"]
"""
_PELICAN = """SITENAME = "City of Learning"
PATH, OUTPUT_PATH, THEME = "content", "output", "theme"
import json
JINJA_FILTERS = {"record": json.loads}
ARTICLE_URL = ARTICLE_SAVE_AS = "o/{slug}/index.html"
DIRECT_TEMPLATES, PAGINATED_TEMPLATES, THEME_STATIC_PATHS = [], {}, []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
LOAD_CONTENT_CACHE = False
"""
_ELEVENTY = """---
pagination: { data: records, size: 1, alias: o, addAllPagesToCollections: false }
permalink: "o/{{ o.id }}/index.html"
---
"""


class Took(NamedTuple):
    """Seconds by the clock, seconds of all processors, pages, bytes of a page on average."""

    wall: float
    cpu: float
    pages: int
    size: float


def main(opportunities: int) -> None:
    """Prints the tables."""
    city = made_up.contents(opportunities)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = records(city)
        print(
            f"{opportunities:,} opportunities, {sum(len(o.sessions) for o in city.opportunities):,} sessions; two runs"
        )
        for label, maker in (("ours", ours), ("Hugo", hugo), ("Pelican", pelican), ("Eleventy", eleventy)):
            runs = [maker(city, told, folder / f"{label}{n}") for n in range(2)]
            best = min(runs)
            print(
                f"{label:9} {best.wall:7.1f} s  {best.cpu:7.1f} s of processors  {best.pages / best.wall:7.0f} pages/s"
                f"  {best.size / 1000:5.1f} KB each"
            )
        print(again(city, folder / "again"))


def records(city: Contents) -> list[dict[str, Any]]:
    """What our own template is given for each opportunity, in words, with the frame's two parts rendered."""
    found: list[dict[str, Any]] = []
    rendered = Scene.rendered

    def told(scene: Scene, template: str, path: str, **values: Any) -> bytes:
        if template != "opportunity.html":
            return rendered(scene, template, path, **values)
        found.append(_record(scene, path, values))
        return b""

    Scene.rendered = told  # type: ignore[assignment, method-assign]
    try:
        for file in made_up.files(city):
            if found and not file.path.startswith("o/"):
                break
            _ = file.body
    finally:
        Scene.rendered = rendered  # type: ignore[method-assign]
    return found


def _record(scene: Scene, path: str, values: dict[str, Any]) -> dict[str, Any]:
    o, here = values["o"], scene.here(path)
    frame: Any = scene._environment.get_template("frame.html").module
    sessions = [*values["coming"], *values["past"]]
    return {
        "id": o.id,
        "title": o.title,
        "description": values["description"][:160],
        "canonical": f"https://learn.millbrook.example/{path}",
        "brand": str(frame.brand(here)),
        "foot": str(frame.foot(here)),
        "data": str(values["data"]),
        "topic_key": values["topic_key"],
        "topics": values["topics"],
        "art": values["art"],
        "day": values["day"],
        "rhythm": values["rhythm"],
        "chips": list(values["chips"]),
        "paragraphs": values["paragraphs"],
        "facts": [{"kind": f.kind, "label": f.label, "lines": list(f.lines), "said": f.said} for f in values["facts"]],
        "provider": o.provider.id,
        "provider_name": o.provider.name,
        "unstated": ", ".join(values["unstated"]),
        "sessions": [_session(s) for s in sessions],
        "listings": [{"name": one["name"], "checked": one["checked"]} for one in values["listings"]],
        "wrong": values["letters"]["wrong"],
        "worry": values["letters"]["worry"],
        "more": [str(escape(card)) for card in values["more"]],
        "areas": values["areas"],
    }


def _session(s: SessionView) -> dict[str, Any]:
    told = {name: getattr(s, name) for name in ("id", "kind", "day", "struck", "rhythm", "state", "lines", "meetings")}
    return {**told, "button": [s.button.href, s.button.label] if s.button else None}


def ours(city: Contents, told: Sequence[Any], folder: Path) -> Took:
    """The pages of opportunities alone."""
    folder.mkdir()
    (folder / "contents.pickle").write_bytes(pickle.dumps(city))
    return _timed(
        [sys.executable, "-m", "benchmarks.portal.generators", "--pages", str(folder)], Path.cwd(), folder / "o"
    )


def pages_only(folder: Path) -> None:
    """What the process of `ours` does."""
    city = pickle.loads((folder / "contents.pickle").read_bytes())  # noqa: S301  (we wrote it a moment ago)
    begun = False
    for file in made_up.files(city):
        if file.path.startswith("o/"):
            begun = True
            made_up.written([file], folder)
        elif begun:
            return


def hugo(city: Contents, told: Sequence[Any], folder: Path) -> Took:
    """A page with front matter in JSON for each record."""
    (folder / "content/o").mkdir(parents=True)
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text(_HUGO)
    (folder / "layouts/_default/single.html").write_text((_PAGES / "opportunity.go.html").read_text())
    for one in told:
        (folder / f"content/o/{one['id']}.md").write_text(
            json.dumps({"title": one["title"], "params": {"o": one}}) + "\n"
        )
    return _timed([_program("hugo"), "--quiet"], folder, folder / "public/o")


def pelican(city: Contents, told: Sequence[Any], folder: Path) -> Took:
    """An article for each record, which holds it in one line of its head."""
    (folder / "content").mkdir(parents=True)
    (folder / "theme/templates").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(_PELICAN)
    body = "{% set o = article.record | record %}" + (_PAGES / "opportunity.jinja").read_text()
    (folder / "theme/templates/article.html").write_text(body)
    for name in ("base", "index", "author", "category", "tag", "archives", "period_archives", "page"):
        (folder / f"theme/templates/{name}.html").write_text("")
    for one in told:
        head = f"Title: {one['title']}\nDate: 2026-11-22\nSlug: {one['id']}\nRecord: {json.dumps(one)}\n\n\n"
        (folder / f"content/{one['id']}.md").write_text(head)
    return _timed([str(others.pelican()), "--quiet", "--ignore-cache"], folder, folder / "output/o")


def eleventy(city: Contents, told: Sequence[Any], folder: Path) -> Took:
    """One file of data, a template that is paged over it."""
    (folder / "_data").mkdir(parents=True)
    (folder / "_data/records.json").write_text(json.dumps(list(told)))
    (folder / "o.njk").write_text(_ELEVENTY + (_PAGES / "opportunity.jinja").read_text())
    program = others.modules() / ".bin/eleventy"
    return _timed([str(program), "--quiet"], folder, folder / "_site/o")


def _program(name: str) -> str:
    return shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}") or sys.exit(
        f"expected {name} beside Python: make .venv/ready-bench installs it"
    )


def _timed(command: Sequence[str], folder: Path, made: Path) -> Took:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    sizes = [path.stat().st_size for path in made.rglob("index.html")]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall, cpu, len(sizes), sum(sizes) / len(sizes))


def again(city: Contents, folder: Path) -> str:
    """Everything published: at first, when nothing changed, when one opportunity in fifty has another title."""
    changed = msgspec.structs.replace(
        city,
        opportunities=tuple(
            msgspec.structs.replace(o, title=f"{o.title} (new)") if n % 50 == 0 else o
            for n, o in enumerate(city.opportunities)
        ),
    )
    lines = []
    for label, now in (("everything, at first", city), ("nothing changed", city), ("one in fifty changed", changed)):
        began = time.perf_counter()
        whole = made_of.portal(now, made_up.SETTINGS, TODAY)
        done = publish(made_up.files(now), folder / "public", folder / "var", whole)
        took = time.perf_counter() - began
        lines.append(f"{label:22} {took:7.1f} s  {done.written:,} written, {done.unchanged:,} left alone")
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pages"]:
        pages_only(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else OPPORTUNITIES)
