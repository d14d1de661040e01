"""Remembers what the zones of a calendar mean for as long as its page is read."""

import datetime as dt

from crawlers.formats.calendars import ics, zones
from crawlers.source import Source

_ZONES = 50
"""Zones of a calendar's own making that are compared with the world's."""


def words_of_zone(properties: dict[str, str]) -> str | None:
    """The zone that a VCALENDAR names for itself, in its own word."""
    return properties.get("X-WR-TIMEZONE") or properties.get("TIMEZONE-ID") or None


class ZoneFinder:
    """Remembers what a TZID of one VCALENDAR means for as long as the page is read."""

    def __init__(self, parts: ics.Calendar, within: int, source: Source, around: dt.datetime) -> None:
        self.definitions: dict[str, tuple[str, ...]] = {}
        for component in sorted(parts.zones, key=lambda zone: zone.within != within):  # its own come first
            name = next((ics.value_of(line) for line in component.lines if ics.name_of(line) == "TZID"), "")
            self.definitions.setdefault(name.strip('"'), component.lines)
        likely = (words_of_zone(parts.properties[within]), source.timezone)
        self.near = tuple(found for zone in likely if zone and (found := zones.named(zone)))
        self.around, self.found = around, dict[str, str | None]()

    def __call__(self, tzid: str) -> str | None:
        """The IANA name of a TZID; None where it means none that is known."""
        if tzid not in self.found:
            defined = self.definitions.get(tzid) if len(self.found) < _ZONES else None
            self.found[tzid] = zones.zone_of(tzid, defined, self.near, self.around)
        return self.found[tzid]
