"""Masks how private people can be reached: their e-mail addresses, telephone numbers, and the names beside them.

Children read these texts, and a person who gave a number to one page did not give it to ours. An organisation's own
desk stays: an address such as info@ of its own site, a free or shared-cost number, a number of a box office. Whatever
cannot be told apart is masked; the provider's page, which is linked, has it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.values import contact_signs
from indexer.values.contact_signs import CONTACT_WORDS, NOBODY

MASK = "[…]"

_NAMES_AT_MOST = 3
"""Names in a row that one contact can have: "Jane or Ali on …"."""

_CAPITAL = r"[^\W\d_a-z][\w’'-]{1,20}"
_NAME = (
    rf"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sra?|Pan|Pani|Frau|Herrn?)\.?[ \t])?{_CAPITAL}"
    rf"(?:[ \t](?:[A-Z]\.|(?:de|da|van|von|der|la|del|ap|bin|al)|{_CAPITAL})){{0,3}}"
)
_GAP = (
    r"[ \t]{0,2}(?:[,:;(<|/–-]|\b(?:at|on|via|by|en|al|a|o|y|i|na|pod|and|&|or|ar|[Tt]el|[Pp]hone|[Ee]-?mail"
    r"|[Mm]ob(?:ile)?|[Cc]ell"
    r"|call|text)\b\.?)?[ \t:,(<]{0,3}"
)
_BEFORE = re.compile(rf"(?P<name>{_NAME})(?:{_GAP}){{1,4}}$")
_AFTER = re.compile(rf"[ \t]{{0,2}}(?:[,(–-]|(?:and )?ask for|(?:to )?speak to)[ \t]{{0,2}}(?P<name>{_NAME})[)]?")
_CUE = re.compile(
    r"(?:\b(?:contact(?: person| name)?|please contact|call|ring|phone|text|sms|whats ?app|e-?mail|write to"
    r"|message|ask(?: for)?"
    r"|speak (?:to|with)|talk to|get in touch with|reach(?: out to)?|organi[sz]er|co-?ordinator|instructor|tutor|coach"
    r"|leader|rsvp(?: to)?|with|to|or|and|contacto|contactar con|llam[ae]r? a|kontakt|cysylltwch â|cyswllt)\b"
    r"[ \t:–-]{0,3})$",
    re.IGNORECASE,
)
_CUED = re.compile(
    r"\b(?i:contact|e-?mail|call|ring|phone|text|sms|whats ?app|message|ask for|speak (?:to|with)"
    r"|co-?ordinator|organi[sz]er|contacta? con)\b"
    rf"(?i:[ \t]?(?:person|name))?[ \t:–-]{{1,3}}(?P<name>{_NAME})"
)
_LABELLED = re.compile(
    r"^[ \t•*-]{0,4}(?i:contact(?:[ \t](?:person|name))?|kontakt|contacto|persona de contacto|cyswllt)[ \t]?:[ \t]{0,3}"
    rf"(?P<name>{_NAME})[ \t.]{{0,3}}$"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])[ \t]+(?=[^\W\d_a-z\"“'(])|\n")
_MASKS = re.compile(
    rf"{re.escape(MASK)}(?:[ \t]?(?:[,;/|:–-]|or|and|on|at|&)?[ \t]?{re.escape(MASK)}){{1,9}}", re.IGNORECASE
)


class Masked(NamedTuple):
    """text: with MASK where a contact stood; sentences that said nothing else are gone. gone: what was taken out."""

    text: str
    gone: tuple[str, ...]


def mask(words: str, *, hosts: Sequence[str] = ()) -> Masked:
    """Plain words without the contacts of private people.

    hosts: of the provider's own sites ("library.millbrook.example"): a desk's address must be of one of them. Where
    none is known, a desk's address stays unless it is one of a service at which private people have theirs.
    """
    if not contact_signs.MAY_BE.search(words):
        return Masked(words, ())
    pieces: list[str] = []
    gone: list[str] = []
    begun = 0
    for start, end in [*(found.span() for found in _SENTENCE_END.finditer(words)), (len(words), len(words))]:
        sentence, between = words[begun:start], words[start:end]
        begun = end
        said, cut = _of_sentence(sentence, hosts) if sentence else (sentence, [])
        if not cut or not _says_nothing(said):
            gone += cut
            pieces += [said, between]
            continue
        gone.append(sentence.strip())
        while len(pieces) > 1 and pieces[-2].strip() and _says_nothing(pieces[-2]) and "\n" not in pieces[-1]:
            del pieces[-2:]  # "Questions?"
        if "\n" in between and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
    return Masked("".join(pieces).strip() if gone else words, tuple(gone))


def _of_sentence(sentence: str, hosts: Sequence[str]) -> tuple[str, list[str]]:
    if not contact_signs.MAY_BE.search(sentence):
        return sentence, []
    spans = [found.span() for found in contact_signs.LINK.finditer(sentence)]
    spans += [
        found.span()
        for found in contact_signs.MAIL.finditer(sentence)
        if not contact_signs.is_desk_mail(found[0], hosts)
    ]
    personal = bool(spans)
    taken = list(spans)
    for found in contact_signs.PHONE.finditer(sentence):
        apart = all(found.end() <= start or found.start() >= end for start, end in taken)
        if apart and _is_private(sentence, found, hosts, personal=personal):
            extension = contact_signs.EXTENSION.match(sentence, found.end())
            spans.append((found.start(), extension.end() if extension else found.end()))
    if spans:
        spans += [span for found in _CUED.finditer(sentence) if (span := _name_span(sentence, found))]
    elif (labelled := _LABELLED.match(sentence)) and (span := _name_span(sentence, labelled)):
        spans = [span]
    return _without(sentence, sorted(spans)) if spans else (sentence, [])


def _is_private(sentence: str, found: re.Match[str], hosts: Sequence[str], *, personal: bool) -> bool:
    if not contact_signs.is_phone(sentence, found, personal=personal):
        return False
    before = sentence[max(0, found.start() - contact_signs.NEAR) : found.start()]
    name = _BEFORE.search(before)
    named = name and not contact_signs.names_desk(name["name"]) and _person(before, name) is not None
    if personal or named:
        return True
    return not (contact_signs.is_desk_phone(sentence, found) or contact_signs.is_beside_a_desk(sentence, found, hosts))


def _without(sentence: str, spans: list[tuple[int, int]]) -> tuple[str, list[str]]:
    """The sentence with a mask for each span, the names beside them taken along."""
    pieces: list[str] = []
    gone: list[str] = []
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        before = sentence[done : max(start, done)]
        for _ in range(_NAMES_AT_MOST):
            name = _BEFORE.search(before, max(0, len(before) - 100))
            first = _person(before, name) if name else None
            if first is None:
                break
            gone.append(before[first:].strip())
            before = before[:first]
        gone.append(sentence[max(start, done) : end])
        done = end
        after = _AFTER.match(sentence, end, end + 80)
        if after and _person(sentence, after) is not None:
            gone.append(after["name"].strip())
            done = after.end()
        pieces += [before, MASK]
    said = _MASKS.sub(MASK, "".join([*pieces, sentence[done:]]))
    return said.replace(f"({MASK})", MASK).replace(f"<{MASK}>", MASK), gone


def _name_span(sentence: str, found: re.Match[str]) -> tuple[int, int] | None:
    begun = _person(sentence, found)
    return None if begun is None else (begun, found.end("name"))


def _person(words: str, found: re.Match[str]) -> int | None:
    """Where the person's name begins; None where it is an organisation's, or one word that nothing calls a name."""
    name, start = found["name"], found.start("name")
    parts = name.split()
    while parts and parts[0].strip(".,").lower() in NOBODY:
        start += len(parts[0])
        start += len(words[start:]) - len(words[start:].lstrip())
        parts = parts[1:]
    if not parts or any(part.strip(".,").lower() in NOBODY for part in parts) or (len(parts) == 1 and name.isupper()):
        return None
    return start if len(parts) > 1 or _CUE.search(words, max(0, start - 40), start) else None


def _says_nothing(said: str) -> bool:
    return all(word in CONTACT_WORDS for word in re.findall(r"[^\W\d_]+", said.replace(MASK, " ").lower()))
