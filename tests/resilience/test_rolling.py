"""A new version is brought out while people answer: no press fails, none is lost, and nothing waits for it."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.settings import Settings
from tests.resilience import crowd
from tests.resilience.servers import ROOT, environment


@dataclass(frozen=True)
class Served:
    process: psutil.Process
    port: int
    log: Path

    def sets(self) -> list[int]:
        """Of web processes: more than one only while one follows another."""
        return [child.pid for child in self.process.children()]


@pytest.fixture
def served(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Served]:
    """`consult serve` as it is started on a server, over a survey of two pages."""
    crowd.open_brief()
    db.session.rollback()
    log = tmp_path / "log"
    with log.open("wb") as file, serving(settings.database_url, tmp_path, file) as (server, port):
        yield Served(psutil.Process(server.pid), port, log)


@contextmanager
def serving(database_url: str, instance: Path, log: IO[bytes]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(port), "--workers", "0"]
    environ = environment(database_url, instance, processes=2)
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=log, text=True) as server:
        assert server.stdout
        assert "Listening" in server.stdout.readline()
        try:
            yield server, port
        finally:
            server.terminate()
            assert server.wait(timeout=60) == 0


def restart(served: Served, times: int) -> str:
    """Each restart is asked for when the one before has brought new processes."""
    before: list[int] = []

    def ask(_chance: random.Random) -> None:
        now = served.sets()
        if len(now) == 1 and now[0] not in before and len(before) < times:
            before.append(now[0])
            served.process.send_signal(signal.SIGHUP)

    def is_enough() -> bool:
        now = served.sets()
        return len(before) == times and len(now) == 1 and now[0] not in before

    with crowd.meanwhile(ask, pause=(0.05, 0.1)):
        outcome = crowd.answer_until(served.port, 6, is_enough, at_once=1)
    crowd.assert_stored_once(db.engine, outcome.receipts)
    assert not outcome.faults, f"a press failed: {dict(outcome.faults)}"
    return f"{times} restarts, no press failed: {outcome}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_restarting_under_load_fails_and_loses_nothing(served: Served, figure) -> None:
    figure(restart(served, 2))
    a_version_that_cannot_start_leaves_the_old_one_serving(served)


@pytest.mark.thorough
def test_fifty_rolling_restarts_under_load_fail_and_lose_nothing(served: Served, figure) -> None:
    figure(restart(served, 50))


def a_version_that_cannot_start_leaves_the_old_one_serving(served: Served) -> None:
    """Here it does not know the database: the migration was forgotten, or taken back."""
    (old,) = served.sets()
    with db.engine.begin() as connection:
        version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    served.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while "the one that runs goes on" not in (log := served.log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Run `consult migrate`" in log
    assert "the one that runs goes on" in log
    assert served.sets() == [old]
    assert crowd.Browser(served.port).call("GET", "/survey/short")[0] == 200
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})
