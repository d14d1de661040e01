"""One answer as a record of WARC/1.1 (ISO 28500:2017), packed as one gzip member, without what must not be kept."""

import datetime as dt
import hashlib
import http
import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from crawlers.memory.runs import ASKED, HOLDER, METHOD, RECORDS, Entry, written

_VERSION = "WARC/1.1"
_PROFILES = "http://netpreserve.org/warc/1.1/revisit"
"""WARC/1.1, 6.7.2 and 6.7.3: why a record has no payload of its own."""

_SECRET = frozenset(
    {"set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization", "authentication-info", "x-api-key"}
)
_AS_SENT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that speak of the body as it was sent. It is kept unpacked, so they are kept under another name."""

ORIGINAL = "X-Archive-Orig-"
"""What web archives put before such a name."""

_LEVEL = 4
"""Of packing: on real pages twice as fast as 6, and 5 % larger."""

MASKED = "MASKED"
_SHORTEST = 8
"""Letters of a token that is looked for in bodies; a shorter one would be found in common words."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one request. asked: the address it was sent for. body: decompressed. at: aware UTC."""

    asked: str
    url: str
    method: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: dt.datetime

    @property
    def unmodified(self) -> bool:
        """Whether it says that the last one is still current."""
        return self.status == http.HTTPStatus.NOT_MODIFIED


def digest_of(body: bytes) -> str:
    """By what a payload is known again."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def masked(answer: Answer, secrets: Sequence[str]) -> Answer:
    """The answer without the tokens with which it was asked for: some hosts repeat them in their links."""
    for secret in secrets:
        for form in dict.fromkeys((secret, quote(secret, safe=""))):
            answer = msgspec.structs.replace(
                answer,
                asked=answer.asked.replace(form, MASKED),
                url=answer.url.replace(form, MASKED),
                headers=tuple((name, value.replace(form, MASKED)) for name, value in answer.headers),
                body=answer.body.replace(form.encode(), MASKED.encode()) if form[_SHORTEST - 1 :] else answer.body,
            )
    return answer


def answered(answer: Answer, digest: str, earlier: Entry | None) -> bytes:
    """The record of an answer. earlier: the one that it repeats, or that is still current; None for one of its own."""
    repeats = earlier is not None or answer.unmodified
    fields = {"WARC-Date": _date(answer.at)}
    if answer.asked != answer.url:
        fields[ASKED] = written(answer.asked)
    if answer.method != "GET":
        fields[METHOD] = answer.method
    if repeats:
        why = "server-not-modified" if answer.unmodified else "identical-payload-digest"
        fields["WARC-Profile"] = f"{_PROFILES}/{why}"
    if earlier:
        fields["WARC-Refers-To-Target-URI"] = earlier.refers_url or earlier.url
        fields["WARC-Refers-To-Date"] = _date(earlier.refers_at or earlier.at)
        fields[HOLDER] = f"{earlier.holder}{RECORDS}"
    if digest:
        fields["WARC-Payload-Digest"] = digest
    body = b"" if repeats else answer.body
    return _one(
        lambda writer: writer.create_warc_record(
            written(answer.url),
            "revisit" if repeats else "response",
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=fields,
            http_headers=StatusAndHeaders(
                f"{answer.status} {_phrase(answer.status)}".strip(), _headers(answer), protocol="HTTP/1.1"
            ),
        )
    )


def info(name: str, said: Mapping[str, str], at: dt.datetime) -> bytes:
    """The first record of a file: who made it, and of what."""

    def make(writer: WARCWriter) -> object:
        record = writer.create_warcinfo_record(name, {key: " ".join(value.split()) for key, value in said.items()})
        record.rec_headers.replace_header("WARC-Date", _date(at))
        return record

    return _one(make)


def packed(record: bytes) -> bytes:
    """A record as one gzip member."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def _one(make: Callable[[WARCWriter], object]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
    writer.write_record(make(writer))
    return packed(out.getvalue())


def _headers(answer: Answer) -> list[tuple[str, str]]:
    """As they came, without secrets, on one line each."""
    size = str(len(answer.body))
    kept: list[tuple[str, str]] = []
    for name, value in answer.headers:
        key = name.lower()
        if key in _SECRET or (key == "content-length" and value == size):
            continue
        kept.append((" ".join((ORIGINAL + name if key in _AS_SENT else name).split()), " ".join(value.split())))
    return kept if answer.unmodified else [*kept, ("Content-Length", size)]


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def _date(at: dt.datetime) -> str:
    return str(datetime_to_iso_date(at.astimezone(dt.UTC).replace(tzinfo=None), use_micros=True))
