"""Reads ages: "8-12", "Years 7–9", "under 16s", "14+", "11 i 16 oed"; unknown wherever words could mean two things."""

import functools
import re

from indexer.opportunity import Ages
from indexer.values import age_phrases, grades
from indexer.values.plain import normal
from indexer.values.reading import Read, doubt

Open = tuple[int | None, int | None]

_OLDEST = 120
_NO_LIMIT = {"", "none", "null", "n/a", "na", "-", "no limit", "nan", "any"}
_NOT_STATED = {
    "not known", "unknown", "n/a", "na", "none", "null", "tbc", "tba", "-", "–", "not stated", "not specified",
    "varies", "various", "see website", "see description",
}  # fmt: skip
_ALL = re.compile(
    r"(?:open to |suitable for |for |ages?: ?)?(?:all ages?|any ages?|every age|all|any|everyone|everybody"
    r"|anyone|ages all"
    r"|all age groups|no age (?:limits?|restrictions?)|no min(?:imum)? age|pob oed(?:ran)?|todas las edades"
    r"|tous (?:les )?[aâ]ges|bez ograniczeń(?: wiekowych)?"
    r"|ہر عمر(?: کے لیے)?|تمام عمر(?:یں)?)(?: (?:are )?welcome)?[.!]?"
)
_GROUPS: dict[str, Open] = {
    "adult": (18, None), "adults": (18, None),
    "adults only": (18, None), "adult only": (18, None), "oedolion": (18, None),
    "adultos": (18, None), "teen": (13, 19), "teens": (13, 19), "teenagers": (13, 19), "teenager": (13, 19),
}  # fmt: skip
_NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty-one": 21, "twenty-five": 25, "twenty-four": 24, "twenty": 20,
    "birth": 0, "newborns": 0, "newborn": 0,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b({'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})s?\b")
_ADULT = r"(?:parents?|adults?|carers?|guardians?|caregivers?|grown-?ups?)"
_WITH_ADULT = re.compile(
    rf"\([^()]*\b(?:{_ADULT}|accompan\w+|supervis\w+)\b[^()]*\)"
    rf"|(?<=\S)[,;]?\s(?:(?:must be|when|if)\s)?(?:with|w/|accompanied by|and their|& their|and an?)\s?(?:an?\s"
    rf"|their\s)?(?:{_ADULT}|famil\w+)\b.*"
    rf"|[.;,]\s(?:children\s)?(?:under|below)[\s-]\w+ [^.;]*(?:{_ADULT}|accompan|supervis).*"
)
_OTHERS = re.compile(r"(?:under|below)\b.*\b(?:must|need|accompan|supervis|with an? )")
_MONTHS = re.compile(r"(?:(\d{1,3})\s?(-|to)\s?)?\b(\d{1,3})\s?(?:months?|mths?|mos?|m)\b")
_UNDER_MONTHS = re.compile(r"\b(?:under|less than|below)\s(\d{1,3})\s?(?:months?|mths?|mos?|m)\b")
_YEARS_MONTHS = re.compile(r"(\d{1,3})\s?(?:y|yrs?|years?)\b\.?(?:,?\s?(?:and )?(\d{1,2})\s?(?:m|mths?|months?)\b)?")
_FILLER = re.compile(
    r"\b(?:ages?|aged|age range|age group|ages group|for|suitable|recommended|children|child|kids|babies"
    r"|toddlers|youths?|young people"
    r"|young person|young adults|teens|teenagers|tweens|girls|boys|students|pupils|participants|persons|people"
    r"|members|anyone|those|who are"
    r"|juniors?|seniors?|older(?= youth)|younger(?= child)|adults(?= \d)|yrs?|years?|yo|olds?|of|oed|mlwydd"
    r"|rhwng|oedran|años?|edad(?:es)?|entre|de|ans|jahre|dla|dzieci|młodzieży|lat|wiek|wieku"
    r"|between|only|approx|approximately|the|is|are|inclusive|welcome|learners|old)\b\.?|سال(?: کی| کے)?"
    r"|عمر(?:یں)?|کے لیے|بچوں|:"
)
_TO = r"(?:-|to|until|through|thru|and|&|a|i|do|hyd at|bis|سے|تا)"
_UP = (
    r"(?:\+|plus|(?:and|&|or) (?:up|over|above|older|upwards?)|upwards?|or more|up|over|older|a hŷn|ac?"
    r" (?:throsodd|drosodd)|y más|i więcej|اور اس سے (?:زیادہ|اوپر|بڑے)|سے (?:زیادہ|اوپر|بڑے))"
)
_DOWN = r"(?:(?:and|&|or) (?:under|younger|below)|under|younger|and down|neu iau|ac iau|y menos|تک)"
_RANGE = re.compile(rf"(?:from )?(\d{{1,3}})\s?{_TO}\s?(\d{{1,3}})s?")
_AT_LEAST = r"(?:must be )?(?:at least|min(?:imum)?\.?|no younger than|not under)"
_BETWEEN = re.compile(rf"{_AT_LEAST} (\d{{1,3}}) (?:but|and) (?:less than|under) (\d{{1,3}})")
_FROM = re.compile(
    rf"(?:(?:from|{_AT_LEAST}|must be|over|above|dros|od|powyżej|mayores(?: de)?|a partir(?: de)?|à partir(?:"
    rf" de)?|ab|dès|\+)\s?(\d{{1,3}})s?(?:\s?{_UP})?"
    rf"|(\d{{1,3}})s?\s?{_UP}|(\d{{1,3}})\s?-|(\d{{1,3}}) min(?:imum)?)"
)
_UNDER = re.compile(
    r"(?:under|below|younger than|less than|o dan|dan|u|menores(?: de)?|moins(?: de)?|unter|poniżej)(?:"
    r" the)?\s?-?(\d{1,3})s?|(\d{1,3}) سے (?:کم|چھوٹے)"
)
_UP_TO = re.compile(
    rf"(?:(?:up to(?: and including)?|max(?:imum)?\.?|until|hyd at|to|do|no older than|bis|hasta)\s?(\d{{1,3}})"
    rf"|-\s?(\d{{1,3}})|(\d{{1,3}})s?\s?{_DOWN})"
)
_ONE_EXACT = re.compile(
    r"(\d{1,3})[\s-]?(?:years?|yrs?)[\s-]olds?(?: only)?|age:? (\d{1,3})(?: years?)?(?: old)?(?: only)?"
    r"|(?:aged? )?(\d{1,3})(?: years? old)? only|(\d{1,3}) oed"
)
_LIST = re.compile(r"(?:ages? )?(\d{1,2}(?:, ?\d{1,2})*),? ?(?:and|&|or) (\d{1,2})(?: years?(?: olds?)?)?")
_SEPARATOR = re.compile(
    r"\s?(?:[;|/]|,(?!\d{3}\b)|\band\b(?=\s?(?:ages?|\d+\s?-|teens|adults|years? \d|under))|&(?=\s?(?:teens"
    r"|adults|\d+\s?-)))\s?"
)


def read(words: str | None, *, country: str, low: str | None = None, high: str | None = None) -> Read[Ages]:
    """Ages of a source's own age field, or of a least and a greatest age kept apart.

    country: ISO 3166-1 alpha-2; school years and grades mean other ages elsewhere.
    """
    if (low and low.strip()) or (high and high.strip()):
        ends = _from_ends(low or "", high or "")
        return ends if ends.value or not words else read(words, country=country)
    if not words or not words.strip():
        return Read()
    return _read(words[:400].strip(), country)


@functools.lru_cache(4096)
def _read(words: str, country: str) -> Read[Ages]:
    plain = normal(words.replace("½", "")).replace("&amp;", "&")
    plain = re.sub(r"(\d)\.\d(?!\d)", r"\1", plain)
    if not plain or plain in _NOT_STATED:
        return Read(words=words)
    whole = _WITH_ADULT.sub("", plain).strip(" .:;,")
    if _ALL.fullmatch(whole):
        return Read(value=Ages(), words=words)
    spans = [] if _OTHERS.match(plain) else _spans(whole, country)
    if not spans:
        # The field says more than ages: only what is explicit in it counts.
        found = age_phrases.find(words, country=country, title=True)
        reason = "these words do not say which ages are meant"
        return Read(value=found.value, words=words, doubts=() if found.value else doubt("ages", words, reason))
    return _united(spans, words)


def _spans(whole: str, country: str) -> list[Open]:
    """The spans that the words are made of; none where a part of them is not understood."""
    if span := _span(whole, country):
        return [span]
    parts = [_span(part, country) for part in _SEPARATOR.split(whole)]
    return [part for part in parts if part] if all(parts) else []


def _from_ends(low: str, high: str) -> Read[Ages]:
    words = f"{low.strip() or '?'}-{high.strip() or '?'}"
    least, greatest = _end(low), _end(high)
    if least is None or greatest is None:
        return Read(words=words, doubts=doubt("ages", words, "an age is not a whole number of years"))
    if least >= 99:
        return Read(words=words, doubts=doubt("ages", words, "an age that nobody is meant by"))
    if greatest == -1 or greatest >= 99:
        # 99 and 100 are how lists of this sort write "no limit".
        greatest = -1
    if least == -1 and greatest == -1:
        return Read(words=words)
    if greatest != -1 and least > greatest:
        return Read(words=words, doubts=doubt("ages", words, "the least age is above the greatest"))
    return Read(value=_ages(least if least != -1 else None, greatest if greatest != -1 else None), words=words)


def _end(cell: str) -> int | None:
    """A number of years, -1 for no limit, None for something else."""
    plain = normal(cell)
    if plain in _NO_LIMIT:
        return -1
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s?(?:\+|years?|yrs?|y)?", plain)
    return int(found[1]) if found and int(found[1]) <= _OLDEST else None


def _span(part: str, country: str) -> Open | None:
    part = part.strip(" .:;,")
    if part in _GROUPS:
        return _GROUPS[part]
    if found := re.fullmatch(r"([^()]{2,40}) ?\(([^()]{1,40})\)", part):
        # Stated ages come before grades and before names of groups.
        ends = _number_span(found[2]) or _number_span(found[1])
        return (
            ends
            or grades.whole(found[2], country)
            or (None if any(c.isdigit() for c in found[2]) else _span(found[1], country))
        )
    return grades.whole(part.strip("()"), country) or _number_span(part)


def _number_span(part: str) -> Open | None:
    part = part.strip(" .:;,()")
    if found := _ONE_EXACT.fullmatch(part):
        number = next(int(group) for group in found.groups() if group)
        return _checked(number, number)
    part = re.sub(r"(?<=\d)\s?-\s?none$", "+", _NUMBER_WORD.sub(lambda found: str(_NUMBER_WORDS[found[1]]), part))
    if found := _LIST.fullmatch(part):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        return _checked(numbers[0], numbers[-1]) if numbers == list(range(numbers[0], numbers[-1] + 1)) else None
    part = re.sub(r"less than (\d+)\s?y\w*\.? (\d+)\s?m\w*", lambda f: f"less than {int(f[1]) + (int(f[2]) > 0)}", part)
    part = _UNDER_MONTHS.sub(lambda found: f"up to {(int(found[1]) - 1) // 12}", part)
    # A number of years keeps its letter while months become years, so that "1 year - 18 months" is 1 to 1.
    part = re.sub(r"(?<=\d)y\b", "", _MONTHS.sub(_whole_years, _YEARS_MONTHS.sub(r"\1y", part)))
    part = (
        re.sub(r"-?\b(?:years?|yrs?)-?olds?\b|(?<=\d)-(?=years?|yrs?|olds?)", " ", part)
        .replace("[", " ")
        .replace("]", " ")
    )
    part = " ".join(_FILLER.sub(" ", part).split()).strip(" .;,()")
    if found := _RANGE.fullmatch(part):
        return _checked(int(found[1]), int(found[2]))
    if found := _BETWEEN.fullmatch(part):
        return _checked(int(found[1]), int(found[2]) - 1)
    if found := _UNDER.fullmatch(part):
        return _checked(None, int(found[1] or found[2]) - 1)
    if found := _UP_TO.fullmatch(part):
        return _checked(None, int(found[1] or found[2] or found[3]))
    if found := _FROM.fullmatch(part):
        return _checked(int(found[1] or found[2] or found[3] or found[4]), None)
    return None


def _whole_years(found: re.Match[str]) -> str:
    years = int(found[3]) // 12
    return f"{int(found[1]) // 12} {found[2]} {years}" if found[1] else str(years)


def _checked(low: int | None, high: int | None) -> Open | None:
    if high is not None and high < 0:
        return None
    if low is not None and high is not None and low > high:
        return None
    if (low or 0) > _OLDEST or (high or 0) > _OLDEST:
        return None
    return (low, None if high is not None and high >= 99 else high)


def _united(spans: list[Open], words: str) -> Read[Ages]:
    """One span over all, if there is no gap between them; a least and a greatest age are two ends of one."""
    if len(spans) == 2 and spans[0][1] is None and spans[1][0] is None and spans[0][0] is not None:
        both = _checked(spans[0][0], spans[1][1])
        return (
            Read(value=_ages(*both), words=words)
            if both
            else Read(words=words, doubts=doubt("ages", words, "the least age is above the greatest"))
        )
    ordered = sorted(spans, key=lambda span: span[0] or 0)
    low, high = ordered[0]
    for begin, end in ordered[1:]:
        if high is not None and (begin or 0) > high + 1:
            return Read(words=words, doubts=doubt("ages", words, "there is a gap between the ages that are named"))
        high = None if high is None or end is None else max(high, end)
    return Read(value=_ages(low, high), words=words)


def _ages(low: int | None, high: int | None) -> Ages:
    return Ages(low=low, high=high)
