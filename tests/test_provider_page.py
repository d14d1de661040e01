"""What a provider's page tells the provider: what was taken and what was not; only its own, and nothing private."""

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import html

from crawlers.apis import ical
from crawlers.draft import Draft, Refusal
from crawlers.formats.tables import template
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import schema_org
from indexer.contents import Contents, Doubted, SourceState
from indexer.opportunity import Opportunity, Provider
from portal import left_out, masking
from portal.build import build
from portal.i18n import Language
from tests import portal_city as city
from tests.conftest import Demo
from tests.portal_making import CHECKED, FREE, HALL, at, listing, opportunity, session

EN, UR = Language("en", country="GB", first=True), Language("ur", country="GB", first=False)
COLUMNS = "It has more cells than there are columns."
SHEET = "https://sheet.millbrook.example/whats-on"
WHEELS, DRUMS = Provider(id="wheels", name="Wheels"), Provider(id="drums", name="Drums & Co")


def source(name: str, **more: Any) -> SourceState:
    url = f"https://{name}.millbrook.example/whats-on"
    said: dict[str, Any] = {"kind": "csv", "verdict": "good", "url": url, "listings": 2, "checked_at": CHECKED} | more
    return SourceState(name=name, **said)


def one(key: str, title: str, provider: Provider, url: str = SHEET) -> Opportunity:
    run = session(f"{key}-1", start=at(28, "10:00"), place=HALL, price=FREE)
    return opportunity(key, title, provider, run, listings=(listing(key.partition("-")[0], key[-2:], url=url),))


def row(number: int, *cells: str, reason: str = COLUMNS) -> Refusal:
    return Refusal(where=f"row {number}", reason=reason, wrote=" | ".join(cells), todo="Correct the row in the table.")


def shared(**more: Any) -> Contents:
    """A sheet in which two groups list."""
    sheet: dict[str, Any] = {
        "provider": "Community groups",
        "refusals": (row(7, "Wheels", "Night ride", "Sue Brown", "07700 900123"), row(9, "Drums & Co", "Samba")),
        "doubts": (
            Doubted(field="price", words="ask Sue on 07700 900123", reason="no amount of money in these words",
                    listing="Bicycle repair", provider="wheels"),
            Doubted(field="when", words="31 June", reason="there is no such day", listing="Samba", provider="drums"),
        ),
    }  # fmt: skip
    found = (one("sheet-a1", "Bicycle repair", WHEELS), one("sheet-b1", "Samba", DRUMS))
    return Contents(opportunities=found, sources=(source("sheet", **(sheet | more)),))


def published(contents: Contents, folder: Path, languages: tuple[str, ...] = ("en", "ur")) -> dict[str, bytes]:
    settings = city.settings(folder, languages=languages)
    return {f.path: f.body for f in build(contents, settings, city.TODAY, holidays=(), revisions={})}


def theirs(files: dict[str, bytes], provider: str, prefix: str = "") -> Any:
    return tree(files[f"{prefix}providers/{provider}/index.html"]).xpath("//section[@id='theirs']")[0]


def tree(body: bytes) -> Any:
    return html.fromstring(body.decode())


def text(part: Any) -> str:
    return " ".join(part.text_content().split())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return published(city.contents(), tmp_path_factory.mktemp("city"))


def test_it_says_where_and_when_we_read_and_how_many(small: dict[str, bytes]) -> None:
    said = text(theirs(small, "millbrook-libraries"))
    for words in (
        "libraries.millbrook.example Read and believed",
        "5 of yours listed from there.",
        "Last read and believed: 22 Nov.",
        "arts.millbrook.example Published, but it looks odd",
        "Others are listed from there too; you see here only what is yours.",
        "3 left out",
        "the city’s average is",
    ):
        assert words in said, words


def test_what_is_missing_comes_with_what_it_would_bring(small: dict[str, bytes]) -> None:
    rows = [text(row) for row in theirs(small, "millbrook-libraries").xpath(".//ol[@class='todo']/li")]
    assert len(rows) == 3
    assert rows[0] == (
        "Whether one may sign up 3 of 5 do not say. People do not know whether they can still come. "
        "In a sheet it is the column “register_url”: The address at which one signs up."
    )
    assert all(row.endswith(".") and "not say." in row for row in rows)


