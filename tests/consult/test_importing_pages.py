"""The pages that bring in a spreadsheet: send it, say what the columns hold, check, import."""

from __future__ import annotations

import os
import stat
import time

import pytest

from consult.extensions import db
from consult.jobs import worker
from consult.jobs.importing import run_import
from consult.models.jobs import JobState
from consult.models.people import Role
from consult.services import imports, uploads
from consult.store import comments, job_counts, jobs
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult.reader import text
from tests.consult.test_tabular import as_csv

FILE = as_csv([("id", "area", "comment"), ("1", "Kingston", "More swings"), ("2", "Richmond", "<b>Louder</b>")])
BAD = as_csv([("id", "area", "comment"), ("1", "Atlantis", "More swings"), ("2", "Richmond", "Louder")])


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def manager(signed_in):
    return signed_in(Role.MANAGER)


def send(page, content=FILE, name="words.csv"):
    return page.visit("/staff/imports/").attach("Choose a CSV or XLSX file", name, content).press("Continue")


def choose(page):
    page.fill("Otherwise, all were said by", "Children and young people").fill(
        "Otherwise, all were said on", "1 July 2023"
    )
    return page.press("Continue")


def texts():
    return [comment.text for comment in comments.stream_current()]


def kept_files(settings):
    return sorted(p for p in (settings.instance / "uploads").rglob("content"))


def test_a_file_is_sent_looked_at_checked_and_imported(manager, settings):
    page = send(manager)
    assert page.heading == "What do the columns hold?"
    assert "words.csv has 2 rows and 3 columns" in page.text
    assert page.rows("The first rows of the file")[1][1:] == ["1", "Kingston", "More swings"]
    page = choose(page)
    assert page.heading == "Check before you import"
    assert "Children and young people · Kingston · 1 July 2023 · imported file · reference 1" in page.text
    assert texts() == []
    page.press("Import 2 rows")
    assert page.heading == "The comments are imported"
    assert "2 comments were imported from words.csv" in page.text
    assert texts() == ["More swings", "<b>Louder</b>"]
    assert kept_files(settings) == []
    page.visit("/staff/imports/")
    assert page.rows("Files imported before")[1][:2] == ["words.csv", "2"]


def test_bad_rows_are_listed_by_line_and_the_columns_can_be_changed(manager):
    page = choose(send(manager, BAD)).press("Import 2 rows")
    assert page.heading == "Nothing was imported"
    assert "1 of 2 rows cannot be imported, so nothing was stored." in page.text
    assert page.rows("Rows that cannot be imported")[1][0] == "2"
    assert texts() == []
    page.follow("Change the columns").fill("Column with the area", "No column").press("Continue").press("Import 2 rows")
    assert page.heading == "The comments are imported"


def test_what_is_missing_is_asked_for_and_what_was_chosen_stays(manager):
    page = send(manager).fill("Column with a reference number", "No column").fill("Otherwise, all were said on", "soon")
    page.press("Continue")
    assert page.errors == [
        "Choose who said these comments, or the column that says it",
        "Write the date as day, month and year, for example 27 3 2024",
    ]
    assert "soon" in page.body
    choose(page)
    assert "reference" not in page.text


def test_a_forged_column_is_refused(manager):
    page = send(manager)
    options = next(e for e in page.tree.iter("select") if e.get("name") == "text_column")
    next(o for o in options if o.get("selected") is not None).set("value", "99")
    assert "Choose a column of this file" in choose(page).errors


def test_the_same_file_sent_again_says_so_at_once_and_adds_nothing(manager):
    choose(send(manager)).press("Import 2 rows")
    page = send(manager, name="again.csv")
    assert "This file was imported before" in page.text
    choose(page).press("Import 2 rows")
    assert page.heading == "Nothing was imported"
    assert "by Test manager, with 2 comments. Nothing was added." in page.text
    assert len(texts()) == 2


def test_pressing_import_twice_imports_once(manager):
    page = choose(send(manager))
    form = page.tree
    page.press("Import 2 rows")
    page.tree = form
    page.press("Import 2 rows")
    assert page.heading == "The comments are imported"
    assert len(texts()) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_explained_beside_the_field_and_not_kept(manager, settings, content):
    page = send(manager, content)
    assert len(page.errors) == 1
    assert kept_files(settings) == []


def test_no_file_is_asked_for(manager):
    assert manager.visit("/staff/imports/").press("Continue").errors == ["Choose a file first"]


def test_hostile_names_of_files_and_columns_are_only_words(manager):
    content = as_csv([("<script>", "‮comment"), ("{{7*7}}", "=cmd")])
    page = send(manager, content, name="../../<b>x</b>.csv")
    assert "b>.csv has 1 row" in page.text
    assert "{{7*7}}" in page.text


def test_what_waits_is_for_its_sender_only_and_gone_when_thrown_away(manager, settings, user):
    page = send(manager)
    [content] = kept_files(settings)
    assert stat.S_IMODE(content.stat().st_mode) == 0o600
    assert stat.S_IMODE(content.parent.stat().st_mode) == 0o700
    path = choose(page).path
    page.press("Do not import, and delete the file")
    assert kept_files(settings) == []
    assert page.visit(path).status == 404


def test_another_user_cannot_open_an_upload(signed_in, settings):
    page = send(signed_in(Role.MANAGER))
    path = page.path
    page.press("Sign out")
    assert signed_in(Role.STRATEGIST).visit(path).status == 404


