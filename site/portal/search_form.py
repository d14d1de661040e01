"""The filters of the search page, from the field lines that are facets, and every sentence that its script says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from indexer.search.documents import NAMES
from indexer.search.rows import WHEN, Documents, Facet, facets, vocabulary
from indexer.settings import Holiday
from portal import facts, when, words
from portal.gather import Gathered, week_name
from portal.i18n import Language, mark

UNDER = (5, 20)
"""Prices, in units of the currency, below which people look for something."""
LONG = 8
"""A longer list of options is folded after this many."""
_LABELS = {
    "topics": mark("Interest"),
    "place": mark("Area"),
    "price": mark("Cost"),
    "support": mark("Support"),
    "access": mark("Access"),
    "role": mark("Your part"),
    "languages": mark("Held in"),
    "provider": mark("Who offers it"),
    "online": mark("Where"),
    "sector": mark("Sort of provider"),
    "earns": mark("You can earn"),
    "daytime": mark("Time of day"),
}
_ORDER = (
    "price", "daytime", "topics", "place", "support", "access", "online", "role", "earns", "languages", "sector",
    "provider",
)  # fmt: skip
_APART = ("ages",)
"""Facets that are no list of options: an age is typed."""
_WHEN = {"after_school": mark("After school"), "weekends": mark("Weekends")}
_DAYTIMES = {"morning": mark("Morning"), "afternoon": mark("Afternoon"), "evening": mark("Evening")}
_SAID: dict[str, dict[str, str]] = {
    "support": words.SUPPORT, "access": words.ACCESS, "role": words.ROLES, "sector": words.SECTORS,
    "daytime": _DAYTIMES, "earns": {"yes": mark("A badge or award")},
}  # fmt: skip


class Option(NamedTuple):
    """A value as the address has it, and in words."""

    value: str
    label: str


class Group(NamedTuple):
    """Filters of one facet. name: in the form and the address; folded: how many are shown at first."""

    name: str
    label: str
    options: list[Option]
    folded: int = LONG


def groups(held: Documents, language: Language, holidays: Sequence[Holiday]) -> list[Group]:
    """When first, then what the rows differ in; a facet of which nothing is known is not offered."""
    _ = language.gettext
    found = [Group("when", _("When"), _whens(held, language, holidays))]
    found.append(Group("left", _("Places"), [Option("yes", _("Places left"))]))
    known = {facet.name: facet for facet in facets() if facet.name not in _APART}
    for name in [*(n for n in _ORDER if n in known), *(n for n in known if n not in _ORDER)]:
        options = list(_options(held, known[name], language))
        if options:
            label = _(_LABELS[name]) if name in _LABELS else facts.field_name(name, language).capitalize()
            found.append(Group(NAMES.get(name, name), label, options))
    found.insert(2, found.pop(1))  # places stand after cost, as on a card
    return found


def counted_of() -> dict[str, str]:
    """What is counted by each facet, "opportunity" or "session", under the names that the form and the address have."""
    return {NAMES.get(facet.name, facet.name): facet.of for facet in facets() if facet.name not in _APART}


def weeks(gathered: Gathered, language: Language) -> list[Option]:
    """The weeks that have a list of their own."""
    return [Option(week_name(monday), when.week(monday, language)) for monday in gathered.by_week]


def script_words(language: Language) -> dict[str, Any]:
    """Every sentence of the script; those that count are plural forms by CLDR category.

    %(num)s is for the number; the script fills in other such names too.
    """
    _ = language.gettext

    def ngettext(one: str, many: str) -> dict[str, str]:
        return plural_forms(language, one, many)

    return {
        "loading": _("Loading the search …"),
        "asOf": _("This is our list of %(day)s. Places may have gone since."),
        "failed": _("The search could not be loaded. The lists further down work without it."),
        "found": ngettext("%(num)s to choose from", "%(num)s to choose from"),
        "forYou": ngettext("%(num)s for you", "%(num)s for you"),
        "noAge": ngettext("%(num)s more does not state an age", "%(num)s more do not state an age"),
        "noPrice": ngettext("%(num)s more does not state a price", "%(num)s more do not state a price"),
        "nothing": _("Nothing fits all of that."),
        "without": ngettext("%(num)s without: %(filters)s", "%(num)s without: %(filters)s"),
        "quoted": _("“%(words)s”"),
        "iAm": _("I am %(age)s"),
        "near": _("Near %(place)s"),
        "nearHere": _("Near where I am"),
        "nowhere": _("We do not know that place. Try an area, or the first part of a postcode."),
        "noPosition": _("Your phone did not say where you are. Type an area or a postcode."),
        "remove": _("Remove: %(filter)s"),
        "clear": _("Clear all"),
        "show": ngettext("Show %(num)s", "Show %(num)s"),
        "full": _("Full"),
        "wait": _("Waiting list"),
        "left": ngettext("%(num)s place left", "%(num)s places left"),
    }


def plural_forms(language: Language, one: str, many: str) -> dict[str, str]:
    """The catalogue's form for each CLDR plural category of the language, as Intl.PluralRules names them."""
    category = language.locale.plural_form
    wanted = {*category.tags, "other"}
    found: dict[str, str] = {}
    for n in range(201):
        found.setdefault(category(n), language.catalogue().ngettext(one, many, n))
        if wanted <= found.keys():
            break
    return {"other": found.get("other", many), **found}


