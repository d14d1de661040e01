"""A kind that only tests know: an API that is asked by POST after a login, and says its licence."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from crawlers import tokens
from crawlers.call import Call, Login
from crawlers.draft import Draft, Refusal, Rights
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "none"
COMPLETENESS = "snapshot"
TRIED = "untested on real data"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """secret: the variable of the client's secret. part: only a part of the whole is asked for."""

    secret: str | None = None
    part: bool = False
    hosts: tuple[str, ...] = ()


def call(address: str, _source: Source, options: Options) -> Call:
    body = json.dumps({"part": options.part}).encode()
    return Call(url=address.replace("/page/", "/api/"), headers={"X-Form": "short"}, body=body)


def headers(_source: Source, _options: Options, environment: Mapping[str, str]) -> Mapping[str, str]:
    return {"X-Key": environment["POSTED_KEY"]} if "POSTED_KEY" in environment else {}


def login(source: Source, options: Options, environment: Mapping[str, str]) -> Login | None:
    secret = tokens.value_of(source, options.secret, environment)
    url = source.url.partition("/page/")[0] + "/token"
    return Login(url=url, client_id="town", client_secret=secret, scope="read") if secret else None


def completeness(options: Options) -> str:
    return "windowed" if options.part else "snapshot"


def extract(page: Page, _source: Source, _options: Options) -> Iterable[Draft | Refusal | Rights]:
    said = json.loads(page.body)
    yield from (Draft(title=title, native_id=title) for title in said["titles"])
    if "licence" in said:
        yield Rights(licence=said["licence"], attribution="Millbrook")


def follow(page: Page, _source: Source, _options: Options) -> Iterable[str]:
    more: Any = json.loads(page.body).get("next")
    return [more] if more else []
