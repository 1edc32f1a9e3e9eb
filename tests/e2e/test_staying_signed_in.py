"""A warning before a sign-in ends, in a real browser: it can be prolonged, and what was typed stays."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.test_staff_by_keyboard import sign_in

WAKE = "document.dispatchEvent(new Event('visibilitychange'))"


def last_seen(site: Site, minutes: int) -> None:
    moment = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(site.instance / "consult.sqlite3") as rows:
        rows.execute("UPDATE sign_in SET last_seen_at = ?", (moment,))


@pytest.mark.browser
def test_the_warning_comes_five_minutes_before_prolongs_and_loses_no_words(site: Site, tab: Page, check_access):
    sign_in(site, tab, "manager")
    tab.goto(f"{site.url}/staff/events/new")
    tab.get_by_label("Title").fill("Tea and talk")
    last_seen(site, 56)
    tab.evaluate(WAKE)
    warning = tab.get_by_text("you are signed out in about 4 minutes")
    warning.wait_for()
    check_access(tab)
    tab.get_by_role("button", name="Stay signed in", exact=True).click()
    warning.wait_for(state="hidden")
    last_seen(site, 61)
    tab.evaluate(WAKE)
    tab.get_by_text("You are signed out. What you typed is still on this page").wait_for()
    assert tab.get_by_role("link", name="Sign in in a new tab").get_attribute("target") == "_blank"
    assert tab.get_by_label("Title").input_value() == "Tea and talk"
