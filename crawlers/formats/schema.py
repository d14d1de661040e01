"""Says which of our fields a property of schema.org (version 29) is: nodes become drafts, in the words that came."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import msgspec

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import markup, schema_times
from crawlers.formats.nodes import Graph, Node, identity, types

NOT_LEARNING = frozenset({"PublicationEvent", "BroadcastEvent", "OnDemandEvent", "DeliveryEvent", "SaleEvent"})
EVENTS = frozenset({"CourseInstance", "EventSeries", "Festival", "Hackathon"})
COURSES = frozenset({"Course", "EducationalOccupationalProgram", "WorkBasedProgram"})


def is_event(node: Any) -> bool:
    """Whether a node is an Event of any subtype that people can take part in."""
    return any(name.endswith("Event") or name in EVENTS for name in types(node) - NOT_LEARNING)


TELLING = ("url", "description", "startDate", "location", "offers", "hasCourseInstance", "subEvent", "eventSchedule")
"""A node with none of these is only mentioned: the course that an article is about."""


def drafts(graph: Graph, base: str, page_url: str) -> Iterator[Draft | Refusal]:
    """One draft for each course, programme or event; a node seen twice (same address or @id, same name) is one.

    base: what relative addresses are resolved against.
    """
    nodes = [node for node in graph.nodes if types(node) & COURSES or is_event(node)]
    parts = {id(part) for node in nodes for part in _parts(graph, node)}
    found: dict[object, Draft] = {}
    for node in nodes:
        if id(node) in parts or not graph.all(node, *TELLING):
            continue
        draft = _draft(graph, node, base)
        if not draft.title:
            yield Refusal(
                where=draft.native_id or draft.url or page_url,
                reason=f"A {'/'.join(sorted(types(node)))} has no name.",
                wrote=(draft.text or "")[:200],
                todo="Ask the provider to fill in schema.org's 'name'.",
            )
            continue
        key = (draft.url or draft.native_id or draft.provider, draft.title.casefold())
        found[key] = _together(found[key], draft) if key in found else draft
    yield from _addressed(_without_echoes(list(found.values())), page_url)


def _without_echoes(found: list[Draft]) -> list[Draft]:
    """Pages tell one listing as JSON-LD and again as microdata, once without its address: the same title shows it."""
    kept: list[Draft] = []
    for draft in sorted(found, key=lambda one: not (one.url or one.native_id)):
        same = [at for at, other in enumerate(kept) if other.title == draft.title]
        if len(same) == 1 and not draft.url and not draft.native_id:
            kept[same[0]] = _together(kept[same[0]], draft)
        else:
            kept.append(draft)
    order = {draft.title: at for at, draft in reversed(list(enumerate(found)))}
    return sorted(kept, key=lambda draft: order[draft.title])


def _addressed(found: list[Draft], page_url: str) -> Iterator[Draft]:
    """An address that several share names none of them (but one can book there); a lone listing may have the page's."""
    urls = [draft.url for draft in found]
    for draft in found:
        own = draft.url if urls.count(draft.url) == 1 else None
        own = own or (page_url if len(found) == 1 else None)
        natives, addresses = ([getattr(one, name) for one in draft.sessions] for name in ("native_id", "url"))
        sessions = tuple(
            msgspec.structs.replace(
                one,
                native_id=one.native_id if natives.count(one.native_id) == 1 else None,
                url=one.url if addresses.count(one.url) == 1 else None,
                register_url=one.register_url or (draft.url if own is None else None),
            )
            for one in draft.sessions
        )
        yield msgspec.structs.replace(
            draft, native_id=draft.native_id or _anchor(own, page_url), url=own, sessions=sessions
        )


def _anchor(url: str | None, page_url: str) -> str | None:
    """The address of a listing that is a part of this page (…/events/#otters): its anchor is all that names it."""
    page, _, anchor = (url or "").partition("#")
    return url if anchor and page == page_url.partition("#")[0] else None


