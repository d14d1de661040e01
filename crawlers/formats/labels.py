"""Finds values by what a page calls them: the heading of a table's column or row, the term of a definition list.

And by what stands above them: a heading, such as a day, that holds for all listings up to the next one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree
from parsel import Selector

from crawlers.formats import markup

_WIDEST = 200
"""Columns of a table."""

_DEEPEST, _NEAR = 5, 50
"""Items in one another: more are no design, but tags that are never closed. Elements up to the next item around one."""


def labelled(part: Selector, label: str) -> str | None:
    """What stands beside or below the label, as a reader sees it; None where there is nothing of that name.

    Looked for in this order: `<dt>` within the part, `<th>` of a row within it, the heading of the column in which a
    cell of the part stands, where the part is a row.
    """
    node = part.root
    if not isinstance(node, etree._Element):
        return None
    wanted = _plain(label)
    for term in node.iter("dt"):
        if _plain(markup.words_of(term)) == wanted:
            return " ".join(filter(None, map(markup.words_of, _definitions(term)))) or None
    for head in node.iter("th"):
        if _plain(markup.words_of(head)) == wanted:
            cells = [cell for cell in head.itersiblings() if cell.tag == "td"]
            if cells:
                return " ".join(filter(None, map(markup.words_of, cells))) or None
    return _in_column(node, wanted) if node.tag == "tr" else None


def apart(items: Sequence[Selector]) -> Sequence[Selector]:
    """The items of a list. Where their tags are never closed, so that each holds all later ones, each ends, in the tree
    too, where the next one begins."""
    nodes = [item.root for item in items if isinstance(item.root, etree._Element)]
    depths = dict.fromkeys(nodes, 0)
    for node in nodes:
        around = next((one for one, _ in zip(node.iterancestors(), range(_NEAR), strict=False) if one in depths), None)
        depths[node] = depths[around] + 1 if around is not None else 0
    if max(depths.values(), default=0) > _DEEPEST:
        for before, node in pairwise(nodes):
            if depths[node] and before.getparent() is not None:
                before.addnext(node)
    return items


def is_heading_row(part: Selector) -> bool:
    """Whether a row only names the columns: cells of headings and no others."""
    node = part.root
    if not isinstance(node, etree._Element) or node.tag != "tr":
        return False
    return any(cell.tag == "th" for cell in node) and not any(cell.tag == "td" for cell in node)


def above(root: Selector, items: Sequence[Selector], css: str) -> list[str | None]:
    """For each item the words of the last match of the selector that begins before it on the page."""
    headings = {one.root for one in root.css(css)}
    at = {item.root: number for number, item in enumerate(items)}
    found: list[str | None] = [None] * len(items)
    last: str | None = None
    tree = root.root
    for element in tree.iter() if isinstance(tree, etree._Element) else ():
        if element in at:
            found[at[element]] = last
        if element in headings:
            last = markup.words_of(element) or None
    return found


def _definitions(term: etree._Element) -> Iterator[etree._Element]:
    """The `<dd>`s of a term; several terms in a row share theirs."""
    began = False
    for one in term.itersiblings():
        if one.tag == "dd":
            began = True
            yield one
        elif began or one.tag != "dt":
            return


def _in_column(row: etree._Element, wanted: str) -> str | None:
    table = next((one for one in row.iterancestors("table")), None)
    if table is None:
        return None
    heads = next((list(_cells(one)) for one in table.iter("tr") if one.find("th") is not None and one is not row), None)
    column = next((at for at, head in heads or () if _plain(markup.words_of(head)) == wanted), None)
    if column is None:
        return None
    return next((markup.words_of(cell) or None for at, cell in _cells(row) if at == column), None)


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells with the columns that they begin in."""
    at = 0
    for cell in row:
        if cell.tag in {"td", "th"} and at < _WIDEST:
            yield at, cell
            span = cell.get("colspan", "1")
            at += int(span) if span.isdecimal() and len(span) < 4 else 1


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" :*").casefold()
