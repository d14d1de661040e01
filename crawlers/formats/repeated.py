"""Finds the blocks of a page that repeat, one for each listing, and guesses the selectors of what stands in them.

A guess is where a person starts from: `cityoflearning try ADDRESS` shows what it finds, and prints it as options of the
kind `html`. It looks at how a page is built, and at what words look like; what they mean is the indexer's.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import msgspec
from lxml import etree
from parsel import Selector

from crawlers.formats import markup

FEWEST = 3
"""Blocks of one shape that make a list."""

LARGEST, MOST = 500_000, 20_000
"""Bytes and tags of a page that is guessed at."""

SHARE = 0.6
"""Share of the blocks in which a field's selector has to find something that looks like it."""

_FRAME = frozenset(
    {"nav", "header", "footer", "aside", "form", "script", "style", "template", "noscript", "head", "svg"}
)
_BLOCKS = frozenset({"article", "li", "section", "div", "tr", "a", "dl", "td"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "strong", "b")
_MONTHS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|"
    r"ion|chwe|maw|ebr|mai|meh|gor|awst|medi|hyd|tach|rhag|"
    r"جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر"
)
_DAYS = r"mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom"
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+|de\s+)?(?:{_MONTHS})|\b(?:{_MONTHS})[a-z]{{0,7}}\.?\s+\d{{1,2}}\b"
    rf"|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b(?:{_DAYS})[a-z]{{0,7}}days?\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PRICE = re.compile(r"[£$€]\s?\d|\d\s?(?:£|€|zł|kr|usd|gbp|eur)\b|\bfree\b|\bgratis\b|\bam ddim\b|مفت", re.IGNORECASE)
