"""The demo city's published pages, read once for all tests of them."""

import gzip
from pathlib import Path
from typing import NamedTuple

import lxml.html
import pytest

from tests.conftest import Demo


class Parsed(NamedTuple):
    """A published page. path: below public/, such as topics/code/index.html."""

    path: str
    size: int
    tree: lxml.html.HtmlElement
    ids: frozenset[str]


@pytest.fixture(scope="session")
def public(demo: Demo) -> Path:
    return demo.home.public


@pytest.fixture(scope="session")
def parsed(public: Path) -> dict[str, Parsed]:
    found = {}
    for file in sorted(public.rglob("*.html")):
        body = file.read_bytes()
        tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        path = file.relative_to(public).as_posix()
        ids = frozenset(str(one) for one in tree.xpath("//@id"))
        found[path] = Parsed(path, len(gzip.compress(body, 6)), tree, ids)
    return found
