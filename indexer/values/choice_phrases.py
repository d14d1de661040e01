"""Finds role, support and access in a title or text, only where the wording is explicit: "lunch is included"."""

import re
from typing import Any

from indexer.opportunity import Access, Role, Support
from indexer.values.reading import Read

_GIVEN = r"(?: (?:is|are|will be|all))* (?:included|provided|supplied)\b"
_MEAL = r"(?:lunch|breakfast|dinner|supper|snacks?|(?:hot |healthy )?(?:meals?|food)|refreshments)"
_AND = rf"(?:,? (?:and|&) {_MEAL}|, {_MEAL})*"
_RIDE = r"(?:transport|minibus|coach travel|travel costs?|bus fares?)"
_TOOLS = r"(?:kit|equipment|materials?|tools|instruments?|laptops?|wetsuits?|ingredients)"
_NEEDS = (
    r"(?:(?-i:SEND?|ALN)\b|special educational needs|additional (?:learning |support )?needs|learning disabilities"
    r"|learning difficulties|disabilities)"
)

_SUPPORT: tuple[tuple[Support, re.Pattern[str]], ...] = (
    ("food", re.compile(
        rf"\b{_MEAL}{_AND}{_GIVEN}|\b(?:includes?|including) (?:a |your )?(?:free )?{_MEAL}\b(?! (?:break|time|club))"
        rf"|\bfree {_MEAL}\b(?! (?:break|time|club|bank|hygiene))|\bdarperir cinio\b|\bcinio am ddim\b",
        re.IGNORECASE)),
    ("transport", re.compile(
        rf"\b{_RIDE}(?:{_GIVEN}| (?:is |are |will be )?(?:paid|covered|refunded|reimbursed)\b)|\bfree {_RIDE}\b"
        rf"|\bwe (?:pay|cover|refund) (?:your |all )?{_RIDE}\b", re.IGNORECASE)),
    ("stipend", re.compile(
        r"\b(?:receive|earn|paid|get|with) (?:a |an )?(?:[\w-]{1,12} )?stipend\b", re.IGNORECASE)),
    ("scholarship", re.compile(
        r"\b(?:scholarships?|bursar(?:y|ies)|financial (?:aid|assistance)|fee waivers?|subsidised places)(?: places)?"
        r" (?:is |are )?available\b", re.IGNORECASE)),
    ("kit", re.compile(
        rf"\b{_TOOLS}(?:,? (?:and|&) {_TOOLS})*(?:{_GIVEN}| (?:is |are |will be |can be )?(?:lent|on loan)\b)"
        rf"|\bwe (?:lend|provide|supply) (?:you )?(?:with )?(?:all |the )*{_TOOLS}\b", re.IGNORECASE)),
)  # fmt: skip
_ACCESS: tuple[tuple[Access, re.Pattern[str]], ...] = (
    ("step_free", re.compile(
        r"\bstep[- ]free (?:access|entrance|throughout|venue|route)\b|\b(?:is|are|fully) step[- ]free\b"
        r"|\b(?:fully )?wheelchair[- ]accessible\b|\bwheelchair access\b|\baccessible (?:to|for|by) wheelchair"
        r"|\blevel access\b|\bchanging places toilet\b|\bpool hoist\b", re.IGNORECASE)),
    ("signing", re.compile(
        r"\b(?:BSL|ASL|British Sign Language)[- ]?(?:interpreted|signed|interpretation|supported)\b"
        r"|\b(?:BSL|ASL|sign language) interpreters? (?:is |are |will be )?(?:present|available|provided|on request)\b"
        r"|\bwith (?:a )?(?:BSL|ASL|sign language) interpret\w+|\b(?:interpreted|signed) in(?:to)? (?:BSL|ASL)\b",
        re.IGNORECASE)),
    ("quiet", re.compile(
        r"\brelaxed (?:sessions?|performances?|screenings?|hour)\b|\bquiet (?:sessions?|hour|room|space)\b"
        r"|\b(?:sensory|autism)[- ]friendly\b", re.IGNORECASE)),
    # SEND in capitals: "send" is what one does with a form.
    ("send", re.compile(
        rf"\b(?:for|welcomes?|including|open to)\b[\w ,'-]{{0,40}}\b(?:with|who have) {_NEEDS}"
        r"|\b(?-i:SEND)[- ](?:friendly|sessions?|provision)\b", re.IGNORECASE)),
)  # fmt: skip
_ROLE: tuple[tuple[Role, re.Pattern[str], re.Pattern[str]], ...] = (
    # What a title may say, and what a text must say before it is about this and not about the place.
    (
        "help",
        re.compile(
            r"\bvolunteers? (?:needed|wanted)\b(?! (?:us|to|a|the)\b)"
            r"|^(?:young |youth |be a |become a )?volunteer(?:s|ing)?\b|رضاکار",
            re.I,
        ),
        re.compile(
            r"\bthis is an? (?:unpaid )?volunt(?:eer|eering|ary) (?:role|opportunity|placement|position)\b"
            r"|^(?:young )?volunteers? (?:are )?(?:needed|wanted)\b(?! (?:us|to|a|the)\b)",
            re.I,
        ),
    ),
    (
        "paid",
        re.compile(r"\bpaid (?:internships?|placements?|traineeships?|apprenticeships?|work experience)\b", re.I),
        re.compile(r"\bthis is a paid (?:role|internship|placement|traineeship|apprenticeship|position)\b", re.I),
    ),
)
_SENTENCE = re.compile(r"[^.!?;\n•|]+")
_NOT_SO = re.compile(
    r"\b(?:no|not|never|without|unless|except|bring|buy|purchase|optional|extra|additional (?:cost|charge)|isn't|aren't"
    r"|unable|limited|partial(?:ly)?|previous(?:ly)?|last year|if)\b|n't\b|[£$€]\s?\d",
    re.IGNORECASE,
)


def support(words: str | None) -> Read[tuple[Support, ...]]:
    """What the words say is given beside the thing itself."""
    return _several(words, _SUPPORT)


def access(words: str | None) -> Read[tuple[Access, ...]]:
    """Whom the words say the place and the session are made fit for."""
    return _several(words, _ACCESS)


def role(title: str, plain: str | None) -> Read[Role]:
    """What one does there, where the title says so, or the text of the thing itself."""
    for name, in_title, in_text in _ROLE:
        for words, pattern in ((title, in_title), ((plain or "")[:2000], in_text)):
            if (found := pattern.search(words)) and not (
                name == "paid" and _NOT_SO.search(words[: found.start()][-30:])
            ):
                return Read(value=name, words=found[0].strip(), inferred=True)
    return Read()


def _several(words: str | None, table: tuple[tuple[Any, re.Pattern[str]], ...]) -> Read[Any]:
    """A sentence with a "not", an "if" or a price in it says nothing here."""
    if not words or not any(pattern.search(words[:6000]) for _, pattern in table):
        return Read()
    found: dict[Any, str] = {}
    for sentence in _SENTENCE.finditer(words[:6000]):
        hits = [(key, hit[0]) for key, pattern in table if (hit := pattern.search(sentence[0]))]
        if hits and not _NOT_SO.search(sentence[0]):
            found = {key: said.strip() for key, said in hits} | found
    if not found:
        return Read()
    value = tuple(key for key, _ in table if key in found)
    return Read(value=value, words=", ".join(found[key] for key in value), inferred=True)
