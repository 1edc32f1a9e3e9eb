"""Nothing that a request needs is kept in a process: each next page is answered by another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from flask import Flask

from consult.extensions import db
from consult.models.people import Role
from consult.services import sign_in
from tests.consult.conftest import PASSWORD
from tests.resilience import crowd
from tests.resilience.servers import REFERENCE, Browser, Server


class TakesTurns(Browser):
    """Whoever answered last is held while the next request is sent."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.port)
        self.processes = server.workers()

    def call(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        self.processes.reverse()
        with held(self.processes[0]):
            return super().call(method, path, form)


@contextmanager
def held(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        process.resume()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_processes_take_turns_with_one_respondent_and_one_sign_in(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    crowd.open_brief()
    staff = sign_in.add_user(email="m@example.org", name="M", role=Role.MANAGER, password=PASSWORD)
    db.session.close()
    server = Server(database_url, tmp_path, workers=2)
    server.start()
    try:
        child, manager = TakesTurns(server), TakesTurns(server)
        child.send("/survey/short", begin="yes")
        child.send("/survey/short/privacy", understood="yes")
        child.send("/survey/short/change", change="More swings")
        assert child.send("/survey/short/answers/check")[0] == 302
        assert REFERENCE.search(child.read("/survey/short/answers/sent"))
        wrong = manager.send("/staff/sign-in", email=staff.email, password="wrong wrong wrong")
        assert wrong[0] != 302
        assert manager.send("/staff/sign-in", email=staff.email, password=PASSWORD)[0] == 302
        assert [manager.call("GET", "/staff/")[0] for _ in range(4)] == [200] * 4
    finally:
        server.kill()
