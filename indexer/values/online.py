"""Reads whether one takes part online, and what is left of a place's words without that."""

import functools
import re
from typing import NamedTuple

from indexer.values import vague_places, vague_words

_NET = (
    r"on-?line|virtual(?:ly)?|zoom(?:\.us)?|(?:ms |microsoft )?teams|google (?:meet|classroom)|webinar|webex|youtube"
    r"|discord(?: server)?|skype"
    r"|twitch|facebook live|instagram(?: live)?|livestream(?:ed)?|live-?stream(?:ed)?|ar-?lein|rhithwir|en l[ií]nea"
    r"|en ligne|virtuale?mente|remote(?:ly)?|zdalnie|zdalne|آن ?لائن|the internet|internet"
    r"|distance learning|e-?learning|by phone|(?:tele)?phone call"
    r"|on line|digital(?:ly)?|go ?to ?(?:meeting|webinar)|crowdcast|streamyard|jitsi|moodle|minecraft server"
    r"|video ?(?:call|conference|chat)|conference call|dial[ -]?in|livestream|live ?stream(?:ing)?|webcast|podcast"
    r"|telem[áa]tic[oa]s?|telemáticamente|en remoto|a distancia|por internet|videoconferencia|videollamada"
    r"|online-?(?:kurse?|seminare?|veranstaltung|workshops?|treffen|format|angebot|event)|virtuell(?:e[rsn]?)?"
    r"|videokonferenz|im internet|im netz|zdalny|zdalna|webinarium|wideokonferencj[aią]|internetowo|przez internet"
    r"|ar lein|yn rhithiol|virtuel(?:le)?|à distance|visioconférence|par internet"
    r"|live on (?:facebook|instagram|tiktok)|webinaire|w internecie|ورچوئل|زوم|ٹیمز|انٹرنیٹ|گوگل میٹ|یوٹیوب"
)
_ABOUT = (
    r"held|takes? place|taking place|happening|delivered|live|on|via|by|using|through|over|ms|microsoft|google|meet"
    r"|from|event|events|only|class|classes|session|sessions|course|courses|meeting|meetings|workshop|program(?:me)?|call"
    r"|platforma?|self-?paced|on demand|own pace|at (?:www\.)?[\w-]{1,60}\.[a-z]{2,12}"
    r"|link|links|room|training|lesson|lessons|seminar|delivery|learning|video|conference|chat|group"
    r"|tbc|home"
    r"|location|venue|will be|is|to be|sent|provided|shared|given|emailed|details|joining|before|after|booking|and|or"
    r"|when|you|upon|registration|instructions|with|the|a|an|this|worldwide|anywhere|wydarzenie|curso|clase|taller"
)
_PRESENT = (
    r"in[- ]?person|face[- ]to[- ]face|f2f|on[- ]?site|offline|wyneb yn wyneb|yn bersonol|presencial(?:mente)?"
    r"|stacjonarnie|stacjonarne|stacjonarny|präsenz(?:veranstaltung|kurs)?|vor ort|en persona|en personne"
    r"|en présentiel|présentiel|بالمشافہ"
)
_HINT = re.compile(
    r"line|línea|linea|lein|ligne|virtu|rhithw|rhithi|zoom|teams|google|gotom|goto|go to|webin|webex|webcast"
    r"|youtube|discord|skype|twitch|facebook|instagram|tiktok|stream|remot|zdaln|interne|by phone|phone call"
    r"|telephone call|learning|crowdcast|meet\.|digital|jitsi|moodle|minecraft|video|conference|dial|podcast"
    r"|telem|distan|rhith|wideo|visio|im netz|semipres|hybr|hibr|híbr|mixed|blended|person|bersonol|face|f2f"
    r"|site|wyneb|presencial|stacjonarn|präsen|vor ort|présen|https?:|آن ?لائن|ورچوئل|زوم|ٹیمز|انٹرنیٹ|گوگل"
    r"|یوٹیوب|بالمشافہ|classroom|self-paced"
)
"""One of these is in whatever says something of the internet; most places have none."""

