"""Which listings are one opportunity, and what it then says."""
