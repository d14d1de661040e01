"""Counts: what there is to go to, and of people, guarded before they are written anywhere."""
