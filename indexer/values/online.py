"""Reads whether one takes part online: from the source's own word, or from a "place" that is none."""

import re

_ONLINE = re.compile(
    r"(?:on-?line|virtual(?:ly)?|zoom|(?:ms |microsoft )?teams|google meet|webinar|webex|youtube|discord"
    r"|ar-?lein|en línea|en ligne"
    r"|remote(?:ly)?|via zoom|live online|zdalnie|آن ?لائن)"
    r"(?:,? \(?(?:held|live|on|via|by|using|ms|microsoft|google|meet|event|only|class|session|course|meeting"
    r"|workshop|zoom|teams"
    r"|program(?:me)?|webinar)\)?)*",
)
_ADDRESS = re.compile(
    r"https?://\S*(?:zoom\.us|teams\.microsoft|meet\.google|webex|youtu\.?be|twitch\.tv|discord)\S*", re.IGNORECASE
)
_WORDS = {
    **dict.fromkeys(("yes", "true", "1", "online", "virtual", "onlineeventattendancemode", "ar-lein"), True),
    **dict.fromkeys(
        (
            "no",
            "false",
            "0",
            "offline",
            "in person",
            "in-person",
            "face_to_face",
            "face to face",
            "offlineeventattendancemode",
            "onsite",
        ),
        False,
    ),
}


def is_online(stated: str | None, place: str | None, address: str | None = None) -> bool | None:
    """Whether one takes part from anywhere; None where the source does not say. A place in town is not "online: no"."""
    if stated:
        plain = stated.strip().lower().rpartition("/")[2]
        if plain in _WORDS:
            return _WORDS[plain]
        if says_only_online(plain):
            return True
    for words in (place, address):
        if words and (says_only_online(words) or _ADDRESS.search(words[:600])):
            return True
    return None


def says_only_online(words: str) -> bool:
    """Whether the words name no place but the internet."""
    return bool(_ONLINE.fullmatch(words[:200].strip().lower()))
