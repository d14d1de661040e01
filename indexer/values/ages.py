"""Reads ages: "8-12", "Years 7–9", "under 16s", "14+", "11 i 16 oed"; unknown wherever words could mean two things."""

import functools
import re

from indexer.opportunity import Ages
from indexer.values import age_phrases
from indexer.values.age_grammar import TOO_OLD, UPSIDE_DOWN, Odd, Span, spans, united
from indexer.values.age_tokens import tokens
from indexer.values.plain import normal
from indexer.values.reading import LIKELY, SURE, TORN, Read, believed, doubt

_OLDEST = 120
_NO_LIMIT = {"", "none", "null", "n/a", "na", "-", "no limit", "nan", "any"}
_NOT_STATED = {
    "not known", "unknown", "n/a", "na", "none", "null", "tbc", "tba", "tbd", "-", "–", "?", "not stated",
    "not specified", "not applicable", "unspecified", "varies", "various", "see website", "see description",
}  # fmt: skip
_ADULT = r"(?:parents?|adults?|carers?|guardians?|caregivers?|grown-?ups?|famil(?:y|ies)|oedolyn|rhiant)"
_HALF = re.compile(r"(\d?)\s?½|(\d) 1/2\b")
_NO_GREATEST = re.compile(r"\s?(?:-|to)\s?(?:none|no (?:upper |max(?:imum)? )?(?:age )?limit)(?!\w)")
_UNIT_APART = re.compile(r"\((?:in )?(years?|yrs?|months?|mths?|mos?)\)")
_OTHERS_IN_BRACKETS = re.compile(
    rf"\([^()]*\b(?:with|if|unless|must|need\w*|accompan\w+|supervis\w+|send?|disab\w+|special|siblings?|helpers?"
    rf"|volunteers?|consent|except|{_ADULT}(?!s?\s?(?:only|\d|aged)))\b[^()]*\)"
)
_UP_TO_WITH = re.compile(
    r"[\s,;]+(?:(?:or|and|but)\s)?(?:up to|to|until|age"
    r"|aged)?\s?(?:the )?(?:age (?:of )?)?\d{1,2}s?\s(?:years? )?(?:old )?"
    r"(?:with|if|for (?:those|people|young people|students|children|anyone|sen)|sen)d?\b.*"
)
_WITH_ADULT = re.compile(
    rf"(?<=\S)[,;]?\s(?:(?:must be|when|if)\s)?(?:with|w/|accompanied by|and their|& their|plus|and an?)\s?(?:an?\s"
    rf"|their\s|own\s)?(?:{_ADULT})\b.*"
)
_UNDER_WITH = re.compile(
    rf"[.;,]\s(?:all\s)?(?:children\s)?(?:aged\s)?(?:under|below)[\s-]\w+ [^.;]*(?:{_ADULT}|accompan|supervis"
    rf"|consent).*"
)
_LEADING = re.compile(
    rf"(?:{_ADULT}\s(?:and|&|with)\s(?:their )?(?=(?:babies|baby|children|toddlers|kids|infants|young children)\b))"
    r"|(?:open|suitable|ideal|designed|intended|perfect|aimed|geared|great)\s(?:only )?(?:for|to|at|towards?)\s"
)
_OTHERS = re.compile(r"(?:under|below)\b.*\b(?:must|need|accompan|supervis|with an? )")
_CLAUSE = re.compile(r"[;.]\s|,\s|\s-\s")
_SAYS_MORE = re.compile(
    r"\d|adult|teen|child|toddl|bab(?:y|ies)|over|under|older|younger|up\b|above|below|except|not\b|grade|year"
    r"|all\b|famil"
)


def read(words: str | None, *, country: str, low: str | None = None, high: str | None = None) -> Read[Ages]:
    """Ages of a source's own age field, or of a least and a greatest age kept apart.

    country: ISO 3166-1 alpha-2; school years and grades mean other ages elsewhere.
    """
    if (low and low.strip()) or (high and high.strip()):
        ends = believed(_from_ends((low or "")[:60], (high or "")[:60]), "ages")
        return ends if ends.value or not words else read(words, country=country)
    if not words or not words.strip():
        return Read()
    return believed(_read(words[:400].strip(), country), "ages")


@functools.lru_cache(4096)
def _read(words: str, country: str) -> Read[Ages]:
    plain = normal(_HALF.sub(lambda found: f"{found[1] or found[2] or 0}.5", words)).replace("&amp;", "&")
    if not plain or plain in _NOT_STATED:
        return Read(words=words)
    if not _OTHERS.match(plain):
        said = _said(plain, country)
        if isinstance(said, Odd):
            return Read(words=words, doubts=doubt("ages", words, said.reason))
        if said is not None:
            return Read(value=Ages(low=said.low, high=said.high), words=words, confidence=said.confidence)
    # The field says more than ages: only what is explicit in it counts.
    found = age_phrases.find(words, country=country, title=True)
    if found.value:
        return Read(value=found.value, words=words, confidence=LIKELY)
    return Read(words=words, doubts=found.doubts or doubt("ages", words, "these words do not say which ages are meant"))


