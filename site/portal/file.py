"""One file of the published tree."""

from typing import NamedTuple


class File(NamedTuple):
    """path: below the published folder, with /, such as "o/libraries-1a2b/robots/index.html". body: its bytes."""

    path: str
    body: bytes
