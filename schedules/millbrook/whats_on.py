"""Providers whose pages carry events as data: the rangers in microdata, the arts centre in JSON-LD."""

import datetime as dt
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

from schedules.millbrook import words
from schedules.millbrook.host import Page, frame, paged, site
from schedules.millbrook.linked_data import amounts, course, event, script
from schedules.millbrook.material import Listing, Place, Session, material, sessions
from schedules.millbrook.server import Answer, Site

COUNCIL = "body{font:16px/1.5 Arial,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}h2{color:#3a7}"
MALT = (
    "body{font:17px/1.5 Futura,sans-serif;background:#111;color:#f4e9d0;max-width:50rem;margin:2rem auto}a{color:#fb5}"
)


def parks(today: dt.date) -> Site:
    """Millbrook Parks and Rangers: events in microdata on overview pages, a card for each date."""
    given = material("parks").listings
    cards = [(one, session) for one in given for session in sessions(one, today)]
    cards.sort(key=lambda card: (card[1].first, card[0].title))
    pieces = paged([_card(one, session) for one, session in cards], 15)
    pages: dict[str, Page] = {}
    for number, piece in enumerate(pieces, 1):
        more = (
            f'<p class="pager"><a class="next" href="/events/?p={number + 1}">Next</a></p>'
            if number < len(pieces)
            else ""
        )
        body = "<h1>Ranger events</h1>\n<p>Rangers' Lodge, 01632 960333</p>\n" + "\n".join(piece) + more
        pages[f"/events/?p={number}"] = partial(frame, "Ranger events", body, style=COUNCIL)
    pages["/events/"] = pages["/"] = pages["/events/?p=1"]
    return site(pages, robots="User-agent: *\nDisallow: /cgi-bin/\n")


def _card(listing: Listing, session: Session) -> str:
    place = session.place
    assert place is not None
    lines = [
        f'<h2 itemprop="name">{escape(listing.title)}</h2>',
        f'<p itemprop="description">{escape(" ".join([listing.text, *_more(listing)]))}</p>',
        f"<p>{words.when(session)}</p>",
        f'<meta itemprop="startDate" content="{_moment(session.first, session.begins)}">',
        f'<meta itemprop="endDate" content="{_moment(session.last, session.ends)}">',
        _place(place),
        *([f'<p>For ages: <span itemprop="typicalAgeRange">{escape(listing.ages)}</span></p>'] if listing.ages else []),
        f'<meta itemprop="keywords" content="{escape(", ".join(listing.topics))}">',
        f'<link itemprop="url" href="http://parks.millbrook.example/events/#{session.id}">',
        f'<meta itemprop="maximumAttendeeCapacity" content="{listing.capacity}">',
        f'<meta itemprop="remainingAttendeeCapacity" content="{session.left(listing.capacity or 1)}">',
    ]
    if session.state == "cancelled":
        lines.append('<p>Cancelled<link itemprop="eventStatus" href="https://schema.org/EventCancelled"></p>')
    if listing.price:
        stock = "SoldOut" if session.state == "full" else "InStock"
        lines.append(
            f"""<p itemprop="offers" itemscope itemtype="https://schema.org/Offer">Cost: {escape(listing.price)}
<meta itemprop="price" content="{amounts(listing.price)[0]}"><meta itemprop="priceCurrency" content="GBP">
<link itemprop="availability" href="https://schema.org/{stock}"></p>"""
        )
    inner = "\n".join(lines)
    return f'<div class="vevent" id="{session.id}" itemscope itemtype="https://schema.org/Event">\n{inner}\n</div>'


def _place(place: Place) -> str:
    address = f'<span itemprop="streetAddress">{escape(place.address)}</span> '
    address += f'<span itemprop="postalCode">{place.postcode}</span>'
    where = f'<meta itemprop="latitude" content="{place.latitude}">'
    where += f'<meta itemprop="longitude" content="{place.longitude}">'
    return f"""<p itemprop="location" itemscope itemtype="https://schema.org/Place">
<span itemprop="name">{escape(place.name)}</span>,
<span itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">{address}</span>
<span itemprop="geo" itemscope itemtype="https://schema.org/GeoCoordinates">{where}</span></p>"""


def _more(listing: Listing) -> list[str]:
    """What microdata has no word for, said in the description as the rangers do."""
    said = [f"Open to: {listing.gender}."] if listing.gender else []
    said += [f"You come as a {listing.role.lower()}."] if listing.role else []
    return [*said, *(f"{one}." for one in (*listing.support, *listing.access))]


def _moment(day: dt.date, time: dt.time | None) -> str:
    return dt.datetime.combine(day, time, ZoneInfo("Europe/London")).isoformat() if time else day.isoformat()


def maltings(today: dt.date) -> Site:
    """The Maltings Arts Centre: overview pages of links, and a page with a JSON-LD Event behind each."""
    given = material("maltings")
    root = f"http://{given.host}"
    pages: dict[str, Page] = {f"/event/{one.key}/": partial(_event, one, today, root) for one in given.listings}
    links = [f'<li><a class="more" href="/event/{one.key}/">{escape(one.title)}</a></li>' for one in given.listings]
    pieces = paged(links, 12)
    for number, piece in enumerate(pieces, 1):
        turn = f'<a class="next" href="/whats-on/page/{number + 1}/">More</a>' if number < len(pieces) else ""
        body = "<h1>What's on</h1>\n<ul>\n" + "\n".join(piece) + f"\n</ul>\n{turn}"
        pages[f"/whats-on/page/{number}/"] = partial(frame, "What's on | The Maltings", body, style=MALT)
    pages["/whats-on/"] = pages["/"] = pages["/whats-on/page/1/"]
    return site(pages, robots="User-agent: *\nDisallow: /members/\nCrawl-delay: 0\n")


def _event(listing: Listing, today: dt.date, root: str) -> Answer:
    given, url = sessions(listing, today), f"{root}/event/{listing.key}/"
    shape = course if len(given) > 1 and len(given[0].days) > 1 else event  # terms to choose from, or evenings
    data = shape(listing, given, url=url, provider="The Maltings Arts Centre", site=root + "/")
    data["description"] = " ".join([listing.text, *_more(listing)])
    dates = "".join(f'<li id="{one.id}">{words.when(one)}</li>' for one in given)
    cost = f"<p>{escape(listing.price)}</p>\n" if listing.price else ""
    body = f"<h1>{escape(listing.title)}</h1>\n<p>{escape(listing.text)}</p>\n<ul>{dates}</ul>\n"
    body += cost + "<p>Box office 01632 960520</p>"
    return frame(f"{listing.title} | The Maltings", body, style=MALT, head=script(data))
