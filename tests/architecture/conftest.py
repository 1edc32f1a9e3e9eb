"""The application as it is built, for tests that look at its shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings, SigningIn


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Over SQLite only: who may open what does not depend on the database."""
    rules = SigningIn(needs_second_factor=False)  # tests of that ask for it themselves
    settings = Settings(
        instance=tmp_path, database_url=sqlite_url, secret_key="k" * 40, is_https=True, signing_in=rules
    )
    app = create_app(settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["PREFERRED_URL_SCHEME"] = "https"
    yield app  # no context: each request has its own, as on a server
    with app.app_context():
        db.engine.dispose()
