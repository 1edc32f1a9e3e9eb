"""The web application under test: a reader, and users of every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.models.people import Role, User
from consult.services import sign_in
from tests.consult.reader import Page

PASSWORD = "correct horse battery"


@pytest.fixture
def page(app: Flask) -> Page:
    """A browser without JavaScript that keeps the rules of the house."""
    return Page(app)


@pytest.fixture
def user(app: Flask) -> Callable[[Role], User]:
    def make(role: Role) -> User:
        return sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)

    return make


@pytest.fixture
def signed_in(page: Page, user: Callable[[Role], User]) -> Callable[[Role], Page]:
    """signed_in(Role.STRATEGIST) is the page of a user with that role."""

    def as_role(role: Role) -> Page:
        someone = user(role)
        page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", PASSWORD).press("Sign in")
        return page

    return as_role
