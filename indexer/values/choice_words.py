"""The words that sources use in a field of few choices, in English, Spanish, Polish, Welsh and Urdu."""

import re
from typing import NamedTuple

from indexer.values.reading import LIKELY, SURE, TORN


class Choice(NamedTuple):
    """One choice, the words for it, and how sure they make it."""

    key: str
    pattern: re.Pattern[str]
    confidence: float = SURE


def _table(*rows: tuple[str, str] | tuple[str, str, float]) -> tuple[Choice, ...]:
    return tuple(Choice(key, re.compile(pattern, re.IGNORECASE), *sure) for key, pattern, *sure in rows)


STATUS = _table(
    ("cancelled", r"(?:event)?cancell?ed|called off|wedi'?i ganslo|منسوخ|cancelad[oa]|suspendid[oa]|odwołan[aey]"),
    ("postponed", r"(?:event)?postponed|gohiriwyd|ملتوی|aplazad[oa]|pospuest[oa]|przełożon[aey]"),
    ("rescheduled", r"(?:event)?rescheduled|moved|reprogramad[oa]|aildrefnwyd"),
    (
        "scheduled",
        (
            r"(?:event)?scheduled|confirmed|tentative|active|live|published|current|on|open|running|going ahead"
            r"|on[- ]schedule|(?:event)?movedonline|confirmad[oa]|potwierdzon[aey]|wedi'?i gadarnhau"
        ),
    ),
)
SECTOR = _table(
    (
        "public",
        (
            r"(?:the )?(?:city |county |town |borough |district |local )?(?:council|authority|government)"
            r"|public|municipal|(?:public )?library|(?:public )?school|statutory|público|publiczny|cyhoeddus"
            r"|parks? district"
        ),
    ),
    (
        "voluntary",
        (
            r"voluntary|charit(?:y|able)|(?:registered|youth) charity|community(?: (?:group|organi[sz]ation))?"
            r"|vcs?|vcse?|non-?profit(?: organi[sz]ation)?|not[- ]for[- ]profit|ngo|third sector"
            r"|cic|community interest company|social enterprise|501\(c\)\(?3\)?|elusen|ong|fundacja|stowarzyszenie"
        ),
    ),
    (
        "private",
        r"private|commercial|business|for[- ]profit|(?:limited |private )?company|ltd|privado|prywatny|preifat",
    ),
)
ROLE = _table(
    (
        "help",
        (
            r"help(?:ing|er)?(?: out)?|(?:youth |teen )?volunteer(?:ing|s)?|gwirfoddol(?:i|wyr?)|رضاکار(?:انہ|ی)?"
            r"|voluntari[oa]s?|voluntariado|wolontari(?:at|usz(?:ka|e)?)"
        ),
    ),
    ("lead", r"lead(?:er|ing)?|run|(?:peer )?mentor(?:ing)?|youth leader|líder|arwain", LIKELY),
    (
        "paid",
        (
            r"paid|(?:summer |paid |part[- ]time )?(?:job|work)|(?:paid )?apprentice(?:ship)?"
            r"|paid (?:internship|placement|role|position|traineeship)|employment|empleo|praca|swydd"
        ),
    ),
    ("paid", r"intern(?:ship)?|placement|trainee(?:ship)?", TORN),
    ("take_part", r"take[_ -]part|participa(?:te|nt|nte|tion|r)|attend(?:ee)?|learner|student|join|uczestnik"),
)
GENDER = _table(
    (
        "none",
        (
            r"(?:ns#)?(?:none|norestriction|no restrictions?)|mixed|any(?: gender)?|all(?: genders)?|everyone|co-?ed"
            r"|both|(?:boys?|males?|m[ae]n)(?: and |/| ?& ?|, ?)(?:girls?|females?|wom[ae]n)"
            r"|(?:girls?|females?|wom[ae]n)(?: and |/| ?& ?|, ?)(?:boys?|males?|m[ae]n)|m/f|f/m|mixto|ambos|mieszan[ae]"
            r"|cymysg"
        ),
    ),
    (
        "female",
        (
            r"(?:ns#)?female(?:only)?|(?:(?:young )?(?:girls?|wom[ae]n|females?|ladies)(?:'s)?(?: and |/"
            r"| ?& ?)?){1,2}(?: only)?"
            r"|(?:merched|menywod)(?: yn unig)?|(?:صرف )?(?:لڑکیاں|خواتین)|f|(?:solo )?(?:mujeres|niñas|chicas)"
            r"|femenino|dziewczęta|dziewczyny|kobiety"
        ),
    ),
    (
        "male",
        (
            r"(?:ns#)?male(?:only)?|(?:(?:young )?(?:boys?|m[ae]n|males?)(?:'s)?(?: and |/| ?& ?)?){1,2}(?: only)?"
            r"|(?:bechgyn|dynion)(?: yn unig)?|(?:صرف )?(?:لڑکے|مرد)|m|(?:solo )?(?:hombres|niños|chicos)|masculino"
            r"|chłopcy|mężczyźni"
        ),
    ),
    ("female", r"(?:girls|women)(?: and |/| ?& ?)(?:non-?binary|trans\w*).{0,40}", TORN),
)
SIGNS_UP = _table(
    (
        "code",
        r"(?:school'?s? )?code|school|(?:by )?(?:invitation|referral)(?: only)?|kod(?: ze szkoły)?|código|cod ysgol",
    ),
    (
        "adult",
        (
            r"(?:an? )?(?:adult|parent|carer|guardian|caregiver)s?\b.*|(?:padre|madre|tutor|adulto)\b.*"
            r"|rodzice?|opiekun|rhiant|oedolyn|والدین"
        ),
    ),
    (
        "me",
        (
            r"me|myself|self|young person|young people(?: themselves)?|participant|student|yourself|yo mismo"
            r"|ja sam[aio]?|fi"
        ),
    ),
)
SUPPORT = _table(
    (
        "food",
        (
            r"\b(?:food|lunch(?:es)?|meals?|snacks?|breakfasts?|dinners?|pizza|tea provided|bwyd|cinio|brecwast"
            r"|refreshments"
            r"|drinks|almuerzo|comida|desayuno|merienda|obiad|posiłki|wyżywienie|przekąski)\b|کھانا"
        ),
    ),
    (
        "transport",
        (
            r"\b(?:transport(?:ation|e)?|bus(?: (?:fares?|pass(?:es)?|tickets?))?|travel|transit|minibus|ventra|presto"
            r"|cludiant"
            r"|lifts?|dojazd|przejazd)\b|ٹرانسپورٹ"
        ),
    ),
    ("stipend", r"\b(?:stipends?|paid placements?|allowance|bursary of|honorari\w+|wages?|stypendium|estipendio)\b"),
    (
        "scholarship",
        (
            r"\b(?:scholarships?|financial (?:aid|assistance)|bursar(?:y|ies)|fee waivers?|subsid\w+|hardship|becas?"
            r"|bwrsari\w*)\b|وظیفہ"
        ),
    ),
    (
        "kit",
        (
            r"\b(?:kit|equipment|materials|supplies|tools|laptops?|uniform|boots|bikes?|helmets?|lent|materiales|sprzęt"
            r"|materiały|offer|deunyddiau)\b"
        ),
    ),
)
ACCESS = _table(
    (
        "step_free",
        (
            r"\b(?:step[- _]?free|wheelchairs?|ramps?|level access|lifts?|elevators?|physical impairment|mobility"
            r"|changing places|(?:pool |ceiling )?hoists?|(?:disabled|handicap(?:ped)?) access(?:ible)?"
            r"|sillas? de ruedas|rampa|wózk\w+|cadeiriau olwyn|gadeiriau olwyn)\b|وہیل چیئر"
        ),
    ),
    (
        "signing",
        (
            r"\b(?:sign(?:ed|ing)|sign language|bsl|asl|(?:sign )?language interpreters?|lengua de (?:signos|señas)"
            r"|język\w* migow\w+|iaith arwyddion)\b"
        ),
    ),
    (
        "quiet",
        r"\b(?:quiet|relaxed|calm|sensory|low[- ]stimul\w+|autism|autistic|tranquil[oa]|relajad[oa]|cich[aey]|tawel)\b",
    ),
    (
        "send",
        (
            r"(?-i:\bSENDS?\b|\bSEN\b|\bALN\b)|^sen(?:d)?$|\b(?:special educational needs|additional (?:learning "
            r"|support )?needs"
            r"|special needs|learning (?:disabilit\w+|difficult\w+)|disabilit\w+|(?:visual|hearing) impairment"
            r"|niepełnosprawn\w+"
            r"|discapacidad|anghenion (?:dysgu )?ychwanegol)\b"
        ),
    ),
    ("send", r"\binclusiv[eo]\b", TORN),
)
"""The words of each field; the first that fits counts, except that SUPPORT and ACCESS take every one that is found."""
