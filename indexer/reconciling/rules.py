"""What two listings may not differ in, however alike they are: hard rules, which no likeness outweighs."""

from indexer.opportunity import Ages
from indexer.reconciling.differences import difference
from indexer.reconciling.faces import Face, one_place
from indexer.reconciling.likeness import providers, texts

YEARS = 1
"""Age bands that share no more years than this are two groups."""
BAND = 0.8
"""Two bands that one source states are one group where they share so much of all their years (13-23, 13-24)."""
LIKE = 0.7
"""Two texts with so many of their words in common are much alike."""
KNOWN = 0.6
"""Names of providers that are as alike as this may be of one."""
UNLIKE = 0.8
"""Two texts with so few of their words in common are of two things, where one source gives them one short title."""
SHORT = 3
"""A title of fewer words is a short one: "Workshop"."""
_OLDEST = 99


def apart(one: Face, two: Face) -> str | None:
    """Why two are never one, in a few words; None where nothing forbids it."""
    return stated(one, two) or _by_silence(one, two) or _by_text(one, two) or _by_company(one, two)


def stated(one: Face, two: Face) -> str | None:
    """Why two are never one by what both of them say; so neither may be with what the other is with."""
    return _by_facets(one, two) or _by_title(one, two)


def _by_facets(first: Face, second: Face) -> str | None:
    """Other people, another level, role, credential or language of delivery; unknown forbids nothing."""
    one, two = first.facets, second.facets
    if one == two:
        return None
    if not _share(one.ages, two.ages, alone=first.source == second.source):
        return "other ages"
    if one.words and two.words and one.words != two.words:
        return "other ages in the title"
    for name in ("level", "gender", "role", "credential"):
        if kept_apart(getattr(one, name), getattr(two, name)):
            return f"another {name}"
    if one.languages and two.languages and not one.languages & two.languages:
        return "another language"
    return None


def _by_title(one: Face, two: Face) -> str | None:
    """Another number, level, group or year, or words on both sides that the other has not: "painting", "printing"."""
    first, second = one.title, two.title
    if first.whole == second.whole:
        return None
    if first.apart != second.apart:
        return "another number, level or group in the title"
    if first.years != second.years:
        if first.years and second.years:
            return "another year in the title"
        named, dated = first.years or second.years, two.years if first.years else one.years
        if not named & dated:
            return "a year in the title that the other is not of"
    differs = difference(first, second)
    if differs.left and differs.right:
        return f"{' '.join(differs.left)!r} is not {' '.join(differs.right)!r}"
    return None


def _by_silence(one: Face, two: Face) -> str | None:
    """A level that a source gives one alone of two."""
    if one.source == two.source and bool(one.facets.level) != bool(two.facets.level):
        return "a level of one alone"
    return None


def _by_text(one: Face, two: Face) -> str | None:
    """Two quite different texts of one source under a short title."""
    if one.source == two.source and len(one.title.words) < SHORT and texts(one.text, two.text)[1] > UNLIKE:
        return "quite different texts"
    return None


def _by_company(one: Face, two: Face) -> str | None:
    """Nothing in common but a title: neither provider nor place nor address, and no text that is much alike."""
    alike, _ = texts(one.text, two.text)
    if alike >= LIKE:
        return None
    if kept_apart(one.title.place, two.title.place):
        return "another place in the title"
    common = one.ids & two.ids or one.urls & two.urls or one_place(one.places, two.places)
    return None if common or providers(one.provider, two.provider) >= KNOWN else "another provider and place"


def kept_apart(one: str | None, two: str | None) -> bool:
    """Whether both are stated and differ."""
    return bool(one) and bool(two) and one != two


def _share(one: Ages | None, two: Ages | None, *, alone: bool) -> bool:
    """Whether two age bands can be of one group. alone: one source states both, and means what differs."""
    if one is None or two is None or one == two:
        return True
    lows, highs = (one.low or 0, two.low or 0), (_top(one), _top(two))
    shared, all_years = min(highs) - max(lows) + 1, max(highs) - min(lows) + 1
    return shared > YEARS and (not alone or shared >= BAND * all_years)


def _top(ages: Ages) -> int:
    return _OLDEST if ages.high is None else ages.high
