"""What publishing needs to know of a city: the `[site]` and `[safety]` tables and its languages."""

from pathlib import Path

import msgspec

from portal.playlists import Playlist


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[site]` table. url: where the portal is served, for absolute addresses in feeds and sitemap.
    colour: the city's, #rrggbb, used for action only. pages: folder of about.en.md and so on, beside the city file.
    stops: CSV of bus and other stops beside it (portal/stops.py). directions: where a way is looked up, with {lat} and
    {lon}.
    """

    title: str
    url: str
    contact: str
    operator: str
    colour: str = "#0b5c8a"
    pages: str | None = None
    stops: str | None = None
    directions: str = "https://www.openstreetmap.org/directions?to={lat}%2C{lon}"


class Helpline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to call."""

    name: str
    phone: str


class Safety(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[safety]` table: whom to call or write to."""

    emergency: str
    helpline: Helpline
    contact: str


class PortalSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Composed by schedules/city.py from the city file.

    name: the city's. languages: codes; the first is at the root, the others below /<code>/.
    country: ISO 3166-1 alpha-2. timezone: IANA. folder: where the city file lies.
    boundaries: GeoJSON file of the areas and the property that names one, or None. postcodes: CSV of postcode, lat,
    lon, or None. credits: whom to name for positions that no provider gave. playlists: the city's.
    """

    name: str
    languages: tuple[str, ...]
    country: str
    timezone: str
    site: SiteSettings
    safety: Safety
    folder: Path
    boundaries: tuple[Path, str] | None = None
    postcodes: Path | None = None
    credits: tuple[str, ...] = ()
    playlists: tuple[Playlist, ...] = ()
