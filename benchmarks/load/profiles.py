"""What each profile makes ready, asks for, and holds what was measured against."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import report_pages
from benchmarks.load import checking, data, survey, world
from benchmarks.load.running import Report, line_of, lines_of, send_people
from benchmarks.load.world import Server

SUBMISSIONS, PAGES = 16, 200  # a second, of a national campaign
SETTLED = 1 / 3  # of the time, after which a process holds what it takes for good
SEEN = 10  # pages that somebody sees who answers: the start, seven, the check, the thanks
BUSY = 0.6  # share of a processor beyond which people wait for one another
SAME = "Everybody who is like me wants exactly this and nothing else, and says so in these words."


@dataclass(frozen=True, kw_only=True)
class Options:
    folder: Path
    quick: bool
    database: str
    processes: int
    scale: float
    minutes: float
    comments: int


@contextmanager
def world_of(options: Options, name: str = "", make: Any = None) -> Iterator[str]:
    """The database of a run: what `make` makes is kept between runs on SQLite, and made each time on PostgreSQL."""
    if make is not None and options.database == "sqlite":
        yield data.kept(name, options.folder, make)
        return
    with world.database(options.database, options.folder) as url:
        with world.app_over(url, options.folder):
            (make or survey.open_survey)()
        yield url


def assembly(options: Options) -> Report:
    """H16, H17: 1,200 begin within 120 s, then each a page every 20 s (60 pages/s); at the bell 300 send within 5 s."""
    chosen: dict[str, Any] = {"starts": 1200, "within": 120, "think": 20, "at_the_bell": 300, "bell": 330, "rush": 5}
    if options.quick:
        chosen = {"starts": 24, "within": 0.5, "think": 0.02, "at_the_bell": 12, "bell": 2, "rush": 0.2}
    chosen |= {"people": chosen["starts"], "lasts": chosen["bell"] + chosen["rush"] + 60}
    report = Report(profile="assembly", machine=world.machine())
    with world_of(options) as url, world.served(url, options.folder, processes=options.processes) as server:
        told = send_people("assembly", server, options.folder, chosen, begin=200)
        report.missed += checking.receipts(url, told["receipts"], after=0)
    report.lines = lines_of(told["asked"])
    bell = [one for one in told["asked"] if one[1] == "send" and one[0] >= chosen["bell"]]
    report.lines.append(line_of("send, at the bell", bell))
    report.figures = {"receipts": len(told["receipts"])}
    report.limit("receipts missing", chosen["starts"] - len(told["receipts"]), 0, "children")
    _limits(report, p95=500, p99=1500, is_timed=not options.quick)
    return report


def national(options: Options) -> Report:
    """H18, by the scale; the arithmetic to the full size is printed."""
    scale, seconds, present = options.scale, options.minutes * 60, 500_000
    if options.quick:
        scale, seconds, present = 0.2, 2, 300
    chosen = {
        "submissions": SUBMISSIONS * scale, "visits": (PAGES - SUBMISSIONS * SEEN) / 2 * scale, "seconds": seconds,
        "think": 0.02 if options.quick else 3, "lasts": seconds + 60,
        "people": 8 if options.quick else int(SUBMISSIONS * scale * 60) + 40,
    }  # fmt: skip
    report = Report(profile="national", machine=world.machine())
    made = world_of(options, f"responses-{present}", lambda: data.responses(present))
    with made as url, world.served(url, options.folder, processes=options.processes) as server:
        after = checking.newest(url)
        warm_up(server)
        worked, memory = server.processor(), list[float]()
        settled = threading.Timer(seconds * SETTLED, lambda: memory.append(server.memory()))
        settled.start()
        told = send_people("national", server, options.folder, chosen, begin=50)
        settled.join()
        memory.append(server.memory())
        worked = server.processor() - worked
        report.missed += checking.receipts(url, told["receipts"], after=after)
    report.lines = lines_of(told["asked"])
    report.figures = {"responses present": present, "receipts": len(told["receipts"])}
    report.figures |= _arithmetic(scale, seconds, worked, memory)
    _limits(report, p95=2000, p99=2000, is_timed=not options.quick)
    if not options.quick:
        report.limit("memory grew", 100 * (memory[1] / memory[0] - 1), 10, "per cent")
    return report


def _arithmetic(scale: float, seconds: float, worked: float, memory: list[float]) -> dict[str, Any]:
    """What the full size needs, from what this one took of the processors."""
    busy = worked / seconds
    return {
        "submissions a second": SUBMISSIONS * scale, "pages a second": PAGES * scale,
        "processors at work, of the server alone": busy,
        "the full size (16 submissions and 200 pages a second)":
            f"{busy:.2f} / {scale:g} = {busy / scale:.1f} processors, or {busy / scale / BUSY:.1f} at {BUSY:.0%}",
        "memory of the server, MB after a third of the time and at the end": f"{memory[0]:.0f}, {memory[1]:.0f}",
    }  # fmt: skip


def facilitators(options: Options) -> Report:
    """Six scribes write 600 points at one event within two minutes; p95 below 200 ms."""
    points, seconds = (12, 0.5) if options.quick else (600, 120)
    report = Report(profile="facilitators", machine=world.machine())
    events: list[int] = []
    with world_of(options, "", None) as url:
        with world.app_over(url, options.folder):
            events.append(_event())
        chosen = {"points": points, "seconds": seconds, "people": 6, "ready": 2 if options.quick else 15}
        chosen |= {"path": f"/staff/events/{events[0]}/points.json", "password": report_pages.PASSWORD}
        with world.served(url, options.folder, processes=options.processes) as server:
            told = send_people("facilitators", server, options.folder, {**chosen, "lasts": seconds + 60}, begin=6)
        report.missed += checking.points(url, told.get("points", []), wanted=points)
    report.lines = lines_of(told["asked"])
    sent = next((line for line in report.lines if line.name == "send a point"), None)
    report.figures = {"points stored": len(told.get("points", []))}
    report.limit("errors", report.lines[-1].errors, 0, "")
    if sent and not options.quick:
        report.limit("p95 of a point", sent.p95, 200)
    return report


def _event() -> int:
    from consult.models.listening import Method
    from consult.models.people import Role
    from consult.services import listening, sign_in

    for place in range(6):
        by = sign_in.add_user(
            email=f"scribe{place}@example.org", name=f"S{place}", role=Role.FACILITATOR, password=report_pages.PASSWORD
        ).id
    what = {"title": "Six tables", "held_on": date(2026, 3, 2), "place": "Hall", "area": "kingston"}
    return listening.add_event(**what, audience="parents", method=Method.TABLE, headcount="21-50", by=by).id


def strategists(options: Options) -> Report:
    """H19: respondents’ p95 before and while strategists open every page of the report."""
    count = 300 if options.quick else options.comments
    chosen: dict[str, Any] = {
        "alone": 2 if options.quick else 60, "seconds": 2 if options.quick else 180, "strategists": 6,
        "submissions": 4 if options.quick else 2, "think": 0.05 if options.quick else 3,
        "respondents": 6 if options.quick else 120, "pages": report_pages.PAGES, "password": report_pages.PASSWORD,
    }  # fmt: skip
    chosen |= {"people": chosen["respondents"] + chosen["strategists"], "lasts": chosen["seconds"] + 60}
    report = Report(profile=f"strategists, {count:,} comments", machine=world.machine())
    made = world_of(options, f"comments-{count}", lambda: data.comments(count))
    with made as url, world.served(url, options.folder, processes=options.processes) as server:
        after = checking.newest(url)
        told = send_people("strategists", server, options.folder, chosen, begin=60)
        report.missed += checking.receipts(url, told["receipts"], after=after)
    _two_times(report, told, chosen["alone"], "strategist: ", is_timed=not options.quick)
    slowest = max(line.p95 for line in report.lines if line.name.startswith("strategist: "))
    report.figures["slowest page of strategists, p95 ms"] = slowest
    if not options.quick:
        report.limit("slowest page of strategists", slowest, 3000)
    return report


def burst(options: Options) -> Report:
    """G15: 2,000 scripted submissions in five minutes, each from a new session, beside one real person a second."""
    chosen: dict[str, Any] = {
        "alone": 2 if options.quick else 60, "seconds": 2 if options.quick else 300, "same": SAME,
        "scripted": 10 if options.quick else 2000, "scripts": 3 if options.quick else 40,
        "submissions": 3 if options.quick else 1, "think": 0.05 if options.quick else 3,
        "respondents": 6 if options.quick else 60,
    }  # fmt: skip
    chosen |= {"people": chosen["respondents"] + chosen["scripts"], "lasts": chosen["seconds"] + 60}
    report = Report(profile="burst", machine=world.machine())
    with world_of(options) as url, world.served(url, options.folder, processes=options.processes) as server:
        told = send_people("burst", server, options.folder, chosen, begin=40)
        report.missed += checking.receipts(url, told["receipts"], after=0)
        scripted, waiting, others = checking.marked(url, words=SAME)
        with world.app_over(url, options.folder):
            alarm = _alarm()
    _two_times(report, told, chosen["alone"], "script: ", is_timed=not options.quick)
    report.figures |= {"scripted, stored": scripted, "of them in review": waiting, "real people in review": others}
    report.figures["managers are told"] = alarm or "nothing"
    report.limit("scripted ones that are not in review", scripted - waiting, 0, "")
    if not options.quick:
        report.limit("real people in review", others, 0, "")
        report.missed += [] if alarm else ["no alarm was raised"]
    return report


def _alarm() -> str:
    from consult.services import reviews

    return reviews.alarm()


def _two_times(report: Report, told: dict[str, Any], alone: float, others: str, *, is_timed: bool) -> None:
    """People who answer, before and after the others came. What began in between belongs to neither."""
    asked = told["asked"]
    answering = [one for one in asked if not one[1].startswith(others)]
    before = line_of("people who answer, alone", [one for one in answering if one[0] < alone])
    beside = line_of("people who answer, meanwhile", [one for one in answering if one[0] >= alone])
    report.lines = [*lines_of(asked), before, beside]
    report.figures = {"receipts": len(told["receipts"])}
    report.limit("errors", report.lines[-3].errors, 0, "")
    if is_timed:
        report.limit("p95 of people who answer, meanwhile", beside.p95, max(500.0, 1.5 * before.p95))


def _limits(report: Report, *, p95: float, p99: float, is_timed: bool) -> None:
    everything = next(line for line in report.lines if line.name == "all")
    report.limit("errors", everything.errors, 0, "")
    if is_timed:
        report.limit("p95", everything.p95, p95)
        report.limit("p99", everything.p99, p99)


def warm_up(server: Server) -> None:
    """Each process has made each kind of page: what it takes for good is taken."""
    import urllib.request

    for _ in range(40):
        for path in ("/", "/survey/load"):
            with urllib.request.urlopen(server.address + path) as answer:
                answer.read()
