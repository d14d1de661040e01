"""OpenActive: RPDE, and the opportunities that its feeds give in parts."""
