"""A secret is exchanged for a token (OAuth 2.0, client credentials; RFC 6749, 4.4). Neither is in a message of ours."""

import base64
from urllib.parse import quote_plus, urlsplit, urlunsplit

import msgspec

from crawlers.asking.answers import phrase
from crawlers.call import Call, Login
from crawlers.errors import BadStatus, SourceError, Unreadable
from crawlers.fetch import Fetcher


class _Granted(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: str = "bearer"  # noqa: S105  # the sort, no token


def token(source: str, login: Login, fetcher: Fetcher, *, permitted: bool) -> str:
    """The token that the login is worth. One polite POST, which no redirect leads elsewhere. Raises SourceError."""
    shown = urlunsplit((*urlsplit(login.url)[:3], "", ""))
    expected, todo = f"a token from {shown}", "Check the client's id and secret where the command runs."
    form = {"grant_type": "client_credentials"} | ({"scope": login.scope} if login.scope else {})
    if login.in_body:
        form |= {"client_id": login.client_id, "client_secret": login.client_secret}
    call = Call(
        url=login.url,
        headers={"Accept": "application/json"},
        body="&".join(f"{name}={quote_plus(value)}" for name, value in form.items()).encode(),
        content_type="application/x-www-form-urlencoded",
    )
    pair = f"{quote_plus(login.client_id)}:{quote_plus(login.client_secret)}"
    basic = {} if login.in_body else {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    came = fetcher.send(source, None, call, basic, permitted=permitted, redirects=0)
    if not 200 <= came.status < 300:
        said = f"it answered {phrase(came.status)}"
        raise BadStatus(source, status=came.status, expected=expected, came=said, todo=todo)
    try:
        granted = msgspec.json.decode(came.body, type=_Granted)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable(source, expected=expected, came="its answer holds none", todo=todo) from None
    if granted.token_type.lower() != "bearer":
        raise SourceError(source, expected=expected, came="it gives one that is no bearer token", todo=todo)
    if not (granted.access_token.isascii() and granted.access_token.isprintable() and granted.access_token.strip()):
        raise Unreadable(source, expected=expected, came="what it gives is no token", todo=todo)
    return granted.access_token
