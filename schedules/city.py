"""Reads a city file strictly: every key is known, every value has its type, every file that it names is there."""

import datetime as dt
import difflib
import re
import tomllib
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from crawlers import addresses
from crawlers.durations import span
from crawlers.errors import CityFileError, OptionError
from crawlers.kinds import kind_of, options_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from indexer.geocoding import kept as geocoded
from indexer.reconciling.trust import TrustSettings, with_trust
from indexer.search import server
from indexer.settings import (
    AreaSettings,
    GeocoderSettings,
    Holiday,
    IndexSettings,
    ParticipationSettings,
    PopulationSettings,
    RosterSettings,
    SearchSettings,
)
from portal import getting_there, playlists
from portal.settings import PortalSettings, Safety, SiteSettings
from schedules.every import every
from schedules.mail import fault
from schedules.settings import NoticeSettings, ScheduleSettings

FEWEST = 5
"""The smallest `fewest` that a city may set."""
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class City(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"sources": "source"}):
    """Everything that a city decides for itself.

    languages: codes, the first is the default. bounds: south, west, north, east in degrees; outside is not this city.
    catalogue: SQLAlchemy address; None means var/catalogue.db beside the city file.
    runner: "local" does the timetable's work in the process of `schedule`; "procrastinate" gives it to `worker`s on as
    many machines as wanted, by the catalogue's PostgreSQL.
    """

    name: str
    timezone: str
    country: str
    languages: tuple[str, ...]
    site: SiteSettings
    safety: Safety
    crawl: CrawlSettings
    sources: tuple[Source, ...] = ()
    areas: AreaSettings | None = None
    geocoder: GeocoderSettings | None = None
    holiday: tuple[Holiday, ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    catalogue: str | None = None
    runner: Literal["local", "procrastinate"] = "local"
    schedule: ScheduleSettings = ScheduleSettings()
    notices: NoticeSettings = NoticeSettings()
    search: SearchSettings | None = None
    population: PopulationSettings | None = None
    participation: ParticipationSettings | None = None
    roster: RosterSettings | None = None
    trust: TrustSettings = TrustSettings()


def read(path: Path) -> City:
    """The city of a city file. Raises CityFileError with a sentence for each thing that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CityFileError(
            f"{path}: expected a city file, but there is none. `cityoflearning new NAME` makes one."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CityFileError(f"{path}: expected a city file in UTF-8, but {error}.") from None
    return parse(text, path)


def parse(text: str, path: Path) -> City:
    """The city of a city file's text. path: names it in messages; files that it names are looked for beside it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CityFileError(f"{path}: expected TOML, but {error}.") from None
    wrong = list(_unknown(data, City, ""))
    if wrong:
        raise CityFileError("\n".join(f"{path}: {sentence}" for sentence in wrong))
    try:
        city = msgspec.convert(data, City)
    except msgspec.ValidationError as error:
        raise CityFileError(f"{path}: {_plain(error)}.") from None
    wrong = list(_contradictions(city, path.parent))
    if wrong:
        raise CityFileError("\n".join(f"{path}: {sentence}" for sentence in wrong))
    told = (with_trust(source, city.trust) for source in city.sources)
    return msgspec.structs.replace(city, sources=tuple(_knowing_us(source, city.site.url) for source in told))


def _knowing_us(source: Source, url: str) -> Source:
    """The source; an option `ours` that it leaves out is the address of the city's own portal."""
    asked = "ours" in {field.encode_name for field in msgspec.structs.fields(kind_of(source).options)}
    return msgspec.structs.replace(source, options={"ours": url} | source.options) if asked else source


def index_settings(city: City, folder: Path) -> IndexSettings:
    """What the indexer needs. folder: where the city file lies."""
    return IndexSettings(
        timezone=city.timezone,
        country=city.country,
        languages=city.languages,
        folder=folder,
        bounds=city.bounds,
        areas=city.areas,
        geocoder=city.geocoder,
        holidays=city.holiday,
        keep=span(city.crawl.keep),
    )


def portal_settings(city: City, folder: Path) -> PortalSettings:
    """What the portal needs. folder: where the city file lies."""
    return PortalSettings(
        name=city.name,
        languages=city.languages,
        country=city.country,
        timezone=city.timezone,
        site=city.site,
        safety=city.safety,
        folder=folder,
        boundaries=(folder / city.areas.file, city.areas.name) if city.areas else None,
        postcodes=folder / city.areas.postcodes if city.areas and city.areas.postcodes else None,
        playlists=playlists.read(folder),
        credits=geocoded.load(folder / geocoded.FILE).attributions() if city.geocoder else (),
    )


def today(city: City, now: dt.datetime) -> dt.date:
    """The day in the city's own zone at an aware moment."""
    return now.astimezone(zoneinfo.ZoneInfo(city.timezone)).date()


def _unknown(data: Any, expected: Any, where: str) -> Iterator[str]:
    """Sentences for keys that a struct does not have, all of them at once."""
    struct = next((t for t in (expected, *get_args(expected)) if _is_struct(t)), None)
    if struct is None:
        return
    if isinstance(data, list):
        for number, entry in enumerate(data, start=1):
            name = entry.get("name", number) if isinstance(entry, dict) else number
            yield from _unknown(entry, struct, f"{where} {name!r}")
    elif isinstance(data, dict):
        fields = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
        for key, value in data.items():
            if key in fields:
                yield from _unknown(value, fields[key], f"{where}.{key}".lstrip("."))
                continue
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(fields)}."
            yield f"{where or 'the city file'} has no key {key!r}. {hint}"


def _is_struct(expected: Any) -> bool:
    return isinstance(expected, type) and issubclass(expected, msgspec.Struct)


