"""A tablet that goes from hand to hand, in a real browser: it asks, then it is clean; Back shows nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from consult.extensions import db
from consult.models.group_links import GroupKind
from consult.models.people import User
from consult.services import group_links
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser
SAID = "Marmalade-canary"
STORES = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"


@pytest.fixture(scope="module")
def code(site: Site) -> str:
    with site.app.app_context():
        by = db.session.scalars(sa.select(User.id)).first() or 0
        made = group_links.add(
            survey_slug="staff",
            name="Invented School",
            kind=GroupKind.SCHOOL,
            area="kingston",
            expected=30,
            is_shared=True,
            rests=60,
            by=by,
        ).code
        db.session.close()
        db.engine.dispose()
    return made


def begin(page: Page, site: Site, code: str) -> str:
    """Past the first page, with something written; the address of the page it is on."""
    page.goto(f"{site.url}/g/{code}")
    page.get_by_role("button", name="Start now").click()
    page.locator("input[type=checkbox], input[type=radio]").first.check()
    page.get_by_role("button", name="Continue").click()
    while page.locator("textarea").count() == 0:
        if page.locator("input[type=radio]").count():
            page.locator("input[type=radio]").first.check()
        page.get_by_role("button", name="Continue").click()
    here = page.url
    page.locator("textarea").first.fill(SAID)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda now: now != here)
    page.goto(here)
    expect(page.locator("textarea").first).to_have_value(SAID)
    return here


def assert_clean(page: Page, before: str, site: Site) -> None:
    for _ in range(3):
        page.go_back()
        assert SAID not in page.content()
        assert page.locator("textarea").count() == 0
    page.goto(before)
    assert SAID not in page.content()
    assert SAID not in whole_database(site.instance)


def whole_database(instance: Path) -> str:
    with sqlite3.connect(instance / "consult.sqlite3") as database:
        found = repr(database.execute("SELECT answers FROM visit").fetchall())
    database.close()
    return found


def test_it_asks_as_often_as_anybody_likes_and_after_a_minute_it_is_clean(
    browser: Browser, site: Site, code: str, check_access: Callable[[Page], None]
) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    page.clock.install()
    before = begin(page, site, code)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    for _ in range(11):
        page.clock.run_for(36_000)
        expect(dialog).to_be_visible()
        page.get_by_role("button", name="I am still here").click()
        expect(dialog).to_be_hidden()
    expect(page.locator("textarea").first).to_have_value(SAID)
    page.clock.run_for(36_000)
    check_access(page)
    page.clock.run_for(26_000)
    page.wait_for_url("**/survey/staff")
    expect(page.get_by_role("button", name="Start now")).to_be_visible()
    assert page.evaluate(STORES) == 0
    assert page.evaluate("caches ? caches.keys().then((keys) => keys.length) : 0") == 0
    assert_clean(page, before, site)
    context.close()


def test_a_press_for_the_next_person_cleans_it_without_a_script(browser: Browser, site: Site, code: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    before = begin(page, site, code)
    first = context.cookies()
    page.get_by_role("button", name="I am done. Next person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All done. Thank you")
    page.get_by_role("link", name="Start for the next person").click()
    page.get_by_role("button", name="Start now").click()
    assert context.cookies() != first
    page.go_back()
    assert_clean(page, before, site)
    context.close()
