"""Masks private people in what a source answered, so that it can become a fixture: see masking/masked.py."""
