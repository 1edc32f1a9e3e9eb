"""Two people in two browsers decide about one theme: nothing is overwritten, and the second sees both versions."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from consult.app import create_app
from consult.extensions import db
from consult.models.people import Role
from consult.services import sign_in
from consult.settings import Settings, SigningIn
from tests.consult import strategy_world as world
from tests.e2e.conftest import PASSWORD, Site


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """An installation of its own, because the others' begins without themes: one theme of twelve comments, number 1."""
    shutil.copy(sqlite_template, tmp_path / "consult.sqlite3")
    rules = SigningIn(needs_second_factor=False)
    url = f"sqlite:///{tmp_path / 'consult.sqlite3'}"
    app = create_app(
        Settings(instance=tmp_path, database_url=url, secret_key="k" * 40, is_https=False, signing_in=rules)
    )
    with app.app_context():
        email = f"{Role.STRATEGIST}@example.org"
        sign_in.add_user(email=email, name="Test strategist", role=Role.STRATEGIST, password=PASSWORD)
        world.store_run({"t01": world.import_comments([f"The bus {number} is late" for number in range(12)])})
        db.session.close()
        db.engine.dispose()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", tmp_path, app)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def open_theme(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/staff/sign-in")
    page.get_by_label("E-mail address").fill("strategist@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")
    page.goto(f"{site.url}/staff/themes/review?theme=1")


def rename(page: Page, name: str) -> None:
    page.get_by_label("Name of the theme", exact=True).fill(name)
    page.get_by_role("button", name="Save name").click()


@pytest.mark.browser
def test_two_browsers_on_one_theme_overwrite_nothing_and_the_second_sees_both(
    site: Site, browser: Browser, check_access
):
    first, second = browser.new_context().new_page(), browser.new_context().new_page()
    for page in (first, second):
        open_theme(site, page)
    rename(first, "Late buses before school")
    expect(first.get_by_text("The theme has a new name.")).to_be_visible()
    rename(second, "Buses nobody can rely on")
    heading = second.get_by_role("heading", level=1)
    expect(heading).to_have_text("Somebody else decided about this theme meanwhile")
    row = second.get_by_role("row", name="Name")
    expect(row).to_contain_text("Late buses before school")
    expect(row).to_contain_text("Buses nobody can rely on")
    check_access(second)
    first.reload()
    expect(first.get_by_role("heading", level=1)).to_have_text("Late buses before school: review")
    second.get_by_role("button", name="Save what I asked for").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Buses nobody can rely on: review")
    for page in (first, second):
        page.context.close()
