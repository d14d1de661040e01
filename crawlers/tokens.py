"""Tokens of APIs: the city file names an environment variable ("$SOCRATA_TOKEN"), which is read when a request is sent.

So a token is never in a file of ours: not in the city file, the kept crawls, the catalogue, a message or a fingerprint.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.draft import Refusal
from crawlers.errors import OptionError
from crawlers.source import Source

_NAMED = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_DEEPEST = 10
"""Levels of options that are looked through."""


def check(token: str | None) -> None:
    """Raises ValueError where an option does not name a variable."""
    if token is not None and not _NAMED.fullmatch(token):
        raise ValueError('token: expected the name of an environment variable, such as "$API_TOKEN", not a token')


def value_of(source: Source, token: str | None, environment: Mapping[str, str]) -> str | None:
    """The token that an option names; None where there is none. Raises OptionError where it cannot be one."""
    named = _NAMED.fullmatch(token or "")
    value = environment.get(named[1], "").strip() if named else ""
    if value and not (value.isascii() and value.isprintable()):
        raise OptionError(
            f"{source.name}: expected a token in the environment variable {token}, but it holds other signs than "
            "letters, digits and punctuation. Set it again."
        )
    return value or None


def values(options: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of all variables that the options name, at whatever depth; what must be in no file of ours."""
    named = _NAMED.fullmatch
    found = (environment.get(match[1], "").strip() for text in _texts(options, 0) if (match := named(text)))
    return tuple(dict.fromkeys(value for value in found if value))


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple) and depth < _DEEPEST:
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one, depth + 1)


def missing(options: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[Refusal, ...]:
    """What is to be said of each variable that the options name and that is not set."""
    named = {name: _NAMED.fullmatch(value) for name, value in options.items() if isinstance(value, str)}
    return tuple(
        Refusal(
            where=f"the option {name!r}",
            reason="The environment variable that it names is not set; the source was read without it.",
            wrote=found[0],
            todo="Set it where the command runs, or take the option out of the city file.",
        )
        for name, found in named.items()
        if found and not environment.get(found[1], "").strip()
    )
