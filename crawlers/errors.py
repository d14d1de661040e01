"""Every error this project raises on purpose, in one tree.

CityOfLearningError
├── SourceError          one source could not be read; the others go on
│   ├── Unreachable      no answer: unknown host, refused connection, time-out
│   ├── PrivateAddress   its host is in a private network, which the city file does not allow
│   ├── BadStatus        an answer that is no success: 404, 410, 429, 500 …
│   ├── Disallowed       robots.txt says no
│   ├── WrongContent     an answer of another sort: HTML where a calendar was expected
│   ├── Unreadable       the right sort, but broken: malformed JSON, ICS, CSV, UTF-8
│   └── TooLarge         more bytes or pages than the cap
├── OptionError          a source's options do not fit its kind
├── CityFileError        the city file cannot be used
├── CatalogueError       the catalogue cannot be opened, migrated or written
├── SearchError          the search server could not be brought up to date; the embedded search serves
├── PublishError         the portal could not be published; the old one stays
├── PortTaken            `serve` cannot listen where it was told to
└── Busy                 another run of this city is under way
"""

_LONGEST = 700
"""Letters of each half of a sentence."""


class CityOfLearningError(Exception):
    """A sentence a person can act on: what was expected, what came, what to do next."""


class SourceError(CityOfLearningError):
    """One source could not be read.

    The message names the source, what was expected, what came and what to do.
    """

    def __init__(self, source: str, *, expected: str, came: str, todo: str) -> None:
        self.source, self.expected, self.came, self.todo = source, expected, came, todo
        super().__init__(f"{source}: expected {_short(expected)}, but {_short(came)}. {todo}")


class Unreachable(SourceError):
    """No answer at all: the host is unknown, refuses connections, or is too slow."""


class PrivateAddress(SourceError):
    """The host is this machine, or lies in a private network; nothing was sent. The city file may allow it."""


class BadStatus(SourceError):
    """The host answered with a status that is neither 2xx nor 304."""

    def __init__(self, source: str, *, status: int, expected: str, came: str, todo: str) -> None:
        self.status = status
        super().__init__(source, expected=expected, came=came, todo=todo)

    def advised(self, todo: str | None) -> "BadStatus":
        """The same with other words about what to do, where there are any."""
        return BadStatus(
            self.source, status=self.status, expected=self.expected, came=self.came, todo=todo or self.todo
        )


class Disallowed(SourceError):
    """The host's robots.txt does not let us read this address."""


class WrongContent(SourceError):
    """The answer is of another sort than the kind reads, such as HTML for a calendar."""


class Unreadable(SourceError):
    """The answer is of the right sort but broken."""


class TooLarge(SourceError):
    """The answer has more bytes, or the source more pages, than the cap allows."""


class OptionError(CityOfLearningError):
    """A source's `options` do not fit its kind.

    The sentence names the source and the option first and says last what to do: what is cut stands between.
    """

    def __init__(self, sentence: str) -> None:
        too_long = len(sentence) > 2 * _LONGEST
        super().__init__(f"{sentence[:_LONGEST]}… {sentence[-_LONGEST:]}" if too_long else sentence)


class CityFileError(CityOfLearningError):
    """The city file, or a file it names, cannot be used."""


class CatalogueError(CityOfLearningError):
    """The catalogue cannot be opened, migrated or written."""


class SearchError(CityOfLearningError):
    """The search server could not be brought up to date; it goes on with what it has, or the embedded search serves.

    code: Meilisearch's own for what went wrong, such as "index_not_found"; "" where it gave none.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class PublishError(CityOfLearningError):
    """The portal could not be published; what was published before stays as it was."""


class Busy(CityOfLearningError):
    """Another run of the same city is under way."""


class PortTaken(CityOfLearningError):
    """Another program listens on the port that `serve` was told to take."""


def _short(words: str) -> str:
    """What a host or a city file says may be of any length; a sentence is read by a person."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
