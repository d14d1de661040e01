"""The verbs that last until they are told to end: the timetable, a worker, a look at what is published."""

import os
import sys
from pathlib import Path

import click

from crawlers.errors import CityFileError
from schedules.verbs import asked, shown


@click.command("schedule")
@asked.CITY
@click.option("--once", is_flag=True, help="Do what is due now, then end: for a cron job instead of a lasting process.")
@asked.WEBHOOK
def schedule_city(city: Path | None, webhook: str | None, *, once: bool) -> None:
    """Read each source when it is due and publish what changed, until it is told to end."""
    from schedules import lock, scheduler

    path = asked.settled(city)
    found = asked.found(path, webhook)
    shown.log()
    with lock.only_timetable(found.state, found.city.name):
        if once:
            scheduler.once(found, asked.clock)
            return
        click.echo(f"{found.city.name}: reading each source when it is due (Ctrl-C or SIGTERM ends it).", err=True)
        left = scheduler.keep(lambda: asked.found(path, webhook), found, asked.clock)
    click.echo(f"Ended.{f' Given up, and due again: {chr(10).join(left)}.' if left else ''}", err=True)
    if left:  # a thread waits for a host that does not answer, and would keep this process from ending
        sys.stdout.flush()
        os._exit(0)


@click.command()
@asked.CITY
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("--staff", is_flag=True, help="Serve staff/ instead.")
def serve(city: Path | None, port: int, *, staff: bool) -> None:
    """Serve public/ on this machine, to look at it."""
    from schedules import serve as serving

    found = asked.found(city)
    folder = found.staff if staff else found.public
    if not (folder / "index.html").exists():
        raise CityFileError(f"{folder}: nothing is published yet. Run: cityoflearning run")
    with serving.server(folder, port) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()


@click.command()
@asked.CITY
@click.option("--publish", "publishes", is_flag=True, help="Publish here too: this machine has public/.")
def worker(city: Path | None, *, publishes: bool) -> None:
    """Do the timetable's work on this machine, where the city file says runner = "procrastinate".

    Start it on as many machines as wanted, beside one `schedule`. Ctrl-C or SIGTERM ends it after its present job.
    """
    from schedules import worker as working

    path = asked.settled(city)
    shown.log()
    working.work(lambda: asked.found(path), asked.clock, publishes=publishes)
