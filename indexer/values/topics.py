"""The city's interests: one vocabulary of sixteen, and how a source's words are read as one of them."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.values import topic_codes
from indexer.values.reading import INFERRED, LIKELY, SURE, TORN, Read, believed
from indexer.values.topic_words import HINT, Found, find, heard, vocabulary
from indexer.values.topic_words import LIKELY as LIKELY_WORD
from indexer.values.topic_words import SURE as SURE_WORD
from indexer.values.topic_words import THEME as THEME_WORD


class Interest(NamedTuple):
    """key: in data and addresses. label: as young people read it (translated by the portal). hue: degrees, oklch."""

    key: str
    label: str
    hue: int


INTERESTS = (
    Interest("make", "Making and building", 48),
    Interest("code", "Code and robots", 275),
    Interest("art", "Art and design", 350),
    Interest("music", "Music", 310),
    Interest("film", "Film and photo", 250),
    Interest("stage", "Theatre and dance", 20),
    Interest("words", "Reading and writing", 90),
    Interest("science", "Science", 200),
    Interest("nature", "Nature and animals", 140),
    Interest("sport", "Sport and moving", 160),
    Interest("food", "Food and cooking", 70),
    Interest("money", "Money and work", 110),
    Interest("body", "Body and mind", 185),
    Interest("world", "Languages and cultures", 225),
    Interest("help", "Helping others", 330),
    Interest("games", "Games and puzzles", 295),
)

_KEYS = {interest.key: number for number, interest in enumerate(INTERESTS)}
_LABELS = {heard(interest.label): interest.key for interest in INTERESTS}

# Weights of evidence. The source's own word goes before its title, unless that word is as wide as "Arts".
_OWN_CODE, _OWN_SURE, _OWN_LIKELY, _OWN_WIDE = 7.0, 5.0, 3.6, 3.95
_MORE, _MORE_AT_MOST = 0.25, 0.75
_FIRST_PART, _LAST_WORD = 0.6, 0.3
_OF_A_PLACE = 0.6
_ENOUGH, _MOST = 3.0, 3
_BOTH, _TEXT_BACKS, _LATER = 0.25, 1.0, 0.01
_TEXT_MANY, _TEXT_FEW, _TEXT_CLEAR = 3.0, 2.0, 2.5
_OWN_WORDS, _LONGEST_WORD, _LONGEST_TITLE, _LONGEST_TEXT = 20, 200, 300, 1500


class _Weighed(NamedTuple):
    """base: the strength of the best word, without what its position adds."""

    score: float
    base: float
    surface: str


def read(title: str, words: tuple[str, ...] = (), text: str | None = None) -> tuple[str, ...]:
    """The interests that `reading` is sure enough of; () where it is not."""
    return reading(title, words, text).value or ()


@functools.lru_cache(512)
def reading(title: str, words: tuple[str, ...] = (), text: str | None = None) -> Read[tuple[str, ...]]:
    """The interests that title, the source's own words and the text speak of: at most three keys, the best first.

    words: the source's categories: words, keys of ours, or codes (topic_codes.py). text: plain; heard only where the
    others say nothing, or too little. Unknown where nothing speaks of one, or two are as likely and neither is sure;
    and where the title is administrative, whatever else is said.
    """
    found = find(title[:_LONGEST_TITLE])
    if any(not one.means for one in found):
        return Read()
    own, titled = _of_own_words(words), _of_title(found)
    scores = {
        key: max(own.get(key, _NONE).score, titled.get(key, _NONE).score) + _BOTH * (key in own and key in titled)
        for key in {**titled, **own}
    }
    spoken = _of_text(text[:_LONGEST_TEXT]) if text and max(scores.values(), default=0) < SURE_WORD else {}
    for key in scores:
        if spoken.get(key, 0) >= 1:
            scores[key] += _TEXT_BACKS
    best = sorted(
        (key for key, score in scores.items() if score >= _ENOUGH), key=lambda key: (-scores[key], _KEYS[key])
    )
    if not best:
        return believed(_text_alone(spoken), "topics")
    first = scores[best[0]]
    keys = (best[0], *_beside(best, own, found)[: _MOST - 1])
    torn = best[0] not in own and len(best) > 1 and scores[best[1]] == first < SURE_WORD
    said = own.get(best[0]) or titled[best[0]]
    confidence = TORN if torn else SURE if best[0] in own else LIKELY if first >= SURE_WORD else INFERRED
    return believed(Read(value=keys, words=said.surface, confidence=confidence, inferred=best[0] not in own), "topics")


_NONE = _Weighed(0.0, 0.0, "")


def _beside(best: Sequence[str], own: dict[str, _Weighed], found: Sequence[Found]) -> list[str]:
    """The interests to be told beside the first: what the source's own words say, and what the title says as clearly.

    A title says a second as clearly where one sure word means both ("pottery"), or another sure word is joined to the
    first one's by "and" and is the last of its part ("song and dance"). What stands before another word ("dance
    photography"), or behind "with", "in" or a colon, says what the thing is about, not what it is; nor is a word that
    names places ("library") a second.
    """
    first, venues = best[0], vocabulary().venues
    sure = [(one, {key for key, strength in one.means if strength == SURE_WORD}) for one in found if not one.place]
    anchors = [one for one, keys in sure if first in keys] or ([] if first not in own else [one for one, _ in sure[:1]])
    groups = {one.group for one in anchors if one.last}
    told = {key for one, keys in sure if one in anchors and first in keys for key in keys}
    told |= {key for one, keys in sure if one.group in groups and one.last and one.phrase not in venues for key in keys}
    least = LIKELY_WORD if first in own else _OWN_WIDE
    told |= {key for key, one in own.items() if one.base > least and heard(one.surface) not in venues}
    return [key for key in best[1:] if key in told]


def _of_own_words(words: Iterable[str]) -> dict[str, _Weighed]:
    pieces: dict[str, list[_Weighed]] = defaultdict(list)
    for number, word in enumerate(tuple(words)[:_OWN_WORDS]):
        said = word.strip()[:_LONGEST_WORD]
        for key, score, base in _of_own_word(said):
            pieces[key].append(_Weighed(score - number * _LATER, base, said))
    return {key: _together(found) for key, found in pieces.items()}


def _of_own_word(said: str) -> Iterable[tuple[str, float, float]]:
    """For each interest the score and the base."""
    whole = heard(said)
    if key := said.lower() if said.lower() in _KEYS else _LABELS.get(whole):
        return [(key, _OWN_CODE, _OWN_CODE)]
    coded = topic_codes.read(said)
    if coded is not None:
        return [(key, _OWN_CODE - number, _OWN_CODE) for number, key in enumerate(coded)]
    if wide := vocabulary().categories.get(whole):
        return [(key, _OWN_WIDE - number / 100, _OWN_WIDE) for number, key in enumerate(wide)]
    strength = {SURE_WORD: _OWN_SURE, THEME_WORD: _OWN_SURE, LIKELY_WORD: _OWN_LIKELY}
    weighed = ((key, strength.get(base, min(base, HINT)), bonus) for key, base, bonus, _ in _positioned(find(said)))
    return [(key, base + bonus, base) for key, base, bonus in weighed]


def _of_title(found: Sequence[Found]) -> dict[str, _Weighed]:
    pieces: dict[str, list[_Weighed]] = defaultdict(list)
    for key, base, bonus, surface in _positioned(found):
        worth = base if base >= LIKELY_WORD else HINT
        pieces[key].append(_Weighed(worth + bonus, worth, surface))
    return {key: _together(found) for key, found in pieces.items()}


def _positioned(found: Sequence[Found]) -> Iterator[tuple[str, float, float, str]]:
    """Each meaning with its strength and what its position adds: what is said first counts more, and of the words of
    "dance photography" the second. What stands behind "at" may be the name of a place.
    """
    said = (one for one in found if not one.place and any(strength >= LIKELY_WORD for _, strength in one.means))
    first = min((one.part for one in said), default=0)
    for one in found:
        bonus = _FIRST_PART * (one.part == first) + _LAST_WORD * one.last
        for key, strength in one.means:
            yield key, strength * _OF_A_PLACE if one.place else strength, bonus, one.surface


def _together(pieces: list[_Weighed]) -> _Weighed:
    """The best piece, and a little for every other; themes together are still less than one thing done."""
    best = max(pieces)
    most = _MORE if LIKELY_WORD <= best.base < SURE_WORD else _MORE_AT_MOST
    return best._replace(score=best.score + min(_MORE * (len(pieces) - 1), most))


def _of_text(text: str) -> dict[str, float]:
    """Different sure words, a likely one as half of one; words that every text has are not heard."""
    counts: dict[str, float] = defaultdict(float)
    mute = vocabulary().mute
    for one in find(text):
        if one.phrase not in mute:
            for key, strength in one.means:
                counts[key] += 1 if strength >= THEME_WORD else 0.5 if strength == LIKELY_WORD else 0
    return counts


def _text_alone(spoken: dict[str, float]) -> Read[tuple[str, ...]]:
    """What a text speaks of by itself: several different sure words, and far more than of anything else."""
    best = sorted(spoken.items(), key=lambda one: (-one[1], _KEYS[one[0]]))[:2]
    if not best:
        return Read()
    most, next_ = best[0][1], best[1][1] if len(best) > 1 else 0.0
    clear = most >= _TEXT_CLEAR * next_ if most >= _TEXT_MANY else most >= _TEXT_FEW and not next_
    return Read(value=(best[0][0],), confidence=INFERRED, inferred=True) if clear else Read()
