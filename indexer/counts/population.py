"""How many young people live in each area, and how many programmes there are for every 1,000 of them.

A row that cannot be believed is left out with a sentence, and what needs it is unknown. Ages that do not line up with
our bands are never split: nobody knows how many of those from 15 to 17 are 15.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawlers.errors import SourceError
from crawlers.formats.tables.table import Row, read
from indexer.counts.dimensions import BANDS, YOUNG, Band, area_of, bands_of
from indexer.opportunity import Opportunity
from indexer.settings import PopulationSettings

PER = 1000
_AGE = re.compile(
    r"(\d{1,3})(?:\s*(?:years?|yrs?))?(?:\s*(?:[-–—_]|to)\s*(\d{1,3})|\s*(\+|plus|(?:and|or|&) (?:over|older|above)))?"
)
_UNDER = re.compile(r"(?:under|less than|<)\s*(\d{1,3})")
_WHOLE = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+|\d+(?:[.,]0+)?")
_TOTAL = re.compile(r"(?:all|total)\b.*", re.IGNORECASE)
_TOLD = 20


class Years(NamedTuple):
    """Whole years, both inclusive; high None: and over."""

    low: int
    high: int | None


class Population(msgspec.Struct, frozen=True):
    """people: by area and age band, where both are known. problems: sentences, of the file, in the order of its rows.

    total: the bands of the young that are known in every area, from the lowest to the highest; () where there is none.
    """

    people: Mapping[tuple[str, str], int]
    areas: tuple[str, ...]
    total: tuple[str, ...] = ()
    vintage: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def total_name(self) -> str:
        """The years of the total: "5-24"."""
        return f"{self.total[0].partition('-')[0]}-{self.total[-1].partition('-')[2]}" if self.total else ""

    def of(self, area: str, age_band: str) -> int | None:
        """People of an age band, or of the total, in an area; None: not known."""
        if self.total and age_band == self.total_name:
            return sum(self.people[area, band] for band in self.total)
        return self.people.get((area, age_band))


class Programmes(msgspec.Struct, frozen=True):
    """Different opportunities for an age band in an area. age_not_stated: others there that say no age, so that they
    may be for the band too. people, per_1000: None where it is not known how many live there."""

    area: str
    age_band: str
    opportunities: int
    age_not_stated: int
    people: int | None
    per_1000: float | None


def population(settings: PopulationSettings, folder: Path, areas: Collection[str]) -> Population:
    """Reads the table. folder: where the city file lies. areas: the city's; a city without any takes those it names."""
    problems: list[str] = []
    rows = list(_read(settings, folder, areas, problems))
    by_area: dict[str, dict[Years, set[int]]] = defaultdict(lambda: defaultdict(set))
    for area, years, number in rows:
        by_area[area][years].add(number)
    names = tuple(sorted(areas or by_area))
    people: dict[tuple[str, str], int] = {}
    for area, stated in by_area.items():
        twice = sorted(years for years, some in stated.items() if len(some) > 1)
        if twice:
            problems.append(
                f"{settings.file}: expected one row for each age in {area}, but {_years(twice[0])} has several "
                "different ones. Add them up (such as girls and boys) into one row; until then it is unknown."
            )
        once = {years: next(iter(some)) for years, some in stated.items() if len(some) == 1}
        for band in BANDS:
            if (found := _tiled(band, once, twice)) is not None:
                people[area, band.name] = found
    problems += _unknown(settings.file, names, people)
    total = tuple(band for band in YOUNG if names and all((area, band) in people for area in names))
    return Population(
        people=people, areas=names, total=_together(total), vintage=settings.vintage, problems=_shortened(problems)
    )


