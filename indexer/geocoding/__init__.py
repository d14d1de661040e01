"""Asks a geocoder of the city's choice where an address is, keeps its answers, and never needs one."""
