"""The portal's data for others: what there is, in which format, with which columns, on what terms."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup

from portal import address, changes, columns, when
from portal.care import guide
from portal.file import File
from portal.i18n import Language, mark
from portal.licences import licence
from portal.reliability import source_views
from portal.scene import Scene
from portal.settings import PortalSettings

RPDE = "application/vnd.openactive.rpde+json; version=1"


class Feed(NamedTuple):
    """path: below the portal's root. about: a msgid. of: OpenActive's class of an RPDE feed's things, else ""."""

    path: str
    format: str
    media_type: str
    about: str
    of: str = ""


FEEDS = (
    Feed(
        "feeds/opportunities.json",
        "JSON",
        "application/json",
        mark("Every opportunity with its sessions, where we found it, and on what terms."),
    ),
    Feed(columns.OPPORTUNITIES.path, "CSV", "text/csv", mark("A row for each opportunity.")),
    Feed(columns.SESSIONS.path, "CSV", "text/csv", mark("A row for each session.")),
    Feed(columns.LISTS.path, "CSV", "text/csv", mark("A row for each list, with its calendar and its table.")),
    Feed("feeds/opportunities.ics", "iCalendar", "text/calendar", mark("What is on in the next 60 days.")),
    Feed("feeds/opening-soon.ics", "iCalendar", "text/calendar", mark("When sign-up opens.")),
    Feed(
        "feeds/opportunities.geojson",
        "GeoJSON",
        "application/geo+json",
        mark("Where it is, as far as everybody may know."),
    ),
    Feed("feeds/feed.json", "JSON Feed", "application/feed+json", mark("What changed last, for feed readers.")),
    Feed("feeds/opportunities.atom", "Atom", "application/atom+xml", mark("The same in an older format.")),
    Feed(
        f"{changes.OPPORTUNITIES}index.json",
        "RPDE",
        RPDE,
        mark("Every change of an opportunity, page by page, and what is gone."),
        "Course",
    ),
    Feed(
        f"{changes.SESSIONS}index.json",
        "RPDE",
        RPDE,
        mark("Every change of a session, page by page, and what is gone."),
        "CourseInstance",
    ),
    Feed(
        "data/datapackage.json", "Data Package", "application/json", mark("The tables and their columns, for programs.")
    ),
)
"""Everything that is published for machines, beside what each list and each opportunity has of its own."""


def data(scene: Scene) -> File:
    """The page about it."""
    _, language, site = scene.language.gettext, scene.language, scene.settings.site
    root = address.absolute(site.url, language, "").removesuffix(language.prefix)
    return guide(
        scene,
        "data",
        title=_("Open data"),
        lead=_("Take what we know, and make something of it. You need no key, and you need not ask."),
        parts={
            "feeds": _("What there is"),
            "lists": _("A calendar and a table of any list"),
            "read": _("Before you use it"),
            "licences": _("On what terms"),
            "columns": _("Columns"),
            "use": _("How to use it"),
        },
        feeds=[(f"{scene.root('data/')}{feed.path}", feed.path, feed.format, _(feed.about)) for feed in FEEDS],
        tables=columns.TABLES,
        sources=source_views(scene),
        day=when.long_day(scene.today, language),
        base=root,
        ld=[Markup(_script(node)) for node in _linked(scene.settings, language)],  # noqa: S704
    )


def descriptors(settings: PortalSettings, licences: list[str]) -> Iterator[File]:
    """datapackage.json (Frictionless Data Package 1.0) and each table's schema. licences: as the sources state them."""
    found = {one.name: one for stated in licences if (one := licence(stated))}
    terms = [{"title": one.name} | ({"path": one.url} if one.url else {}) for one in found.values()]
    for table in columns.TABLES:
        yield File(f"data/{table.name}.schema.json", _pretty(schema(table)))
    package = {
        "profile": "tabular-data-package",
        "name": "city-of-learning",
        "title": settings.site.title,
        "homepage": f"{settings.site.url.rstrip('/')}/data/",
        "description": "A value that is missing is unknown: a price that is not stated is not free, an age that is not "
        "stated is not every age. Listed is not vetted. There are no people in it, and no counts of people.",
        **({"licenses": terms} if terms else {}),
        "contributors": [{"title": settings.site.operator, "role": "publisher"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "title": table.about,
                "path": f"{settings.site.url.rstrip('/')}/{table.path}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": f"{settings.site.url.rstrip('/')}/data/{table.name}.schema.json",
            }
            for table in columns.TABLES
        ],
    }
    yield File("data/datapackage.json", _pretty(package))


def schema(table: columns.Table) -> dict[str, Any]:
    """Frictionless Table Schema 1.0."""
    fields = []
    for column in table.columns:
        field: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.meaning}
        if column.unit:
            field["unit"] = column.unit
        if column.kind == "boolean":
            field |= {"trueValues": ["yes"], "falseValues": ["no"]}
        if column.values:
            field["constraints"] = {"enum": list(column.values)}
        fields.append(field)
    return {"fields": fields, "missingValues": [""], "primaryKey": list(table.key)}


def _linked(settings: PortalSettings, language: Language) -> Iterator[dict[str, Any]]:
    """A Dataset of the feeds of changes, as OpenActive's Dataset API Discovery wants it; a DataCatalog of the rest."""
    base = settings.site.url.rstrip("/")
    page = address.absolute(settings.site.url, language, "data/")
    about = {
        "@context": "https://schema.org/",
        "url": page,
        "publisher": {"@type": "Organization", "name": settings.site.operator, "email": settings.site.contact},
        "isAccessibleForFree": True,
        "license": f"{page}#licences",
    }

    def named(feed: Feed) -> dict[str, Any]:
        download = {"@type": "DataDownload", "contentUrl": f"{base}/{feed.path}", "encodingFormat": feed.media_type}
        if feed.of:
            return {**download, "name": feed.of, "additionalType": f"https://openactive.io/{feed.of}"}
        return download

    words = f"Courses, camps, clubs and drop-ins for young people in {settings.name}"
    yield {
        **about,
        "@type": "Dataset",
        "@id": f"{page}#rpde",
        "name": f"{settings.site.title}: opportunities and sessions",
        "description": f"{words}, as feeds of changes.",
        "distribution": [named(feed) for feed in FEEDS if feed.of],
    }
    yield {
        **about,
        "@type": "DataCatalog",
        "name": settings.site.title,
        "description": f"{words}, collected from what providers publish.",
        "dataset": [
            {
                "@type": "Dataset",
                "name": feed.about.rstrip("."),
                "description": feed.about,
                "license": about["license"],
                "distribution": named(feed),
            }
            for feed in FEEDS
            if not feed.of
        ],
    }


def _script(node: dict[str, Any]) -> str:
    """JSON that cannot end its script element."""
    return msgspec.json.encode(node).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _pretty(value: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