def programmes(opportunities: Iterable[Opportunity], people: Population, today: dt.date) -> tuple[Programmes, ...]:
    """By area and age band, and by area for the total's years; the areas of the population table, also empty ones."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    unstated: dict[str, int] = defaultdict(int)
    name = people.total_name
    for opportunity in opportunities:
        sessions = [s for s in opportunity.sessions if not s.past(today) and s.status not in ("cancelled", "postponed")]
        bands = set(bands_of(opportunity.ages))
        bands |= {name} if bands & set(people.total) else set()
        for area in {area_of(session) for session in sessions}:
            for band in bands:
                found[area, band] += 1
            unstated[area] += opportunity.ages is None
    bands_named = [*(band.name for band in BANDS), *([name] if name else [])]
    return tuple(
        Programmes(
            area=area,
            age_band=band,
            opportunities=found[area, band],
            age_not_stated=unstated[area],
            people=(lived := people.of(area, band)),
            per_1000=round(PER * found[area, band] / lived, 1) if lived else None,
        )
        for area in people.areas
        for band in bands_named
    )


def _read(
    settings: PopulationSettings, folder: Path, areas: Collection[str], problems: list[str]
) -> Iterator[tuple[str, Years, int]]:
    """Rows that can be believed; a sentence for each other."""
    wanted = (settings.area, settings.age, settings.people)
    try:
        table = read(settings.file, (folder / settings.file).read_bytes(), wanted=wanted)
    except OSError as error:
        problems.append(f"{settings.file}: expected the population table beside the city file, but {error.strerror}.")
        return
    except SourceError as error:
        problems.append(str(error))
        return
    heads = [head.casefold() for head in table.headers]
    missing = [name for name in wanted if name.casefold() not in heads]
    if missing:
        problems.append(
            f"{settings.file}: expected the columns {', '.join(wanted)} in row 1, but {', '.join(missing)} is not "
            f"there; there are: {', '.join(filter(None, table.headers))[:200]}. Name its columns in [population]."
        )
        return
    at = [heads.index(name.casefold()) for name in wanted]
    known = {_plain(area): area for area in areas}
    for row in table.rows:
        if any(cell.strip() for cell in row.cells):
            yield from _row(row, at, settings.file, known, problems)


def _row(
    row: Row, at: Sequence[int], file: str, known: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, Years, int]]:
    area, age, people = (row.cells[n].strip() if n < len(row.cells) else "" for n in at)
    where = f"{file}, row {row.number}"
    if _TOTAL.fullmatch(age) or _TOTAL.fullmatch(area):
        return
    years = _age(age)
    if known and _plain(area) not in known:
        problems.append(
            f"{where}: expected an area of areas.geojson, but {area[:60]!r} is none. "
            f"Known are {', '.join(sorted(known.values())[:6])} …; write it as there."
        )
    elif years is None:
        problems.append(f"{where}: expected an age such as 14 or 10-14, but it is {age[:40]!r}. Mend the row.")
    elif not _WHOLE.fullmatch(people):
        problems.append(
            f"{where}: expected a whole number of people, 0 or more, but it is {people[:40]!r}. Mend the row; "
            "until then they are unknown."
        )
    else:
        whole = re.sub(r"[.,]0+$", "", people) if re.fullmatch(r"\d+[.,]0{1,2}", people) else people
        yield known.get(_plain(area), area), years, int(re.sub(r"\D", "", whole))


def _age(words: str) -> Years | None:
    plain = " ".join(words.casefold().removeprefix("aged ").removeprefix("age ").removesuffix(" years").split())
    if found := _UNDER.fullmatch(plain):
        return Years(0, int(found[1]) - 1) if int(found[1]) else None
    if not (found := _AGE.fullmatch(plain)):
        return None
    low = int(found[1])
    if found[3]:
        return Years(low, None)
    high = int(found[2]) if found[2] else low
    return Years(low, high) if low <= high else None


def _tiled(band: Band, stated: Mapping[Years, int], doubtful: Sequence[Years]) -> int | None:
    """The people of a band, where rows cover exactly its years, each once."""
    if any(_inside(years, band) for years in doubtful):
        return None
    if (whole := stated.get(Years(band.low, band.high))) is not None:
        return whole
    next_year: int | None = band.low
    people = 0
    for years in sorted((y for y in stated if _inside(y, band)), key=lambda y: y.low):
        if years.low != next_year:
            return None
        people += stated[years]
        next_year = None if years.high is None else years.high + 1
    ended = next_year is None if band.high is None else next_year == band.high + 1
    return people if ended else None


def _inside(years: Years, band: Band) -> bool:
    if band.high is None:
        return years.low >= band.low
    return years.low >= band.low and years.high is not None and years.high <= band.high


def _unknown(file: str, areas: Sequence[str], people: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Sentences for the young's bands that are not known."""
    for band in YOUNG:
        missing = [area for area in areas if (area, band) not in people]
        if len(missing) == len(areas) and areas:
            yield f"{file}: expected the years {band}, but no rows cover exactly them. That band is unknown everywhere."
        elif missing:
            yield (
                f"{file}: expected the years {band} for every area, but {', '.join(missing[:5])}"
                f"{f' and {len(missing) - 5} more' if len(missing) > 5 else ''} lack some. They are unknown there."
            )


def _together(bands: tuple[str, ...]) -> tuple[str, ...]:
    """The longest run of bands without a gap, so that the total has one name."""
    runs: list[list[str]] = [[]]
    for band in YOUNG:
        if band in bands:
            runs[-1].append(band)
        else:
            runs.append([])
    longest: list[str] = max(runs, key=len)
    return tuple(longest)


def _shortened(problems: Sequence[str]) -> tuple[str, ...]:
    if len(problems) <= _TOLD:
        return tuple(problems)
    return (*problems[:_TOLD], f"… and {len(problems) - _TOLD:,} more sentences like these.")


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _years(years: Years) -> str:
    return f"{years.low}+" if years.high is None else f"{years.low}-{years.high}"
