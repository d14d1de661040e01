"""Reads who may come, as a clause in the source's own words: "Open to residents of Millbrook", "By referral only"."""

import re
from itertools import takewhile

from indexer.values import text
from indexer.values.clauses import LONGEST as LONGEST_TEXT
from indexer.values.clauses import clauses
from indexer.values.reading import INFERRED, Read, doubt
from indexer.values.stems import heard, stems

LONGEST = 400
"""Characters of a clause; what is longer is a text, and says more than who may come."""
_AGE = re.compile(r"(?:be )?(?:ages?|aged|between(?: the ages of)?)\b.{0,12}\d", re.IGNORECASE)
_NOTE = re.compile(r"^(?:please )?note(?: that)?:? ", re.IGNORECASE)
_MOST = 3
_LISTED = 6
_ITEM = re.compile(r"^(?:[•*–-]\s*|\d{1,2}[.)]\s+)")
_NOTHING = re.compile(
    r"(?:n/?a|none|no|not (?:applicable|stated|known)|unknown|tbc|tba|null|-|—|\?|ninguno|brak|dim)?", re.IGNORECASE
)
_BARE = re.compile(r"(?:yes|y|true|false|x|\d+)", re.IGNORECASE)

_GROUP = (
    r"(?:(?:permanent |local |city |county )?residents?|citizens?|students?|pupils|learners|members?(?:hip)?"
    r"|(?:high school"
    r" )?(?:seniors|juniors|sophomores|freshmen)|newcomers?|(?:convention )?refugees?|asylum seekers|famil(?:y"
    r"|ies) (?:living|who"
    r"|on|with)|looked[- ]after|care[- ]experienced|care leavers|young carers|foster(?:ed)? (?:children|youth|carers)"
    r"|home-?school(?:ed|ers)?|veterans|tenants)"
)
_WHO_FOR = (
    r"(?:looked[- ]after|care[- ]experienced|care leavers|young carers|foster(?:ed)? (?:children|youth)|newcomers to"
    r"|permanent residents|(?:convention )?refugees|asylum seekers|home-?school(?:ed|ers))"
)
_STATES = re.compile(
    rf"\b(?:(?:open|limited|restricted)(?: only| exclusively)?|(?:available|offered) (?:only"
    rf"|exclusively)) to (?:all )?(?!\d|the first)(?:[\w'-]{{1,15}} ){{0,4}}?{_GROUP}\b"
    rf"|\b(?:must|have to|need to) (?:be|live|attend|reside|hold|belong)\b[\w ,'-]{{0,40}}?\b{_GROUP}\b"
    r"|\b(?:must|have to|need to) (?:live in|attend|reside in|go to)\b[\w ,'-]{1,60}?\b(?:school|college|county|city"
    r"|borough|district|ward|area)\b"
    rf"|\b(?:only|exclusively|just) for (?:[\w'-]{{1,15}} ){{0,4}}?{_GROUP}\b|\bfor {_GROUP} only\b"
    r"|\bmembers[- ]only\b|^for members\b|\b(?:by )?(?:invitation|referral|invite)[- ]only\b"
    r"|\breferrals? (?:is |are )?(?:required|needed|necessary)\b|^(?:this (?:group|session|club|programme) is )?for"
    rf" (?:[\w'-]{{1,15}} ){{0,2}}?{_WHO_FOR}\b|^eligible (?:for (?:[\w'-]{{1,15}} ){{0,2}}?{_GROUP}"
    rf"|participants must be)"
    r"|^(?:it is |entry is |admission is )?free (?:for|to|if) (?:you (?:are|live|get)|students?|pupils|residents"
    r"|members|children"
    r" (?:who|on|of)|young people (?:who|on)|families (?:who|on|with)|those (?:who|on)|people (?:who|on)"
    r"|anyone (?:who|on))\b"
    r"|\b(?:solo|exclusivo|exclusivamente) para (?:residentes|miembros|alumnos|vecinos|socios)\b"
    r"|\babierto a (?:los )?(?:residentes"
    r"|vecinos|alumnos)\b|\btylko dla (?:mieszkańców|uczniów|członków)\b|\bi (?:drigolion|aelodau"
    r"|ddisgyblion)\b[\w ]{1,40}\byn"
    r" unig\b|صرف .{1,60}(?:رہائشیوں|طلبہ|اراکین) کے لیے",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:(?:program(?:me)? )?eligibility(?: criteria|(?: ?/ ?| )requirements)?|who can (?:join|come|apply"
    r"|attend|take part)|requisitos|kto może"
    r"|pwy all ddod)[:?]? ?",
    re.IGNORECASE,
)
_NOT_WHO = re.compile(
    r"^\d|\b(?:not|no|never)\b[\w ]{0,20}\b(?:only|required|needed|necessary|need|have to|limited|restricted|for"
    r"|a member)\b|n't\b"
    r"|\b(?:accompanied|supervised|a guide for|guide to|win|register|limited to \d|scholarship|all ages"
    r"|all (?:sexualit|gender|abilit|level|background|skill)\w*|open to (?:all|the public|everyone))\b",
    re.IGNORECASE,
)
_LABELS = stems("eligib", "who can", "requisitos", "kto może", "pwy all")
_GATE = stems(
    "open", "available to", "offered", "limited", "restricted", "must", "have to", "need to", "only", "exclusiv",
    "referral",
    "invitation", "for ", "eligib", "free ", "who can", "solo para", "abierto", "tylko", "unig", "صرف", "requisitos",
    "kto",
)  # fmt: skip
_GROUPS = stems(
    "resident", "citizen", "student", "pupil", "learner", "member", "senior", "junior", "sophomore", "freshm",
    "newcomer", "refugee",
    "asylum", "famil", "looked", "care", "carer", "foster", "homeschool", "home-school", "veteran", "tenant",
    "referral", "invit",
    "school", "college", "county", "city", "borough", "district", "ward", "area", "children", "young people",
    "those ", "people ",
    "anyone", "you ", "eligib", "who can", "vecin", "miembros", "alumnos", "socios", "mieszka", "uczni", "członk",
    "drigolion",
    "aelodau", "ddisgyblion", "requisitos", "kto może", "رہائش", "طلبہ", "اراکین",
)  # fmt: skip


def read(words: str | None) -> Read[str]:
    """The clause of the source's own field, on one line; "N/A" is nothing said, "Yes" is doubted."""
    line = (text.line(words) or "").strip(" .,;")
    if _NOTHING.fullmatch(line):
        return Read()
    if _BARE.fullmatch(line):
        return Read(words=words, doubts=doubt("eligibility", line, "says that there is a condition, and not which"))
    return Read(value=line, words=words)


def find(title: str, plain: str | None) -> Read[str]:
    """The clauses of title and text that say who alone may come, in their own words, three at most; ages are none."""
    found = _listed(plain) if plain else []
    if found:
        return Read(value="; ".join(found), words="; ".join(found), inferred=True, confidence=INFERRED)
    labelled = False
    # What stands under a label needs no wording of its own, so then every clause is looked at.
    under = any(clauses(plain, _LABELS))
    gates = (None, None) if under else (_GATE, _GROUPS)
    for clause in clauses(plain, *gates):
        label = _LABEL.match(clause)
        rest = clause[label.end() :].strip() if label else clause
        if label and not rest:
            labelled = True
            continue
        if (label or labelled) and 2 < len(rest) <= LONGEST and not _NOT_WHO.search(rest):
            found.append(rest)
        elif _says_who(clause):
            found.append(clause)
        labelled = False
    # A title that says it is a whole title; so it is heard only where the text is silent.
    found = found or [clause for clause in clauses(title, _GATE, _GROUPS) if _says_who(clause)]
    kept = list(dict.fromkeys(_NOTE.sub("", clause).strip(" .,;:-*") for clause in found))[:_MOST]
    return Read(value="; ".join(kept), words="; ".join(kept), inferred=True, confidence=INFERRED) if kept else Read()


def _listed(plain: str) -> list[str]:
    """The items of a list under a label, without ages and who must bring an adult."""
    lines = [line.strip() for line in plain[:LONGEST_TEXT].split("\n")]
    for number, line in enumerate(lines):
        label = _LABEL.match(line)
        if not label or line[label.end() :].strip(" :"):
            continue
        items = list(takewhile(_ITEM.match, (after for after in lines[number + 1 :] if after)))[:_LISTED]
        if len(items) > 1:
            said = [_ITEM.sub("", item, count=1).strip(" .,;:-*") for item in items]
            return [one for one in said if 2 < len(one) <= LONGEST and not (_NOT_WHO.search(one) or _AGE.match(one))]
    return []


def _says_who(clause: str) -> bool:
    if len(clause) > LONGEST or _GATE.isdisjoint(heard(clause)):
        return False
    return bool(_STATES.search(clause)) and not _NOT_WHO.search(clause)
