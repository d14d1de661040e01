"""What a kind says of being asked and of being found: requests that are no plain GET, logins, addresses it knows."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """How an address is asked where that is no plain GET. The page keeps the address; this is what is sent for it.

    url: where it goes. headers: further ones, without secrets. body: a POST's, in the media type of `content_type`;
    None: a GET.
    """

    url: str
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    content_type: str = "application/json"


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that is exchanged for a token before the first request (OAuth 2.0, client credentials; RFC 6749, 4.4).

    url: of the token. in_body: the id and the secret go into the form, for hosts that do not take HTTP Basic. The token
    goes to hosts of the source's first addresses only, as `Authorization: Bearer`.
    """

    url: str
    client_id: str
    client_secret: str
    scope: str = ""
    in_body: bool = False


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A source that may stand behind a page which a person pasted.

    kind: whose source it would be. url, options: of that source, without secrets. why: a clause for a person, such as
    "the page links to it as a calendar". score: 0 to 100, how good a source it makes if it answers: a platform's API
    with lasting ids 90, a calendar 70, linked data 60, a capped RSS 40, selectors to be written 10.
    needs: what a person has to get first, such as a token; "" where nothing.
    """

    kind: str
    url: str
    options: Mapping[str, Any] = {}
    why: str
    score: int
    needs: str = ""
