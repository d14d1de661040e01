"""Says whether words about a price mean free for everyone, or free for some: then the clause says for whom."""

import re

from indexer.values.money import Amount

_FREE = (
    r"(?:free|(?:at |for )?(?:no|zero|nil|without|free of)[ -](?:any )?(?:charge|cost"
    r"|fee)(?: (?:is )?(?:required|applies))?|complimentary|£?nil"
    r"|am ddim|rhad ac am ddim"
    r"|no (?:entry|entrance|admission|participation|registration) (?:fee|charge)|(?:dim|heb) (?:cost|tâl)|gratis"
    r"|gratuit[oae]?s?|sin (?:costo|coste|cargo)|(?:entrada|acceso) libre"
    r"|kostenlos|kostenfrei|eintritt frei|freier eintritt|saor in aisce|saor"
    r"|bezpłatn\w{1,3}|nieodpłatn\w{1,3}|wstęp wolny|darmow\w{1,3}|za darmo|bez opłat\w?|مفت|بلا معاوضہ|کوئی فیس نہیں)"
)
WORD = re.compile(rf"(?<!\w){_FREE}(?!\w)")
_NOTHING = re.compile(
    r"(?:sugar|gluten|dairy|nut|smoke|alcohol|stress|screen|guilt|hands?|lead|plastic|drug|device|phone)[- ]free"
    r"|\bfeel free\b"
    r"|\bfree school meals?\b|\bfree (?:trial|taster|parking|lunch|snacks?|food|refreshments|pizza|drinks?|wifi"
    r"|wi-fi|gift"
    r"|t-?shirt|kit|play|time|range|style|running|transport|equipment|materials?|weights?|thinking|writing|run"
    r"|skate|swim)\b"
    r"|\bfree(?:style|dom)\b|\b(?:tax|toll|hassle|care)[- ]free\b|\bnot free\b"
)
_HARMLESS = re.compile(
    rf"(?<!\w){_FREE}(?!\w)"
    r"|\b(?:free|events?|entry|entrance|admission|of charge|of cost|sessions?|class(?:es)?|workshops?|activit(?:y|ies)"
    r"|courses?|clubs?|camps?|programmes?|programs?|drop-?in|tours?|talks?|taster sessions?"
    r"|to attend|to join|to enter|to take part|to use|to visit|to participate|to you|for this (?:event"
    r"|program(?:me)?|session|class|workshop|course|activity)|to (?:all )?(?:participants"
    r"|attendees|attend)"
    r"|for (?:all ages|all participants|all|everyone|everybody|anyone|the public)|to (?:all|everyone|everybody"
    r"|anyone|the public)"
    r"|open to (?:all|everyone|everybody|(?:the )?public)|drop in|everyone welcome|all welcome|online|tickets?"
    r"|tickets required"
    r"|no booking(?: needed| required| necessary)?"
    r"|(?:advance |prior |pre-?)?(?:booking|registration|pre-?registration|reservation|rsvp|ticket"
    r"|sign-?up)s? (?:is |are )?"
    r"(?:required|essential|necessary|needed|only|recommended|advised|encouraged|requested|appreciated|preferred)"
    r"|w(?:ith|/) ?(?:a |an |your )?(?:advance |prior |free |pre-?)?(?:booking|registration|rsvp|ticket|reservation)"
    r"|rsvp|ticketed|registration"
    r"|must (?:book|register)|please (?:book|register|rsvp)|book(?:ing)?(?: (?:online|ahead|in advance|essential"
    r"|now|early))?"
    r"|no charge|no cost|no fee|cost|price|fee|is|it's|it is|this|are|totally|completely|entirely|absolutely"
    r"|always|100%"
    r"|yes|just turn up|turn up|parking not included|and|but|a|an|the|via eventbrite|on eventbrite"
    r"|participation|attendance|public|community|places?|spaces?|limited(?: places| spaces)?|take part|there"
    r"|no need to (?:book"
    r"|register)|no (?:tickets?|registration|rsvp) (?:needed|required|necessary)|croeso i bawb|angen archebu"
    r"|obowiązują zapisy|i bawb|mynediad|digwyddiad"
    r"|sesiwn|wstęp|zajęcia"
    r"|warsztaty|wydarzenie|dla wszystkich|udział|eintritt|die|der|teilnahme|ist|und|ohne anmeldung"
    r"|anmeldung (?:ist )?(?:erforderlich|erwünscht|nötig)|con inscripción(?: previa)?"
    r"|(?:previa )?inscripción(?: previa| obligatoria| necesaria)?|hasta completar aforo|aforo limitado"
    r"|plazas limitadas|entrada|evento|para tod[oa]s|taller"
    r"|actividad)\b"
    r"|داخلہ|بالکل|ہے|سب کے لیے|تقریب|[^\w%£$€]+"
)
_CONDITION = re.compile(
    r"\b(?:for|to|if|with|when|under|over|unless|members?|residents?|only|eligible|eligibility|must|subject to"
    r"|who|those|where"
    r"|because|funded|included|after|per|trial|taster|first|children|kids?|adults?|students?|youths?|teens?"
    r"|seniors?|infants?"
    r"|toddlers?|bab(?:y|ies)|parents?|families|siblings?|staff|ages?|aged|yrs|years|younger|companions?|carers?"
    r"|guardians?"
    r"|card ?holders?|concessions?|oaps?|i (?:blant|bobl|aelodau|drigolion|fyfyrwyr|rai)|o dan|os|dla|jeśli|para"
    r"|si)\b|کے لیے"
)
_PEOPLE = (
    r"(?:adults?|children|child|kids?|members?|non-members?|standard|general|regular|full|concessions?|concs?"
    r"|students?|seniors?"
    r"|residents?|conc\.?|admission|per|each|a|an|for|on|in|pp|/)"
)
_CLAUSE = re.compile(r"[;()/|\n]|(?<!yr)(?<!yrs)\.(?!\d)|,(?= (?:but )?free)")
_PRICED = re.compile(r",[^,£$€]*$")


