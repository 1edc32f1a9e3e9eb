"""What is counted and timed while people are served: numbers by the name of a page, never an address or a word.

All web processes of a machine count into one folder in memory, which `consult serve` makes (PROMETHEUS_MULTIPROC_DIR);
without it each process counts for itself. Each process has a place in it, a number. When a process ends, the next one
takes its place and counts on, so that the folder never grows.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
MOST_PLACES = 200  # two sets of 64, while one follows the other, and room
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Place:
    """This process's own. held: an open file that nobody else can lock while this process lives."""

    name = f"before{os.getpid()}"
    held: TextIO | None = None

    def take(self) -> None:
        if not FOLDER:
            return
        import fcntl  # not on Windows, where nothing is shared

        for number in range(MOST_PLACES):
            file = (Path(FOLDER) / f"place{number}").open("w", encoding="ascii")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                continue
            self.name, self.held = f"place{number}", file
            return


place = Place()
own = CollectorRegistry()
if FOLDER:
    values.ValueClass = values.MultiProcessValue(lambda: place.name)  # type: ignore[no-untyped-call]
_requests = Counter(
    "consult_requests", "Requests answered, by page, method and status.", ("route", "method", "status"), registry=own
)
_seconds = Histogram(
    "consult_request_seconds", "From request to answer, by page.", ("route",), buckets=SECONDS, registry=own
)
_submissions = Counter("consult_submissions", "Submissions stored, by audience.", ("audience",), registry=own)
_counted: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}  # looked up once: a page has few milliseconds


def request(route: str, method: str, status: int, seconds: float) -> None:
    key = (route, method, str(status))
    with suppress(OSError):  # no room for numbers: nobody goes without a page for that
        if key not in _counted:
            _counted[key] = (_requests.labels(*key), _seconds.labels(route))
        counter, histogram = _counted[key]
        counter.inc()
        histogram.observe(seconds)


def submission(audience: str) -> None:
    with suppress(OSError):
        _submissions.labels(audience).inc()


def everything() -> CollectorRegistry:
    """Of this process, or of all that share the folder."""
    if not FOLDER:
        return own
    found = CollectorRegistry()
    MultiProcessCollector(found, path=FOLDER)  # type: ignore[no-untyped-call]
    return found
