"""What is for hire: facilities are listed only where the city asks, with the slots that are free and soon."""

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest

from crawlers.apis import openactive
from crawlers.draft import Draft, Refusal
from crawlers.formats.openactive import slots as openactive_slots
from crawlers.items import Item
from tests.openactive_entries import NOW, SERIES, SOURCE, Json, entries, page

HALL: Json = {"type": "FacilityUse", "id": "https://x.example/f/1", "name": "Hall"}
SLOT: Json = {
    "type": "Slot",
    "id": "https://x.example/s/1",
    "facilityUse": HALL["id"],
    "startDate": "2026-11-23T10:00:00Z",
    "duration": "PT1H",
    "remainingUses": 1,
}
COURT: Json = {"type": "IndividualFacilityUse", "id": "https://x.example/f/1/c/1", "aggregateFacilityUse": HALL["id"]}


def listed(*nodes: Json, **options: Any) -> tuple[list[Draft], Counter[str]]:
    chosen = openactive.Options(slots=True, **options)
    items = [one for one in openactive.extract(page(*entries(*nodes)), SOURCE, chosen) if isinstance(one, Item)]
    made = list(openactive.assemble(items, SOURCE, chosen, NOW))
    reasons = Counter(one.reason for one in made if isinstance(one, Refusal))
    return [one for one in made if isinstance(one, Draft)], reasons


def starts(*nodes: Json) -> list[str | None]:
    (draft,), _ = listed(*nodes)
    return [one.start for one in draft.sessions]


@pytest.mark.parametrize(
    "nodes",
    [
        [HALL, SLOT],
        [SLOT, HALL],
        [HALL | {"event": [SLOT]}],
        [HALL | {"event": [{key: value for key, value in SLOT.items() if key != "facilityUse"}]}],
        [HALL, COURT, SLOT | {"facilityUse": COURT["id"]}],
        [HALL | {"individualFacilityUse": [COURT]}, SLOT | {"facilityUse": COURT["id"]}],
        [HALL | {"individualFacilityUse": [COURT | {"event": [SLOT | {"facilityUse": COURT["id"]}]}]}],
        [HALL, SLOT | {"facilityUse": HALL}],
    ],
    ids=range(8),
)
def test_however_they_are_linked_it_is_one_facility_with_its_slots(nodes: list[Json]) -> None:
    (draft,), reasons = listed(*nodes)
    assert (draft.title, draft.native_id, reasons) == ("Hall", HALL["id"], {})
    assert [one.start for one in draft.sessions] == [SLOT["startDate"]]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({"remainingUses": 0}, openactive_slots.TAKEN),
        ({"startDate": "2026-11-22T08:59:00Z"}, openactive_slots.GONE),
        ({"startDate": "2026-12-07T10:00:00Z"}, openactive_slots.FAR),
        ({"startDate": "9999-12-31T10:00:00Z"}, openactive_slots.FAR),
        ({"startDate": None}, openactive_slots.GONE),
        ({"remainingUses": None}, None),
        ({"remainingUses": "2"}, None),
        ({"startDate": "2026-11-22T09:01:00Z"}, None),
        ({"startDate": "2026-12-06T23:59:00Z"}, None),
    ],
)
def test_which_slots_are_listed(said: Json, left: str | None) -> None:
    (draft,), reasons = listed(HALL, SLOT | said)
    assert (len(draft.sessions), dict(reasons)) == ((1, {}) if left is None else (0, {left: 1}))


def test_a_facility_lists_its_soonest_slots_and_no_more_than_a_person_reads() -> None:
    first = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    times = [(first + dt.timedelta(minutes=15 * n)).isoformat() for n in range(openactive_slots.MOST + 50)]
    slots = [SLOT | {"id": f"https://x.example/s/{n}", "startDate": time} for n, time in enumerate(reversed(times))]
    found = starts(HALL, *slots)
    assert found == times[: openactive_slots.MOST]


def test_a_price_of_the_facility_is_not_its_slots() -> None:
    (draft,), _ = listed(HALL | {"offers": [{"price": 9}]}, SLOT)
    assert draft.sessions[0].price is None


def test_slots_whose_facility_has_not_come_are_one_line() -> None:
    drafts, reasons = listed(*(SLOT | {"id": f"https://x.example/s/{n}"} for n in range(500)))
    assert (drafts, list(reasons.values())) == ([], [1])


def test_sessions_of_a_series_are_as_they_were() -> None:
    (series, hall), _ = listed(SERIES | {"event": [json.loads("{}")]}, HALL)
    assert (series.title, hall.title) == ("Learn to dive", "Hall")
