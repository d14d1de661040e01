"""Makes drafts of a feed's entries: the kinds `rss` and `libcal` share it."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from crawlers.addresses import absolute
from crawlers.draft import Draft, DraftSession, Refusal, Rights
from crawlers.formats.api_json import line, position
from crawlers.formats.feeds import feed_events, feed_titles
from crawlers.formats.feeds.feed_xml import ANY, Entry, Feed
from crawlers.formats.fields import check_names
from crawlers.page import Page

NOT_PUBLIC = "Its title says that it is not for the public (the option 'ignore')."
UNDATED = "It has no date of its own; that of its publication says nothing of an event."


class Entries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of kinds that read feeds; each such kind documents them.

    ignore: words in a title. undated: entries without a date are listings. fields: custom field -> ours, "" for none.
    """

    ignore: tuple[str, ...] = ("staff only",)
    undated: bool = False
    fields: dict[str, str] = {}

    def __post_init__(self) -> None:
        check_names(name for name in self.fields.values() if name)


def found(feed: Feed, page: Page, options: Entries) -> Iterator[Draft | Refusal | Rights]:
    """A draft or a refusal for each entry; the feed's licence, where it names one."""
    if rights := _rights(feed.head):
        yield rights
    yield from feed.refusals
    in_titles = feed_titles.are_dated([line(entry.first("title")) or "" for entry in feed.entries])
    language = line(feed.head.first("language") or feed.head.first("language", of="dc"))
    unknown: dict[str, None] = {}
    for entry in feed.entries:
        event = feed_events.event(entry, options.fields)
        if event is None and in_titles:
            event = _of_title(entry)
        draft = _draft(entry, event, page, language)
        wrote, where = (draft.title or draft.text or "")[:200], draft.native_id or draft.url or f"entry {entry.number}"
        if not draft.title:
            yield Refusal(where=where, reason="It has no title.", wrote=wrote)
        elif any(word.casefold() in draft.title.casefold() for word in options.ignore):
            yield Refusal(where=where, reason=NOT_PUBLIC, wrote=wrote)
        elif event is None and not options.undated:
            todo = "If the feed lists courses or clubs, and no news, set the option 'undated' to true."
            yield Refusal(where=where, reason=UNDATED, wrote=wrote, todo=todo)
        else:
            yield draft
            yield from (Refusal(where=where, reason=doubt, wrote=wrote) for doubt in (event.doubts if event else ()))
            unknown |= dict.fromkeys(event.unknown if event else ())
    for label in unknown:
        todo = "Name it in the option 'fields', with the field that it means, or with \"\" to leave it out."
        yield Refusal(where=f"the field {label!r}", reason="What it means is not known.", wrote=label, todo=todo)


def next_page(feed: Feed, page: Page) -> Sequence[str]:
    """Where a feed in several pages goes on (RFC 5005, section 3)."""
    links = (one.attributes for one in feed.head.fields if one.name == "link" and one.attributes.get("rel") == "next")
    return [url for one in links if (url := absolute(page.final_url, one.get("href", "")))][:1]


def _draft(entry: Entry, event: feed_events.Event | None, page: Page, language: str | None) -> Draft:
    guid = entry.first("guid", "id")
    content = entry.first("encoded", of="content") or entry.first("content")
    said: dict[str, Any] = {
        "native_id": guid,
        "url": _address(entry) or (guid if (guid or "").startswith(("http://", "https://")) else None),
        "title": line(entry.first("title")),
        "text": feed_events.unescaped(content or entry.first("description", "summary")),
        "language": language,
        "topics": _categories(entry),
    }
    topics = (*said["topics"], *(event.draft.get("topics", ()) if event else ()))
    said |= {name: value for name, value in (event.draft if event else {}).items() if value} | {"topics": topics}
    said["url"] = absolute(page.final_url, said["url"]) if said["url"] else None
    if said["url"] == page.final_url:
        said["url"] = None
    said["topics"] = tuple(dict.fromkeys(topic for one in said["topics"] if (topic := line(one))))
    latitude, longitude = position(*feed_events.position(entry))
    session = {"latitude": latitude, "longitude": longitude} | (event.session if event else {})
    if session.get("register_url"):
        session["register_url"] = absolute(page.final_url, session["register_url"])
    session = {name: value for name, value in session.items() if value}
    return Draft(**said, sessions=(DraftSession(**session),) if session else ())


def _address(entry: Entry) -> str | None:
    """An entry's page: RSS writes it as text, Atom as an attribute, of several the alternate one."""
    if plain := entry.first("link"):
        return plain
    links = [one.attributes for one in entry.fields if one.name == "link" and one.attributes.get("href")]
    alternate = [one["href"] for one in links if one.get("rel", "alternate") == "alternate"]
    return alternate[0] if alternate else None


def _categories(entry: Entry) -> tuple[str, ...]:
    """Subjects; Trumba writes the date under this name."""
    if entry.of("trumba"):
        return ()
    terms = (
        one.text or one.attributes.get("label") or one.attributes.get("term")
        for one in entry.fields
        if (one.space, one.name) in {("", "category"), ("dc", "subject")}
    )
    return tuple(term for term in terms if term)


def _of_title(entry: Entry) -> feed_events.Event | None:
    parts = feed_titles.dated(line(entry.first("title")) or "")
    return feed_events.Event({"title": parts.title}, {"when": parts.when, "place": parts.after}) if parts else None


def _rights(head: Entry) -> Rights | None:
    """A licence that the feed names by its address; a line of copyright alone allows nothing."""
    linked = (one.attributes.get("href") for one in head.fields if one.attributes.get("rel") == "license")
    licence = head.first("license", "licence", of=ANY) or next(filter(None, linked), None)
    said = line(head.first("copyright", "rights"))
    return Rights(licence=licence.strip(), attribution=said if said and "@" not in said else None) if licence else None
