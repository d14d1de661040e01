"""The key that stands in the pages: it may search one index and do nothing else, and is the same after each run."""

import uuid

from indexer.search.client import Meilisearch

ACTIONS = ("search",)
_OURS = uuid.UUID("5f0f5c54-0c4e-5a3d-9d0c-3c1a3f6c2b57")


def key_uid(index: str) -> str:
    """The same for the same index: then its key is the same too, and published pages go on working."""
    return str(uuid.uuid5(_OURS, index))


def search_key(server: Meilisearch, index: str) -> str:
    """Finds the key or makes it; one that may do other things, or expires, is made anew with the same text."""
    uid = key_uid(index)
    found = server.key(uid)
    if found and (tuple(found.actions), found.indexes, found.expires_at) == (ACTIONS, [index], None):
        return found.key
    if found:
        server.delete_key(uid)
    name = f"City of Learning: searching {index}"
    return server.make_key(uid, name=name, actions=ACTIONS, indexes=[index]).key
