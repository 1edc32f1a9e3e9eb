"""The record of who did what is only ever added to, and shows when somebody got round that."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import AuditEntry
from consult.store import audit, people, schema
from consult.store.transaction import transaction


def did(*actions: str) -> None:
    with transaction():
        for action in actions:
            people.record(user_id=None, action=action, subject="theme t01")


def broken_off(action: str) -> None:
    with transaction():
        people.record(user_id=None, action=action, subject="theme t01")
        raise ZeroDivisionError


def tampered(statement: str) -> None:
    """As somebody would who has the database's own password."""
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_entry_not_changed")
            connection.exec_driver_sql("DROP TRIGGER audit_entry_not_deleted")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)
    db.session.rollback()


def test_every_entry_has_its_number_and_a_seal_over_the_one_before(app):
    did("theme renamed", "theme accepted")
    did("report exported")
    assert [entry.number for entry in people.list_audit()] == [3, 2, 1]
    assert audit.verify() == audit.Verdict(entries=3, seal=people.list_audit()[0].seal)


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(app):
    did("theme renamed")
    with pytest.raises(ZeroDivisionError):
        broken_off("theme accepted")
    did("report exported")
    assert [entry.action for entry in people.list_audit()] == ["report exported", "theme renamed"]
    assert audit.verify().fault == ""


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'nothing'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_record(app, statement):
    did("theme renamed")
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert audit.verify().entries == 1


def test_an_entry_changed_behind_our_back_is_found(app):
    did("theme renamed", "theme accepted", "report exported")
    tampered("UPDATE audit_entry SET action = 'nothing' WHERE number = 2")
    assert audit.verify().fault == "Entry 2 or one before it was changed after it was made."


def test_an_entry_taken_out_of_the_middle_is_found(app):
    did("theme renamed", "theme accepted", "report exported")
    tampered("DELETE FROM audit_entry WHERE number = 2")
    assert audit.verify().fault == "After entry 1 at least one entry is missing."


def test_entries_taken_off_the_end_are_found_by_who_noted_the_seal(app):
    did("theme renamed", "theme accepted")
    noted = audit.verify().seal
    tampered("DELETE FROM audit_entry WHERE number = 2")
    assert audit.verify().fault == ""
    assert audit.verify(seal_seen=noted).fault.startswith("Entries are missing at the end")


def test_an_entry_outside_a_transaction_is_refused(app):
    with pytest.raises(KeyError):
        people.record(user_id=None, action="theme renamed", subject="theme t01")


def test_entries_made_at_once_are_one_chain(app):
    def many() -> None:
        with app.app_context():
            for _ in range(10):
                did("theme renamed")

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify().entries == 40
    assert db.session.scalar(sa.select(sa.func.max(AuditEntry.number))) == 40


def test_entries_of_an_older_version_are_sealed_when_it_is_upgraded(app):
    did("theme renamed", "theme accepted")
    before = audit.verify()
    db.session.rollback()
    schema.downgrade(db.engine, "0002")
    schema.upgrade(db.engine)
    assert audit.verify() == before
