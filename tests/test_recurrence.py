"""What repeats: tests/tables/recurrence, written by hand from RFC 5545, against what the kind `ical` says."""

import datetime as dt

import pytest

from crawlers.apis import ical
from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.source import Source
from tests.recurrence_rows import Row, rows, said, shown, spelt

ROWS = {f"{row.file}/{row.name}": row for row in rows()}


def read(row: Row) -> tuple[list[Draft], list[Refusal]]:
    source = Source(
        name="row", provider="Row", kind="ical", url="http://row.example/all.ics",
        timezone=row.source_zone, options={"horizon_days": row.horizon},
    )  # fmt: skip
    at = dt.datetime.combine(row.fetched, dt.time(9), dt.UTC)
    page = Page(url=source.url, final_url=source.url, fetched_at=at, body=row.body, content_type="text/calendar")
    found = list(ical.extract(page, source, options_of(source)))
    return [one for one in found if isinstance(one, Draft)], [one for one in found if isinstance(one, Refusal)]


def only(drafts: list[Draft]) -> DraftSession:
    (session,) = [session for draft in drafts for session in draft.sessions]
    return session


def test_the_tables_hold_what_they_promise() -> None:
    assert len(ROWS) >= 60
    assert len(ROWS) == len(list(rows())), "a name stands for one row"


@pytest.mark.parametrize("name", ROWS)
def test_meetings(name: str) -> None:
    row = ROWS[name]
    drafts, refusals = read(row)
    assert shown(said(row, drafts)) == shown(row.meetings), row.note
    if row.refused:
        assert drafts == []
        assert row.refused in refusals[0].reason


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.zone is not None and row.meetings])
def test_zone_of_the_session(name: str) -> None:
    row = ROWS[name]
    assert {session.timezone or "" for draft in read(row)[0] for session in draft.sessions} == {row.zone}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.ends])
def test_end_of_the_session(name: str) -> None:
    row = ROWS[name]
    session = only(read(row)[0])
    if row.ends == "never":
        assert session.end is None
        assert (session.when or "").endswith("no stated end")
    else:
        assert spelt(row, session, session.end or "")[: len(row.ends or "")] == row.ends
