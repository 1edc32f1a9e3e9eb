"""What is there before a run begins: made once, kept in a folder outside the tree, copied for each run."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import report_pages
from benchmarks.load import survey, world
from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, Screened
from consult.models.reviews import Likeness
from consult.models.submissions import Submission
from consult.services import theme_counting
from consult.store import runs, schema
from consult.store.transaction import transaction

CACHE = Path(os.environ.get("CONSULT_BENCHMARKS", Path.home() / ".cache/consult-benchmarks"))
CHUNK = 10_000
AREAS = ("kingston", "richmond", "windsor-and-maidenhead")


def kept(name: str, folder: Path, make: Callable[[], None]) -> str:
    """The URL of a SQLite database in `folder`, made by `make` where no run has made the same before."""
    CACHE.mkdir(parents=True, exist_ok=True)
    head = schema._newest()
    file, mine = CACHE / f"{name}-{head}.sqlite3", folder / "load.sqlite3"
    if not file.exists():
        began, made = time.monotonic(), CACHE / f"{name}-{os.getpid()}.part"
        made.unlink(missing_ok=True)
        world.upgrade(f"sqlite:///{made}")
        with world.app_over(f"sqlite:///{made}", folder):
            make()
            db.session.commit()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.rename(file)
        print(f"made {file.name}: {file.stat().st_size / 1e6:.0f} MB in {time.monotonic() - began:.0f} s", flush=True)
    shutil.copy(file, mine)
    return f"sqlite:///{mine}"


def responses(count: int) -> None:
    """So many finished questionnaires with two comments each, all screened; no two say the same."""
    asked, chance = survey.open_survey(), random.Random(18)
    version, sent_at = asked.instrument_version_id, utcnow() - timedelta(hours=12)
    for start in range(1, count + 1, CHUNK):
        keys = range(start, min(start + CHUNK, count + 1))
        with transaction():
            said = {key: (_words(chance, key), _words(chance, key), chance.choice(AREAS)) for key in keys}
            whole = {"survey_id": asked.id, "instrument_version_id": version, "submitted_at": sent_at}
            whole |= {"audience": "children", "notice": "confidential with limits, x", "language": "en"}
            db.session.execute(sa.insert(Submission), [whole | _submission(key, *said[key]) for key in keys])
            db.session.execute(sa.insert(Comment), [row for key in keys for row in _comments(key, *said[key])])
            db.session.execute(sa.insert(Likeness), [{"submission_id": key, "digest": f"{key:064x}"} for key in keys])
    if db.engine.dialect.name == "postgresql":
        with transaction():
            for table in ("submission", "comment"):
                last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                db.session.execute(sa.text(last))


def _words(chance: random.Random, key: int) -> str:
    return f"{' '.join(chance.choices(report_pages.WORDS, k=chance.randint(4, 40)))} {key}"


def _submission(key: int, good: str, change: str, area: str) -> dict[str, Any]:
    answers = {"understood": True, "area": area, "happy": str(key % 5 + 1), "good": good, "change": change}
    return {"id": key, "reference": f"BC-{key:08}", "area": area, "answers": answers}


def _comments(key: int, good: str, change: str, area: str) -> Iterator[dict[str, Any]]:
    whole = {"submission_id": key, "audience": "children", "area": area, "said_on": report_pages.DAY}
    whole |= {"source": "survey", "screening": Screened.CLEAR}
    yield whole | {"question_id": "good", "question": "What is good?", "text": good}
    yield whole | {"question_id": "change", "question": "What should change?", "text": change}


def comments(count: int) -> None:
    """What benchmarks/report_pages.py makes, counted as a worker does; and the survey beside it."""
    report_pages.fill(count)
    report_pages.find(count)
    run = runs.find_newest_run()
    assert run is not None
    theme_counting.store(run)
    survey.open_survey()
