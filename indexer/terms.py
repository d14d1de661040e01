"""Reads on what terms one takes part: who may, as what, who signs up, what is given, in which language, for what award.

Each comes from the source's own field where that says anything, else from explicit wording of title and text.
"""

import functools
from typing import Any, TypeVar

from crawlers.draft import Draft
from indexer.opportunity import Access, Credential, Doubt, Role, Struct, Support
from indexer.values import (
    choice_phrases,
    choices,
    credentials,
    eligibility,
    language_phrases,
    languages,
    levels,
)
from indexer.values.reading import Read
from indexer.values.role_phrases import Gender, SignsUp

T = TypeVar("T")


class Terms(Struct, frozen=True, kw_only=True):
    """One reading for each field of an opportunity that is named so."""

    eligibility: Read[str]
    gender: Read[Gender]
    role: Read[Role]
    signs_up: Read[SignsUp]
    support: Read[tuple[Support, ...]]
    access: Read[tuple[Access, ...]]
    languages: Read[tuple[str, ...]]
    credential: Read[Credential]
    level: Read[str]

    @property
    def inferred(self) -> dict[str, bool]:
        """By field: whether it was read from other words than its own."""
        return {name: one.inferred and one.value is not None for name, one in self._reads()}

    @property
    def words(self) -> dict[str, str]:
        """By field: the words of title or text that it was read from, and those of `eligibility` in any case."""
        every = {name: one.words for name, one in self._reads() if one.inferred or name == "eligibility"}
        return {name: said for name, said in every.items() if said}

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Of every field."""
        return tuple(doubt for _, one in self._reads() for doubt in one.doubts)

    def _reads(self) -> list[tuple[str, Read[Any]]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__]


def read(draft: Draft, title: str, plain: str | None, *, free_for: str | None = None) -> Terms:
    """The terms that a draft states. free_for: for whom its price field says that it is free."""
    found = _found(title, plain)
    free = Read(value=free_for, words=free_for, inferred=True) if free_for else found.eligibility
    return Terms(
        eligibility=_first(eligibility.read(draft.eligibility), free),
        gender=_first(choices.gender(draft.gender), found.gender),
        role=_first(choices.role(draft.role), found.role),
        signs_up=_first(choices.signs_up(draft.signs_up), found.signs_up),
        support=_first(choices.support(draft.support), found.support),
        access=_first(choices.access(draft.access), found.access),
        languages=_first(languages.read(draft.languages), found.languages),
        credential=_first(credentials.read(draft.credential), found.credential),
        level=_first(levels.read(draft.level), found.level),
    )


@functools.lru_cache(512)
def _found(title: str, plain: str | None) -> Terms:
    """Those of title and text; what is on every week has the same ones again and again."""
    return Terms(
        eligibility=eligibility.find(title, plain),
        gender=choice_phrases.gender(title, plain),
        role=choice_phrases.role(title, plain),
        signs_up=choice_phrases.signs_up(plain),
        support=choice_phrases.support(plain, title=title),
        access=choice_phrases.access(plain, title=title),
        languages=language_phrases.find(title, plain),
        credential=credentials.find(plain),
        level=levels.find(title, plain),
    )


def _first(own: Read[T], found: Read[T]) -> Read[T]:
    """The own field's reading where it says anything, understood or not; else what was found elsewhere."""
    return own if own.value is not None or own.words or own.doubts else found
