"""Broken pages: whatever a host sends, a kind answers with drafts, refusals or a sentence, soon and in 256 MB.

FUZZ is the number of cases for each kind: 20 where it is not set, 200 in .ci/run, 10,000 in `make fuzz`. What fails is
written to var/fuzz/<kind>/, to be tried again (see tests/fuzzing.py) and to become a fixture.
"""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.kinds import kinds
from tests.fixture_cases import FIXTURES

ROOT = Path(__file__).parent.parent
CASES = int(os.environ.get("FUZZ", "20"))
TOGETHER = 50
"""Up to so many cases all kinds are tried in one process: its start takes longer than a kind's cases."""


@functools.cache
def told(*names: str) -> dict[str, dict[str, Any]]:
    """What was found of these kinds; a process of its own, as memory and time are limited there."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.fuzzing", "--cases", str(CASES), *names],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"FUZZ_SECONDS": "3"},
    )  # fmt: skip
    found = {one["kind"]: one for one in map(json.loads, ran.stdout.splitlines())}
    assert set(names) <= set(found), ran.stderr[-2000:]
    return found


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", kinds())
def test_only_our_own_errors_come_out(kind: str) -> None:
    found = told(*(kinds() if CASES <= TOGETHER else [kind]))[kind]
    assert found["cases"] >= CASES, f"{kind} has no fixture to start from"
    assert not found["faults"], "\n".join(
        f"{one['said']}\n  at {one['where']}; {one['case']}; again: python -m tests.fuzzing --again {one['folder']}"
        for one in found["faults"]
    )


def test_every_kind_has_a_page_to_break() -> None:
    assert set(kinds()) <= {folder.name for folder in FIXTURES.iterdir()}
