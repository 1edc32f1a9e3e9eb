"""Every migration is taken back and made again over an installation in use: what people said stays as it was."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from consult.models.everything import metadata
from consult.store import schema

RESPONSES = ("wave", "survey", "instrument_version", "visit", "submission", "equality_answers", "listening_event",
             "note", "comment_import", "comment")  # fmt: skip
QUICK, THOROUGH = 300, 100_000
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT_ONCE = 5_000


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(database_url)
    yield engine
    schema.upgrade(engine)
    engine.dispose()


def fill(engine: sa.Engine, many: int) -> None:
    """So many submissions, each with one comment; a tenth as many notes and imported rows."""
    once: dict[str, list[dict[str, Any]]] = {
        "user_account": [{"id": 1, "email": "a@example.org", "name": "A", "role": "strategist", "password_hash": "-"}],
        "wave": [{"id": 1, "slug": "w", "title": "W", "opens_at": NOW, "closes_at": NOW}],
        "instrument_version": [{"id": "v1", "instrument_id": "children", "source": "id = 1"}],
        "survey": [{"id": 1, "slug": "s", "title": "S", "audience": "children", "wave_id": 1,
                    "instrument_version_id": "v1"}],
        "listening_event": [{"id": 1, "title": "T", "held_on": date(2026, 3, 1), "place": "P", "area": "kingston",
                             "audience": "children", "method": "talk", "headcount": "6-10", "created_by": 1}],
        "comment_import": [{"id": 1, "file_name": "f.csv", "content_hash": "h", "rows": many // 10}],
    }  # fmt: skip
    with engine.begin() as connection:
        for table, rows in once.items():
            connection.execute(sa.insert(metadata.tables[table]), rows)
        for table, lines in _many(many):
            while piece := list(itertools.islice(lines, AT_ONCE)):
                connection.execute(sa.insert(metadata.tables[table]), piece)


def _many(many: int) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    of_survey = {"survey_id": 1, "instrument_version_id": "v1"}
    said = {"audience": "children", "area": "kingston", "said_on": date(2026, 3, 1)}
    numbers, few = range(1, many + 1), range(1, many // 10 + 1)
    yield "visit", ({"id": n, "token_hash": f"{n:064}", "answers": {}, **of_survey} for n in numbers)
    yield "submission", ({"id": n, "visit_id": n, "reference": f"R{n}", "audience": "children", "area": "kingston",
                          "answers": {"change": f"Swings {n} ‘é’"}, **of_survey} for n in numbers)  # fmt: skip
    yield "equality_answers", ({"submission_id": n, "answers": {"sex": "female"}} for n in few)
    yield "note", ({"id": n, "event_id": 1, "kind": "verbatim", "text": f"Note {n}\n", "once": str(n), "created_by": 1}
                   for n in few)  # fmt: skip
    yield "comment", ({"submission_id": n, "question_id": "change", "text": f"Swings {n} ‘é’", **said} for n in numbers)
    yield "comment", ({"note_id": n, "text": f"Note {n}\n", **said} for n in few)
    yield "comment", ({"import_id": 1, "row_number": n, "text": f"Row {n}", **said} for n in few)


def columns(engine: sa.Engine) -> dict[str, set[str]]:
    look = sa.inspect(engine)
    return {table: {column["name"] for column in look.get_columns(table)} for table in RESPONSES}


def checksums(engine: sa.Engine) -> dict[str, str]:
    """A digest of every column, with the number of its rows, by table and column."""
    found = {}
    with engine.connect().execution_options(yield_per=5_000) as connection:
        for table, names in columns(engine).items():
            wanted, rows = sorted(names), 0
            digests = [hashlib.sha256() for _ in wanted]
            for row in connection.execute(sa.text(f"SELECT {', '.join(wanted)} FROM {table} ORDER BY id")):
                for digest, value in zip(digests, row, strict=True):
                    digest.update(repr(value).encode())
                rows += 1
            found |= {f"{table}.{n}": f"{rows} {d.hexdigest()}" for n, d in zip(wanted, digests, strict=True)}
    return found


def timed(act: Callable[..., None], *words: Any) -> float:
    began = time.monotonic()
    act(*words)
    return time.monotonic() - began


def there_and_back(engine: sa.Engine, many: int) -> str:
    fill(engine, many)
    newest, *older = (script.revision for script in ScriptDirectory.from_config(schema._config()).walk_revisions())
    above, told = checksums(engine), [f"{many} submissions at {newest}"]
    for revision in older:
        down = timed(schema.downgrade, engine, revision)
        below = checksums(engine)
        up = timed(schema.upgrade, engine)
        again = checksums(engine)
        changed = [name for name in below.keys() & above.keys() if not below[name] == above[name] == again[name]]
        assert sorted(changed) == [], f"from {newest} to {revision} and back"
        assert {name.partition(".")[0] for name in below} == set(RESPONSES)
        told.append(f"to {revision} {down:.1f} s, back {up:.1f} s")
    assert schema.differences(engine) == []
    return "; ".join(told)


def test_every_migration_there_and_back_leaves_what_people_said_as_it_was(engine: sa.Engine, figure) -> None:
    figure(there_and_back(engine, QUICK))


@pytest.mark.thorough
def test_every_migration_there_and_back_over_a_hundred_thousand(engine: sa.Engine, figure) -> None:
    figure(there_and_back(engine, THOROUGH))
