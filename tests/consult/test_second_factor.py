"""A code from an app, recovery codes: what a password alone does not open."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pyotp
import pytest

from consult.extensions import db
from consult.models.people import Role
from consult.models.second_factors import CodeApp
from consult.services import second_factor, sign_in, throttle
from consult.settings import Settings
from consult.store import people, second_factors
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page

RECOVERY = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As in production."""
    return replace(settings, signing_in=replace(settings.signing_in, needs_second_factor=True))


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


def enter_password(page, someone, code=""):
    page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", PASSWORD)
    if code:
        page.fill("Code from your app", code)
    return page.press("Sign in")


def set_up(page, someone):
    """Returns the app’s secret and the recovery codes."""
    enter_password(page, someone).follow("Use an app on your phone")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text).group().replace(" ", "")
    page.fill("Code", code_of(secret)).press("Continue")
    return secret, RECOVERY.findall(page.text)


def code_of(secret, steps=0):
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def actions():
    db.session.close()
    return [entry.action for entry in people.list_audit()]


@pytest.mark.parametrize("role", Role)
def test_every_role_must_set_up_a_second_factor_before_anything_opens(page, user, role):
    enter_password(page, user(role))
    assert page.heading == "Set up a second way to show that it is you"
    for path in ("/staff/", "/staff/users", "/staff/events", "/staff/concerns", "/staff/account/"):
        assert page.visit(path).heading == "Set up a second way to show that it is you"


def test_an_app_is_set_up_and_then_asked_for_at_each_sign_in(app, page, user):
    someone = user(Role.MANAGER)
    secret, codes = set_up(page, someone)
    assert page.heading == "Keep your recovery codes"
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert page.follow("I have kept them").heading == "What would you like to do?"
    other = Page(app)
    assert enter_password(other, someone).heading == "Enter your code"
    assert other.visit("/staff/overview").heading == "Enter your code"
    assert other.fill("Code", "000000").press("Continue").errors
    assert (
        other.fill("Code", f" {code_of(secret, 1)[:3]} {code_of(secret, 1)[3:]} ").press("Continue").path
        == "/staff/overview"
    )


def test_a_code_works_once(app, page, user):
    someone = user(Role.MANAGER)
    secret, _ = set_up(page, someone)
    used = code_of(secret)
    other = enter_password(Page(app), someone)
    assert other.fill("Code", used).press("Continue").errors, "it was used when the app was set up"


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(app, page, user, steps, is_right):
    someone = user(Role.MANAGER)
    secret, _ = set_up(page, someone)
    other = enter_password(Page(app), someone).fill("Code", code_of(secret, steps)).press("Continue")
    assert (other.path == "/staff/") == is_right


def test_each_recovery_code_signs_in_once_and_new_ones_end_the_old(app, page, user):
    someone = user(Role.MANAGER)
    _, codes = set_up(page, someone)
    other = enter_password(Page(app), someone).fill("Code", codes[3].upper().replace("-", " ")).press("Continue")
    assert other.path == "/staff/"
    again = enter_password(Page(app), someone).fill("Code", codes[3]).press("Continue")
    assert again.errors
    page.follow("I have kept them").visit("/staff/account/")
    assert "9 of 10 recovery codes are left" in page.text
    page.follow("Make new recovery codes").fill("Your password", "something else").press("Make new codes")
    assert page.errors == ["This is not your password. Enter the one you sign in with."]
    new = RECOVERY.findall(page.fill("Your password", PASSWORD).press("Make new codes").text)
    assert not set(new) & set(codes)
    assert again.fill("Code", codes[4]).press("Continue").errors
    assert again.fill("Code", new[0]).press("Continue").path == "/staff/"


def test_nothing_in_the_database_is_a_secret_or_a_code(app, page, user):
    someone = user(Role.MANAGER)
    secret, codes = set_up(page, someone)
    stored = db.session.get(CodeApp, someone.id).locked_secret
    assert secret not in stored
    hashes = db.session.connection().exec_driver_sql("SELECT code_hash FROM recovery_code").scalars().all()
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    assert all(len(found) == 64 for found in hashes)


def test_another_secret_key_opens_no_app(app, page, user):
    someone = user(Role.MANAGER)
    secret, _ = set_up(page, someone)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], secret_key="another" * 7)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_code(someone, code_of(secret, 1), browser="")


def test_the_last_factor_is_removed_with_the_password_and_a_new_one_is_asked_for(app, page, user):
    someone = user(Role.MANAGER)
    set_up(page, someone)
    page.follow("I have kept them").visit("/staff/account/").follow("Remove the app")
    page.fill("Your password", PASSWORD).press("Remove the app")
    assert page.heading == "Set up a second way to show that it is you"
    assert second_factors.count_recovery_codes(someone.id) == 0
    assert {"code app added", "code app removed"} <= set(actions())


