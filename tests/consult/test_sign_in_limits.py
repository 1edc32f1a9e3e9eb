"""A sign-in ends by itself, is prolonged, is seen and ended from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.people import Role, SignIn
from consult.services import sign_in
from consult.store.transaction import transaction
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


def change(**values):
    with transaction():
        db.session.execute(sa.update(SignIn).values(values))
    db.session.close()


def sign_in_as(app, email):
    page = Page(app)
    page.visit("/staff/sign-in").fill("E-mail address", email).fill("Password", PASSWORD).press("Sign in")
    return page


@pytest.mark.parametrize(("minutes", "is_in"), [(59, True), (61, False)])
def test_a_sign_in_ends_after_an_hour_in_which_nothing_happened(signed_in, minutes, is_in):
    page = signed_in(Role.MANAGER)
    change(last_seen_at=utcnow() - timedelta(minutes=minutes))
    assert (page.visit("/staff/").heading == "What would you like to do?") == is_in


def test_a_sign_in_ends_after_twelve_hours_however_busy(signed_in):
    page = signed_in(Role.MANAGER)
    change(created_at=utcnow() - timedelta(hours=12, minutes=1))
    assert page.visit("/staff/").heading == "Sign in"


def test_a_button_without_a_script_makes_it_last(signed_in):
    page = signed_in(Role.MANAGER)
    change(last_seen_at=utcnow() - timedelta(minutes=58))
    page.client.environ_base["HTTP_SEC_FETCH_DEST"] = "empty"
    page.visit("/staff/")
    db.session.close()
    assert sign_in_left() < 180, "what a script asks for is no activity"
    page.press("Stay signed in longer (opens in a new tab)")
    assert page.heading == "You stay signed in"
    db.session.close()
    assert sign_in_left() > 3500


def sign_in_left():
    return sign_in.seconds_left(db.session.scalars(sa.select(SignIn)).one(), is_activity=False)


def test_the_script_is_told_how_long_it_lasts(signed_in):
    page = signed_in(Role.MANAGER)
    change(created_at=utcnow() - timedelta(hours=11, minutes=58))
    seconds = page.client.get("/staff/account/seconds-left").json["seconds"]
    assert 60 < seconds <= 120, "the longest time counts too"


def test_own_sign_ins_are_listed_and_ended_but_nobody_elses(app, signed_in, user):
    page = signed_in(Role.MANAGER)
    other = sign_in_as(app, "manager@example.org")
    stranger = user(Role.STRATEGIST)
    theirs = sign_in_as(app, stranger.email)
    found = db.session.scalars(sa.select(SignIn.id).where(SignIn.user_id == stranger.id)).one()
    db.session.close()
    page.visit("/staff/account/")
    assert page.text.count("with password") == 2
    token = next(box.get("value") for box in page.tree.iter("input") if box.get("name") == "csrf_token")
    page.client.post(f"/staff/account/sign-ins/{found}/end", data={"csrf_token": token})
    assert theirs.visit("/staff/").heading == "What would you like to do?"
    buttons = ["".join(button.itertext()) for button in page.tree.iter("button")]
    page.press(next(words for words in buttons if words.startswith("Sign out there")))
    assert page.heading == "Your account"
    assert other.visit("/staff/").heading == "Sign in"


def test_changing_the_password_or_pressing_ends_all_other_sign_ins(app, signed_in):
    page = signed_in(Role.MANAGER)
    other = sign_in_as(app, "manager@example.org")
    page.visit("/staff/account/").press("Sign out everywhere else")
    assert other.visit("/staff/").heading == "Sign in"
    other = sign_in_as(app, "manager@example.org")
    page.visit("/staff/account/password").fill("Password you have now", "not this one at all")
    page.fill("New password", "lantern mosaic otter").fill("New password again", "lantern mosaic otter")
    assert page.press("Change my password").errors == ["This is not your password. Enter the one you sign in with."]
    page.fill("Password you have now", PASSWORD).fill("New password", "Password2024!")
    page.fill("New password again", "Password2024!").press("Change my password")
    assert "easy to guess" in page.errors[0]
    page.fill("Password you have now", PASSWORD).fill("New password", "lantern mosaic otter")
    assert page.fill("New password again", "lantern mosaic otter").press("Change my password").heading == "Your account"
    assert other.visit("/staff/").heading == "Sign in"
    assert page.visit("/staff/").heading == "What would you like to do?"
