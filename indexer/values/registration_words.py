"""The words that sources use for how one signs up, in English, Spanish, Polish, Welsh and Urdu."""

import re

_BOOKING = r"(?:registrations?|bookings?|enrol+ments?|sign[- ]?ups?|applications?|sales|ticket sales)"
_ARE = r"(?: (?:is|has|are|have))?(?: now)?"

STATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("none_needed", re.compile(
        r"none[_ ]needed|(?:no|without) (?:need to (?:book|register)|booking|registration|reservations?|rsvp"
        r"|sign[- ]?up"
        r"|tickets?)(?: (?:is )?(?:needed|required|necessary))?.*|(?:booking"
        r"|registration|rsvp)? ?(?:is )?not (?:required|needed|necessary)|(?:just )?(?:drop[- ]?ins?|turn up"
        r"|walk[- ]?ins?)(?: only| welcome)?(?:,.*)?|(?:pay|tickets) (?:at|on) the door|at the door"
        r"|(?:sin|no (?:hace falta|se requiere|es necesaria)) (?:inscripción|reserva)(?: previa)?|entrada libre"
        r"|bez zapisów|zapisy nie są wymagane|wstęp wolny|(?:nid oes|dim) angen (?:archebu|cofrestru).*"
        r"|رجسٹریشن ضروری نہیں")),
    ("waiting_list", re.compile(
        r"(?!(?:no|without)\b).*\b(?:wait(?:ing)?[ _-]?list(?:ed)?|rhestr aros|lista de espera|lista rezerwowa)\b.*"
        r"|waitlistonly|back[ -]?order|انتظار کی فہرست")),
    ("not_yet", re.compile(
        r"not[_ ](?:yet)?(?: ?open.*)?|opens? (?:soon|on|at|in|from|later).*|(?:booking"
        r"|registration) opens? .*|coming soon|preorder|presale|starting soon|upcoming|próximamente|wkrótce|yn fuan")),
    ("full", re.compile(
        r"(?:now )?full(?:y booked)?(?: up)?|sold[ _-]?out|soldout|outofstock"
        r"|no (?:more )?(?:places|spaces|spots|seats)(?: left| available)?|unavailable"
        rf"|(?:(?:the |this )?(?:class|event|session|course|workshop|camp)|{_BOOKING}){_ARE} (?:full|sold out"
        rf"|fully booked)"
        r"|agotad[oa]|complet[oa]|sin plazas|brak (?:wolnych )?miejsc|wyprzedane|llawn|wedi gwerthu allan|مکمل")),
    ("closed", re.compile(
        rf"closed?|{_BOOKING}{_ARE} closed|ended|expired|archived|discontinued|past|ar gau|بند|cerrad[oa]s?"
        r"|(?:inscripción|inscripciones) cerradas?|zamknięt[aey]|zapisy (?:są )?zamknięte|wedi cau")),
    ("open", re.compile(
        rf"open(?: for (?:booking|registration|enrol+ment)s?)?|{_BOOKING}{_ARE} open|book(?: now| online| here)?"
        rf"|available"
        r"|(?:places?|spaces?|spots?|seats?)(?: still)? (?:left|available)"
        r"|instock|limitedavailability|onlineonly|in stock|few (?:places|spaces) left|(?:limited|some) availability"
        r"|enrol+(?: now| online)?|register(?: now| online)?|sign up(?: now)?|apply(?: now)?|current|yes|required"
        r"|(?:booking|registration|rsvp)(?: is)? (?:required|essential)|ar agor|کھلا|abiert[oa]s?|(?:inscripción"
        r"|inscripciones) abiertas?|plazas disponibles|otwart[aey]|zapisy (?:są )?otwarte|wolne miejsca"
        r"|lleoedd ar gael")),
)  # fmt: skip
"""Of a field of its own, in lower case; the first that fits as a whole counts."""

