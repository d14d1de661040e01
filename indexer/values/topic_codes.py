"""Reads the codes of other people's lists as interests: fields of education, activities, kinds of events."""

import functools
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "topic_codes.toml"
ACTIVITIES = Path(__file__).parent / "topic_activities.toml"

_SCHEME = re.compile(
    r"[^0-9a-z]{0,3}(isced(?:[ -]?f)?(?:[ -]?2013)?|ldcs|learn ?direct)\b[^0-9a-z]{0,4}", re.IGNORECASE
)
_ACTIVITY = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_FIELD = re.compile(r"(0\d{1,3}|10\d{1,2})(?![\d.,:/-])")
_FIELD_ALONE = re.compile(r"(?:0\d{2,3}|10[1-4]\d)")
_LDCS = re.compile(r"([A-Z][A-Z]?)(?:\.[0-9A-Z]{1,5}){0,3}(?![A-Za-z])")
_LDCS_ALONE = re.compile(r"([A-HJ-NP-TV-XZ][A-Z])\.[0-9]{1,4}(?:\.?[0-9A-Z]{1,4})?")
_EVENT = re.compile(r"(?:https?://schema\.org/|schema:)?([A-Z][A-Za-z]{3,30})")


class _Codes(NamedTuple):
    fields: dict[str, tuple[str, ...]]
    subjects: dict[str, tuple[str, ...]]
    events: dict[str, tuple[str, ...]]
    activities: dict[str, tuple[str, ...]]


def read(words: str) -> tuple[str, ...] | None:
    """Keys of interests, the main one first; () where the code is known and stands for none; None where it is no code.

    Known are ISCED-F 2013 ("0611", "ISCED-F 061"), Learndirect ("CB.4", "LDCS: M"), the ids of OpenActive's activities
    and schema.org's kinds of events ("MusicEvent"). Two letters alone, or a number without its scheme that does not
    begin with 0, may be anything: they are no code.
    """
    said = words.strip()[:200]
    if not said:
        return None
    if found := _ACTIVITY.search(said):
        return _codes().activities.get(found[0].lower(), () if "openactive" in said.lower() else None)
    if scheme := _SCHEME.match(said):
        return _of_scheme(scheme[1].lower(), said[scheme.end() :])
    if _FIELD_ALONE.fullmatch(said):
        return _begun(_codes().fields, said)
    if alone := _LDCS_ALONE.fullmatch(said):
        return _begun(_codes().subjects, alone[1])
    event = _EVENT.fullmatch(said)
    return _codes().events.get(event[1]) if event else None


def _of_scheme(scheme: str, code: str) -> tuple[str, ...] | None:
    found = _FIELD.match(code) if scheme.startswith("isced") else _LDCS.match(code.upper())
    if not found:
        return None
    return _begun(_codes().fields if scheme.startswith("isced") else _codes().subjects, found[1])


def _begun(table: dict[str, tuple[str, ...]], code: str) -> tuple[str, ...]:
    """What the longest beginning of the code that the table has stands for."""
    return next((table[code[:size]] for size in range(len(code), 0, -1) if code[:size] in table), ())


@functools.cache
def _codes() -> _Codes:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    kept = {name: {code: tuple(keys.split()) for code, keys in table.items()} for name, table in tables.items()}
    activities = {
        identifier: tuple(keys.split())
        for keys, identifiers in tomllib.loads(ACTIVITIES.read_text(encoding="utf-8")).items()
        for identifier in identifiers
    }
    return _Codes(kept["isced_f"], kept["learndirect"], kept["schema_org"], activities)
