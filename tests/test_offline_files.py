"""What is published for devices without signal: the same bytes for the same contents, and what it tells of pages."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from indexer.opportunity import Opportunity, Session
from indexer.search.server import SearchServer
from portal import offline
from portal.build import build
from tests import portal_city as city


def published(folder: Path, today: dt.date = city.TODAY, **more: Any) -> dict[str, bytes]:
    files = build(city.contents(), city.settings(folder), today, holidays=(), revisions={}, **more)
    return {file.path: file.body for file in files}


def told(one: Opportunity) -> bytes:
    return base64.b64decode(offline.current_of([one]))


def test_the_worker_and_what_is_current_do_not_change_from_day_to_day(tmp_path: Path) -> None:
    today, tomorrow = published(tmp_path), published(tmp_path, city.TODAY + dt.timedelta(days=1))
    assert today["sw.js"] == tomorrow["sw.js"]
    assert today["offline.json"] == tomorrow["offline.json"]
    assert today["index.html"] != tomorrow["index.html"]


def test_each_opportunity_has_six_bytes_that_say_whether_it_is_still_what_it_was(tmp_path: Path) -> None:
    current = json.loads(published(tmp_path)["offline.json"])
    rows = base64.b64decode(current["opportunities"])
    ids = {rows[at : at + 4] for at in range(0, len(rows), 6)}
    assert ids == {hashlib.sha256(one.id.encode()).digest()[:4] for one in city.contents().opportunities}
    assert len(rows) == 6 * len(ids)


def test_the_local_search_is_kept_also_where_a_server_is_asked(tmp_path: Path) -> None:
    server = SearchServer(url="https://search.millbrook.example", index="millbrook", key="k")
    made = published(tmp_path, server=server)
    modules = json.loads(made["offline.json"])["modules"]
    assert any(path.endswith("/local.js") for path in modules)
    assert set(modules) <= set(made)


def _session(change: Callable[[Session], Session]) -> Callable[[Opportunity], Opportunity]:
    return lambda o: msgspec.structs.replace(o, sessions=tuple(change(one) for one in o.sessions))


def _hidden(one: Session) -> Session:
    return msgspec.structs.replace(one, place=one.place and msgspec.structs.replace(one.place, visibility="area"))


def _counted(one: Session) -> Session:
    return msgspec.structs.replace(one, places_left=1, places_as_of=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("change", "tells"),
    [
        (_session(_hidden), True),
        (lambda o: msgspec.structs.replace(o, text=None), True),
        (lambda o: msgspec.structs.replace(o, sessions=()), True),
        (_session(_counted), False),
        (lambda o: msgspec.structs.replace(o, listings=()), False),
    ],
)
def test_a_page_is_fetched_again_for_what_it_says_and_not_for_when_it_was_read(
    change: Callable[[Opportunity], Opportunity], tells: bool
) -> None:
    one = next(o for o in city.contents().opportunities if o.id == "libraries-a1")
    assert told(change(one))[:4] == told(one)[:4]
    assert (told(change(one)) != told(one)) is tells


def test_no_word_of_the_worker_can_end_the_script_that_carries_it(tmp_path: Path) -> None:
    made = published(tmp_path)
    for path in ("offline/index.html", "privacy/index.html", "ur/offline/index.html"):
        page = made[path].decode()
        (said,) = [part.partition("</script>")[0] for part in page.split('id="offline">')[1:]]
        assert "<" not in said
        assert json.loads(said)["words"]["kept"]
