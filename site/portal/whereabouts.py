"""What a page says of where something is beyond its address: a small map, the nearest stop, the way there.

Only of places that everybody may know: of others the area is shaded, or there is nothing at all.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from indexer.opportunity import Place, Session
from portal import stops
from portal.assets import Assets
from portal.getting_there import directions
from portal.i18n import Language, mark
from portal.settings import PortalSettings
from portal.small_maps import HEIGHT, WIDTH, SmallMaps, Spot
from portal.stops import Stops

MOST = 3
"""Places of one opportunity that are told."""
_STEP = 50
_PACE = 75
"""Metres a minute: 4.5 km an hour."""
_KINDS = {
    "": mark("Stop %(name)s"),
    "bus": mark("Bus stop %(name)s"),
    "tram": mark("Tram stop %(name)s"),
    "train": mark("Station %(name)s"),
    "ferry": mark("Ferry stop %(name)s"),
}


class View(NamedTuple):
    """name: of the place, "" where only its area may be told. art: relative to the portal's root, "" without a map;
    width, height: its box; pin: within it. label: the map in words. stop: its nearest, or "". way: an address."""

    name: str
    art: str
    width: int
    height: int
    pin: tuple[int, int] | None
    label: str
    stop: str
    way: str | None


class Whereabouts:
    """Of every place of a city; made once for all pages."""

    def __init__(self, settings: PortalSettings, assets: Assets) -> None:
        """Raises CityFileError for boundaries or stops that cannot be read."""
        self._maps = SmallMaps(settings, assets)
        self._stops = stops.read(settings.folder / settings.site.stops) if settings.site.stops else Stops([])
        self._template = settings.site.directions

    def views(self, sessions: Iterable[Session], language: Language) -> list[View]:
        """One for each place of the sessions of which there is something to tell, in their order."""
        places = dict.fromkeys(session.place.shown() for session in sessions if session.place)
        return [view for place in places if (view := self._view(place, language))][:MOST]

    def _view(self, place: Place, language: Language) -> View | None:
        if place.visibility == "on_booking":
            return None
        at = position(place)
        spot = self._maps.spot(place.area, at)
        if not spot and not at:
            return None
        width, height = (WIDTH, HEIGHT) if spot else (0, 0)
        return View(
            name=place.name or "",
            art=spot.art if spot else "",
            width=width,
            height=height,
            pin=spot.pin if spot else None,
            label=_label(place, spot, language) if spot else "",
            stop=self._stop(at, language) if at else "",
            way=directions(self._template, at) if at else None,
        )

    def _stop(self, at: tuple[float, float], language: Language) -> str:
        found = self._stops.nearest(*at)
        if not found:
            return ""
        stop, metres = found
        rounded = max(_STEP, round(metres / _STEP) * _STEP)
        minutes = math.ceil(rounded / _PACE)
        named = language.gettext(_KINDS[stop.kind], name=language.isolated(stop.name))
        return language.ngettext(
            "%(stop)s, about %(metres)s m in a straight line. The way is longer: %(num)s minute on foot or more.",
            "%(stop)s, about %(metres)s m in a straight line. The way is longer: %(num)s minutes on foot or more.",
            minutes,
            stop=named,
            metres=language.number(rounded),
            num=language.number(minutes),
        )


def position(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude where everybody may know them."""
    shown = place.shown()
    return None if shown.latitude is None or shown.longitude is None else (shown.latitude, shown.longitude)


def _label(place: Place, spot: Spot, language: Language) -> str:
    _ = language.gettext
    if spot.pin and place.name:
        return _("Map: %(place)s in %(area)s", place=place.name, area=spot.area)
    return _("Map: %(area)s and what is around it", area=spot.area)
