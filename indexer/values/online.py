"""Reads whether one takes part online, and what is left of a place's words without that."""

import functools
import re
from typing import NamedTuple

_NET = (
    r"on-?line|virtual(?:ly)?|zoom(?:\.us)?|(?:ms |microsoft )?teams|google (?:meet|classroom)|webinar|webex|youtube"
    r"|discord(?: server)?|skype"
    r"|twitch|facebook live|instagram(?: live)?|livestream(?:ed)?|live-?stream(?:ed)?|ar-?lein|rhithwir|en l[ií]nea"
    r"|en ligne|virtuale?mente|remote(?:ly)?|zdalnie|zdalne|آن ?لائن|the internet|internet"
    r"|distance learning|e-?learning|by phone|(?:tele)?phone call"
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
_HINT = re.compile(
    rf"(?:{_NET}|hybr|h[ií]brid|mixed|blended|person|face|site|offline|wyneb|presencial|stacjonarn|https?:)",
    re.IGNORECASE,
)
"""One of these is in whatever says something of the internet; most places have none."""

_ONLINE = re.compile(rf"(?:(?:{_ABOUT})[ :]+){{0,6}}(?:{_NET})(?:[\s,()/:–.-]*\b(?:{_NET}|{_ABOUT})\b)*[\s).]*")
_ADDRESS = re.compile(
    r"https?://\S{0,200}(?:zoom\.us|teams\.(?:microsoft|live)|meet\.google|meet\.jit\.si|webex|gotomeeting|youtu\.?be"
    r"|twitch\.tv|discord)\S*",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_OFFLINE = re.compile(
    r"(?:in[- ]person|face[- ]to[- ]face|on[- ]?site|offline|wyneb yn wyneb|presencial|stacjonarnie)(?: (?:only|event"
    r"|session|class|course|classes))?"
)
_APART = re.compile(
    r"\s*(?:;|\s\|\s|\s/\s|/|,?\s+(?:or|and|neu|a'r|oraz|lub|o|y|&|\+)\s+(?:also\s+)?|,|\s[-–—]\s|:\s)\s*"
    r"(?:(?:live|held|also|streamed)\s+)?",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:hybrid|mixed|blended|in[- ]person|face[- ]to[- ]face|on[- ]?site)(?: event| session| class)?"
    r"(?:\s*[:–-]\s*|\s+\(?(?:at|in)\s+|$|(?=\s*[,;/|&+(]|\s+(?:or|and)\s))",
    re.IGNORECASE,
)
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
    if not _HINT.search(words):
        return Apart(online=None, place=words)
    words = _SPACES.sub(" ", words).strip()
    if _ADDRESS.search(words):
        return Apart(online=True, place=_left(_ADDRESS.sub("", words)))
    lowered = words.lower()
    if says_only_online(words):
        return Apart(online=True, place=None)
    if _OFFLINE.fullmatch(lowered):
        return Apart(online=False, place=None)
    if lowered in _MIXED:
        return Apart(online=True, place=None)
    if led := _LED.match(words):
        rest = words[led.end() :]
        mixed = led[0].lower().startswith(("hybrid", "mixed", "blended"))
        further = apart(rest) if rest else Apart(online=None, place=None)
        return Apart(online=True if mixed or further.online else further.online or False, place=_left(further.place))
    for bracket in _BRACKETED.finditer(words):
        if says_only_online(bracket[1]) or bracket[1].strip().lower() in _MIXED or _ALSO.fullmatch(" " + bracket[1]):
            rest = words[: bracket.start()] + words[bracket.end() :]
            return Apart(online=True, place=None if says_only_online(rest) else _left(apart(rest).place))
    if also := _ALSO.search(words, max(0, len(words) - 120)):
        return Apart(online=True, place=_left(words[: also.start()]))
    return _listed(words)


def _listed(words: str) -> Apart:
    """Of a list such as "Riverside Library or Zoom": online where one of its parts is nothing else."""
    pieces = words.split(",")
    if any(says_only_online(piece) for piece in pieces):
        return Apart(online=True, place=_left(",".join(piece for piece in pieces if not says_only_online(piece))))
    gaps = list(_APART.finditer(words))[:8]
    for gap in gaps:
        before, after = words[: gap.start()], words[gap.end() :]
        if says_only_online(before):
            return Apart(online=True, place=_left(apart(after).place))
        if says_only_online(after) and not _is_one_name(gap[0], before):
            return Apart(online=True, place=_left(before))
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
    return not piece.strip() or bool(_OFFLINE.fullmatch(piece.strip().lower())) or says_only_online(piece)


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
    return bool(_ONLINE.fullmatch(words[:200].strip().lower()))
