"""Takes what the city has been asked to forget out of the whole memory."""

from pathlib import Path

import msgspec

from crawlers import keep
from crawlers.forgetting import FILE, Filter, Forgotten, of_folder
from crawlers.memory import runs
from crawlers.memory.forgotten_answers import without
from crawlers.memory.rewriting import Line, lines, replace
from crawlers.memory.runs import Entry, Record
from crawlers.memory.warc_records import Answer, answered, digest_of


def bring(folder: Path, known: Forgotten) -> int:
    """Takes what is forgotten out of the whole memory, unless that was done before. Returns how many answers changed.

    folder: of the memory. It keeps beside its runs what it was brought to, as a folder of crawls does.
    """
    before = of_folder(folder)
    known = msgspec.structs.replace(known, swept=True)
    if before == known or not (known or before):
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    keep.write_whole(folder / FILE, [msgspec.json.encode(msgspec.structs.replace(known, swept=False), order="sorted")])
    sift, changed = Filter(known), 0
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        digests: dict[tuple[str, str], str | None] = {}
        for run in runs.runs(folder, place.name):
            changed += _sifted(folder, place.name, run, sift, digests)
    keep.write_whole(folder / FILE, [msgspec.json.encode(known, order="sorted")])
    return changed


def _sifted(folder: Path, source: str, run: str, sift: Filter, digests: dict[tuple[str, str], str | None]) -> int:
    """One run. digests: what has become of a payload, by the run that holds it and its old digest; None: it is gone."""
    kept, changed = list[Line](), 0
    for line in lines(folder, source, run):
        said = _without(folder, source, run, line, sift, digests)
        changed += said is not line
        if said:
            kept.append(said)
    if changed:
        replace(folder, source, run, kept)
    return changed


def _without(
    folder: Path, source: str, run: str, line: Line, sift: Filter, digests: dict[tuple[str, str], str | None]
) -> Line | None:
    entry = line.entry
    own = runs.read_own(folder, source, run, entry) if entry else None
    if entry is None or own is None:
        return line if entry is None else None
    before = _answer(entry, own)
    after = without(before, sift)
    if not entry.refers_at:
        digest = digest_of(after.body) if after else None
        if after is before:
            return line
        digests[run, entry.digest] = digest
    else:
        digest = digests.get((entry.holder, entry.digest), entry.digest)
        if after is before and digest == entry.digest:
            return line
    if after is None or digest is None:
        return None
    earlier = None
    if entry.refers_at:
        earlier = msgspec.structs.replace(entry, digest=digest)
    return Line(answered(after, digest, earlier), msgspec.structs.replace(entry, digest=digest))


def _answer(entry: Entry, own: Record) -> Answer:
    return Answer(
        asked=entry.asked,
        url=entry.url,
        method=entry.method,
        status=entry.status,
        headers=tuple(one for one in own.headers if one[0] != "Content-Length"),
        body=own.body,
        at=entry.at,
    )
