"""Says what a run did: as JSON in var/runs/, as a table on the terminal, as plain lines in a log."""

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from indexer.contents import Contents, SourceState, Verdict
from portal.publish import Published
from schedules.needs import Need

STYLE: dict[Verdict, str] = {
    "good": "green",
    "doubtful": "yellow",
    "refused": "red",
    "paused": "dim",
    "never": "dim",
}
"""How a verdict looks on a terminal."""


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One source in a run. left_out: by reason, with how often."""

    name: str
    kind: str
    verdict: Verdict
    reasons: tuple[str, ...]
    drafts: int
    listings: int
    left_out: dict[str, int]
    not_understood: dict[str, int]
    requests: int
    unchanged: int


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """One run. seconds: by step. Moments are aware UTC. sessions: those with a date, past ones among them.

    search: which search serves. needs: what needs a person, most urgent first.
    """

    city: str
    started_at: dt.datetime
    finished_at: dt.datetime
    seconds: dict[str, float]
    sources: tuple[SourceLine, ...]
    opportunities: int
    sessions: int
    coming_sessions: int
    free: int
    providers: int
    places: int
    areas: int
    published: Published | None = None
    search: str | None = None
    needs: tuple[Need, ...] = ()
    error: str | None = None

    @property
    def refused(self) -> list[SourceLine]:
        """The sources that were not believed, or could not be read."""
        return [line for line in self.sources if line.verdict == "refused"]


def report(
    contents: Contents,
    *,
    city: str,
    started_at: dt.datetime,
    finished_at: dt.datetime,
    today: dt.date,
    seconds: dict[str, float],
    published: Published | None,
    search: str | None = None,
    needs: tuple[Need, ...] = (),
    error: str | None = None,
) -> RunReport:
    """Counts what the catalogue holds after a run."""
    sessions = [s for o in contents.opportunities for s in o.sessions]
    places = {(s.place.name, s.place.postcode) for s in sessions if s.place and s.place.name}
    return RunReport(
        city=city,
        started_at=started_at,
        finished_at=finished_at,
        seconds=seconds,
        sources=tuple(_line(source) for source in contents.sources),
        opportunities=len(contents.opportunities),
        sessions=sum(s.start is not None for s in sessions),
        coming_sessions=sum(s.start is not None and not s.past(today) for s in sessions),
        free=sum(any(s.price and s.price.free for s in o.sessions) for o in contents.opportunities),
        providers=len({o.provider.id for o in contents.opportunities}),
        places=len(places),
        areas=len({s.place.area for s in sessions if s.place and s.place.area}),
        published=published,
        search=search,
        needs=needs,
        error=error,
    )


def save(run: RunReport, state: Path) -> Path:
    """Writes var/runs/<UTC moment>.json."""
    folder = state / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run.started_at:%Y-%m-%dT%H%M%SZ}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
    return path


def show(run: RunReport, console: Console) -> None:
    """Prints the table of sources, what needs a person, and the totals."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("source", "kind"):
        table.add_column(head)
    for head in ("found", "listed", "left out", "requests", "unchanged"):
        table.add_column(head, justify="right")
    table.add_column("verdict")
    for line in run.sources:
        numbers = (line.drafts, line.listings, sum(line.left_out.values()), line.requests, line.unchanged)
        verdict = f"[{STYLE[line.verdict]}]{line.verdict}[/]"
        table.add_row(line.name, line.kind, *(f"{n:,}" if n else "·" for n in numbers), verdict)
    console.print(table)
    for line in run.sources:
        for reason in line.reasons:
            console.print(f"[{STYLE[line.verdict]}]{line.verdict}[/] {escape(reason)}", highlight=False)
    for need in run.needs:  # those of sources have just been said
        if need.key.partition(":")[0] not in {"refused", "doubtful"}:
            console.print(f"[yellow]needs you[/] {escape(need.sentence)}", highlight=False)
    console.print(
        f"\n{run.opportunities:,} opportunities ({run.free:,} with something free), {run.coming_sessions:,} sessions "
        f"to come, {run.providers} providers, {run.places} places in {run.areas} areas.",
        highlight=False,
    )
    if run.published:
        console.print(_published(run.published), highlight=False)
    spent = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in run.seconds.items())
    console.print(f"[dim]{spent}[/]", highlight=False)


def _published(published: Published) -> str:
    if not published.written and not published.removed:
        return f"Nothing changed: none of the {published.unchanged:,} published files was touched."
    return (
        f"Published {published.written:,} changed files ({published.bytes / 1e6:.1f} MB), "
        f"{published.unchanged:,} unchanged, {published.removed:,} removed."
    )


def _line(source: SourceState) -> SourceLine:
    return SourceLine(
        name=source.name,
        kind=source.kind,
        verdict=source.verdict,
        reasons=source.reasons,
        drafts=source.drafts,
        listings=source.listings,
        left_out=dict(Counter(refusal.reason for refusal in source.refusals).most_common()),
        not_understood=dict(Counter(f"{doubt.field}: {doubt.reason}" for doubt in source.doubts).most_common()),
        requests=source.requests,
        unchanged=source.unchanged,
    )
