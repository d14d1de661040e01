"""Runs the fixture folders of the kinds: tests/fixtures/<kind>/<case>/. crawlers/fixtures.py says what lies in one.

A new case needs no code: add a folder. `python -m tests.fixture_cases csv/my-case` writes its expected.json from what
is extracted now; then read it, line by line, before you trust it. `cityoflearning fixture SOURCE` makes one of what a
real source answered.
"""

import sys
from pathlib import Path

from crawlers.fixtures import Case, expect, extracted, read

__all__ = ["FIXTURES", "Case", "cases", "extracted", "read"]

FIXTURES = Path(__file__).parent / "fixtures"


def cases(*kinds: str) -> list[Case]:
    """Every case of these kinds, in order; of all kinds where none is named."""
    folders = [folder.parent for kind in kinds or ("*",) for folder in FIXTURES.glob(f"{kind}/*/source.json")]
    return [read(folder) for folder in sorted(folders)]


if __name__ == "__main__":
    for given in sys.argv[1:]:
        expect(FIXTURES / given)
