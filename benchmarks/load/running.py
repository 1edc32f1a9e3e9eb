"""One run: locust in a process of its own, against the server of this run, and what it measured."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load.world import ROOT, Server

DRAIN = 120  # seconds that the last may take after everybody has come


@dataclass(frozen=True, kw_only=True)
class Line:
    """Of one kind of request. Milliseconds on the clock, as whoever asks waits for them."""

    name: str
    count: int
    errors: int
    p50: float
    p95: float
    p99: float
    worst: float


@dataclass(kw_only=True)
class Report:
    """missed: every limit that was not kept, in a sentence."""

    profile: str
    machine: str
    lines: list[Line] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def limit(self, what: str, found: float, most: float, unit: str = "ms") -> None:
        if not found <= most:
            self.missed.append(f"{what}: {found:,.0f} {unit}, at most {most:,.0f} were to be")

    def show(self) -> None:
        print(f"\n{self.profile} on {self.machine}")
        print(f"{'':32}{'requests':>9}{'errors':>8}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'worst':>8}")
        for one in self.lines:
            times = "".join(f"{each:8.0f}" for each in (one.p50, one.p95, one.p99, one.worst))
            print(f"{one.name:32}{one.count:9,}{one.errors:8}{times}")
        for name, value in self.figures.items():
            print(f"{name}: {value:,.1f}" if isinstance(value, float) else f"{name}: {value}")
        print("\n".join(f"MISSED {each}" for each in self.missed) or "every limit was kept")

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=2))
        print(f"written to {file}")


def send_people(profile: str, server: Server, folder: Path, chosen: dict[str, Any], *, begin: int) -> dict[str, Any]:
    """What benchmarks/load/people.py told. begin: how many people a second locust makes ready."""
    out = folder / "measured.json"
    environ = os.environ | {"LOAD": json.dumps({**chosen, "out": str(out)}), "PYTHONPATH": str(ROOT)}
    longest = int(chosen.get("alone", 0) + chosen["lasts"] + DRAIN)
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", str(Path(__file__).parent / f"{profile}.py"), "--headless",
         "--host", server.address, "-u", str(chosen["people"]), "-r", str(begin), "-t", f"{longest}s",
         "--only-summary", "--loglevel", "WARNING", "--exit-code-on-error", "0"],
        cwd=ROOT, env=environ, check=False, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode or not out.exists():
        raise SystemExit(f"locust ended with {done.returncode} before it told what it had measured.\n{done.stderr}")
    told: dict[str, Any] = json.loads(out.read_text())
    return told


def lines_of(asked: list[list[Any]]) -> list[Line]:
    """One for each kind of request, by name, and one for all together."""
    by_name: dict[str, list[list[Any]]] = defaultdict(list)
    for one in asked:
        by_name[one[1]].append(one)
    return [line_of(name, some) for name, some in [*sorted(by_name.items()), ("all", asked)]]


def line_of(name: str, asked: list[list[Any]]) -> Line:
    times = sorted(one[2] for one in asked) or [math.nan]
    return Line(
        name=name, count=len(asked), errors=sum(bool(one[3]) for one in asked), p50=percentile(times, 50),
        p95=percentile(times, 95), p99=percentile(times, 99), worst=times[-1],
    )  # fmt: skip


def percentile(ordered: list[float], share: int) -> float:
    """Of what was measured the least that so many in a hundred do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
