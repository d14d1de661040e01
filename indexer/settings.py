"""What making sense of drafts needs to know of a city: its zone, country, languages, areas and calendar."""

import datetime as dt
from pathlib import Path

import msgspec


class AreaSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[areas]` table. file: GeoJSON (RFC 7946) of areas; name: the property that names one;
    postcodes: CSV of postcode, lat, lon. Both files lie beside the city file."""

    file: str
    name: str = "name"
    vintage: str | None = None
    postcodes: str | None = None


class Holiday(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}
):
    """A `[[holiday]]` table: school holidays, both days inclusive."""

    name: str
    first: dt.date
    last: dt.date


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
    holidays: tuple[Holiday, ...] = ()
    keep: dt.timedelta = dt.timedelta(days=30)
