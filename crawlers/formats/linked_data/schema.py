"""Says which of our fields a property of schema.org (version 29) is: nodes become drafts, in the words that came."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from crawlers.draft import Draft, Refusal, Rights
from crawlers.formats import markup
from crawlers.formats.linked_data import schema_same, schema_times
from crawlers.formats.linked_data.nodes import Graph, Node, identity, types
from crawlers.formats.linked_data.schema_sessions import address, joined, sessions

NOT_TO_JOIN = frozenset({"PublicationEvent", "BroadcastEvent", "OnDemandEvent", "DeliveryEvent"})
"""Events that nobody takes part in: something is published, broadcast, delivered."""
EVENTS = frozenset({"CourseInstance", "EventSeries", "Festival", "Hackathon"})
"""Those whose name does not end in Event, as that of every other subtype does, known or not."""
COURSES = frozenset({"Course", "EducationalOccupationalProgram", "WorkBasedProgram"})

MOST = 3_000
"""Courses and events of one page that are read; the most that was seen is some hundreds."""

TELLING = (
    "url",
    "description",
    "startDate",
    "location",
    "offers",
    "hasCourseInstance",
    "subEvent",
    "eventSchedule",
    "courseSchedule",
    "abstract",
)
"""A node with none of these is only mentioned: the course that an article is about."""

_SPOKEN_OF = (
    "coursePrerequisites",
    "programPrerequisites",
    "isBasedOn",
    "mentions",
    "about",
    "workFeatured",
    "citation",
)
"""Properties whose courses and events are spoken of, and not offered there."""


def is_event(node: Any) -> bool:
    """Whether a node is an Event of any subtype that people can take part in."""
    return _is_event(types(node))


@lru_cache(maxsize=1024)
def _is_event(kinds: frozenset[str]) -> bool:
    return any(name.endswith("Event") or name in EVENTS for name in kinds - NOT_TO_JOIN)


def drafts(graph: Graph, base: str, page_url: str, most: int = MOST) -> Iterator[Draft | Refusal]:
    """One draft for each course, programme or event; a node seen twice (same address or @id, same name) is one.

    base: what relative addresses are resolved against. most: courses and events that are read.
    """
    nodes: list[Node] = []
    for node in graph.nodes:
        kinds = types(node)
        if kinds & COURSES or _is_event(kinds):
            nodes.append(node)
        elif kinds & NOT_TO_JOIN and graph.all(node, "name", "startDate", "startTime"):
            yield _refused(graph, node, page_url, "is nothing that people take part in.", "")
    if len(nodes) > most:
        yield Refusal(
            where=page_url,
            reason=f"The page tells of more than {most:,} courses and events; the further ones are not read.",
            wrote=f"{len(nodes):,}",
            todo="Point the source at smaller pages of the site, or at its sitemap.",
        )
    nodes = nodes[:most]
    _adopt(graph, nodes)
    parts = _owned(graph, nodes)
    found: dict[object, list[Draft]] = {}
    for node in nodes:
        if id(node) in parts or not graph.all(node, *TELLING):
            continue
        draft = _draft(graph, node, base)
        if not draft.title:
            yield _refused(graph, node, page_url, "has no name.", "Ask the provider to fill in schema.org's 'name'.")
            continue
        key = (draft.url or draft.native_id or draft.provider, draft.title.casefold())
        found.setdefault(key, []).append(draft)
    yield from schema_same.addressed(schema_same.joined(found.values()), page_url)


def has_any(graph: Graph) -> bool:
    """Whether a page says anything that becomes a draft or a refusal."""
    return any(
        kinds & NOT_TO_JOIN or ((kinds & COURSES or _is_event(kinds)) and graph.all(node, *TELLING))
        for node in graph.nodes
        if (kinds := types(node))
    )


def rights(graph: Graph) -> Rights | None:
    """The licence of the page's data (`sdLicense`), else of its courses and events, where there is but one."""
    for name, of_all in (("sdLicense", True), ("license", False)):
        told = [
            words
            for node in graph.nodes
            if of_all or types(node) & (COURSES | EVENTS) or _is_event(types(node))
            if (words := address(graph, node, name) or graph.text(node, name))
        ]
        if told:
            publisher = graph.text(next((node for node in graph.nodes if node.get("sdPublisher")), None), "sdPublisher")
            return Rights(licence=told[0], attribution=publisher) if len(set(told)) == 1 else None
    return None


def _refused(graph: Graph, node: Node, page_url: str, what: str, todo: str) -> Refusal:
    kind = "/".join(sorted(types(node)))
    return Refusal(
        where=identity(node) or address(graph, node, "url") or page_url,
        reason=f"{'An' if kind[0] in 'AEIO' else 'A'} {kind} {what}",
        wrote=(graph.text(node, "name", "description") or "")[:200],
        todo=todo,
    )


