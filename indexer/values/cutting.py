"""What of a listing's text is shown: without boilerplate, and without the contacts of private people."""

import functools
from typing import NamedTuple

from indexer.values import boilerplate, contacts


class Cut(NamedTuple):
    """text: plain; "" where nothing is left. contacts, boilerplate: what was taken out, never to be published."""

    text: str
    contacts: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()


@functools.lru_cache(512)
def cut(words: str, *, title: str = "", said: tuple[str, ...] = (), hosts: tuple[str, ...] = ()) -> Cut:
    """Plain words (of `text.clean`) as they may be shown; contacts first, as boilerplate may hold them.

    title, said: what stands beside the text anyway, such as the words of its date and place (`boilerplate.cut`).
    hosts: of the provider's own sites (`contacts.mask`).
    """
    masked = contacts.mask(words, hosts=hosts)
    left = boilerplate.cut(masked.text, title=title, said=said)
    return Cut(left.text, masked.gone, left.gone)
