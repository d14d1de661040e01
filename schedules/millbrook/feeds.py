"""The providers that have a calendar feed, sound or not."""

import datetime as dt
from functools import partial

from schedules.millbrook.calendars import calendar
from schedules.millbrook.host import Page, file, frame, site
from schedules.millbrook.material import material
from schedules.millbrook.server import Site

ICS = "text/calendar; charset=utf-8"


def libraries(today: dt.date) -> Site:
    """Millbrook Libraries: everything in one feed, the staff's rota too."""
    home = (
        "<h1>Millbrook Libraries</h1>\n<p>Four libraries and a van. Everything at our libraries is free.</p>\n"
        '<p><a href="/events.ics">Subscribe to our calendar</a> or ring 01632 960175.</p>'
    )
    return _feed("libraries", today, "/events.ics", "User-agent: *\nDisallow: /staff/\nDisallow: /account/\n", home)


def shed(today: dt.date) -> Site:
    """The Shed Makerspace."""
    home = '<h1>The Shed</h1>\n<p>Unit 4, Tannery Yard. Ring the big bell. <a href="/calendar.ics">Calendar</a></p>'
    return _feed("makers", today, "/calendar.ics", "User-agent: *\nCrawl-delay: 0\nDisallow: /wiki/private/\n", home)


def stars(today: dt.date) -> Site:
    """Millbrook Astronomical Society: no robots.txt at all."""
    home = "<h1>Millbrook Astronomical Society</h1>\n<p>If in doubt about the cloud, ring 01632 960733 after six.</p>"
    head = '<link rel="alternate" type="text/calendar" href="/diary.ics" title="Our diary">'
    return _feed("stargazers", today, "/diary.ics", None, home, head)


def cylch(today: dt.date) -> Site:
    """Cylch Cymraeg Millbrook: a calendar in Welsh."""
    given, labels = material("welsh"), ("Oedran", "Pris")
    home = (
        "<h1>Cylch Cymraeg Millbrook</h1>\n"
        f'<p>Croeso i bawb. <a href="webcal://{given.host}/digwyddiadur.ics">Tanysgrifio i\'r digwyddiadur</a></p>'
    )
    pages: dict[str, Page] = {
        "/digwyddiadur.ics": file(lambda: calendar(given, today, name="Digwyddiadur y Cylch", labels=labels), ICS),
        "/": partial(frame, given.provider, home, language="cy"),
    }
    return site(pages, robots="User-agent: *\nDisallow:\n")


def sports(today: dt.date) -> Site:
    """Millbrook Sports Council: its feed once listed forty clubs; since its last update four are left."""
    home = (
        "<h1>Millbrook Sports Council</h1>\n<p>Our calendar is moving to a new system this month: "
        '<a href="/clubs.ics">clubs.ics</a></p>'
    )
    return _feed("sports", today, "/clubs.ics", "User-agent: *\nDisallow: /admin/\n", home)


def scouts(_today: dt.date) -> Site:
    """Millbrook District Scouts: where the calendar was, the booking system now asks everybody to sign in."""
    sign_in = (
        '<h1>Please sign in</h1>\n<form method="post" action="/login"><p><label>Membership number '
        '<input name="number"></label> <button>Continue</button></p></form>'
    )
    page = partial(frame, "Sign in | Group Organiser", sign_in)
    return site({"/calendar/export.ics": page, "/": page}, robots="User-agent: *\nDisallow: /members/\n")


def _feed(name: str, today: dt.date, path: str, robots: str | None, home: str, head: str = "") -> Site:
    given = material(name)
    pages: dict[str, Page] = {
        path: file(lambda: calendar(given, today, name=f"{given.provider}: what's on"), ICS),
        "/": partial(frame, given.provider, home, head=head),
    }
    return site(pages, robots=robots)
