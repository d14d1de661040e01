"""What a provider's listings leave unsaid: how often, what it would bring to say it, and how it is added."""

import typing
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from crawlers.formats.tables import template
from indexer.opportunity import Opportunity, Session
from indexer.quality.completeness import WEIGHTS, Completeness
from portal.i18n import Language, mark

_LABELS = {
    "when": mark("When it is"),
    "place": mark("Where it is"),
    "ages": mark("Who it is for"),
    "price": mark("What it costs"),
    "registration": mark("Whether one may sign up"),
    "text": mark("What one will do"),
    "topics": mark("Which interest it is"),
    "eligibility": mark("Who may come"),
    "access": mark("Whether it is step-free, signed or quiet"),
    "support": mark("What is included"),
}
_BRINGS = {
    "when": mark("Without a day it is in no week and in no calendar, and last in every list."),
    "place": mark("Without a place it is in no area, and nobody nearby finds it."),
    "ages": mark("Without ages it stands apart, below the others, for whoever gives an age."),
    "price": mark("We never write “free” for you, so whoever looks for free things does not find it."),
    "registration": mark("People do not know whether they can still come."),
    "text": mark("A title alone tells nobody what it is like."),
    "topics": mark("Whoever looks by interest does not find it."),
    "eligibility": mark("Whoever is not sure to be meant stays away."),
    "access": mark("Those who need it cannot look for it."),
    "support": mark("A meal or a bus fare decides for some whether they can come."),
}
_STANDS_IN = {"when": "start"}
"""Where the line of a field has another name."""
_COLUMNS = {"registration": "register_url"}
"""The column that is easiest to fill in, where several say it."""


class Missing(NamedTuple):
    """label: a question. n: how many of the listings do not say. brings: what it would bring. how: how it is added."""

    label: str
    n: int
    brings: str
    how: str


def missing(some: Iterable[Completeness], language: Language) -> list[Missing]:
    """What is missing most, by how many leave it unsaid and how much that weighs."""
    counted = Counter(field for one in some for field in one.missing)
    worst = sorted(counted, key=lambda field: -WEIGHTS[field] * counted[field])
    _ = language.gettext
    return [Missing(_(_LABELS[field]), counted[field], _(_BRINGS[field]), _how(field, language)) for field in worst]


def _how(field: str, language: Language) -> str:
    _ = language.gettext
    column = next(one for one in template.COLUMNS if one.field == _COLUMNS.get(field, field))
    name, says = language.isolated(column.field), _(column.says)
    how = _("In a sheet it is the column “%(column)s”: %(says)s", column=name, says=says)
    called = _properties().get(_STANDS_IN.get(field, field))
    if called is None:
        return how
    own = _("In the lines for your own page it is “%(name)s”.", name=language.isolated(called))
    return f"{how} {own}"


@cache
def _properties() -> dict[str, str]:
    """What schema.org calls each field."""
    return {
        name: meta.extra["schema_org"]
        for struct in (Opportunity, Session)
        for name, hint in typing.get_type_hints(struct, include_extras=True).items()
        for meta in getattr(hint, "__metadata__", ())
        if (meta.extra or {}).get("schema_org")
    }
