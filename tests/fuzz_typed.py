"""What a person may type as a source: any words as its address, any values as its options.

The page that comes is one that the kind reads, so that options that hold are used on it.
"""

from typing import Any

import msgspec
from hypothesis import strategies as st

from crawlers.kinds import kinds
from crawlers.source import Source
from tests.fuzz_changes import THINGS, VALUES

SCHEMES = ("http://", "https://", "webcal://", "ftp://", "file://", "http:", "//", "")
"""Before what is typed. The city file wants http or https; the others must be refused, or do no harm."""

WORDS = st.one_of(st.sampled_from([one for one in VALUES if one.isprintable() or one.isascii()]), st.text(max_size=40))
"""Without halves of letters, which no file of TOML can have."""


def sources(kind: str, there: list[Source]) -> st.SearchStrategy[Source]:
    """Sources of a kind, with an address and options that are typed. there: some that are right."""
    names = [field.encode_name for field in msgspec.structs.fields(kinds()[kind].options)]
    right = [value for one in there for value in one.options.values()]
    values = st.one_of(
        WORDS, st.sampled_from(THINGS), st.integers(-(2**70), 2**70), st.lists(WORDS, max_size=3),
        st.dictionaries(WORDS, WORDS, max_size=3), st.sampled_from(right) if right else st.none(),
    )  # fmt: skip
    typed = st.dictionaries(st.sampled_from(names) if names else WORDS, values, max_size=3)
    wrong = st.dictionaries(WORDS, values, max_size=1)
    return st.builds(
        _source, st.sampled_from(there), st.one_of(_addresses(there), st.none()), st.one_of(typed, typed, wrong)
    )


def _addresses(there: list[Source]) -> st.SearchStrategy[str]:
    """Any words behind a scheme; a right address with words put into it."""
    own = st.sampled_from(sorted({one.url for one in there}))
    whole = st.builds(str.__add__, st.sampled_from(SCHEMES), WORDS)
    part = st.builds(lambda url, at, words: url[: int(len(url) * at)] + words, own, st.floats(0, 1), WORDS)
    return st.one_of(whole, part, st.builds(str.__add__, own, WORDS))


def _source(one: Source, url: str | None, options: dict[str, Any]) -> Source:
    return msgspec.structs.replace(one, url=one.url if url is None else url, options={**one.options, **options})
