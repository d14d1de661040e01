"""All measures of the sources, one after the other; `make bench-sources`."""

from benchmarks.sources import claims, extraction, held, recurrence, speed, unchanged


def main() -> None:
    """Prints every table. Those over real files are left out where the folder is not there."""
    if (claims.DATA / "MANIFEST.tsv").exists():
        print("# Real files\n")
        held.own(names=True)
        held.others(names=True)
        print("\n# What repeats, by two engines\n")
        recurrence.main()
    else:
        print(f"the real files are not at {claims.DATA} (set CITYOFLEARNING_DATA): two measures are left out")
    print("\n# Extraction beside extruct\n")
    extraction.main(extraction.RUNS)
    print("\n# An unchanged source\n")
    unchanged.main()
    print("\n# Crawling 5,000 pages beside a bare spider\n")
    speed.main(speed.RUNS)


if __name__ == "__main__":
    main()