def _whens(held: Documents, language: Language, holidays: Sequence[Holiday]) -> list[Option]:
    _ = language.gettext
    found = [Option("this_week", _("This week")), Option("this_weekend", _("This weekend"))]
    found += [Option(key, _(_WHEN[key])) for key in WHEN]
    ahead = sorted((h for h in holidays if h.last >= held.today), key=lambda h: (h.first, h.name))
    names = Counter(holiday.name for holiday in ahead)
    for h in ahead:
        label = h.name if names[h.name] == 1 else f"{h.name} {h.first.year}"
        found.append(Option(f"{h.first.isoformat()}..{h.last.isoformat()}", label))
    return found


def _options(held: Documents, facet: Facet, language: Language) -> Iterator[Option]:
    """Values in the order of their labels, except where they have an order of their own."""
    _ = language.gettext
    values = [value for value in vocabulary(held, facet).values if value is not None]
    match facet.name:
        case "price":
            yield from _costs(held, language)
        case "online":
            yield from (Option(key, said) for key, said in (("no", _("In person")), ("yes", _("Online"))))
        case "topics":
            yield from (Option(key, words.topic(key, language)) for key in words.HUES if key in values)
        case "place":
            areas = {value["area"] for value in values if "area" in value}
            yield from (Option(area, area) for area in sorted(areas))
        case "provider":
            yield from (Option(key, name) for key, name in sorted(values, key=lambda v: (v[1].casefold(), v[0])))
        case "languages":
            yield from sorted((Option(code, language.language_name(code)) for code in values), key=lambda o: o.label)
        case name:
            said = _SAID.get(name, {})
            ordered = sorted(values, key=lambda v: (list(said).index(v) if v in said else len(said), str(v)))
            yield from (Option(str(value), _(said[value]) if value in said else str(value)) for value in ordered)


def _costs(held: Documents, language: Language) -> Iterator[Option]:
    """Pence in the address: a price that somebody may not go above is a number, not a name."""
    _ = language.gettext
    prices = [row.session.price for row in held.rows if row.session and row.session.price]
    yield Option("free", _("Free"))
    for currency, _n in Counter(price.currency for price in prices).most_common(1):
        for most in UNDER:
            yield Option(str(most * 100), _("Under %(price)s", price=words.money(Decimal(most), currency, language)))
    yield Option("unknown", _("Not stated"))
