"""The door for what we say to others, such as a webhook: one POST of JSON with our name on it."""

import httpx
import msgspec

from crawlers.asking import manners
from crawlers.durations import span
from crawlers.errors import BadStatus, SourceError, Unreachable
from crawlers.settings import CrawlSettings


def post(name: str, url: str, message: object, settings: CrawlSettings) -> None:
    """Sends the message as JSON. Raises Unreachable, BadStatus, and WrongContent for what is no web address.

    name: what the address is to us, for the error. The error names its host only: the rest may be a secret. A redirect
    is no success: a POST that is sent elsewhere loses its body. The address may lie in a private network, unlike one
    that is crawled: the city's staff typed it, nothing leads elsewhere, and nobody sees what it answers.
    """
    manners.check_address(name, url)
    host, todo = manners.host(url), "It is told again with the next run; if that goes on, check the address."
    expected = f"{host} to take a notice"
    headers = {"User-Agent": manners.user_agent(settings.contact), "Content-Type": "application/json"}
    timeout = span(settings.timeout).total_seconds()
    try:
        with (
            httpx.Client(timeout=timeout, transport=httpx.HTTPTransport(proxy=settings.proxy)) as client,
            client.stream("POST", url, content=msgspec.json.encode(message), headers=headers) as answer,
        ):
            status = answer.status_code
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise Unreachable(name, expected=expected, came=_why(error, settings.timeout), todo=todo) from None
    except httpx.HTTPError as error:
        raise SourceError(name, expected=expected, came=f"it failed ({type(error).__name__})", todo=todo) from None
    if not 200 <= status < 300:
        raise BadStatus(name, status=status, expected=expected, came=f"it answered {status}", todo=todo)


def _why(error: Exception, timeout: str) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"it did not answer within {timeout}"
    return "it cannot be reached"
