"""What a feed of changes has to know of the days before: when each of its entries last changed, and what went."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from schedules.millbrook import weeks

Json = dict[str, Any]
REMEMBERED = 8
"""Days that are looked back. OpenActive asks for tombstones of seven."""


class History(NamedTuple):
    """state: the entries of a day by their names. changed: the day since when each is so. gone: when others went."""

    state: Mapping[str, Json]
    changed: dict[str, dt.date]
    gone: dict[str, dt.date]


def history(state_of: Callable[[dt.date], Mapping[str, Json]], today: dt.date) -> History:
    """The state of a day, compared with the days before it. What has long been so has been so since 2024."""
    state = state_of(today - dt.timedelta(days=REMEMBERED))
    changed = dict.fromkeys(state, weeks.EPOCH)
    gone: dict[str, dt.date] = {}
    for back in range(REMEMBERED - 1, -1, -1):
        day = today - dt.timedelta(days=back)
        new = state_of(day)
        gone |= dict.fromkeys(state.keys() - new.keys(), day)
        changed |= {name: day for name, data in new.items() if state.get(name) != data}
        state = new
    return History(
        state, {name: changed[name] for name in state}, {name: day for name, day in gone.items() if name not in state}
    )
