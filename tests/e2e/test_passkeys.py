"""A passkey in a real browser, with a device that the browser pretends to have."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, TimeoutError

from consult.models.people import Role
from consult.services import passkeys
from tests.conftest import missing
from tests.e2e.conftest import PASSWORD, Site

EMAIL = f"{Role.SAFEGUARDING_DEPUTY}@example.org"


@pytest.fixture(autouse=True)
def with_passkeys() -> None:
    if not passkeys.are_there():
        missing("fido2 is not installed")


@pytest.fixture
def device(tab: Page) -> Iterator[str]:
    """A phone that unlocks when it is asked to."""
    cdp = tab.context.new_cdp_session(tab)
    cdp.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    kind |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    yield cdp.send("WebAuthn.addVirtualAuthenticator", {"options": kind})["authenticatorId"]
    cdp.detach()


def address(site: Site, path: str) -> str:
    """Passkeys belong to a name, not to a number."""
    return site.url.replace("127.0.0.1", "localhost") + path


def press_until(tab: Page, press: Callable[[], None], came: Locator) -> None:
    """A busy browser sometimes asks the device in vain; then a person loads the page again and presses again."""
    for _ in range(4):
        tab.bring_to_front()  # only the page in front may ask a device
        press()
        try:
            came.wait_for(timeout=15_000)
        except TimeoutError:
            tab.reload()
            continue
        return
    raise AssertionError(f"never came: {came}")


def add_passkey(tab: Page, name: str) -> None:
    def press() -> None:
        tab.get_by_label("Name of the passkey").fill(name)
        tab.get_by_label("Your password").fill(PASSWORD)
        tab.get_by_role("button", name="Add the passkey").click()

    press_until(tab, press, tab.get_by_role("heading", name="Keep your recovery codes"))
    tab.get_by_text("I have kept them").click()


def press_passkey(tab: Page, button: str, came: Locator) -> None:
    press_until(tab, tab.get_by_role("button", name=button).click, came)


def home_of(tab: Page) -> Locator:
    return tab.get_by_role("heading", name="What would you like to do?")


@pytest.mark.browser
def test_a_passkey_is_added_signs_in_alone_and_after_the_password_and_is_removed(
    site: Site, tab: Page, device: str, check_access
):
    tab.goto(address(site, "/staff/sign-in"))
    enter_password(tab)
    home_of(tab).wait_for()
    tab.goto(address(site, "/staff/account/passkeys/new"))
    check_access(tab)
    add_passkey(tab, "Blue phone")
    tab.get_by_text("Passkey “Blue phone”, since").wait_for()
    check_access(tab)

    sign_out(tab)
    check_access(tab)
    press_passkey(tab, "Sign in with a passkey", home_of(tab))

    sign_out(tab)
    enter_password(tab)
    tab.get_by_role("heading", name="Enter your code").wait_for()
    check_access(tab)
    press_passkey(tab, "Use a passkey", home_of(tab))

    tab.goto(address(site, "/staff/account/"))
    tab.get_by_role("link", name="Remove passkey “Blue phone”").click()
    tab.get_by_label("Your password").fill(PASSWORD)
    tab.get_by_role("button", name="Remove the passkey").click()
    tab.get_by_role("heading", name="Your account").wait_for()
    sign_out(tab)
    press_passkey(tab, "Sign in with a passkey", tab.get_by_text("This passkey does not sign in here").first)
    assert tab.title().startswith("Error: ")


@pytest.mark.browser
def test_an_answer_that_was_used_does_not_sign_in_again(site: Site, tab: Page, device: str):
    tab.goto(address(site, "/staff/sign-in"))
    enter_password(tab)
    home_of(tab).wait_for()
    tab.goto(address(site, "/staff/account/passkeys/new"))
    add_passkey(tab, "Red key")
    sign_out(tab)
    before = [cookie for cookie in tab.context.cookies() if cookie["name"] == "consult"]
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    press_passkey(tab, "Sign in with a passkey", home_of(tab))
    tab.context.clear_cookies()
    tab.context.add_cookies(before)  # type: ignore[arg-type]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    again = tab.context.request.post(address(site, "/staff/sign-in"), data=sent[0], headers=headers)
    assert "This passkey does not sign in here" in again.text()
    with sqlite3.connect(site.instance / "consult.sqlite3") as rows:
        rows.execute("DELETE FROM passkey")
        rows.execute("DELETE FROM recovery_code")


def enter_password(tab: Page) -> None:
    tab.get_by_label("E-mail address").fill(EMAIL)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(tab: Page) -> None:
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.get_by_role("heading", name="Sign in").wait_for()
