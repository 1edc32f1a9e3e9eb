"""The database goes away at the worst moments: the page, or “not saved yet” with the words, and never a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from consult.web.access import public
from tests.resilience import crowd

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def app(postgres_url: str, tmp_path):
    app = create_app(Settings(instance=tmp_path, database_url=postgres_url, secret_key="k" * 40, is_https=False))
    with app.app_context():
        crowd.open_brief()
    yield app  # without a context: each request has its own, as in a server
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def cut(postgres_server: sa.Engine) -> Callable[..., None]:
    """Every connection is ended, as when the database server is stopped."""

    def end(*_: object) -> None:
        with postgres_server.begin() as connection:
            connection.exec_driver_sql(CUT)

    return end


def visit(app: Flask, address: str, **form: str) -> tuple[int, str]:
    """As a server calls it: whatever the application raises instead of answering fails the test."""
    browser: FlaskClient = app.test_client()
    answer = browser.post(address, data=form) if form else browser.get(address)
    return answer.status_code, answer.text


def test_a_page_that_was_read_is_shown_though_the_connection_dies_before_it_is_given_back(app, cut):
    app.after_request(lambda answer: (cut(), answer)[1])
    assert visit(app, "/survey/short")[0] == 200


@pytest.mark.parametrize("moment", ["before the commit", "after a fault of the rules", "between two reads"])
def test_whenever_the_connection_dies_the_page_says_not_saved_and_keeps_what_was_typed(app, cut, moment):
    @public
    def write():
        with transaction():
            db.session.execute(sa.text("UPDATE wave SET title = 'Never'"))
            cut()
            if moment == "after a fault of the rules":
                raise Conflict("It cannot be done.")
        return "Thank you"

    @public
    def read():
        db.session.execute(sa.text("SELECT 1"))
        cut()
        return str(db.session.execute(sa.text("SELECT 1")).scalar_one())

    app.add_url_rule("/try", "try", read if moment == "between two reads" else write, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    status, words = visit(app, "/try", change="More swings")
    assert status == (409 if moment == "after a fault of the rules" else 503)
    assert "Thank you" not in words
    assert status == 409 or "More swings" in words
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT title FROM wave")) == "Try"


def test_the_next_press_is_served_when_the_database_is_back(app, cut):
    assert visit(app, "/survey/short")[0] == 200
    cut()
    assert visit(app, "/survey/short")[0] in (200, 503)
    assert visit(app, "/survey/short")[0] == 200
