"""Everything in staff/, in one function read from top to bottom: pages and feeds for those who run a city's programme.

It is a root of its own, never inside public/: a city hosts it behind a sign-in. Its pages are in English.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from indexer.contents import Contents
from indexer.counts.participation import Participation
from indexer.counts.population import Population, programmes
from indexer.counts.supply import supply
from indexer.decisions.links import Question
from indexer.quality.coverage import Coverage
from indexer.quality.fields import SourceFields
from indexer.quality.history import Past
from portal import staff_columns, staff_feeds
from portal.areamap import area_map
from portal.file import File
from portal.settings import PortalSettings
from portal.staff_coverage import coverage_page, coverage_rows, roster_rows
from portal.staff_feeds import Written
from portal.staff_people import participation_page
from portal.staff_quality import quality_page
from portal.staff_review import review_page
from portal.staff_scene import Material, StaffScene
from portal.staff_sources import sources_page
from portal.staff_supply import feeds_page, gaps_page, home_page, supply_page

_README = """\
staff/: for those who run {city}'s programme. Host it behind a sign-in.

It is no part of the portal: public/ is for everybody, staff/ is not. Search engines are told to stay away (robots.txt
and a tag on each page), but that keeps nobody out: your web server has to. For example, with nginx:

    location /staff/ {{ alias /srv/{folder}/staff/; auth_basic "Staff"; auth_basic_user_file /etc/nginx/staff; }}

The only counts of people are in participation/, feeds/participation.* and feeds/attendance.*; small ones are hidden,
and others with them, so that they cannot be worked out. The files that providers returned are not here.
"""


def build(
    contents: Contents,
    settings: PortalSettings,
    today: dt.date,
    *,
    population: Population | None,
    participation: Participation | None,
    history: Mapping[str, Sequence[Past]],
    coverage: Coverage | None = None,
    fields: Sequence[SourceFields] = (),
    asked: Sequence[Question] = (),
) -> Iterator[File]:
    """Every file of staff/; the same bytes for the same contents on the same day.

    today: in the city's zone. history: of each source's crawls, newest first. coverage: of the roster, where the
    city has one. fields: how each source's words came through. asked: what may be one
    opportunity. Raises CityFileError.
    """
    counted = supply(contents.opportunities, today)
    material = Material(
        contents=contents,
        settings=settings,
        today=today,
        supply=counted,
        population=population,
        programmes=programmes(contents.opportunities, population, today) if population else (),
        participation=participation,
        history=history,
        coverage=coverage,
        fields=tuple(fields),
        drawn=area_map(settings),
    )
    written = list(_feeds(material))
    scene = StaffScene(material)
    yield from scene.assets.files()
    yield home_page(scene)
    yield supply_page(scene)
    yield gaps_page(scene)
    yield coverage_page(scene)
    yield sources_page(scene)
    yield quality_page(scene)
    yield review_page(scene, asked)
    yield participation_page(scene)
    yield feeds_page(scene, written)
    yield from staff_feeds.files(written, _about(material))
    yield File("robots.txt", b"User-agent: *\nDisallow: /\n")
    folder = settings.name.casefold().replace(" ", "-")
    yield File("README.txt", _README.format(city=settings.name, folder=folder).encode())


def _feeds(material: Material) -> Iterator[Written]:
    yield Written(staff_columns.SUPPLY, staff_feeds.supply_rows(material.supply.cells))
    yield Written(staff_columns.TOTALS, staff_feeds.supply_rows(material.supply.totals))
    if material.population:
        yield Written(staff_columns.POPULATION, staff_feeds.population_rows(material.programmes))
    if material.participation:
        yield Written(staff_columns.PARTICIPATION, staff_feeds.participation_rows(material.participation))
        yield Written(staff_columns.ATTENDANCE, staff_feeds.attendance_rows(material.participation))
    if material.coverage:
        yield Written(staff_columns.COVERAGE, coverage_rows(material.coverage, material.supply))
        yield Written(staff_columns.ROSTER, roster_rows(material.coverage))


def _about(material: Material) -> staff_feeds.About:
    settings = material.settings
    return staff_feeds.About(
        city=settings.name,
        operator=settings.site.operator,
        contact=settings.site.contact,
        generated=material.today,
        licences={source.name: source.licence for source in material.contents.sources if source.licence},
    )
