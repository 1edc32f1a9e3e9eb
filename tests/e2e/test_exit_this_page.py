"""Exit this page in a real browser: pressed, by Shift three times, or by keyboard; with a script and without."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.consult.reader import Page as Reader
from tests.consult.reader import text
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser
WEATHER = "https://www.bbc.co.uk/weather"
SUNNY = "<!DOCTYPE html><title>Weather</title>Sunny"
SAID = "Quixotic-canary"


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(java_script_enabled=request.param)
    made.route(
        f"{WEATHER}**", lambda route: route.fulfill(body="<title>Weather</title>Sunny", content_type="text/html")
    )
    yield made
    made.close()


def stand_in(context: BrowserContext) -> None:
    """For the site it leads to: the tests ask for nothing outside."""
    context.route(f"{WEATHER}**", lambda route: route.fulfill(body=SUNNY, content_type="text/html"))


def writing(context: BrowserContext, site: Site) -> Page:
    """A child in the middle of writing something down; the questions before are passed without a browser."""
    child = Reader(site.app).visit("/survey/children").press("12 to 17")
    child.choose("Yes, I understand").press("Continue")
    while next(child.tree.iter("textarea"), None) is None:
        skip = next((text(b) for b in child.tree.iter("button") if text(b).startswith("Skip")), "Continue")
        child.press(skip)
    cookie = child.client.get_cookie("consult")
    assert cookie is not None
    context.add_cookies([{"name": "consult", "value": cookie.value, "url": site.url}])
    page, here = context.new_page(), f"{site.url}{child.path}"
    page.goto(here)
    page.locator("textarea").first.fill(SAID)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda now: now != here)
    page.goto(here)
    assert SAID in page.locator("textarea").first.input_value()
    return page


def press(page: Page) -> None:
    page.locator(".app-exit__button").click()


def press_first_thing(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".app-exit-first button")).to_be_focused()
    page.keyboard.press("Enter")


def press_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [press, press_first_thing])
def test_leaving_is_one_press_and_back_shows_nothing(
    context: BrowserContext, site: Site, leave: Callable[[Page], None]
) -> None:
    page = writing(context, site)
    before = drafts(site)
    leave(page)
    expect(page).to_have_title("Weather")
    assert_nothing_is_left(page, site, before)


def test_shift_three_times_leaves_too(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    stand_in(context)
    page = writing(context, site)
    before = drafts(site)
    press_shift(page)
    expect(page).to_have_title("Weather")
    assert_nothing_is_left(page, site, before)
    context.close()


def test_where_our_server_does_not_answer_it_leaves_all_the_same(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    stand_in(context)
    page = writing(context, site)
    context.route("**/leave", lambda route: None)  # never answered
    press(page)
    expect(page).to_have_title("Weather", timeout=4000)
    context.close()


def assert_nothing_is_left(page: Page, site: Site, before: int) -> None:
    for _ in range(3):
        page.go_back()
        assert SAID not in page.content()
        assert page.locator("textarea").count() == 0
    assert drafts(site) == before - 1


def drafts(site: Site) -> int:
    with sqlite3.connect(site.instance / "consult.sqlite3") as database:
        (count,) = database.execute("SELECT count(*) FROM visit").fetchone()
    database.close()
    return int(count)
