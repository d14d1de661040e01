"""Takes out of a crawl what the city has been asked to forget, before anything of it is written to disk.

Only keyed digests of the words are known, never the words: each run of as many words of a text is digested and
compared. Words are what is left when case, punctuation and markup are gone, so "Jane <b>SMITH</b>," is "jane smith".
"""

import functools
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from crawlers.addresses import canonical

FILE = "forgotten.json"
"""Beside the kept crawls: what must not be kept there."""

_PARTS = re.compile(r"<[^<>]*>|&#?\w+;|\w+")
_WORDS = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\)\]]+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_OURS = frozenset(
    {"source", "kind", "fingerprint", "etag", "last_modified", "sha256", "content_type", "modified", "start", "feed"}
)
"""Fields that hold no words of a source, or that are compared with what its server or the city file says."""
_ADDRESSES = frozenset({"url", "final_url", "page_url", "provider_url", "register_url", "cursor"})

_RUNS = 200_000
"""Runs of words of which it is remembered whether they are forgotten: a digest costs more than a look."""

_Value = TypeVar("_Value")


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What is forgotten. key: hex, of the digests. texts: number of words by digest. addresses: digests.

    Digests are keyed BLAKE2b of 16 bytes in hex: of the words with a space between them, or of the canonical address.
    swept says of a folder's file that everything in the folder was gone through.
    """

    key: str = ""
    swept: bool = False
    texts: dict[str, int] = {}
    addresses: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.texts or self.addresses)


def of_folder(folder: Path) -> Forgotten:
    """What must not be kept in a folder of crawls. A file that cannot be read raises: nothing is kept then."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Forgotten)
    except FileNotFoundError:
        return Forgotten()


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [_plain(word) for word in _WORDS.findall(html.unescape(re.sub(r"<[^<>]*>", " ", text)))]


def digest(key: str, said: str) -> str:
    """The keyed digest of words or of an address."""
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), key=bytes.fromhex(key), digest_size=16).hexdigest()


