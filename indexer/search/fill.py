"""Sends documents in batches, and finds those that a server refuses, so that the others are not lost with them."""

from collections.abc import Callable, Iterator, Sequence

from crawlers.errors import SearchError
from indexer.opportunity import Struct
from indexer.search.client import Failure, Meilisearch
from indexer.search.documents import Document

BATCH = 2000
PARTS = 10
"""Into how many a batch is cut in which something fails."""
MOST_REFUSED = 25
"""More refusals than these are no matter of single documents."""

Progress = Callable[[int, int], None]
"""Called with how many of how many documents are done."""


class Refused(Struct, frozen=True, kw_only=True):
    """A document that was left out. source: whose listing it is. reason: ours, or Meilisearch's own words."""

    id: str
    source: str
    reason: str

    @property
    def sentence(self) -> str:
        """For a report."""
        return f"{self.source}: {self.id} is not in the search: {self.reason.rstrip('.')}. It is tried again each run."


def send(server: Meilisearch, index: str, documents: Sequence[Document], progress: Progress) -> list[Refused]:
    """Adds documents, or replaces those of the same id; gives back those that the server refuses.

    One bad document fails its whole batch, so a failed one is sent again in parts, until what fails stands alone.
    All batches of a round are handed over before the first is waited for: the server then works on several at once.
    Raises SearchError where the failure is the server's own.
    """
    refused: list[Refused] = []
    round_, done = list(_parts(documents, BATCH)), 0
    while round_:
        failed = []
        for batch, task in [(batch, _add(server, index, batch)) for batch in round_]:
            failure = server.ended(task) if isinstance(task, int) else task
            if failure is None or len(batch) == 1:
                done += len(batch)
                progress(done, len(documents))
            if failure:
                failed.append((batch, failure))
        _bearable(server, index, failed, len(refused))
        refused += [
            Refused(id=batch[0].id, source=batch[0].source, reason=said.words)
            for batch, said in failed
            if len(batch) == 1
        ]
        round_ = [part for batch, _ in failed if len(batch) > 1 for part in _parts(batch, -(-len(batch) // PARTS))]
    return refused


def _bearable(
    server: Meilisearch, index: str, failed: Sequence[tuple[Sequence[Document], Failure]], before: int
) -> None:
    """Raises where the server is to blame, or where more is refused than can be a matter of single documents."""
    for n, ((first, *others), failure) in enumerate(failed, start=before + 1):
        named = f"{first.id} of {first.source}" + (f" and {len(others)} more" if others else "")
        if not failure.theirs:
            raise server.refused(f"index {named}", failure)
        if n > MOST_REFUSED:
            raise SearchError(
                f"the search server {server.url}: expected it to take the documents of {index}, but it refuses more "
                f"than {MOST_REFUSED}, such as one of {named}: {failure.words}",
                code=failure.code,
            )


def _add(server: Meilisearch, index: str, batch: Sequence[Document]) -> int | Failure:
    return server.add(index, [document.fields for document in batch])


def _parts(documents: Sequence[Document], size: int) -> Iterator[Sequence[Document]]:
    for at in range(0, len(documents), size):
        yield documents[at : at + size]
