"""The wordings by which a title or text states for whom it is made fit: "step-free access", "BSL interpreted"."""

import re

from indexer.opportunity import Access
from indexer.values.clauses import phrases
from indexer.values.stems import stems

_NEEDS = (
    r"(?:(?-i:SEND?|ALN)\b|special (?:educational )?needs|additional (?:learning |support )?needs|disabilit(?:y|ies)"
    r"|learning difficulties|visual impairment|hearing impairment|sensory (?:needs|sensitivities))"
)
_WHO = (
    r"(?:people|individuals|children|young people|adults|youth|teens?|kids|participants|anyone|those|persons|families"
    r"|swimmers|pupils|students|campers|(?:\w{1,15} ){0,2}children)"
)
_KIND = (
    r"(?:sessions?|clubs?|camps?|class(?:es)?|groups?|program(?:me)?s?|activit(?:y|ies)|events?|workshops?|swim|gym"
    r"|designed|suitable|tailored|adapted|geared|open|is|are)"
)
_SIGN = r"(?:(?-i:BSL|ASL)|(?:British |American )?sign[- ]language)"

IN_TEXT: tuple[tuple[Access, re.Pattern[str]], ...] = (
    ("step_free", re.compile(
        r"\bstep[- ]free (?:access|entrance|throughout|venue|route)\b|\b(?:is|are|fully) step[- ]free\b"
        r"|\bwheelchair[- ](?:accessible|friendly)\b|\bwheelchair (?:access|users (?:are )?welcome)\b"
        r"|\baccessible (?:to|for|by) wheelchair|\blevel access\b|\bchanging places toilet\b|\bpool hoist\b"
        r"|\b(?:disabled|handicap(?:ped)?)[- ]access(?:ible)?\b|\baccesible (?:para|en) sillas? de ruedas\b"
        r"|\bdostępn\w{1,3} dla (?:osób na )?wózk|\b(?:hygyrch|mynediad) i gadeiriau olwyn\b", re.IGNORECASE)),
    ("signing", re.compile(
        rf"\b{_SIGN}[- ]?(?:interpreted|signed|supported)\b|\b{_SIGN} interpretation\b(?![\w ]{{0,20}} (?:course"
        rf"|class))"
        rf"|\b{_SIGN} interpret(?:ers?|ing)\b[\w ,/-]{{0,50}}?\b(?:present|available|provided|attending|on request)\b"
        rf"|\bwith (?:an? )?{_SIGN} interpret\w{{1,6}}|\b(?:interpreted|signed) in(?:to)? {_SIGN}"
        r"|\bintérprete de (?:lengua de (?:signos|señas)|LSE)\b|\btłumacz\w{0,6} (?:języka migowego|PJM)\b"
        r"|\bdehongl\w{1,5} (?:BSL|iaith arwyddion)\b", re.IGNORECASE)),
    ("quiet", re.compile(
        r"\brelaxed (?:performances?|screenings?|matin[eé]es?|shows?|concerts?|hour|sessions?(?! of\b))\b"
        r"|\bquiet (?:sessions?|hour|room|space|area|zone)\b(?! (?:to|for) (?:read|stud|writ|work))"
        r"|\b(?:sensory|autism)[- ]friendly\b|\bsensory (?:hour|sessions?)\b|\blow[- ](?:stimulation|sensory)\b"
        r"|\bsesión relajada\b|\bperfformiad hamddenol\b|\bcicha godzina\b", re.IGNORECASE)),
    ("send", re.compile(
        rf"(?:^\W{{0,5}}(?:is )?for|\b{_KIND} (?:specifically )?(?:for|to|towards?)|\b(?:welcom(?:es?|ing)"
        rf"|serv(?:es?|ing)"
        rf"|including|includes)) (?:all )?{_WHO}(?: (?:and|or) {_WHO})? (?:who have|with) (?:and without )?(?:an? )?"
        rf"(?:[\w()./-]{{1,14}},? ){{0,5}}?{_NEEDS}|^\W{{0,5}}{_WHO} with sensory needs"
        r"|\b(?-i:SEND)[- ](?:friendly|sessions?|provision)\b", re.IGNORECASE)),
)  # fmt: skip
_GATE = stems(
    "step", "wheelchair", "level access", "changing places", "hoist", "disab", "handicap", "ruedas", "wózk", "olwyn",
    "bsl", "asl", "sign", "migow", "pjm", "relax", "quiet", "friendly", "sensory", "low-s", "low s", "relajada",
    "hamddenol", "cicha", "needs", "difficult", "impairment", "send", "sen ", "aln", "arwyddion",
)  # fmt: skip


def found(words: str | None) -> dict[Access, str]:
    """What the clauses of a title or text state, with their words."""
    said: dict[Access, str] = {}
    for key, words_of in phrases(words, IN_TEXT, gate=_GATE):
        said.setdefault(key, words_of)
    return said
