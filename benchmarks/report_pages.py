"""How fast the pages of the report are over many comments: counted once, then opened, in a process that just began
and again.

    python -m benchmarks.report_pages [100000 500000] [--url postgresql://…]

Comments, people, themes and codings are invented, seven in ten from surveys, one in ten from events. Seconds of the
clock and of the processor.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consult.app import create_app  # noqa: E402
from consult.extensions import db  # noqa: E402
from consult.models.base import utcnow  # noqa: E402
from consult.models.comments import Comment, CommentImport, Screened  # noqa: E402
from consult.models.counts import RunCount  # noqa: E402
from consult.models.listening import ListeningEvent, Method, Note, NoteKind  # noqa: E402
from consult.models.people import Role  # noqa: E402
from consult.models.submissions import EqualityAnswers, Submission  # noqa: E402
from consult.models.surveys import InstrumentVersion, Survey, Wave  # noqa: E402
from consult.models.themes import CandidateTheme, Coding, Exclusion, PriorityCoding, Theme  # noqa: E402
from consult.services import sign_in, theme_counting, theme_replay, theme_reports, theme_states  # noqa: E402
from consult.settings import Settings, SigningIn  # noqa: E402
from consult.store import runs, schema  # noqa: E402
from consult.store.transaction import transaction  # noqa: E402

WORDS = (  # of an invented consultation
    *("school", "bus", "club", "park", "help", "support", "nurse", "teacher", "waiting", "list", "speech", "therapy"),
    *("family", "house", "centre", "safe", "street", "light", "youth", "sport", "art", "music", "trip", "friend"),
    *("time", "call", "letter", "plan", "meeting", "place", "worker", "visit", "form", "answer", "phone", "food"),
)
AUDIENCES, AREAS = ("children", "parents", "partners", "staff"), ("kingston", "richmond", "windsor-and-maidenhead")
BANDS, THEMES, DAY = ("4-5", "6-8", "9-12", "13-17", "18-25"), 60, date(2026, 3, 2)
PASSWORD = "only of a benchmark"
PAGES = {
    "the whole": "/staff/report",
    "a priority": "/staff/report/priority/positive-futures",
    "none of the six": "/staff/report/priority/none",
    "a theme": "/staff/report/theme/1",
    "an audience": "/staff/report/group/audience/children-and-young-people",
    "an area": "/staff/report/group/area/kingston",
    "who disagrees": "/staff/report/who-disagrees",
    "what few raised": "/staff/report/few-people",
    "the matrix": "/staff/report/matrix",
    "explore": "/staff/report/explore?by=theme&and=area",
    "explore, CSV": "/staff/report/explore.csv?by=theme&and=area",
    "themes (work)": "/staff/themes",
    "a theme (work)": "/staff/themes/1",
}


def fill(count: int) -> None:
    """So many comments; a tenth are copies. The same for the same number."""
    chance = random.Random(7)
    user = sign_in.add_user(email="s@example.org", name="S", role=Role.STRATEGIST, password=PASSWORD).id
    with transaction():
        wave = Wave(slug="w", title="Wave", opens_at=utcnow(), closes_at=utcnow())
        file = CommentImport(file_name="f.csv", content_hash="0", rows=count)
        event = ListeningEvent(
            title="Hall", held_on=DAY, place="Library", area="kingston", audience="children", method=Method.TABLE,
            headcount="6-10", created_by=user,
        )  # fmt: skip
        db.session.add_all([wave, file, event, InstrumentVersion(id="v1", instrument_id="parents", source="")])
        db.session.flush()
        survey = Survey(slug="s", title="S", audience="parents", wave_id=wave.id, instrument_version_id="v1")
        db.session.add(survey)
        db.session.flush()
        people = list(_people(chance, count, survey.id))
        _insert(Submission, (row for row, _ in people))
        _insert(EqualityAnswers, (each for _, each in people))
        _insert(
            Note,
            (
                {
                    "id": n + 1,
                    "event_id": event.id,
                    "kind": NoteKind.VERBATIM,
                    "text": "",
                    "once": f"{n}",
                    "created_by": user,
                }
                for n in range(count // 10)
            ),
        )
        _insert(Comment, _comments(chance, count, [row for row, _ in people], file.id))


def _people(chance: random.Random, count: int, survey: int) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    for key in range(1, count * 7 // 20 + 2):
        answers = {"age-band": chance.choice(BANDS)} if chance.random() < 0.5 else {}
        yield (
            {"id": key, "reference": f"R{key}", "survey_id": survey, "instrument_version_id": "v1", "answers": answers}
            | {"audience": chance.choices(AUDIENCES, (50, 35, 3, 12))[0], "area": chance.choice(AREAS)},
            {"submission_id": key, "answers": {"disability": chance.choices(("yes", "no"), (1, 9))[0]}},
        )


def _comments(
    chance: random.Random, count: int, people: list[dict[str, object]], file: int
) -> Iterator[dict[str, object]]:
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(4, 40))) for _ in range(count * 9 // 10)]
    none = {"submission_id": None, "note_id": None, "import_id": None, "row_number": None, "question_id": ""}
    for place in range(count):
        row = none | {"id": place + 1, "text": chance.choice(texts) if place % 10 == 0 else texts[place % len(texts)]}
        row |= {"question": "What should change?", "said_on": DAY, "screening": Screened.CLEAR}
        if place % 10 < 7:  # two questions of one survey
            person = people[place // 20 * 7 + place % 20 // 2 if place % 20 < 14 else place % len(people)]
            yield row | {
                "submission_id": person["id"],
                "question_id": f"q{place}",
                "audience": person["audience"],
                "area": person["area"],
            }
        elif place % 10 == 7:
            yield row | {"note_id": place // 10 + 1, "audience": "children", "area": "kingston"}
        else:
            yield row | {
                "import_id": file,
                "row_number": place,
                "audience": chance.choice(AUDIENCES),
                "area": "richmond",
            }


def find(count: int) -> None:
    """A run as if themes had been found."""
    chance, priorities = random.Random(8), list(theme_states.priority_names())
    weights = [1 / (theme + 1) for theme in range(THEMES)]
    with transaction():
        run = runs.add_run(job_id=None, seed=0, method="invented", received=count, started_at=utcnow())
        _insert(Theme, ({"id": theme + 1, "made_at": utcnow()} for theme in range(THEMES)))
        _insert(
            CandidateTheme,
            (
                {
                    "id": t + 1,
                    "run_id": run.id,
                    "theme_id": t + 1,
                    "key": f"t{t:02}",
                    "name": f"Theme {t} about {WORDS[t % len(WORDS)]}",
                }
                | {
                    "keywords": [],
                    "comments": 1,
                    "excerpts": [],
                    "priority": chance.choice(priorities),
                    "priority_probability": 0.5,
                }
                | {"firmness": "firm", "stability": 0.8}
                for t in range(THEMES)
            ),
        )
        left_out = {key for key in range(1, count + 1) if key % 25 == 0}
        said = [key for key in range(1, count + 1) if key not in left_out]
        _insert(Coding, _codings(chance, run.id, said, weights))
        _insert(
            PriorityCoding,
            (
                {"run_id": run.id, "comment_id": key, "priority": chance.choice(priorities), "probability": 0.8}
                | {"second": "unsure", "second_probability": 0.1, "reason": "invented"}
                for key in said
            ),
        )
        _insert(Exclusion, ({"run_id": run.id, "comment_id": key, "reason": "blank"} for key in left_out))


def _codings(chance: random.Random, run: int, said: list[int], weights: list[float]) -> Iterator[dict[str, object]]:
    for key in said:
        for theme in {*chance.choices(range(THEMES), weights, k=chance.choice((1, 1, 2)))}:
            stance = chance.choices(("unclear", "for", "against"), (6, 3, 1))[0]
            yield {
                "run_id": run, "comment_id": key, "probability": round(chance.random(), 3), "stance": stance,
                "theme_id": theme + 1 if key % 6 else None, "is_unsure": key % 12 == 0, "tone": 0.0,
            }  # fmt: skip
            if key % 6 == 0:
                break


def _insert(table: type, rows: Iterator[dict[str, object]]) -> None:
    pending: list[dict[str, object]] = []
    for row in rows:
        pending.append(row)
        if len(pending) == 5_000:
            db.session.execute(sa.insert(table), pending)
            pending = []
    if pending:
        db.session.execute(sa.insert(table), pending)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - processor


def forget() -> None:
    """As a process that has just begun: nothing is kept in it."""
    for module in (theme_counting, theme_replay, theme_reports):
        module._kept._values.clear()
    db.session.rollback()


def measure(count: int, url: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/b.sqlite3"
        schema.upgrade(sa.create_engine(url))
        rules = SigningIn(needs_second_factor=False)
        settings = Settings(
            instance=Path(folder), database_url=url, secret_key="k" * 40, is_https=False, signing_in=rules
        )
        app = create_app(settings)
        with app.app_context():
            fill(count)
            find(count)
            run = runs.find_newest_run()
            assert run is not None
            clock, processor = timed(lambda: theme_counting.store(run))
            size = db.session.execute(
                sa.select(sa.func.length(RunCount.overview), sa.func.length(RunCount.sheet))
            ).one()
            print(f"\n{count:,} comments: counted in {clock:.1f} s ({processor:.1f} s of the processor); "
                  f"stored: {size[0] / 1e6:.1f} MB of figures, {size[1] / 1e6:.1f} MB of numbers")  # fmt: skip
            db.session.rollback()
            token = sign_in.sign_in("s@example.org", PASSWORD)
        client = app.test_client()
        with client.session_transaction() as session:
            session["sign_in"] = token
        client.get("/staff/reach")  # what a process does once for any page is no part of this
        print(f"{'page':18}{'first: ms':>10}{'of CPU':>10}{'again: ms':>10}{'of CPU':>10}{'KB':>8}")
        for name, path in PAGES.items():
            with app.app_context():
                forget()
            sizes: list[int] = []

            def get(path: str = path, sizes: list[int] = sizes) -> None:
                answer = client.get(path)
                assert answer.status_code == 200, (path, answer.status)
                sizes.append(len(answer.data))

            first, again = timed(get), min(timed(get) for _ in range(3))
            figures = "".join(f"{1e3 * each:10.0f}" for each in (*first, *again))
            print(f"{name:18}{figures}{sizes[0] / 1e3:8.0f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[100_000, 500_000])
    parser.add_argument("--url")
    chosen = parser.parse_args()
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors"
    print(f"{machine}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start")
    for number in chosen.counts:
        measure(number, chosen.url)
