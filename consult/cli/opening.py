"""The application that commands run in."""

from __future__ import annotations

from flask import Flask

from consult.store.errors import Conflict


def open_app() -> Flask:
    """The application over a database that is up to date, or one sentence that says what to do."""
    from consult.app import create_app
    from consult.extensions import db
    from consult.store import schema

    app = create_app()
    with app.app_context():
        if fault := schema.fault_of_version(db.engine):
            raise Conflict(fault)
    return app
