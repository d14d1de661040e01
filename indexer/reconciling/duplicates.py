"""Finds the obvious duplicates: which normalised listings name one opportunity.

Two levels (recurring courses are the trap): here the date is ignored within a source, so that the July and the August
run of a course are one opportunity; which sessions are the same is for `merge.py`. Rules rather than learning: a wrong
join hides a course from everybody, a missed one only shows it twice.

Near linear: only listings with a rare word of the title and the provider or a place in common are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import msgspec

from indexer.opportunity import Ages, Opportunity, Session
from indexer.reconciling.titles import Title, same_title, title_of, words_of

WITHIN, ACROSS = 97.0, 95.0
"""Least likeness of two titles of one source, and of two sources."""
_CROWD = 30
"""In a block of more members each is compared with this many neighbours in the order of titles."""
NOISE = frozenset({"the", "a", "of", "and", "ltd", "limited", "cic", "cio", "plc", "llc", "inc", "trust", "charity"})
"""Words of a provider's name that tell nobody apart."""


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing, or a group of them, is compared by. facets: level, gender and role, None where not stated."""

    source: str
    title: Title
    provider: str
    ages: Ages | None
    facets: tuple[str | None, ...]
    words: frozenset[str]
    places: frozenset[str]
    starts: frozenset[Hashable]
    moments: frozenset[Hashable]


def groups(opportunities: Sequence[Opportunity], sources: Sequence[str]) -> list[list[int]]:
    """The positions of listings that are one opportunity together; each position once, smallest first."""
    faces = [_face(one, source) for one, source in zip(opportunities, sources, strict=True)]
    within = _within(faces)
    joined = _across([_common([faces[i] for i in group]) for group in within])
    return sorted(sorted(i for at in one for i in within[at]) for one in joined)


def _within(faces: Sequence[Face]) -> list[list[int]]:
    """One source: the same provider and title, and no level, age band, gender or role that differs."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for at, face in enumerate(faces):
        blocks[face.source, face.provider, face.title].append(at)
    found = [group for block in blocks.values() for group in _of_one_title(block, faces)]
    ones = [faces[group[0]] for group in found]

    same = [
        (a, b)
        for a, b in sorted(set(_pairs(ones, [[(face.source, face.provider)] for face in ones])))
        if _signature(ones[a]) == _signature(ones[b])
        and same_title(ones[a].title, ones[b].title, WITHIN)
        and _alike(ones[a].words, ones[b].words)
    ]
    return [[i for at in one for i in found[at]] for one in _join(len(ones), same, lambda _a, _b: True)]


def _of_one_title(block: Sequence[int], faces: Sequence[Face]) -> list[list[int]]:
    """Apart by what is stated; what states nothing joins the only group there is, never one of several."""
    found: list[list[int]] = []
    vague: list[int] = []
    by_signature: dict[Hashable, list[list[int]]] = defaultdict(list)
    for at in block:
        face = faces[at]
        if not any(_signature(face)):
            vague.append(at)
            continue
        _put(at, by_signature[_signature(face)], faces, found)
    if len(by_signature) == 1:
        mine = next(iter(by_signature.values()))
        for at in vague:
            _put(at, mine, faces, found)
    else:
        mine = []
        for at in vague:
            _put(at, mine, faces, found)
    return found


def _put(at: int, mine: list[list[int]], faces: Sequence[Face], found: list[list[int]]) -> None:
    for group in mine[-_CROWD:]:
        if _alike(faces[group[0]].words, faces[at].words):
            group.append(at)
            return
    mine.append([at])
    found.append(mine[-1])


def _across(ones: Sequence[Face]) -> list[list[int]]:
    """Several sources: the same title, provider or place, ages that overlap, and a start or weekday in common."""
    keys: list[list[Hashable]] = [[f"by {face.provider}", *sorted(face.places)] for face in ones]
    likeness = {
        (a, b): _likeness(ones[a], ones[b]) for a, b in set(_pairs(ones, keys)) if _same_across(ones[a], ones[b])
    }
    # By listing and the other's source: how alike its candidates there are; only the best, and only one, is taken.
    candidates: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (a, b), alike in likeness.items():
        candidates[a, ones[b].source].append(alike)
        candidates[b, ones[a].source].append(alike)

    def best(a: int, b: int) -> bool:
        others = candidates[a, ones[b].source]
        return likeness[min(a, b), max(a, b)] == max(others) and others.count(max(others)) == 1

    def may(a: Sequence[int], b: Sequence[int]) -> bool:
        """A source that keeps two apart knows better than a third that could be either."""
        return not {ones[i].source for i in a} & {ones[i].source for i in b} and all(
            _overlap(ones[i].ages, ones[j].ages) for i in a for j in b
        )

    same = [
        pair for pair in sorted(likeness, key=lambda pair: (-likeness[pair], pair)) if best(*pair) and best(*pair[::-1])
    ]
    return _join(len(ones), same, may)