_AGES = re.compile(
    r"\b(?:ages?|aged|yrs?|years?|grades?|ks[1-5]|key stage|teens?|under|over|adults?|famil(?:y|ies)|toddlers?|"
    r"oed|wiek|lat|años)\b|\b\d{1,2}\s?(?:-|–|to)\s?\d{1,2}\b|\b\d{1,2}\s?\+|سال",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(r"venue|location|place|where|address|branch|room", re.IGNORECASE)
_TEXT_NAME = re.compile(r"desc|summary|excerpt|teaser|text|intro|body", re.IGNORECASE)
_TOPIC_NAME = re.compile(r"tag|categor|topic|theme|subject|genre|kind", re.IGNORECASE)
_NEXT = re.compile(r"\bnext\b|\bmore\b|older|›|»|→|nesaf|siguiente|następn|اگلا", re.IGNORECASE)
_PLAIN_CLASS = re.compile(r"[A-Za-z](?:[A-Za-z_-]*[A-Za-z])?")


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """Options of the kind `html`. blocks: how many listings the selector `item` finds. dated: how many of them seem to
    have a date."""

    item: str
    field: dict[str, str]
    next: str | None
    blocks: int
    dated: int


def guess(root: Selector) -> Guess | None:
    """The likeliest list of listings on a page; None where nothing repeats that has titles and days."""
    found = [one for one in map(_guess_of, _lists(root)) if one]
    best = max(found, key=lambda one: (_worth(one), one.blocks), default=None)
    return msgspec.structs.replace(best, next=next_page(root)) if best else None


def links_to(root: Selector, base: str, urls: Collection[str]) -> str | None:
    """A selector of links, among them one that leads to one of these addresses; None where they have no mark."""
    for link in root.css("a[href]"):
        if markup.join(base, link.attrib.get("href")) in urls and isinstance(link.root, etree._Element):
            shape = _shape(link.root)
            css = shape if "." in shape else _within(link.root)
            if len(root.css(css)) >= FEWEST - 1:
                return css
    return None


def _worth(one: Guess) -> float:
    return one.dated * (len(one.field) + 1)


def _lists(root: Selector) -> Iterator[tuple[str, list[Selector]]]:
    """Each selector that finds several blocks of one shape, with the blocks."""
    shapes: defaultdict[tuple[etree._Element, str], list[etree._Element]] = defaultdict(list)
    body = root.root if isinstance(root.root, etree._Element) else None
    if body is None:
        return
    for node in body.iter(etree.Element):
        parent = node.getparent()
        if node.tag in _BLOCKS and parent is not None and _is_named(parent) and not _in_frame(node):
            shapes[parent, _shape(node)].append(node)
    tried = set[str]()
    for (_, shape), nodes in sorted(shapes.items(), key=lambda pair: -len(pair[1])):
        if len(nodes) < FEWEST or shape in tried:
            continue
        tried.add(shape)
        css = shape if "." in shape else _within(nodes[0])
        if len(tried) > 40:
            return
        blocks = root.css(css)
        if blocks and len(blocks) <= len(nodes) * 4:
            yield css, list(blocks)


def _guess_of(found: tuple[str, list[Selector]]) -> Guess | None:
    css, blocks = found
    sample = blocks[:30]
    title = _title(sample)
    if title is None:
        return None
    marks = _marks(sample)
    dated = sum(bool(_DAY.search(markup.words(block))) or bool(block.css("time[datetime]")) for block in blocks)
    if dated < max(FEWEST, SHARE * len(blocks)):
        return None
    field = {"title": title}
    link = next((css for css in (f"{title} a", "h2 a", "h3 a", "a") if _often(sample, f"{css}[href]", _any)), None)
    if link:
        field["url"] = f"{link}::attr(href)"
    taken = {title}
    for name, looks_right in _LOOKS:
        left = (mark for mark in marks if mark not in taken and name not in field)
        if chosen := next((mark for mark in left if _often(sample, mark, looks_right(mark))), None):
            field[name] = chosen
            taken.add(chosen)
    if times := _times(sample):
        field = {name: css for name, css in field.items() if name != "when"} | times
    return Guess(item=css, field=field, next=None, blocks=len(blocks), dated=dated)


def _title(blocks: Sequence[Selector]) -> str | None:
    """The heading that most blocks have, else the link, with words in it that are not the same in all."""
    for css in (*_HEADINGS, "[class*=title]", "a"):
        texts = [markup.words(found[0]) if (found := block.css(css)) else "" for block in blocks]
        if sum(map(bool, texts)) >= 0.8 * len(blocks) and len(set(texts)) > len(blocks) / 2:
            return css
    return None


def _times(blocks: Sequence[Selector]) -> dict[str, str]:
    """Where HTML's time elements say days and clock times for machines: the first is the start, the second the end."""
    found: dict[str, str] = {}
    shapes = dict.fromkeys(_shape(time.root) for block in blocks for time in block.css("time[datetime]"))
    for shape in shapes:
        said = [one for block in blocks for one in block.css(f"{shape}::attr(datetime)").getall()[:1]]
        if len(said) < SHARE * len(blocks):
            continue
        names = ("start", "end") if all(_ISO_DAY.match(one) for one in said) else ("start_time", "end_time")
        if name := next((one for one in names if one not in found), None):
            found[name] = f"{shape}::attr(datetime)"
    return found if "start" in found else {}


def _marks(blocks: Sequence[Selector]) -> list[str]:
    """Selectors by class or element of the small parts of blocks, the smallest first: a part says one thing."""
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for block in blocks:
        if not isinstance(block.root, etree._Element):
            continue
        for node in block.root.iterdescendants(etree.Element):
            if node.tag in {"script", "style", "a", "img", *_HEADINGS} or not _is_named(node):
                continue
            shape = _shape(node)
            if "." in shape or node.tag in {"time", "p", "dd", "td", "address", "small"}:
                sizes[shape].append(len("".join(str(text) for text in node.itertext())))
    often = [shape for shape, lengths in sizes.items() if len(lengths) >= SHARE * len(blocks) / 2]
    return sorted(often, key=lambda shape: (sum(sizes[shape]) / len(sizes[shape]), shape))


def _short(pattern: re.Pattern[str]) -> Callable[[str], Callable[[str], bool]]:
    return lambda _: lambda words: len(words) <= 120 and bool(pattern.search(words))


def _named(pattern: re.Pattern[str], longest: int) -> Callable[[str], Callable[[str], bool]]:
    return lambda mark: lambda words: bool(pattern.search(mark)) and 0 < len(words) <= longest


def _any(_: str) -> bool:
    return True


_LOOKS: Iterable[tuple[str, Callable[[str], Callable[[str], bool]]]] = (
    ("when", _short(_DAY)),
    ("when", _short(_CLOCK)),
    ("price", _short(_PRICE)),
    ("ages", _short(_AGES)),
    ("place", _named(_PLACE_NAME, 150)),
    ("topics", _named(_TOPIC_NAME, 60)),
    ("text", _named(_TEXT_NAME, 5_000)),
)
"""What a field's words look like, or what the class of its element is called, in the order in which they are given."""


def _often(blocks: Sequence[Selector], css: str, looks_right: Callable[[str], bool]) -> bool:
    """Whether what a selector finds first looks right in most of the blocks that have it, and enough have it."""
    words = [markup.words(found[0]) for block in blocks if (found := block.css(css))]
    right = sum(1 for one in words if looks_right(one))
    return right >= SHARE * len(words) and right >= max(FEWEST - 1, SHARE / 2 * len(blocks))


def next_page(root: Selector) -> str | None:
    """A selector of the link to the next page of a list."""
    if root.css("a[rel=next]"):
        return "a[rel=next]"
    for link in root.css("a[class*=next], li[class*=next] a, nav a, [class*=pagination] a, [class*=pager] a"):
        name = next((one for one in (link.attrib.get("class") or "").split() if "next" in one.lower()), None)
        if name and _PLAIN_CLASS.fullmatch(name) and _NEXT.search(f"{markup.words(link)} {name}"):
            return f"a.{name}"
    return None


def _is_named(node: etree._Element) -> bool:
    """Whether a selector can name the element: what a broken page opens may be called anything."""
    return _PLAIN_CLASS.fullmatch(str(node.tag).rstrip("123456")) is not None


def _shape(node: etree._Element) -> str:
    """The element with the first of its classes that is a word: numbers and hashes name one block, not all of them."""
    names = [name for name in (node.get("class") or "").split() if _PLAIN_CLASS.fullmatch(name)]
    return f"{node.tag}.{names[0]}" if names else str(node.tag)


def _within(node: etree._Element) -> str:
    """A selector of elements without a class, by the nearest parent that has a name."""
    path, parent = str(node.tag), node.getparent()
    for _ in range(4):
        if parent is None or parent.tag in {"body", "html"} or not _is_named(parent):
            break
        identity = parent.get("id") or ""
        shape = f"{parent.tag}#{identity}" if _PLAIN_CLASS.fullmatch(identity) else _shape(parent)
        path = f"{shape} > {path}"
        if "." in shape or "#" in shape or parent.tag == "main":
            break
        parent = parent.getparent()
    return path


def _in_frame(node: etree._Element) -> bool:
    return any(parent.tag in _FRAME for parent in node.iterancestors())
