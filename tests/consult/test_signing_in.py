"""Signing in and out."""

import contextlib
import contextvars
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.extensions import db
from consult.models.people import Role
from consult.services import sign_in, throttle
from consult.store import people
from consult.web.account.views import NOT_SIGNED_IN
from tests.consult.conftest import PASSWORD


def test_a_user_signs_in_and_sees_what_they_can_do(page, user, app):
    someone = user(Role.ADMINISTRATOR)
    page.visit("/staff/sign-in").fill("E-mail address", someone.email.upper()).fill("Password", PASSWORD)
    page.press("Sign in")
    assert page.heading == "What would you like to do?"


def test_a_wrong_password_is_told_beside_the_field_and_the_email_stays(page, user):
    someone = user(Role.FACILITATOR)
    page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", "nonsense").press("Sign in")
    assert page.errors == [NOT_SIGNED_IN]
    assert someone.email in page.body
    assert "nonsense" not in page.body


def test_a_revoked_sign_in_ends_at_once(signed_in, app):
    page = signed_in(Role.MANAGER)
    someone = sign_in.people.find_user("manager@example.org")
    sign_in.set_active(someone.id, is_active=False, by=someone.id)
    assert page.visit("/staff/").heading == "Sign in"


def test_an_old_cookie_does_not_sign_in_again_after_signing_out(signed_in):
    page = signed_in(Role.MANAGER)
    kept = page.client.get_cookie("consult").value
    page.press("Sign out")
    page.client.set_cookie("consult", kept)
    assert page.visit("/staff/").heading == "Sign in"


def test_several_wrong_passwords_make_a_short_pause_for_that_account_only(page, user):
    someone, other = user(Role.STRATEGIST), user(Role.MANAGER)
    for _ in range(throttle.FREE_TRIES):
        try_to_sign_in(page, someone.email, "nope")
    assert try_to_sign_in(page, someone.email, PASSWORD).errors == [NOT_SIGNED_IN]
    assert "half a minute" in NOT_SIGNED_IN
    assert try_to_sign_in(page, other.email, PASSWORD).path == "/staff/"


def test_nobody_learns_from_the_answer_who_has_an_account(page, user):
    user(Role.STRATEGIST)
    answers = {
        tuple(try_to_sign_in(page, email, "nope").errors)
        for email in ("strategist@example.org", "nobody@example.org")
        for _ in range(throttle.FREE_TRIES + 2)
    }
    assert len(answers) == 1


def test_wrong_passwords_that_come_at_once_each_count(app, user):
    someone = user(Role.STRATEGIST)

    def guess(_):
        wrong = pytest.raises((sign_in.WrongSignIn, sign_in.TooManyTries))
        with app.app_context(), contextlib.closing(db.session), wrong:
            sign_in.sign_in(someone.email, "nope")

    db.session.close()
    with ThreadPoolExecutor(throttle.FREE_TRIES) as pool:
        list(pool.map(lambda n: contextvars.Context().run(guess, n), range(throttle.FREE_TRIES)))
    assert people.find_user(someone.email).failed_sign_ins == throttle.FREE_TRIES
    db.session.close()


def test_the_count_begins_anew_after_a_right_password(page, user):
    someone = user(Role.STRATEGIST)
    for password in ("nope", "nope", PASSWORD):
        try_to_sign_in(page, someone.email, password)
    db.session.close()
    assert people.find_user(someone.email).failed_sign_ins == 0
    db.session.close()


@pytest.mark.parametrize(
    "elsewhere",
    ["//elsewhere.example", "/%09/elsewhere.example/x", "/%0a/elsewhere.example", "/%5celsewhere.example",
     "https://elsewhere.example", "//%5b", "/%00/elsewhere.example", "/%20/elsewhere.example"],
)  # fmt: skip
def test_the_way_back_after_signing_in_never_leads_to_another_site(page, user, elsewhere):
    someone = user(Role.ADMINISTRATOR)
    page.visit(f"/staff/sign-in?next={elsewhere}").fill("E-mail address", someone.email)
    token = next(i.get("value") for i in page.tree.iter("input") if i.get("name") == "csrf_token")
    data = {"csrf_token": token, "email": someone.email, "password": PASSWORD}
    answer = page._alone(page.client.post, f"/staff/sign-in?next={elsewhere}", data=data)
    assert (answer.status_code, answer.location) == (302, "/staff/")


def test_the_way_back_after_signing_in_is_the_page_that_was_wanted(page, user):
    someone = user(Role.ADMINISTRATOR)
    page.visit("/staff/users/new?from=here").fill("E-mail address", someone.email).fill("Password", PASSWORD)
    assert page.press("Sign in").path == "/staff/users/new?from=here"


def try_to_sign_in(page, email, password):
    page.visit("/staff/sign-in").fill("E-mail address", email).fill("Password", password)
    return page.press("Sign in")
