"""Cleans text: encodings, HTML, entities, white space; makes slugs."""

import re
import unicodedata


def slug(words: str, *, limit: int = 60) -> str:
    """Lower-case a-z, 0-9 and -, cut at a word's end; "x" where nothing is left of the words (Urdu titles)."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(joined) > limit:
        joined = joined[: limit + 1].rpartition("-")[0] or joined[:limit]
    return joined or "x"
