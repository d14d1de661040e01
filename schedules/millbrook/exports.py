"""The providers that keep a sheet: what their columns are called, and how a row is written."""

import datetime as dt
from collections.abc import Callable, Iterator

from schedules.millbrook import weeks, words
from schedules.millbrook.host import Page, file, frame, site
from schedules.millbrook.material import HERE, Listing, Session, State, material, places, sessions
from schedules.millbrook.server import Site
from schedules.millbrook.sheets import Cell, comma_sheet, semicolon_sheet, workbook

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOKING: dict[State, str] = {
    "open": "Open",
    "full": "Fully booked",
    "waiting": "Waiting list",
    "cancelled": "Closed",
    "later": "Not open yet",
}


def music(today: dt.date) -> Site:
    """Millbrook Music Hub: a comma CSV with ISO dates and bare amounts, one row for each term of a group."""
    head = (
        *(
            "group_id",
            "term_id",
            "group",
            "about",
            "instrument",
            "ages",
            "level",
            "term_starts",
            "term_ends",
            "from",
            "until",
        ),
        *("room", "postcode", "fee_gbp", "size", "free_places", "state", "for", "lends", "access", "role", "award"),
    )
    page = file(lambda: comma_sheet([head, *_each("music", today, _music)]), CSV)
    home = frame(
        "Millbrook Music Hub",
        '<h1>Millbrook Music Hub</h1>\n<p>Every child an instrument. <a href="/groups.csv">All groups (CSV)</a></p>',
    )
    return site({"/": lambda: home, "/groups.csv": page}, robots="User-agent: *\nDisallow: /parents/\n")


def _music(listing: Listing, session: Session) -> list[str]:
    place = session.place
    assert place is not None
    return [
        *(listing.key, session.id, listing.title, listing.text, "; ".join(listing.topics), listing.ages or ""),
        *(
            listing.level or "",
            session.first.isoformat(),
            session.last.isoformat(),
            *_times(session),
            place.name,
            place.postcode,
        ),
        *(listing.price or "", str(listing.capacity or ""), str(session.left(listing.capacity or 1))),
        *(BOOKING[session.state], listing.gender or "", "; ".join(listing.support), "; ".join(listing.access)),
        *(listing.role or "", listing.credential or ""),
    ]


def volunteer(today: dt.date) -> Site:
    """Volunteer Millbrook: a semicolon CSV from an older computer, a row for each opening, days in words."""
    head = (
        *("Ref", "Role", "Organisation", "What you would do", "Age", "Where", "Postcode", "From", "To"),
        *("Starts at", "Ends at", "Cause", "We cover", "Cost to you", "As"),
    )
    page = file(
        lambda: semicolon_sheet([head, *_each("volunteer", today, _volunteer)]), "text/csv; charset=windows-1252"
    )
    home = frame(
        "Volunteer Millbrook",
        "<h1>Volunteer Millbrook</h1>\n<p>From 14 you can help, too. "
        '<a href="/sheets/openings.csv">What is open now (sheet)</a></p>',
    )
    pages: dict[str, Page] = {"/": lambda: home, "/sheets/openings.csv": page}
    return site(pages, robots="User-agent: *\nDisallow: /references/\n")


def _volunteer(listing: Listing, session: Session) -> list[str]:
    place = session.place
    assert place is not None
    return [
        *(f"V-{listing.key}", listing.title, listing.provider or "", listing.text, listing.ages or "", place.name),
        *(place.postcode, words.day(session.first), words.day(session.last), *_clocks(session)),
        *("; ".join(listing.topics), "; ".join(listing.support), listing.price or "", listing.role or ""),
    ]


