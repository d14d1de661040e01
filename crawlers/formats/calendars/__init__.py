"""iCalendar (RFC 5545): from bytes to the dated occurrences of each event."""