def _together(first: Draft, second: Draft) -> Draft:
    """The same listing again: the first one's words, what only the second says, the sessions of both."""
    gaps = {
        name: getattr(second, name)
        for name in first.__struct_fields__
        if name != "sessions" and getattr(first, name) in {None, ()}
    }
    new = tuple(one for one in second.sessions if not any(_same_run(one, known) for known in first.sessions))
    return msgspec.structs.replace(first, **gaps, sessions=(*first.sessions, *new))


def _same_run(one: DraftSession, other: DraftSession) -> bool:
    """The same start, and no two different places."""
    places = {part.place or part.address for part in (one, other)} - {None}
    return (one.start or "")[:16] == (other.start or "")[:16] and len(places) < 2


def _parts(graph: Graph, node: Node) -> Iterator[Node]:
    """The nodes that are told as parts of this one: its instances, its dates; of a programme, its courses."""
    for name in ("hasCourseInstance", "hasCourse"):
        yield from (part for part in graph.all(node, name) if isinstance(part, dict))
    yield from schema_times.dates(graph, node)
    if is_event(node):  # the series that a date points back at
        above = (part for part in graph.all(node, "superEvent") if isinstance(part, dict))
        yield from (part for part in above if not graph.all(part, *TELLING[1:]))


def _draft(graph: Graph, node: Node, page_url: str) -> Draft:
    name = identity(node)
    provider = graph.one(node, "provider", "organizer", "offeredBy", "sourceOrganization")
    return Draft(
        native_id=_joined(page_url, name) or name,
        url=markup.join(page_url, _address(graph, node, "url") or _address(graph, node, "mainEntityOfPage")),
        title=graph.text(node, "name"),
        text=_prose(graph.one(node, "description", "abstract")),
        provider=graph.words(provider),
        provider_url=markup.join(page_url, _address(graph, provider, "url")),
        topics=_topics(graph, node),
        ages=graph.text(node, "typicalAgeRange"),
        age_from=_age(graph, node, "suggestedMinAge", "requiredMinAge", "minValue"),
        age_to=_age(graph, node, "suggestedMaxAge", "requiredMaxAge", "maxValue"),
        level=graph.text(node, "educationalLevel"),
        eligibility="; ".join((*_audiences(graph, node), *graph.texts(node, *_BEFORE))) or None,
        gender=graph.text(graph.one(node, "audience"), "suggestedGender"),
        credential=graph.text(node, "educationalCredentialAwarded"),
        languages=_languages(graph, node),
        sessions=tuple(_sessions(graph, node, page_url)),
    )


def _sessions(graph: Graph, node: Node, page_url: str) -> Iterator[DraftSession]:
    whole = _session(graph, node, page_url)
    runs = [part for part in graph.all(node, "hasCourseInstance") if isinstance(part, dict)]
    if "EventSeries" in types(node):
        runs += schema_times.dates(graph, node)
    for run in runs:
        said = _session(graph, run, page_url)
        if not set(_WHERE) & set(said):
            said |= {name: whole[name] for name in _WHERE if name in whole}
        if "price" not in said:  # the course's own offer buys a run of it
            said |= {name: value for name, value in whole.items() if name in _OFFER and name not in said}
        yield DraftSession(**said)
    if not runs and whole:
        yield DraftSession(**whole)


_WHERE = ("place", "address", "postcode", "latitude", "longitude", "online")
_BEFORE = ("coursePrerequisites", "programPrerequisites")
_OFFER = ("price", "currency", "registration", "opens", "closes", "register_url")


def _session(graph: Graph, node: Node, page_url: str) -> dict[str, Any]:
    said: dict[str, Any] = schema_times.times(graph, node)
    if types(node) & EVENTS or is_event(node):
        name = identity(node)
        said["native_id"] = _joined(page_url, name) or name
        said["url"] = markup.join(page_url, _address(graph, node, "url"))
    said |= place_of(graph, node) | offers_of(graph, node, page_url)
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
    mode = [*graph.texts(node, "eventAttendanceMode"), *graph.texts(node, "courseMode")]
    told = [word for word in mode if any(part in word.lower() for part in ("online", "mixed", "blended", "distance"))]
    if told:
        said.setdefault("online", told[0])
    return said


