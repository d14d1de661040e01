"""Takes out of every text what cannot be seen and does harm: control characters, and what turns the words that follow.

Normalising does so for what it cleans. The words behind a value are kept as they came, and a catalogue may have been
written by others: what stands here lets no page and no feed depend on who wrote.
"""

import re
from typing import Any

import msgspec

from indexer.contents import Contents

# C0 and C1 but tab and line feed; marks, embeddings, overrides and isolates of direction (UAX 9); the byte order mark,
# the separators of lines and paragraphs, and what is no character (XML 1.0, 2.2; Unicode, 23.7).
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# The same in JSON. What looks like it and is not costs a closer look.
_MAYBE = re.compile(
    rb"\\[ubfr]|\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
    rb"|\xef\xb7[\x90-\xaf]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)
_encode = msgspec.json.Encoder().encode


def without(contents: Contents) -> Contents:
    """The same contents; what has nothing of it stays the same object. A line's end of any sort becomes a line feed."""
    return msgspec.structs.replace(
        contents,
        opportunities=tuple(map(_checked, contents.opportunities)),
        sources=tuple(map(_checked, contents.sources)),
    )


def _checked(one: Any) -> Any:
    return _cleaned(one) if _MAYBE.search(_encode(one)) else one


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _HARMFUL.sub("", _LINE_ENDS.sub("\n", value))
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, msgspec.Struct):
        found = {name: getattr(value, name) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **{name: _cleaned(one) for name, one in found.items()})
    return value
