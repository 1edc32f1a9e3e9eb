"""A copy made while people work fills a new machine, to the unit; a copy that is not whole fills nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.extensions import db
from consult.models.people import Role
from consult.services import ledger
from consult.services.backup import back_up
from consult.services.doctor import examine
from consult.services.locked_files import lock, make_key, unlock
from consult.services.restoring import restore
from consult.settings import Settings
from consult.store import audit, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import strategy_world as world
from tests.consult.screened import found_clear


def quiet(_stage: str, _done: float) -> None:
    """Nobody watches."""


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    file = tmp_path / "private.key"
    return make_key(file), file


@pytest.fixture
def filled(app) -> None:
    """An organisation with answers, a note, an import, themes and a decision."""
    colleague = world.add_colleague()
    world.note("Buses never come on time to school", by=colleague)
    world.import_comments([f"More clubs at the weekend, please, number {number}" for number in range(40)])
    world.find_themes()
    with transaction():
        people.record(user_id=colleague.id, action="report exported", subject="run 1")


@pytest.fixture
def elsewhere(tmp_path: Path, request: pytest.FixtureRequest):
    """Another, empty machine: SQLite, whatever the first one has."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = f"sqlite:///{folder / 'consult.sqlite3'}"
    return create_app(Settings(instance=folder, database_url=url, secret_key="e" * 40, is_https=False))


def counts() -> dict[str, int]:
    """Rows of each table, but for who is signed in."""
    names = set(sa.inspect(db.engine).get_table_names()) - {"sign_in", "alembic_version"}
    with db.engine.connect() as connection:
        return {name: connection.exec_driver_sql(f'SELECT COUNT(*) FROM "{name}"').scalar_one() for name in names}


def test_a_restored_machine_adds_up_to_the_unit_and_its_audit_record_is_whole(filled, app, elsewhere, key, tmp_path):
    public, private = key
    made = back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    here, book = counts(), ledger.read()
    with elsewhere.app_context():
        done = restore(tmp_path / "copy.age", key=private, instance=tmp_path / "elsewhere", show=quiet)
        assert done.adds_up
        assert done.audit == audit.verify(seal_seen=made.audit_seal)
        assert done.audit.fault == ""
        assert counts() == here
        assert ledger.read() == book
        with transaction():
            people.record(user_id=None, action="backup restored", subject="this machine")
        assert audit.verify().entries == made.audit_entries + 1


def test_new_rows_on_a_restored_machine_get_new_numbers(filled, elsewhere, key, tmp_path):
    public, private = key
    back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    with elsewhere.app_context():
        restore(tmp_path / "copy.age", key=private, instance=tmp_path / "elsewhere", show=quiet)
        before = counts()["comment"]
        world.import_comments(["A quiet room at school"])
        assert counts()["comment"] == before + 1


def test_nobody_can_read_a_copy_without_the_private_key(filled, key, tmp_path):
    public, _ = key
    back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    assert b"Buses" not in (tmp_path / "copy.age").read_bytes()
    assert b"tables" not in (tmp_path / "copy.age").read_bytes()


def test_a_copy_cut_short_changed_or_opened_with_another_key_fills_nothing(filled, elsewhere, key, tmp_path):
    public, private = key
    whole = tmp_path / "copy.age"
    back_up(whole, key=public, instance=tmp_path, show=quiet)
    content = whole.read_bytes()
    make_key(tmp_path / "other.key")
    middle = len(content) // 2
    (tmp_path / "short.age").write_bytes(content[:middle])
    (tmp_path / "changed.age").write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    (tmp_path / "nothing.age").write_bytes(b"")
    wrong = [("short", private), ("changed", private), ("nothing", private), ("copy", tmp_path / "other.key")]
    with elsewhere.app_context():
        for name, with_key in wrong:
            with pytest.raises(Conflict, match="Nothing was restored"):
                restore(tmp_path / f"{name}.age", key=with_key, instance=tmp_path / "elsewhere", show=quiet)
            assert sum(counts().values()) == 0


def test_a_database_that_holds_something_is_never_restored_over(filled, key, tmp_path):
    public, private = key
    back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    before = counts()
    with pytest.raises(Conflict, match="holds something already"):
        restore(tmp_path / "copy.age", key=private, instance=tmp_path, show=quiet)
    assert counts() == before


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(filled, key, tmp_path):
    with pytest.raises(Conflict, match="cannot be written"):
        back_up(tmp_path / "no folder" / "copy.age", key=key[0], instance=tmp_path, show=quiet)
    with pytest.raises(Conflict, match="begins with age1"):
        back_up(tmp_path / "copy.age", key="secret", instance=tmp_path, show=quiet)
    assert not list(tmp_path.glob("*copy.age*"))


def test_the_doctor_names_what_is_wrong_and_what_to_do(filled, settings, key, tmp_path, user):
    user(Role.SAFEGUARDING_LEAD), user(Role.SAFEGUARDING_DEPUTY)  # somebody has to be told
    found_clear()
    said = {finding.name: finding for finding in examine(settings)}
    assert said["Backups"].words == "There is no key to lock them with. Run `consult backup-key`."
    assert not said["Database"].is_wrong
    assert said["Signing in"].words.endswith("Set CONSULT_SECOND_FACTOR to required.")
    assert not said["Ledger"].is_wrong
    back_up(tmp_path / "copy.age", key=key[0], instance=settings.instance, show=quiet)
    well = Settings(**{**vars(settings), "backup_key": key[0]})
    wrong = {finding.name for finding in examine(well) if finding.is_wrong}
    assert wrong == ({"Durable writes"} if "postgresql" in settings.database_url else set())  # the tests' own server


def test_a_locked_file_opens_to_the_same_bytes_and_stands_in_place_of_an_earlier_one(tmp_path, key):
    public, private = key
    piece, away, back = (tmp_path / name for name in ("piece", "away.age", "back"))
    piece.write_bytes(bytes(range(256)) * 1000)
    for _ in range(2):  # a database server puts the same piece away again after a fault
        with piece.open("rb") as source:
            lock(source, away, key=public)
    unlock(away, back, key=private)
    assert back.read_bytes() == piece.read_bytes()
    make_key(tmp_path / "other.key")
    with pytest.raises(Conflict, match="the key may be another one"):
        unlock(away, tmp_path / "never", key=tmp_path / "other.key")
    assert {each.name for each in tmp_path.glob("*ever*")} | {each.name for each in tmp_path.glob(".*")} == set()


def test_a_copy_never_takes_the_place_of_a_pipe_a_device_or_a_folder(app, tmp_path, key):
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    for target in tmp_path, *tmp_path.glob("pipe"):
        with (tmp_path / "private.key").open("rb") as source, pytest.raises(Conflict, match="this is no file"):
            lock(source, target, key=key[0])
        with pytest.raises(Conflict, match="this is no file"):
            back_up(target, key=key[0], instance=tmp_path, show=quiet)
