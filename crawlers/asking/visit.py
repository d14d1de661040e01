"""One source's requests with httpx, as its kind says that they are sent: calls, further headers, a login."""

from collections.abc import Mapping

from crawlers.asking import login, manners
from crawlers.asking.answers import Answer, Ask
from crawlers.call import Call, Login
from crawlers.errors import BadStatus, SourceError
from crawlers.fetch import Fetcher
from crawlers.kinds import kind_of, options_of
from crawlers.readings.reading import faults, starts_of
from crawlers.source import Source


class Visit:
    """Asks a source's addresses. environment: holds what its options name. Raises OptionError.

    Tokens, of the kind's `headers` or of its `login`, go to the scheme, host and port of the source's first addresses
    only. A token of a login is kept here and nowhere else.
    """

    def __init__(self, source: Source, fetcher: Fetcher, environment: Mapping[str, str]) -> None:
        self._source, self._fetcher = source, fetcher
        self._kind, self._options = kind_of(source), options_of(source)
        self._permitted = source.permission is not None
        with faults(self._kind, source, "to say how it is asked"):
            self._headers = dict(self._kind.headers(source, self._options, environment))
            self._login = self._kind.login(source, self._options, environment) if self._kind.login else None
            self._told = {manners.origin(self._call(url).url) for url in starts_of(source)}
        self._token: str | None = None
        self._good = False
        self._refused: SourceError | None = None

    def get(self, ask: Ask) -> Answer:
        """The answer. Raises SourceError: those of Fetcher.get, and what a login met."""
        try:
            return self._get(ask)
        except BadStatus as error:
            raise error.advised(self._kind.advice.get(error.status)) from error

    def _get(self, ask: Ask) -> Answer:
        with faults(self._kind, self._source, f"to say how {ask.url} is asked"):
            call = self._call(ask.url)
        if self._login is None or manners.origin(call.url) not in self._told:
            return self._send(ask, call)
        self._bearer(self._login)
        try:
            answer = self._send(ask, call)
        except BadStatus as error:
            if error.status != 401 or not self._good:  # a token that was never good will be no better the second time
                raise
            self._token, self._good = None, False
            self._bearer(self._login)
            answer = self._send(ask, call)
        self._good = True
        return answer

    def _call(self, url: str) -> Call:
        return self._kind.call(url, self._source, self._options) if self._kind.call else Call(url=url)

    def _send(self, ask: Ask, call: Call) -> Answer:
        headers: Mapping[str, str] = {}
        if manners.origin(call.url) in self._told:
            headers = {**self._headers, **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        return self._fetcher.get(self._source.name, ask, call=call, permitted=self._permitted, headers=headers)

    def _bearer(self, secret: Login) -> None:
        """Has a token, or says again why there is none."""
        if self._refused:
            raise self._refused
        if self._token is None:
            try:
                self._token = login.token(self._source.name, secret, self._fetcher, permitted=self._permitted)
            except SourceError as error:
                self._refused = error
                raise
