"""What the planner fetches of an opportunity: facts without words, unknown left out, nothing that may not be seen."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Session
from portal import plan_data
from portal.i18n import Language
from tests import portal_city as city

EN = Language("en", country="GB", first=True)
CONTENTS = city.contents()
BY_ID = {o.id: o for o in CONTENTS.opportunities}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    settings = city.settings(tmp_path_factory.mktemp("city"))
    return {file.path: file.body for file in plan_data.files(CONTENTS, settings, city.TODAY)}


def told(key: str) -> dict[str, Any]:
    return plan_data.plan_data(BY_ID[key], city.TODAY, EN, city.ZONE)


def session_of(session: Session) -> dict[str, Any]:
    o = Opportunity(id="a-1", slug="a", title="A", provider=BY_ID["arts-b1"].provider, sessions=(session,))
    (made,) = plan_data.plan_data(o, city.TODAY, EN, city.ZONE)["sessions"]
    return {name: value for name, value in made.items() if name != "id"}


def test_facts_are_short_and_in_no_language() -> None:
    assert told("arts-b1") == {
        "id": "arts-b1", "slug": "make-a-film-about-your-street", "title": "Make a film about your street",
        "lang": "en", "dir": "ltr", "by": "Mill Lane Arts", "topic": "film", "art": told("arts-b1")["art"],
        "ages": [13, 17],
        "sessions": [{
            "id": "arts-b1-1",
            "meet": [[780, 960, ["2026-11-25", "2026-11-26", "2026-11-27"]]],
            "place": "Mill Lane Arts", "area": "Mill Lane",
            "price": [12.5, 12.5, "GBP", "course", 5.0, 0], "state": ["left", 9],
        }],
    }  # fmt: skip


def test_what_is_not_stated_is_left_out_and_never_free() -> None:
    homework = told("libraries-a5")
    assert "sessions" not in homework
    assert homework["ages"] == [None, 16]
    clay = told("arts-b4")["sessions"][0]
    assert set(clay) == {"id", "place", "area"}
    assert "ages" not in told("sport-c1")


@pytest.mark.parametrize(
    ("ages", "says"),
    [
        (Ages(), [None, None]),
        (Ages(low=18, assumed=True), [18, None]),
        (Ages(assumed=True), [18, None]),
        (Ages(low=5, high=60, assumed=True), [18, 60]),
    ],
)
def test_what_is_assumed_for_adults_is_never_for_a_child(ages: Ages, says: list[int | None]) -> None:
    o = msgspec.structs.replace(BY_ID["arts-b1"], ages=ages)
    assert plan_data.plan_data(o, city.TODAY, EN, city.ZONE)["ages"] == says


def test_meetings_are_on_the_clocks_of_the_city() -> None:
    (sofa,) = told("libraries-a3")["sessions"]
    assert sofa["meet"] == [[17 * 60, 18 * 60, ["2026-11-27"]]]  # 18:00 in Paris
    assert sofa["online"] == 1
    (dance,) = told("sport-c1")["sessions"]
    assert [group[3:] for group in dance["meet"]] == [[], [1]]
    assert dance["meet"][1][2] == ["2026-12-23", "2026-12-30"]
    assert len(dance["meet"][0][2]) == 10


def at(date: str, time: str | None = None) -> Moment:
    return Moment(date=dt.date.fromisoformat(date), time=dt.time.fromisoformat(time) if time else None, zone=city.ZONE)


@pytest.mark.parametrize(
    ("session", "says"),
    [
        ({}, {}),
        ({"start": at("2026-12-01")}, {"meet": [[None, None, ["2026-12-01"]]]}),
        ({"start": at("2026-12-01", "18:30")}, {"meet": [[1110, None, ["2026-12-01"]]]}),
        (
            {"start": at("2026-12-01", "21:00"), "end": at("2026-12-02", "00:30")},
            {"meet": [[1260, 1470, ["2026-12-01"]]]},
        ),
        ({"start": at("2026-12-01"), "end": at("2026-12-18")}, {"span": ["2026-12-01", "2026-12-18"]}),
        ({"start": at("2026-12-01", "10:00"), "open_ended": True}, {"span": ["2026-12-01", None]}),
        (
            {"meetings": (Meeting(start=at("2026-12-01", "10:00"), end=at("2026-12-01", "10:00")),)},
            {"meet": [[600, None, ["2026-12-01"]]]},
        ),
    ],
)
def test_no_time_and_no_end_is_invented(session: dict[str, Any], says: dict[str, Any]) -> None:
    assert session_of(Session(id="a-1-1", **session)) == says


@pytest.mark.parametrize(
    ("key", "number", "state"),
    [
        ("libraries-a1", 0, ["left", 6]),
        ("libraries-a1", 1, ["soon", "2026-12-01", 540]),
        ("libraries-a1", 2, ["full"]),
        ("arts-b2", 0, ["cancelled"]),
        ("arts-b3", 0, ["postponed"]),
        ("arts-b3", 1, ["wait"]),
        ("sport-c1", 0, ["walk"]),
        ("sport-c2", 0, ["shut"]),
    ],
)
def test_how_sign_up_stands(key: str, number: int, state: list[Any]) -> None:
    assert told(key)["sessions"][number]["state"] == state


def test_what_may_not_be_seen_is_in_no_file(files: dict[str, bytes]) -> None:
    every = b"".join(files.values()).decode()
    for secret in ("Secret Street", "A family", "Quiet Way", "A shelter", "MB1 2AB"):
        assert secret not in every
    (dinners,) = told("food-g1")["sessions"]
    assert dinners["told"] == 1
    assert not {"place", "area"} & set(dinners)
    assert told("rasta-d1")["sessions"][0]["place"] == "Old Town"


def test_each_opportunity_has_a_file_and_so_has_an_id_that_became_its(files: dict[str, bytes]) -> None:
    assert set(files) == {f"o/{o.id}/plan.json" for o in CONTENTS.opportunities} | {"o/arts-0000dead/plan.json"}
    assert files["o/arts-0000dead/plan.json"] == files["o/libraries-a1/plan.json"]
    assert json.loads(files["o/evil-f1/plan.json"])["topic"] == "none"
    assert max(map(len, files.values())) < 2000


def test_an_alias_does_not_hide_what_has_the_id_now(tmp_path: Path) -> None:
    both = Contents(opportunities=CONTENTS.opportunities, aliases={"arts-b1": "libraries-a1"})
    made = {file.path: file.body for file in plan_data.files(both, city.settings(tmp_path), city.TODAY)}
    assert json.loads(made["o/arts-b1/plan.json"])["id"] == "arts-b1"
