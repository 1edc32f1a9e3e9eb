"""Facilitators’ devices: browsers with a folder of their own that can be killed, and a server that can stop."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, Page

from consult.app import create_app
from consult.environment import read_settings
from consult.extensions import db
from consult.models.listening import Method
from consult.models.people import Role
from consult.services import listening, sign_in
from tests.browser import how
from tests.consult.screened import found_clear
from tests.e2e.conftest import PASSWORD, ROOT, free_port, wait_for

WORDS = "teapot under the stairs"


class Hall:
    """An event in a hall: its server can be there or not, at the same address."""

    def __init__(self, template: Path, instance: Path) -> None:
        self.instance, self.port = instance, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        shutil.copy(template, instance / "consult.sqlite3")
        more = {"CONSULT_INSTANCE": str(instance), "CONSULT_HTTPS": "no", "CONSULT_SECOND_FACTOR": "optional"}
        self.environ = {**os.environ, **more}
        self.server: subprocess.Popen[bytes] | None = None
        self.app = create_app(read_settings(self.environ))
        with self.app.app_context():
            for role in (Role.FACILITATOR, Role.MANAGER):
                sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)
            about = {"title": "Lunch club", "held_on": date(2026, 3, 12), "place": "Hall", "area": "kingston"}
            group = {"audience": "children", "method": Method.TALK, "headcount": "6-10", "by": 1}
            self.event = listening.add_event(**about, **group).id
            db.engine.dispose()
        self.log = f"{self.url}/staff/events/{self.event}"

    def start(self) -> None:
        command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(self.port), "--workers", "0"]
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.environ)
        wait_for(self.url)

    def stop(self) -> None:
        if self.server:
            self.server.terminate()
            self.server.wait()
            self.server = None

    def screen(self) -> None:
        """What a worker does within seconds: before it, only whoever wrote a point reads it."""
        with self.app.app_context():
            found_clear()
            db.session.close()
            db.engine.dispose()

    def texts(self) -> list[str]:
        with sqlite3.connect(self.instance / "consult.sqlite3") as rows:
            return [text for (text,) in rows.execute("SELECT text FROM note ORDER BY id")]

    def end_sign_ins(self) -> None:
        long_ago = (datetime.now(UTC) - timedelta(hours=3)).strftime("%Y-%m-%d %H:%M:%S.%f")
        with sqlite3.connect(self.instance / "consult.sqlite3") as rows:
            rows.execute("UPDATE sign_in SET last_seen_at = ?", (long_ago,))


class Device:
    """A browser whose folder stays when it is killed."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.kind, self.folder = browser.browser_type, folder
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        size = {"width": 360, "height": 740}
        self.context = self.kind.launch_persistent_context(self.folder, viewport=size, **how(self.kind))
        return self.context.pages[0]

    def kill(self) -> None:
        """As when the battery is empty: nothing is asked, nothing is closed."""
        ours = psutil.Process().children(recursive=True)
        mine = [process for process in ours if str(self.folder) in " ".join(_words(process))]
        for process in mine:
            process.kill()
        psutil.wait_procs(mine)
        self.context = None

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def holds(self, words: str) -> bool:
        """Whether they can be read anywhere in its folder, in one of the ways in which browsers write text."""
        wanted = [words.encode(), words.encode("utf-16-le")]
        files = (file.read_bytes() for file in self.folder.rglob("*") if file.is_file())
        return any(form in content for content in files for form in wanted)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def at_hall(template: Path, instance: Path) -> Iterator[Hall]:
    hall = Hall(template, instance)
    hall.start()
    try:
        yield hall
    finally:
        hall.stop()


def enter(hall: Hall, page: Page, role: str = "facilitator") -> None:
    """Signed in, with the log of the event open."""
    page.goto(hall.log)
    sign_in_again(page, role)
    page.get_by_role("heading", name="Lunch club").wait_for()


def sign_in_again(page: Page, role: str = "facilitator") -> None:
    page.get_by_label("E-mail address").fill(f"{role}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
