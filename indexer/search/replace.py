"""Puts a newly filled index in the place of the live one, which answers until then and is never emptied."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from crawlers.errors import SearchError
from indexer.search.client import Meilisearch
from indexer.search.documents import Document
from indexer.search.fill import Progress, Refused, send
from indexer.search.server import is_new, new_name
from indexer.search.settings import digest

ASKED = 5
"""How many documents a new index is asked for before it serves."""
_WORDS = 10
"""Meilisearch reads no more words of a query."""


def tidy(server: Meilisearch, index: str) -> bool:
    """Ends what a killed run left: waits for its tasks, deletes its half-filled or swapped-out index.

    Gives back whether the live index is there. Tasks end in their order, so a swap that was asked for has happened
    before this looks.
    """
    for task in server.under_way(lambda name: name == index or is_new(name, index)):
        server.ended(task)
    live = False
    for name in server.indexes():
        live = live or name == index
        if is_new(name, index):
            server.delete(name)
    return live


def replace(
    server: Meilisearch,
    index: str,
    settings: Mapping[str, Any],
    documents: Sequence[Document],
    *,
    live: bool,
    progress: Progress,
) -> list[Refused]:
    """Settings first, then documents, then questions, then the swap; the old one goes last. Gives back the refused.

    Raises SearchError, and then the live index is as it was.
    """
    new = new_name(index, digest(settings))
    try:
        server.create(new)
        server.configure(new, settings)
        refused = send(server, new, documents, progress)
        _believe(server, new, documents, refused)
        server.swap(new, index, first=not live)
    except SearchError:
        with suppress(SearchError):  # what is left of it the next run deletes
            server.delete(new)
        raise
    if live:
        server.delete(new)
    return refused


def _believe(server: Meilisearch, new: str, documents: Sequence[Document], refused: Sequence[Refused]) -> None:
    """Counts the new index and asks it for some of its documents by their titles, as a page asks.

    One strange title is no reason to go on with an old index; when most are not found, the settings are to blame.
    """
    out = {one.id for one in refused}
    kept = [document for document in documents if document.id not in out]
    if (size := server.size(new)) != len(kept):
        raise _disbelieved(server, new, f"{len(kept)} documents", f"it has {size}")
    asked = kept[:: max(1, len(kept) // ASKED)][:ASKED]
    missed = [document for document in asked if not _finds(server, new, document)]
    if len(missed) * 2 > len(asked):
        came = f"it does not find {missed[0].fields['title']!r} of {missed[0].source}"
        raise _disbelieved(server, new, f"{len(asked)} of them by their titles", came)


def _finds(server: Meilisearch, new: str, document: Document) -> bool:
    fields = document.fields
    answer = server.search(
        new,
        " ".join(fields["find"]["title"].split()[:_WORDS]),
        filter=f'opportunity_id = "{fields["opportunity_id"]}" AND last >= {fields["last"]}',
        sort=["full:asc", "first:asc"],
        matchingStrategy="all",
        attributesToSearchOn=["find.title"],
        distinct="opportunity_id",
        hitsPerPage=1,
        attributesToRetrieve=["opportunity_id"],
    )
    return bool(answer.get("totalHits") == 1)


def _disbelieved(server: Meilisearch, new: str, expected: str, came: str) -> SearchError:
    return SearchError(
        f"the search server {server.url}: expected the new index {new} to hold what was sent ({expected}), but {came}. "
        "The old one goes on serving, and the next run fills another."
    )