def test_files_left_alone_for_a_day_are_swept_out(manager, settings):
    send(manager)
    [content] = kept_files(settings)
    long_ago = time.time() - uploads.KEPT_SECONDS - 1
    os.utime(content.parent, (long_ago, long_ago))
    send(manager)
    assert len(kept_files(settings)) == 1


def test_a_facilitator_cannot_import(signed_in):
    assert signed_in(Role.FACILITATOR).visit("/staff/imports/").status == 403


@pytest.fixture
def large():
    return as_csv([("id", "comment"), *[(str(n), f"Comment {n}") for n in range(uploads.MOST_AT_ONCE + 1)]])


def start_large(page, large):
    page = choose(send(page, large))
    page.press(next(text(b) for b in page.tree.iter("button") if text(b).startswith("Import")))
    return page, jobs.find_open(uploads.JOB_KIND)


def test_a_large_file_is_imported_by_a_job(manager, large):
    page, job = start_large(manager, large)
    assert page.heading == "The file is being imported"
    assert texts() == []
    seen = []
    run_import(job.payload, lambda stage, done: seen.append((stage, done)))
    assert seen[0][0] == "reading"
    assert page.visit(page.path).heading == "The comments are imported"
    assert len(texts()) == 5_001


def test_a_job_begun_again_after_a_crash_adds_nothing_twice(manager, large):
    _page, job = start_large(manager, large)
    run_import(job.payload, imports.nothing_to_report)
    run_import(job.payload, imports.nothing_to_report)
    assert len(texts()) == 5_001


def test_a_job_with_bad_rows_fails_without_anybodys_words(manager, large):
    page, job = start_large(manager, large + b"9999999,private words,too many cells\r\n")
    with pytest.raises(Conflict) as caught:
        run_import(job.payload, imports.nothing_to_report)
    assert str(caught.value) == "1 of 5,002 rows cannot be imported, so nothing was stored."
    assert page.visit(page.path).rows("Rows that cannot be imported")[1][0] == "5,003"


def test_a_cancelled_job_stores_nothing_and_says_so(manager, large):
    class Cancelled(Exception):
        pass

    def stop(_stage, _done):
        raise Cancelled

    page, job = start_large(manager, large)
    with pytest.raises(Cancelled):
        run_import(job.payload, stop)
    with transaction():
        jobs.finish(
            jobs.lease_of(jobs.claim("w")),
            JobState.CANCELLED,
            error="Stopped before it was finished. Nothing was changed.",
        )
    assert "Stopped before it was finished" in page.visit(page.path).text
    assert texts() == []


def age(settings, seconds):
    [started] = (settings.instance / "uploads").rglob("started")
    long_ago = time.time() - seconds
    os.utime(started, (long_ago, long_ago))


def test_a_large_import_cancelled_while_it_waited_can_be_tried_again(manager, large):
    page, job = start_large(manager, large)
    with transaction():
        jobs.request_cancel(job.id)
    assert page.visit(page.path).heading == "The import was stopped"
    assert page.press("Try the import again").heading == "The file is being imported"
    again = jobs.find_open(uploads.JOB_KIND)
    assert again.id != job.id
    run_import(again.payload, imports.nothing_to_report)
    assert page.visit(page.path).heading == "The comments are imported"
    assert len(texts()) == 5_001


def test_pressing_again_while_a_job_waits_starts_no_other(manager, large, settings):
    _page, job = start_large(manager, large)
    upload = uploads.get(uploads.folder(settings.instance), job.payload["token"], by=job.payload["by"])
    age(settings, 3_600)
    uploads.start(upload)
    assert [found.id for found in job_counts.list_jobs()] == [job.id]


def test_a_small_import_whose_server_was_killed_says_so_and_can_be_tried_again(manager, settings):
    page = choose(send(manager))
    [place] = (settings.instance / "uploads").iterdir()
    (place / "started").touch()  # and then the server was gone
    page.visit(page.path.replace("/check", "/result"))
    assert page.heading == "The file is being imported"
    age(settings, uploads.LONGEST_AT_ONCE + 1)
    assert page.visit(page.path).heading == "The import was stopped"
    assert page.press("Try the import again").heading == "The comments are imported"
    assert texts() == ["More swings", "<b>Louder</b>"]


def test_a_result_that_outlived_its_killed_server_can_be_tried_with_other_columns(manager, settings):
    page = choose(send(manager, BAD)).press("Import 2 rows")
    [place] = (settings.instance / "uploads").iterdir()
    (place / "started").touch()
    page.follow("Change the columns").fill("Column with the area", "No column").press("Continue").press("Import 2 rows")
    assert page.heading == "The comments are imported"


def test_a_worker_sweeps_out_what_waited_too_long_even_when_nobody_sends_a_file(manager, app, settings):
    send(manager)
    [content] = kept_files(settings)
    long_ago = time.time() - uploads.KEPT_SECONDS - 1
    os.utime(content.parent, (long_ago, long_ago))
    turns = iter([True, False])
    worker.work(app, is_wanted=lambda: next(turns))
    assert kept_files(settings) == []


def test_a_column_of_areas_nobody_knows_is_not_guessed(manager):
    rows = [("area", "who", "date", "comment"), ("city", "Group 4", "soon", "Swings"), ("county", "", "", "Slides")]
    page = choose(send(manager, as_csv(rows))).press("Import 2 rows")
    assert page.heading == "The comments are imported"


def test_where_areas_are_unknown_the_page_says_what_to_do(manager):
    page = choose(send(manager, BAD)).press("Import 2 rows")
    assert "Choose ‘No column’ for the area, or change the words in the file." in page.text
