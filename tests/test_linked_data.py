"""Linked data as it is written: scripts, references between them, RDFa, microformats, sitemaps, paging, and bombs."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from parsel import Selector

from crawlers.draft import Draft, Refusal, Rights
from crawlers.formats.linked_data import json_ld, linked, microformats, rdfa, schema
from crawlers.formats.linked_data.nodes import Graph
from crawlers.spiders import bioschemas, schema_org
from tests.linked_pages import URL, found, page, source


def drafts(*nodes: dict[str, Any]) -> list[Draft]:
    return [one for one in schema.drafts(Graph(nodes, URL), URL, URL) if isinstance(one, Draft)]


def script(*nodes: Any, kind: str = "application/ld+json") -> str:
    return "".join(f'<script type="{kind}">{json.dumps(node)}</script>' for node in nodes)


@pytest.mark.parametrize(
    ("body", "scripts"),
    [
        (b'<script type="application/ld+json">1</script>', [b"1"]),
        (b"<SCRIPT data-a='b' TYPE = application/ld+json >1</Script >", [b"1"]),
        (b"<script type='application/ld&#x2B;json; charset=utf-8'>1</script>", [b"1"]),
        (
            b"<!-- <script type='application/ld+json'>1</script> --><script type='application/ld+json'>2</script>",
            [b"2"],
        ),
        (b"<script>x = '<!-- <script type=\"application/ld+json\">'</script>", []),
        (b"<!--><script type='application/ld+json'>1", [b"1"]),
        (b"<script type='application/ld+json'", []),
        (b"<script type='text/javascript' data-type='application/ld+json'>1</script>", []),
        (b"<scripts type='application/ld+json'>1</scripts><!-- <script>", []),
    ],
)
def test_scripts_are_found_without_a_tree(body: bytes, scripts: list[bytes]) -> None:
    assert list(json_ld.scripts(body)) == scripts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": "x"\n "b": [1, {"c": 2}\n {"c": 3}]\n "d": 4}', [{"a": "x", "b": [1, {"c": 2}, {"c": 3}], "d": 4}]),
        ('{"a": "\\ud83d\\ude00 \\ud83d"}', [{"a": "😀 \ufffd"}]),
        ('{"a": 1e999}', [{"a": float("inf")}]),
    ],
)
def test_what_can_be_meant_in_one_way_is_mended(text: str, values: list[Any]) -> None:
    assert json_ld.values(text) == values


@pytest.mark.parametrize("text", ['{"a": "b" "c": 1}', '["a" "b"]', '{"a": "b\n" c "d"}'])
def test_what_can_be_meant_in_two_ways_is_not(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        json_ld.values(text)


EVERY_EVENT = (
    *("BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "CourseInstance", "DanceEvent", "Event"),
    *("EducationEvent", "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon", "LiteraryEvent"),
    *("MusicEvent", "PerformingArtsEvent", "SaleEvent", "ScreeningEvent", "SocialEvent", "SportsEvent"),
    *("TheaterEvent", "VisualArtsEvent", "RegattaEvent"),
)


@pytest.mark.parametrize(
    "prefix", ["", "http://schema.org/", "https://schema.org/", "schema:", "https://www.schema.org/"]
)
def test_every_event_counts_also_of_kinds_that_nobody_knows(prefix: str) -> None:
    nodes = [{"@type": f"{prefix}{name}", f"{prefix}name": name, "startDate": "2027-01-01"} for name in EVERY_EVENT]
    assert sorted(draft.title or "" for draft in drafts(*nodes)) == sorted(EVERY_EVENT)


def test_nobody_takes_part_in_a_publication() -> None:
    kinds = ("PublicationEvent", "BroadcastEvent", "OnDemandEvent", "DeliveryEvent")
    body = script(*({"@type": kind, "name": "x", "startDate": "2027-01-01"} for kind in kinds))
    reasons = [one.reason for one in found(body) if isinstance(one, Refusal)]
    assert len(reasons) == len(kinds)
    assert reasons[2] == "An OnDemandEvent is nothing that people take part in."


def test_a_page_tells_so_much_and_no_more() -> None:
    events = [{"@type": "Event", "name": f"x{at}", "startDate": "2027-01-01"} for at in range(schema.MOST + 2)]
    told = found(script(events))
    assert Counter(type(one).__name__ for one in told) == {"Draft": schema.MOST, "Refusal": 1}


def test_circles_end_and_nothing_falls_into_them() -> None:
    one: dict[str, Any] = {"@type": "Event", "@id": "#a", "name": "Fair", "description": "x", "subEvent": {"@id": "#b"}}
    other = {"@type": "Event", "@id": "#b", "name": "Fair", "startDate": "2027-01-02", "subEvent": {"@id": "#a"}}
    (draft,) = drafts(one, other)
    assert [meeting.start for meeting in draft.sessions[0].meetings] == ["2027-01-02"]
    alone = {"@type": "Event", "@id": "#c", "name": "Solo", "startDate": "2027-01-03", "superEvent": {"@id": "#c"}}
    assert [draft.title for draft in drafts(alone)] == ["Solo"]


def test_a_season_is_told_by_its_dates() -> None:
    dates = [{"@type": "Event", "startDate": f"2027-01-0{day}"} for day in (1, 2)]
    season = {"@type": "Event", "name": "Plays", "subEvent": dates}
    (draft,) = drafts({"@type": "EventSeries", "name": "Plays", "subEvent": [season, {"startDate": "2027-02-01"}]})
    assert [one.start for one in draft.sessions] == ["2027-01-01", "2027-01-02", "2027-02-01"]


def test_private_people_are_not_kept() -> None:
    person, firm = {"@type": "Person", "name": "Sam Ferry"}, {"@type": "Organization", "name": "Hall Friends"}
    event = {"@type": "Event", "name": "Club", "startDate": "2027-01-01", "performer": person, "contact": person}
    (lone,) = drafts(event | {"organizer": person})
    (both,) = drafts(event | {"organizer": [person, firm]})
    assert (lone.provider, both.provider) == (None, "Hall Friends")


@pytest.mark.parametrize(
    ("nodes", "rights"),
    [
        ([{"license": "CC-BY-4.0"}, {"license": "CC-BY-4.0"}], Rights(licence="CC-BY-4.0")),
        ([{"license": "CC-BY-4.0"}, {"license": "CC0"}], None),
        ([{"license": {"@id": "https://cc.example/by"}}], Rights(licence="https://cc.example/by")),
        (
            [{"sdLicense": "CC0", "license": "x", "sdPublisher": {"name": "City"}}],
            Rights(licence="CC0", attribution="City"),
        ),
        ([{}], None),
    ],
)
def test_the_licence_is_told_where_one_holds_for_the_page(nodes: list[dict[str, Any]], rights: Rights | None) -> None:
    ours = [{"@type": "Course", "name": f"C{at}", "description": "x"} | node for at, node in enumerate(nodes)]
    body = script(*ours, {"@type": "Photograph", "license": "theirs"})
    for kind in (schema_org, bioschemas):
        told: Iterator[Any] = kind.extract(page(body), source(), kind.Options())
        assert [one for one in told if isinstance(one, Rights)] == ([rights] if rights else [])


def test_the_same_run_is_told_once_by_whoever_knows_the_time() -> None:
    event = {"@type": "Event", "name": "Fair", "url": "/fair"}
    (draft,) = drafts(
        event | {"startDate": "2027-6-1T10-10-00"}, event | {"startDate": "2027-6-1T10:00", "endDate": "2027-6-1T12:00"}
    )
    assert [(one.start, one.end) for one in draft.sessions] == [("2027-6-1T10:00", "2027-6-1T12:00")]


@pytest.mark.parametrize(
    ("mode", "online"),
    [
        (
            {"eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode"},
            "https://schema.org/OfflineEventAttendanceMode",
        ),
        ({"eventAttendanceMode": "OnlineEventAttendanceMode"}, "OnlineEventAttendanceMode"),
        ({"eventStatus": "https://schema.org/EventMovedOnline"}, "online"),
        ({"courseMode": ["full-time", "blended"]}, "blended"),
        ({"location": {"@type": "VirtualLocation"}}, "online"),
        ({"courseMode": "onsite"}, None),
    ],
)
def test_where_one_takes_part(mode: dict[str, Any], online: str | None) -> None:
    (draft,) = drafts({"@type": "Event", "name": "Club", "startDate": "2027-01-01"} | mode)
    assert draft.sessions[0].online == online


def test_rdfa_takes_schema_org_and_leaves_the_rest() -> None:
    html = """<div vocab="http://schema.org/" typeof="Event foaf:Document" resource="#me"><b property="name">Club</b>
      <a property="url sameAs" href="/c">c</a><img property="image" src="i.png">
      <p vocab="http://other.example/" property="name">x</p>
      <time property="startDate" datetime="2027-01-01">1 Jan</time>
      <div property="location" typeof="Place"><i property="name">Hall</i></div></div>
      <div prefix="s: https://schema.org/ x: http://x.example/"><p typeof="s:Course x:Y">
      <b property="s:name">C</b><b property="x:name">n</b></p></div>"""
    club, course = rdfa.items(Selector(text=html), "http://x.example/")
    assert club == {
        "@type": ["Event"],
        "@id": "http://x.example/#me",
        "name": ["Club"],
        "url": ["http://x.example/c"],
        "sameAs": ["http://x.example/c"],
        "image": ["http://x.example/i.png"],
        "startDate": ["2027-01-01"],
        "location": [{"@type": ["Place"], "name": ["Hall"]}],
    }
    assert course == {"@type": ["Course"], "name": ["C"]}


@pytest.mark.parametrize(
    ("inner", "start"),
    [
        ('<abbr class="dtstart" title="20270605T1930">x</abbr>', "2027-06-05T19:30"),
        ('<abbr class="dtstart" title="2027-06-05T19:30:00+01:00">x</abbr>', "2027-06-05T19:30+01:00"),
        ('<p class="dtstart"><i class="value">2027-06-05</i><i class="value">7:30 p.m.</i></p>', "2027-06-05T19:30"),
        (
            '<p class="dtstart"><i class="value-title" title="2027-06-05"> </i>12am <i class="value">12am</i></p>',
            "2027-06-05T00:00",
        ),
        (
            '<p class="dtstart"><i class="value">19:30</i> <b class="value">2027-06-05</b><b class="value">Z</b></p>',
            "2027-06-05T19:30Z",
        ),
        ('<p class="dtstart">next Tuesday</p>', "next Tuesday"),
        ("<p>no date</p>", None),
    ],
)
def test_the_dates_of_microformats(inner: str, start: str | None) -> None:
    (event,) = microformats.items(Selector(text=f'<div class="vevent"><b class="summary">x</b>{inner}</div>'), URL)
    assert event.get("startDate") == start


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ('<div itemscope itemtype="http://schema.org/Event">', True),
        ('<div itemscope itemtype="http://schema.org/WebPage">', False),
        ('<main typeof="schema:Course">', True),
        ("<script>if (typeof x == 'event') y()</script>", False),
        ('<li class="x vevent y">', True),
        ('<li class="research-event prevevent">', False),
        ("<p>h-event</p>", False),
    ],
)
def test_a_tree_is_made_only_where_something_is_marked(html: str, *, marks: bool) -> None:
    assert bool(linked.readers(html.lower().encode())) is marks


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (script({"@type": "Course", "name": "C", "url": "/c"}), ["schema_org"]),
        (
            script(
                {
                    "@type": "Course",
                    "name": "C",
                    "url": "/c",
                    "conformsTo": "https://bioschemas.org/profiles/Course/1.0",
                }
            ),
            ["schema_org", "bioschemas"],
        ),
        (script({"@type": "ItemList", "itemListElement": ["/a", "/b"]}), ["schema_org"]),
        (SITEMAP := "<urlset><url><loc>http://a.example/</loc></url></urlset>", ["schema_org"]),
        (
            script(
                {
                    "@type": "TrainingMaterial",
                    "name": "Slides",
                    "conformsTo": "https://bioschemas.org/profiles/TrainingMaterial",
                }
            ),
            [],
        ),
        ("<p>nothing", []),
        (b"%PDF-1.7", []),
    ],
)
def test_what_a_page_betrays(body: str | bytes, kinds: list[str]) -> None:
    told = page(body, content_type="")
    assert [one.kind for kind in (schema_org, bioschemas) for one in kind.recognise(told)] == kinds
