"""Which comments may tell of harm. The phrases are invented; what they stand for is not."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.redact import Span
from analysis.screen import SEVERITIES, Screening, screen, screen_many
from analysis.screening.rules import HIGH, NONE
from analysis.screening.training import HOME, learned, phrases

TOLD = (
    "my dad hits me",
    "MY DAD HITS ME",
    "mydadhitsmeandimscared",
    "i want to unalive myself",
    "idontwanttobehere",
    "K I L L M Y S E L F",
    "k1ll mys3lf",
    "my friend is cutting",
    "he comes into my room at night",
    "I don't feel safe at home",
)
ORDINARY = (
    "CAMHS waiting list is killing us",
    "We need a campaign against knife crime.",
    "I was dying to go and I had time to kill.",
    "Somewhere to shoot hoops, and please cut the grass.",
    "The budget cuts are hurting families.",
    "Suicide prevention training for every member of staff.",
    "My brother beat me at chess.",
)


@pytest.mark.parametrize("text", TOLD)
def test_somebody_who_may_be_in_danger_is_high(text):
    assert screen(text).severity == "high"


@pytest.mark.parametrize("text", ORDINARY)
def test_a_figure_of_speech_or_a_matter_of_policy_is_no_disclosure(text):
    assert screen(text) == Screening("none", "", ())


def test_the_past_is_medium():
    assert screen("when i was little my dad used to hit me").severity == "medium"


def test_spans_are_places_in_the_original_text_whatever_its_spelling():
    text = "Hello. 👋 My d\u200bad  H1TS   me \u00e9very day"
    assert [(text[span.start : span.end], span.kind) for span in screen(text).spans] == [
        ("d\u200bad  H1TS   me", "abuse at home")
    ]


@given(st.lists(st.sampled_from([*TOLD, *ORDINARY, "ﬁ", "é", "🔪", "\u202e", "가", "爸爸打我", "\0", "½", "\n"])))
def test_spans_lie_in_the_text_in_order_and_apart(pieces):
    text = " ".join(pieces)
    spans = screen(text).spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@given(st.text())
def test_any_text_is_screened(text):
    screening = screen(text)
    assert screening.severity in SEVERITIES
    assert (screening.severity == "none") == (screening.category == "") == (screening.spans == ())


def test_many_are_as_one_by_one():
    assert screen_many([*TOLD, *ORDINARY]) == [screen(text) for text in (*TOLD, *ORDINARY)]


def test_the_command_writes_severity_category_and_spans(tmp_path: Path):
    (tmp_path / "in.csv").write_text("id,said\nb,my dad hits me\na,More swings please\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["screen", str(tmp_path / "in.csv"), "--text", "said", "--id", "id", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").splitlines()[0] == "comment_id,severity,category,spans"
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["comment_id"]: row for row in csv.DictReader(file)}
    assert rows["a"] == {"comment_id": "a", "severity": "none", "category": "", "spans": "[]"}
    assert rows["b"]["severity"] == "high"
    assert [Span(*span) for span in json.loads(rows["b"]["spans"])] == [Span(3, 14, "abuse at home")]


def test_a_missing_column_is_one_sentence_and_no_file(tmp_path: Path, capsys):
    (tmp_path / "in.csv").write_text("said\nhello\n", encoding="utf-8")
    assert main(["screen", str(tmp_path / "in.csv"), "--text", "words", "--out", str(tmp_path / "out.csv")]) == 2
    assert "words" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_a_short_answer_is_understood_from_its_question():
    assert screen("No.", "Do you feel safe at home?").severity == "medium"
    assert screen("No.", "What could be better?").severity == "none"


def measured(*parts: str) -> tuple[int, float, int, float]:
    """How many grave phrases, the share called high; how many ordinary ones, the share stopped."""
    lines = phrases(*parts)
    found = [each.severity for each in screen_many(line.text for line in lines)]
    high = [seen == "high" for line, seen in zip(lines, found, strict=True) if line.severity == "high"]
    ordinary = [seen != "none" for line, seen in zip(lines, found, strict=True) if line.severity == "none"]
    return len(high), sum(high) / len(high), len(ordinary), sum(ordinary) / len(ordinary)


def test_the_phrases_learned_from_are_found_and_ordinary_ones_left_alone():
    highs, recall, ordinary, alarms = measured("train", "dev", "dev-2")
    assert highs >= 600
    assert ordinary >= 1_000
    assert recall >= 0.97
    assert alarms <= 0.03


def test_phrases_nobody_learned_from_are_found_and_ordinary_ones_left_alone():
    """Measured .951 and .059; most of these ordinary phrases are written to mislead. Two standard errors of margin."""
    highs, recall, ordinary, alarms = measured("test", "test-2")
    print(f"{highs} high, called high {recall:.3f}; {ordinary} ordinary, false alarms {alarms:.3f}")
    assert recall >= 0.94
    assert alarms <= 0.08


def test_at_least_eleven_languages_are_known():
    assert len({line.lang for line in phrases("train", "dev", "dev-2") if line.severity == "high"}) >= 11


def test_the_weights_are_those_learned_from_the_phrases():
    files = learned()
    assert (HOME / "weights.csv").read_text(encoding="utf-8") == files.weights
    assert (HOME / "letters.csv").read_text(encoding="utf-8") == files.letters


@pytest.mark.parametrize("text", ["i want to die " * 7_000, "k i l l " * 12_000, "爸爸打我" * 25_000])
def test_a_very_long_text_takes_no_more_than_its_share(text):
    screening = screen(text)
    assert len(screening.spans) <= 20


STORIES = (
    "Our health visitor. She sat on the floor. That's what I remember, the others stood over me with a form.",
    "I have 24 children on my caseload and my own are in bed when we get home.",
    "Invoices. Eleven steps to pay a taxi firm. I've written them down and put them on the wall.",
    "I want a card that says I'm a carer, don't ask, just let me ring home.",
    "Do NOT let anyone touch the zip card!",
    "I live on Sallow Street and I do not drive.",
    "This was noticed by the elders of the mosque.",
    "Nobody tells us, I sent a mum to a group that stopped in March.",
    "I still can't say my R and people copy me. I can't tell who to ask.",
)


@pytest.mark.parametrize("text", STORIES)
def test_an_ordinary_story_from_a_family_or_a_team_is_left_alone(text):
    assert screen(text).severity == "none"


def test_of_long_ordinary_comments_kept_apart_hardly_any_is_stopped():
    """Measured .007, .002 of them high (612 comments of the demonstration, which teach nothing)."""
    found = [screen(line.text).severity for line in phrases("long-test")]
    assert len(found) >= 500
    assert sum(severity != NONE for severity in found) <= 0.02 * len(found)
    assert sum(severity == HIGH for severity in found) <= 0.01 * len(found)


def test_the_words_that_decided_are_marked_and_no_more():
    text = "I come for the sewing on Thursdays. There is a grown up I have to be around and I don't want to be."
    (span,) = screen(text).spans
    assert text[span.start : span.end].startswith("grown up")


def test_a_guess_names_no_kind_of_harm_that_the_words_do_not():
    assert screen("there is a boy who says stuff about my skin and i want him to stop").category == "worrying words"