def test_what_was_left_out_is_grouped_and_the_private_is_only_counted(small: dict[str, bytes]) -> None:
    cases = [text(case) for case in theirs(small, "millbrook-libraries").xpath(".//ul[@class='cases']//li")]
    assert cases == [
        "The date does not exist. Mend the date. 2 Row 9 Clock workshop, 31 JuneRow 12 31 September",
        "Row 9 Clock workshop, 31 June",
        "Row 12 31 September",
        "You marked it as not for everybody. 1",
        "No amount in it. 1 cost: “ask Sue”",
        "cost: “ask Sue”",
    ]
    urdu = theirs(small, "millbrook-libraries", "ur/")
    assert "قطار 9" in text(urdu)
    assert text(urdu.xpath(".//ul[@class='cases']//span[@lang='en']")[0]).startswith("The date")


def test_of_a_shared_sheet_each_sees_only_its_own_rows(tmp_path: Path) -> None:
    files = published(shared(), tmp_path)
    wheels, drums = text(theirs(files, "wheels")), text(theirs(files, "drums"))
    assert "Row 7" in wheels
    assert "Row 9" not in wheels
    assert "Bicycle repair cost: “ask Sue on …”" in wheels
    assert "31 June" not in wheels
    assert "Row 9" in drums
    assert "Row 7" not in drums
    assert "Samba dates: “31 June”" in drums
    everything = b"".join(files.values()).decode(errors="ignore")
    for private in ("Sue Brown", "900123", "Night ride"):
        assert private not in everything


def test_what_names_nobody_is_told_to_whoever_keeps_the_source(tmp_path: Path) -> None:
    nameless = Refusal(where="row 4", reason="The row has no title.", todo="Fill it in.")
    files = published(shared(provider="Wheels", refusals=(nameless, row(9, "Drums & Co", "Samba"))), tmp_path)
    assert "It has no title. Give it one. 1 Row 4" in text(theirs(files, "wheels"))
    assert "Row 9" not in text(theirs(files, "wheels"))
    assert "Row 4" not in text(theirs(files, "drums"))
    assert "Row 9" in text(theirs(files, "drums"))


def test_a_source_that_is_not_believed_says_so_and_what_to_do(small: dict[str, bytes], tmp_path: Path) -> None:
    reasons = (
        "sheet: expected about 40 listings, as before, but only 2 came. Open it; write expect = { at_least = 1 }.",
    )
    files = published(shared(provider="Wheels", verdict="refused", reasons=reasons), tmp_path)
    (box,) = theirs(files, "wheels").xpath(".//li[@class='refused']")
    said = text(box)
    assert "Not believed: the last good listings stay" in said
    assert "Expected about 40 listings, as before, but only 2 came." in said
    assert "at_least" not in said
    assert box.xpath(".//a[starts-with(@href, 'mailto:hello@millbrook.example?subject=Our%20listings')]")
    assert not theirs(small, "millbrook-libraries").xpath(".//li[@class='refused']")


def test_a_source_of_which_nothing_is_listed_has_a_page_that_says_why(tmp_path: Path) -> None:
    said = "scouts: expected a calendar (.ics), but a web page called 'Sign in' came. Open the address."
    silent = source(
        "scouts", provider="2nd Eastover Scouts", verdict="refused", listings=0, checked_at=None, reasons=(said,)
    )
    files = published(msgspec.structs.replace(shared(), sources=(*shared().sources, silent)), tmp_path)
    page = theirs(files, "2nd-eastover-scouts")
    assert "Expected a calendar (.ics), but a web page called 'Sign in' came." in text(page)
    assert "0 listed" in text(page)
    assert not page.xpath(".//ol[@class='todo']|.//pre")
    overview = tree(files["providers/index.html"])
    assert "2nd Eastover Scouts" not in overview.text_content(), "people who look for something find nothing there"
    about = tree(files["about/index.html"])
    assert "../providers/2nd-eastover-scouts/" in about.xpath("//table//a/@href")
    assert "ur/providers/2nd-eastover-scouts/index.html" in files


@pytest.mark.parametrize("n", [3, 28, 400])
def test_a_long_list_is_cut_and_counted(n: int, tmp_path: Path) -> None:
    rows = tuple(row(number, reason=f"Reason {number % 4}.") for number in range(2, 2 + n))
    files = published(shared(provider="Wheels", refusals=rows), tmp_path, ("en",))
    page = theirs(files, "wheels")
    shown = [text(case) for case in page.xpath(".//ul[@class='cases'][1]//li//li") if "Row" in text(case)]
    assert len(shown) == min(n, left_out.MOST)
    counts = [int(count) for count in page.xpath(".//ul[@class='cases'][1]/li/p/b/text()")]
    assert sum(counts) == n
    assert f"{n} left out" in text(page)
    assert ("more" in text(page.xpath(".//ul[@class='cases']")[0])) == (n > left_out.MOST)
    assert len(gzip.compress(files["providers/wheels/index.html"])) <= 15_000


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (template.REASON, "It is an example row of the template."),
        ("It has no title.", "It has no title. Give it one."),
        ("Its title says so (the option 'ignore').", "Its title says so."),
        ("our own code failed on this listing", "Our own code failed on this listing."),
    ],
)
def test_reasons_are_put_in_words_for_a_provider(reason: str, says: str) -> None:
    (group,) = left_out.refused([Refusal(where="row 2", reason=reason, todo="Name it in the option 'x'.")], EN)
    assert f"{group.why} {group.todo}".startswith(says)
    assert "option" not in f"{group.why} {group.todo}"
    (urdu,) = left_out.refused([Refusal(where="row 2", reason=reason)], UR)
    assert urdu.foreign == (urdu.why.isascii())


