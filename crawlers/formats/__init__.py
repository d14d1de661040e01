"""What kinds are made of: pure readers of calendars, tables and pages; no network, no clock, no meaning."""
