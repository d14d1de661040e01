"""By what a machine knows a private person: names of fields, words that stand before a name, how a name looks."""

import re
from collections.abc import Iterator
from functools import lru_cache

MAIL = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.:/=&?%#\"'-])(?:\+|00|\()?\d(?:[ \t\xa0().-]{0,3}\d){8,14}(?![\w-]|[.:]\d)")
"""A number of nine digits or more; shorter ones only count where a field says that they are telephone numbers."""

_NO_PHONE = re.compile(
    r"\d{4}[.-]\d\d[.-]\d\d|\d\d?[.-]\d\d?[.-]\d{4}"  # begins with a date
    r"|\d{1,3}\.\d{4,}$"  # a coordinate
    r"|1\d{9}$|1\d{12}$"  # seconds or milliseconds since 1970
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d*$"  # a date without signs between
)

TEL = re.compile(
    r"(?:tel|sms|whatsapp|callto):(?://)?(?:send\?phone=)?([+\d][\d().%\s-]{4,24}\d)|wa\.me/(\d{6,15})", re.IGNORECASE
)

_WORD = r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?"
_GAP = r"(?:\s|&nbsp;|\xa0|\\n|<[^<>]{0,300}>){1,8}"
_BEFORE = (
    r"(?:contact(?:\s+(?:person|name))?|instructors?|teachers?|taught by|tutors?|leaders?|led by|coach|organi[sz]ed by|"
    r"organi[sz]er|hosted by|host|facilitat(?:or|ed by)|presented by|speakers?|ask for|speak (?:to|with)|call|e-?mail|"
    r"submitted by|posted by|author|supervisor|co-?ordinator)"
)
LABELLED = re.compile(rf"(?<![\w-])(?i:{_BEFORE})\s{{0,3}}[:\-–]?{_GAP}({_WORD}(?:\s{_WORD}){{1,3}})")
"""A word that announces a person, and the words after it, with whatever tags between."""

TITLED = re.compile(rf"(?<![\w.])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\b\.?\s{{1,3}}({_WORD}(?:\s{_WORD})?)")

_PARTICLES_WORDS = """
de da di du del der den la le van von bin ibn al el y
"""
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_ORGANISATIONS_WORDS = """
academy agency arts association authority board branch bureau centre center charity church city class classes
club college committee community company cooperative council county department desk district division education
foundation friends gallery garden gardens group hall house institute library libraries limited ltd llc inc
ministry museum network office parish park parks partnership program programme project recreation school schools
service services society staff state studio studios team theatre theater trust university venue village workshop
youth ymca the and of for us our at in on by or with more information details booking bookings reception
enquiries street road avenue lane square room floor monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december event events course
courses
"""
_ORGANISATIONS = frozenset(_ORGANISATIONS_WORDS.split())

_NAMES_WORDS = """
contact contacts contactname contactperson instructor instructors instructorname teacher teachers teachername
tutor tutors leader leaders leadername coach attendee attendees participant participants customer contributor
creator author authors facilitator facilitators speaker speakers presenter presenters supervisor organizer
organiser organizername organisername coordinator submittedby submitter createdby modifiedby updatedby postedby
owner managingeditor webmaster staffmember
"""
NAMES = frozenset(_NAMES_WORDS.split())
"""Fields whose words are a person's name where they look like one; in letters and lower case."""

_PARTS_WORDS = """
firstname lastname surname givenname familyname forename middlename fname lname contactfirstname contactlastname
"""
PARTS = frozenset(_PARTS_WORDS.split())
"""Fields that are a part of a person's name, however that looks."""

MAILS = re.compile(r"e?mail(?!ing)|mailbox")
PHONES = re.compile(r"phone|^tel$|telno|mobile|cellphone|^cell$|^fax$|faxn")


DIGIT = re.compile(r"\d")


def mails(text: str) -> Iterator[re.Match[str]]:
    """The e-mail addresses of a text; a search at each letter is only worth its while where there is a sign of one."""
    yield from MAIL.finditer(text) if "@" in text or "%40" in text else ()


@lru_cache(maxsize=10_000)
def key(name: str) -> str:
    """The name of a field in letters alone: "Contact_Name" is "contactname"."""
    return "".join(letter for letter in name.rpartition("}")[2].rpartition(":")[2].lower() if letter.isalpha())


def is_phone(words: str) -> bool:
    """Whether a run of digits that looks like a telephone number is one."""
    return _NO_PHONE.match(words) is None


def is_name(words: str) -> bool:
    """Whether words look like the name of a person: two to four of them, with capitals, and none of an organisation."""
    parts = words.replace("\xa0", " ").split()
    if not 2 <= len(parts) <= 4 or len(words) > 60 or any(letter.isdigit() for letter in words):
        return False
    plain = [part.strip(".,'’").lower() for part in parts]
    if any(part in _ORGANISATIONS for part in plain) or not all(part.replace(".", "") for part in plain):
        return False
    capital = [part[0].isupper() or word in _PARTICLES for part, word in zip(parts, plain, strict=True)]
    sound = all(letter.isalpha() or letter in "'’.- ," for letter in " ".join(parts))
    return all(capital) and parts[-1][0].isupper() and sound
