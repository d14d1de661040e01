"""Who ought to be on the portal: reading a roster, and telling who is listed, silent or unknown."""

from pathlib import Path

import pytest
import shapely

from indexer.counts.dimensions import NOT_STATED
from indexer.quality.coverage import Figures, Known, coverage
from indexer.quality.roster import Entry, Roster, host_of, roster
from indexer.settings import RosterSettings
from indexer.values.gazetteer import Gazetteer

AREAS = Gazetteer(
    {"Old Town": shapely.box(-2.7, 51.4, -2.6, 51.5), "Kiln Hill": shapely.box(-2.6, 51.4, -2.5, 51.5)},
    {"MB1 1AA": (51.45, -2.65), "MB2 2BB": (51.45, -2.55)},
)


def read(folder: Path, text: str, **columns: str) -> Roster:
    (folder / "roster.csv").write_bytes(text.encode())
    settings = RosterSettings(file="roster.csv", columns=columns)  # type: ignore[arg-type]
    return roster(settings, folder, AREAS, "GB")


def test_a_roster_of_our_own(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Name;URL;Area;Interests;Type;Address\n"
        "Quay Arts;https://www.quay.example/;old town;music, and painting;charity;\n"
        "Kiln Hill School;kiln.example/about;;sport;school;1 High Street, MB2 2BB\n"
        ";;;;;\n"
        "Chess Club;;;;;\n",
    )
    assert found == Roster(
        entries=(
            Entry(
                row=2,
                name="Quay Arts",
                host="quay.example",
                area="Old Town",
                interests=("music", "art"),
                type="charity",
            ),
            Entry(
                row=3,
                name="Kiln Hill School",
                host="kiln.example",
                page=True,
                area="Kiln Hill",
                interests=("sport",),
                type="school",
            ),
            Entry(row=5, name="Chess Club"),
        )
    )


@pytest.mark.parametrize(
    ("header", "row", "name", "host", "area"),
    [
        ("EstablishmentName,SchoolWebsite,Postcode", "Kiln School,www.k.example,MB2 2BB", "Kiln School", "k.example",
            "Kiln Hill"),
        ("charity_name,charity_contact_web,charity_contact_postcode", "QUAY,q.example,MB1 1AA", "QUAY", "q.example",
            "Old Town"),
        ("Recipient Org:Name,Recipient Org:Web Address,Recipient Org:Postal Code", "Quay,http://q.example,mb11aa",
            "Quay", "q.example", "Old Town"),
        ("Organization,Website,Ward", "Quay,q.example,Kiln Hill", "Quay", "q.example", "Kiln Hill"),
    ],
)  # fmt: skip
def test_lists_that_registers_publish_are_read_as_they_are(
    header: str, row: str, name: str, host: str, area: str, tmp_path: Path
) -> None:
    found = read(tmp_path, f"{header}\n{row}\n")
    assert found.problems == ()
    assert [(one.name, one.host, one.area) for one in found.entries] == [(name, host, area)]


def test_a_column_of_another_name(tmp_path: Path) -> None:
    assert [one.name for one in read(tmp_path, "Träger,x\nQuay Arts,1\n", name="Träger").entries] == ["Quay Arts"]