def _same_across(one: Face, two: Face) -> bool:
    return (
        one.source != two.source
        and bool(one.starts & two.starts)
        and _overlap(one.ages, two.ages)
        and all(x is None or y is None or x == y for x, y in zip(one.facets, two.facets, strict=True))
        and same_title(one.title, two.title, ACROSS)
    )


def _likeness(one: Face, two: Face) -> int:
    """How much more than enough two have in common: a start to the minute, an age band, every word of the title."""
    return (
        4 * bool(one.moments & two.moments)
        + 2 * (one.ages is not None and one.ages == two.ages)
        + (one.title.core == two.title.core)
    )


def _join(
    count: int, same: Iterable[tuple[int, int]], may: Callable[[Sequence[int], Sequence[int]], bool]
) -> list[list[int]]:
    """Joins what is the same, in the order given, unless two groups may not become one."""
    group = {at: [at] for at in range(count)}
    for a, b in same:
        if group[a] is not group[b] and may(group[a], group[b]):
            group[a].extend(group[b])
            for at in group[b]:
                group[at] = group[a]
    return list({id(one): one for one in group.values()}.values())


def _pairs(ones: Sequence[Face], keys: Sequence[Sequence[Hashable]]) -> Iterator[tuple[int, int]]:
    """Pairs that share a key and one of the two rarest words of their titles."""
    often = Counter(word for face in ones for word in set(face.title.words))
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for at, face in enumerate(ones):
        for word in sorted(set(face.title.words), key=lambda word: (often[word], word))[:2]:
            for key in keys[at]:
                blocks[key, word].append(at)
    for block in blocks.values():
        near = sorted(block, key=lambda at: ones[at].title.core) if len(block) > _CROWD else block
        for place, a in enumerate(near):
            for b in near[place + 1 : place + 1 + _CROWD]:
                yield min(a, b), max(a, b)


def _face(one: Opportunity, source: str) -> Face:
    names = {" ".join(words_of(one.provider.name))}
    names |= {" ".join(words_of(s.place.name)) for s in one.sessions if s.place and s.place.name}
    return Face(
        source=source,
        title=title_of(_without(one.title, names)),
        provider=" ".join(sorted(word for word in words_of(one.provider.name) if word not in NOISE)) or one.provider.id,
        ages=one.ages,
        facets=(one.level.casefold() if one.level else None, one.gender, one.role),
        words=frozenset(word for word in words_of(one.text or "") if len(word) > 4),
        places=frozenset(key for session in one.sessions for key in place_keys(session)),
        starts=frozenset(_starts(one.sessions)) or frozenset({"undated"}),
        moments=frozenset((s.start.date, s.start.time) for s in one.sessions if s.start and s.start.time),
    )


def _without(title: str, names: Iterable[str]) -> str:
    """The title without " at <place>" or " by <provider>" at its end."""
    words = " ".join(words_of(title))
    for name in sorted(names, key=len, reverse=True):
        for link in (" at ", " with ", " by ", " in ", " "):
            if name and words.endswith(link + name) and len(words) > len(link + name):
                return _before(title, len(words[: -len(link + name)].split()))
    return title


def _before(title: str, words: int) -> str:
    """As much of a title as holds so many words."""
    pieces = title.split()
    for end in range(1, len(pieces) + 1):
        if len(words_of(" ".join(pieces[:end]))) >= words:
            return " ".join(pieces[:end])
    return title


def place_keys(session: Session) -> frozenset[str]:
    """Names under which a session's place is the same as another's: its name, its postcode; "online"."""
    keys = ["online"] if session.online else []
    if session.place and session.place.name:
        keys.append(f"place {' '.join(words_of(session.place.name))}")
    if session.place and session.place.postcode:
        keys.append(f"postcode {session.place.postcode.replace(' ', '').casefold()}")
    return frozenset(keys)


def _starts(sessions: Sequence[Session]) -> Iterator[Hashable]:
    for session in sessions:
        days = [session.start.date] if session.start else []
        days += [meeting.start.date for meeting in session.meetings[:60]]
        yield from days
        yield from ((day.weekday(), key) for key in place_keys(session) for day in days)
        if not days:
            yield "undated"


def _common(faces: Sequence[Face]) -> Face:
    """A group of one source's listings as one."""
    return msgspec.structs.replace(
        faces[0],
        ages=next((face.ages for face in faces if face.ages), None),
        facets=tuple(next((x for x in column if x), None) for column in zip(*(f.facets for f in faces), strict=True)),
        places=frozenset().union(*(face.places for face in faces)),
        starts=frozenset().union(*(face.starts for face in faces)),
        moments=frozenset().union(*(face.moments for face in faces)),
    )


def _signature(face: Face) -> tuple[Hashable, ...]:
    return (face.ages, *face.facets)


def _alike(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two texts can be of one opportunity: "Workshop" with two quite different texts is two workshops."""
    fewer = min(len(one), len(two))
    return fewer < 12 or len(one & two) >= 0.2 * fewer


def _overlap(one: Ages | None, two: Ages | None) -> bool:
    if one is None or two is None:
        return True
    return max(one.low or 0, two.low or 0) <= min(one.high or 999, two.high or 999)
