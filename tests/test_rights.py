"""On which terms a source may be used: the city file's words, else the source's own; they reach every page and feed."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from crawlers.draft import Rights
from crawlers.keep import Crawl
from indexer.catalogue import rights
from portal.licences import licence
from tests import small_city
from tests.small_city import NOW, Answer
from tests.test_index import COLLEGE, City, city, course, crawl, state

__all__ = ["city"]

OWN = Rights(licence="CC-BY-4.0", attribution="Millbrook College")


def stated(one: Crawl, terms: Rights | None) -> Crawl:
    return msgspec.structs.replace(one, pages=tuple(msgspec.structs.replace(p, rights=terms) for p in one.pages))


def terms(city: City, day: int, one: Crawl | None = None) -> tuple[str | None, str | None]:
    found = city.index(day, **({"college": one} if one else {}))
    source = state(found, "college")
    for opportunity in found.opportunities:
        for listing in opportunity.listings:
            assert (listing.licence, listing.attribution) == (source.licence, source.attribution)
    return source.licence, source.attribution


def test_a_source_says_on_which_terms(city: City) -> None:
    assert terms(city, 0, stated(crawl("college", course("Robots")), OWN)) == ("CC-BY-4.0", "Millbrook College")
    assert terms(city, 0) == ("CC-BY-4.0", "Millbrook College"), "it lasts without a crawl"
    refused = stated(crawl("college", day=1), Rights(licence="none at all"))
    assert terms(city, 1, refused) == ("CC-BY-4.0", "Millbrook College"), "what is not believed says nothing"
    assert terms(city, 2, stated(crawl("college", course("Robots"), day=2), None)) == (None, None)


@pytest.mark.parametrize(
    ("licence", "attribution", "found"),
    [
        ("OGL-UK-3.0", None, ("OGL-UK-3.0", "Millbrook College")),
        (None, "The College", ("CC-BY-4.0", "The College")),
        ("OGL-UK-3.0", "The College", ("OGL-UK-3.0", "The College")),
    ],
)
def test_the_city_files_own_words_go_first(
    city: City, licence: str | None, attribution: str | None, found: tuple[str, str]
) -> None:
    city.sources = [msgspec.structs.replace(COLLEGE, licence=licence, attribution=attribution)]
    assert terms(city, 0, stated(crawl("college", course("Robots")), OWN)) == found


def test_a_source_that_says_a_contract_is_shortened() -> None:
    said = rights.said(Rights(licence="CC\n BY ", attribution="x" * 1000))
    assert (said.licence, len(said.attribution or "")) == ("CC BY", rights.LONGEST)
    assert rights.said(None) == rights.said(Rights(licence="  ")) == Rights()


def test_terms_reach_page_and_feeds_and_outlast_an_unchanged_answer(tmp_path: Path) -> None:
    small_city.found(tmp_path, small_city.source("club", "schema_org"))
    pages = small_city.pages("club", "schema_org", small_city.offers("club", 3))
    address = '"license": "https://creativecommons.org/licenses/by/4.0/", "@context"'
    said = {
        path: Answer(one.body.replace(b'"@context"', address.encode()), one.content_type) for path, one in pages.items()
    }
    for day in range(2):
        ran = small_city.line(tmp_path, {small_city.host("club"): said}, NOW + dt.timedelta(days=day))
        assert "creativecommons.org/licenses/by/4.0" in (ran.source("club").licence or "")
    assert ran.source("club").unchanged >= 3
    link = (
        'href="https://creativecommons.org/licenses/by/4.0/" rel="license nofollow noopener"><bdi>CC BY 4.0</bdi></a>'
    )
    page = next((tmp_path / "public" / "o").glob("*/*/index.html")).read_text()
    assert link in page
    assert link in (tmp_path / "public" / "about" / "index.html").read_text()
    assert "CC BY 4.0" in (tmp_path / "staff" / "sources" / "index.html").read_text()
    for feed in ("public/feeds/opportunities.json", "staff/feeds/supply.json"):
        assert "creativecommons.org/licenses/by/4.0" in (tmp_path / feed).read_text(), feed


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (None, None),
        ("OGL-UK-3.0", ("OGL-UK-3.0", None)),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/us/", ("CC BY-NC-SA 3.0 US", True)),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ("CC0 1.0", True)),
        (
            "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            ("Open Government Licence v3.0", True),
        ),
        ("https://opendatacommons.org/licenses/odbl/1-0/", ("ODbL 1.0", True)),
        ("https://www.quay.example/terms/", ("quay.example/terms", True)),
        ("javascript:alert(1)", ("javascript:alert(1)", None)),  # words, and no link
        ("All rights reserved, see https://quay.example", ("All rights reserved, see https://quay.example", None)),
    ],
)
def test_a_licence_is_called_by_its_name(stated: str | None, shown: tuple[str, bool | None] | None) -> None:
    found = licence(stated)
    assert (found and (found.name, found.url == stated if found.url else None)) == shown
