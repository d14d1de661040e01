"""A crawl must be believed before it counts: verdicts, and the sentences that say why."""

import pytest

from crawlers.draft import Draft
from indexer.health import Judgement, judge
from indexer.health.measure import measure
from indexer.health.past import Met, Past
from tests.health_rows import CONTENT, SIZE, TIMES, Row, crawl, made, source


@pytest.mark.parametrize("row", [*SIZE, *CONTENT, *TIMES], ids=lambda row: row.name)
def test_what_is_made_of_a_crawl(row: Row) -> None:
    past = Past(
        believed=tuple(made(one) for one in row.past), held=row.held, seasons=row.seasons, accepted=row.baseline
    )
    again = row.again or (row.current, row.current)
    judged = judge(
        crawl(),
        made(row.came),
        past,
        source(row.at_least, row.at_most),
        row.completeness,
        met=Met(current=row.current, ids=again[0], titles=again[1]),
        accepted=row.accepted,
    )
    assert judged.verdict == row.verdict, judged.reasons
    assert row.words in " ".join(judged.reasons)
    assert (judged.verdict == "good") is (judged.reasons == ())
    for reason in judged.reasons:
        assert reason.startswith("museum: ")
        assert reason.endswith(".")


def test_a_crawl_with_an_error_is_refused_in_its_own_words_whatever_a_person_says() -> None:
    sentence = "museum: expected a calendar, but HTML came. Ask the provider for the new address."
    for accepted in (False, True):
        judged = judge(
            crawl(error=sentence), measure(crawl()), Past(), source(), "snapshot", met=Met(current=5), accepted=accepted
        )
        assert judged == Judgement(verdict="refused", reasons=(sentence,))


def test_a_cursor_that_gave_nothing_new_is_not_empty() -> None:
    """What was read before and is unchanged still counts: its page was not read again, its drafts are kept."""
    drafts = tuple(Draft(native_id=str(n), title=f"Chess {n}") for n in range(12))
    again = crawl(*drafts)
    assert measure(again).drafts == 12
    judged = judge(
        again, measure(again), Past(believed=(measure(again),) * 3), source(), "tombstoned", met=Met(current=12, ids=12)
    )
    assert judged.verdict == "good"
