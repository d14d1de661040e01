"""Providers with a website and no data in it: the museum's cards, the noticeboard's pins, the Urdu society's page."""

import datetime as dt
from functools import partial
from html import escape

from schedules.millbrook import words
from schedules.millbrook.host import Page, frame, paged, site
from schedules.millbrook.material import Listing, Session, State, material, sessions
from schedules.millbrook.server import Answer, Site

MUSEUM = """body{font:18px/1.55 Georgia,serif;max-width:52rem;margin:0 auto;padding:1rem;background:#f7f3ea}
.event{border-top:4px solid #7a1f1f;padding:.5rem 0}.date{font-weight:bold}.tags li{display:inline;margin-right:1rem}"""
BOARD = """body{font:16px/1.4 "Comic Neue",cursive,sans-serif;background:#b98a5a;padding:1rem}
.pin{background:#fffbe6;padding:1rem;margin:1rem auto;max-width:34rem;box-shadow:2px 3px 4px #0006}
dt{float:left;clear:left;width:4rem}"""
SOCIETY = (
    "body{font:20px/1.9 serif;max-width:44rem;margin:2rem auto}li{margin-bottom:1.5rem;list-style:none}h3{color:#0a5}"
)
BOOKING: dict[State, str] = {
    "open": "Booking open",
    "full": "Fully booked",
    "waiting": "Waiting list",
    "cancelled": "Cancelled",
    "later": "Booking opens later",
}
URDU_MONTHS = ("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر")


def museum(today: dt.date) -> Site:
    """The Museum of Making: cards, ten to a page, and a page for each."""
    given = material("museum").listings
    addresses = {one.key: f"/whats-on/{one.key}" for one in given}
    pages: dict[str, Page] = {addresses[one.key]: partial(_exhibit, one, today) for one in given}
    pieces = paged([_card(one, sessions(one, today)[0], addresses[one.key]) for one in given], 10)
    for number, cards in enumerate(pieces, 1):
        pages[f"/whats-on?page={number}"] = partial(_overview, cards, number, len(pieces))
    pages["/"] = pages["/whats-on"] = pages["/whats-on?page=1"]
    return site(pages, robots="User-agent: *\nDisallow: /collections/private/\nDisallow: /shop/basket\n")


def _card(listing: Listing, session: Session, href: str) -> str:
    lines = [f'<h3><a href="{href}">{escape(listing.title)}</a></h3>', f'<p class="date">{words.when(session)}</p>']
    lines += [f'<p class="suitability">{escape(listing.ages)}</p>'] if listing.ages else []
    lines += [f'<p class="price">{escape(listing.price)}</p>'] if listing.price else []
    return '<article class="event">\n' + "\n".join(lines) + "\n</article>"


def _overview(cards: list[str], number: int, last: int) -> Answer:
    turns = f'<a rel="next" href="/whats-on?page={number + 1}">More events</a>' if number < last else ""
    body = "<h1>What's on at the Museum of Making</h1>\n<p>Silk Street, MB1 4TR. Closed on Mondays.</p>\n"
    return frame("What's on | Museum of Making", body + "\n".join(cards) + f"\n<nav>{turns}</nav>", style=MUSEUM)


def _exhibit(listing: Listing, today: dt.date) -> Answer:
    session = sessions(listing, today)[0]
    access = "".join(f"<li>{escape(one)}</li>" for one in listing.access)
    tags = "".join(f"<li>{escape(one)}</li>" for one in listing.topics)
    role = f'<p>You come as a <b class="role">{escape(listing.role)}</b>.</p>\n' if listing.role else ""
    body = f"""<main>
<p><a href="/whats-on">What's on</a></p>
<h1>{escape(listing.title)}</h1>
<div class="description"><p>{escape(listing.text)}</p></div>
{role}<p class="booking">{BOOKING[session.state]}</p>
<p>The desk is on 01632 960451.</p>
{f'<h2>Access</h2><ul class="access">{access}</ul>' if access else ""}
<ul class="tags">{tags}</ul>
</main>"""
    return frame(f"{listing.title} | Museum of Making", body, style=MUSEUM)


