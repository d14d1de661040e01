"""Open Referral's services: addresses, paging, what is asked for by itself, schedules in columns, tables in a ZIP."""

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest

from crawlers.apis import hsds
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError, TooLarge
from crawlers.formats import loose_json
from crawlers.formats.open_referral import schedules
from crawlers.formats.open_referral import tables as hsds_tables
from crawlers.page import Page
from crawlers.source import Source

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
API = "https://api.example/v3"
Json = dict[str, Any]
SERVICE: Json = {"id": "1", "name": "Chess", "status": "active", "schedules": []}


def page(body: Any, url: str = f"{API}/services") -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(url=url, final_url=url, fetched_at=NOW, body=raw)


def source(url: str = API) -> Source:
    return Source(name="town", provider="Town", kind="hsds", url=url)


def found(body: Any, **options: Any) -> list[Draft | Refusal | Rights]:
    return list(hsds.extract(page(body), source(), hsds.Options(**options)))


def draft(**said: Any) -> Draft:
    (one,) = found([SERVICE | said])
    assert isinstance(one, Draft)
    return one


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (API, f"{API}/services"),
        (f"{API}/", f"{API}/services"),
        (f"{API}/services", f"{API}/services"),
        (f"{API}/services/", f"{API}/services/"),
        (f"{API}/services?taxonomy_term_id=7", f"{API}/services?taxonomy_term_id=7"),
        (f"{API}?key=7", f"{API}/services?key=7"),
        ("https://a.example/o/ServiceDirectoryService/v2", "https://a.example/o/ServiceDirectoryService/v2/services"),
        ("https://a.example/export.ZIP", "https://a.example/export.ZIP"),
        ("https://a.example", "https://a.example/services"),
    ],
)
def test_the_address_that_a_person_pastes(url: str, asked: str) -> None:
    assert list(hsds.start(source(url), hsds.Options())) == [asked]


@pytest.mark.parametrize(
    ("head", "url", "onward"),
    [
        ({"page_number": 1, "total_pages": 3}, "", "?page=2"),
        ({"page_number": 3, "total_pages": 3}, "?page=3", None),
        ({"page_number": 2, "total_pages": 3, "last_page": True}, "?page=2", None),
        ({"number": 1, "totalPages": 2, "last": False}, "?per_page=9&page=1", "?per_page=9&page=2"),
        ({"number": 0, "totalPages": 2, "last": False}, "", "?page=1"),
        ({"page_number": "1", "total_pages": "2"}, "", "?page=2"),
        ({"page_number": 1}, "", None),
        ({"page_number": 10**30, "total_pages": 10**31}, "", None),
        ({"next": "/v3/services?cursor=x"}, "", "?cursor=x"),
        ({"links": {"next": "?cursor=y"}}, "", "?cursor=y"),
        ({"links": ["next"], "next": 7}, "", None),
        ({}, "", None),
    ],
)
def test_paging(head: Json, url: str, onward: str | None) -> None:
    came = page(head | {"contents": [SERVICE]}, f"{API}/services{url}")
    expected = [f"{API}/services{onward}"] if onward else []
    assert list(hsds.follow(came, source(), hsds.Options())) == expected


def test_an_empty_page_is_the_last_whatever_it_says() -> None:
    body = {"page_number": 1, "total_pages": 9, "contents": []}
    assert list(hsds.follow(page(body), source(), hsds.Options())) == []
    assert found(body) == []


def test_an_overview_is_read_service_by_service() -> None:
    overview = {"contents": [{"id": "a b", "name": "Chess", "status": "active"}]}
    assert found(overview) == []
    assert list(hsds.follow(page(overview), source(), hsds.Options())) == [f"{API}/services/a%20b"]
    (one,) = found({"id": "a b", "name": "Chess", "status": "active", "organization": {"name": "Club"}})
    assert isinstance(one, Draft)
    assert (one.native_id, one.provider) == ("a b", "Club")


