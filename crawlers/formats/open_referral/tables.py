"""Puts the tables of an HSDS data package (CSV files in a ZIP, or one JSON of them) together as services."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from crawlers.errors import TooLarge, Unreadable
from crawlers.formats.charset import decode

MOST_BYTES = 60_000_000
"""Of all tables unpacked; the body before was no larger than the crawl's max_bytes."""

MOST_TABLES = 80

Table = list[dict[str, Any]]

_OF_SERVICE = (
    "schedules", "regular_schedules", "holiday_schedules", "cost_options", "languages", "eligibilitys", "eligibility",
    "service_capacities",
)  # fmt: skip
_OF_LOCATION = ("addresses", "physical_addresses", "accessibility", "accessibility_for_disabilities")


def unzip(body: bytes, source: str) -> dict[str, Table]:
    """The tables of a ZIP by their names. Raises Unreadable and TooLarge."""
    tables: dict[str, Table] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = [one for one in packed.infolist() if one.filename.lower().endswith(".csv")]
            for one in names[:MOST_TABLES]:
                with packed.open(one) as file:
                    raw = file.read(left + 1)
                left -= len(raw)
                if left < 0:
                    raise TooLarge(
                        source,
                        expected=f"at most {MOST_BYTES:,} bytes of tables",
                        came="the package holds more",
                        todo="Ask the provider for a smaller package, or for its API.",
                    )
                tables[one.filename] = list(csv.DictReader(io.StringIO(decode(raw)[0].replace("\x00", ""))))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, csv.Error) as error:
        raise Unreadable(
            source,
            expected="a ZIP with the tables of an HSDS data package",
            came=f"it cannot be unpacked ({error})",
            todo="The next crawl tries again.",
        ) from None
    return tables


def services(tables: Mapping[str, Iterable[Any]]) -> Table | None:
    """The services with all that the other tables say of them; None where there is no table of services."""
    by_name = {_name(name): [row for row in rows if isinstance(row, dict)] for name, rows in tables.items()}
    if "services" not in by_name:
        return None
    locations = _by_id(by_name.get("locations", []))
    for name in _OF_LOCATION:
        for key, found in _grouped(by_name.get(name, []), "location_id").items():
            if key in locations:
                locations[key] = locations[key] | {name: found}
    organisations = _by_id(by_name.get("organizations", []))
    at = _grouped(by_name.get("service_at_locations", []), "service_id")
    parts = {name: _grouped(by_name.get(name, []), "service_id") for name in _OF_SERVICE}
    terms = _by_id(by_name.get("taxonomy_terms", []))
    links = _grouped(by_name.get("attributes", []), "link_id")
    made: Table = []
    for service in by_name["services"]:
        own = str(service.get("id") or "")
        inner = {name: found[own] for name, found in parts.items() if own in found}
        schedules = [*inner.pop("schedules", []), *inner.pop("regular_schedules", [])]
        said = (terms.get(str(link.get("taxonomy_term_id") or "")) for link in links.get(own, []))
        made.append(
            service
            | inner
            | {
                "schedules": [row for row in schedules if not row.get("service_at_location_id")],
                "organization": organisations.get(str(service.get("organization_id") or "")),
                "attributes": [{"taxonomy_term": term} for term in said if term],
                "service_at_locations": [_at(one, locations, schedules) for one in at.get(own, [])],
            }
        )
    return made


def _at(row: dict[str, Any], locations: Mapping[str, dict[str, Any]], schedules: Table) -> dict[str, Any]:
    """A service at a location, with the location and the schedules that are of this place alone."""
    own = [one for one in schedules if row.get("id") and one.get("service_at_location_id") == row["id"]]
    return row | {"location": locations.get(str(row.get("location_id") or "")), "schedules": own}


def _name(file: str) -> str:
    """The table that a file holds: "services" of "data/service.csv"."""
    name = file.rpartition("/")[2].lower().removesuffix(".csv")
    known = {"service": "services", "organization": "organizations", "location": "locations", "schedule": "schedules",
             "address": "addresses", "physical_address": "physical_addresses", "cost_option": "cost_options",
             "language": "languages", "attribute": "attributes", "taxonomy_term": "taxonomy_terms",
             "service_at_location": "service_at_locations", "regular_schedule": "regular_schedules"}  # fmt: skip
    return known.get(name, name)


def _by_id(rows: Table) -> dict[str, dict[str, Any]]:
    return {str(row["id"]): row for row in rows if row.get("id")}


def _grouped(rows: Table, key: str) -> dict[str, Table]:
    found: defaultdict[str, Table] = defaultdict(list)
    for row in rows:
        if row.get(key):
            found[str(row[key])].append(row)
    return dict(found)
