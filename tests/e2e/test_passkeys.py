"""A passkey in a real browser, with a device that the browser pretends to have."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

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


def press_until(tab: Page, button: str, heading: str) -> None:
    """A busy browser sometimes refuses the device; then the page says so, and a person presses again."""
    tab.bring_to_front()
    came = tab.get_by_role("heading", name=heading)
    refused = tab.locator("[role=status][data-said]").filter(has_text=re.compile(r"\w"))
    for _ in range(3):
        tab.get_by_role("button", name=button).click()
        came.or_(refused).first.wait_for()
        if came.is_visible():
            return
    raise AssertionError(f"“{heading}” never came")


@pytest.mark.browser
def test_a_passkey_is_added_signs_in_alone_and_after_the_password_and_is_removed(
    site: Site, tab: Page, device: str, check_access
):
    tab.goto(address(site, "/staff/sign-in"))
    enter_password(tab)
    tab.goto(address(site, "/staff/account/passkeys/new"))
    check_access(tab)
    tab.get_by_label("Name of the passkey").fill("Blue phone")
    tab.get_by_label("Your password").fill(PASSWORD)
    press_until(tab, "Add the passkey", "Keep your recovery codes")
    tab.get_by_text("I have kept them").click()
    tab.get_by_text("Passkey “Blue phone”, since").wait_for()
    check_access(tab)

    sign_out(tab)
    check_access(tab)
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("heading", name="What would you like to do?").wait_for()

    sign_out(tab)
    enter_password(tab)
    tab.get_by_role("heading", name="Enter your code").wait_for()
    check_access(tab)
    tab.get_by_role("button", name="Use a passkey").click()
    tab.get_by_role("heading", name="What would you like to do?").wait_for()

    tab.goto(address(site, "/staff/account/"))
    tab.get_by_role("link", name="Remove passkey “Blue phone”").click()
    tab.get_by_label("Your password").fill(PASSWORD)
    tab.get_by_role("button", name="Remove the passkey").click()
    tab.get_by_role("heading", name="Your account").wait_for()
    sign_out(tab)
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_text("This passkey does not sign in here").first.wait_for()
    assert tab.title().startswith("Error: ")


@pytest.mark.browser
def test_an_answer_that_was_used_does_not_sign_in_again(site: Site, tab: Page, device: str):
    tab.goto(address(site, "/staff/sign-in"))
    enter_password(tab)
    tab.goto(address(site, "/staff/account/passkeys/new"))
    tab.get_by_label("Name of the passkey").fill("Red key")
    tab.get_by_label("Your password").fill(PASSWORD)
    tab.get_by_role("button", name="Add the passkey").click()
    tab.get_by_text("I have kept them").click()
    sign_out(tab)
    before = [cookie for cookie in tab.context.cookies() if cookie["name"] == "consult"]
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("heading", name="What would you like to do?").wait_for()
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
