"""Read aloud: exactly what is seen, with the device's own voices, only when pressed, until Escape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.voices import AWAY, ENGLISH, POLISH, device

pytestmark = pytest.mark.browser
SEEN = """() => {
  const copy = document.querySelector("main .app-respond");
  copy.querySelectorAll(".app-help, .app-tool--part, .govuk-visually-hidden, textarea").forEach((e) => e.remove());
  return copy.innerText.replace(/\\s+/g, " ").trim();
}"""


def opened(browser: Browser, *voices: dict[str, object]) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(device(*voices))
    return page


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A device with a voice of its own, and one that would send the words away."""
    page = opened(browser, AWAY, ENGLISH)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.context.close()
    assert faults == []


def missing_answer(page: Page, site: Site) -> None:
    """A page with an error: headings, words, a question, its choice, an error and a button."""
    page.goto(f"{site.url}/survey/children")
    page.locator("main form button").first.click()
    while page.locator("main .govuk-error-message").count() == 0:
        page.get_by_role("button", name="Continue").click()


def spoken(page: Page) -> list[str]:
    return [one["text"] for one in page.evaluate("spoken")]


def is_speaking(page: Page) -> bool:
    return bool(page.evaluate("speechSynthesis.speaking !== null"))


def test_nothing_is_read_before_somebody_asks_and_then_exactly_what_is_seen(reader: Page, site: Site) -> None:
    missing_answer(reader, site)
    assert spoken(reader) == []
    reader.get_by_role("button", name="Read this page to me").click()
    reader.evaluate("speechSynthesis.endAll()")
    expect(reader.locator(".app-tools [role=status]")).to_have_text("Finished reading.")
    assert {one["voice"] for one in reader.evaluate("spoken")} == {"Own English"}
    said = spoken(reader)
    assert {"There is a problem", "Continue"} <= set(said)
    assert " ".join(said) == reader.evaluate(SEEN)


def test_the_word_that_is_read_is_marked_and_escape_stops(reader: Page, site: Site) -> None:
    missing_answer(reader, site)
    button = reader.get_by_role("button", name="Read this page to me")
    button.focus()
    reader.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(reader.locator(".app-tools [role=status]")).to_contain_text("press Escape")
    word = spoken(reader)[0].split()[1]
    reader.evaluate("word => speechSynthesis.say(word)", word)
    assert reader.evaluate("[...CSS.highlights.get('app-aloud')].map(String)") == [word]
    reader.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not is_speaking(reader)
    assert not reader.evaluate("CSS.highlights.has('app-aloud')")
    assert reader.locator(".app-aloud-now").count() == 0


def test_one_question_is_read_alone_and_pressed_again_it_stops(reader: Page, site: Site) -> None:
    missing_answer(reader, site)
    group = reader.locator("main .govuk-form-group").first
    button = group.get_by_role("button", name="Read aloud")
    button.click()
    legend = group.locator("legend, label").first.inner_text()
    assert spoken(reader)[0] == legend
    assert button.evaluate("b => b.innerText.includes('Read aloud') && b.textContent.length > 20"), "named by question"
    button.click()
    assert not is_speaking(reader)
    reader.locator(".app-help").get_by_role("button", name="Read aloud").click()
    assert spoken(reader)[-1] == "Help now"


@pytest.mark.parametrize("leave", ["pagehide", "visibilitychange"])
def test_leaving_the_page_stops_it(reader: Page, site: Site, leave: str) -> None:
    missing_answer(reader, site)
    reader.get_by_role("button", name="Read this page to me").click()
    assert is_speaking(reader)
    reader.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    reader.evaluate("name => [window, document].forEach((one) => one.dispatchEvent(new Event(name)))", leave)
    assert not is_speaking(reader)


@pytest.mark.parametrize(
    "voices", [(), (AWAY, POLISH)], ids=["no voice", "only a far one, and one of another language"]
)
def test_without_a_voice_of_its_own_for_the_language_nothing_is_offered(
    browser: Browser, site: Site, voices: tuple[dict[str, object], ...]
) -> None:
    page = opened(browser, *voices)
    missing_answer(page, site)
    expect(page.get_by_role("link", name="Accessibility")).to_be_visible()
    assert page.get_by_text("Read aloud").count() == 0
    expect(page.get_by_text("Read this page to me")).to_be_hidden()
    page.context.close()


def test_return_in_a_box_continues_and_does_not_open_the_display_page(reader: Page, site: Site) -> None:
    missing_answer(reader, site)
    here = reader.url
    reader.evaluate("document.querySelector('#answers').append(document.createElement('input'))")
    reader.locator("#answers > input:not([type])").press("Enter")
    reader.wait_for_load_state()
    assert reader.url == here
    expect(reader.locator(".govuk-error-summary")).to_be_visible()
