"""Reads sources: a Source is fetched as Pages, and Drafts are extracted from each Page."""
