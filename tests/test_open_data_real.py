"""Real files of OpenActive, XCRI-CAP and Open Referral: each thing in them is a draft or a refusal with its reason."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from crawlers.apis import hsds, openactive, xcri_cap
from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.formats.openactive import tree
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

pytestmark = pytest.mark.data

URL = "https://data.example/feed"


def page(body: bytes, now: dt.datetime) -> Page:
    return Page(url=URL, final_url=URL, fetched_at=now, body=body)


def source(kind: str) -> Source:
    return Source(name="real", provider="Real", kind=kind, url=URL)


def split(found: Iterable[Any]) -> tuple[list[Draft], list[Refusal]]:
    every = list(found)
    return [one for one in every if isinstance(one, Draft)], [one for one in every if isinstance(one, Refusal)]


# OpenActive


def entries(data: Path, folder: str) -> dict[str, list[Any]]:
    """The nodes of each file: entries of a feed, or a model's example."""
    found = {}
    for file in sorted((data / folder).glob("*.json")):
        body = json.loads(file.read_text("utf-8"))
        listed = body.get("items", [body]) if isinstance(body, dict) else body
        found[file.name] = [
            one.get("data", one) for one in listed if isinstance(one, dict) and one.get("state") != "deleted"
        ]
    return found


def assembled(nodes: list[Any]) -> tuple[list[Draft], list[Refusal]]:
    options, now = openactive.Options(slots=True), dt.datetime(2017, 1, 1, tzinfo=dt.UTC)
    items = [{"state": "updated", "id": n, "modified": n, "data": node} for n, node in enumerate(nodes)]
    body = json.dumps({"next": "?afterTimestamp=999", "items": items}).encode()
    found = list(openactive.extract(page(body, now), source("openactive"), options))
    kept = [one for one in found if isinstance(one, Item)]
    assert len(kept) == len(nodes)
    made, refusals = split(openactive.assemble(kept, source("openactive"), options, now))
    return made, refusals + split(found)[1]


@pytest.mark.parametrize("folder", ["openactive_rpde_items", "openactive_rpde_pages", "openactive_models"])
def test_every_openactive_entry_is_a_draft_or_a_refusal(data: Path, folder: str) -> None:
    for name, nodes in entries(data, folder).items():
        drafts, refusals = assembled(nodes)
        places = sum(isinstance(node, dict) and "Place" in (node.get("type"), node.get("@type")) for node in nodes)
        assert drafts or refusals or places == len(nodes), name


NO_OPPORTUNITY = ("booking_spec_examples", "example_list", "place_example")


def test_every_example_of_the_standard_is_understood(data: Path) -> None:
    for name, nodes in entries(data, "openactive_models").items():
        if any(part in name for part in NO_OPPORTUNITY):
            continue
        drafts, refusals = assembled(nodes)
        apart = "split" in name or "slot_example" in name
        reasons = {one.reason for one in refusals}
        assert [one.title for one in drafts] or (apart and reasons == {tree.HELD}), f"{name}: {reasons}"


def test_pairs_of_the_normaliser_have_the_same_title_and_the_same_place(data: Path) -> None:
    """Their structure is compared, not their instants: those hold wall time as if it were UTC."""
    files = entries(data, "openactive_rpde_items")
    compared = 0
    for name, nodes in files.items():
        other = files.get(name.replace(".json", "-normalised.json"))
        if not other:
            continue
        ours, theirs = assembled(nodes)[0], assembled(other)[0]
        for one, two in zip(ours, theirs, strict=False):
            compared += 1
            assert two.title == one.title, name
            assert two.sessions[0].place == one.sessions[0].place, name
    assert compared >= 4


# XCRI-CAP


@pytest.mark.parametrize(
    ("file", "courses", "sessions"),
    [
        ("XCRI-Aggregator__testdata__adam_smith_charset_issue.xml", 334, 791),
        ("XCRI-Aggregator__testdata__wychwolf-moodle.xml", 1, 1),
        ("Xcri4j__src-test__cdata_plain_test.xml", 1, 0),
        ("Xcri4j__src-test__cdata_test.xml", 1, 0),
        ("Xcri4j__src-test__really_bad_xcri.xml", 1, 0),
        ("Xcri4j__src-test__test.xml", 1, 1),
        ("Xcri4j__src-test__xhtml_test.xml", 1, 0),
        ("xcri-schemas__xsd__test.xml", 1, 1),
        ("xcri__PG_Generic_XCRI-CAP-1.2.xml", 1, 1),
    ],
)
def test_xcri(data: Path, file: str, courses: int, sessions: int) -> None:
    body = (data / "xcri" / file).read_bytes()
    drafts, refusals = split(
        xcri_cap.extract(page(body, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)), source("xcri_cap"), xcri_cap.Options())
    )
    assert (len(drafts), sum(len(one.sessions) for one in drafts)) == (courses, sessions)
    assert {one.reason for one in refusals} <= {xcri_cap.STALE}
    assert all(one.title and "xmlns" not in (one.text or "") for one in drafts)


# Open Referral


@pytest.mark.parametrize(
    ("file", "drafts", "followed"),
    [
        ("specification__examples__service_full.json", 1, 0),
        ("specification__examples__service_list.json", 0, 2),
        ("specification__examples__tabular.json", 1, 0),
        ("oruk-validator__OpenReferralApi__Mocks__V3.0-UK-Default__service_full.json", 1, 0),
        ("oruk-validator__OpenReferralApi__Mocks__V3.0-UK-Default__service_list.json", 0, 1),
        ("oruk-validator__OpenReferralApi__Mocks__V3.0-UK-Test__service_list.json", 0, 1),
        ("oruk-validator__OpenReferralApi__Mocks__V3.0-UK-Test__service_list_data.json", 0, 1),
    ],
)
def test_hsds(data: Path, file: str, drafts: int, followed: int) -> None:
    came = page((data / "hsds_json" / file).read_bytes(), dt.datetime(2005, 1, 1, tzinfo=dt.UTC))
    made, _ = split(hsds.extract(came, source("hsds"), hsds.Options()))
    assert (len(made), len(list(hsds.follow(came, source("hsds"), hsds.Options())))) == (drafts, followed)
    assert all("Persona" not in repr(one) and 'example.com"' not in repr(one) for one in made)


def test_every_other_answer_of_open_referral_is_refused_with_a_sentence(data: Path) -> None:
    read, refused = [], []
    for file in sorted((data / "hsds_json").glob("*.json")) + sorted((data / "hsds_csv").glob("*.csv")):
        came = page(file.read_bytes(), dt.datetime(2005, 1, 1, tzinfo=dt.UTC))
        try:
            list(hsds.extract(came, source("hsds"), hsds.Options()))
            read.append(file.name)
        except SourceError as error:
            refused.append(str(error))
    assert len(read) == 7
    assert all("expected services of an Open Referral API" in sentence for sentence in refused)
