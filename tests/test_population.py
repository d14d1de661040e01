"""Who lives where: read, checked, and unknown rather than invented where ages do not line up."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.counts.population import Population, Programmes, population, programmes
from indexer.opportunity import Ages, Moment, Opportunity, Place, Provider, Session
from indexer.settings import PopulationSettings

AREAS = ("Dale", "Hill Park")
TODAY = dt.date(2026, 11, 22)


def read(folder: Path, *rows: str, areas: Sequence[str] = AREAS, head: str = "area,age,people") -> Population:
    (folder / "pop.csv").write_text("\n".join((head, *rows)), "utf-8")
    return population(PopulationSettings(file="pop.csv"), folder, areas)


def test_single_years_and_bands_make_our_bands(tmp_path: Path) -> None:
    years = [f"Hill Park,{age},{10 + age}" for age in range(10, 15)]
    made = read(tmp_path, *years, 'dale,10–14,"1,200"', "DALE,15 to 19,300", "Hill  park,aged 15-19,7", "Dale,25+,9000")
    assert made.of("Hill Park", "10-14") == sum(10 + age for age in range(10, 15))
    assert made.of("Dale", "10-14") == 1200
    assert made.of("Dale", "25+") == 9000
    assert made.total == ("10-14", "15-19")
    assert made.total_name == "10-19"
    assert made.of("Hill Park", "10-19") == 60 + 50 + 7
    assert made.of("Hill Park", "20-24") is None


@pytest.mark.parametrize(
    ("rows", "band"),
    [
        (["Dale,11-15,500"], "10-14"),  # neither holds the other
        (["Dale,10-12,500"], "10-14"),  # 13 and 14 are missing
        (["Dale,10-12,5", "Dale,12-14,5"], "10-14"),  # 12 twice
        (["Dale,10-14,5", "Dale,10-14,6"], "10-14"),  # which?
        (["Dale,15-17,500"], "15-19"),
        (["Dale,25-89,500"], "25+"),  # and over 89?
        (["Dale,0-24,500"], "10-14"),
    ],
)
def test_ages_that_do_not_line_up_are_unknown(rows: list[str], band: str, tmp_path: Path) -> None:
    made = read(tmp_path, *rows)
    assert made.of("Dale", band) is None
    assert made.total == ()
    assert made.problems


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Dael,14,5", "row 2: expected an area of areas.geojson, but 'Dael' is none"),
        ("Dale,14,-5", "row 2: expected a whole number of people, 0 or more, but it is '-5'"),
        ("Dale,14,5.5", "row 2: expected a whole number"),
        ("Dale,14,", "row 2: expected a whole number"),
        ("Dale,14,c", "row 2: expected a whole number"),
        ("Dale,,5", "row 2: expected an age such as 14 or 10-14, but it is ''"),
        ("Dale,14-10,5", "row 2: expected an age"),
        ("Dale,teens,5", "row 2: expected an age"),
    ],
)
def test_what_cannot_be_believed_is_said_with_file_and_row(row: str, said: str, tmp_path: Path) -> None:
    made = read(tmp_path, row)
    assert f"pop.csv, {said}" in made.problems[0]
    assert not made.people


def test_sums_are_left_out_and_zero_is_a_number(tmp_path: Path) -> None:
    made = read(tmp_path, "Dale,All ages,900", "Total,10-14,99", "Dale,10-14,0", "Hill Park,10-14,12.0")
    assert [p for p in made.problems if ", row " in p] == []
    assert made.of("Dale", "10-14") == 0
    assert made.of("Hill Park", "10-14") == 12


def test_a_table_without_its_columns_is_no_table(tmp_path: Path) -> None:
    made = read(tmp_path, "Dale,14,5", head="ward,jahre,leute")
    assert "expected the columns area, age, people in row 1" in made.problems[0]
    assert population(PopulationSettings(file="none.csv"), tmp_path, AREAS).problems[0].startswith("none.csv: expected")


def test_a_real_table_of_another_shape_is_told(data: Path) -> None:
    """An age a column: the sentence says which columns are wanted and which there are."""
    name = "data__chicago_kids_neighborhood__census_analysis__age_change_density_2014.csv"
    made = population(PopulationSettings(file=name), data / "population", ())
    assert "but area, age, people is not there; there are: area_num_1, community" in made.problems[0]


def test_many_problems_are_told_as_some(tmp_path: Path) -> None:
    made = read(tmp_path, *[f"Dale,{n},x" for n in range(60)])
    assert len(made.problems) == 21
    assert "more sentences like these" in made.problems[-1]


def test_a_city_without_boundaries_takes_the_areas_of_its_table(tmp_path: Path) -> None:
    assert read(tmp_path, "North,10-14,5", areas=()).areas == ("North",)


def held(key: str, area: str, ages: Ages | None) -> Opportunity:
    session = Session(id=key, start=Moment(date=TODAY, zone="Europe/London"), place=Place(area=area))
    who = Provider(id="p", name="P")
    return Opportunity(id=key, slug=key, title=key, provider=who, ages=ages, sessions=(session,))


def test_programmes_per_1000(tmp_path: Path) -> None:
    people = read(tmp_path, "Dale,5-9,400", "Dale,10-14,600", "Hill Park,5-9,0", "Hill Park,10-14,50")
    made = programmes(
        [held("a", "Dale", Ages(low=8, high=12)), held("b", "Dale", Ages(low=6, high=7)), held("c", "Dale", None)],
        people,
        TODAY,
    )
    found = {(row.area, row.age_band): row for row in made}
    assert found["Dale", "5-9"] == Programmes("Dale", "5-9", 2, 1, 400, 5.0)
    assert found["Dale", "5-14"] == Programmes("Dale", "5-14", 2, 1, 1000, 2.0), "different ones: not 2 + 1"
    assert found["Dale", "15-19"] == Programmes("Dale", "15-19", 0, 1, None, None)
    assert found["Hill Park", "5-9"] == Programmes("Hill Park", "5-9", 0, 0, 0, None), "nobody lives there"
    assert found["Hill Park", "10-14"].per_1000 == 0.0
