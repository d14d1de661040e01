"""Reads what one can earn: its name, who gives it, and what for: "Digital badge from Harbour Trust"."""

import re

from indexer.opportunity import Credential
from indexer.values import text
from indexer.values.clauses import clauses, stated
from indexer.values.reading import INFERRED, LIKELY, SURE, Read, believed, doubt
from indexer.values.stems import stems

_NOTHING = re.compile(
    r"(?:n/?a|none|no|not (?:applicable|stated)|unknown|tbc|null|-|0|ninguno|brak|dim)?", re.IGNORECASE
)
_NO_NAME = re.compile(r"(?:yes|y|true|x|\d+|https?://\S+|available)", re.IGNORECASE)
_KIND = r"(?:certificates?|badges?|diploma|award|qualification|medal)"
_BY = re.compile(
    rf"(?P<name>.{{2,120}}?),? (?:awarded|issued|accredited|certified"
    rf"|given) by (?P<issuer>[^;]{{2,120}})(?:; (?P<criteria>.+))?"
    rf"|(?P<name2>.{{0,100}}\b{_KIND}) (?:from|by) (?P<issuer2>[^;:]{{2,120}})"
    rf"|(?P<name3>.{{2,120}}?) [–—] (?P<issuer3>[^;:–—]{{2,120}})"
    rf"|(?P<name4>.{{2,120}}?) \((?P<issuer4>[A-Z][^();\d]{{4,80}}(?:College|University|Trust|School|Council"
    rf"|Library|Museum))\)",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"(?P<name>.{{0,100}}\b{_KIND})(?:: (?P<criteria>[^:]{{3,200}})| (?:upon|on|after"
    rf"|for) (?P<criteria2>(?:the )?(?:completi\w+"
    r"|completing|finishing|attending) .{2,200}))",
    re.IGNORECASE,
)
_METAL = r"(?:Discover|Explore|Bronze|Silver|Gold|Platinum)"
_VERB = (
    r"(?:receiv(?:e|es|ing)|earn(?:s|ing)?|gain(?:s|ing)?|get|be (?:given|awarded)|work(?:ing)? towards?|leads? to"
    r"|leading to"
    r"|achieve|awarded|with)"
)
_FIRM = re.compile(
    rf"\b{_METAL} (?:Arts Award|(?:Duke of Edinburgh|DofE)(?:'s|’s)?(?: Award)?|CREST Award)\b|\bArts Award"
    rf"(?: ?\({_METAL}\)| {_METAL})|\bDuke of Edinburgh(?:'s|’s) Award\b|\bCREST (?:{_METAL} )?Award\b"
    r"|\b(?:OCN|NCFE|ASDAN|AQA|BTEC|City (?:&|and) Guilds|ABRSM|NVQ|SVQ)(?: (?:Entry )?Level \d)?(?: (?:Award"
    r"|Certificate|Diploma"
    r"|qualification|Unit Award)(?: in [A-Z]\w{2,20}(?: [A-Z]\w{2,20}){0,2})?)\b",
)  # fmt: skip
"""Names of awards that stand for themselves."""
_EARNED = re.compile(
    rf"\b{_VERB} (?:an? |their |your |his |her )?(?P<name>(?:digital |virtual |open "
    rf"|theme-related )?(?:badges?\b(?! not)"
    r"|certificates? of (?:completion|attendance|participation|achievement|appreciation)|certificates?\b(?! of birth)))"
    r"(?: (?:upon|on|after) (?P<criteria>(?:completi\w{1,2}|completing) [\w ]{2,80}))?"
    r"|\b(?:recibir\w{1,4}|obten\w{1,6}|entrega de) (?:un )?(?P<name2>certificado(?: de \w{4,14})?|insignia digital)"
    r"|\b(?:otrzyma\w{1,4}|dostan\w{1,4}) (?P<name3>certyfikat(?: \w{5,14})?|odznakę)"
    r"|\bderbyn (?P<name4>tystysgrif|bathodyn digidol)\b|(?P<name5>سرٹیفکیٹ) (?:دیا|ملے)",
    re.IGNORECASE,
)
_HELD_BY_OTHERS = re.compile(
    r"\b(?:staff|instructors?|tutors?|coach(?:es)?|teachers?|leaders?|building)\b", re.IGNORECASE
)
_GATE = stems("award", "badge", "certif", "certyf", "ocn", "ncfe", "asdan", "btec", "nvq", "svq", "aqa", "guilds",
              "abrsm", "edinburgh", "dofe", "insignia", "odznak", "tystysgrif", "bathodyn", "سرٹیفکیٹ")  # fmt: skip


def read(words: str | None) -> Read[Credential]:
    """The credential of the source's own field. An address or "Yes" names none, and is doubted."""
    line = text.line(words) or ""
    if _NOTHING.fullmatch(line):
        return Read()
    if _NO_NAME.fullmatch(line):
        return Read(words=words, doubts=doubt("credential", line, "names no credential"))
    for pattern, confidence in ((_BY, LIKELY), (_FOR, LIKELY)):
        if found := pattern.fullmatch(line[:500]):
            said = {key.rstrip("0123456789"): value.strip() for key, value in found.groupdict().items() if value}
            return believed(Read(value=Credential(**said), words=words, confidence=confidence), "credential")
    return believed(Read(value=Credential(name=line), words=words, confidence=SURE), "credential")


def find(plain: str | None) -> Read[Credential]:
    """What a text says that one earns; what staff hold, and prizes, are none."""
    for clause in clauses(plain, _GATE):
        if _HELD_BY_OTHERS.search(clause):
            continue
        for pattern in (_FIRM, _EARNED):
            found = pattern.search(clause)
            if not found or not stated(clause, found.start(), found.end(), costs=False):
                continue
            said = {key.rstrip("0123456789"): value.strip() for key, value in found.groupdict().items() if value}
            value = Credential(**({"name": found[0].strip()} | said))
            return Read(value=value, words=found[0].strip(), inferred=True, confidence=INFERRED)
    return Read()
