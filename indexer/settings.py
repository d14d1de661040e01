"""What making sense of drafts needs to know of a city: its zone, country, languages, areas and calendar."""

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec


class AreaSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[areas]` table. file: GeoJSON (RFC 7946) of areas; name: the property that names one;
    postcodes: CSV of postcode, lat, lon; a row may be of the first part of postcodes only ("MB1"). venues: CSV of name,
    lat, lon, and where they are known aliases, postcode, area. All of them lie beside the city file."""

    file: str
    name: str = "name"
    vintage: str | None = None
    postcodes: str | None = None
    venues: str | None = None


class GeocoderSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[geocoder]` table: a server that says where an address is, as Nominatim does. Without it nobody is asked.

    url: of its search. most: addresses that are asked for in one run. delay: pause between two, a second or more.
    permission: its operators have agreed, in these words, so its robots.txt is not asked. attribution: whom to name,
    where that is other than what its answers say. It is told addresses that are shown to everybody, nothing else.
    """

    url: str
    most: int = 100
    delay: str = "1s"
    permission: str | None = None
    attribution: str | None = None


class Holiday(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}
):
    """A `[[holiday]]` table: school holidays, both days inclusive."""

    name: str
    first: dt.date
    last: dt.date


class SearchSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[search]` table: a Meilisearch that serves the search. Without it the embedded search does.

    url: of the server, as browsers reach it. index: the name of the city's index there; a-z, 0-9, - and _.
    synonyms: a word to those that find it too. The admin key is $MEILI_ADMIN_KEY and stands in no file.
    """

    url: str
    index: str
    synonyms: dict[str, tuple[str, ...]] = {}


class PopulationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[population]` table: how many young people live in each area, as CSV beside the city file.

    area, age, people: names of its columns. An age is a year ("14") or a band ("11-15").
    """

    file: str
    area: str = "area"
    age: str = "age"
    people: str = "people"
    vintage: str | None = None


class RosterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[roster]` table: organisations that ought to be on the portal, as CSV or XLSX beside the city file.

    columns: our word for a column to its name in the file, where that is none that we know (indexer/quality/roster.py).
    """

    file: str
    columns: dict[Literal["name", "url", "area", "interests", "type", "postcode", "address", "provider"], str] = {}


class ParticipationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[participation]` table: counts of people that providers return, in CSV files beside the city file.

    folder: where they lie. fewest: a cell that counts fewer people than this is hidden; at least 5.
    period: what is released at once. When it changes, a period that overlaps a released one is not released.
    """

    folder: str
    fewest: int = 10
    period: Literal["month", "quarter"] = "quarter"


class IndexSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Composed by schedules/city.py from the city file.

    country: ISO 3166-1 alpha-2; it decides day-first dates, the currency and the school grades.
    bounds: south, west, north, east in degrees; a position outside is not this city.
    keep: how long a past opportunity stays in the catalogue.
    folder: where the files that the settings name lie.
    """

    timezone: str
    country: str
    languages: tuple[str, ...]
    folder: Path
    bounds: tuple[float, float, float, float] | None = None
    areas: AreaSettings | None = None
    geocoder: GeocoderSettings | None = None
    holidays: tuple[Holiday, ...] = ()
    keep: dt.timedelta = dt.timedelta(days=30)