def _address_parts(graph: Graph, place: Any) -> dict[str, Any]:
    if isinstance(place, str):
        return {"place": graph.words(place)}
    address = place if "PostalAddress" in types(place) else graph.one(place, "address")
    parts = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
    lines = [graph.text(address, part) for part in parts] if isinstance(address, dict) else [graph.words(address)]
    around = graph.text(place, "containedInPlace")
    name = graph.text(place, "name") if address is not place else None
    geo = graph.one(place, "geo") or place
    return {
        "place": ", ".join(dict.fromkeys(word for word in (name, around) if word)) or None,
        "address": ", ".join(dict.fromkeys(line for line in lines if line)) or None,
        "postcode": graph.text(address, "postalCode"),
        "latitude": graph.text(geo, "latitude"),
        "longitude": graph.text(geo, "longitude"),
    }


def offers_of(graph: Graph, node: Node, page_url: str) -> dict[str, Any]:
    """The session fields that offers say: price, currency, registration, opens, closes, register_url, places_left."""
    offers = [offer for offer in graph.all(node, "offers") if isinstance(offer, dict)]
    prices = [(graph.text(offer, "name"), *price) for offer in offers for price in _prices(graph, offer)]
    amounts = list(dict.fromkeys((price, currency) for _, price, currency in prices))
    said: dict[str, Any] = {}
    if len(amounts) == 1:
        said["price"], said["currency"] = amounts[0]
    elif amounts:
        named = (" ".join(filter(None, (name, price, currency))) for name, price, currency in prices)
        said["price"], said["currency"] = ", ".join(dict.fromkeys(named)), amounts[0][1]
    elif (graph.text(node, "isAccessibleForFree") or "").lower() == "true":
        said["price"] = "free"
    first = offers[0] if offers else None
    states = [state for offer in offers if (state := graph.text(offer, "availability"))]
    open_states = [state for state in states if "soldout" not in state.lower() and "outofstock" not in state.lower()]
    said["registration"] = next(iter(open_states or states), None)  # full only where every offer is
    said["opens"] = graph.text(first, "validFrom", "availabilityStarts")
    said["closes"] = graph.text(first, "validThrough", "availabilityEnds")
    said["register_url"] = markup.join(page_url, _address(graph, first, "url"))
    said["places_left"] = graph.text(first, "inventoryLevel")
    return said


def _prices(graph: Graph, offer: Node) -> Iterator[tuple[str, str | None]]:
    for part in (offer, *graph.all(offer, "priceSpecification")):
        currency = graph.text(part, "priceCurrency") or graph.text(offer, "priceCurrency")
        low, high = graph.text(part, "lowPrice", "minPrice"), graph.text(part, "highPrice", "maxPrice")
        if price := graph.text(part, "price"):
            yield price, currency
            return
        if low or high:
            yield (f"{low}-{high}" if low and high and low != high else low or high or ""), currency
            return


def _age(graph: Graph, node: Node, *names: str) -> str | None:
    for audience in graph.all(node, "audience"):
        for part in (audience, graph.one(audience, "suggestedAge")):
            if text := graph.text(part, *names):
                return text
    return None


def _audiences(graph: Graph, node: Node) -> tuple[str, ...]:
    audiences = graph.all(node, "audience")
    found = (graph.text(one, "audienceType", "educationalRole") or graph.words(one) for one in audiences)
    return tuple(dict.fromkeys(words for words in found if words))


def _topics(graph: Graph, node: Node) -> tuple[str, ...]:
    keywords = [part for text in graph.texts(node, "keywords") for part in text.split(",")]
    words = [word.strip() for word in (*graph.texts(node, "about"), *keywords)]
    return tuple(dict.fromkeys(word for word in words if word))


def _languages(graph: Graph, node: Node) -> tuple[str, ...]:
    found = [graph.text(one, "alternateName") or graph.words(one) for one in graph.all(node, "inLanguage")]
    return tuple(dict.fromkeys(word for word in found if word))


def _prose(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() or None if isinstance(value, str) else None


def _address(graph: Graph, node: Any, name: str) -> str | None:
    value = graph.one(node, name)
    return identity(value) if isinstance(value, dict) else graph.words(value)


def _joined(page_url: str, link: str | None) -> str | None:
    try:
        return urljoin(page_url, link) if link else None
    except ValueError:
        return None
