"""Load profiles, one command each; the server, the people and the check of the database are made by it.

    python -m benchmarks.load assembly|national|facilitators|strategists|burst [--quick] [--database postgresql]

Ends with 1 where a limit was missed or the database does not hold what people were told. Only 127.0.0.1 is asked.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import profiles
from benchmarks.load.data import CACHE
from benchmarks.load.profiles import Options
from benchmarks.load.running import Report

PROFILES: dict[str, Callable[[Options], Report]] = {
    "assembly": profiles.assembly,
    "national": profiles.national,
    "facilitators": profiles.facilitators,
    "strategists": profiles.strategists,
    "burst": profiles.burst,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("profile", choices=PROFILES)
    parser.add_argument("--quick", action="store_true", help="a few people for a few seconds: does it work?")
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--processes", type=int, default=max(2, os.cpu_count() or 1), help="that answer")
    parser.add_argument("--scale", type=float, default=0.25, help="national: of 16 submissions and 200 pages a second")
    parser.add_argument("--minutes", type=float, default=5, help="national: how long people come")
    parser.add_argument("--comments", type=int, default=100_000, help="strategists: how many there are")
    parser.add_argument("--report", type=Path, help="a file for the report (JSON)")
    chosen = vars(parser.parse_args())
    name, file = chosen.pop("profile"), chosen.pop("report")
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        report = PROFILES[name](Options(folder=Path(folder), **chosen))
    report.show()
    report.write(file or CACHE / "reports" / f"{name}{'-quick' if chosen['quick'] else ''}-{chosen['database']}.json")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