@pytest.mark.parametrize(
    ("text", "left", "words"),
    [
        ("Name,Date of birth\nJo,2012-01-01\n", 0, "the column 'Date of birth' is of people"),
        ("First name,Surname\nJo,Bloggs\n", 0, "is of people"),
        ("Name,Pupil name\nKiln School,Jo\n", 0, "is of people"),
        ("Who,Where\nQuay,Old Town\n", 0, "expected a column 'name' in row 1, but there are: Who, Where"),
        ("Name,Area\n,Old Town\nQuay,Old Town\n", 1, "row 2: expected the name of an organisation"),
        ("Name,Area\nMrs Jo Bloggs,Old Town\nQuay,Old Town\n", 1, "row 2: expected an organisation, but this looks"),
        ("Name,Area\njo@quay.example,Old Town\n", 0, "looks like a person"),
        ("Name,Email\nJo Bloggs,jo.bloggs@gmail.com\nQuay Choir,quaychoir@gmail.com\n", 1, "row 2: expected an organ"),
        ("Name,Area\nQuay,Old Town\nThe quay,Old Town\nQUAY,Old Town\n", 2, "row 4: expected each organisation once"),
        ("Name,Area\nQuay,Atlantis\n", 1, "expected an area of the city such as Old Town, Kiln Hill, but 'Atlantis'"),
        ("Name,URL\nQuay,see facebook\n", 1, "expected the address of a site"),
        ("Name,Interests\nQuay,xyzzy\n", 1, "expected interests such as music; sport, but 'xyzzy'"),
        ("", 0, "the answer is empty"),
        ("<!doctype html><html><body>Sign in</body></html>", 0, "expected a table"),
    ],
)
def test_what_is_left_out_is_said(text: str, left: int, words: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert len(found.entries) == left
    assert words in " ".join(found.problems)
    assert "gmail" not in repr(found), "addresses of people are nowhere kept"


def test_a_roster_that_is_not_there(tmp_path: Path) -> None:
    found = roster(RosterSettings(file="none.csv"), tmp_path, AREAS, "GB")
    assert found.problems == ("none.csv: expected the roster beside the city file, but No such file or directory.",)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Quay.example/about", "quay.example"),
        ("quay.example", "quay.example"),
        ("www.quay.example:8080/x", "quay.example"),
        ("http://[::1", ""),
        ("none", ""),
        ("jo@quay.example", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


def known(name: str, coming: int = 1, *hosts: str) -> Known:
    return Known(id=name.lower().replace(" ", "-").replace("'", ""), name=name, hosts=frozenset(hosts), coming=coming)


PROVIDERS = [
    known("Quay Arts Trust", 3, "quay.example"),
    known("Old Town Band", 0, "band.example"),
    known("St Mary's Church", 2, "stmarys.example"),
    known("Millbrook Libraries", 9, "council.example"),
    known("Millbrook Museum and Art Gallery", 4, "council.example"),
    known("Kiln Runners", 1, "facebook.com"),
    known("Eastover Table Tennis", 1),
]


@pytest.mark.parametrize(
    ("entry", "status", "provider", "perhaps"),
    [
        (Entry(row=2, name="Quay Arts Trust"), "listed", "Quay Arts Trust", None),
        (Entry(row=2, name="The Quay Arts, Ltd"), "listed", "Quay Arts Trust", None),  # words that tell nobody apart
        (Entry(row=2, name="QA Studios", host="quay.example"), "listed", "Quay Arts Trust", None),  # its own site
        (Entry(row=2, name="Old Town Band"), "silent", "Old Town Band", None),
        (Entry(row=2, name="Puppet People", host="puppets.example"), "unknown", None, None),
        # a likeness is shown, and never taken
        (Entry(row=2, name="St Mary's Church of England"), "unknown", None, "St Mary's Church"),
        (Entry(row=2, name="Eastover Table-Tennis Club"), "unknown", None, "Eastover Table Tennis"),
        (Entry(row=2, name="Millbrook Museum"), "unknown", None, "Millbrook Museum and Art Gallery"),
        (Entry(row=2, name="St Mary's Primary School"), "unknown", None, None),
        # a site of many is nobody's
        (Entry(row=2, name="Kiln Ramblers", host="facebook.com", page=True), "unknown", None, None),
        (Entry(row=2, name="Archives", host="council.example"), "unknown", None, "Millbrook Libraries"),
        # a page on somebody else's site
        (Entry(row=2, name="Puppet People", host="quay.example", page=True), "unknown", None, "Quay Arts Trust"),
        # the roster says who it is
        (Entry(row=2, name="Puppet People", provider="Quay Arts Trust"), "listed", "Quay Arts Trust", None),
    ],
)
def test_how_an_organisation_stands(entry: Entry, status: str, provider: str | None, perhaps: str | None) -> None:
    (found,) = coverage(Roster(entries=(entry,)), PROVIDERS).standings
    assert (found.status, found.provider, found.perhaps) == (status, provider, perhaps)


def test_two_rows_with_one_site_are_known_by_their_names_alone() -> None:
    rows = (
        Entry(row=2, name="Quay Arts", host="quay.example"),
        Entry(row=3, name="Quay Kitchen", host="quay.example"),
    )
    found = coverage(Roster(entries=rows), PROVIDERS).standings
    assert [(one.status, one.perhaps) for one in found] == [("listed", None), ("unknown", "Quay Arts Trust")]


def test_a_provider_that_nobody_knows_is_said() -> None:
    (problem,) = coverage(Roster(entries=(Entry(row=7, name="Puppets", provider="Quai"),)), PROVIDERS).problems
    assert problem.startswith("row 7: expected the name of a provider of the portal, but 'Quai' is none.")


def test_each_organisation_counts_once_in_a_sum() -> None:
    rows = (
        Entry(row=2, name="Quay Arts Trust", area="Old Town", interests=("music", "arts")),
        Entry(row=3, name="Old Town Band", area="Old Town", interests=("music",)),
        Entry(row=4, name="Puppet People", area="Kiln Hill"),
    )
    found = coverage(Roster(entries=rows), PROVIDERS)
    assert found.of() == Figures(1, 1, 1)
    assert found.of(area="Old Town") == Figures(1, 1, 0)
    assert found.of(interest="music") == Figures(1, 1, 0)
    assert found.of(area="Old Town", interest="arts") == Figures(1, 0, 0)
    assert found.of(area="Kiln Hill", interest=NOT_STATED) == Figures(0, 0, 1)
    assert found.of(area="Kiln Hill", interest="music") == Figures()
