"""Reads the real returns and populations as a city's would be read, and prints what of each can be believed."""

import tomllib
from collections import Counter
from pathlib import Path

import msgspec
from rich.console import Console

from crawlers.errors import CityOfLearningError
from indexer.counts.population import population
from indexer.counts.returns import read_file
from indexer.settings import PopulationSettings


def show(data: Path, file: Path, console: Console) -> None:
    """file: people.toml, which names the columns of each population table."""
    console.print("\nreturns: rows believed, left out by reason")
    for path in sorted((data / "participation").glob("*.csv")):
        found, problems = read_file(path)
        reasons = Counter(problem.reason for problem in problems)
        told = "".join(f"; {number:,} × {reason}" for reason, number in reasons.most_common(3)) or "; an empty table"
        console.print(f"  {path.name.rpartition('__')[2]:<40} {len(found):>5,}{told}")
    console.print("\npopulations: areas, area by age band known, problems")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["population"]
    for settings in msgspec.convert(tables, list[PopulationSettings]):
        try:
            found_people = population(settings, data, ())
        except CityOfLearningError as error:
            console.print(f"  {error}", markup=False)
            continue
        people, name = found_people.people, settings.file.rpartition("__")[2]
        console.print(f"  {name:<40} {len(found_people.areas):>5,} {len(people):>5,} {sum(people.values()):,} people")
        for problem in found_people.problems[:3]:
            console.print(f"    {problem}"[:300], markup=False)
