"""Answers taken back are gone from every table, from a restored backup too; the ledger still adds up."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.extensions import db
from consult.models.comments import Comment
from consult.models.concerns import Concern
from consult.models.jobs import Job
from consult.models.people import AuditEntry
from consult.models.receipts import Receipt
from consult.models.submissions import Submission, Visit
from consult.models.themes import CandidateTheme
from consult.services import concerns, intake, ledger, theme_reports, withdrawal
from consult.services.backup import back_up
from consult.services.locked_files import make_key
from consult.services.restoring import restore
from consult.settings import Settings
from consult.store import runs
from consult.store.transaction import transaction
from tests.consult import asking, received
from tests.consult.screened import found_clear
from tests.consult.test_receipts import look_up, shown

CANARY = "Zanzibar swings for everybody"


def quiet(_stage: str, _done: float) -> None:
    """Nobody watches."""


@pytest.fixture
def short(app):
    return asking.open_short()


def send(text: str) -> int:
    """One finished questionnaire with equality answers; its submission."""
    token = intake.start("short")
    intake.save_page(token, {"understood": True, "area": "kingston", "happy": "1", "happier": text, "likes": None})
    intake.save_page(token, {"people": None, "word": None, "change": text, "may-quote": True})
    submission_id = intake.submit(token).submission_id
    intake.save_equality_page(token, {"sex": "female", "carer": "yes"})
    return submission_id


@pytest.fixture
def world(short):
    """Three people answered, themes were found, and one excerpt is theirs. The submission to take back is the last."""
    kept, other, mine = send("More buses"), send("Longer library hours"), send(CANARY)
    found_clear()
    ids = {submission: comments_of(submission) for submission in (kept, other, mine)}
    with transaction():
        run = received.run(theme=[ids[mine][0], ids[kept][0]], no_theme=[ids[kept][1], ids[mine][1]],
                           excluded=dict.fromkeys(ids[other], "no words"))  # fmt: skip
        run.received = 6
        theme = db.session.scalar(sa.select(CandidateTheme))
        theme.excerpts = [str(ids[mine][0]), str(ids[kept][0])]
        theme.diverse = [str(ids[mine][0])]
        db.session.add(Job(kind="screen", payload={"submission_id": mine}, subject=f"submission {mine}"))
    return mine, kept


def comments_of(submission_id):
    return list(db.session.scalars(sa.select(Comment.id).where(Comment.submission_id == submission_id)))


def take_back(submission_id, tmp_path):
    receipt = db.session.scalar(sa.select(Receipt.id).where(Receipt.submission_id == submission_id))
    return withdrawal.take_back(receipt, instance=tmp_path)


def everything():
    """Every row of every table, as the database has it."""
    tables = sa.MetaData()
    tables.reflect(db.engine)
    db.session.rollback()
    return {t.name: [dict(row._mapping) for row in db.session.execute(sa.select(t))] for t in tables.sorted_tables}


def keys_to(rows, table, column_of):
    """Each column of each table that refers to a table, by its foreign keys or by its name."""
    look = sa.inspect(db.engine)
    for name in rows:
        for key in look.get_foreign_keys(name):
            if key["referred_table"] == table:
                yield name, key["constrained_columns"][0]
        for column in look.get_columns(name):
            if column["name"] == column_of:
                yield name, column["name"]


def test_no_row_of_any_table_names_what_was_taken_back(world, tmp_path):
    mine, _ = world
    gone = set(comments_of(mine))
    reference, visit = db.session.execute(
        sa.select(Submission.reference, Submission.visit_id).where(Submission.id == mine)
    ).one()
    assert take_back(mine, tmp_path)
    rows = everything()
    for table, ids in (("submission", {mine}), ("comment", gone), ("visit", {visit})):
        assert not ids & {row["id"] for row in rows[table]}
        swept = set(keys_to(rows, table, f"{table}_id"))
        assert table == "visit" or len(swept) >= 3
        for name, column in swept:
            assert not ids & {row[column] for row in rows[name]}, f"{name}.{column} still names a {table}"
    whole = json.dumps(rows, default=str)
    assert CANARY not in whole
    assert reference not in whole
    assert f"submission {mine}" not in whole
    (theme,) = rows["candidate_theme"]
    assert (
        not {str(key) for key in gone} & {*theme["excerpts"], *theme["diverse"]}
        if isinstance(theme["excerpts"], list)
        else True
    )


def test_excerpts_of_others_stay(world, tmp_path):
    mine, kept = world
    take_back(mine, tmp_path)
    theme = db.session.scalar(sa.select(CandidateTheme).execution_options(populate_existing=True))
    assert theme.excerpts == [str(comments_of(kept)[0])]
    assert theme.diverse == []


def test_the_ledger_adds_up_and_says_how_many_were_taken_back(world, tmp_path):
    mine, _ = world
    before = ledger.read()
    take_back(mine, tmp_path)
    after = ledger.read()
    assert before.adds_up
    assert after.adds_up
    assert (after.total.received, after.total.comments) == (before.total.received, before.total.comments) == (3, 6)
    assert (after.total.inputs_gone, after.total.withdrawn) == (1, 2)
    assert after.total.to_theme == before.total.to_theme - 1
    assert after.total.to_no_theme == before.total.to_no_theme - 1


def test_the_strategists_ledger_agrees_with_the_managers(world, tmp_path):
    mine, _ = world
    theme_reports.get_report(runs.find_newest_run())
    take_back(mine, tmp_path)
    report, book = theme_reports.get_report(runs.find_newest_run()), ledger.read()
    lines = {row[0]: row[1] for row in report.ledger.rows}
    assert lines["Received"] + report.deleted == book.total.comments == 6
    assert report.deleted == book.total.withdrawn == 2
    assert lines["In a theme"] == book.total.to_theme == 1
    assert lines["In no theme"] == book.total.to_no_theme == 1


def test_a_concern_stays_with_its_own_copy_and_loses_the_link(world, user, tmp_path):
    from consult.models.people import Role

    mine, _ = world
    raised = concerns.raise_concern(comments_of(mine)[0], by=user(Role.STRATEGIST).id)
    take_back(mine, tmp_path)
    kept = db.session.get(Concern, raised.id, populate_existing=True)
    assert kept.comment_id is None
    assert kept.text == CANARY
    assert ledger.read().adds_up


def test_the_audit_record_says_that_but_not_which(world, tmp_path):
    mine, _ = world
    take_back(mine, tmp_path)
    entry = db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert (entry.action, entry.subject, entry.detail, entry.user_id) == (
        "answers taken back",
        "one submission",
        "",
        None,
    )


def test_taken_back_twice_it_counts_once(world, tmp_path):
    mine, _ = world
    receipt = db.session.scalar(sa.select(Receipt.id).where(Receipt.submission_id == mine))
    assert withdrawal.take_back(receipt, instance=tmp_path)
    assert not withdrawal.take_back(receipt, instance=tmp_path)
    assert ledger.read().total.inputs_gone == 1


def test_it_is_written_down_before_it_is_committed(world, tmp_path, monkeypatch):
    mine, _ = world

    def disk_full(*_):
        raise OSError("no space")

    monkeypatch.setattr(withdrawal, "write_down", disk_full)
    with pytest.raises(OSError, match="no space"):
        take_back(mine, tmp_path)
    assert db.session.get(Submission, mine) is not None


def test_the_list_names_nothing_but_references_and_survives_a_line_cut_short(tmp_path):
    file = tmp_path / withdrawal.FILE
    withdrawal.write_down(file, ["BC-AAAA-AAAA"])
    withdrawal.write_down(file, ["BC-CCCC-CCCC"])
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open("a") as cut:
        cut.write('{"withdrawn": "BC-')
    assert withdrawal.read_file(file) == ["BC-AAAA-AAAA", "BC-CCCC-CCCC"]


def test_on_the_page_answers_are_taken_back_after_one_question(page, short):
    from tests.consult.test_respond import answer_all

    page.visit("/survey/short").press("Start now")
    answer_all(page).press("Send my answers").press("No thank you")
    words = shown(page)
    look_up(page, words).follow("Take my answers back")
    assert page.heading == "Take all your answers back?"
    page.press("Yes, delete my answers")
    assert page.heading == "Your answers are deleted"
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Submission, Visit, Comment)] == [
        0,
        0,
        0,
    ]
    look_up(page, words)
    assert "We cannot find answers with this number" in page.errors[0]
    assert page.visit("/survey/short/answers/sent").heading == "There is nothing to see here on this device"


def test_an_older_backup_does_not_bring_answers_back(world, tmp_path):
    mine, kept = world
    public, private = make_key(tmp_path / "private.key"), tmp_path / "private.key"
    back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    take_back(mine, tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = f"sqlite:///{folder / 'consult.sqlite3'}"
    there = create_app(Settings(instance=folder, database_url=url, secret_key="e" * 40, is_https=False))
    with there.app_context():
        done = restore(tmp_path / "copy.age", key=private, instance=folder, show=quiet,
                       withdrawals=tmp_path / withdrawal.FILE)  # fmt: skip
        assert done.withdrawn_again == 1
        assert done.adds_up
        assert done.audit.fault == ""
        assert CANARY not in json.dumps(everything(), default=str)
        assert db.session.get(Submission, kept)
        assert ledger.read().total.inputs_gone == 1
        assert len(withdrawal.read_file(folder / withdrawal.FILE)) == 1  # the next backup knows it too


def test_a_backup_made_afterwards_knows_by_itself(world, tmp_path):
    mine, _ = world
    take_back(mine, tmp_path)
    public, private = make_key(tmp_path / "private.key"), tmp_path / "private.key"
    back_up(tmp_path / "copy.age", key=public, instance=tmp_path, show=quiet)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = f"sqlite:///{folder / 'consult.sqlite3'}"
    with create_app(Settings(instance=folder, database_url=url, secret_key="e" * 40, is_https=False)).app_context():
        done = restore(tmp_path / "copy.age", key=private, instance=folder, show=quiet)
        assert (done.withdrawn_again, done.adds_up) == (0, True)
        assert len(withdrawal.read_file(folder / withdrawal.FILE)) == 1