def test_rows_that_are_no_concern_of_a_provider_are_not_told() -> None:
    contents = shared(
        refusals=(Refusal(where="blank rows (3): 4", reason="Blank rows are skipped."),), provider="Wheels"
    )
    known = left_out.whose(contents)
    assert left_out.refusals_of("wheels", "Wheels", contents.sources, known) == []


def test_what_a_calendar_marks_as_private_gives_nothing_away() -> None:
    """The kind's own sentences, so that a change of theirs is noticed here."""
    lines = ["BEGIN:VCALENDAR"]
    for n, more in enumerate(("CLASS:PRIVATE", "CLASS:CONFIDENTIAL", "SUMMARY:STAFF ONLY rota of Sue")):
        summary = "" if more.startswith("SUMMARY") else "SUMMARY:Secret of Sue\r\n"
        lines.append(f"BEGIN:VEVENT\r\nUID:sue-secret-{n}\r\nDTSTART:20261201T100000Z\r\n{summary}{more}\r\nEND:VEVENT")
    body = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    url = "https://a.example/c.ics"
    page = Page(url=url, final_url=url, fetched_at=CHECKED, body=body)
    mine = Source(name="a", provider="A", kind="ical", url=url)
    found = list(ical.extract(page, mine, ical.Options(ignore=("staff only",))))
    refusals = [r for r in found if isinstance(r, Refusal)]
    assert len(refusals) == 3
    assert all(masking.is_private(r.reason) for r in refusals)
    (group,) = left_out.refused(refusals, EN)
    assert (group.why, group.n, group.cases) == ("You marked it as not for everybody.", 3, ())


def test_their_own_data_is_ready_to_paste_and_is_read_back(small: dict[str, bytes]) -> None:
    (lines,) = theirs(small, "mill-lane-arts").xpath(".//pre//text()")
    url = "https://arts.millbrook.example/b1"
    page = Page(url=url, final_url=url, fetched_at=CHECKED, body=f"<html><body>{lines}</body></html>".encode())
    mine = Source(name="a", provider="A", kind="schema_org", url=url)
    (draft,) = schema_org.extract(page, mine, schema_org.Options())
    assert isinstance(draft, Draft)
    assert (draft.title, draft.url, draft.ages) == ("Make a film about your street", url, "13-17")
    assert draft.sessions[0].start == "2026-11-25T13:00:00+00:00"
    assert "learn.millbrook.example" not in lines, "it is their page, not ours"


def test_the_address_of_a_sheet_is_nobodys_page(tmp_path: Path) -> None:
    (lines,) = theirs(published(shared(), tmp_path), "wheels").xpath(".//pre//text()")
    assert SHEET not in lines
    assert "https://www.example.org/" in lines


def test_lines_to_paste_cannot_end_the_page_that_shows_them(small: dict[str, bytes]) -> None:
    body = small["providers/x-y/index.html"].decode()
    page = tree(body.encode())
    assert page.xpath("//script[not(@src)]") == []
    (lines,) = page.xpath("//pre//text()")
    assert lines.count("<") == 2, "the script's own tags"


def test_the_demo_city_tells_its_groups(demo: Demo) -> None:
    files = {path: (demo.home.public / path).read_bytes() for path in (
        "providers/longmead-good-neighbours/index.html",
        "providers/millbrook-district-scouts/index.html",
        "providers/millbrook-libraries/index.html",
    )}  # fmt: skip
    assert "Row 46" in text(theirs(files, "longmead-good-neighbours"))
    assert "Sign in | Group Organiser" in text(theirs(files, "millbrook-district-scouts"))
    libraries = text(theirs(files, "millbrook-libraries"))
    assert "You marked it as not for everybody. 2" in libraries
    assert "rota" not in libraries
    told = [
        page for page in (demo.home.public / "providers").glob("*/index.html") if "31 June 2027" in page.read_text()
    ]
    assert len(told) == 1, "a doubt is told to the one whose listing it is"