def riverside(today: dt.date) -> Site:
    """Riverside Community Centre: one page with a pin for each group, and a flyer behind each."""
    given = material("riverside").listings
    pins = "\n".join(_pin(one, sessions(one, today)[0]) for one in given)
    intro = "<h1>Riverside noticeboard</h1>\n<p>Step-free from Towpath Street. Keys: Denzil, 01632 960377.</p>\n"
    pages: dict[str, Page] = {"/noticeboard": lambda: frame("Riverside noticeboard", intro + pins, style=BOARD)}
    for one in given:
        flyer = f'<h1>{escape(one.title)}</h1>\n<p>{escape(one.text)}</p>\n<p><a href="/noticeboard">Back</a></p>'
        pages[f"/flyers/{one.key}"] = partial(frame, one.title, flyer, style=BOARD)
    pages["/"] = pages["/noticeboard"]
    return site(pages, robots="User-agent: *\nCrawl-delay: 0\n")


def _pin(listing: Listing, session: Session) -> str:
    rows = {
        "when": words.when(session),
        "for": listing.ages,
        "cost": listing.price,
        "access": ", ".join(listing.access),
        "kind": ", ".join(listing.topics),
        "ask": listing.provider,
        "sort": listing.sector,
    }
    facts = "\n".join(f'<dt>{n.title()}</dt><dd class="{n}">{escape(v)}</dd>' for n, v in rows.items() if v)
    head = f'<h2><a href="/flyers/{listing.key}">{escape(listing.title)}</a></h2>\n'
    head += f'<p class="text">{escape(listing.text)}</p>'
    return f'<section class="pin">\n{head}\n<dl>\n{facts}\n</dl>\n</section>'


def bazm(today: dt.date) -> Site:
    """Bazm-e-Adab: one page in Urdu, its days in words for people and in time elements for machines."""
    given = material("urdu")
    entries = "\n".join(_gathering(one, sessions(one, today)[0]) for one in given.listings)
    body = f'<h1>{given.provider}</h1>\n<p>فون: <span dir="ltr">01632 960482</span></p>\n<ul>\n{entries}\n</ul>'
    page = partial(frame, given.provider, body, style=SOCIETY, language="ur")
    return site({"/programme/": page, "/": page}, robots="User-agent: *\nAllow: /\n")


def _gathering(listing: Listing, session: Session) -> str:
    place = session.place
    assert place is not None
    assert session.begins is not None
    assert session.ends is not None
    days = [(day, f"{day.day} {URDU_MONTHS[day.month - 1]} {day.year}") for day in (session.first, session.last)]
    first, last = (_time(name, f"{day}", said) for name, (day, said) in zip(("first", "last"), days, strict=True))
    begins, ends = f"{session.begins:%H:%M}", f"{session.ends:%H:%M}"
    lines = [
        f'<h3 id="{listing.key}">{escape(listing.title)}</h3>',
        f'<p class="text">{escape(listing.text)}</p>',
        f"<p>تاریخ: {first} تا {last}</p>",
        f"<p>وقت: {_time('from', begins, begins)} تا {_time('until', ends, ends)}</p>",
        f'<p>عمر: <span class="ages">{escape(listing.ages or "")}</span></p>',
        f'<p>فیس: <span class="price">{escape(listing.price or "")}</span></p>',
        f'<p>مقام: <span class="place" lang="en" dir="ltr">{escape(place.line())}</span></p>',
        *(f'<p>موضوع: <span class="topic">{escape(topic)}</span></p>' for topic in listing.topics),
        *([f'<p>صرف: <span class="only">{escape(listing.gender)}</span></p>'] if listing.gender else []),
        *(['<p><span class="role">رضاکار</span></p>'] if listing.role else []),
    ]
    return '<li class="gathering">\n' + "\n".join(lines) + "\n</li>"


def _time(name: str, machine: str, words: str) -> str:
    return f'<time class="{name}" datetime="{machine}">{words}</time>'
