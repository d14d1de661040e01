"""Millbrook College: a sitemap, and a page with JSON-LD for each course."""

import datetime as dt
from functools import partial
from html import escape

from schedules.millbrook import words
from schedules.millbrook.host import Page, frame, site, sitemap
from schedules.millbrook.linked_data import course, script
from schedules.millbrook.material import Listing, Session, material, sessions
from schedules.millbrook.server import Answer, Site

STYLE = """body{font:17px/1.5 sans-serif;max-width:46rem;margin:2rem auto}h1{color:#5b2a86}
th,td{text-align:left;padding:.3rem 1rem .3rem 0}"""
ROBOTS = (
    "User-agent: *\nDisallow: /staff/\nDisallow: /apply/\n\nSitemap: http://college.millbrook.example/sitemap.xml\n"
)
STATES = {
    "open": "Places available",
    "full": "Full",
    "waiting": "Waiting list",
    "cancelled": "Cancelled",
    "later": "Opens later",
}


def college(today: dt.date) -> Site:
    """The college's website on a day."""
    given = material("college")
    root = f"http://{given.host}"
    courses = {f"/courses/{one.key}/": one for one in given.listings}
    pages: dict[str, Page] = {path: partial(_page, one, today, root + path) for path, one in courses.items()}
    others = ("/", "/about/", "/open-days/")
    pages |= {path: partial(_other, path, courses) for path in others}
    pages["/staff/timetable/"] = partial(
        frame, "Staff timetable", "<h1>Staff timetable</h1><p>Room changes this week.</p>"
    )
    pages["/sitemap.xml"] = lambda: sitemap(root + path for path in (*others, *courses, "/staff/timetable/"))
    return site(pages, robots=ROBOTS)


def _page(listing: Listing, today: dt.date, url: str) -> Answer:
    given = sessions(listing, today)
    host = "http://college.millbrook.example/"
    data = course(listing, given, url=url, provider="Millbrook College", site=host)
    facts = {
        "For ages": listing.ages,
        "Level": listing.level,
        "Cost": listing.price,
        "You can earn": listing.credential,
        "Help with costs": ", ".join(listing.support),
        "Access": ", ".join(listing.access),
    }
    rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>\n" for name, value in facts.items() if value)
    dates = "".join(_row(one) for one in given)
    more = f" Help included: {', '.join(listing.support).lower()}." if listing.support else ""
    more += f" Access: {', '.join(listing.access)}." if listing.access else ""
    data["description"] = listing.text + more
    return frame(
        f"{listing.title} | Millbrook College",
        f'<p><a href="/">Millbrook College</a></p>\n<h1>{escape(listing.title)}</h1>\n<p>{escape(listing.text)}</p>\n'
        f"<table>{rows}</table>\n<h2>Dates</h2>\n<table>{dates}</table>\n<p>Questions? Ring 01632 960240.</p>",
        style=STYLE,
        head=script(data),
    )


def _row(session: Session) -> str:
    where = escape(session.place.name) if session.place else "Online"
    return (
        f'<tr id="{session.id}"><td>{words.when(session)}</td><td>{where}</td><td>{STATES[session.state]}</td></tr>\n'
    )


def _other(path: str, courses: dict[str, Listing]) -> Answer:
    if path == "/":
        links = "".join(f'<li><a href="{href}">{escape(one.title)}</a></li>\n' for href, one in courses.items())
        return frame("Millbrook College", f"<h1>Short courses</h1>\n<ul>{links}</ul>", style=STYLE)
    title = "About the college" if path == "/about/" else "Open days"
    text = "Two buildings, a wharf, and about four thousand students. Come and have a look round: ring 01632 960240."
    return frame(f"{title} | Millbrook College", f"<h1>{title}</h1>\n<p>{text}</p>", style=STYLE)
