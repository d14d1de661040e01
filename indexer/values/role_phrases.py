"""The wordings by which a title or text states what one does there, for which gender it is, and who signs up."""

import re
from typing import Literal

from indexer.opportunity import Role

Gender = Literal["female", "male", "none"]
SignsUp = Literal["me", "adult", "code"]

_PAID_WORK = r"(?:internships?|placements?|traineeships?|apprenticeships?|work experience|jobs?)"
_UNPAID = r"(?<!not a )(?<!un)"

ROLE_IN_TITLE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("help", re.compile(
        r"\b(?:young )?volunteers? (?:needed|wanted)\b(?! (?:us|to|a|the)\b)"
        r"|\b(?:looking for|calling(?: all)?|seeking) (?:young |youth |teen |student )?volunteers\b"
        r"|^(?:young |youth |teen |junior |student |be a |become a )?volunteer(?:s|ing)?\b"
        r"(?! (?:fair|orientation|thank|appreciation|recognition|info\w*|celebration|awards?|dinner|breakfast)\b)"
        r"|^(?:jóvenes )?voluntari(?:os|as|ado)\b|^wolontariat\b|^gwirfoddol(?:i|wyr)\b|رضاکار", re.IGNORECASE)),
    ("lead", re.compile(
        r"^(?:become|be) (?:an? )?(?:peer |youth |young |student )?(?:mentor|leader|ambassador)\b"
        r"|\b(?:peer |youth |young )?(?:mentors?|leaders?|ambassadors?) (?:wanted|needed)\b", re.IGNORECASE)),
    ("paid", re.compile(rf"\b{_UNPAID}paid (?:\w{{1,12}} )?{_PAID_WORK}\b", re.IGNORECASE)),
)  # fmt: skip
ROLE_IN_TEXT: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("help", re.compile(
        r"\bthis is an? (?:unpaid )?volunt(?:eer|eering|ary) (?:role|opportunity|placement|position)\b"
        r"|^(?:young )?volunteers? (?:are )?(?:needed|wanted)\b(?! (?:us|to|a|the)\b)"
        r"|^we(?: are|'re) looking for (?:\w{1,10} )?volunteers\b|^buscamos voluntari[oa]s\b|^szukamy wolontariuszy\b",
        re.IGNORECASE)),
    ("paid", re.compile(
        rf"^(?:this|it|[A-Z][\w' ]{{1,40}}) is an? (?:\w{{3,12}} )?{_UNPAID}paid"
        r" (?:role|(?:summer )?internship|placement|traineeship|apprenticeship|position|job|work\b)"
        r"|\b(?:you|youth|teens|students|interns|apprentices|participants|young people|tutors) (?:will "
        r"|can )?(?:earn|be"
        r" paid) (?:(?:up to )?[$£€]\d[\d.,]{0,6} (?:per|an|a|/) ?hour|(?:the )?minimum wage)"
        r"|\byou(?:'ll| will) be paid (?:for|an?|the|[$£€])(?! stipend)|^pay is [$£€]\d[\d.]{0,6} per hour\b",
        re.IGNORECASE)),
)  # fmt: skip

_GIRLS = r"(?:girls?|wom[ae]n|ladies|females?)"
_BOYS = r"(?:boys?|m[ae]n|males?)"
_ACTIVITY = (
    r"(?:self[- ]defen[cs]e|swim(?:ming)?|football|soccer|rugby|cricket|netball|basketball|volleyball|hockey|tennis"
    r"|golf"
    r"|gym(?:nastics)?|yoga|pilates|fitness|boxing|dance|running|cycling|climbing|skate(?:boarding)?|judo|karate"
    r"|badminton"
    r"|table tennis|coding|choir|group|circle|support group|night|hour|session|class|camp|drop[- ]in|walk)"
)
_EVENT = r"(?![^\n]{0,60}\b(?:vs?|versus|at|championships?|tournament|final|qualif\w+|nationals|history|studies)\b)"


def _only(who: str) -> str:
    """Wordings that shut out everybody else, for one of the two."""
    return (
        rf"\b{who}'?s?[- ]only\b|\bonly for {who}\b|\bfor {who}(?: and (?:young )?{who})? only\b"
        rf"|[(\[]{who}'?s?(?: only)?[)\]]"
    )


