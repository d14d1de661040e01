"""What the city knows of where things are: its areas, postcodes, venues, and what its geocoder answered."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from indexer.geocoding import kept
from indexer.settings import IndexSettings
from indexer.values import area_files, postcodes, venue_files

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry

Found = Callable[[str, str | None, str], tuple[float, float] | None]
"""Address, postcode and country to latitude and longitude, where a geocoder answered."""


class Wide(NamedTuple):
    """The area of a postcode; wide: its table has but what the postcode lies in, such as its outward code."""

    area: str | None
    wide: bool = False


class Gazetteer:
    """Areas by shape and name, postcodes by table, venues by name.

    areas: name to shape in degrees WGS 84 (RFC 7946). postcodes: postcode, or the first part of one, to latitude and
    longitude. venues: two of one name are told apart by their postcodes, else neither is found. found: what a geocoder
    answered; it asks nobody.
    """

    def __init__(
        self,
        areas: Mapping[str, "BaseGeometry"] | None = None,
        postcodes: Mapping[str, tuple[float, float]] | None = None,
        venues: Iterable[venue_files.Venue] = (),
        found: Found | None = None,
    ) -> None:
        self.shapes = dict(areas or {})
        self.postcodes = {_compact(code): position for code, position in (postcodes or {}).items()}
        self.bounds = _bounds(self.shapes.values())
        self._names = {_key(name): name for name in self.shapes}
        self._order = list(self.shapes)
        self._tree: shapely.STRtree | None = None
        self._at: dict[tuple[float, float], str | None] = {}
        self._venues: dict[str, list[venue_files.Venue]] = {}
        self._found = found
        for venue in venues:
            for name in dict.fromkeys(_key(name) for name in (venue.name, *venue.aliases)):
                self._venues.setdefault(name, []).append(venue)

    @property
    def areas(self) -> tuple[str, ...]:
        """The names of the areas, in the order of the file."""
        return tuple(self._order)

    def area_at(self, latitude: float, longitude: float) -> str | None:
        """The area around a position; None outside every area. On a border the area that comes first in the file."""
        at = (latitude, longitude)
        if at not in self._at:
            if len(self._at) > 50_000:
                self._at.clear()
            self._at[at] = self._around(latitude, longitude)
        return self._at[at]

    def _around(self, latitude: float, longitude: float) -> str | None:
        if not self.shapes:
            return None
        import shapely  # noqa: PLC0415 (slow to load, and a run in which nothing changed asks for no area)

        if self._tree is None:
            self._tree = shapely.STRtree(list(self.shapes.values()))
        hits = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self._order[min(hits)] if len(hits) else None

    def named(self, words: str) -> str | None:
        """The area of this name, whatever its capitals, or None where the city has none."""
        return self._names.get(_key(words))

    def area_of_postcode(self, postcode: str) -> str | None:
        """The area around a postcode of the city's table."""
        return self.around_postcode(postcode).area

    def around_postcode(self, postcode: str) -> Wide:
        """The same, and whether only what the postcode lies in is in the table."""
        if position := self.postcodes.get(_compact(postcode)):
            return Wide(self.area_at(*position))
        around = postcodes.wider(postcode)
        position = self.postcodes.get(_compact(around)) if around else None
        return Wide(self.area_at(*position), wide=True) if position else Wide(None)

    def venue(self, name: str, postcode: str | None = None) -> venue_files.Venue | None:
        """The venue that the city knows by this name, with or without a room after it; None for a name of two."""
        for words in (name, *_without_rooms(name)):
            known = self._venues.get(_key(words), [])
            fitting = [one for one in known if not (postcode and one.postcode and one.postcode != postcode)]
            if len(fitting) > 1 and postcode:
                fitting = [one for one in fitting if one.postcode == postcode]
            if known:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def geocoded(self, address: str, postcode: str | None, country: str) -> tuple[float, float] | None:
        """Latitude and longitude that the geocoder gave for an address; None where it was not asked, or knew none."""
        return self._found(address, postcode, country) if self._found else None


def load_gazetteer(settings: IndexSettings) -> Gazetteer:
    """Reads the files that the city file's `[areas]` names, and what its geocoder has answered so far.

    Raises CityFileError with a sentence.
    """
    table = settings.areas
    found = kept.load(settings.folder / kept.FILE).find if settings.geocoder else None
    if table is None:
        return Gazetteer(found=found)
    areas = area_files.areas(settings.folder / table.file, table.name, settings.bounds)
    codes = area_files.postcodes(settings.folder / table.postcodes) if table.postcodes else {}
    gazetteer = Gazetteer(areas, codes)
    venues = venue_files.venues(settings.folder / table.venues, gazetteer.named, settings) if table.venues else ()
    return Gazetteer(areas, codes, venues, found)


def _bounds(shapes: Iterable["BaseGeometry"]) -> tuple[float, float, float, float] | None:
    boxes = [shape.bounds for shape in shapes if not shape.is_empty]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(south), min(west), max(north), max(east)


def _without_rooms(name: str) -> list[str]:
    """The name cut at its first comma, bracket or dash: "Riverside Library, Room 2" is in the library."""
    return [cut for cut in (re.split(r",| - | – |\(", name[:200], maxsplit=1)[0].strip(),) if cut and cut != name]


def _compact(postcode: str) -> str:
    return "".join(postcode.upper().split())


def _key(name: str) -> str:
    key = re.sub(r"[\W_]+", " ", name.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return key.strip().removeprefix("the ").removesuffix(" ward")
