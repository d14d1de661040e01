"""Runs the Scrapy process and hears which sources it has read."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import msgspec

from crawlers.job import Job


class Died(Exception):
    """The process ended otherwise than by finishing its job; the message says how."""


def sources_read(job: Job) -> Generator[str]:
    """The name of each source as soon as its crawl is kept. Raises Died. Closing the iterator ends the process."""
    with tempfile.TemporaryDirectory() as place:  # readable only by us: a source's options may hold a token
        file = Path(place) / "job.json"
        file.write_bytes(msgspec.json.encode(job))
        command = [sys.executable, "-m", "crawlers.spider", str(file)]
        path = os.pathsep.join(entry for entry in sys.path if entry)
        with subprocess.Popen(  # noqa: S603 (our own module, in our own Python)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        ) as process:
            assert process.stdout
            try:
                for line in process.stdout:
                    yield line.strip()
                code = process.wait()
            finally:
                process.kill()
    if code:
        raise Died(_how(code))


def _how(code: int) -> str:
    if code > 0:
        return f"the Scrapy process failed (exit code {code}; its log says why)"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    hint = "; perhaps the memory was full" if -code == signal.SIGKILL else ""
    return f"the Scrapy process was ended by {name}{hint}"