def community(today: dt.date) -> Site:
    """The community sheet: free words in every cell, and the rows that went wrong as people typed them."""
    head = (
        *("Group", "What", "Tell us more", "Where", "Postcode", "When", "Ages", "Cost", "Interest"),
        *("Sort of group", "Access", "Only for"),
    )

    def sheet() -> bytes:
        typed = (HERE / "material" / "community_mistyped.csv").read_text("utf-8").replace("\n", "\r\n")
        typed = typed.replace("{friday}", _friday(today)).replace("{year}", str(today.year + 1))
        return comma_sheet([head, *_community(today)]) + typed.encode()

    page = file(sheet, CSV)
    home = frame("Millbrook community sheet", '<p>Shared sheet. <a href="/s/MillbrookGroups/download">Download</a></p>')
    root = frame("Millbrook community cloud", '<p>Our lists: <a href="/s/MillbrookGroups">What groups do</a>.</p>')
    pages: dict[str, Page] = {"/s/MillbrookGroups/download": page, "/s/MillbrookGroups": lambda: home}
    pages["/"] = lambda: root
    return site(pages, robots="User-agent: *\nDisallow: /login\n")


def _friday(today: dt.date) -> str:
    """A Friday that is at least three weeks away and stays the same for a month."""
    first = list(weeks.months(today, 3))[2]
    return words.day(weeks.monday(first) + dt.timedelta(days=11))


def _community(today: dt.date) -> Iterator[list[str]]:
    for listing in material("community").listings:
        given = sessions(listing, today)
        place = places()[listing.at[0]]
        when = words.when(given[0]) if given else "Thursdays 6pm to 9pm, all year, just come"
        yield [
            *(listing.provider or "", listing.title, listing.text, f"{place.name}, {place.address}", place.postcode),
            *(when, listing.ages or "", listing.price or "", ", ".join(listing.topics)),
            *((listing.sector or "community").capitalize(), "; ".join(listing.access), listing.gender or ""),
        ]


def holidays(today: dt.date) -> Site:
    """The council's holiday programme: an XLSX workbook with two lines above its head, a row for each week."""
    head = (
        *("Code", "Club", "About", "Theme", "Ages", "Week", "First day", "Last day", "Starts", "Finishes", "Venue"),
        *("Address", "Postcode", "Cost to families", "Places", "Left", "Booking", "Included", "Access", "Open to"),
        *("Role", "Booking opens"),
    )

    def sheet() -> bytes:
        above = ["Millbrook holiday activities", "Holiday line 01632 960144. Week numbers are the council's own."]
        rows = [list(row) for row in _holidays(today)]
        return workbook("Programme", above, [list(head), *rows], written=weeks.monday(today))

    home = frame(
        "Millbrook Holiday Activities",
        "<h1>Holiday activities and food</h1>\n<p>Free places for those who get free school meals. "
        '<a href="/programme.xlsx">The programme as a workbook</a></p>',
    )
    pages: dict[str, Page] = {"/": lambda: home, "/programme.xlsx": file(sheet, XLSX)}
    return site(pages, robots="User-agent: *\nDisallow: /eligibility/\n")


def _holidays(today: dt.date) -> Iterator[list[Cell]]:
    for listing in material("holidays").listings:
        for session in sessions(listing, today):
            place = session.place
            assert place is not None
            yield [
                *(f"H-{listing.key}", listing.title, listing.text, ", ".join(listing.topics), listing.ages),
                *(session.first.isocalendar().week, session.first, session.last, session.begins, session.ends),
                *(place.name, place.address, place.postcode, listing.price, listing.capacity),
                *(session.left(listing.capacity or 1), BOOKING[session.state], "; ".join(listing.support)),
                *("; ".join(listing.access), listing.eligibility or listing.gender, listing.role, session.opens),
            ]


def _each(name: str, today: dt.date, row: Callable[[Listing, Session], list[str]]) -> Iterator[list[str]]:
    for listing in material(name).listings:
        for session in sessions(listing, today):
            yield row(listing, session)


def _clocks(session: Session) -> list[str]:
    return [words.clock(time) if time else "" for time in (session.begins, session.ends)]


def _times(session: Session) -> list[str]:
    return [f"{time:%H:%M}" if time else "" for time in (session.begins, session.ends)]