_FEMALE_ONLY = (
    _only(_GIRLS) + r"|\bsolo (?:para )?(?:chicas|niñas|mujeres)\b|\btylko dla (?:dziewcząt|kobiet|dziewczyn)\b"
    r"|\bi (?:ferched|fenywod)(?: yn unig)\b|صرف (?:لڑکیوں|خواتین)"
)
_MALE_ONLY = (
    _only(_BOYS) + r"|\bsolo (?:para )?(?:chicos|hombres)\b|\btylko dla (?:chłopców|mężczyzn)\b|\bi fechgyn yn unig\b"
    r"|صرف (?:لڑکوں|مردوں)"
)
_BOTH = re.compile(
    rf"\b(?:{_GIRLS}|chicas|niñas|dziewcz\w+|merched)'?s?,?(?: ?[&/+] ?| and | or | y | i "
    rf"| a )(?:young )?(?:{_BOYS}|chicos"
    rf"|niños|chłopc\w+|bechgyn)\b|\b{_BOYS}'?s?,?(?: ?[&/+] ?| and | or )(?:young )?{_GIRLS}\b"
    r"|\b(?:non-?binary|non-?conforming|trans(?:gender)?|gender[- ]diverse|gender[- ]expansive|queer|femme)\b"
    r"|\b(?:men|boys|everyone|all) (?:are |is )?(?:also )?welcome\b",
    re.IGNORECASE,
)
"""Beside these, words for one of the two shut nobody out."""
GENDER_IN_TITLE: tuple[tuple[Gender, re.Pattern[str]], ...] = (
    ("female", re.compile(rf"{_FEMALE_ONLY}|\b(?:girls'|women's|ladies'|ladies) {_ACTIVITY}\b{_EVENT}", re.IGNORECASE)),
    ("male", re.compile(rf"{_MALE_ONLY}|\b(?:boys'|men's) {_ACTIVITY}\b{_EVENT}", re.IGNORECASE)),
)
_THING = (
    r"(?:camps?|workshops?|sessions?|clubs?|class(?:es)?|program(?:me)?s?|groups?|series|course|event|academy|retreat)"
)
_SOME = r"(?:(?:[\w-]{1,12} ){0,2}school |young |teenage |teen |newcomer |local )?"
GENDER_IN_TEXT: tuple[tuple[Gender, re.Pattern[str]], ...] = (
    ("none", re.compile(
        rf"\b(?:all|any) genders?(?: (?:is|are))? (?:welcome|invited|may)\b|\bopen to (?:both )?(?:{_BOYS} (?:and"
        rf"|&) {_GIRLS}"
        rf"|{_GIRLS} (?:and|&) {_BOYS})\b", re.IGNORECASE)),
    ("female", re.compile(rf"{_FEMALE_ONLY}|\b{_THING}\)? (?:is )?(?:open )?(?:for"
        rf"|to) {_SOME}{_GIRLS}(?! who)\b", re.I)),
    ("male", re.compile(rf"{_MALE_ONLY}|\b{_THING}\)? (?:is )?(?:open )?(?:for|to) {_SOME}{_BOYS}(?! who)\b", re.I)),
)  # fmt: skip

SIGNS_UP_IN_TEXT: tuple[tuple[SignsUp, re.Pattern[str]], ...] = (
    ("code", re.compile(
        r"\b(?:sign up|register|book|enrol+) (?:\w{1,10} ){0,3}(?:using|with) (?:the|your|a) (?:(?:school"
        r"|access) )?code\b",
        re.IGNORECASE)),
    ("adult", re.compile(
        r"\b(?:parents?|carers?|guardians?|caregivers?|an adult)(?:(?:/| or | and )(?:parents?|carers?|guardians?"
        r"|caregivers?)"
        r")?(?: (?:must|should|need to|have to|has to)) (?:register|sign up|book|enrol+|complete (?:the|a)\b[\w ]{0,30}"
        r"(?:register|enrol+))\b|\bask (?:your|a) (?:parents?|guardian|carer)(?: or (?:carer"
        r"|guardian))? to (?:sign you up"
        r"|register|book|enrol)|\b(?:register|enrol+|sign up) your (?:child(?:ren)?|kids?|son|daughter)\b"
        r"|\binscriba a su hij[oa]\b|\bzapisz (?:swoje )?dziecko\b|\bcofrestrwch eich plentyn\b", re.IGNORECASE)),
)  # fmt: skip


def shuts_nobody_out(words: str) -> bool:
    """Whether both, or more than two, are named."""
    return bool(_BOTH.search(words))
