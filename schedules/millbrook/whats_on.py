"""A provider whose pages carry events as data: the arts centre, in JSON-LD."""

import datetime as dt
from functools import partial
from html import escape

from schedules.millbrook import words
from schedules.millbrook.host import Page, frame, paged, site
from schedules.millbrook.linked_data import course, event, script
from schedules.millbrook.material import Listing, material, sessions
from schedules.millbrook.server import Answer, Site

MALT = (
    "body{font:17px/1.5 Futura,sans-serif;background:#111;color:#f4e9d0;max-width:50rem;margin:2rem auto}a{color:#fb5}"
)


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


def _more(listing: Listing) -> list[str]:
    """What the data has no word for, said in the description."""
    said = [f"Open to: {listing.gender}."] if listing.gender else []
    said += [f"You come as a {listing.role.lower()}."] if listing.role else []
    return [*said, *(f"{one}." for one in (*listing.support, *listing.access))]


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
