"""Names the licences that sources state as an address; what is not known stays as it was stated."""

import re
from typing import NamedTuple

from portal import address

_CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/([a-z]{2}))?(?:/|$)", re.IGNORECASE
)
_NAMES = (
    (re.compile(r"creativecommons\.org/publicdomain/zero/1\.0", re.IGNORECASE), "CC0 1.0"),
    (re.compile(r"creativecommons\.org/publicdomain/mark/1\.0", re.IGNORECASE), "Public Domain Mark 1.0"),
    (
        re.compile(r"nationalarchives\.gov\.uk/doc/open-government-licence/version/(\d)", re.IGNORECASE),
        "Open Government Licence v{}.0",
    ),
    (re.compile(r"opendatacommons\.org/licenses/odbl", re.IGNORECASE), "ODbL 1.0"),
    (re.compile(r"opendatacommons\.org/licenses/pddl", re.IGNORECASE), "PDDL 1.0"),
    (re.compile(r"opendatacommons\.org/licenses/by", re.IGNORECASE), "ODC-By 1.0"),
)


class Licence(NamedTuple):
    """name: as a page says it. url: where its text stands, None where that was not stated."""

    name: str
    url: str | None = None


def licence(stated: str | None) -> Licence | None:
    """What a page shows of a licence as a source states it; None where it states none."""
    if not stated:
        return None
    url = address.outward(stated)
    if url is None:
        return Licence(stated)
    if found := _CREATIVE_COMMONS.search(url):
        return Licence(" ".join(filter(None, ("CC", found[1].upper(), found[2], (found[3] or "").upper()))), url)
    for pattern, name in _NAMES:
        if found := pattern.search(url):
            return Licence(name.format(*found.groups()), url)
    return Licence(re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/"), url)
