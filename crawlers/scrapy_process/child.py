"""Runs the Scrapy process and hears which sources it has read."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress

import msgspec

from crawlers.asking.answers import LONGEST_WAIT
from crawlers.asking.manners import LONGEST_CRAWL_DELAY
from crawlers.durations import span
from crawlers.scrapy_process.job import Job

QUIET = 2 * max(LONGEST_WAIT, LONGEST_CRAWL_DELAY)
"""Seconds. However patient it is with a host, a sound process shows a sign of life within this time."""

LONGEST = 12 * 3600
"""Seconds. A job that takes longer follows links without end; a lane of patient hosts takes some hours."""


class Died(Exception):
    """The process ended otherwise than by finishing its job; the message says how."""


def sources_read(job: Job, stopped: Callable[[], bool] = lambda: False) -> Generator[str]:
    """The name of each source as soon as its crawl is kept. Raises Died. Closing the iterator ends the process.

    A process that hangs (a page that an extraction never gets through) is ended too, and one that does not come to an
    end. stopped: asked every second; where it says so, the process is ended and nothing more comes.
    """
    until = time.monotonic() + LONGEST
    patience = max(QUIET, 4 * span(job.settings.timeout).total_seconds())
    with subprocess.Popen(
        [sys.executable, "-m", "crawlers.scrapy_process.spider"],
        stdin=subprocess.PIPE,  # the job passes here and not in a file: a source's options may hold a token
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
    ) as process:
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        try:
            threading.Thread(target=_hear, args=(process, lines), daemon=True).start()
            assert process.stdin
            with suppress(BrokenPipeError), process.stdin:  # it has died already; its exit code says how
                process.stdin.write(msgspec.json.encode(job))
            quiet = 0.0
            while not stopped():
                try:
                    line = lines.get(timeout=1)
                except queue.Empty:
                    quiet += 1
                    if quiet >= patience:
                        raise Died(f"the Scrapy process gave no sign of life for {quiet:g}s and was ended") from None
                    continue
                quiet = 0.0
                if not line:
                    break
                if time.monotonic() > until:
                    raise Died(f"the Scrapy process was not done after {LONGEST / 3600:g} h and was ended")
                if name := line.decode().strip():
                    yield name
            else:
                return
            code = process.wait()
        finally:
            process.kill()
    if code:
        raise Died(_how(code))


def _hear(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Passes on each line, and b"" where no more can come."""
    assert process.stdout
    with suppress(ValueError):  # the pipe was closed under us, as nobody listens any more
        for line in process.stdout:
            lines.put(line)
    lines.put(b"")


def _how(code: int) -> str:
    if code > 0:
        return f"the Scrapy process failed (exit code {code}; its log says why)"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    hint = "; perhaps the memory was full" if -code == signal.SIGKILL else ""
    return f"the Scrapy process was ended by {name}{hint}"
