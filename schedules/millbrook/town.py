"""Millbrook's hosts: which website or feed each provider has on a day."""

import contextlib
import datetime as dt
from collections.abc import Iterator

from schedules.millbrook import activity_feeds, exports, feeds, open_data, server, websites, whats_on
from schedules.millbrook.college import college
from schedules.millbrook.server import Playing, Site


def sites(today: dt.date) -> dict[str, Site]:
    """Every host by its name."""
    named = {
        "libraries": feeds.libraries,
        "leisure": activity_feeds.leisure,
        "college": college,
        "museum": websites.museum,
        "data": open_data.parks,
        "maltings": whats_on.maltings,
        "holidays": exports.holidays,
        "music": exports.music,
        "shed": feeds.shed,
        "cloud": exports.community,
        "volunteer": exports.volunteer,
        "riverside": websites.riverside,
        "cylch": feeds.cylch,
        "bazm": websites.bazm,
        "stars": feeds.stars,
        "sports": feeds.sports,
        "scouts": feeds.scouts,
    }
    return {f"{name}.millbrook.example": site(today) for name, site in named.items()}


@contextlib.contextmanager
def play(today: dt.date) -> Iterator[Playing]:
    """Plays the town as it is on a day, until the block ends: `with play(today) as town: … town.proxy`."""
    with server.play(sites(today), modified=dt.datetime.combine(today, dt.time(), dt.UTC)) as playing:
        yield playing
