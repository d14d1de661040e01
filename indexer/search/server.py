"""Where a city's Meilisearch is, who may do what there, and what a browser is told of it."""

import re
from collections.abc import Mapping

import msgspec

from crawlers.errors import SearchError
from indexer.settings import SearchSettings
from indexer.values.text import slug

ADDRESS = "MEILI_URL"
ADMIN_KEY = "MEILI_ADMIN_KEY"
_NAME = re.compile(r"[a-z0-9_-]{1,380}")
_NEW = re.compile(r"(.+)-new-[0-9a-f]{8}")


class SearchServer(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser needs. key: may search this index and do nothing else, so it may stand in a page."""

    url: str
    index: str
    key: str


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What the command needs. url: as the command reaches the server; public: as browsers do; neither ends in /.

    key: one that may do everything. synonyms: a word to those that find it too.
    """

    url: str
    public: str
    index: str
    key: str
    synonyms: Mapping[str, tuple[str, ...]] = {}


def access(settings: SearchSettings | None, city: str, environment: Mapping[str, str]) -> Access | None:
    """None where neither `[search]` nor $MEILI_URL names a server. city: its name, which else names the index.

    $MEILI_URL goes before `[search] url` for the command alone: where the server is next door, yet public elsewhere.
    Raises SearchError where what is there cannot be used.
    """
    url = environment.get(ADDRESS) or (settings.url if settings else "")
    if not url:
        return None
    index = settings.index if settings else slug(city)
    for wrong in faults(url, index):
        raise SearchError(f"the search server: {wrong}")
    key = environment.get(ADMIN_KEY)
    if not key:
        raise SearchError(
            f"the search server {url}: expected its admin key in ${ADMIN_KEY}, but that is not set. "
            "Ask the server for it (GET /keys with the master key) and set it."
        )
    public = settings.url if settings else url
    return Access(
        url=url.rstrip("/"),
        public=public.rstrip("/"),
        index=index,
        key=key,
        synonyms=settings.synonyms if settings else {},
    )


def faults(url: str, index: str) -> list[str]:
    """A sentence for each thing that is wrong with the address of a server or the name of an index."""
    wrong = []
    if not url.startswith(("http://", "https://")):
        wrong.append(f"url: expected http://… or https://…, but it is {url!r}.")
    if not _NAME.fullmatch(index):
        wrong.append(f"index: a name is made of a-z, 0-9, - and _, but it is {index!r}.")
    elif _NEW.fullmatch(index):
        wrong.append(f"index: {index!r} ends as the indexes do that are being filled. Choose another name.")
    return wrong


def new_name(index: str, digest: str) -> str:
    """What an index is called while it is being filled. digest: of its settings, in hex."""
    return f"{index}-new-{digest[:8]}"


def is_new(name: str, index: str) -> bool:
    """Whether an index of this name was made to take the place of `index`."""
    found = _NEW.fullmatch(name)
    return found is not None and found[1] == index
