"""Signing in and out."""

from consult.models.people import Role
from consult.services import sign_in
from tests.consult.conftest import PASSWORD


def test_a_user_signs_in_and_sees_what_they_can_do(page, user, app):
    someone = user(Role.ADMINISTRATOR)
    page.visit("/staff/sign-in").fill("E-mail address", someone.email.upper()).fill("Password", PASSWORD)
    page.press("Sign in")
    assert page.heading == "What would you like to do?"


def test_a_wrong_password_is_told_beside_the_field_and_the_email_stays(page, user):
    someone = user(Role.FACILITATOR)
    page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", "wrong").press("Sign in")
    assert page.errors == ["Enter the e-mail address and password of your account. One of them is not right."]
    assert someone.email in page.body
    assert "wrong" not in page.body.replace("something went wrong", "")


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
    someone = user(Role.STRATEGIST)
    for _ in range(sign_in.FREE_TRIES + 1):
        page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", "nope").press("Sign in")
    assert page.errors == ["Wait half a minute, then try again: there were several wrong passwords in a row."]


def test_the_way_back_after_signing_in_never_leads_to_another_site(page, user):
    someone = user(Role.ADMINISTRATOR)
    page.visit("/staff/sign-in?next=//elsewhere.example").fill("E-mail address", someone.email)
    page.fill("Password", PASSWORD).press("Sign in")
    assert page.path == "/staff/"
