"""What a real Meilisearch finds and counts is what the rows say, also on a later day than it was filled on."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Opportunity, Session
from indexer.search.columns import day_number
from indexer.search.rows import Documents, Row, documents
from indexer.search.server import Access
from tests.meilisearch_server import RealServer, index_of, put
from tests.search_city import TODAY, search_city

pytestmark = pytest.mark.meilisearch


@pytest.fixture(scope="module")
def big(search_server: RealServer) -> Iterator[Any]:
    """400 opportunities without open ends: when the meetings that are known are over, those would have none to show."""
    access = Access(url=search_server.url, public=search_server.url, index="test-big", key=search_server.key)
    put(access, BIG)
    yield index_of(access)
    search_server.client().delete_index(access.index)


def _closed(opportunity: Opportunity) -> Opportunity:
    sessions = (msgspec.structs.replace(s, open_ended=False) for s in opportunity.sessions)
    return msgspec.structs.replace(opportunity, sessions=tuple(sessions))


BIG = Contents(opportunities=tuple(_closed(o) for o in search_city(400, seed=11).opportunities))


def _in(first: int, last: int) -> Callable[[Row, Opportunity], bool]:
    def within(row: Row, _: Opportunity) -> bool:
        a, b = TODAY + dt.timedelta(days=first), TODAY + dt.timedelta(days=last)
        if row.first is None or row.last is None:
            return False
        return any(a <= day <= b for day in row.days) if row.days else row.first <= b and row.last >= a

    return within


def _span(first: int, last: int) -> str:
    a, b = day_number(TODAY) + first, day_number(TODAY) + last
    return f"(days {a} TO {b} OR (from <= {b} AND until >= {a}))"


def _session(test: Callable[[Session], object]) -> Callable[[Row, Opportunity], bool]:
    return lambda row, _: bool(row.session and test(row.session))


ASKED: dict[str, Callable[[Row, Opportunity], bool]] = {
    _span(9, 15): _in(9, 15),
    _span(40, 40): _in(40, 40),
    "topic IN [code, art]": lambda _, o: bool({"code", "art"} & {*o.topics}),
    "provider = provider-3": lambda _, o: o.provider.id == "provider-3",
    'area = "St Aldhelm\'s"': _session(
        lambda s: s.place and s.place.visibility != "on_booking" and s.place.area == "St Aldhelm's"
    ),
    "language = cy AND support = food": lambda _, o: "cy" in o.languages and "food" in o.support,
    "online = yes": _session(lambda s: s.online),
    "cost IS NULL": lambda row, _: not (row.session and row.session.price),
    "free = yes": _session(lambda s: s.price and s.price.free),
    "cost < 500": _session(lambda s: s.price and (s.price.low if s.price.high is None else s.price.high) < 5),
    "age_from <= 14 AND age_to >= 14": lambda _, o: (
        o.ages is not None and o.ages.include(14) and not (o.ages.assumed and o.ages.low == 18)
    ),
    "age_from IS NULL": lambda _, o: o.ages is None,
    "weekends >= {today}": lambda row, _: "weekends" in row.when,
    "after_school >= {today}": lambda row, _: "after_school" in row.when,
}


@pytest.mark.parametrize("later", [0, 5])
@pytest.mark.parametrize("asked", ASKED)
def test_filters_count_the_opportunities_that_the_rows_have(big: Any, asked: str, later: int) -> None:
    today = TODAY + dt.timedelta(days=later)
    held: Documents = documents(BIG, today)
    expected = {
        held.opportunities[row.opportunity].id
        for row in held.rows
        if ASKED[asked](row, held.opportunities[row.opportunity])
    }
    n = day_number(today)
    chosen = f"last >= {n} AND ({asked.format(today=n)})"
    found = big.search("", {"filter": chosen, "distinct": "opportunity_id", "page": 1, "hitsPerPage": 1000})
    assert len(expected) > 3
    assert found["totalHits"] == len(expected)
    assert {hit["opportunity_id"] for hit in found["hits"]} == expected


def test_one_question_counts_the_opportunities_of_every_area(big: Any) -> None:
    held = documents(BIG, TODAY)
    expected: dict[str, set[int]] = {}
    for row in held.rows:
        place = row.session.place if row.session else None
        if place and place.area and place.visibility != "on_booking":
            expected.setdefault(place.area, set()).add(row.opportunity)
    found = big.search("", {"distinct": "area_once", "facets": ["area"], "hitsPerPage": 0, "page": 1})
    assert found["facetDistribution"]["area"] == {area: len(those) for area, those in expected.items()}


def test_the_soonest_session_stands_for_its_opportunity(big: Any) -> None:
    order = ["full:asc", "next:asc", "complete:desc", "time:asc", "name:asc", "id:asc"]
    found = big.search("", {"distinct": "opportunity_id", "sort": order, "page": 1, "hitsPerPage": 1000})["hits"]
    keys = [(hit["full"], hit["next"], -hit["complete"], hit["time"], hit["name"], hit["id"]) for hit in found]
    assert len(keys) == len(documents(BIG, TODAY).opportunities)
    assert keys == sorted(keys)
