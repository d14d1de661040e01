"""Says which of our fields a service of Open Referral's HSDS is made of (2.x with its UK profile, and 3.x)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats import markup
from crawlers.formats.open_referral.schedules import Row, day, is_over, laid_out, text

NAMELESS = "The service has no name or no id."
CLOSED = "The service is not offered at present: its status says so."
OVER = "All its schedules are over."
IMPOSSIBLE = "Its least age is above its greatest, so neither is kept."

_CLOSED = frozenset({"inactive", "defunct", "temporarily closed", "temporarily_closed", "closed"})
_ONLINE = frozenset({"virtual", "online"})


def draft(service: Row, base: str, now: dt.datetime) -> Iterator[Draft | Refusal]:
    """The draft of a service with all that it holds; refusals of it, or of a part. base: its page. now: aware."""
    native, name = text(service, "id"), text(service, "name")
    if not native or not name:
        todo = "Ask the provider to fill in the service's name."
        yield Refusal(where=native or name or "a service", reason=NAMELESS, todo=todo)
        return
    if refused := closed(service):
        yield refused
        return
    schedules = rows(service, "schedules", "regular_schedules")
    places = rows(service, "service_at_locations")
    inner = [one for place in places for one in rows(place, "schedules", "regular_schedules")]
    if is_over([*schedules, *inner], now):
        yield Refusal(where=native, reason=OVER, wrote=name)
        return
    ages, wrong = _ages(service)
    if wrong:
        yield Refusal(where=native, reason=IMPOSSIBLE, wrote=wrong, todo="Tell the provider.")
    organisation = node(service, "organization")
    yield Draft(
        native_id=native,
        url=address(base, text(service, "url")),
        title=name,
        text=_prose(service),
        provider=text(organisation, "name"),
        provider_url=address(base, text(organisation, "website", "url", "uri")),
        topics=_each(text(term, "name") for term in terms(service)),
        eligibility="; ".join(_each(_eligible(service))) or None,
        access=_each(text(one, "description", "accessibility") for place in _locations(service) for one in
                     rows(place, "accessibility", "accessibility_for_disabilities")),
        languages=_each(text(one, "name", "language", "code") for one in rows(service, "languages")),
        sessions=tuple(_sessions(service, schedules, base, now)),
        **ages,
    )  # fmt: skip


def closed(service: Row) -> Refusal | None:
    """The refusal of a service that is not offered, such as an inactive one."""
    status = (text(service, "status") or "").lower()
    if status not in _CLOSED:
        return None
    return Refusal(
        where=text(service, "id") or "a service", reason=CLOSED, wrote=f"{status}: {text(service, 'name') or ''}"[:200]
    )


def terms(service: Row) -> list[Row]:
    """The terms of taxonomies that a service is given, wherever its version keeps them."""
    links = rows(service, "attributes", "service_taxonomys", "service_taxonomies", "taxonomies", "taxonomy_terms")
    inner = ((link, [*rows(link, "taxonomy_term"), *rows(link, "taxonomy")]) for link in links)
    return [term for link, found in inner for term in (found or [link]) if text(term, "name")]


def least_and_greatest(service: Row) -> tuple[float | None, float | None]:
    """The ages of a service as numbers; of several groups the widest."""
    groups = [service, *rows(service, "eligibilitys", "eligibilities", "eligibility")]
    lows = [age for group in groups if (age := _number(group, "minimum_age", "min_age")) is not None]
    highs = [age for group in groups if (age := _number(group, "maximum_age", "max_age")) is not None]
    return min(lows, default=None), max(highs, default=None)


def rows(row: Row, *names: str) -> list[Row]:
    """The parts of all these names, one or many."""
    found: list[Row] = []
    for name in names:
        value = row.get(name)
        found += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
    return found


def node(row: Row, name: str) -> Row:
    """The part of this name; an empty one where there is none."""
    return next(iter(rows(row, name)), {})


def address(base: str, url: str | None) -> str | None:
    """A web address, also where its scheme was left out."""
    if url and url.lower().startswith("www."):
        url = f"https://{url}"
    return markup.join(base, url) if url and "://" in url else None


def _each(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _number(row: Row, *names: str) -> float | None:
    try:
        number = float(text(row, *names) or "")
    except ValueError:
        return None
    return number if 0 <= number < 1000 else None


def _ages(service: Row) -> tuple[dict[str, Any], str]:
    """The fields, and the words of a range that is none. Groups of several ages go on in words."""
    groups = [(_number(one, "minimum_age", "min_age"), _number(one, "maximum_age", "max_age")) for one in
              (service, *rows(service, "eligibilitys", "eligibilities", "eligibility"))]  # fmt: skip
    stated = list(dict.fromkeys(group for group in groups if group != (None, None)))
    for low, high in stated:
        if low is not None and high is not None and low > high:
            return {}, f"{low:g} to {high:g}"
    if len(stated) > 1:
        return {"ages": "; ".join(_range(*group) for group in stated)}, ""
    low, high = stated[0] if stated else (None, None)
    fields = {"age_from": low, "age_to": high}
    return {name: f"{age:g}" for name, age in fields.items() if age is not None}, ""


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"up to {high:g}" if low is None else f"{low:g}+"
    return f"{low:g} to {high:g}"


def _eligible(service: Row) -> Iterator[str | None]:
    yield text(service, "eligibility_description")
    if isinstance(service.get("eligibility"), str):
        yield text(service, "eligibility")
    for one in rows(service, "eligibilitys", "eligibilities"):
        yield text(one, "eligibility", "name")
    yield text(service, "attending_access")


def _prose(service: Row) -> str | None:
    """What it is, how one comes to it, and what is new, as paragraphs."""
    found = (service.get(name) for name in ("description", "application_process", "interpretation_services", "alert"))
    return "\n\n".join(dict.fromkeys(part.strip() for part in found if isinstance(part, str) and part.strip())) or None


def _locations(service: Row) -> list[Row]:
    inner = [node(one, "location") for one in rows(service, "service_at_locations")]
    return [one for one in (*inner, *rows(service, "locations", "location")) if one]


def _sessions(service: Row, schedules: Sequence[Row], base: str, now: dt.datetime) -> Iterator[DraftSession]:
    """One for each place that the service is at; one without a place where it names none."""
    price = _price(service, now)
    told = price | _capacity(service) | ({"online": "yes"} if text(service, "attending_type") in _ONLINE else {})
    shut = rows(service, "holiday_schedules")
    at = rows(service, "service_at_locations") or [{"location": one} for one in rows(service, "locations", "location")]
    for one in at or [{}]:
        native = text(one, "id")
        own = rows(one, "schedules", "regular_schedules")
        shared = [row for row in schedules if text(row, "service_at_location_id") in {None, native}]
        said = laid_out(own or shared, [*shut, *rows(one, "holiday_schedules")], now)
        link = address(base, next(filter(None, (text(row, "schedule_link") for row in own or shared)), None))
        session = told | _place(node(one, "location")) | said | ({"url": link} if link else {})
        if session:
            yield DraftSession(native_id=native, **session)


def _place(location: Row) -> dict[str, str]:
    """Where it is: the physical address before any other; whoever is named in it is left out."""
    if text(location, "location_type") in _ONLINE:
        return {"online": "yes"}
    found = rows(location, "addresses", "physical_addresses")
    physical = [one for one in found if text(one, "address_type") in {None, "physical"}]
    where: Row = next(iter((*physical, *found)), {})
    lines = [text(where, name) for name in ("address_1", "address_2", "city", "region", "state_province")]
    postcode = text(where, "postal_code")
    said = {
        "place": text(location, "name"),
        "address": ", ".join(_each((*lines, postcode))),
        "postcode": postcode,
        "latitude": text(location, "latitude"),
        "longitude": text(location, "longitude"),
    }
    return {name: value for name, value in said.items() if value}


def _price(service: Row, now: dt.datetime) -> dict[str, str]:
    """The costs that are valid now, in words; else the service's own words of its fees."""
    valid = [one for one in rows(service, "cost_options") if _is_valid(one, now.date())]
    currencies = {(text(one, "currency") or "").upper() for one in valid}
    words = []
    for one in valid:
        amount = text(one, "amount")
        cost = " ".join(filter(None, (amount, (text(one, "currency") or "").upper() if amount else "")))
        said = " ".join(filter(None, (text(one, "option"), cost)))
        note = text(one, "amount_description")
        words.append(f"{said} ({note})" if said and note else said or note)
    price = ", ".join(_each(words)) or text(service, "fees_description", "fees")
    currency = next(iter(currencies)) if len(currencies) == 1 else ""
    return {name: value for name, value in (("price", price), ("currency", currency)) if value}


def _is_valid(cost: Row, today: dt.date) -> bool:
    first, last = day(cost.get("valid_from")), day(cost.get("valid_to"))
    return (first is None or first <= today) and (last is None or last >= today)


def _capacity(service: Row) -> dict[str, str]:
    """Places (3.1), where there is one count and it can be true."""
    found = rows(service, "capacities", "service_capacities")
    if len(found) != 1:
        return {}
    most, left = _number(found[0], "maximum"), _number(found[0], "available")
    if most is not None and left is not None and left > most:
        return {}
    return {name: f"{value:g}" for name, value in (("capacity", most), ("places_left", left)) if value is not None}