def _adopt(graph: Graph, nodes: list[Node]) -> None:
    """A date that names its series, and a run that names its course, is told as a part of it, as if it were named."""
    for node in nodes:
        for upwards, downwards in (("superEvent", "subEvent"), ("instanceOfCourse", "hasCourseInstance")):
            for whole in graph.all(node, upwards):
                if not isinstance(whole, dict) or whole is node or not graph.all(whole, *TELLING[1:]):
                    continue
                known = graph.all(whole, downwards)
                if not any(part is node for part in known) and any(whole is one for one in nodes):
                    whole[downwards] = [*known, node]


def _owned(graph: Graph, nodes: list[Node]) -> set[int]:
    """The nodes that are told as parts of another. One that is a part of its own part is not: circles end there."""
    owner: dict[int, Node] = {}
    for node in nodes:
        for part in _parts(graph, node):
            above: Node | None = node
            steps = 0
            while above is not None and above is not part and steps < len(nodes):
                above, steps = owner.get(id(above)), steps + 1
            if above is None and id(part) not in owner:
                owner[id(part)] = node
    return set(owner)


def _parts(graph: Graph, node: Node) -> Iterator[Node]:
    """The nodes that are told as parts of this one: its instances, its dates; of a programme, its courses."""
    for name in ("hasCourseInstance", "hasCourse"):
        yield from (part for part in graph.all(node, name) if isinstance(part, dict))
    yield from schema_times.parts(graph, node)
    for name in _SPOKEN_OF:
        told = node.get(name)
        yield from (part for part in (told if isinstance(told, list) else [told]) if isinstance(part, dict))
    if is_event(node):  # the series that a date points back at
        above = (part for part in graph.all(node, "superEvent") if isinstance(part, dict))
        yield from (part for part in above if not graph.all(part, *TELLING[1:]))


def _draft(graph: Graph, node: Node, base: str) -> Draft:
    name = identity(node)
    provider = _provider(graph, node)
    return Draft(
        native_id=joined(base, name) or name,
        url=markup.join(base, address(graph, node, "url") or address(graph, node, "mainEntityOfPage")),
        title=graph.text(node, "name"),
        text=_prose(graph.one(node, "description", "abstract")),
        provider=graph.words(provider),
        provider_url=markup.join(base, address(graph, provider, "url")),
        topics=_topics(graph, node),
        ages=graph.text(node, "typicalAgeRange"),
        age_from=_age(graph, node, "suggestedMinAge", "requiredMinAge", "minValue"),
        age_to=_age(graph, node, "suggestedMaxAge", "requiredMaxAge", "maxValue"),
        level=graph.text(node, "educationalLevel"),
        eligibility="; ".join((*_audiences(graph, node), *graph.texts(node, *_BEFORE))) or None,
        gender=graph.text(graph.one(node, "audience"), "suggestedGender"),
        credential=graph.text(node, "educationalCredentialAwarded"),
        languages=_languages(graph, node),
        sessions=tuple(sessions(graph, node, base, is_event=is_event(node))),
    )


_BEFORE = ("coursePrerequisites", "programPrerequisites")


def _provider(graph: Graph, node: Node) -> Any:
    """Who offers it: the first that is no private person. People's names are not kept."""
    for name in ("provider", "organizer", "offeredBy", "sourceOrganization"):
        for one in graph.all(node, name):
            if "Person" not in types(one) and graph.words(one):
                return one
    return None


def _age(graph: Graph, node: Node, *names: str) -> str | None:
    for audience in graph.all(node, "audience"):
        for part in (audience, graph.one(audience, "suggestedAge")):
            if text := graph.text(part, *names):
                return text
    return None


def _audiences(graph: Graph, node: Node) -> tuple[str, ...]:
    audiences = graph.all(node, "audience")
    found = (graph.text(one, "audienceType", "educationalRole") or graph.words(one) for one in audiences)
    return tuple(dict.fromkeys(words for words in found if words))


def _topics(graph: Graph, node: Node) -> tuple[str, ...]:
    keywords = [part for text in graph.texts(node, "keywords") for part in text.split(",")]
    words = [word.strip() for word in (*graph.texts(node, "about"), *keywords)]
    return tuple(dict.fromkeys(word for word in words if word))


def _languages(graph: Graph, node: Node) -> tuple[str, ...]:
    found = [graph.text(one, "alternateName") or graph.words(one) for one in graph.all(node, "inLanguage")]
    return tuple(dict.fromkeys(word for word in found if word))


def _prose(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@value")
    return value.strip() or None if isinstance(value, str) else None
