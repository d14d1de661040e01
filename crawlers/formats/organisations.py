"""Tells organisations from people, so that a private person who is named as organiser is not kept."""

import re

_WORDS = re.compile(
    r"academy|alliance|arboretum|arts?|associat\w*|authority|board|borough|bureau|cent(?:er|re)s?|choir|cinema|city|clubs?"
    r"|co-?op\w*|coalition|collective|college|commission|committee|commons|community|company|conservatory|consortium"
    r"|corp\w*|council|county|department|dept|district|extension|federation|festival|foundation|friends|galler(?:y|ies)"
    r"|government|group|guild|gym|hospital|inc|initiative|institut\w*|labs?|leagues?|librar(?:y|ies)|llc|ltd|makerspace"
    r"|ministry|mosque|museums?|network|office|orchestra|organi[sz]ation|parish|partners\w*|players|playhouse|pool"
    r"|programm?e?s?|project|recreation|scouts?|schools?|services?|societ(?:y|ies)|studios?|synagogue|team"
    r"|theat(?:er|re)s?|town|township|trust|union|universit(?:y|ies)|village|workshops?|ymca|ywca|youth|zoo",
    re.IGNORECASE,
)
_SURNAMES_TOO = re.compile(r"church|dance|farm|gardens?|hall|house|parks?|press|temple", re.IGNORECASE)


def organisation(name: str | None) -> str | None:
    """The name where one of its words is of an organisation, or it is too short or long for a person's; else None.

    A person's name that is kept does harm; an organisation's that is not is replaced by the source's provider.
    """
    words = re.findall(r"[^\W\d_][\w'’-]*", (name or "")[:300])
    if not name or not words or "@" in name or len(name) > 300:
        return None
    known = any(_WORDS.fullmatch(word) or (len(words) > 2 and _SURNAMES_TOO.fullmatch(word)) for word in words)
    return name if known or len(words) > 5 or (len(words) == 1 and words[0].isupper()) else None
