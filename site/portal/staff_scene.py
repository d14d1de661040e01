"""What staff's pages are made of, and their templates: a frame of their own, in English, that nobody should index."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.contents import Contents
from indexer.counts.dimensions import ALL, MIXED, NOT_STATED, ONLINE
from indexer.counts.participation import Participation
from indexer.counts.population import Population, Programmes
from indexer.counts.supply import Supply
from indexer.quality.coverage import Coverage
from indexer.quality.fields import SourceFields
from indexer.quality.history import Past
from indexer.values.topics import INTERESTS
from portal import address, colour, when
from portal.areamap import AreaMap
from portal.art import sprites
from portal.assets import STATIC, Assets
from portal.compiled import TEMPLATES
from portal.file import File
from portal.i18n import Language
from portal.settings import PortalSettings

PAGES = (
    ("", "Overview"),
    ("supply/", "Supply"),
    ("gaps/", "Gaps"),
    ("coverage/", "Coverage"),
    ("participation/", "Participation"),
    ("sources/", "Sources"),
    ("quality/", "Quality"),
    ("review/", "Review"),
    ("feeds/", "Feeds"),
)
_LABELS = {interest.key: interest.label for interest in INTERESTS}
STEPS = 20
"""Lengths of a bar."""


class Material(NamedTuple):
    """Everything that staff's pages say, gathered once."""

    contents: Contents
    settings: PortalSettings
    today: dt.date
    supply: Supply
    population: Population | None
    programmes: tuple[Programmes, ...]
    participation: Participation | None
    history: Mapping[str, Sequence[Past]]
    coverage: Coverage | None
    fields: tuple[SourceFields, ...]
    drawn: AreaMap | None


class StaffScene:
    """The templates of staff/, and how figures and names are put into words."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.language = Language("en", country=material.settings.country, first=True)
        self.assets = Assets()
        bars = "".join(f".v{n}{{--v:{n * 100 // STEPS}%}}" for n in range(STEPS + 1))
        style = (STATIC / "staff.css").read_text("utf-8")
        self.assets.add("staff.css", (colour.tokens(material.settings.site.colour) + bars + "\n" + style).encode())
        self.assets.add("mark.svg", dict(sprites())["mark.svg"].encode())
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES / "staff"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            asset=self.assets.path,
            city=material.settings.name,
            site=material.settings.site,
            day=when.long_day(material.today, self.language),
            pages=PAGES,
            number=self.language.number,
            outward=address.outward,
        )

    def page(self, template: str, path: str, *, title: str, **values: Any) -> File:
        """A page at <path>index.html."""
        html = self._environment.get_template(template).render(
            title=title, path=path, root=address.root(path), **values
        )
        return File(f"{path}index.html", html.encode())

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The city's areas, and others that sessions are in."""
        drawn = [area.name for area in self.material.drawn.areas] if self.material.drawn else []
        held = [row.area for row in self.material.supply.totals]
        known = self.material.population.areas if self.material.population else ()
        return tuple(sorted({*drawn, *held, *known} - {ALL, NOT_STATED, ONLINE}))

    def name(self, value: str) -> str:
        """A value of a dimension in words."""
        return _LABELS.get(value) or {ONLINE: "Online", NOT_STATED: "Not stated", MIXED: "Mixed ages", ALL: "All"}.get(
            value, value
        )

    def percent(self, part: float, whole: float) -> str:
        """ "40%"; "–" of nothing. Some is never 0 %, and not all is never 100 %."""
        if not whole:
            return "–"
        share = part / whole
        if 0 < share < 0.01:
            return "<1%"
        return ">99%" if 0.99 < share < 1 else self.language.percent(share)

    def date(self, moment: dt.datetime | None) -> str:
        """The day of a moment in the city's zone."""
        if moment is None:
            return "never"
        return when.short(when.city_day(moment, self.material.settings.timezone), self.language)


def step(part: float, whole: float) -> int:
    """A bar's length, 0 to STEPS; some is at least one."""
    return max(1, round(STEPS * part / whole)) if part and whole else 0
