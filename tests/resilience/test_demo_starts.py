"""The demonstration, started as a newcomer does: it is whole, it keeps its data, and a half-made one is made again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.store import schema
from tests.e2e.conftest import ROOT, free_port, wait_for


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., object]:
    instance = tmp_path_factory.mktemp("newcomer")
    (instance / "demo.part").mkdir()  # an earlier start was broken off

    @contextmanager
    def start(*words: str) -> Iterator[Path]:
        port = free_port()
        command = [sys.executable, "-m", "consult.cli", "demo", "--port", str(port), *words]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CONSULT_INSTANCE": str(instance)})
        try:
            wait_for(f"http://127.0.0.1:{port}/survey/children", seconds=180)
            yield instance / "demo"
        finally:
            server.terminate()
            server.wait(timeout=20)

    return start


def count(home: Path, question: str) -> int:
    with sqlite3.connect(home / "consult.sqlite3") as database:
        return int(database.execute(question).fetchone()[0])


def test_it_is_whole_when_it_opens_and_keeps_what_is_added(started):
    with started() as home:
        assert count(home, "select count(*) from submission") == 900
        assert count(home, "select count(*) from note") == 120
        assert count(home, "select count(*) from analysis_run") == 1
        placed = "select count(distinct comment_id) from coding"
        left_out = "select count(*) from exclusion"
        assert count(home, placed) + count(home, left_out) == count(home, "select count(*) from comment")
        with sqlite3.connect(home / "consult.sqlite3") as database:
            database.execute("update wave set title = 'Changed by somebody'")
    schema.downgrade(sa.create_engine(f"sqlite:///{home / 'consult.sqlite3'}"), "0003")  # as an earlier version left it
    with started() as home:
        assert count(home, "select count(*) from wave where title = 'Changed by somebody'") == 1
        assert not home.with_name("demo.part").exists()
