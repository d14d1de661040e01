"""Publishes staff/: reads what providers returned and who lives where, releases what is due, and builds the pages."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing

from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.counts import participation, population
from indexer.counts.participation import Participation
from indexer.counts.population import Population
from indexer.counts.returns import PERSONS
from indexer.decisions import linking
from indexer.quality import coverage
from indexer.quality import history as quality
from indexer.quality.coverage import Coverage
from indexer.quality.fields import field_quality
from indexer.quality.roster import roster
from indexer.values.gazetteer import load_gazetteer
from portal.areamap import area_map
from portal.publish import Published
from portal.publish import publish as publish_files
from portal.staff import build
from schedules import city as city_file
from schedules.home import Home
from schedules.needs import Need


def publish(home: Home, contents: Contents, now: dt.datetime) -> tuple[Published, tuple[Need, ...]]:
    """Brings staff/ up to date with the contents, under a record of its own, and says what is left for a person to do.

    Raises PublishError, CatalogueError, CityFileError.
    """
    settings, today = city_file.portal_settings(home.city, home.folder), city_file.today(home.city, now)
    people, returned = None, None
    if home.city.population:
        drawn = area_map(settings)
        areas = [area.name for area in drawn.areas] if drawn else []
        people = population.population(home.city.population, home.folder, areas)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        if home.city.participation:
            returned = participation.take(
                catalogue, home.city.participation, home.folder, contents, today=today, now=now
            )
        history = quality.history(catalogue)
        fields = field_quality(catalogue, home.city.sources)
        covered = _covered(home, catalogue, contents, today)
        asked = linking.questions(catalogue)
    files = build(
        contents,
        settings,
        today,
        population=people,
        participation=returned,
        history=history,
        coverage=covered,
        fields=fields,
        asked=asked,
    )
    published = publish_files(files, home.staff, home.state / "staff")
    return published, tuple(_needs(home, people, returned, covered))


def _covered(home: Home, catalogue: Catalogue, contents: Contents, today: dt.date) -> Coverage | None:
    if home.city.roster is None:
        return None
    areas = load_gazetteer(city_file.index_settings(home.city, home.folder))
    asked = roster(home.city.roster, home.folder, areas, home.city.country)
    return coverage.coverage(asked, coverage.known_providers(catalogue, contents, today))


def _needs(
    home: Home, people: Population | None, returned: Participation | None, covered: Coverage | None
) -> Iterator[Need]:
    """What of the city's own files has to be mended; the pages in staff/ say it row by row."""
    if returned:
        for one in returned.problems:
            if one.reason == PERSONS.reason:
                yield Need(key=f"returns:{one.file}", sentence=one.sentence(), urgency="now")
        others = [one for one in returned.problems if one.reason != PERSONS.reason]
        if others:
            first = others[0].sentence()
            more = f" And {len(others) - 1:,} more: see staff/participation/." if len(others) > 1 else ""
            yield Need(key=f"returns:{others[0].reason}", sentence=f"{first}{more}", urgency="later")
    if people and people.problems and home.city.population:
        more = f" And {len(people.problems) - 1:,} more: see staff/." if len(people.problems) > 1 else ""
        sentence = f"{people.problems[0]}{more}"
        yield Need(key=f"population:{home.city.population.file}", sentence=sentence, urgency="later")
    if covered and covered.problems and home.city.roster:
        more = f" And {len(covered.problems) - 1:,} more: see staff/coverage/." if len(covered.problems) > 1 else ""
        sentence = f"{covered.problems[0]}{more}"
        yield Need(key=f"roster:{home.city.roster.file}", sentence=sentence, urgency="later")
