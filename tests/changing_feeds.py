"""Feeds of changes, played: RPDE by its own query, SODA with its counts, conditions and pages."""

import json
import re
from typing import Any

from werkzeug import Request, Response

from tests.world import World, page

Json = dict[str, Any]


class Rpde:
    """One RPDE feed in a world. items: by id; a change moves one to the end. size: of a page. etags: whether it has.

    broken: statuses that are answered instead of a page, by `afterTimestamp` ("" is the start).
    """

    def __init__(self, world: World, address: str, size: int = 2, kind: str = "Event", *, etags: bool = True) -> None:
        self.address, self.size, self.kind, self.etags = address, size, kind, etags
        self.items: dict[str, Json] = {}
        self.broken: dict[str, int] = {}
        self._clock = 0
        world.pages[f"{address}?*"] = self.answer

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def put(self, *names: str, **more: Any) -> None:
        """New or changed entries."""
        for name in names:
            data = {"@type": self.kind, "@id": f"http://ids.example/{name}", "name": name}
            data |= {"startDate": "2027-03-01T10:00:00Z", "url": f"http://ids.example/{name}"} | more
            self._say(name, {"state": "updated", "data": data})

    def delete(self, *names: str) -> None:
        """Tombstones."""
        for name in names:
            self._say(name, {"state": "deleted"})

    def forget(self, *names: str) -> None:
        """No tombstone is left."""
        for name in names:
            del self.items[name]

    def _say(self, name: str, entry: Json) -> None:
        self._clock += 1
        self.items.pop(name, None)
        self.items[name] = {"id": name, "kind": self.kind, "modified": self._clock, **entry}

    def answer(self, request: Request) -> Response:
        after = request.args.get("afterTimestamp", "")
        if after in self.broken:
            return Response(status=self.broken[after])
        items = [one for one in self.items.values() if one["modified"] > int(after or 0)][: self.size]
        last = items[-1]["modified"] if items else after
        body = json.dumps({"next": self.next_of(str(last)), "items": items, "license": "x"})
        return page(body, "application/json") if self.etags else Response(body, content_type="application/json")

    def next_of(self, last: str) -> str:
        return f"{self.url}?afterTimestamp={last}" if last else self.url


class Soda:
    """One Socrata dataset in a world. rows: by :id. most: rows of a page. failing: an $offset that answers 500."""

    def __init__(self, world: World, address: str) -> None:
        self.url = f"http://{address}"
        self.rows: dict[str, Json] = {}
        self.most, self.failing = 50_000, ""
        self._clock = 0
        world.pages[f"{address}?*"] = self.answer

    def put(self, name: str, **cells: Any) -> None:
        """A new or changed row; what is None is left out, as SODA does."""
        self._clock += 1
        said = {key: value for key, value in cells.items() if value is not None}
        self.rows[name] = {":id": name, ":updated_at": f"2026-11-01T00:00:{self._clock:02}.000Z", **said}

    def answer(self, request: Request) -> Response:
        where = request.args.get("$where", "")
        since = re.search(r":updated_at >= '([^']*)'", where)
        rows = sorted(self.rows.values(), key=lambda row: str(row[":id"]))
        if borough := re.search(r"borough = '([^']*)'", where):
            rows = [row for row in rows if row.get("borough") == borough[1]]
        if request.args["$select"].startswith("count(*)"):
            latest = max((row[":updated_at"] for row in rows), default=None)
            return _json([{"count": str(len(rows))} | ({"updated": latest} if latest else {})])
        assert (request.args["$select"], request.args["$order"]) == (":*,*", ":id")
        rows = [row for row in rows if not since or row[":updated_at"] >= since[1]]
        if request.args["$offset"] == self.failing:
            return Response(status=500)
        first, limit = int(request.args["$offset"]), min(self.most, int(request.args["$limit"]))
        return _json(rows[first : first + limit])


def _json(found: Any) -> Response:
    return page(json.dumps(found), "application/json;charset=utf-8")
