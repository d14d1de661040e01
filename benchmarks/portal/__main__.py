"""All measures of the portal, one after the other; `make bench-portal`.

python -m benchmarks.portal [PART ...]
"""

import sys
from collections.abc import Callable

from benchmarks.portal import engines, generators, phone

PARTS: dict[str, Callable[[], None]] = {
    "phone": lambda: phone.main([2_000, 10_000, 50_000]),
    "engines": lambda: engines.main([2_000, 10_000]),
    "generators": lambda: generators.main(generators.OPPORTUNITIES),
}


def main(names: list[str]) -> None:
    """Prints some parts, or all."""
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in names or PARTS:
        print(f"# {name}\n")
        PARTS[name]()
        print(flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
