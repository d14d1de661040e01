"""Reads on what terms one takes part: who may, as what, who signs up, what is given, in which language, for what award.

Each comes from the source's own field where that says anything, else from explicit wording of title and text.
"""

from collections.abc import Callable
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
    may = eligibility.read(draft.eligibility)
    if not _said(may) and free_for:
        may = Read(value=free_for, words=free_for, inferred=True)
    elif not _said(may):
        may = eligibility.find(title, plain)
    return Terms(
        eligibility=may,
        gender=_first(choices.gender(draft.gender), lambda: choice_phrases.gender(title, plain)),
        role=_first(choices.role(draft.role), lambda: choice_phrases.role(title, plain)),
        signs_up=_first(choices.signs_up(draft.signs_up), lambda: choice_phrases.signs_up(plain)),
        support=_first(choices.support(draft.support), lambda: choice_phrases.support(plain, title=title)),
        access=_first(choices.access(draft.access), lambda: choice_phrases.access(plain, title=title)),
        languages=_first(languages.read(draft.languages), lambda: language_phrases.find(title, plain)),
        credential=_first(credentials.read(draft.credential), lambda: credentials.find(plain)),
        level=_first(levels.read(draft.level), lambda: levels.find(title, plain)),
    )


def _first(own: Read[T], find: Callable[[], Read[T]]) -> Read[T]:
    """The own field's reading where it says anything, understood or not; else what is found elsewhere."""
    return own if _said(own) else find()


def _said(own: Read[Any]) -> bool:
    return own.value is not None or bool(own.words) or bool(own.doubts)
