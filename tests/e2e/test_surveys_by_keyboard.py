"""Each survey, from the front page to the reference, by keyboard alone; axe looks at every page on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.keyboard import Keyboard

CARDS = {
    "children": "I am a child or young person",
    "parents": "I am a parent or carer",
    "partners": "I am from a partner organisation",
    "staff": "I am a member of staff",
}
MOST_PAGES = 60


def answer_this_page(keys: Keyboard) -> None:
    """The first choice of every question, a few words in every box; then Continue."""
    answered: set[str] = set()
    for _ in range(120):
        here = keys.tab()
        if not here.in_main:
            continue
        if here.words == "Continue":
            with keys.page.expect_navigation():
                keys.page.keyboard.press("Enter")
            return
        if here.type in ("radio", "checkbox") and here.name not in answered and not here.is_checked:
            keys.page.keyboard.press("Space")
        elif here.tag == "TEXTAREA" or here.type == "text":
            digits = keys.page.locator(f"#{here.id}").get_attribute("inputmode") == "numeric"
            keys.page.keyboard.type("3" if digits else "More things to do near home, please.")
        answered.add(here.name)
    raise AssertionError(f"Continue cannot be reached on {keys.page.url}")


def first_way(tab: Page) -> str:
    """The words of the first card of a face, or of the button where there is only one."""
    cards = tab.locator("button.app-face")
    return " ".join(cards.first.inner_text().split()) if cards.count() else "Start now"


@pytest.mark.browser
@pytest.mark.parametrize("audience", CARDS)
def test_a_survey_can_be_answered_by_keyboard_alone(site: Site, tab: Page, check_access, audience):
    keys = Keyboard(tab)
    tab.goto(site.url)
    check_access(tab)
    keys.press(CARDS[audience])
    check_access(tab)
    keys.press(first_way(tab))
    for _ in range(MOST_PAGES):
        if "/answers/check" in tab.url:
            break
        check_access(tab)
        answer_this_page(keys)
    check_access(tab)
    keys.press("Send my answers")
    check_access(tab)
    keys.press("Yes")
    for _ in range(MOST_PAGES):
        if "/answers/sent" in tab.url:
            break
        check_access(tab)
        answer_this_page(keys)
    check_access(tab)
    assert re.search(r"BC-\w{4}-\w{4}", tab.inner_text("main"))


@pytest.mark.browser
def test_an_answer_that_is_missing_is_told_in_a_summary_that_has_the_focus_and_leads_to_the_field(
    site, tab, check_access
):
    keys = Keyboard(tab)
    tab.goto(f"{site.url}/survey/parents")
    keys.press(first_way(tab))
    keys.press("Continue")
    assert tab.title().startswith("Error: ")
    assert tab.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    check_access(tab)
    keys.go_to(words=tab.locator(".govuk-error-summary a").first.inner_text())
    tab.keyboard.press("Enter")
    assert keys.focus.type in ("checkbox", "radio")


@pytest.mark.browser
def test_without_javascript_a_child_sends_the_survey(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site.url}/survey/children")
    tab.locator("button.app-face").first.click()
    for _ in range(MOST_PAGES):
        if "/answers/check" in tab.url:
            break
        radios = tab.locator("main input[type=radio], main input[type=checkbox]")
        if radios.count():
            radios.first.check()
        if tab.locator("main textarea").count():
            tab.locator("main textarea").first.fill("A place to play when it rains.")
        tab.click("main button:has-text('Continue')")
    tab.click("main button:has-text('Send my answers')")
    tab.click("main button:has-text('No thank you')")
    assert re.search(r"BC-\w{4}-\w{4}", tab.inner_text("main"))
    context.close()