def found(plain: str) -> re.Match[str] | None:
    """The first word for free that speaks of taking part."""
    return WORD.search(_NOTHING.sub(lambda one: " " * len(one[0]), plain))


def for_everyone(rest: str) -> bool:
    """Whether the words say nothing beyond that it is free."""
    return not _HARMLESS.sub(" ", rest).strip()


def conditional(rest: str) -> bool:
    """Whether the words tie being free to somebody or something."""
    return bool(_CONDITION.search(rest))


def clause(plain: str, words: str, at: int, amounts: list[Amount]) -> str | None:
    """The clause about being free at a position, in the source's own words; None where it says no more than that."""
    before = [m.end() for m in _CLAUSE.finditer(plain) if m.end() <= at]
    begin = max(before + [a.end for a in amounts if a.end <= at], default=0)
    head = plain[begin:at]
    if (label := re.match(rf"\s?{_PEOPLE}\b[^,]*,", head)) and begin and begin in {a.end for a in amounts}:
        # "£5 adults, under 16s free": the adults belong to the amount.
        begin += label.end()
    following = [m.start() for m in _CLAUSE.finditer(plain, at)][:1]
    next_amount = min((a.begin for a in amounts if a.begin >= at), default=None)
    end = min([*following, *([next_amount] if next_amount is not None else [])], default=len(plain))
    if next_amount == end and (own := _PRICED.search(plain[at:end])):
        # "Members free, non-members £5": the non-members belong to the amount.
        end = at + own.start()
    said = plain[begin:end].strip(" ,:-–")
    said = re.sub(r"(?: and| but| then| or)$", "", re.sub(r"^(?:and|but|or) ", "", said)).strip(" ,")
    own_words = re.search(re.escape(said).replace(r"\ ", r"\s+"), words, re.IGNORECASE)
    return (own_words[0] if own_words else said) if _HARMLESS.sub(" ", said).strip() else None
