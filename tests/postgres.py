"""A real PostgreSQL for the tests: one server for all test processes, one fresh database for each test.

POSTGRESQL_URL names a server that is there already (its user may make databases); else the server's programs are looked
for on PATH and where Debian puts them, and a server is started in a temporary folder, reached by its socket only.
"""

import fcntl
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import sqlalchemy as sa

from indexer.catalogue.catalogue import Catalogue

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
"""Parameters of a fixture that is tried on both."""

_NUMBERS = itertools.count(1)


class Server(NamedTuple):
    """A running server. url: of its database `postgres`, as SQLAlchemy writes it. mark: told apart by test process."""

    url: str
    mark: str

    def say(self, statement: str) -> None:
        """Executes a statement outside of any transaction."""
        with psycopg.connect(libpq(self.url), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A fresh database, as like its template as a copy; it goes with the block. Gives its address."""
        name = f"test_{self.mark}_{os.getpid()}_{next(_NUMBERS)}"
        self.say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)
        finally:
            self.say(f'DROP DATABASE "{name}" WITH (FORCE)')


def libpq(url: str) -> str:
    """SQLAlchemy's address as libpq reads it."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    """The server; a skip that says where it was looked for. With POSTGRESQL_REQUIRED its absence is a failure."""
    if url := os.environ.get("POSTGRESQL_URL"):
        yield Server(url.replace("postgresql://", "postgresql+psycopg://"), worker_id)
        return
    programs = _programs()
    if programs is None:
        sentence = "there is no PostgreSQL: set POSTGRESQL_URL, or install the server (Debian: postgresql)"
        (pytest.fail if os.environ.get("POSTGRESQL_REQUIRED") else pytest.skip)(sentence)
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    folder = _entered(shared / "postgresql", programs)
    try:
        yield Server(f"postgresql+psycopg://postgres@/postgres?host={folder}", worker_id)
    finally:
        _left(shared / "postgresql", programs)


@pytest.fixture(scope="session")
def _migrated(postgresql: Server) -> Iterator[str]:
    """The name of a database that holds an empty catalogue."""
    with postgresql.database() as url:
        Catalogue.open(url).close()
        yield str(sa.make_url(url).database)


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds an empty catalogue."""
    path = tmp_path_factory.mktemp("made") / "catalogue.db"
    Catalogue.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty catalogue on PostgreSQL; a copy, which is faster than making each test its own."""
    server = request.getfixturevalue("postgresql")
    with server.database(request.getfixturevalue("_migrated")) as url:
        yield url


@pytest.fixture(params=BOTH)
def catalogue_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty catalogue, once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    path = tmp_path / "var" / "catalogue.db"
    path.parent.mkdir()
    shutil.copy(request.getfixturevalue("_made"), path)
    return f"sqlite:///{path}"


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _entered(book: Path, programs: Path) -> Path:
    """Starts the server unless another test process has, and counts who uses it. Gives the folder of its socket."""
    with _counted(book) as lines:
        if not lines:
            lines.append(str(_start(programs)))
        lines.append(str(os.getpid()))
        return Path(lines[0])


def _left(book: Path, programs: Path) -> None:
    """Stops the server when nobody uses it any more."""
    with _counted(book) as lines:
        lines.remove(str(os.getpid()))
        if len(lines) == 1:
            folder = Path(lines.pop())
            _run(programs / "pg_ctl", "stop", "--pgdata", str(folder / "data"), "--mode", "immediate")
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _counted(book: Path) -> Iterator[list[str]]:
    """The lines of a file that several processes change in turn: the server's folder, then who uses it."""
    with book.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        yield lines
        file.truncate(0)
        file.write("\n".join(lines))
        file.flush()


def _start(programs: Path) -> Path:
    """A server in a folder of its own: nothing is flushed to disk, and it listens on a socket only.

    Its order of text is that of a language, not of bytes, so that a statement that relies on one is found out.
    """
    folder = Path(tempfile.mkdtemp(prefix="cityoflearning-postgresql-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(_owner()).pw_uid, -1)
    data = str(folder / "data")
    order = ("--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8", "--encoding=UTF8")
    _run(programs / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", *order)
    fast = "-F -c full_page_writes=off -c synchronous_commit=off -c max_connections=100 -c shared_buffers=64MB"
    options = f"-c listen_addresses='' -k {folder} {fast}"
    log = str(folder / "log")
    _run(programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", options)
    return folder


def _run(program: Path, *arguments: str) -> None:
    """Runs one of the server's programs, which refuse to be root."""
    before = ["runuser", "-u", _owner(), "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*before, program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed: {done.stderr.decode(errors='replace')}")


def _owner() -> str:
    """Whose the server is where the tests are root's."""
    return "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"