def _said(plain: str, country: str) -> Span | Odd | None:
    """What the whole of the words says; None where a part of them is not understood."""
    plain = _NO_GREATEST.sub("+", plain)
    plain = _UNIT_APART.sub(r" \1", plain.replace("[", "(").replace("]", ")"))
    plain = plain.replace("-to-", " to ").replace("-aged", " ")
    plain = _OTHERS_IN_BRACKETS.sub(" ", plain)
    plain = _LEADING.sub("", _WITH_ADULT.sub("", _UP_TO_WITH.sub("", _UNDER_WITH.sub("", plain)))).strip(" .:;,")
    if "(" in plain:
        return _with_brackets(plain, country)
    whole = _parsed(plain, country)
    if whole is not None:
        return whole
    first = _CLAUSE.split(plain, maxsplit=1)
    if len(first) == 2 and not _SAYS_MORE.search(first[1]):
        alone = _parsed(first[0], country)
        return alone if isinstance(alone, Span) and alone.sort in {"number", "school"} else None
    return None


def _with_brackets(plain: str, country: str) -> Span | Odd | None:
    """Stated ages come before school years, and both before names of groups, inside or outside of the brackets."""
    outside = _parsed(re.sub(r"\([^()]*\)", " ", plain).strip(" ,"), country)
    within = [inside for inside in re.findall(r"\(([^()]*)\)", plain) if inside.strip()]
    listed = [found for inside in within if (found := _items(inside, country)) is not None]
    if any(isinstance(found, Odd) for found in listed):
        return next(found for found in listed if isinstance(found, Odd))
    if len(listed) < len(within) and any(c.isdigit() for inside in within for c in inside):
        return None
    inside = united([span for found in listed if not isinstance(found, Odd) for span in found])
    if outside is None:
        return inside if isinstance(inside, Span) and len(listed) == len(within) and _is_name(plain) else None
    if not isinstance(inside, Span) or isinstance(outside, Odd):
        return inside if isinstance(inside, Odd) else outside
    order = ("number", "point", "school", "group", "every", "vague")
    first, second = sorted((inside, outside), key=lambda span: order.index(span.sort))
    if first.sort == second.sort and (first.low, first.high) != (second.low, second.high):
        return first._replace(confidence=TORN)
    if second.sort == "every" or first.sort == "point" or _are_grades(inside, outside, plain):
        return first._replace(confidence=TORN)
    return first


def _are_grades(inside: Span, outside: Span, plain: str) -> bool:
    """Whether bare numbers in brackets are more likely school years: "High School (9-12)"."""
    if (
        inside.sort != "number"
        or outside.sort != "school"
        or re.search(r"\(\D*(?:age|yrs|year)|y(?:ea)?rs?\b[^()]*\)", plain)
    ):
        return False
    return inside.low is None or outside.low is None or abs(inside.low - outside.low) > 1


def _is_name(plain: str) -> bool:
    """Whether what stands outside of the brackets names nobody's age and counts nothing, such as "Minis (4-7)"."""
    return not re.search(r"\d|level|grade|stage|step|score|places|cost|group size", re.sub(r"\([^()]*\)", "", plain))


def _items(plain: str, country: str) -> list[Span] | Odd | None:
    found = tokens(plain.strip(" .:;,"), country)
    return spans(found) if found else None


def _parsed(plain: str, country: str) -> Span | Odd | None:
    found = _items(plain, country)
    return united(found) if isinstance(found, list) else found


def _from_ends(low: str, high: str) -> Read[Ages]:
    words = f"{low.strip() or '?'}-{high.strip() or '?'}"
    least, greatest = _end(low), _end(high)
    if least is None or greatest is None:
        return Read(words=words, doubts=doubt("ages", words, "an age is not a whole number of years"))
    if least >= 99:
        return Read(words=words, doubts=doubt("ages", words, TOO_OLD.reason))
    sentinel = greatest >= 99
    if sentinel:
        # 99 and 100 are how lists of this sort write "no limit".
        greatest = -1
    if least == -1 and greatest == -1:
        return Read(words=words)
    if greatest != -1 and least > greatest:
        return Read(words=words, doubts=doubt("ages", words, UPSIDE_DOWN.reason))
    # Databases keep 0 and 0 where nobody stated anything.
    confidence = TORN if least == greatest == 0 else LIKELY if sentinel else SURE
    value = Ages(low=least if least != -1 else None, high=greatest if greatest != -1 else None)
    return Read(value=value, words=words, confidence=confidence)


def _end(cell: str) -> int | None:
    """A number of years, -1 for no limit, None for something else."""
    plain = normal(cell)
    if plain in _NO_LIMIT:
        return -1
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,3}))?\s?(?:\+|years?|yrs?|y)?", plain)
    if months := re.fullmatch(r"(\d{1,3})\s?(?:months?|mths?|mos?)", plain):
        return int(months[1]) // 12
    return int(found[1]) if found and int(found[1]) <= _OLDEST else None