def _plain(error: msgspec.ValidationError) -> str:
    """msgspec's sentence with the path as a person would write it: site.title, not $.site.title."""
    sentence, _, path = str(error).partition(" - at ")
    return f"{path.strip('`').removeprefix('$').lstrip('.')}: {sentence}" if path else sentence


def _contradictions(city: City, folder: Path) -> Iterator[str]:
    zones = zoneinfo.available_timezones()
    for where, zone in [("timezone", city.timezone), *((f"source {s.name!r}", s.timezone) for s in city.sources)]:
        if zone is not None and zone not in zones:
            near = difflib.get_close_matches(zone, zones, n=1)
            yield f"{where}: there is no zone {zone!r}.{f' Did you mean {near[0]!r}?' if near else ''}"
    if not city.languages:
        yield "languages: expected at least one code, such as ['en'], but the list is empty."
    for key in ("delay", "timeout", "keep", "memory"):
        try:
            span(getattr(city.crawl, key))
        except ValueError as error:
            yield f"crawl.{key}: {error}."
    named = (city.areas.file, city.areas.postcodes, city.areas.venues) if city.areas else ()
    for file in (*named, city.site.pages):
        if file is not None and not (folder / file).exists():
            yield f"expected {file!r} beside the city file, but there is none in {folder}."
    yield from _people(city, folder)
    yield from playlists.faults(folder)
    yield from getting_there.faults(city.site, folder)
    yield from _geocoder(city)
    yield from _timetable(city)
    if city.runner == "procrastinate" and not (city.catalogue or "").startswith("postgresql"):
        yield (
            'runner: "procrastinate" needs the catalogue on PostgreSQL. '
            'Write catalogue = "postgresql+psycopg://user@host/name", or runner = "local".'
        )
    if city.search:
        yield from (f"search.{sentence}" for sentence in server.faults(city.search.url, city.search.index))
    names = [source.name for source in city.sources]
    yield from _trusted(city.trust, names)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two sources are called {name!r}; a source's name is part of its listings' ids, so each needs its own."
    for source in city.sources:
        if source.trusted:
            yield f"source {source.name!r}: whom to believe is said in a table of its own, [trust]."
        if not source.name or not set(source.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-"):
            yield f"source {source.name!r}: a name is made of a-z, 0-9 and -."
        if not addresses.may_be_typed(source.url):
            yield f"source {source.name!r}: url: expected http://… or https://…, but it is {source.url!r}."
        try:
            every(source.every)
            options_of(source)
        except (OptionError, ValueError) as error:
            yield f"source {source.name!r}: {str(error).removeprefix(source.name + ': ')}"


def _people(city: City, folder: Path) -> Iterator[str]:
    """What is wrong with `[population]`, `[participation]` and `[roster]`."""
    if city.population and not (folder / city.population.file).is_file():
        yield f"population.file: expected {city.population.file!r} beside the city file, but there is none in {folder}."
    if city.roster and not (folder / city.roster.file).is_file():
        yield f"roster.file: expected {city.roster.file!r} beside the city file, but there is none in {folder}."
    if city.participation:
        if not (folder / city.participation.folder).is_dir():
            yield (
                f"participation.folder: expected the folder {city.participation.folder!r} beside the city file, "
                f"but there is none in {folder}. Make it; it may be empty."
            )
        if city.participation.fewest < FEWEST:
            yield (
                f"participation.fewest: expected {FEWEST} or more, so that nobody can be recognised, "
                f"but it is {city.participation.fewest}."
            )


def _trusted(trust: TrustSettings, names: list[str]) -> Iterator[str]:
    """What is wrong with `[trust]`."""
    for field in trust.__struct_fields__:
        ranking = getattr(trust, field)
        for name in ranking:
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names)}."
                yield f"trust.{field}: there is no source {name!r}. {hint}"
            elif ranking.count(name) > 1:
                yield f"trust.{field}: {name!r} stands there twice; it can be believed first only once."


def _geocoder(city: City) -> Iterator[str]:
    """What is wrong with `[geocoder]`."""
    if city.geocoder is None:
        return
    if not addresses.may_be_typed(city.geocoder.url):
        yield f"geocoder.url: expected http://… or https://…, but it is {city.geocoder.url!r}."
    if city.geocoder.most < 1:
        yield f"geocoder.most: expected 1 or more, but it is {city.geocoder.most}."
    try:
        if span(city.geocoder.delay) < dt.timedelta(seconds=1):
            yield f"geocoder.delay: expected a second or more, but it is {city.geocoder.delay!r}."
    except ValueError as error:
        yield f"geocoder.delay: {error}."


def _timetable(city: City) -> Iterator[str]:
    """What is wrong with `[schedule]` and `[notices]`."""
    schedule, notices = city.schedule, city.notices
    for key, words in (("publish", schedule.publish), ("report", schedule.report)):
        try:
            every(words or schedule.publish)
        except ValueError as error:
            yield f"schedule.{key}: {str(error).removeprefix('every: ')}."
    if notices.webhook is not None and not notices.webhook.startswith(("http://", "https://")):
        yield f"notices.webhook: expected http://… or https://…, but it is {notices.webhook!r}."
    for key, given in (("email", notices.email), ("sender", (notices.sender,) if notices.sender else ())):
        for address in given:
            if not _ADDRESS.fullmatch(address):
                yield f"notices.{key}: expected an e-mail address, but it is {address!r}."
    if notices.email and not notices.smtp:
        yield 'notices.email: expected a mail server to send by; write smtp = "smtp://user@host:587" beside it.'
    if notices.smtp is not None and (wrong := fault(notices.smtp)):
        yield f"notices.smtp: {wrong}."
