"""The disk fills up while a crowd answers: nobody is thanked for what was not stored, and nothing breaks."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
from consult.store import schema
from tests.conftest import missing
from tests.postgres import DURABLE, own_server
from tests.postgres import Server as Postgres
from tests.resilience import crowd
from tests.resilience.servers import Server

LONG = " And a place to sit when it rains." * 130
SETTLED = 12  # presses refused, after which the disk is taken to be full
NO_LIMIT = "unlimited"


@pytest.fixture(autouse=True)
def prlimit() -> None:
    if not shutil.which("prlimit"):
        missing("no prlimit, which makes the disk full for one process: install util-linux")


def limit(processes: Iterable[psutil.Process], most: str) -> None:
    """No file may grow beyond so many bytes: to who writes it, the disk is full. As their own user, who may."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            command = ["prlimit", "--pid", str(process.pid), f"--fsize={most}:"]
            subprocess.run(command, check=False, user=process.uids().real, group=process.gids().real)


def family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


@contextmanager
def serving(url: str, instance: Path) -> Iterator[Server]:
    app = create_app(Settings(instance=instance, database_url=url, secret_key="k" * 40, is_https=False))
    with app.app_context():
        schema.upgrade(db.engine)
        crowd.open_brief()
        db.session.close()
        server = Server(url, instance, workers=2)
        server.start()
        try:
            yield server
        finally:
            server.kill()
            db.session.close()
            db.engine.dispose()


def fill_and_free(server: Server, writer: int, most: int) -> list[crowd.Receipt]:
    """Half of the children have answered when the disk is full; the others go on pressing until there is room again."""
    before = crowd.answer_all(server.port, 6).receipts
    limit(family(writer), str(most))
    faults: Counter[str] = Counter()
    with ThreadPoolExecutor(4) as pool:
        children = [pool.submit(crowd.Child(server.port, f"{n}.{LONG}", faults).answer) for n in range(8)]
        deadline = time.monotonic() + 60
        while faults["503"] < SETTLED and time.monotonic() < deadline:
            time.sleep(0.1)
        assert faults["503"] >= SETTLED, f"the disk was never full: {faults}"
        limit(family(writer), NO_LIMIT)
        during = [child.result() for child in children]
    db.engine.dispose()  # its connections may have died with the server
    return before + during


def test_sqlite_without_room_thanks_nobody_and_goes_on_when_there_is_room(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path) as server:
        most = (tmp_path / "consult.sqlite3").stat().st_size // 2
        crowd.assert_stored_once(db.engine, fill_and_free(server, server.process.pid, most))
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


@pytest.mark.thorough
def test_postgresql_without_room_thanks_nobody_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with own_server(DURABLE) as postgres, serving(_address(postgres), tmp_path) as server:
        pid = int((postgres.data / "postmaster.pid").read_text().split()[0])
        with db.engine.connect() as connection:
            table = connection.scalar(sa.text("SELECT pg_relation_size('comment')")) or 0
        crowd.assert_stored_once(db.engine, fill_and_free(server, pid, table + 32 * 1024))


def _address(postgres: Postgres) -> str:
    return postgres.url.render_as_string(hide_password=False)
