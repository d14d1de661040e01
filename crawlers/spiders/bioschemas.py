"""Training in the life sciences, as Bioschemas marks it: its Course and CourseInstance profiles, and the older Event.

Pages and JSON-LD documents are read as by the kind `schema_org`, and the options are the same. Beside that a profile
that is only named (`conformsTo`) counts as a type, the older terms (hostInstitution, eventType, endTime …) are
understood, and the licence goes with what is read. A TrainingMaterial is something to read, and refused by name.

Options:

    only        text that an address of the sitemap must contain, such as "/events/"
    links       on overview pages: the links to the pages that carry the data, as a CSS selector
    next        on overview pages: the link to the next page, as a CSS selector
    guess_next  true: a link that is called "Next", "Older", "»" and the like is one to the next page
    hosts       further hosts whose pages may be read
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError
from crawlers.formats import sitemap
from crawlers.formats.linked_data import linked, schema
from crawlers.formats.linked_data.linked import Linked
from crawlers.formats.linked_data.nodes import Graph, Node, identity, types
from crawlers.page import Page
from crawlers.source import Source
from crawlers.spiders import schema_org

STANDARD = "Bioschemas profiles Course and CourseInstance to 1.1-DRAFT, Event 0.3-DRAFT; schema.org 29"
COMPLETENESS = "snapshot"
TRIED = "10 real documents: feeds of two training portals, and the examples of every release of the profiles"

_CONFORMS = ("conformsTo", "dct:conformsTo", "dcterms:conformsTo", "http://purl.org/dc/terms/conformsTo")
_PROFILE = re.compile(r"bioschemas\.org/(?:profiles|types|specifications)/(\w{1,40})", re.IGNORECASE)
_OURS = frozenset({"Course", "CourseInstance", "Event"})
_OLDER = {
    "hostInstitution": "provider",
    "topic": "about",
    "prerequisite": "coursePrerequisites",
    "accreditation": "educationalCredentialAwarded",
    "eventType": "keywords",
}
"""Terms of older profiles -> what schema.org calls it today; taken where that says nothing itself."""
_MATERIAL = "TrainingMaterial"
_BELONGS = ("hasPart", "workFeatured", "mentions", "isBasedOn", "about")


class Options(schema_org.Options, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """The drafts of a page or document; a refusal for each material, and for a page with nothing to follow either."""
    listed = sitemap.read(page, source.name)
    if listed is not None:
        yield from schema_org.doubtful(listed, page, source)
        return
    said = _read(page, source.name)
    materials = list(_materials(said.graph, page))
    yield from (*said.broken, *materials)
    yield from schema_org.told(said, page)
    some = said.broken or materials or schema.has_any(said.graph)
    if not some and not list(schema_org.followed(said, page, source, options)):
        yield Refusal(
            where=page.url,
            reason="There is no course or event of Bioschemas on the page.",
            wrote=linked.title_of(page, source.name),
            todo="If the page shows one, ask the provider for Bioschemas' Course profile.",
        )


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """What a sitemap lists; what an overview links to; what an ItemList names; the next page."""
    return schema_org.follow(page, source, options)


def recognise(page: Page) -> Iterator[Candidate]:
    """A page or document that names a profile of Bioschemas and has a course or event."""
    if b"bioschemas.org" not in page.body:
        return
    try:
        said = _read(page, "")
    except SourceError:
        return
    found = sum(isinstance(one, Draft) for one in schema.drafts(said.graph, said.base, page.url))
    if found:
        why = f"the page marks {found} course{'s' * (found > 1)} or event{'s' * (found > 1)} as Bioschemas does"
        yield Candidate(kind="bioschemas", url=page.final_url, why=why, score=65)


def _read(page: Page, source: str) -> Linked:
    said = linked.read(page, source)
    for node in said.graph.nodes:
        _modernise(node)
    return said


def _modernise(node: Node) -> None:
    """Adds, in place, the type that a node's profile means, and today's names of older terms."""
    profiles = [_PROFILE.search(words) for name in _CONFORMS for words in _addresses(node.get(name))]
    named = {found[1] for found in profiles if found} & (_OURS | {_MATERIAL})
    if named - types(node):
        node["@type"] = [*types(node), *sorted(named)]
    if not types(node) & _OURS:
        return
    for older, name in _OLDER.items():
        if node.get(older) and not node.get(name):
            node[name] = node[older]
    for older, name in (("startTime", "startDate"), ("endTime", "endDate")):
        words = node.get(older)
        if not node.get(name) and isinstance(words, str) and re.match(r"\d{4}-\d\d-\d\d", words):
            node[name] = words


def _materials(graph: Graph, page: Page) -> Iterator[Refusal]:
    """A refusal for each material that is told by itself; those that a course uses belong to it."""
    used = {
        id(part)
        for node in graph.nodes
        if types(node) & _OURS
        for name in _BELONGS
        for part in graph.all(node, name)
        if isinstance(part, dict)
    }
    for node in graph.nodes:
        if _MATERIAL in types(node) and id(node) not in used and not types(node) & _OURS:
            yield Refusal(
                where=identity(node) or graph.text(node, "url") or page.url,
                reason="A TrainingMaterial is something to read, and nothing to take part in.",
                wrote=(graph.text(node, "name") or "")[:200],
            )


def _addresses(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and isinstance(one.get("@id"), str):
            yield one["@id"]
