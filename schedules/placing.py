"""After publishing asks the city's geocoder for addresses that lack a position; the next run puts them on the map."""

import datetime as dt
from collections.abc import Callable

from indexer.contents import Contents
from indexer.geocoding.ask import NAME, ask
from indexer.values.gazetteer import load_gazetteer
from schedules import city as city_file
from schedules.home import Home
from schedules.needs import Need


def place(home: Home, held: Contents, clock: Callable[[], dt.datetime]) -> tuple[Need, ...]:
    """One round, where the city has a geocoder; what went wrong in it. Nothing that is published hangs on it."""
    if home.city.geocoder is None:
        return ()
    settings = city_file.index_settings(home.city, home.folder)
    told = ask(held.opportunities, settings, home.city.crawl, load_gazetteer(settings), clock)
    if not told.failure:
        return ()
    left = "1 address waits" if told.left == 1 else f"{told.left} addresses wait"
    return (Need(key=NAME, sentence=f"The geocoder: {told.failure}; {left} for the next run.", urgency="later"),)
