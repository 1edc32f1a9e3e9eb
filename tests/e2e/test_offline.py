"""Points are written without signal, on devices whose batteries die: none is lost, none doubled, none read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import assert_accessible
from tests.e2e.devices import WORDS, Device, Hall, at_hall, enter, sign_in_again

CANARY = "Kingfisher"


@pytest.fixture(scope="module")
def hall(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with at_hall(sqlite_template, tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def devices(browser: Browser, tmp_path: Path) -> Iterator[tuple[Device, Device]]:
    both = Device(browser, tmp_path / "phone"), Device(browser, tmp_path / "laptop")
    yield both
    for device in both:
        device.close()


def state(page: Page):
    return page.locator(".app-device__state")


def get_ready(page: Page) -> None:
    page.get_by_text("Going where there is no signal?").click()
    page.get_by_label("Choose words that open this device there").fill(WORDS)
    page.get_by_role("button", name="Use these words").click()
    expect(page.get_by_text("Ready: this page opens")).to_be_visible()


def write(page: Page, numbers: range) -> None:
    """By keyboard alone, a point every few minutes."""
    for number in numbers:
        page.get_by_label("What was said?").fill(f"{CANARY} {number:02}")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label("What was said?")).to_have_value("")
        page.clock.fast_forward(144_000)


def reopen(hall: Hall, device: Device, unsent: int) -> Page:
    device.kill()
    page = device.open()
    device.context.set_offline(True)
    page.clock.install()
    page.goto(hall.log)
    expect(state(page)).to_contain_text(f"{unsent} points are safe on this device, not sent yet.")
    assert not device.holds(f"{CANARY} 01")
    page.get_by_label("Words for this device").fill("teapot over the stairs")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("These words do not open this device")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Words for this device").fill(WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{CANARY} 01")).to_be_visible()
    return page


@pytest.mark.browser
def test_two_hours_without_signal_and_two_empty_batteries(hall: Hall, devices, tmp_path: Path):
    phone, laptop = devices
    page = phone.open()
    page.clock.install()
    enter(hall, page)
    get_ready(page)
    assert_accessible(page)
    phone.context.set_offline(True)
    hall.stop()
    write(page, range(1, 21))
    expect(state(page)).to_contain_text("No signal. 20 points are on this device, not sent yet.")
    page.get_by_role("link", name="Worried about a child’s safety?").click()
    expect(page.locator("#worried").get_by_role("link", name="0800 1111")).to_be_in_viewport()
    assert_accessible(page)
    page = reopen(hall, phone, 20)
    write(page, range(21, 36))
    page = reopen(hall, phone, 35)
    write(page, range(36, 51))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent points as a file").click()
    download.value.save_as(tmp_path / "unsent.json")
    assert CANARY not in (tmp_path / "unsent.json").read_text("utf-8")
    assert_accessible(page)

    hall.start()
    other = laptop.open()
    enter(hall, other, "manager")
    other.goto(f"{hall.url}/staff/events/unsent")
    other.get_by_label("The file of unsent points").set_input_files(tmp_path / "unsent.json")
    other.get_by_role("button", name="Hand in").click()
    expect(other.get_by_text("Lunch club: 50 stored now")).to_be_visible()
    assert_accessible(other)

    hall.end_sign_ins()
    phone.context.set_offline(False)
    expect(state(page)).to_contain_text("Sign in again. 50 points are on this device, not sent yet.")
    assert_accessible(page)
    page.get_by_role("link", name="Sign in again").first.click()
    sign_in_again(page)
    for _ in range(2):
        expect(state(page)).to_contain_text("All sent. The server has received 50 points")
        page.reload()
    assert Counter(hall.texts()) == Counter(f"{CANARY} {number:02}" for number in range(1, 51))
    phone.close()
    assert not phone.holds(f"{CANARY} 01")


@pytest.mark.browser
def test_two_versions_of_one_point_are_both_shown_and_a_person_chooses(hall: Hall, devices):
    """Changed without signal on the phone, and meanwhile on the laptop too. Then signing out is refused."""
    phone, laptop = devices
    page, other = phone.open(), laptop.open()
    enter(hall, page)
    enter(hall, other, "manager")
    for words in ("More swings", "Warm lunches", "Later buses"):
        page.get_by_label("What was said?").fill(words)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label("What was said?")).to_have_value("")
    expect(state(page)).to_contain_text("The server has received 3 points")
    hall.screen()
    for words in ("More swings", "Warm lunches", "Later buses"):
        expect(other.locator(".app-room__points").get_by_text(words)).to_be_visible(timeout=15_000)
    phone.context.set_offline(True)
    for tab, mine in ((page, "by the pond"), (other, "for the small ones")):
        for words in ("More swings", "Warm lunches", "Later buses"):
            change(tab, words, f"{words} {mine}")
    expect(state(other)).to_contain_text("The server has received 3 points")
    hall.screen()
    expect(state(page)).to_contain_text("No signal. 3 points are on this device")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="3 points are not sent yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Stay signed in").click()
    phone.context.set_offline(False)
    expect(state(page)).to_contain_text("3 points need you")
    expect(page.locator(".app-conflict").get_by_text("More swings for the small ones")).to_be_visible()
    expect(page.locator(".app-conflict").get_by_text("More swings by the pond")).to_be_visible()
    assert_accessible(page)
    for words, press in (
        ("swings", "Keep mine"),
        ("lunches", "Keep the one on the server"),
        ("buses", "Write a third"),
    ):
        item = page.locator(".app-conflict", has_text=words)
        item.get_by_role("button", name=press).press("Enter")
        expect(item).to_have_count(0)
    page.get_by_label("What was said?").fill("Later buses for everybody")
    page.keyboard.press("Control+Enter")
    expect(state(page)).to_contain_text("The server has received 7 points")
    hall.screen()
    page.reload()
    listed = page.locator("ol.app-points > li > .app-words")
    expect(listed.get_by_text("More swings by the pond")).to_be_visible()
    expect(listed.get_by_text("Warm lunches for the small ones")).to_be_visible()
    expect(listed.get_by_text("Later buses for everybody")).to_be_visible()
    assert {"More swings for the small ones", "Warm lunches by the pond", "Later buses by the pond"} <= set(
        hall.texts()
    )


def change(page: Page, words: str, new: str) -> None:
    item = page.locator("ol.app-points > li", has_text=words).first
    item.get_by_role("link", name="Correct").click()
    expect(page.get_by_text("You are changing a point")).to_be_visible()
    page.get_by_label("What was said?").fill(new)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("What was said?")).to_have_value("")


@pytest.mark.browser
def test_a_device_is_cleared_only_when_a_person_says_that_points_may_be_lost(hall: Hall, devices):
    phone, _ = devices
    page = phone.open()
    enter(hall, page)
    get_ready(page)
    phone.context.set_offline(True)
    write(page, range(90, 92))
    page.get_by_role("link", name="What is on this device").click()
    page.get_by_label("Words for this device").fill(WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lunch club: 2 points")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Clear this device").click()
    expect(page.get_by_text("2 points would be lost")).to_be_visible()
    page.get_by_label("Lose 2 points that no server has").check()
    page.get_by_role("button", name="Clear this device").click()
    expect(page.get_by_text("This device is cleared.")).to_be_visible()
