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


def test_the_shipped_phrases_are_found_and_ordinary_ones_left_alone():
    lines = phrases("train", "dev", "test")
    found = [each.severity != "none" for each in screen_many(line.text for line in lines)]
    high = [seen for line, seen in zip(lines, found, strict=True) if line.severity == "high"]
    ordinary = [seen for line, seen in zip(lines, found, strict=True) if line.severity == "none"]
    print(f"recall on high {sum(high) / len(high):.3f}, false alarms {sum(ordinary) / len(ordinary):.3f}")
    assert len(high) >= 600
    assert len({line.lang for line in lines if line.severity == "high"}) >= 11
    assert sum(high) / len(high) >= 0.95
    assert sum(ordinary) / len(ordinary) <= 0.05


def test_the_weights_are_those_learned_from_the_phrases():
    assert (HOME / "weights.csv").read_text(encoding="utf-8") == learned()


@pytest.mark.parametrize("text", ["i want to die " * 7_000, "k i l l " * 12_000, "爸爸打我" * 25_000])
def test_a_very_long_text_takes_no_more_than_its_share(text):
    screening = screen(text)
    assert len(screening.spans) <= 20