class Filter:
    """Takes what is forgotten out of values of any shape. removed: how many times it has found something."""

    def __init__(self, forgotten: Forgotten) -> None:
        self._forgotten, self.removed = forgotten, 0
        self._lengths = sorted(set(forgotten.texts.values()), reverse=True)
        self._runs: dict[str, bool] = {}
        self._text = functools.lru_cache(maxsize=50_000)(self._without)

    def text(self, text: str) -> str:
        """The text without it. A text that is nothing else becomes empty; elsewhere "…" stands in its place."""
        said, found = self._text(text)
        self.removed += found
        return said

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where each word of it stands that belongs to a forgotten text; for what must keep its form, such as JSON."""
        found = set[tuple[int, int]]()
        for parts in (_marked_up, _bare) if "<" in text or "&" in text else (_bare,):
            said = list(parts(text))
            for length in self._lengths:
                for at in range(len(said) - length + 1):
                    if self._is(" ".join(one[0] for one in said[at : at + length]), length):
                        found |= {(begin, end) for _, begin, end in said[at : at + length]}
        return sorted(found)

    def address(self, url: str | None) -> bool:
        """Whether this address is forgotten."""
        known = self._forgotten.addresses
        return bool(url and known) and digest(self._forgotten.key, canonical(url or "")) in known

    def page(self, url: str) -> str:
        """The address of a page; of one that is forgotten, or holds what is, its host remains."""
        return self._of_address(url, "page_url")

    def json(self, value: Any) -> Any:
        """What JSON decodes to, without it: keys and values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if isinstance(value, dict):
            return {self.text(key): self.json(one) for key, one in value.items()}
        return value

    def crawl(self, value: _Value) -> _Value:
        """A crawl (or a page, a draft, any struct of one) without it: listings of a forgotten address go whole."""
        said: _Value = self._said(value, "", "")
        return said

    def _said(self, value: Any, field: str, page: str) -> Any:
        """The very value where nothing was found. page: the address that its drafts speak of where they have none."""
        if isinstance(value, str):
            if field in _OURS:
                return value
            return self._of_address(value, field) if field in _ADDRESSES else self.text(value)
        if isinstance(value, msgspec.Raw):
            data = msgspec.json.decode(value)
            said = self.json(data)
            return value if said == data else msgspec.Raw(msgspec.json.encode(said))
        if isinstance(value, tuple):
            kept = tuple(self._said(one, field, page) for one in value if not self._goes(one, field, page))
            same = len(kept) == len(value) and all(one is old for one, old in zip(kept, value, strict=True))
            return value if same else kept
        if isinstance(value, msgspec.Struct):
            fields = value.__struct_fields__
            whole = "final_url" in fields  # a page
            page = str(getattr(value, "final_url", "") or getattr(value, "url", "")) if whole else page
            said = {
                name: self._said(getattr(value, name), "page_url" if whole and name == "url" else name, page)
                for name in fields
            }
            changed = {name: one for name, one in said.items() if one is not getattr(value, name)}
            return msgspec.structs.replace(value, **changed) if changed else value
        return value

    def _goes(self, value: Any, field: str, page: str) -> bool:
        """A draft of a forgotten address, an entry of a feed that names it or is named so, a link that leads there."""
        goes = (
            (field == "drafts" and self.address(value.url or page))
            or (field == "items" and (self.text(value.id) != value.id or self._names(value.data)))
            or (field == "follow" and (self.address(value) or self.text(value) != value))
        )
        self.removed += goes
        return bool(goes)

    def _names(self, value: Any) -> bool:
        """Whether any value in it is a forgotten address."""
        if isinstance(value, msgspec.Raw):
            return bool(self._forgotten.addresses) and self._names(msgspec.json.decode(value))
        if isinstance(value, dict):
            return any(self._names(one) for one in value.values())
        if isinstance(value, list):
            return any(self._names(one) for one in value)
        return isinstance(value, str) and value.startswith("http") and self.address(value)

    def _of_address(self, url: str, field: str) -> str:
        """An address that holds a forgotten text is none any more; of a page's its host remains."""
        if self.address(url) or self.text(url) != url:
            self.removed += 1
            parts = urlsplit(url)
            return f"{parts.scheme}://{parts.netloc}/" if field in {"final_url", "page_url"} else ""
        return url

    def _without(self, text: str) -> tuple[str, int]:
        found = 0
        if self._forgotten.addresses and "http" in text:
            for match in reversed(list(_ADDRESS.finditer(text))):
                if self.address(match[0].rstrip(".,;:!?")):
                    end = match.start() + len(match[0].rstrip(".,;:!?"))
                    text, found = f"{text[: match.start()]}…{text[end:]}", found + 1
        slug, address = _SLUG.fullmatch(text) is not None, _ADDRESS.fullmatch(text) is not None
        # With markup twice: the words that it parts, then those that stand inside of it.
        for parts in (_marked_up, _bare) if "<" in text or "&" in text else (_bare,):
            while span := self._span(list(parts(text))):
                text, found = f"{text[: span[0]]}{'' if slug else '…'}{text[span[1] :]}", found + 1
        if found and slug:
            text = re.sub("-+", "-", text).strip("-")
        nothing = found and (address or not _WORDS.search(re.sub(r"<[^<>]*>", "", text)))
        return ("" if nothing else text), found

    def _is(self, run: str, length: int) -> bool:
        if (known := self._runs.get(run)) is None:
            if len(self._runs) > _RUNS:
                self._runs.clear()
            known = self._forgotten.texts.get(digest(self._forgotten.key, run)) == length
            self._runs[run] = known
        return known

    def _span(self, parts: list[tuple[str, int, int]]) -> tuple[int, int] | None:
        for length in self._lengths:
            for at in range(len(parts) - length + 1):
                run = parts[at : at + length]
                if self._forgotten.texts.get(digest(self._forgotten.key, " ".join(one[0] for one in run))) == length:
                    return run[0][1], run[-1][2]
        return None


def _marked_up(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with where it begins and ends; tags are no words, and letters written as entities are letters."""
    word, begin, end = "", 0, -1
    for match in _PARTS.finditer(text):
        part = match[0]
        piece = html.unescape(part) if part.startswith("&") else "" if part.startswith("<") else part
        if word and (match.start() != end or not piece.isalnum()):
            yield _plain(word), begin, end
            word = ""
        if piece and _WORDS.fullmatch(piece):
            begin = begin if word else match.start()
            word, end = word + piece, match.end()
    if word:
        yield _plain(word), begin, end


def _bare(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with where it begins and ends, whatever it is part of."""
    for match in _WORDS.finditer(text):
        yield _plain(match[0]), match.start(), match.end()


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
