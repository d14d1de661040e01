"""Remembers what the zones of a calendar mean for as long as its page is read."""

import datetime as dt

from crawlers.formats.calendars import ics, zones
from crawlers.source import Source

Clock = tuple[tuple[str, ...], tuple[str, ...]]
"""The lines of a VTIMEZONE without its name, and the zones that are likely."""

_ZONES = 8
"""Different zones of their own making that the calendars of a page may have; each is compared with the world's."""


def words_of_zone(properties: dict[str, str]) -> str | None:
    """The zone that a VCALENDAR names for itself, in its own word."""
    return properties.get("X-WR-TIMEZONE") or properties.get("TIMEZONE-ID") or None


class ZoneFinder:
    """Remembers what a TZID of one VCALENDAR means for as long as the page is read.

    compared: what own clocks turned out to be, shared by all calendars of a page.
    """

    def __init__(
        self, parts: ics.Calendar, within: int, source: Source, around: dt.datetime, compared: dict[Clock, str | None]
    ) -> None:
        self.definitions: dict[str, tuple[str, ...]] = {}
        for component in sorted(parts.zones, key=lambda zone: zone.within != within):  # its own come first
            name = next((ics.value_of(line) for line in component.lines if ics.name_of(line) == "TZID"), "")
            self.definitions.setdefault(name.strip('"'), component.lines)
        likely = (words_of_zone(parts.properties[within]), source.timezone)
        self.near = tuple(found for zone in likely if zone and (found := zones.named(zone)))
        self.around, self.found, self.compared = around, dict[str, str | None](), compared

    def __call__(self, tzid: str) -> str | None:
        """The IANA name of a TZID; None where it means none that is known."""
        if tzid not in self.found:
            defined = self.definitions.get(tzid, ())
            called = zones.zone_of(tzid, defined, self.near, self.around)
            self.found[tzid] = called or (self._by_clock(defined) if defined else None)
        return self.found[tzid]

    def _by_clock(self, defined: tuple[str, ...]) -> str | None:
        clock = (zones.without_name(defined), self.near)
        if clock not in self.compared:
            if len(self.compared) >= _ZONES:
                return None
            self.compared[clock] = zones.of_clock(*clock, self.around)
        return self.compared[clock]
