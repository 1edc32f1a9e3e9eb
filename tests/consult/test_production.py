"""The server refuses to start where people's words would not be safe, and says everything that is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.services import production
from consult.settings import BadSettings, Settings

GOOD_KEY = "3f9c1a7be2d85460" * 4


def faults(settings: Settings, *, host: str = "127.0.0.1", **environ: str) -> str:
    try:
        production.check(settings, host=host, environ=environ)
    except BadSettings as error:
        return str(error)
    return ""


@pytest.fixture
def served(settings: Settings) -> Settings:
    return replace(settings, is_https=True, proxy_hops=1, secret_key=GOOD_KEY)


@pytest.fixture
def durable(app) -> bool:
    """The tests' own PostgreSQL writes without fsync, to be quick."""
    return db.engine.dialect.name == "sqlite"


def test_a_well_set_installation_starts(app, served, durable):
    assert faults(served) == "" or not durable


def test_a_guessable_key_debugging_and_a_missing_proxy_are_all_named_at_once(app, served):
    said = faults(replace(served, secret_key="k" * 40, proxy_hops=0), FLASK_DEBUG="1")
    for name in ("CONSULT_SECRET_KEY", "CONSULT_PROXY_HOPS", "FLASK_DEBUG"):
        assert f"  {name}: " in said


def test_a_database_that_could_lose_acknowledged_writes_is_refused(app, served):
    if db.engine.dialect.name == "sqlite":
        sa.event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=NORMAL"))
        db.engine.dispose()
    assert "CONSULT_DATABASE_URL: in this database" in faults(served)


def test_without_https_only_this_machine_is_served(app, settings):
    assert faults(settings) == ""
    assert faults(settings, host="::1") == ""
    assert "--host 127.0.0.1" in faults(settings, host="0.0.0.0")
    assert faults(replace(settings, is_demo=True), host="0.0.0.0") == ""
