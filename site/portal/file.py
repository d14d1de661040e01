"""One file of the published tree, whose bytes may be made only when they are asked for."""

from collections.abc import Callable


class File:
    """path: below the published folder, with /, such as "o/libraries-1a2b/robots/index.html".

    made_of: a digest of everything that the bytes depend on, "" where nobody can tell. Publishing does not ask for the
    bytes of a file that stands already and was made of the same.
    """

    __slots__ = ("_body", "made_of", "path")

    def __init__(self, path: str, body: bytes | Callable[[], bytes], made_of: str = "") -> None:
        self.path, self.made_of, self._body = path, made_of, body

    @property
    def body(self) -> bytes:
        """Its bytes; made once."""
        if not isinstance(self._body, bytes):
            self._body = self._body()
        return self._body

    def __repr__(self) -> str:
        return f"File({self.path!r})"
