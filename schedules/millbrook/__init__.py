"""Millbrook, the demo city: made-up providers whose websites and feeds are crawled like any other's."""
