"""Tells people what needs them, by webhook and e-mail: only what changed since they were told last, and what is mended.

Nothing here fails a run: a recipient that cannot be reached is itself something that needs a person, and is told what
it missed the next time.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from crawlers.errors import CityOfLearningError
from crawlers.post import post
from indexer.catalogue import notices
from indexer.catalogue.catalogue import Catalogue
from schedules import mail
from schedules.home import Home
from schedules.needs import Need


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in a notice."""

    key: str
    sentence: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent. At a webhook it arrives as JSON; `text` is what chats show (Slack, Mattermost, Teams, Matrix).

    kind: "changes" since the last one, or the whole "report". new: what needs a person now; in a report, all that does.
    mended: what did, and does no longer. open: how many things need a person at present.
    """

    kind: Literal["changes", "report"]
    city: str
    at: dt.datetime
    subject: str
    text: str
    new: tuple[Line, ...]
    mended: tuple[Line, ...]
    open: int


def tell(home: Home, catalogue: Catalogue, found: Sequence[Need], now: dt.datetime) -> list[Need]:
    """Tells each recipient of `[notices]` what changed; nothing where nothing did. Returns who could not be told."""
    failed: list[Need] = []
    for recipient in _recipients(home):
        about = {need.key: need.sentence for need in found if need.key != _key(recipient)}
        before = notices.told(catalogue, recipient)
        new = [Line(key=key, sentence=sentence) for key, sentence in about.items() if key not in before]
        mended = [Line(key=key, sentence=sentence) for key, sentence in before.items() if key not in about]
        if not new and not mended:
            continue
        said = _notice("changes", home.city.name, new, mended, len(about), now)
        if error := _send(home, recipient, said):
            failed.append(_unheard(recipient, error))
        else:
            notices.tell(catalogue, recipient, about, now)
    return failed


def report(home: Home, catalogue: Catalogue, found: Sequence[Need], now: dt.datetime) -> list[Need]:
    """Sends the whole report to each recipient, also where nothing needs anybody. Returns who could not be told."""
    failed: list[Need] = []
    for recipient in _recipients(home):
        about: Mapping[str, str] = {need.key: need.sentence for need in found}
        lines = [Line(key=key, sentence=sentence) for key, sentence in about.items()]
        said = _notice("report", home.city.name, lines, [], len(about), now)
        if error := _send(home, recipient, said):
            failed.append(_unheard(recipient, error))
        else:
            notices.tell(catalogue, recipient, about, now)
    return failed


def _recipients(home: Home) -> Iterator[str]:
    if home.city.notices.webhook:
        yield home.city.notices.webhook
    yield from (f"mailto:{address}" for address in home.city.notices.email)


def _send(home: Home, recipient: str, said: Notice) -> CityOfLearningError | None:
    settings = home.city.notices
    try:
        if recipient.startswith("mailto:"):
            sender = settings.sender or home.city.site.contact
            mail.send(settings.smtp or "", sender, recipient.removeprefix("mailto:"), said.subject, said.text)
        else:
            post("webhook", recipient, said, home.city.crawl)
    except CityOfLearningError as error:
        return error
    return None


def _notice(
    kind: Literal["changes", "report"],
    city: str,
    new: Sequence[Line],
    mended: Sequence[Line],
    total: int,
    now: dt.datetime,
) -> Notice:
    needs = "nothing needs you" if not total else "1 thing needs you" if total == 1 else f"{total} things need you"
    parts = [f"{city}: {needs}."]
    if new:
        parts.append("\n".join([*(["New:"] if kind == "changes" else []), *(f"- {line.sentence}" for line in new)]))
    if mended:
        parts.append("\n".join(["Mended, or no longer so:", *(f"- {line.sentence}" for line in mended)]))
    parts.append("All of it: cityoflearning report")
    return Notice(
        kind=kind,
        city=city,
        at=now,
        subject=f"{city}: {_changes(new, mended) if kind == 'changes' else needs}",
        text="\n\n".join(parts),
        new=tuple(new),
        mended=tuple(mended),
        open=total,
    )


def _changes(new: Sequence[Line], mended: Sequence[Line]) -> str:
    return ", ".join(f"{len(lines)} {word}" for lines, word in ((new, "new"), (mended, "mended")) if lines)


def _key(recipient: str) -> str:
    return f"notice:{recipient if recipient.startswith('mailto:') else 'webhook'}"


def _unheard(recipient: str, error: CityOfLearningError) -> Need:
    return Need(key=_key(recipient), sentence=str(error), urgency="soon")
