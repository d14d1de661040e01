"""Where a city lives: its file, and beside it its state (var/) and what it publishes (public/, staff/)."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from crawlers.errors import CityFileError
from schedules import city as city_file
from schedules.city import City
from schedules.millbrook import city as millbrook
from schedules.millbrook import headcounts, town


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A city and its folders.

    folder: where the files lie that the city file names. base: where var/ and public/ lie; the same folder, but for
    the demo city, which ships inside the package and lives in the current folder.
    """

    city: City
    folder: Path
    base: Path
    demo: bool = False

    @property
    def state(self) -> Path:
        """Crawls, the catalogue, run reports, the lock."""
        return self.base / "var"

    @property
    def crawls(self) -> Path:
        """One file for each source: crawlers/keep.py."""
        return self.state / "crawls"

    @property
    def memory(self) -> Path:
        """Every answer as it came, one folder for each source: crawlers/memory/runs.py."""
        return self.state / "memory"

    @property
    def public(self) -> Path:
        """The published portal."""
        return self.base / "public"

    @property
    def staff(self) -> Path:
        """The pages and feeds for staff; never inside public/."""
        return self.base / "staff"

    @property
    def catalogue(self) -> str:
        """The catalogue's SQLAlchemy address; a relative SQLite path is relative to the city file."""
        address = self.city.catalogue or "sqlite:///var/catalogue.db"
        head, found, path = address.partition("sqlite:///")
        return f"sqlite:///{self.base / path}" if found and not head else address

    @property
    def catalogue_shown(self) -> str:
        """The same without a password."""
        return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", self.catalogue)


def find(path: Path | None, now: dt.datetime) -> Home:
    """The home of a city file or of the folder that holds one; without a path ./city.toml, else the demo city."""
    if path is None and not Path("city.toml").exists():
        text = millbrook.city_text(_day_in_millbrook(now))
        demo = city_file.parse(text, millbrook.FOLDER / "city.toml")
        return Home(city=_with_returns(demo, Path.cwd()), folder=millbrook.FOLDER, base=Path.cwd(), demo=True)
    path = path or Path("city.toml")
    if path.is_dir():
        path /= "city.toml"
    if not path.exists():
        raise CityFileError(f"{path}: there is no such city file. `cityoflearning new NAME` makes one.")
    folder = path.resolve().parent
    return Home(city=city_file.read(path), folder=folder, base=folder)


@contextmanager
def played(home: Home, now: dt.datetime) -> Iterator[Home]:
    """The home with its sources within reach: the demo city's are played by a server that is the crawl's proxy."""
    if not home.demo:
        yield home
        return
    if home.city.participation:
        headcounts.write(Path(home.city.participation.folder), _day_in_millbrook(now))
    with town.play(_day_in_millbrook(now)) as playing:
        crawl = msgspec.structs.replace(home.city.crawl, proxy=playing.proxy)
        yield msgspec.structs.replace(home, city=msgspec.structs.replace(home.city, crawl=crawl))


def _with_returns(demo: City, base: Path) -> City:
    """The demo city's returns are made for the day that is played: they lie with its state, not in the package."""
    if demo.participation is None:
        return demo
    returns = msgspec.structs.replace(demo.participation, folder=str(base / "var" / "returns"))
    return msgspec.structs.replace(demo, participation=returns)


def _day_in_millbrook(now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo("Europe/London")).date()