@pytest.mark.parametrize(
    ("options", "said", "listed"),
    [
        ({"terms": ("games",)}, {"attributes": [{"taxonomy_term": {"id": "t", "name": "Games"}}]}, True),
        ({"terms": ("T",)}, {"attributes": [{"taxonomy_term": {"id": "t", "name": "Games"}}]}, True),
        ({"terms": ("sport",)}, {"attributes": [{"taxonomy_term": {"id": "t", "name": "Games"}}]}, False),
        ({"terms": ("sport",)}, {"taxonomies": [{"name": "Sport"}]}, True),
        ({"terms": ("sport",)}, {}, False),
        ({"age_from": 5, "age_to": 18}, {}, True),
        ({"age_from": 5}, {"minimum_age": 0, "maximum_age": 4}, False),
        ({"age_from": 5}, {"minimum_age": 0, "maximum_age": 5}, True),
        ({"age_to": 18}, {"minimum_age": 18}, True),
        ({"age_to": 18}, {"minimum_age": 19}, False),
        ({"age_to": 18}, {"eligibilitys": [{"minimum_age": 60}, {"minimum_age": 12}]}, True),
        ({"age_to": 18}, {"minimum_age": "many"}, True),
    ],
)
def test_which_services_are_asked_for(options: Json, said: Json, listed: bool) -> None:
    (one,) = found([SERVICE | said], **options)
    assert isinstance(one, Draft) == listed


def test_people_are_in_nothing() -> None:
    someone = [{"name": "Nia Price", "email": "nia@x.example", "phones": [{"number": "01632 960000"}]}]
    place = {"name": "Hall", "contacts": someone, "phones": someone,
             "addresses": [{"attention": "Nia Price", "address_1": "1 Road", "address_type": "physical"}]}  # fmt: skip
    one = draft(contacts=someone, phones=someone, email="nia@x.example", assurer_email="nia@x.example",
                organization={"name": "Club", "email": "nia@x.example", "contacts": someone},
                service_at_locations=[{"id": "s", "contacts": someone, "location": place}])  # fmt: skip
    assert not any(word in repr(one) for word in ("Nia", "nia@", "01632"))
    assert one.sessions[0].address == "1 Road"


@pytest.mark.parametrize(
    ("row", "meetings"),
    [
        ({"freq": "WEEKLY", "byday": "TU", "dtstart": "2026-12-01", "count": 2, "opens_at": "16:00",
          "closes_at": "17:00"},
         ["2026-12-01T16:00-2026-12-01T17:00", "2026-12-08T16:00-2026-12-08T17:00"]),
        # a first day that the rule does not mean is none of its dates
        ({"freq": "WEEKLY", "byday": "TU", "dtstart": "2026-11-30", "until": "2026-12-08", "opens_at": "9:05"},
         ["2026-12-01T09:05", "2026-12-08T09:05"]),
        # the offset and its number say nothing of summer time: wall time stays
        ({"freq": "WEEKLY", "dtstart": "2026-12-01", "until": "2026-12-01", "opens_at": "16:00-05:00",
          "timezone": -300},
         ["2026-12-01T16:00"]),
        ({"freq": "MONTHLY", "byday": "2MO", "valid_from": "2026-12-01", "valid_to": "2027-01-31", "opens_at": "10:00"},
         ["2026-12-14T10:00", "2027-01-11T10:00"]),
        ({"freq": "MONTHLY", "bymonthday": "-1", "valid_from": "2026-12-01", "valid_to": "2027-01-31"},
         ["2026-12-31", "2027-01-31"]),
        # columns of another frequency are not read: the standard's own example fills all of them
        ({"freq": "WEEKLY", "byday": "TU", "bymonthday": "2,3", "byyearday": "7", "dtstart": "2026-12-01",
          "until": "2026-12-02", "opens_at": "10:00"}, ["2026-12-01T10:00"]),
        ({"freq": "WEEKLY", "byday": "TU", "byweekno": "50", "dtstart": "2026-12-01", "until": "2026-12-31",
          "opens_at": "10:00"}, ["2026-12-08T10:00"]),
        # the UK's 2.x
        ({"freq": "week", "weekday": "Tuesday", "interval": 1, "dtstart": "2026-12-01T00:00:00.000Z",
          "valid_to": "2026-12-01", "opens_at": "2000-01-01T08:00:00.000Z"}, ["2026-12-01T08:00"]),
        ({"weekday": 7, "valid_to": "2026-11-29", "opens_at": "08:00"}, ["2026-11-22T08:00", "2026-11-29T08:00"]),
        ({"freq": "WEEKLY", "byday": "TU", "dtstart": "2026-12-01", "until": "2026-12-01", "opens_at": "23:00",
          "closes_at": "24:00"}, ["2026-12-01T23:00-2026-12-02T00:00"]),
        # nothing to lay out
        ({"freq": "SOMETIMES", "byday": "TU", "dtstart": "2026-12-01"}, []),
        ({"freq": "WEEKLY", "byday": "nope", "dtstart": "2026-12-01"}, []),
        ({"freq": "WEEKLY", "interval": 0, "byday": "TU", "dtstart": "2026-12-01"}, []),
        ({"freq": "WEEKLY", "interval": 2, "byday": "TU"}, []),
        ({"freq": "WEEKLY"}, []),
        ({"freq": "WEEKLY", "byday": "TU", "dtstart": "0001-01-01"}, []),
        ({"freq": "YEARLY", "byyearday": "400", "dtstart": "2026-12-01"}, []),
        ({"description": "By arrangement"}, []),
    ],
    ids=range(18),
)  # fmt: skip
def test_schedules(row: Json, meetings: list[str]) -> None:
    said = schedules.laid_out([row], [], NOW)
    assert ["-".join(filter(None, (one.start, one.end))) for one in said.get("meetings", ())] == meetings


