"""Reads a city's playlists: `playlists/*.toml` beside the city file, each a way through what there is, in steps.

A step is a question to the search and no listing, so a playlist does not rot: what fits is found anew with every build.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from crawlers.errors import CityFileError
from indexer.values.topics import INTERESTS

FOLDER = "playlists"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOPICS = tuple(interest.key for interest in INTERESTS)


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step asks, under the names that the search page's address has: any of each, all together.

    q: words, each the beginning of one in the title or of the provider's name. area: names as on the portal.
    age: in whole years. cost: free for everyone.
    """

    q: str = ""
    topic: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    age: int | None = None
    cost: Literal["free"] | None = None
    role: tuple[Literal["take_part", "help", "lead", "paid"], ...] = ()
    support: tuple[Literal["food", "transport", "stipend", "scholarship", "kit"], ...] = ()
    access: tuple[Literal["step_free", "signing", "quiet", "send"], ...] = ()
    when: tuple[Literal["after_school", "weekends"], ...] = ()
    online: Literal["yes", "no"] | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `[[step]]` table. why: what it is good for, in a sentence."""

    title: str
    query: Query
    why: str = ""


class Playlist(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"steps": "step"}):
    """name: of the file, which is its address too. by: the group that made it. language: in which it is written."""

    title: str
    why: str
    by: str
    steps: tuple[Step, ...]
    language: str = "en"
    name: str = ""


def read(folder: Path) -> tuple[Playlist, ...]:
    """Every playlist of the city in `folder`, by the name of its file; () where the city has none.

    Raises CityFileError with a sentence for each thing that is wrong: the file, the key, what to do.
    """
    found, wrong = [], []
    for path in sorted((folder / FOLDER).glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            wrong.append(f"{path}: expected TOML in UTF-8, but {error}.")
            continue
        sentences = list(_faults(data, path.stem))
        wrong += [f"{path}: {sentence}" for sentence in sentences]
        if not sentences:
            found.append(msgspec.structs.replace(msgspec.convert(data, Playlist), name=path.stem))
    if wrong:
        raise CityFileError("\n".join(wrong))
    return tuple(found)


def faults(folder: Path) -> list[str]:
    """What is wrong with the playlists, in sentences that name the file as seen from `folder`."""
    try:
        read(folder)
    except CityFileError as error:
        return [line.removeprefix(f"{folder}/") for line in str(error).splitlines()]
    return []


def _faults(data: dict[str, Any], name: str) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield f"its name is its address, made of a-z, 0-9 and -, but it is {name!r}. Rename it."
    steps = data.get("step")
    tables: list[tuple[str, Any, type[msgspec.Struct]]] = [("", data, Playlist)]
    for number, step in enumerate(steps if isinstance(steps, list) else (), start=1):
        tables.append((f"step {number}", step, Step))
        if isinstance(step, dict):
            tables.append((f"step {number}: query", step.get("query"), Query))
    unknown = [f for where, table, struct in tables if isinstance(table, dict) for f in _unknown(table, where, struct)]
    yield from unknown
    if unknown:
        return
    try:
        made = msgspec.convert(data, Playlist)
    except msgspec.ValidationError as error:
        yield _plain(error)
        return
    yield from (f"{key}: expected words, but there are none. Write them." for key in _blank(made))
    if not made.steps:
        yield "step: expected at least one [[step]] table. Add one with a title and a query."
    for number, one in enumerate(made.steps, start=1):
        yield from (f"step {number}: {sentence}" for sentence in _asks(one))


def _unknown(table: dict[str, Any], where: str, struct: type[msgspec.Struct]) -> Iterator[str]:
    known = [field.encode_name for field in msgspec.structs.fields(struct) if field.name != "name"]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
            yield f"{where + ': ' if where else ''}there is no key {key!r}. {hint}"


def _plain(error: msgspec.ValidationError) -> str:
    """msgspec's sentence with the path as a person would write it: step 2: query.age, not $.step[1].query.age."""
    sentence, _, path = str(error).partition(" - at ")
    where = path.strip("`").removeprefix("$").lstrip(".")
    where = re.sub(r"step\[(\d+)\]\.?", lambda found: f"step {int(found[1]) + 1}: ", where).rstrip(": ")
    return f"{where + ': ' if where else ''}{sentence}. site/README.md shows how it is written."


def _blank(made: Playlist) -> Iterator[str]:
    yield from (key for key in ("title", "why", "by") if not getattr(made, key).strip())
    yield from (f"step {number}: title" for number, one in enumerate(made.steps, start=1) if not one.title.strip())


def _asks(step: Step) -> Iterator[str]:
    query = step.query
    if query == Query():
        yield "query: it asks for nothing. Say a topic, words (q) or anything else to look for."
    for topic in query.topic:
        if topic not in _TOPICS:
            near = difflib.get_close_matches(topic, _TOPICS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(_TOPICS)}."
            yield f"query.topic: there is no interest {topic!r}. {hint}"
    if query.age is not None and not 0 <= query.age <= 120:
        yield f"query.age: expected years from 0 to 120, but it is {query.age}."
