"""The words and forms by which titles.py tells a date, an age, a place or a remark from what a title names."""

import re

# Words of a date, in the languages that titles of the cities we know come in: English, Welsh, Spanish, French, German.
_DATES = """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    mondays tuesdays wednesdays thursdays fridays saturdays sundays weekday weekdays weekend weekends
    am pm morning mornings afternoon afternoons evening evenings daytime
    ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
    llun mercher iau gwener sadwrn sul
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miercoles jueves viernes sabado sabados domingo domingos
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    januar februar marz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
"""
# What may stand between them.
_LINKS = "from to at on of in the and until till starting starts every a de du le la el y au bis ab um noon"
# What a title says of its state, and not of what it names.
_REMARKS = """
    cancelled canceled cxld cancellation postponed rescheduled sold out full fully booked waitlist waiting list only
    new date dates time times added class session updated limited places spaces spots left available now open
    registration required free drop in dropin the last first few on and
"""
# Words that tell two opportunities of one title apart, beside everything with a digit in it; plurals are one with them.
_APART = """
    i ii iii iv v vi vii viii one two three four five six seven eight nine ten first second third fourth fifth sixth
    beginner beginning elementary intermediate advanced improver junior senior jr sr mini novice expert
    infant baby toddler teen adult family boy girl men women mens womens ladies preschool preschooler tween pre
    hnc hnd nc nq gcse btec ba bsc ma msc phd
    english welsh cymraeg spanish espanol french francais german polish urdu arabic chinese mandarin cantonese
    portuguese italian japanese korean russian somali bengali punjabi hindi tamil bilingual
"""
_SMALL = "a an the of and for in to with at on by from"
DATES, LINKS = frozenset(_DATES.split()), frozenset(_LINKS.split())
APART, SMALL = frozenset(_APART.split()), frozenset(_SMALL.split())
REMARKS = frozenset(_REMARKS.split())
_WAYS_SAID = "online virtual virtually hybrid in person inperson via on zoom teams remote webinar"
WAYS = frozenset(_WAYS_SAID.split())
"""What a title says of how one takes part: a place, and no other thing."""
_REMARKABLE_SAID = "cancelled canceled cxld postponed rescheduled sold full booked waitlist waiting new"
REMARKABLE = frozenset(_REMARKABLE_SAID.split())
NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm)?")
YEAR = re.compile(r"(?:19|20)\d\d")
SEGMENT = re.compile(r"\s[-–—|/]\s|\s?[|:;,()\[\]]\s?")
WORD, ACCENTS = re.compile(r"\w+"), re.compile("[\u0300-\u036f\u064b-\u0652]+")
# Whole dates and times anywhere in a title.
WHOLE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b\d{1,2}(?:[:.]\d{2})?\s?[ap]m\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)
_TO = r"\s{0,2}(?:[-–—+]|to|and|through)?\s{0,2}"
AGES = re.compile(
    rf"\b(?:recommended |for )?(?:ages?|aged|grades?|gr|years?)\.?:?\s(?:k|pre-?k|\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:{_TO}\d{{1,2}}(?:st|nd|rd|th)?)?"
    rf"(?:\s(?:years?|yrs?)(?: olds?)?)?"
    rf"|\b\d{{1,2}}{_TO}\d{{1,2}}[\s-]?(?:years?|yrs?|yo|y\.o\.)(?:[\s-]olds?)?"
    rf"|\b(?:k|\d{{1,2}})(?:st|nd|rd|th)?{_TO}\d{{1,2}}(?:st|nd|rd|th)\sgrade(?:rs|s)?\b"
    rf"|\b(?:kids?|children|teens?|youth)\s\d{{1,2}}{_TO}\d{{1,2}}\b"
    r"|\b\d{1,2}\s?\+",
    re.IGNORECASE,
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    "|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_ORDINAL = "(?:st|nd|rd|th)?"
_DAY = (
    rf"\b(?:{_MONTHS})\.?\s\d{{1,2}}{_ORDINAL}\b"
    rf"(?:,?\s(?:and\s)?\d{{1,2}}{_ORDINAL}\b){{0,9}}(?:,?\s(?:19|20)\d\d)?"
)
DAYS, LAST_DAY = re.compile(_DAY, re.IGNORECASE), re.compile(rf"{_DAY}$", re.IGNORECASE)
SHORT = {"intro": "introduction", "info": "information"}
# What stands anywhere and says nothing of what it is; and at the end alone.
STATE = re.compile(r"\b(?:cancell?ed|cxld|postponed|rescheduled|sold out|abgesagt|verschoben)\b", re.IGNORECASE)
LAST = re.compile(r"(?:[\s,:;(-]{1,3}(?:drop[- ]?ins?|all ages|cont(?:inue)?d)){1,3}\)?$", re.IGNORECASE)
AT = re.compile(r"(?<=\S)\s(?:at|@)\s(?=\S)|\s?@\s?", re.IGNORECASE)
