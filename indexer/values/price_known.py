"""Which words may stand beside an amount without making it anything else than what it costs to take part."""

import re

_WORDS = re.compile(
    r"\b(?:in-?city|non-?city|cost(?:s|ing)?|price[sd]?|fees?|charges?|entry|entrance|admission|tickets?|tuition"
    r"|registration|rates?|total"
    r"|general|standard|regular|full|basic|normal|usual|early ?bird|early|bird|advance|adv|door|gate|super|offer"
    r"|special|sale"
    r"|now|only|just|our|reduced|to|promo(?:tional)?|introductory|drop-?in|drop in|pay|payable|paid|payment|cash"
    r"|card|online"
    r"|arrival|day|session|class(?:es)?|lesson|workshop|event|activity|course|camp|programme|program|club|term"
    r"|half|week(?:ly)?"
    r"|month(?:ly)?|year(?:ly)?|visit|evening|morning|afternoon|whole|entire|each|every|all|both|per|person"
    r"|people|pp|head|child"
    r"|children|kids?|adults?|youths?|teens?|teenagers?|young|juniors?|seniors?|infants?|toddlers?|bab(?:y|ies)"
    r"|parents?|carers?"
    r"|guardians?|participants?|students?|pupils|members?|non-?members?|nonmembers?|non|residents?"
    r"|non-?residents?|nonresidents?"
    r"|out of|faculty|staff|public|civilian|military|veterans|camper|player|scout|individuals?|household"
    r"|famil(?:y|ies)|groups?|teams?|couple|pair|vehicle|car|siblings?|first|second|third|additional|others?"
    r"|under|over|aged?"
    r"|ages|years?|yrs?|olds?|up|and|or|the|a|an|is|are|it|its|it's|this|of|on|at|in|for|from|with|by|be|must"
    r"|please|required"
    r"|required|approx(?:imately)?|about|around|c|between|sliding|scale|donations?|contribution"
    r"|minimum|min|max|basis"
    r"|waged|unwaged|low|income|concession(?:s|ary)?|concs?|cons|oaps?|nus|pensioners?|discounted?|passport"
    r"|leisure|library"
    r"|holders?|debit|credit|r|nr|p|starts?|starting|least|little|as|upwards|more|daily|termly|annual(?:ly)?|annum"
    r"|varies|depending|block|series|full-?day|half-?day|full|days|hours?|morning|time|lower|upper|higher"
    r"|member's|guest|guests"
    r"|cover|includes?|industry|academic|corporate|free|then|thereafter|after|that|afterwards|subsequent|what"
    r"|you|can|like|feel"
    r"|y|yr|un|pen|pris|cost|ffi|oedolion|plant|oedolyn|plentyn|aelodau|tocyn(?:nau)?|mynediad|fesul|i|o|neu"
    r"|sesiwn|wythnos"
    r"|tymor|gostyngiad(?:au)?|teulu|costo|precio|coste|por|persona|sesión|clase|niñ[oa]s?|adult[oa]s?|entrada"
    r"|cuota|desde|mes"
    r"|semana|curso|día|cena|koszt|opłata|bilety?|wstęp|za|od|osob[ęya]|dziecko|dzieci|dorośli|zajęcia|sesję"
    r"|miesiąc|tydzień"
    r"|osoba|ulgowy|normalny|reducid[oa]|estudiantes|two|three|four|five|six|seven|eight|nine|ten|twelve|weeks?"
    r"|sessions"
    r"|lessons|workshops|termly|pwyc|wk|mth|hr|day's|sold|available|places?|limited|book|booking|advance|refundable"
    r"|universal|else|everyone|everybody|anyone|w|onwards|skater|climber|rider|runner|painter|socios|no|erm(?:äßigt|äßigte|äßigung)?|ab"
    r"|kinder|kind|erwachsene[nr]?|jugendliche|schüler(?:innen)?|studierende|mitglieder|nichtmitglieder"
    r"|eintritt|preis|kosten|teilnahme|gebühr|familien?|woche|tag|monat|kurs|termin|stunde|je|die|der|das|für"
    r"|und|oder|bis|zzgl|inkl|pupil|learner|attendees?|athlete|dancer|swimmer|space|semester|season|mo|mies"
    r"|os|osoby|ga|m"
    r"|nm|until|till|before|starting|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|st|nd|rd|th|pro|al|proms?|pw|pd|pm|pa"
    r"|ph|pcm|gbp|usd|eur|cad|aud|chf|pln|trial|taster|activit(?:y|ies)|voluntary|welcome"
    r"|visitors?|subs|subsidised|via|eventbrite|calendar|am|wythnos|miesięcznie|tygodniowo|consesiynau|unemployed"
    r"|optional"
    r"|requested"
    r"|recommended|benefits?|school|meals|fsm|premium|stage)\b"
)
_PLURAL = re.compile(r"(?<=\d)s\b|\bu(?=\d)")
_MARKS = re.compile(
    r"[\d\s.,:;!*'\"/&+()\[\]|=–-]+|فیس|قیمت|فی|شخص|بچہ|بچے|بالغ|ہفتہ|کلاس|سیشن|دن|ماہ|صرف|سے|روپے|داخلہ"
    r"|کے|لیے|اور"
)
_CLAUSE = re.compile(r"[,;()|\n]|\.\s|\s-\s|\s/\s|(?<=\D)/")


def odd(before: str, after: str) -> bool:
    """Whether words beside an amount, within its clause, say what nobody here has heard of: "Win £50", "£12 raised".

    before, after: lower-case words up to the amounts next to it.
    """
    near = _PLURAL.sub("", f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(after)[0]}")
    return bool(_MARKS.sub("", _WORDS.sub("", near)))