_NEED = r"(?:required|needed|necessary)"
_THING = r"(?:camp|class|event|session|workshop|program(?:me)?|course|club|trip|tour)"
FULL = re.compile(
    rf"\b(?:this|the) (?:\w{{1,12}} )?{_THING}(?: is(?: now)? (?:full\b(?![- ](?:of|day|time))|sold out"
    rf"|fully booked)| has sold out)|\b{_BOOKING} is (?:now )?full\b"
    r"|^\W*(?:sold out|fully booked)\W*$|^\W*(?:agotado|plazas agotadas|brak miejsc|wedi gwerthu allan)\W*$",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"\bwait(?:ing)?[ -]?list\b|\blista de espera\b|\blista rezerwowa\b|\brhestr aros\b", re.IGNORECASE
)
CLOSED = re.compile(
    rf"\b{_BOOKING}(?: is| are| has| have)(?: now)? closed\b|\binscripciones cerradas\b|\bzapisy (?:są )?zamknięte\b",
    re.IGNORECASE,
)
OPEN = re.compile(
    rf"\b{_BOOKING} (?:is|are)(?: now)? open\b(?! (?:to|on|from|until))|\b(?:places|spaces"
    rf"|spots) (?:are )?still available\b"
    r"|\binscripciones abiertas\b|\bzapisy (?:są )?otwarte\b",
    re.IGNORECASE,
)
NONE_NEEDED = re.compile(
    rf"\bno (?:(?:pre-?|advance )?registration|rsvp|booking|sign[- ]?up|reservations?|appointment)(?: or (?:rsvp"
    rf"|registration"
    rf"|reservation))?(?: is| are)? (?:{_NEED})\b|\b(?:registration|booking|rsvp) (?:is |are )?not {_NEED}\b"
    r"|^\W*(?:this is an? )?(?:free,? )?drop[- ]?in(?: (?:only|program(?:me)?|event|session|style))?(?:\W*$|,"
    r"| for (?:ages|kids"
    r"|children)| - )|\bjust (?:drop in|turn up|show up)\b|^this is an? free,? drop-in\b|\bno need to (?:book"
    r"|register|sign up)\b"
    r"|\bno (?:hace falta|es necesaria|se requiere|se necesita) (?:inscripción|reserva)|\bsin inscripción previa\b"
    r"|\bnie trzeba się zapisywać\b|\bbez zapisów\b|\bzapisy nie są wymagane\b"
    r"|\b(?:nid oes|does dim|dim) angen (?:archebu|cofrestru)\b|رجسٹریشن کی ضرورت نہیں",
    re.IGNORECASE,
)
NEEDED = re.compile(
    rf"(?<!no )\b(?:registration|booking|rsvp|tickets?|sign[- ]?up|reservations?)(?: (?:is|are|still))? {_NEED}\b"
    r"|\bunless\b|\bmust (?:register|book)\b|\bticket is required\b",
    re.IGNORECASE,
)
"""What stands against "no registration required"."""
DROP_IN_TITLE = re.compile(
    r"[(\[]drop[- ]?in[)\]]|[-–—:] drop[- ]?in$|^(?:free )?drop[- ]?in\b(?! (?:cent|resource|hub|cafe|camp))",
    re.IGNORECASE,
)

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto"
    r"|septiembre|octubre|noviembre|diciembre|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września"
    r"|października|listopada|grudnia"
)
_TIME = r"\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\.?|\d{1,2}:\d\d|noon|midnight"
_DAY = (
    r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,? )?"
    rf"(?:(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd"
    rf"|th)?(?: de)? (?:{_MONTH})(?: \d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
)
DATE = rf"((?:(?:{_TIME}),? (?:on )?)?{_DAY}(?:,? (?:at |@ ?)?(?:{_TIME}))?)(?![\d/])"
_FOR = (
    r"(?: (?:to|for) (?:apply|applications?|register|registration|registering|sign(?:ing)? up|book(?:ing)?"
    r"|enrol\w{0,5}))"
)
OPENS = re.compile(
    rf"\b{_BOOKING} (?:will )?(?:opens?|begins?|starts?)(?::| on| at| from)? {DATE}"
    rf"|\blas inscripciones (?:abren|empiezan) el {DATE}|\bzapisy od {DATE}",
    re.IGNORECASE,
)
CLOSES = re.compile(
    rf"\b{_BOOKING} (?:(?:will )?(?:closes?|ends?)|(?:deadline|due)(?: is)?)(?: on| at|:| by)? {DATE}"
    rf"|\bdeadline{_FOR}(?: is|:)? {DATE}|\b(?:apply|register|sign up|rsvp|book)(?: \w{{1,10}}){{0,3}} by {DATE}"
    rf"|\bthe application closes (?:at|on) {DATE}|\binscripciones hasta el {DATE}|\bzapisy do {DATE}",
    re.IGNORECASE,
)