def test_what_has_no_end_is_laid_out_for_a_season() -> None:
    said = schedules.laid_out([{"byday": "MO", "opens_at": "10:00", "closes_at": "11:00"}], [], NOW)
    assert (said["meetings"][0].start, said["meetings"][-1].start) == ("2026-11-23T10:00", "2027-02-22T10:00")
    assert said["when"] == "weekly on Monday, 10:00-11:00, no stated end"
    assert "start" not in said


@pytest.mark.parametrize(
    ("body", "url", "score"),
    [
        ({"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "y"}, API, 90),
        ({"contents": [SERVICE]}, f"{API}/services", 88),
        ({"content": [{"id": "1", "name": "a", "organization": {}}]}, f"{API}/services?page=3", 88),
        ({"contents": [{"id": "1", "name": "a", "services": []}]}, f"{API}/organizations", None),
        ({"version": "3"}, API, None),
        (b"<a href='/o/ServiceDirectoryService/v2/services'>API</a>", "https://town.example/", 70),
        (b"<p>openreferral</p>", "https://town.example/", None),
        (b'{"contents": [', API, None),
    ],
)
def test_what_is_recognised(body: Any, url: str, score: int | None) -> None:
    candidates = list(hsds.recognise(page(body, url)))
    assert [one.score for one in candidates] == ([] if score is None else [score])
    assert all("page=3" not in one.url for one in candidates)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[", b"{}", b"7", b"null", b'{"id": 1}', b'{"contents": {}}', b'{"contents": [{"x": 1}]}', b"PK\x03\x04",
        b"[" * 100_000, b'{"message": "no"}', b"\xff\xfe", b'{"id": "t", "name": "term"}',
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_none_is_an_error_of_ours(body: bytes) -> None:
    with pytest.raises(SourceError):
        found(body)


def zipped(**tables: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in tables.items():
            packed.writestr(f"{name}.csv", rows)
    return body.getvalue()


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hsds_tables, "MOST_BYTES", 10_000)
    with pytest.raises(TooLarge):
        found(zipped(services="id,name\n" + "1,x\n" * 10_000))


def test_a_package_without_services_is_refused() -> None:
    with pytest.raises(SourceError, match="without a table of services"):
        found(zipped(locations="id,name\n1,Hall\n"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": NaN}', {"a": None}),
        ("[1e999, -1e999, 1.5]", [None, None, 1.5]),
        (f"[{10**40}]", [10**40]),
        ('["\\ud83d", "\\ud83d\\ude00"]', ["\ufffd", "\U0001f600"]),
        ('{"\\ud83d": "a\tb\\n"}', {"\ufffd": "a\tb\n"}),
        ("\ufeff7", 7),
    ],
)
def test_json_as_apis_write_it(text: str, value: Any) -> None:
    assert loose_json.loads(text) == value


@pytest.mark.parametrize("text", ["", "{", "[1,]", "[" * 200_000, "7 8"])
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loose_json.loads(text)
