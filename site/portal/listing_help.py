"""The page that tells providers how to list their sessions, and the sheet that they fill in."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from crawlers.formats.tables import template
from indexer.opportunity import Ages, Moment, Opportunity, Place, Price, Provider, Registration, Session
from indexer.values.money import CURRENCIES
from portal import letters, schema_org
from portal.care import guide
from portal.file import File
from portal.scene import Scene

PATH = "list-your-sessions/"


def listing_help(scene: Scene) -> File:
    """Three ways, the easiest first: a sheet, a calendar, one's own pages. What happens then, and what is asked."""
    _, settings = scene.language.gettext, scene.settings
    return guide(
        scene,
        "list-your-sessions",
        title=_("List your sessions"),
        lead=_("Without an account, and without typing anything twice. Take the way that is least work for you."),
        parts={
            "sheet": _("A row in a sheet"),
            "calendar": _("The calendar that you have already"),
            "site": _("Your own pages"),
            "then": _("What happens then"),
            "asked": _("What we ask of you"),
            "columns": _("The columns of the sheet"),
        },
        sheets=f"{scene.root(PATH)}{PATH}template",
        columns=[(column.name, _(column.says), column.choices) for column in template.COLUMNS],
        also=[(column.name, _(column.says)) for column in template.ALSO],
        paste=schema_org.to_paste(_example(scene), url="https://www.example.org/robots", today=scene.today),
        write=letters.letter(
            settings.site.contact,
            _("Please list our sessions"),
            _("Who we are:"),
            "",
            _("Address of our sheet, calendar or pages:"),
            "",
            _("Under which licence others may use it, if we know:"),
            "",
            _("Who answers questions about safeguarding:"),
            "",
        ),
    )


def sheets(today: dt.date) -> Iterator[File]:
    """The sheet as CSV and XLSX, with examples for next summer."""
    yield File(f"{PATH}template.csv", template.csv_bytes(today.year + 1))
    yield File(f"{PATH}template.xlsx", template.xlsx_bytes(today.year + 1))


def _example(scene: Scene) -> Opportunity:
    """The first example of the sheet, so that both ways say the same."""
    said, settings = template.examples(scene.today.year + 1)[0], scene.settings

    def at(day: str, time: str) -> Moment:
        zone = settings.timezone
        return Moment(date=dt.date.fromisoformat(said[day]), time=dt.time.fromisoformat(said[time]), zone=zone)

    session = Session(
        id="x",
        start=at("start", "start_time"),
        end=at("end", "end_time"),
        place=Place(name=said["place"], address=said["address"]),
        price=Price(low=Decimal(0), high=Decimal(0), currency=CURRENCIES.get(settings.country, "XXX")),
        places_left=int(said["places_left"]),
        registration=Registration(state="open", url=said["register_url"]),
    )
    return Opportunity(
        id="x",
        slug="x",
        title=said["title"].removeprefix(f"{template.EXAMPLE} "),
        text=said["text"],
        provider=Provider(id="x", name=said["provider"], url="https://www.example.org/"),
        ages=Ages(low=11, high=14),
        level=said["level"],
        sessions=(session,),
    )
