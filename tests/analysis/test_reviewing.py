"""What people decided stands on every run: each decision is done, or listed as a conflict, never dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Exclusion, Findings
from analysis.corpus import Comment, Corpus
from analysis.decisions import Decision, DecisionKind
from analysis.report import build_report
from analysis.reviewing import ASPECTS, replay, taken_back

K = DecisionKind
THEMES, MADE = ("a", "b", "c"), ("m", "n")
COMMENTS = tuple(str(number) for number in range(12))


def findings(of, *, unsure=(), left_out=None, everything=COMMENTS):
    """of: theme → its comments. What is in none and not left out is in no theme."""
    left_out = left_out or {}
    codings = [Coding(comment_id=key, theme_id=t, probability=0.6) for t, held in of.items() for key in held]
    themed = {coding.comment_id for coding in codings}
    rest = [key for key in everything if key not in themed and key not in left_out]
    codings += [Coding(comment_id=k, theme_id=NOT_SURE if k in unsure else OTHER, probability=0.3) for k in rest]
    return Findings(
        themes=tuple(
            CandidateTheme(
                id=key, name=f"Machine {key}", keywords=(), comments=len(held), excerpts=tuple(held), priority="none",
                priority_probability=0.6,
            )
            for key, held in of.items()
        ),
        codings=tuple(codings),
        priorities=(),
        excluded=tuple(Exclusion(comment_id=key, reason=why) for key, why in left_out.items()),
        seed=0,
        method="by hand",
    )  # fmt: skip


def on(theme, kind, **more):
    return {"theme": theme, "kind": kind, **more}


def decide(*said):
    return [Decision(id=number, **one) for number, one in enumerate(said, start=1)]


def held(standing):
    """Theme → comments, as the report counts them."""
    found = {theme.id: set() for theme in standing.findings.themes}
    for coding in standing.findings.codings:
        found.setdefault(coding.theme_id, set()).add(coding.comment_id)
    return found


FIRST = findings({"a": ["0", "1", "2"], "b": ["3", "4"]}, unsure=["5"])


def test_what_people_put_in_and_take_out_is_what_the_report_counts():
    standing = replay(FIRST, decide(
        on("a", K.PUT, comments=("5", "6")),
        on("a", K.TAKE, comments=("0",)),
        on("b", K.MOVE, other="a", comments=("3",)),
    ))  # fmt: skip
    assert held(standing)["a"] == {"1", "2", "3", "5", "6"}
    assert held(standing)["b"] == {"4"}
    assert "0" in held(standing)[OTHER]
    corpus = Corpus.of(Comment(id=key, text=f"Said {key}") for key in COMMENTS)
    ledger = build_report(corpus, standing.findings, ()).ledger
    assert ledger.analysed == ledger.in_themes + ledger.in_not_sure + ledger.in_other == 12


def test_merged_themes_flow_together_and_part_again():
    merged = decide(on("a", K.MERGE, other="b"), on("b", K.TAKE, comments=("1",)))
    assert held(replay(FIRST, merged))["b"] == {"0", "2", "3", "4"}
    assert replay(FIRST, merged).themes["a"].merged_into == "b"
    parted = [*merged, Decision(id=3, theme="a", kind=K.PART)]
    assert (held(replay(FIRST, parted))["a"], held(replay(FIRST, parted))["b"]) == ({"0", "1", "2"}, {"3", "4"})


def test_two_merges_that_contradict_are_a_conflict_and_the_first_holds():
    standing = replay(FIRST, decide(on("a", K.MERGE, other="b"), on("b", K.MERGE, other="a")))
    assert held(standing)["b"] == {"0", "1", "2", "3", "4"}
    assert [conflict.decision.id for conflict in standing.conflicts] == [2]


def test_a_theme_made_by_hand_holds_what_people_put_there():
    said = decide(on("m", K.MAKE, after="By hand"), on("m", K.PUT, comments=("6", "7")))
    standing = replay(FIRST, said)
    made = next(theme for theme in standing.findings.themes if theme.id == "m")
    assert (made.name, made.comments, made.excerpts) == ("By hand", 2, ("6", "7"))
    assert standing.themes["m"].is_made


def test_a_theme_the_new_run_did_not_find_keeps_its_decisions_and_the_comments_people_put_there():
    said = decide(on("z", K.RENAME, after="Ours"), on("z", K.PUT, comments=("8",)))
    standing = replay(FIRST, said, known={"z"})
    assert held(standing)["z"] == {"8"}
    assert (standing.themes["z"].name, standing.themes["z"].is_found) == ("Ours", False)


def test_a_split_takes_what_went_and_of_new_comments_those_like_the_seeds():
    said = decide(on("a", K.SPLIT, other="m", after="Part", seeds=("0",), comments=("0", "1"), stayed=("2",)))
    later = findings({"a": ["0", "1", "2", "9", "10"], "b": ["3", "4"]})
    asked = []

    def divide(split, new):
        asked.append((split.id, list(new)))
        return ["9"]

    standing = replay(later, said, divide=divide)
    assert asked == [(1, ["10", "9"])]
    assert (held(standing)["m"], held(standing)["a"]) == ({"0", "1", "9"}, {"2", "10"})


def test_undo_takes_back_redo_brings_back_and_undoing_a_split_leaves_no_theme():
    said = decide(
        on("a", K.SPLIT, other="m", after="Part", comments=("0",), stayed=("1", "2")),
        on("m", K.RENAME, after="Better"),
        on("a", K.UNDO, about=1),
    )
    standing = replay(FIRST, said)
    assert held(standing)["a"] == {"0", "1", "2"}
    assert "m" not in standing.themes
    assert [conflict.decision.id for conflict in standing.conflicts] == [2]
    again = replay(FIRST, [*said, Decision(id=4, theme="a", kind=K.REDO, about=1)])
    assert (held(again)["m"], again.themes["m"].name, again.conflicts) == ({"0"}, "Better", ())


def test_a_comment_left_out_of_a_run_is_a_conflict_until_it_is_settled_and_the_rest_stands():
    said = decide(on("a", K.PUT, comments=("5", "6")))
    run = findings({"a": ["0"]}, left_out={"6": "withheld for safeguarding"})
    standing = replay(run, said)
    assert held(standing)["a"] == {"0", "5"}
    assert [(c.comments, "withheld" in c.reason) for c in standing.conflicts] == [(("6",), True)]
    settled = [*said, Decision(id=2, theme="a", kind=K.SETTLE, about=1, comments=("6",))]
    assert replay(run, settled).conflicts == ()
    assert held(replay(run, settled))["a"] == {"0", "5"}
    assert held(replay(FIRST, settled))["a"] >= {"5", "6"}, "once the comment is back, it is where it was put"


def test_a_stance_holds_where_the_comment_is_and_is_a_conflict_where_it_is_not():
    said = decide(on("a", K.STANCE, after="against", comments=("1", "9")),
                  on("a", K.MERGE, other="b"))  # fmt: skip
    standing = replay(FIRST, said)
    stances = {(coding.theme_id, coding.comment_id): coding.stance for coding in standing.findings.codings}
    assert stances["b", "1"] == "against"
    assert [conflict.comments for conflict in standing.conflicts] == [("9",)]


def test_two_decisions_with_one_id_are_refused():
    one = Decision(id=1, theme="a", kind=K.ACCEPT, after="accepted")
    with pytest.raises(ValueError, match="same id"):
        replay(FIRST, [one, one])


some_comments = st.lists(st.sampled_from(COMMENTS), unique=True, max_size=4).map(tuple)
decisions = st.lists(
    st.builds(
        dict,
        theme=st.sampled_from((*THEMES, *MADE)),
        kind=st.sampled_from(list(DecisionKind)),
        after=st.sampled_from(("x", "y")),
        other=st.sampled_from((*THEMES, *MADE)),
        about=st.integers(1, 12),
        comments=some_comments,
        stayed=some_comments,
    ),
    max_size=12,
).map(lambda said: decide(*said))


@st.composite
def any_run(draw):
    of = {theme: draw(some_comments) for theme in THEMES if draw(st.booleans())}
    themed = {key for comments in of.values() for key in comments}
    left_out = {key: "no comment" for key in COMMENTS if key not in themed and draw(st.integers(0, 5)) == 0}
    there = [key for key in COMMENTS if key in themed or key in left_out or draw(st.integers(0, 5))]
    return findings(of, left_out=left_out, everything=there)


@given(decisions, any_run())
def test_whatever_was_decided_no_run_loses_a_comment_or_counts_it_where_it_is_not(said, run):
    standing = replay(run, said, known=THEMES)
    before = {coding.comment_id for coding in run.codings}
    assert {coding.comment_id for coding in standing.findings.codings} == before
    assert standing.findings.excluded == run.excluded
    pairs = [(coding.comment_id, coding.theme_id) for coding in standing.findings.codings]
    assert len(set(pairs)) == len(pairs)
    themes = {theme.id: theme for theme in standing.findings.themes}
    assert {theme for _, theme in pairs} <= {*themes, OTHER, NOT_SURE}
    for key, theme in themes.items():
        assert theme.comments == sum(1 for _, place in pairs if place == key) == len(standing.themes[key].comments)
    for comment in before:
        places = [theme for key, theme in pairs if key == comment]
        assert len(places) == 1 or not {OTHER, NOT_SURE} & set(places)


def in_conflict(standing, decision, comment=None):
    mine = [conflict for conflict in standing.conflicts if conflict.decision == decision]
    return any(not conflict.comments or comment is None or comment in conflict.comments for conflict in mine)


@given(decisions, any_run())
def test_every_decision_in_force_is_done_or_listed_on_any_run(said, run):
    said = [decision for decision in said if decision.kind is not K.SETTLE]
    standing = replay(run, said, known=THEMES)
    undone = taken_back(said)
    newest = {}
    for decision in said:
        if decision.id not in undone and decision.kind in ASPECTS and not in_conflict(standing, decision):
            newest[decision.theme, ASPECTS[decision.kind]] = decision.after
    for (theme, aspect), value in newest.items():
        assert getattr(standing.themes[theme], aspect) == value
    last = {}
    for decision in said:
        if decision.id in undone or (decision.kind not in (K.PUT, K.TAKE, K.MOVE, K.SPLIT, K.MERGE, K.PART)):
            continue
        for comment in decision.comments if decision.kind in (K.PUT, K.TAKE, K.MOVE, K.SPLIT) else ():
            last[comment] = decision
        if decision.kind in (K.MERGE, K.PART):
            last.clear()  # what flows where is told by its own tests
    for comment, decision in last.items():
        if in_conflict(standing, decision, comment):
            continue
        into = decision.other if decision.kind in (K.MOVE, K.SPLIT) else decision.theme
        root = standing.themes[into].merged_into or into
        if decision.kind is not K.TAKE:
            assert comment in standing.themes[root].comments
        elif root == into:
            assert comment not in standing.themes[root].comments


@given(decisions, any_run(), any_run())
def test_on_its_way_through_another_run_nothing_is_lost(said, other, run):
    """Decisions are only ever added to: what stands in a run does not depend on the runs before it."""
    before = replay(run, said, known=THEMES)
    replay(other, said, known=THEMES)
    assert replay(run, list(reversed(said)), known=THEMES) == before


@given(decisions, any_run())
def test_undoing_everything_leaves_what_the_machine_found(said, run):
    said = [decision for decision in said if decision.kind not in (K.UNDO, K.REDO, K.SETTLE)]
    back = [Decision(id=100 + d.id, theme=d.theme, kind=K.UNDO, about=d.id) for d in said]
    standing = replay(run, [*said, *back], known=THEMES)
    assert held(standing) == held(replay(run, (), known=THEMES))
    assert standing.conflicts == ()
