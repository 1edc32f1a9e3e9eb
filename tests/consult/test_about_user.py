"""What is held about a member of staff, in one command: all of it, and nothing that anybody else said."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.everything import metadata
from consult.models.people import AuditEntry, Role
from consult.services import about_user, sign_in
from consult.store import about_user as store
from consult.store import people
from consult.store.errors import Conflict, NotFound
from tests.consult import everything

CANARY = "Quixotic-canary"
EMAIL = "strategist@example.org"


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def filled(app, tmp_path):
    return everything.fill(tmp_path, word=CANARY, texts=(f"{CANARY} in a comment",))


def written(tmp_path, email=EMAIL):
    file = tmp_path / "about.json"
    about_user.export(email, file, organisation="The organisation")
    return json.loads(file.read_text(encoding="utf-8")), file


def test_everything_that_names_a_user_is_in_one_file_without_anybodys_words(filled, tmp_path):
    held, file = written(tmp_path)
    tables = {table["table"]: table for table in held["tables"]}
    assert held["account"]["email"] == EMAIL
    assert {"sign_in", "theme_decision", "excerpt", "redaction", "listening_event"} <= set(tables)
    assert {row["action"] for row in held["audit record"]} >= {"signed in", "excerpt proposed", "theme renamed"}
    assert len(tables["excerpt"]["rows"]) == 4
    assert tables["excerpt"]["rows"][0]["named as"] == ["proposed_by"]
    assert "password_hash" not in json.dumps(held["account"])
    assert "token_hash" in tables["sign_in"]["columns left out"]
    assert CANARY not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_concerns_there_are_only_numbers(filled, tmp_path):
    held, _ = written(tmp_path, "safeguarding-lead@example.org")
    tables = {table["table"]: table["rows"] for table in held["tables"]}
    assert tables["concern"] == [{"id": 1, "named as": ["raised_by"]}, {"id": 2, "named as": ["raised_by"]}]
    assert all(set(row) == {"concern_id", "named as"} for row in tables["concern_note"])


def test_colleagues_are_not_in_it(filled, tmp_path):
    mine, admin = people.find_user(EMAIL).id, people.find_user("administrator@example.org").id
    db.session.rollback()
    sign_in.set_active(mine, is_active=False, by=admin)
    held, file = written(tmp_path)
    assert "a colleague" in {row["by"] for row in held["audit record"]}
    assert "Test administrator" not in file.read_text(encoding="utf-8")


def test_every_table_that_names_users_is_looked_at():
    """A new table is here by itself; the audit record is read by its subjects too."""
    looked_at = {naming.table.name for naming in store.list_naming()}
    naming = {
        name
        for name, table in metadata.tables.items()
        if any(key.column.table.name == "user_account" for key in table.foreign_keys)
    }
    assert looked_at == naming - {"audit_entry"}


def test_what_cannot_be_written_is_refused_in_one_sentence(filled, tmp_path):
    with pytest.raises(NotFound, match="Nobody signs in with this e-mail address"):
        written(tmp_path, "nobody@example.org")
    (tmp_path / "about.json").write_text("kept")
    with pytest.raises(Conflict, match="is there already"):
        written(tmp_path)
    assert (tmp_path / "about.json").read_text() == "kept"
    with pytest.raises(Conflict, match="cannot be written"):
        about_user.export(EMAIL, tmp_path / "no" / "folder.json", organisation="")
    exported = sa.select(sa.func.count()).where(AuditEntry.action == "everything about a user exported")
    assert db.session.scalar(exported) == 0


def test_that_it_was_made_is_on_record(filled, tmp_path):
    written(tmp_path)
    newest = people.list_audit()[0]
    assert newest.action == "everything about a user exported"
    assert "@" not in newest.subject + newest.detail


def test_the_command_says_what_it_wrote(app, filled, tmp_path):
    from consult.cli.accounts import export_about_user

    result = app.test_cli_runner().invoke(export_about_user, [EMAIL, str(tmp_path / "a.json")])
    assert result.exit_code == 0
    assert "the account and" in result.output
    assert Role.STRATEGIST in (tmp_path / "a.json").read_text()
