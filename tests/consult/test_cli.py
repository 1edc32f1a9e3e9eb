"""The console script: an installation from nothing to a report, and what it says when something is wrong."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from consult.services import surveys
from consult.settings import LONDON

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = {
    "buses": [
        "The bus is late every morning",
        "No bus after nine",
        "Bus drivers shout at us",
        "The bus costs too much",
    ],
    "parks": ["The park has no swings", "Lights in the park please", "Dogs off the lead in the park", "Park is muddy"],
    "school": [
        "Teachers are kind",
        "Too much homework from school",
        "School dinners are cold",
        "School starts too early",
    ],
}


@pytest.fixture
def consult(database_url, tmp_path):
    """consult("user", "add", …) runs the program itself and gives what it printed and how it ended."""
    environ = {**os.environ, "CONSULT_INSTANCE": str(tmp_path / "home"), "CONSULT_DATABASE_URL": database_url}

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "consult.cli", *words]
        return subprocess.run(
            command, cwd=ROOT, env={**environ, **settings}, text=True, capture_output=True, check=False
        )

    return run


@pytest.fixture
def comments(tmp_path) -> Path:
    file = tmp_path / "comments.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["Comment", "Who"])
        rows.writerows([words, "Parents"] for said in SUBJECTS.values() for words in said)
    return file


def test_help_names_every_command_without_a_database(consult):
    shown = consult("--help", CONSULT_DATABASE_URL="nonsense").stdout
    for command in ("serve", "demo", "migrate", "user", "import-comments", "find-themes", "report", "check-surveys"):
        assert f"  {command} " in shown
    assert "  export " in shown


def test_from_nothing_to_a_report(consult, comments, tmp_path):
    done = consult(
        "user",
        "add",
        "ada@example.org",
        "--name",
        "Ada",
        "--role",
        "manager",
        CONSULT_USER_PASSWORD="lantern mosaic otter",
    )
    assert done.stdout == "Ada can now sign in as manager with ada@example.org.\n", done.stderr
    dates = ("--opens", "2026-01-01", "--closes", "2026-02-01")
    opened = consult("open-wave", "plan-2024", "--title", "Plan 2024", *dates).stdout
    assert "/survey/children" in opened
    given = ("--text", "Comment", "--audience", "Who", "--all-area", "kingston", "--all-date", "2026-01-03")
    assert consult("import-comments", str(comments), *given).stdout.startswith("12 comments imported")
    again = consult("import-comments", str(comments), *given)
    assert again.returncode == 1
    assert "was imported before" in again.stderr
    found = consult("find-themes")
    assert found.stdout.startswith("Run 1: 12 comments received."), found.stderr
    written = consult("report", "--out", str(tmp_path / "out"))
    assert len(written.stdout.splitlines()) == 3, written.stderr
    assert all(Path(file).stat().st_size for file in written.stdout.splitlines())
    exported = consult("export", "children", "--out", str(tmp_path / "children.csv"))
    assert exported.returncode == 0, exported.stderr
    assert "submission_id" in (tmp_path / "children.csv").read_text(encoding="utf-8-sig")


def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_stored(consult, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("Comment,Who\nFine,Parents\nAlso fine,Martians\n", encoding="utf-8")
    done = consult("import-comments", str(file), "--text", "Comment", "--audience", "Who", "--all-date", "2026-01-03")
    assert done.returncode == 1
    assert "line 3" in done.stderr
    assert "Martians" in done.stderr
    assert "nothing was stored" in done.stderr


def test_every_wrong_setting_is_named_at_once(consult):
    done = consult("migrate", CONSULT_HTTPS="perhaps", CONSULT_PROXY_HOPS="many", CONSULT_DATABASE_URL="mysql://x")
    assert done.returncode == 1
    for name in ("CONSULT_HTTPS", "CONSULT_PROXY_HOPS", "CONSULT_DATABASE_URL"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_database_asks_for_the_migration(consult, tmp_path):
    done = consult("find-themes", CONSULT_DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert done.returncode == 1
    assert "Run `consult migrate` first." in done.stderr


def test_a_port_in_use_is_told_in_one_sentence(consult):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = consult("serve", "--port", str(taken.getsockname()[1]), CONSULT_HTTPS="no")
    assert done.returncode == 1
    assert "another program may be using it" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_questionnaire_that_cannot_be_read_is_named_with_its_remedy(consult, tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text('id = "broken"\ntitle = ', encoding="utf-8")
    done = consult("check-surveys", str(file))
    assert done.returncode == 1
    assert "broken.toml" in done.stderr
    read = consult("check-surveys").stdout.splitlines()
    assert read[-1] == "4 questionnaires read, 0 problems found."
    assert any(line.startswith("children, easy-read: reading grade ") for line in read)


def test_a_short_password_is_refused_with_advice(consult):
    done = consult("user", "add", "a@example.org", "--name", "A", "--role", "manager", CONSULT_USER_PASSWORD="short")
    assert done.returncode == 1
    assert "at least 12 characters" in done.stderr


def test_a_survey_is_open_until_the_end_of_its_last_day_in_london(app, consult):
    consult("open-wave", "summer", "--title", "Summer", "--opens", "2026-07-01", "--closes", "2026-07-31")
    (survey, *_) = surveys.list_surveys()
    assert survey.wave.opens_at == datetime(2026, 7, 1, tzinfo=LONDON)
    assert surveys.closing_time(survey) == datetime(2026, 7, 31, 23, 59, 59, tzinfo=LONDON)


def test_files_with_peoples_words_are_for_their_owner_only(consult, tmp_path):
    consult("migrate", CONSULT_DATABASE_URL=f"sqlite:///{tmp_path / 'home' / 'own.sqlite3'}")
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    assert (tmp_path / "home" / "own.sqlite3").stat().st_mode & 0o077 == 0
