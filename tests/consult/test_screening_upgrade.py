"""An installation from before the screening: nothing is lost on the way up, and its concerns not on the way down."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.store import schema

BEFORE = "0003"
WORDS = "Quixotic-canary said by nobody"
INSERTS = (
    "INSERT INTO user_account (id, email, name, role, password_hash, is_active, created_at, failed_sign_ins)"
    " VALUES (1, 'a@example.org', 'A', 'safeguarding-lead', '-', :yes, '2026-01-01', 0)",
    "INSERT INTO comment_import (id, file_name, content_hash, rows, imported_at)"
    " VALUES (1, 'letters.csv', 'h', 2, '2026-01-01')",
    "INSERT INTO comment (id, import_id, row_number, external_id, question_id, question, audience, area, text, said_on,"
    " source, may_quote) VALUES (1, 1, 1, '', '', 'What else?', 'children', 'kingston', :words, '2026-01-01', '', :no)",
    "INSERT INTO comment (id, import_id, row_number, external_id, question_id, question, audience, area, text, said_on,"
    " source, may_quote) VALUES (2, 1, 2, '', '', '', 'children', 'kingston', 'More swings', '2026-01-01', '', :no)",
    "INSERT INTO concern (id, comment_id, state, raised_by, raised_at, hand_over)"
    " VALUES (1, 1, 'acknowledged', 1, '2026-01-02', 'REF 1')",
)


@pytest.fixture
def engine(database_url):
    engine = sa.create_engine(database_url)
    schema.downgrade(engine, BEFORE)
    with engine.begin() as connection:
        for statement in INSERTS:
            values = {"yes": True, "no": False, "words": WORDS}
            connection.execute(sa.text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
    yield engine
    with engine.begin() as connection:
        for table in ("concern", "job", "comment", "comment_import", "user_account"):
            connection.execute(sa.text(f"DELETE FROM {table}"))
    schema.upgrade(engine)
    engine.dispose()


def rows(engine, query):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_what_was_stored_before_waits_to_be_screened_and_concerns_keep_their_words(engine):
    schema.upgrade(engine)
    assert rows(engine, "SELECT text, door, origin, severity, found_by, state, hand_over FROM concern") == [
        (WORDS, "imported file", "letters.csv", "high", "reader", "acknowledged", "REF 1")
    ]
    assert rows(engine, "SELECT DISTINCT screening FROM comment") == [("unscreened",)]
    assert rows(engine, "SELECT kind, lane, state, attempts FROM job") == [("screen", "short", "waiting", 0)]


def test_there_and_back_again_nothing_is_different(engine):
    tables = ("comment", "comment_import", "concern", "user_account")
    before = {table: rows(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables}
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE concern SET state = 'in progress'"))
    schema.downgrade(engine, BEFORE)
    assert {table: rows(engine, f"SELECT * FROM {table} ORDER BY id") for table in tables} == before
    schema.upgrade(engine)
    assert schema.differences(engine) == []
    schema.downgrade(engine, BEFORE)
