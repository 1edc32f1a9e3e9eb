"""The migrations make exactly the tables the models describe, and can be taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.store import schema


@pytest.fixture
def engine(database_url):
    engine = sa.create_engine(database_url)
    yield engine
    engine.dispose()


def test_the_migrated_database_is_what_the_models_say(engine):
    assert schema.is_current(engine)
    assert schema.differences(engine) == []


def test_up_down_and_up_again_ends_where_it_began(engine):
    before = columns(engine)
    schema.downgrade(engine, "base")
    assert set(columns(engine)) <= {"alembic_version"}
    assert not schema.is_current(engine)
    schema.upgrade(engine)
    assert columns(engine) == before
    assert schema.differences(engine) == []


def test_migrating_a_current_database_changes_nothing(engine):
    before = columns(engine)
    schema.upgrade(engine)
    assert columns(engine) == before


def columns(engine):
    """Names and types of all columns, by table."""
    look = sa.inspect(engine)
    return {
        table: sorted((column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(table))
        for table in look.get_table_names()
    }
