"""Accepted themes keep their comments through a new run, whatever it would draw; new comments join them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Findings
from analysis.keeping import keep_accepted


def theme(key: str, members: list[str]) -> CandidateTheme:
    return CandidateTheme(
        id=key,
        name=f"Name of {key}",
        keywords=("a",),
        comments=len(members),
        excerpts=tuple(members[:2]),
        priority="none",
        priority_probability=0.5,
    )


def findings(**members: list[str]) -> Findings:
    codings = [
        Coding(comment_id=comment, theme_id=key.replace("_", "-"), probability=0.8)
        for key, held in members.items()
        for comment in held
    ]
    themes = tuple(theme(key, held) for key, held in members.items() if key not in ("other", "not_sure"))
    return Findings(themes=themes, codings=tuple(codings), priorities=(), excluded=(), seed=0, method="")


def held(found: Findings) -> dict[str, set[str]]:
    return {
        each.id: {coding.comment_id for coding in found.codings if coding.theme_id == each.id} for each in found.themes
    }


BEFORE = findings(**{"7": list("abcdefgh"), "8": list("mnop")}, other=["x"])


def test_an_accepted_theme_keeps_name_and_comments_where_the_run_draws_them_otherwise():
    now = keep_accepted(findings(t01=list("abcd"), t02=list("efgh"), t03=list("mnop"), other=["x"]), BEFORE, {"7"})
    assert held(now.findings)["kept-7"] == set("abcdefgh")
    assert now.themes == {"kept-7": "7"}
    [kept] = [each for each in now.findings.themes if each.id == "kept-7"]
    assert (kept.name, kept.comments) == ("Name of 7", 8)


def test_a_proposal_that_is_mostly_of_accepted_themes_joins_the_one_that_has_most_of_it():
    now = keep_accepted(findings(t01=[*"abcd", "new"], t02=list("efgh"), t03=list("mnop")), BEFORE, {"7", "8"})
    assert held(now.findings) == {"kept-7": {*"abcdefgh", "new"}, "kept-8": set("mnop")}


def test_new_matter_stays_a_proposal_without_the_comments_of_accepted_themes():
    now = keep_accepted(findings(t01=list("abcdefgh"), t02=["m", *"12345"], t03=list("nop")), BEFORE, {"7", "8"})
    assert held(now.findings) == {"kept-7": set("abcdefgh"), "kept-8": set("mnop"), "t02": set("12345")}


def test_a_small_accepted_theme_that_grew_takes_all_that_came():
    grown = ["m", "n", "o", "p", *(f"new{number}" for number in range(20))]
    now = keep_accepted(findings(t01=grown, t02=list("abcdefgh")), BEFORE, {"8"})
    assert held(now.findings)["kept-8"] == set(grown)


def test_an_accepted_theme_is_there_though_the_run_reads_none_of_its_comments():
    now = keep_accepted(findings(t01=["1", "2"]), BEFORE, {"8"})
    assert held(now.findings) == {"kept-8": set(), "t01": {"1", "2"}}


def test_a_comment_that_was_in_a_theme_nobody_accepted_may_be_in_a_new_one_too():
    before = findings(**{"7": list("abcd"), "8": ["a", *"mnop"]})
    now = keep_accepted(findings(t01=list("abcd"), t02=["a", *"mnop"]), before, {"7"})
    assert held(now.findings) == {"kept-7": set("abcd"), "t02": {"a", *"mnop"}}


def test_what_the_run_is_unsure_of_stays_where_people_accepted_it():
    now = keep_accepted(findings(t01=list("abcdef"), not_sure=["g"], other=["h"]), BEFORE, {"7"})
    assert held(now.findings)["kept-7"] == set("abcdefgh")
    assert [coding.theme_id for coding in now.findings.codings if coding.comment_id in "gh"] == ["kept-7", "kept-7"]


def test_without_accepted_themes_a_run_is_as_it_was_found():
    found = findings(t01=list("abcd"), other=["x"])
    now = keep_accepted(found, BEFORE, ())
    assert (now.themes, now.findings.themes) == ({}, found.themes)
    assert set(now.findings.codings) == set(found.codings)


comments = st.lists(st.sampled_from([f"c{number}" for number in range(12)]), unique=True, max_size=12)


@st.composite
def runs(draw):
    """A run: each comment it reads is in some themes, or in none."""
    read = draw(comments)
    where = {comment: draw(st.sets(st.sampled_from(["1", "2", "3"]), max_size=2)) for comment in read}
    members = {key: [comment for comment in read if key in where[comment]] for key in ("1", "2", "3")}
    left = [comment for comment in read if not where[comment]]
    return findings(**{key: held for key, held in members.items() if held}, other=left)


@given(runs(), runs(), st.sets(st.sampled_from(["1", "2", "3"])))
@settings(max_examples=150)
def test_nothing_accepted_is_lost_and_every_comment_stays_coded(found, before, accepted):
    now = keep_accepted(found, before, accepted)
    read = {coding.comment_id for coding in found.codings}
    assert {coding.comment_id for coding in now.findings.codings} == read
    for key, was in held(before).items():
        if key in accepted:
            assert held(now.findings)[f"kept-{key}"] >= was & read
    unthemed = {coding.comment_id for coding in now.findings.codings if coding.theme_id in (OTHER, NOT_SURE)}
    assert not unthemed & {comment for members in held(now.findings).values() for comment in members}
    assert all(each.comments == len(held(now.findings)[each.id]) for each in now.findings.themes)
    again = keep_accepted(
        Findings(themes=found.themes[::-1], codings=found.codings[::-1], priorities=(), excluded=(), seed=0, method=""),
        before,
        accepted,
    )
    assert again.findings.codings == now.findings.codings