_ONLINE = re.compile(rf"(?:(?:{_ABOUT})[ :]+){{0,6}}(?:{_NET})(?:[\s,()/:–.-]*\b(?:{_NET}|{_ABOUT})\b)*[\s).]*")
_ADDRESS = re.compile(
    r"https?://\S{0,200}(?:zoom\.us|teams\.(?:microsoft|live)|meet\.google|meet\.jit\.si|webex|gotomeeting|youtu\.?be"
    r"|twitch\.tv|discord)\S*"
    r"|\b(?:[\w-]{1,20}\.)?(?:zoom\.us|meet\.google\.com|teams\.(?:microsoft|live)\.com|webex\.com|meet\.jit\.si)/\S+",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_OFFLINE = re.compile(rf"(?:{_PRESENT})(?: (?:only|event|session|class|course|classes))?")
_MODES = re.compile(
    rf"(?<!\w)(?:(?P<net>{_NET})|(?P<present>{_PRESENT})|(?P<mixed>hybrid[oae]?s?|híbrid[oa]|hybrydow[oaey]"
    r"|semi-?presencial|mixed|blended|hibrid))(?!\w)",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"(?:meeting |webinar |zoom )?\bid\b\.?[:# ]{0,3}\d[\d -]{5,14}\d"
    r"|\b(?:pass ?code|password|pwd|pin)\b[:# ]{0,3}\S{1,20}"
    r"|\b100 ?%|\b24/7\b|\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\s*(?:;|\s\|\s|\s/\s|/|,?\s+(?:or|and|with|plus|then|neu|ac?|a'r|oraz|lub|i|o|y|u|e|und|oder|sowie|et|ou|&|\+)\s+(?:also\s+)?|,|\s[-–—]\s|:\s)\s*"
    r"(?:(?:live|held|also|streamed)\s+)?",
    re.IGNORECASE,
)
_LED = re.compile(
    rf"(?:hybrid|mixed|blended|remote|hybrid remote|híbrido|hybrydowo|{_PRESENT})(?: event| session| class)?"
    r"(?:\s*[:–-]\s*|\s+\(?(?:at|in)\s+|\s*@\s*|$|(?=\s*[,;/|&+(]|\s+(?:or|and)\s))",
    re.IGNORECASE,
)
_NOT_ONLY_THERE = ("hybrid", "mixed", "blended", "remote", "híbrid", "hybryd")
_LOOKED_UP = re.compile(r"\s*(?:please )?(?:see|check|visit|refer)\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_BRACKETED = re.compile(r"\s*\(([^()]{2,80})\)")
_ALSO = re.compile(
    r"\s*[\[(,;–-]?\s*(?:(?:and |also |or )+(?:available |streamed |live |held )*|(?:also|available|streamed) )"
    rf"(?:via |on |by )?(?:{_NET})(?:\s(?:{_ABOUT}))*[)\].]?$",
    re.IGNORECASE,
)
_MIXED = frozenset({"hybrid", "mixed", "blended", "mixedeventattendancemode", "hybrydowo", "híbrido"})
_WORDS = {
    **dict.fromkeys(
        ("yes", "true", "1", "y", "t", "onlineeventattendancemode", "virtuallocation", "oes", "ie", "tak", "sí", "si"),
        True,
    ),
    **dict.fromkeys(_MIXED, True),
    **dict.fromkeys(
        ("no", "false", "0", "n", "f", "face_to_face", "offlineeventattendancemode", "nie", "nac ydy", "campus"), False
    ),
}


class Apart(NamedTuple):
    """online: yes, no or unknown (None). place: what the words say of a place besides; None where nothing is left."""

    online: bool | None
    place: str | None


def is_online(stated: str | None, place: str | None, address: str | None = None) -> bool | None:
    """Whether one can take part from anywhere; None where the source does not say.

    A place in town is not "online: no"; what is both in person and online is online.
    """
    if stated and (said := _stated(stated)) is not None:
        return said
    for words in (place, address):
        if words and (said := apart(words).online) is not None:
            return said
    return None


@functools.lru_cache(4096)
def apart(words: str) -> Apart:
    """What the words say of the internet, and what is left of them when that is taken out."""
    words = words[:600]
    if not _HINT.search(words.lower()):
        return Apart(online=None, place=words)
    words = _SPACES.sub(" ", words).strip()
    if _ADDRESS.search(words):
        return Apart(online=True, place=_left(_ADDRESS.sub("", words)))
    lowered = words.lower()
    if (mode := _mode(words)) is not None:
        return Apart(online=mode, place=None)
    if _OFFLINE.fullmatch(lowered):
        return Apart(online=False, place=None)
    if lowered in _MIXED:
        return Apart(online=True, place=None)
    if led := _LED.match(words):
        rest = words[led.end() :].strip()
        rest = rest[1:-1] if rest[:1] == "(" and rest.find(")") == len(rest) - 1 else rest
        mixed = led[0].lower().startswith(_NOT_ONLY_THERE)
        further = apart(rest) if rest else Apart(online=None, place=None)
        return Apart(online=True if mixed or further.online else further.online or False, place=_left(further.place))
    for bracket in _BRACKETED.finditer(words):
        mode = True if _ALSO.fullmatch(" " + bracket[1]) else _mode(bracket[1])
        if mode is not None:
            outside = apart(words[: bracket.start()] + words[bracket.end() :])
            return Apart(online=mode or bool(outside.online), place=_left(outside.place))
    if also := _ALSO.search(words, max(0, len(words) - 120)):
        return Apart(online=True, place=_left(words[: also.start()]))
    return _listed(words)


def _listed(words: str) -> Apart:
    """Of a list such as "Riverside Library or Zoom": online where one of its parts is nothing else."""
    pieces = words.split(",")
    modes = [_mode(piece) for piece in pieces]
    if any(mode is not None for mode in modes):
        kept = apart(",".join(piece for piece, mode in zip(pieces, modes, strict=True) if mode is None))
        return Apart(online=any(modes) or bool(kept.online), place=_left(kept.place))
    gaps = list(_APART.finditer(words))[:8]
    for gap in gaps:
        if (mode := _mode(words[: gap.start()])) is not None:
            rest = apart(words[gap.end() :])
            return Apart(online=mode or bool(rest.online), place=_left(rest.place))
    for gap in reversed(gaps):
        before = words[: gap.start()]
        if not _is_one_name(gap[0], before) and (mode := _mode(words[gap.end() :])) is not None:
            rest = apart(before)
            return Apart(online=mode or bool(rest.online), place=_left(rest.place))
    return Apart(online=None, place=words)


def _is_one_name(gap: str, before: str) -> bool:
    """ "Robots and Discord" is no place and the internet; "Library and Zoom" is, as its first part is one."""
    return gap.strip() in {":"} or not before.strip()


def _left(words: str | None) -> str | None:
    if not words:
        return None
    words = re.sub(r"^(?:\s*(?:or|and|at|in person at|in person|also|&|\+|/|,|;|:|-|–)(?=\s|$))+", "", words.strip())
    if words.startswith("(") and words.endswith(")") and words.count("(") == 1:
        words = words[1:-1]
    words = re.sub(r"(?:\s+(?:or|and|&|\+|/)|[\s,;:/(–-])+$", "", words.strip()[-600:])
    if not any(c.isalnum() for c in words) or all(_names_no_place(piece) for piece in _APART.split(words)):
        return None
    return words


def _names_no_place(piece: str) -> bool:
    return not piece.strip() or _mode(piece) is not None or vague_places.names_none(piece)


def _stated(words: str) -> bool | None:
    """Of the source's own word for it, which may be an address of schema.org's vocabulary."""
    plain = words[:600].strip().lower()
    last = plain.rstrip("/").rpartition("/")[2]
    if last in _WORDS:
        return _WORDS[last]
    if _WEB.fullmatch(plain):
        return True
    return apart(words).online


def says_only_online(words: str) -> bool:
    """Whether the words name no place but the internet."""
    return bool(_ONLINE.fullmatch(words[:200].strip().lower())) or bool(_mode(words))


def _mode(words: str) -> bool | None:
    """Whether words that name no place in town say online (or both) or in person; None where they say neither."""
    if not _HINT.search(words[:300].lower()) or _LOOKED_UP.match(words):
        return None
    said = {found.lastgroup for found in _MODES.finditer(words[:300])}
    if not said:
        return None
    if _ONLINE.fullmatch(words[:200].strip().lower()):
        return True
    if not vague_places.only(_MODES.sub(" ", _CODES.sub(" ", words[:300])), vague_words.ONLINE):
        return None
    return said != {"present"}