def test_an_administrator_resets_a_colleagues_factor_and_the_old_password_is_nothing_without_it(app, page, user):
    boss, someone, theirs = user(Role.ADMINISTRATOR), user(Role.MANAGER), Page(app)
    set_up(theirs, someone)
    theirs.follow("I have kept them")
    set_up(page, boss)
    page.follow("I have kept them").visit("/staff/users").follow(f"Reset second factor of {someone.name}")
    assert page.heading == "Reset the second factor?"
    page.press("Reset the second factor")
    passphrase = re.search(r"\b[a-z]{6}-[a-z]{6}-[a-z]{6}\b", page.text).group()
    assert actions()[0] == "second factor reset"
    assert theirs.visit("/staff/").heading == "Sign in"
    assert enter_password(theirs, someone).heading == "Sign in"
    theirs.fill("E-mail address", someone.email).fill("Password", passphrase).press("Sign in")
    assert theirs.heading == "Choose your own password"
    theirs.fill("New password", "lantern mosaic otter").fill("New password again", "lantern mosaic otter")
    assert theirs.press("Keep this password").heading == "Set up a second way to show that it is you"


def test_nobody_resets_their_own_factor_as_an_administrator(page, user):
    boss = user(Role.ADMINISTRATOR)
    set_up(page, boss)
    page.follow("I have kept them").visit(f"/staff/users/{boss.id}/second-factor")
    assert page.press("Reset the second factor").status == 409


def test_a_stranger_who_guesses_passwords_locks_nobody_out(app, page, user):
    someone = user(Role.MANAGER)
    secret, codes = set_up(page, someone)
    page.follow("I have kept them").press("Sign out")
    guess(someone)
    assert throttle.must_pause(people.find_user(someone.email), "")
    assert enter_password(page, someone).heading == "Enter your code", "their own browser is known"
    new = enter_password(Page(app), someone)
    assert new.heading == "Sign in", "in a new browser the password alone waits"
    assert enter_in(new, someone, "000000").heading == "Sign in"
    assert enter_in(new, someone, code_of(secret, 1)).path == "/staff/", "with a code it does not"
    guess(someone)
    another = enter_password(Page(app), someone)
    assert enter_in(another, someone, codes[0]).path == "/staff/", "nor with a recovery code"


def enter_in(page, someone, code):
    page.fill("E-mail address", someone.email).fill("Password", PASSWORD).fill("Code from your app", code)
    return page.press("Sign in")


def guess(someone):
    for _ in range(throttle.FREE_TRIES):
        db.session.close()
        with pytest.raises(sign_in.WrongSignIn):
            sign_in.sign_in(someone.email, "a wrong guess")
    db.session.close()


def test_guessing_codes_pauses_them_but_not_recovery_codes(app, page, user):
    someone = user(Role.MANAGER)
    secret, codes = set_up(page, someone)
    thief = enter_password(Page(app), someone)
    for _ in range(throttle.FREE_TRIES):
        thief.fill("Code", "000000").press("Continue")
    assert "several wrong codes" in thief.fill("Code", code_of(secret, 1)).press("Continue").errors[0]
    owner = enter_password(Page(app), someone)
    assert owner.fill("Code", codes[0]).press("Continue").path == "/staff/"


def test_wrong_guesses_in_a_known_browser_make_it_a_strangers_again(app, page, user):
    someone = user(Role.MANAGER)
    set_up(page, someone)
    browser = page.client.get_cookie("consult-known", path="/staff").value
    assert throttle.is_known(someone.id, browser)
    for _ in range(throttle.FREE_TRIES):
        db.session.close()
        with pytest.raises(sign_in.WrongSignIn):
            sign_in.sign_in(someone.email, "a wrong guess", browser=browser)
    db.session.close()
    assert not throttle.is_known(someone.id, browser)
    assert people.find_user(someone.email).failed_sign_ins == 0


def test_a_sign_in_gets_a_new_token_at_each_step(app, page, user):
    someone = user(Role.MANAGER)
    enter_password(page, someone)
    before = page.client.get_cookie("consult").value
    page.follow("Use an app on your phone")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text).group().replace(" ", "")
    page.fill("Code", code_of(secret)).press("Continue")
    page.client.set_cookie("consult", before)
    assert page.visit("/staff/").heading == "Sign in"


def test_a_closed_account_ends_half_a_sign_in_too(page, user):
    someone = user(Role.MANAGER)
    enter_password(page, someone)
    db.session.close()
    sign_in.set_active(someone.id, is_active=False, by=someone.id)
    assert page.visit("/staff/").heading == "Sign in"


def test_password_managers_and_paste_work_at_every_step(app, page, user):
    someone = user(Role.MANAGER)
    page.visit("/staff/sign-in")
    assert tokens(page) == {"email": "username", "password": "current-password"}
    set_up(page, someone)
    page.follow("I have kept them").visit("/staff/account/password")
    wanted = {"password": "current-password", "new_password": "new-password", "again_password": "new-password"}
    assert tokens(page) == wanted
    other = enter_password(Page(app), someone)
    assert tokens(other) == {"sign_in_code": "one-time-code"}
    assert "onpaste" not in page.body + other.body


def tokens(page):
    boxes = (box for box in page.tree.iter("input") if box.get("type") in ("text", "email", "password"))
    return {box.get("name"): box.get("autocomplete") for box in boxes}
