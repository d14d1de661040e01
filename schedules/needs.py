"""What needs a person: a sentence for each thing, under a key that stays the same while the thing does."""

import datetime as dt
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from indexer.contents import Contents, SourceState
from indexer.decisions.corrections import EVERY, Correction, State

OF_SOURCES = frozenset({"refused", "doubtful", "nothing", "review", "silent", "correction"})
"""How keys begin that the catalogue itself can tell; the others are known by whoever published last."""

LONG = (30, 7)
"""Days after which a source that is still refused is told again."""


Urgency = Literal["now", "soon", "later"]
"""now: young people see an old portal, or none. soon: a part of it goes stale. later: it could be better."""

URGENCIES: tuple[Urgency, ...] = ("now", "soon", "later")


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """key: what it is about, without numbers that change by the day. sentence: what is wrong and what to do."""

    key: str
    sentence: str
    urgency: Urgency


def needs(
    contents: Contents, quarantined: Mapping[str, dt.datetime], now: dt.datetime, others: Iterable[Need] = ()
) -> tuple[Need, ...]:
    """Everything that needs a person, most urgent first.

    quarantined: since when each source's crawls are refused. others: what publishing met with.
    """
    found = list(others)
    for state in contents.sources:
        found += _of_source(state, quarantined.get(state.name), now)
    return tuple(sorted(found, key=lambda need: URGENCIES.index(need.urgency)))


def _of_source(state: SourceState, since: dt.datetime | None, now: dt.datetime) -> Iterator[Need]:
    name = state.name
    if state.verdict == "refused":
        yield _refused(state, since, now)
    elif state.verdict == "doubtful":
        for reason in state.reasons:
            yield Need(key=f"doubtful:{name}:{_mark(reason)}", sentence=reason, urgency="later")
    elif state.verdict == "good" and not state.drafts and not state.listings:
        todo = f"Open {state.url}; if that is right, nothing needs doing."
        yield Need(key=f"nothing:{name}", sentence=f"{name}: it returns nothing. {todo}", urgency="later")
    if state.held:
        what = "1 listing waits" if state.held == 1 else f"{state.held:,} listings wait"
        todo = f"Look at them, and let them through: cityoflearning accept {name}."
        yield Need(key=f"review:{name}", sentence=f"{name}: {what} for review. {todo}", urgency="soon")


def _refused(state: SourceState, since: dt.datetime | None, now: dt.datetime) -> Need:
    reason = state.reasons[0] if state.reasons else f"{state.name}: its last crawl was not believed."
    days = (now - since).days if since else 0
    long = next((n for n in LONG if days >= n), None)
    if long is None:
        return Need(key=f"refused:{state.name}", sentence=reason, urgency="soon")
    what = f"{state.name}: refused for {days} days, and what is listed of it is as old. The last time:"
    sentence = f"{what} {reason.removeprefix(state.name + ': ')}"
    return Need(key=f"refused:{state.name}:{long} days", sentence=sentence, urgency="now")


_STANDS: dict[State, str] = {
    "holds": "Its source says what it said then.",
    "same": "Its source says the same now: lift it with --undo.",
    "new": "Its source says something new: {says}. Look again, then correct it anew or lift it with --undo.",
    "gone": "What it is of is not there any more.",
}


def of_corrections(changed: Iterable[Correction]) -> Iterator[Need]:
    """That somebody should look again at what an editor put right. changed: whose source has changed its mind."""
    for one in changed:
        yield Need(
            key=f"correction:{':'.join(one.key)}:{one.state}",
            sentence=f"{as_named(one)} was corrected to {one.words!r}. {stands(one)}",
            urgency="later" if one.state == "same" else "soon",
        )


def as_named(one: Correction) -> str:
    """What is corrected, as `cityoflearning correct` takes it."""
    session = {"": "", EVERY: " --session all"}.get(one.session, f" --session {one.session}")
    return f"{one.target} {one.field}{session}"


def stands(one: Correction) -> str:
    """How a correction stands against what its source says now."""
    return _STANDS[one.state].format(says=repr(one.says) if one.says else "nothing")


def silent(last: dt.datetime | None, now: dt.datetime) -> Iterator[Need]:
    """That nothing is read any more. last: when anything was read last."""
    if last is None:
        sentence = "Nothing was read yet. Run: cityoflearning run"
        yield Need(key="silent", sentence=sentence, urgency="now")
    elif now - last >= dt.timedelta(days=2):
        sentence = (
            f"Nothing was read for {(now - last).days} days. See whether `cityoflearning schedule` is running "
            "(systemctl status), or run: cityoflearning run"
        )
        yield Need(key="silent", sentence=sentence, urgency="now")


def last_of(state: Path) -> tuple[Need, ...]:
    """What the last run noted beside its sources: publishing, search server, staff's files, notices."""
    for path in sorted((state / "runs").glob("*.json"), reverse=True):
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_Kept).needs
        except (OSError, msgspec.DecodeError):
            continue
        return tuple(need for need in kept if need.key.partition(":")[0] not in OF_SOURCES)
    return ()


class _Kept(msgspec.Struct):
    needs: tuple[Need, ...] = ()


def _mark(reason: str) -> str:
    """Of a sentence's words: its numbers may change from crawl to crawl."""
    return f"{zlib.crc32(re.sub(r'[0-9]+', '', reason).encode()):08x}"
