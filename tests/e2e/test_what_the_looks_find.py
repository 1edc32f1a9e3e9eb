"""The looks of the other tests find what they are for; and the focus can be seen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import AXE_TAGS, Site, assert_accessible
from tests.e2e.sweeps import assert_choices_show_in_forced_colours, assert_stands

pytestmark = pytest.mark.browser
ROOM = 8  # pixels around a control in which its focus may be drawn
HEAD = '<!DOCTYPE html><html lang="en"><title>A page</title><main><h1>A page</h1>'
TINY = "position:relative;height:10px;width:10px;padding:0;border:0;font-size:8px"


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_the_rule_for_the_size_of_targets_really_runs(tab: Page) -> None:
    """It is the one of WCAG 2.2, and axe leaves it out unless it is asked for by this tag."""
    assert "wcag22aa" in AXE_TAGS
    show(tab, f'{HEAD}<button style="{TINY}">A</button><button style="{TINY}">B</button></main>')
    with pytest.raises(AssertionError, match="target-size"):
        assert_accessible(tab)


def show(tab: Page, content: str) -> None:
    """On an empty page: one that the tab was on before would keep its rules for styles."""
    tab.goto("about:blank")
    tab.set_content(content)


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ('<div style="width:2000px">wide</div>', "too wide"),
        ('<p style="height:1.2em;overflow:hidden">One line of<br>two lines</p>', "cut"),
        ('<label>Words</label><label style="position:absolute;left:8px">More words</label>', "overlap"),
        ('<button style="height:30px">Small</button>', "small"),
    ],
)
def test_what_does_not_stand_is_found(tab: Page, wrong: str, found: str) -> None:
    show(tab, f"{HEAD}{wrong}</main>")
    with pytest.raises(AssertionError, match=found):
        assert_stands(tab)


def test_a_choice_that_forced_colours_hide_is_found(tab: Page) -> None:
    hidden = '<style>input{opacity:0}input:checked+label{background:red}</style><input type="radio" id="a">'
    show(tab, f'{HEAD}<p>{hidden}<label for="a">A</label></p></main>')
    with pytest.raises(AssertionError, match="look the same"):
        assert_choices_show_in_forced_colours(tab)


def test_whatever_has_the_focus_looks_different_by_three_to_one(tab: Page, site: Site) -> None:
    """Every kind of control on the display page, and a box for words."""
    tab.goto(f"{site.url}/survey/children/display")
    controls = (
        ".app-exit__button", "a.app-tool", ".govuk-back-link", "main input[type=radio]", "main input[type=checkbox]",
        "main .govuk-button", "main .govuk-button--secondary", ".app-help a", ".app-footer a", ".app-header a",
    )  # fmt: skip
    for control in controls:
        assert changed_pixels(tab, control) > 50, control
    tab.goto(f"{site.url}/data-protection-complaint")
    for control in ("main textarea", "main input[type=text]"):
        assert changed_pixels(tab, control) > 50, control


def test_whatever_colours_are_chosen_words_can_be_read(tab: Page, site: Site) -> None:
    """Each tint, the dark one chosen, and the dark one of a device: axe measures their contrast."""
    tab.emulate_media(reduced_motion="reduce")  # colours change at once, and axe measures no moment in between
    tab.goto(f"{site.url}/survey/children/display")
    for name in ("Dark", "Cream", "Light blue", "Light green", "Pink"):
        tab.get_by_label(name, exact=True).check()
        with tab.expect_navigation():
            tab.get_by_role("button", name="Try it on this page").click()
        assert tab.locator(".govuk-radios__input:checked").count() == 3
        assert_accessible(tab)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Put everything back to normal").click()
    tab.emulate_media(color_scheme="dark")
    assert_accessible(tab)
    tab.goto(f"{site.url}/survey/children")
    assert_accessible(tab)
    tab.emulate_media(color_scheme="light", reduced_motion="no-preference")


def changed_pixels(tab: Page, control: str) -> int:
    """How many change by at least 3:1 when the control takes the focus."""
    place = tab.locator(control).first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box, control
    clip = {"x": max(box["x"] - ROOM, 0), "y": max(box["y"] - ROOM, 0)}
    clip |= {"width": box["width"] + 2 * ROOM, "height": box["height"] + 2 * ROOM}
    pictures = []
    for act in (tab.locator("h1").first.evaluate, place.evaluate):
        act("e => { document.activeElement.blur(); e.focus({ focusVisible: true, preventScroll: true }); }")
        shot = tab.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
        pictures.append([light(pixel) for pixel in Image.open(io.BytesIO(shot)).convert("RGB").get_flattened_data()])
    return sum((max(two) + 0.05) / (min(two) + 0.05) >= 3 for two in zip(*pictures, strict=True))


def light(pixel: Any) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = [c / 12.92 if (c := part / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for part in pixel]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
