"""The database of an earlier version, with something in every table, comes up under this one, and goes back whole.

released/0020.json.gz was written by the program as it was at migration 0020, on SQLite: tests/consult/everything.py,
and an invented row in each table that this leaves empty. Every value in it is invented.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
from consult.store import schema, snapshot
from tests.resilience.test_migrations_with_data import RESPONSES

RELEASED = json.loads(gzip.decompress((Path(__file__).parent / "released/0020.json.gz").read_bytes()))
MOVED = {"listening_event": ("report_reference", "reported_at")}  # into a table of calls (0021), and back again
Columns = dict[str, list[str]]


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """As the earlier version left it."""
    engine = sa.create_engine(database_url)
    schema.move(engine, RELEASED["revision"])
    with engine.begin() as connection:
        for table in snapshot.tables(connection):
            snapshot.write(connection, table, RELEASED["tables"][table.name])
        snapshot.count_on(connection)
    yield engine
    schema.move(engine, schema._newest() or "")
    engine.dispose()


def columns(engine: sa.Engine) -> Columns:
    look = sa.inspect(engine)
    tables = sorted(set(look.get_table_names()) - set(snapshot.LEFT_OUT))
    return {table: sorted(column["name"] for column in look.get_columns(table)) for table in tables}


def checksums(engine: sa.Engine, of: Columns) -> dict[str, str]:
    """How many rows, and a digest of them, by table; of these columns only."""
    found = {}
    with engine.connect() as connection:
        for table, names in of.items():
            digest, many = hashlib.sha256(), 0
            for row in sorted(map(repr, connection.execute(sa.text(f"SELECT {', '.join(names)} FROM {table}")))):
                digest.update(row.encode())
                many += 1
            found[table] = f"{many} {digest.hexdigest()}"
    return found


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_there_is_something_in_every_table_of_the_earlier_version():
    assert [name for name, rows in RELEASED["tables"].items() if not rows] == []


def test_the_earlier_database_comes_up_and_goes_back_with_every_row_as_it_was(engine: sa.Engine) -> None:
    then = columns(engine)
    said = {table: [name for name in then[table] if name not in MOVED.get(table, ())] for table in RESPONSES}
    before, said_before = checksums(engine, then), checksums(engine, said)
    schema.upgrade(engine)
    assert schema.differences(engine) == []
    assert differing(checksums(engine, said), said_before) == []
    schema.move(engine, RELEASED["revision"])
    assert columns(engine) == then
    assert differing(checksums(engine, then), before) == []


def test_this_version_serves_over_the_earlier_database(engine: sa.Engine, database_url: str, tmp_path: Path) -> None:
    schema.upgrade(engine)
    app = create_app(Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 40, is_https=False))
    browser = app.test_client()
    assert browser.get("/health/ready").status_code == 200
    survey = RELEASED["tables"]["survey"][0]["slug"]
    assert [browser.get(address).status_code for address in ("/", f"/survey/{survey}", "/what-happened")] == [200] * 3
    with app.app_context():
        db.session.close()
        db.engine.dispose()
