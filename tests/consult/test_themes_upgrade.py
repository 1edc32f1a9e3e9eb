"""Decisions of an older version, copied from run to run there, hang on lasting themes here; and the way back."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from consult.store import schema

BEFORE, HERE = "0007", "0008"
DAYS = [datetime(2026, 3, day, 12) for day in range(1, 20)]


@pytest.fixture
def engine(database_url):
    engine = sa.create_engine(database_url)
    yield engine
    schema.upgrade(engine)
    engine.dispose()


def put(connection, table, *rows):
    known = sa.Table(table, sa.MetaData(), autoload_with=connection)
    connection.execute(sa.insert(known), list(rows))


def read(engine, question):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(question))]


def candidate(key, run, name="Machine"):
    return {"id": key, "run_id": run, "key": f"t{key:02}", "name": name, "keywords": [], "comments": 2, "excerpts": [],
            "priority": "none", "priority_probability": 0.5}  # fmt: skip


def decision(key, theme, number, kind, after, day, carried_from=None):
    return {"id": key, "theme_id": theme, "number": number, "kind": kind, "before": "", "after": after, "user_id": 1,
            "at": DAYS[day], "carried_from": carried_from}  # fmt: skip


def fill(engine):
    """Three runs. Candidate 1 → 3 → 5 took over each other's decisions; 2 was decided and lost; 4 is nobody's."""
    with engine.begin() as connection:
        put(connection, "user_account", {"id": 1, "email": "a@example.org", "name": "A", "role": "strategist",
            "password_hash": "-", "created_at": DAYS[0], "is_active": True, "failed_sign_ins": 0})  # fmt: skip
        put(connection, "comment_import", {"id": 1, "file_name": "f", "content_hash": "h", "rows": 2,
            "imported_at": DAYS[0], "name_screening": "clear"})  # fmt: skip
        said = {"import_id": 1, "question_id": "", "question": "", "audience": "parents", "area": "richmond",
                "said_on": DAYS[0], "source": "", "may_quote": False, "external_id": "", "screening": "clear",
                "screened_by": ""}  # fmt: skip
        put(connection, "comment", *({"id": n, "row_number": n, "text": f"Said {n}"} | said for n in (1, 2)))
        runs = ((1, DAYS[0]), (2, DAYS[5]), (3, DAYS[10]))
        put(connection, "analysis_run", *({"id": n, "seed": 0, "method": "m", "received": 2, "started_at": at,
            "finished_at": at} for n, at in runs))  # fmt: skip
        put(connection, "candidate_theme", candidate(1, 1), candidate(2, 1), candidate(3, 2, "Other words"),
            candidate(4, 2), candidate(5, 3, "Newest words"))  # fmt: skip
        coded = ((1, 1), (1, 2), (2, 3), (2, 4), (3, 5))
        put(connection, "coding", *({"run_id": run, "comment_id": n, "theme_id": theme, "probability": 0.5,
            "is_unsure": False, "stance": "unclear", "tone": 0.0} for run, theme in coded for n in (1, 2)))  # fmt: skip
        put(connection, "theme_decision", decision(1, 1, 1, "rename", "First", 1),
            decision(2, 1, 2, "rename", "Ours", 2), decision(3, 1, 3, "accept", "accepted", 3),
            decision(4, 2, 1, "reject", "rejected", 4))  # fmt: skip
        put(connection, "theme_decision", decision(5, 3, 1, "rename", "Ours", 2, 2),
            decision(6, 3, 2, "accept", "accepted", 3, 3), decision(7, 3, 3, "priority", "unsure", 6))  # fmt: skip
        put(connection, "theme_decision", decision(8, 5, 1, "rename", "Ours", 2, 5),
            decision(9, 5, 2, "accept", "accepted", 3, 6), decision(10, 5, 3, "priority", "unsure", 6, 7))  # fmt: skip


HISTORY = "SELECT theme_id, number, kind, after, at FROM theme_decision ORDER BY theme_id, number"
THEMES = "SELECT id, theme_id FROM candidate_theme ORDER BY id"


def test_decisions_copied_from_run_to_run_become_one_history_of_one_theme(engine):
    schema.downgrade(engine, BEFORE)
    fill(engine)
    codings = read(engine, "SELECT * FROM coding ORDER BY id")
    schema.upgrade(engine, HERE)
    assert read(engine, THEMES) == [(1, 5), (2, 2), (3, 5), (4, 4), (5, 5)]
    history = [(theme, number, kind, after) for theme, number, kind, after, _ in read(engine, HISTORY)]
    assert history == [
        (2, 1, "reject", "rejected"),
        (5, 1, "rename", "First"),
        (5, 2, "rename", "Ours"),
        (5, 3, "accept", "accepted"),
        (5, 4, "priority", "unsure"),
    ]
    assert read(engine, "SELECT * FROM coding ORDER BY id") == codings
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO theme (made_at) VALUES ('2026-03-20 12:00:00')"))
    assert max(read(engine, "SELECT id FROM theme"))[0] == 6


def test_the_way_back_carries_decisions_to_every_later_run_as_the_older_version_did(engine):
    schema.downgrade(engine, BEFORE)
    fill(engine)
    columns = "SELECT theme_id, number, kind, after, at FROM theme_decision ORDER BY theme_id, number"
    before, codings = read(engine, columns), read(engine, "SELECT * FROM coding ORDER BY id")
    schema.upgrade(engine, HERE)
    schema.downgrade(engine, BEFORE)
    assert read(engine, columns) == before
    assert read(engine, "SELECT * FROM coding ORDER BY id") == codings
    copies = read(
        engine,
        "SELECT a.theme_id, b.theme_id, a.kind = b.kind AND a.after = b.after FROM theme_decision a"
        " JOIN theme_decision b ON b.id = a.carried_from ORDER BY a.theme_id, a.number",
    )
    assert [(new, old) for new, old, _ in copies] == [(3, 1), (3, 1), (5, 3), (5, 3), (5, 3)]
    assert all(same for *_, same in copies)


def test_what_the_older_version_does_not_know_and_what_was_undone_stays_behind(engine):
    with engine.begin() as connection:
        put(connection, "user_account", {"id": 1, "email": "a@example.org", "name": "A", "role": "strategist",
            "password_hash": "-", "created_at": DAYS[0], "is_active": True, "failed_sign_ins": 0})  # fmt: skip
        put(connection, "analysis_run", {"id": 1, "seed": 0, "method": "m", "received": 0, "started_at": DAYS[0],
            "finished_at": DAYS[0]})  # fmt: skip
        put(connection, "theme", {"id": 7, "made_at": DAYS[0]}, {"id": 8, "made_at": DAYS[1], "made_by": 1})
        put(connection, "candidate_theme", candidate(1, 1) | {"theme_id": 7})
        kinds = ((1, 7, 1, "rename", None), (2, 7, 2, "accept", None), (3, 7, 3, "undo", 2),
                 (4, 7, 4, "describe", None), (5, 8, 1, "make", None))  # fmt: skip
        for key, theme, number, kind, about in kinds:
            row = decision(key, theme, number, kind, "x", 2)
            del row["carried_from"]
            put(connection, "theme_decision", row | {"about_id": about})
    schema.downgrade(engine, BEFORE)
    assert read(engine, "SELECT theme_id, number, kind FROM theme_decision") == [(1, 1, "rename")]
