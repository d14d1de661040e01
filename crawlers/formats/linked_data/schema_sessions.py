"""The sessions of a schema.org node: when, where, what it costs, how one signs up, in the words that came."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawlers.draft import DraftSession
from crawlers.formats import markup
from crawlers.formats.linked_data import schema_times
from crawlers.formats.linked_data.nodes import Graph, Node, identity, types

_WHERE = ("place", "address", "postcode", "latitude", "longitude", "online")
_OFFER = ("price", "currency", "registration", "opens", "closes", "register_url")
_FULL = ("soldout", "outofstock", "discontinued")


def sessions(graph: Graph, node: Node, base: str, *, is_event: bool) -> Iterator[DraftSession]:
    """The runs of a course and the dates of a series, each with its own words; else what the node says itself.

    What a run does not say of its place or its price, the whole says for it.
    """
    whole = _session(graph, node, base, is_event=is_event)
    runs = [part for part in graph.all(node, "hasCourseInstance") if isinstance(part, dict)]
    if "EventSeries" in types(node):
        runs += schema_times.dates(graph, node)
    for run in runs:
        said = _session(graph, run, base, is_event=True)
        if not set(_WHERE) & set(said):
            said |= {name: whole[name] for name in _WHERE if name in whole}
        if "price" not in said:  # the course's own offer buys a run of it
            said |= {name: value for name, value in whole.items() if name in _OFFER and name not in said}
        yield DraftSession(**said)
    if not runs and whole:
        yield DraftSession(**whole)


def _session(graph: Graph, node: Node, base: str, *, is_event: bool) -> dict[str, Any]:
    said: dict[str, Any] = schema_times.times(graph, node)
    if is_event:
        name = identity(node)
        said["native_id"] = joined(base, name) or name
        said["url"] = markup.join(base, address(graph, node, "url"))
    said |= place_of(graph, node) | offers_of(graph, node, base)
    said["status"] = graph.text(node, "eventStatus")
    said["capacity"] = graph.text(node, "maximumAttendeeCapacity", "maximumEnrollment")
    said["places_left"] = graph.text(node, "remainingAttendeeCapacity") or said.get("places_left")
    said["opens"] = graph.text(node, "applicationStartDate") or said.get("opens")
    said["closes"] = graph.text(node, "applicationDeadline") or said.get("closes")
    told = {name: value for name, value in said.items() if value}
    return told if set(told) - {"native_id", "url"} else {}


def place_of(graph: Graph, node: Node) -> dict[str, Any]:
    """The session fields that say where: place, address, postcode, latitude, longitude, online."""
    said: dict[str, Any] = {}
    for place in graph.all(node, "location"):
        if "VirtualLocation" in types(place):
            said["online"] = graph.text(place, "url") or graph.words(place) or "online"
        elif "place" not in said and "address" not in said:
            said |= _address_parts(graph, place)
    attendance = graph.texts(node, "eventAttendanceMode")
    mode = [*attendance, *graph.texts(node, "courseMode")]
    online = [word for word in mode if any(part in word.lower() for part in ("online", "mixed", "blended", "distance"))]
    online = [word for word in online if "offline" not in word.lower()]
    moved = [word for word in graph.texts(node, "eventStatus") if word.lower().endswith("movedonline")]
    if moved and not online:
        said.setdefault("online", "online")
    told = online or [word for word in attendance if "offline" in word.lower()]
    if told:
        said.setdefault("online", told[0])
    return said


def _address_parts(graph: Graph, place: Any) -> dict[str, Any]:
    if isinstance(place, str):
        return {"place": graph.words(place)}
    address_ = place if "PostalAddress" in types(place) else graph.one(place, "address")
    parts = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
    lines = [graph.text(address_, part) for part in parts] if isinstance(address_, dict) else [graph.words(address_)]
    around = graph.text(place, "containedInPlace")
    name = graph.text(place, "name") if address_ is not place else None
    geo = graph.one(place, "geo") or place
    return {
        "place": ", ".join(dict.fromkeys(word for word in (name, around) if word)) or None,
        "address": ", ".join(dict.fromkeys(line for line in lines if line)) or None,
        "postcode": graph.text(address_, "postalCode"),
        "latitude": graph.text(geo, "latitude"),
        "longitude": graph.text(geo, "longitude"),
    }


def offers_of(graph: Graph, node: Node, base: str) -> dict[str, Any]:
    """The session fields that offers say: price, currency, registration, opens, closes, register_url, places_left."""
    told = graph.all(node, "offers")
    if not told:
        free = (graph.text(node, "isAccessibleForFree") or "").lower()
        return {"price": "free"} if free in {"true", "yes", "1"} else {}
    offers = list(_each(graph, told))
    prices = [(graph.text(offer, "name"), *price) for offer in offers for price in _prices(graph, offer)]
    prices += [(None, words, None) for one in told if isinstance(one, str) if (words := _price_words(graph, one))]
    amounts = list(dict.fromkeys((price, currency) for _, price, currency in prices))
    said: dict[str, Any] = {}
    if len(amounts) == 1:
        said["price"], said["currency"] = amounts[0]
    elif amounts:
        named = (" ".join(filter(None, (name, price, currency))) for name, price, currency in prices)
        said["price"], said["currency"] = ", ".join(dict.fromkeys(named)), amounts[0][1]
    elif (graph.text(node, "isAccessibleForFree") or "").lower() in {"true", "yes", "1"}:
        said["price"] = "free"
    states = [state for offer in offers if (state := graph.text(offer, "availability"))]
    open_states = [state for state in states if not state.lower().endswith(_FULL)]
    said["registration"] = next(iter(open_states or states), None)  # full only where every offer is
    first = offers[0] if offers else None
    said["opens"] = graph.text(first, "validFrom", "availabilityStarts")
    ends = [graph.text(offer, "validThrough", "availabilityEnds") for offer in offers]
    said["closes"] = max(filter(None, ends), default=None) if all(ends) else None  # an early bird's end is no end
    link = address(graph, first, "url") if first else next((one for one in told if isinstance(one, str)), None)
    said["register_url"] = markup.join(base, link) if link and (first or _is_address(link)) else None
    said["places_left"] = graph.text(first, "inventoryLevel")
    return said


def _each(graph: Graph, told: list[Any], depth: int = 0) -> Iterator[Node]:
    """The offers; those that an AggregateOffer without prices of its own gathers, in its place."""
    for offer in told:
        if not isinstance(offer, dict):
            continue
        inner = (
            graph.all(offer, "offers") if depth == 0 and not graph.all(offer, "price", "lowPrice", "highPrice") else []
        )
        told_here = {"priceCurrency": offer["priceCurrency"]} if "priceCurrency" in offer else {}
        gathered = [told_here | one for one in _each(graph, inner, 1)]
        yield from gathered or [offer]


def _price_words(graph: Graph, words: str) -> str | None:
    """An offer that is only words ("Free", "£5"); an address is none."""
    return None if _is_address(words) else graph.words(words)


def _is_address(words: str) -> bool:
    return words.strip().lower().startswith(("http:", "https:", "/", "#"))


def _prices(graph: Graph, offer: Node) -> Iterator[tuple[str, str | None]]:
    """Each price of an offer with its currency: its own, else those of its price specifications."""
    for parts in ([offer], graph.all(offer, "priceSpecification")):
        found = False
        for part in parts:
            currency = graph.text(part, "priceCurrency") or graph.text(offer, "priceCurrency")
            low, high = graph.text(part, "lowPrice", "minPrice"), graph.text(part, "highPrice", "maxPrice")
            price = graph.text(part, "price")
            if price or low or high:
                found = True
                yield price or (f"{low}-{high}" if low and high and low != high else low or high or ""), currency
        if found:
            return


def address(graph: Graph, node: Any, name: str) -> str | None:
    """The address that a property holds, as text or as a node's @id."""
    value = graph.one(node, name)
    return identity(value) if isinstance(value, dict) else graph.words(value)


def joined(base: str, link: str | None) -> str | None:
    """A link against the page's address, whatever it is; None for what cannot be joined."""
    if link and link.startswith(("https://", "http://")):
        return link
    try:
        return urljoin(base, link) if link else None
    except ValueError:
        return None
