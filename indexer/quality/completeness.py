"""How much an opportunity states of what a young person needs to decide: a score, and by name what is missing.

The weights add up to 100. What keeps somebody from going at all weighs most:

    when          20   without a day nobody can come, and it is in no week and no calendar; a day without a time is half
    place         15   whether one can get there; an area alone is half
    ages          15   whether one is meant; an age that only a standard prescribes is not stated
    price         15   whether one can afford it, and no price is never free
    registration  12   how one gets in: a state, an address to sign up at, until when, or that none is needed
    text          10   what one will do there; fewer than 40 letters are half
    topics         5   the title and the text often say it too
    eligibility    3   whether others are kept out: most are for all, but only some say so
    access         3   those who need it need it much, but one can ask, and few say it
    support        2   food, travel, a bursary: it opens the door to some

Unknown lowers the score and hides nothing: it is for the order among equals, and for whoever can add what is missing.
What does not apply is not counted: one is paid for paid work, so it has no price; what takes place online needs no
place; a place that is told on booking is an answer. Of sessions only those count that one can still go to.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from indexer.opportunity import Opportunity, Place, Session

WEIGHTS = {
    "when": 20,
    "place": 15,
    "ages": 15,
    "price": 15,
    "registration": 12,
    "text": 10,
    "topics": 5,
    "eligibility": 3,
    "access": 3,
    "support": 2,
}
"""By the name of the field in a draft; `when` stands for all that says when it is."""
LEVELS = 4
"""As how many levels the search and the lists know the score: finer, and the time of day would order nothing."""
_HALF = 0.5
_SHORT = 40


class Completeness(msgspec.Struct, frozen=True):
    """score: 0 to 1. missing: fields that are not stated, the weightiest first; partly: those stated in part, such as a
    price of one of two sessions."""

    score: float
    missing: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """The score as one of LEVELS, 0 the least complete."""
        return min(LEVELS - 1, int(self.score * LEVELS))


def completeness(one: Opportunity, today: dt.date) -> Completeness:
    """How complete it is on a day in the city's zone."""
    stated = _stated(one, today)
    most = sum(WEIGHTS[field] for field in stated)
    score = sum(WEIGHTS[field] * share for field, share in stated.items()) / most
    return Completeness(
        score=round(score, 4),
        missing=tuple(field for field, share in stated.items() if share == 0),
        partly=tuple(field for field, share in stated.items() if 0 < share < 1),
    )


def average(some: Iterable[Opportunity], today: dt.date) -> float:
    """The mean score, 0 to 1; 0 of none."""
    return mean(completeness(one, today) for one in some)


def mean(some: Iterable[Completeness]) -> float:
    """The mean of scores, 0 to 1; 0 of none."""
    scores = [one.score for one in some]
    return sum(scores) / len(scores) if scores else 0.0


def _stated(one: Opportunity, today: dt.date) -> dict[str, float]:
    """By field that applies, how much of it is stated, 0 to 1; in the order of WEIGHTS."""
    going = [s for s in one.sessions if s.status != "cancelled" and not s.past(today)] or list(one.sessions)
    stated: dict[str, float] = {
        "when": _mean(map(_when, going)),
        "place": _mean(map(_where, going)),
        "ages": one.ages is not None and not one.ages.assumed,
        "price": _mean(s.price is not None for s in going),
        "registration": _mean(s.registration is not None or s.places_left is not None for s in going),
        "text": (1.0 if len(one.text) >= _SHORT else _HALF) if one.text else 0.0,
        "topics": bool(one.topics),
        "eligibility": bool(one.eligibility or one.gender or one.signs_up),
        "access": bool(one.access),
        "support": bool(one.support),
    }
    if one.role == "paid":
        del stated["price"]
    return stated


def _when(session: Session) -> float:
    if session.start is None:
        return 0.0
    timed = session.start.time or any(meeting.start.time for meeting in session.meetings)
    return 1.0 if timed else _HALF


def _where(session: Session) -> float:
    place = session.place
    if session.online or (place and place.visibility != "exact"):
        return 1.0
    return _known(place) if place else 0.0


def _known(place: Place) -> float:
    exact = place.name or place.address or place.postcode or place.latitude is not None
    return 1.0 if exact else _HALF if place.area else 0.0


def _mean(shares: Iterable[float]) -> float:
    every = list(shares)
    return sum(every) / len(every) if every else 0.0
