"""Brings a city's Meilisearch up to date with what the search holds, sending no more than what changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crawlers.errors import SearchError
from indexer.opportunity import Struct
from indexer.search.client import Limits, Meilisearch
from indexer.search.documents import Document, fault, search_documents
from indexer.search.fill import BATCH, Progress, Refused, send
from indexer.search.key import search_key
from indexer.search.replace import replace, tidy
from indexer.search.rows import Documents
from indexer.search.server import Access, SearchServer
from indexer.search.settings import differs, index_settings


class SearchReport(Struct, frozen=True, kw_only=True):
    """What became of the documents. documents: now on the server. version: its own.

    settings: names of those that had changed, so that a new index took the old one's place; all of them at first.
    """

    version: str
    documents: int = 0
    sent: int = 0
    deleted: int = 0
    refused: tuple[Refused, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def clause(self) -> str:
        """Which search serves, for a report."""
        done = f"{self.sent:,} sent, {self.deleted:,} deleted" if self.sent or self.deleted else "nothing changed"
        return f"Meilisearch {self.version} serves it ({self.documents:,} documents; {done})"


class Updated(NamedTuple):
    """server: for the pages."""

    server: SearchServer
    report: SearchReport


def update(
    held: Documents,
    cards: Mapping[str, Any],
    access: Access,
    *,
    centroids: Mapping[str, tuple[float, float]] | None = None,
    limits: Limits = Limits(),  # noqa: B008  -- a tuple
    progress: Progress = lambda done, of: None,
) -> Updated:
    """Can be killed at any point: the next run finds what is left over, and the live index always answers.

    cards: language code to what the portal says on the cards, as columns.search_files takes them.
    centroids: area to the latitude and longitude of its middle. Raises SearchError; the embedded search then serves.
    """
    server = Meilisearch(access, limits)
    version = server.version()
    live = tidy(server, access.index)
    documents, unsound = _sound(search_documents(held, cards, centroids or {}))
    settings = index_settings(cards, access.synonyms)
    changed = differs(settings, server.settings(access.index)) if live else list(settings)
    there = server.column(access.index, "digest") if live else {}
    _ours(server, access.index, there, documents)
    if changed:
        refused = replace(server, access.index, settings, documents, live=live, progress=progress)
        sent, gone = len(documents), len(there.keys() - {document.id for document in documents})
    else:
        new = [document for document in documents if there.get(document.id) != document.digest]
        refused = send(server, access.index, new, progress)
        out = {one.id for one in refused}
        # What was refused is not shown as it was before either: a session may have moved or been called off.
        left = sorted(there.keys() - {document.id for document in documents if document.id not in out})
        for at in range(0, len(left), BATCH):
            server.remove(access.index, left[at : at + BATCH])
        sent, gone = len(new), len(left)
    report = SearchReport(
        version=version,
        documents=len(documents) - len(refused),
        sent=sent,
        deleted=gone,
        refused=(*unsound, *refused),
        settings=tuple(changed),
    )
    key = search_key(server, access.index)
    return Updated(SearchServer(url=access.public, index=access.index, key=key), report)


def _sound(found: Iterator[Document]) -> tuple[list[Document], list[Refused]]:
    """Those that can be sent, and those that cannot; of two with one id the first is sent."""
    sound: dict[str, Document] = {}
    refused = []
    for document in found:
        reason = fault(document.fields)
        if document.id in sound:
            reason = f"expected an id of its own, but another session of {sound[document.id].source} has it"
        if reason:
            refused.append(Refused(id=document.id, source=document.source, reason=reason))
        else:
            sound[document.id] = document
    return list(sound.values()), refused


def _ours(server: Meilisearch, index: str, there: Mapping[str, Any], documents: Sequence[Document]) -> None:
    """Leaves alone what somebody else has put under this name, and does not empty an index that serves."""
    if there and not any(there.values()):
        raise SearchError(
            f"the search server {server.url}: expected {index} to be this city's, but its {len(there)} documents were "
            "not made by this command. Choose another `[search] index`, or delete that one."
        )
    if there and not documents:
        raise SearchError(
            f"the search server {server.url}: expected documents for {index}, but the catalogue has none. "
            f"The {len(there)} that it holds stay; the portal is published with the embedded search."
        )
