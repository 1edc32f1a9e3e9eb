"""Questions for children in a real browser: by keyboard, in forced colours, on a small phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Site

SMALLEST = """() => [...document.querySelectorAll("main button, main label, main select, main textarea, main summary, \
main input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !(one.labels?.length && ["radio", "checkbox"].includes(one.type)))
  .filter((one) => !(one.tagName === "LABEL" && !["radio", "checkbox"].includes(one.control?.type)))
  .map((one) => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 90)])
  .filter(([height]) => height < 44)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BORDER = "(label) => getComputedStyle(label.closest('.govuk-radios__item')).borderTopWidth"
KINDS = ("area", "help-used", "feel-safe", "top-three", "ways-to-listen", "idea", "drawing", "may-quote")


def pass_by(tab: Page) -> str:
    """Skip this page, or answer what has to be answered; where that led."""
    if tab.locator("input[name=understood]").count():
        tab.check("input[name=understood]")
    skip = tab.locator("button[name=skip_page]")
    with tab.expect_navigation():
        (skip if skip.count() else tab.get_by_role("button", name="Continue", exact=True)).first.click()
    return here(tab)


def here(tab: Page) -> str:
    return tab.url.partition("?")[0].rpartition("/")[2]


def begin(tab: Page, site: Site) -> None:
    tab.goto(f"{site.url}/survey/children")
    tab.click("button[name=face][value='8-11']")


def go_to(tab: Page, page: str) -> None:
    while here(tab) != page:
        assert pass_by(tab) != "check", f"{page} was not met"


@pytest.mark.browser
def test_every_kind_fits_a_small_phone_and_a_thumb(site, tab, check_access):
    tab.set_viewport_size({"width": 320, "height": 640})
    begin(tab, site)
    for page in KINDS:
        go_to(tab, page)
        check_access(tab)
        assert tab.evaluate(SMALLEST) == [], page
        assert tab.evaluate(TOO_WIDE) <= 0, page


@pytest.mark.browser
def test_an_order_is_made_by_keyboard_and_told(site, tab, check_access):
    begin(tab, site)
    go_to(tab, "ways-to-listen")
    tab.locator(".app-ranking__left button", has_text="At school").press("Enter")
    tab.locator(".app-ranking__left button", has_text="On a phone").press("Space")
    tab.locator(".app-ranking__row", has_text="On a phone").get_by_role("button", name="Up").press("Enter")
    assert tab.inner_text(".app-ranking__status") == "“On a phone or tablet” is number 1."
    assert tab.evaluate("document.activeElement.innerText").startswith("Down")
    check_access(tab)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Continue", exact=True).press("Enter")
    tab.go_back()
    assert tab.locator(".app-ranking__row .app-ranking__words").all_inner_texts() == [
        "On a phone or tablet",
        "At school",
    ]


@pytest.mark.browser
def test_what_is_chosen_is_seen_in_forced_colours(browser: Browser, site, check_access):
    context = browser.new_context(forced_colors="active")
    tab = context.new_page()
    begin(tab, site)
    go_to(tab, "feel-safe")
    before = tab.locator("label", has_text="Mostly true").screenshot()
    assert tab.locator("label", has_text="Mostly true").evaluate(BORDER) == "2px"
    tab.locator("label", has_text="Mostly true").click()
    assert tab.locator("label", has_text="Mostly true").evaluate(BORDER) == "4px"
    assert tab.locator("label", has_text="Mostly true").screenshot() != before
    check_access(tab)
    context.close()
