"""JMESPath expressions that say where in a JSON answer things are (jmespath.org); checked before they are used.

Besides JMESPath's own functions there are epoch_seconds(@) and epoch_milliseconds(@): ISO 8601 in UTC of a number.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jmespath
import jmespath.exceptions
import jmespath.functions

_TYPES = ["number", "string", "null"]
_EPOCHS = (-62_135_596_800, 253_402_300_799)
"""The years 1 to 9999."""


class NoPath(ValueError):
    """Words that are no JMESPath expression: says where they go wrong."""


class NotFound(Exception):
    """An expression that cannot be worked out on this value: a sentence."""


class _Functions(jmespath.functions.Functions):  # type: ignore[misc]
    @jmespath.functions.signature({"types": _TYPES})  # type: ignore[untyped-decorator]
    def _func_epoch_seconds(self, number: float | str | None) -> str | None:
        return _moment(number, 1)

    @jmespath.functions.signature({"types": _TYPES})  # type: ignore[untyped-decorator]
    def _func_epoch_milliseconds(self, number: float | str | None) -> str | None:
        return _moment(number, 1000)


def _moment(number: float | str | None, unit: int) -> str | None:
    """A number's moment; words that are no number go on as they are, for a person to see."""
    try:
        seconds = float(number) / unit if number is not None and number != "" else None
    except ValueError:
        return str(number)
    if seconds is None:
        return None
    if not _EPOCHS[0] <= seconds <= _EPOCHS[1]:
        return str(number)
    return dt.datetime.fromtimestamp(int(seconds // 1), dt.UTC).isoformat()


def check(option: str, words: str) -> None:
    """Raises ValueError that names the option, the expression and the place in it that is wrong."""
    try:
        path(words)
    except NoPath as error:
        raise ValueError(f"{option}: {words!r} is no JMESPath expression: {error}") from None


@lru_cache(maxsize=500)
def path(words: str) -> Callable[[Any], Any]:
    """What an expression finds in a value. Raises NoPath; the function raises NotFound."""
    try:
        compiled = jmespath.compile(words)
    except jmespath.exceptions.JMESPathError as error:
        at = getattr(error, "lex_position", None)
        where = f"at its sign {at + 1}" if isinstance(at, int) else "it ends too soon or is empty"
        token = getattr(error, "token_value", None)
        raise NoPath(f"{where}, {token!r} cannot stand there" if token and isinstance(at, int) else where) from None
    except RecursionError:
        raise NoPath("it is nested too deeply") from None
    _check_functions(compiled.parsed)
    options = jmespath.Options(custom_functions=_Functions())

    def search(value: Any) -> Any:
        try:
            return compiled.search(value, options=options)
        except jmespath.exceptions.JMESPathTypeError as error:
            if error.actual_type in {"null", "NoneType"}:  # a function of what is not there: nothing is stated
                return None
            raise NotFound(f"{words!r} cannot be worked out here") from error
        except (jmespath.exceptions.JMESPathError, TypeError, ValueError, LookupError, RecursionError) as error:
            raise NotFound(f"{words!r} cannot be worked out here") from error

    return search


def _check_functions(node: Mapping[str, Any], depth: int = 0) -> None:
    if depth > 60:
        raise NoPath("it is nested too deeply")
    if node.get("type") == "function_expression":
        known = _Functions.FUNCTION_TABLE
        name, given = node["value"], len(node["children"])
        if name not in known:
            raise NoPath(f"there is no function {name}(); there are: {', '.join(sorted(known))}")
        wanted = known[name]["signature"]
        several = bool(wanted) and bool(wanted[-1].get("variadic"))
        if given < len(wanted) or (given > len(wanted) and not several):
            raise NoPath(f"{name}() takes {len(wanted)} values, not {given}")
    for child in node.get("children", ()):
        if isinstance(child, Mapping):
            _check_functions(child, depth + 1)


def texts(value: Any) -> tuple[str, ...] | None:
    """A found value as texts: of a list each of them. None where it holds an object, which is no text."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, str):
        text = value.replace("\x00", "").strip()
        return (text,) if text else ()
    if isinstance(value, int | float):
        return (str(int(value)) if isinstance(value, float) and value.is_integer() else str(value),)
    if not isinstance(value, list):
        return None
    found: list[str] = []
    for one in value:
        inner = None if isinstance(one, list) else texts(one)
        if inner is None:
            return None
        found += inner
    return tuple(dict.fromkeys(found))
