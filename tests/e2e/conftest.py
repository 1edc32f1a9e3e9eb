"""The running application and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page

from consult.app import create_app
from consult.environment import read_settings
from consult.extensions import db
from consult.models.people import Role
from consult.services import sign_in, surveys
from tests.browser import NoBrowser, launched
from tests.conftest import missing

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": AXE_TAGS},
    "resultTypes": ["violations"],  # the same ones; of what is well it then gathers no list, a third of its work
}

REFUSED = "Failed to load resource: the server responded with a status of 4"  # how a browser notes a form's errors


@dataclass(frozen=True)
class Site:
    """The address of the running application, and where it keeps its things."""

    url: str
    instance: Path
    app: Flask  # the same application over the same files, without a server: for what is only the way to what is tried


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with launched() as browser:
            yield browser
    except NoBrowser as error:
        missing(str(error))


@pytest.fixture(scope="session")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`consult serve` as it is started on a server, with a user of every role and an open wave."""
    instance = tmp_path_factory.mktemp("instance")
    shutil.copy(sqlite_template, instance / "consult.sqlite3")
    environ = {
        **os.environ,
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_HTTPS": "no",
        "CONSULT_SECOND_FACTOR": "optional",
    }
    app = create_app(read_settings(environ))
    with app.app_context():
        for role in Role:
            sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)
        now = datetime.now(UTC)
        surveys.open_wave("plan-2024", "Plan 2024", now - timedelta(days=1), now + timedelta(days=30))
        db.engine.dispose()
    port = free_port()
    command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        yield Site(wait_for(f"http://127.0.0.1:{port}"), instance, app)
    finally:
        server.terminate()
        server.wait(timeout=20)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh browser window; an error in its console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            faults.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults, f"errors in the browser's console: {faults}"


@pytest.fixture
def check_access() -> Callable[[Page], None]:
    """Fails with the list of what axe finds on the page, and when the page is wider than 320 CSS pixels allow."""
    return assert_accessible


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    faults = [f"{v['id']}: {v['help']} — {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found]
    assert not faults, f"{page.url}:\n" + "\n".join(faults)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if size:
        page.set_viewport_size(size)
    assert overflow <= 0, f"{page.url} is {overflow} px too wide for a window of 320 px"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def wait_for(url: str, seconds: float = 30) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return url
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answered at {url} within {seconds} s")
