"""Each survey in each of its faces: by keyboard alone in a narrow window, and without a script in a wide one.

Every page on the way has to stand larger text, more space, a thumb; axe looks once at every make of page.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from consult.extensions import db
from consult.services import survey_languages, surveys
from tests.e2e.conftest import Site, assert_accessible
from tests.e2e.keyboard import Keyboard
from tests.e2e.sweeps import assert_choices_show_in_forced_colours, assert_stands, make_of
from tests.e2e.ways import WAYS, Way

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}
MOST_PAGES = 60
ANSWER = """() => {
  document.querySelector("main :is(input[type=radio], input[type=checkbox]):not(:checked)")?.click();
  for (const box of document.querySelectorAll("main textarea")) box.value = "A place to play when it rains.";
}"""
made: set[str] = set()  # makes of pages that axe has seen in this run


def look_at(page: Page) -> None:
    assert_stands(page)
    make = make_of(page)
    if make not in made:
        made.add(make)
        assert_choices_show_in_forced_colours(page)
        assert_accessible(page)


def answer_this_page(keys: Keyboard) -> None:
    """Past what stands on every page; the first choice of every question, a few words in every box; then Continue."""
    answered: set[str] = set()
    keys.tab()
    keys.page.keyboard.press("Enter")  # Skip to main content
    for _ in range(120):
        here = keys.tab()
        if here.words == "Continue":
            with keys.page.expect_navigation():
                keys.page.keyboard.press("Enter")
            return
        if here.type in ("radio", "checkbox") and here.name not in answered and not here.is_checked:
            keys.page.keyboard.press("Space")
        elif here.tag == "TEXTAREA" or here.type == "text":
            digits = keys.page.locator(f"#{here.id}").get_attribute("inputmode") == "numeric"
            keys.page.keyboard.type("3" if digits else "More, please.")
        answered.add(here.name)
    raise AssertionError(f"Continue cannot be reached on {keys.page.url}")


def go_through(keys: Keyboard, end: str) -> None:
    for _ in range(MOST_PAGES):
        if end in keys.page.url:
            return
        look_at(keys.page)
        answer_this_page(keys)
    raise AssertionError(f"no way to {end} from {keys.page.url}")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_face_can_be_answered_by_keyboard_alone_in_a_narrow_window(site: Site, tab: Page, way: Way) -> None:
    keys = Keyboard(tab)
    tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    tab.goto(f"{site.url}/survey/{way.audience}")
    look_at(tab)
    keys.press(way.card)
    go_through(keys, "/answers/check")
    look_at(tab)
    keys.press("Send my answers")
    if "/answers/equality" in tab.url:
        look_at(tab)
        keys.press("Yes")
    go_through(keys, "/answers/sent")
    look_at(tab)
    assert re.search(r"BC-\w{4}-\w{4}", tab.inner_text("main"))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_face_can_be_sent_without_a_script(browser: Browser, site: Site, way: Way) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{site.url}/survey/{way.audience}")
    with tab.expect_navigation():
        tab.locator("main button", has_text=way.card).first.click()
    press_through(tab, "/answers/check", "wide")
    tab.click("main button:has-text('Send my answers')")
    no_thank_you = tab.locator("main button:has-text('No thank you')")
    if no_thank_you.count():
        no_thank_you.click()
    assert re.search(r"BC-\w{4}-\w{4}", tab.inner_text("main"))
    context.close()


def test_a_survey_goes_on_when_scripts_stop_arriving(browser: Browser, site: Site) -> None:
    way, tab = min(WAYS, key=str), browser.new_page()
    tab.goto(f"{site.url}/survey/{way.audience}")
    tab.route("**/*.js", lambda route: route.abort())
    with tab.expect_navigation():
        tab.locator("main button", has_text=way.card).first.click()
    press_through(tab, "/answers/check", "wide")
    tab.click("main button:has-text('Send my answers')")
    assert "/answers/" in tab.url
    tab.close()


@pytest.mark.parametrize("language", ["ar", "ko", "pl", "ta"])
def test_the_parents_survey_stands_in_each_language_from_right_to_left_too(
    tab: Page, site: Site, language: str
) -> None:
    with site.app.app_context():
        survey = surveys.get_survey("parents")
        survey_languages.record_check(survey.id, language, reader="A native speaker", by=None)
        db.session.close()
    tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    tab.goto(f"{site.url}/survey/parents")
    tab.locator(f".app-languages [lang={language}]").click()
    tab.wait_for_load_state()
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    look_at(tab)
    with tab.expect_navigation():
        tab.locator("main form button").first.click()
    press_through(tab, "/answers/check", language)
    look_at(tab)


def press_through(tab: Page, end: str, name: str) -> None:
    """The first choice of every page; each make of page is looked at once for everything that goes by this name."""
    for _ in range(MOST_PAGES):
        if end in tab.url:
            return
        if (make := f"{name} {make_of(tab)}") not in made:
            made.add(make)
            assert_stands(tab)
        tab.evaluate(ANSWER)
        with tab.expect_navigation():
            tab.locator("main .app-buttons button").first.click()
    raise AssertionError(f"no way to {end} from {tab.url}")


def test_an_answer_that_is_missing_is_told_in_a_summary_that_has_the_focus_and_leads_to_the_field(
    site: Site, tab: Page
) -> None:
    keys = Keyboard(tab)
    way = next(way for way in WAYS if way.audience == "parents")
    tab.goto(f"{site.url}/survey/{way.audience}")
    keys.press(way.card)
    keys.press("Continue")
    assert tab.title().startswith("Error: ")
    assert tab.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    assert_accessible(tab)
    keys.go_to(words=tab.locator(".govuk-error-summary a").first.inner_text())
    tab.keyboard.press("Enter")
    assert keys.focus.type in ("checkbox", "radio")
