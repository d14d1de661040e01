"""Decisions meet: what is joined or parted while one of the two is hidden or corrected."""

import datetime as dt

import pytest

from indexer.decisions import correcting, hiding, linking, links
from indexer.opportunity import Ages, Opportunity
from tests.test_corrections import Town, robots, theirs, town
from tests.test_index import NOW, City, city, crawl

__all__ = ["city", "town"]  # the fixtures


def two(town: Town) -> dict[str, Opportunity]:
    """Two opportunities of two sources, by their titles."""
    found = town.city.index(
        college=crawl("college", robots()), library=crawl("library", theirs(title="Machines that walk"))
    )
    return {one.title: one for one in found.opportunities}


def said(city: City, one: Opportunity, other: Opportunity, what: links.How) -> None:
    linking.link(city.catalogue, one.id, other.id, what, "she knows", city.sources, NOW + dt.timedelta(hours=1))


def hide(town: Town, one: Opportunity) -> None:
    found = hiding.find(town.city.catalogue, one.id, town.city.sources, "opportunity")
    assert isinstance(found, hiding.Found)
    hiding.hide(town.city.catalogue, found, "a parent called", town.city.sources, NOW)


def titles(town: Town) -> list[str]:
    return sorted(one.title for one in town.contents().opportunities)


@pytest.mark.parametrize("hidden", ["Robots", "Machines that walk"])
def test_nothing_hidden_comes_back_by_being_joined(town: Town, hidden: str) -> None:
    both = two(town)
    hide(town, both[hidden])
    (left,) = both.keys() - {hidden}
    said(town.city, both["Robots"], both["Machines that walk"], "join")
    assert titles(town) in ([], [left])
    for one in town.contents().opportunities:
        assert [listing.source for listing in one.listings] == [both[left].listings[0].source]
    town.city.index(1)
    assert titles(town) in ([], [left])


def test_what_is_parted_from_a_hidden_one_is_shown_only_where_it_was_never_hidden(town: Town) -> None:
    both = two(town)
    said(town.city, both["Robots"], both["Machines that walk"], "join")
    hide(town, town.one())
    assert titles(town) == []
    said(town.city, both["Robots"], both["Machines that walk"], "part")
    shown = titles(town)
    assert len(shown) < 2, "what was hidden as one does not come back in both its parts"


def test_of_two_that_are_joined_both_ones_corrections_hold(town: Town) -> None:
    both = two(town)
    first, second = both["Robots"], both["Machines that walk"]
    correcting.correct(town.city.catalogue, town.known, first.id, "ages", "7-9", "r", NOW)
    correcting.correct(town.city.catalogue, town.known, second.id, "level", "Beginners", "r", NOW)
    said(town.city, first, second, "join")
    one = town.one()
    assert (one.ages, one.level) == (Ages(low=7, high=9), "Beginners")
    said(town.city, first, second, "part")
    apart = {tuple(listing.source for listing in o.listings): o for o in town.contents().opportunities}
    assert apart[("college",)].ages == Ages(low=7, high=9)
    assert apart[("library",)].level == "Beginners"
    assert apart[("college",)].level is None


def test_a_corrected_title_neither_joins_nor_parts(town: Town) -> None:
    both = two(town)
    correcting.correct(town.city.catalogue, town.known, both["Machines that walk"].id, "title", "Robots", "r", NOW)
    assert len(town.contents().opportunities) == 2
    town.city.index(1)
    assert len(town.contents().opportunities) == 2
