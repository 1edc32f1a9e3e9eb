"""How far coders agree, and what can never count as agreement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import (
    MACHINE,
    BlindCode,
    NoAgreement,
    cohen_kappa,
    compare,
    f1_between,
    krippendorff_alpha,
)
from analysis.codebook import NOT_SURE, OTHER, Coding


def codes(**coders: str) -> list[BlindCode]:
    """codes(ann="a b ab", ben="a b b"): one comment per word, one theme per letter; "-" was not coded."""
    return [
        BlindCode(comment_id=f"c{number}", coder=coder, themes=frozenset(word))
        for coder, words in coders.items()
        for number, word in enumerate(words.split())
        if word != "-"
    ]


def codings(words: str) -> list[Coding]:
    return [
        Coding(comment_id=f"c{number}", theme_id=theme, probability=0.9)
        for number, word in enumerate(words.split())
        for theme in word
    ]


def test_kappa_is_that_of_the_textbook():
    # two coders, yes/no, 20 + 15 the same, 5 and 10 not: Po .7, Pe .5
    ann = " ".join(["y"] * 20 + ["y"] * 5 + ["n"] * 10 + ["n"] * 15)
    ben = " ".join(["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15)
    measured = cohen_kappa(codes(ann=ann, ben=ben))
    assert measured.value == pytest.approx(0.4)
    assert (measured.comments, measured.coders) == (50, 2)


def test_kappa_of_one_theme_asks_whether_a_comment_has_it():
    some = codes(ann="ab a b b", ben="a ab b b")
    assert cohen_kappa(some, "a").value == 1.0
    assert cohen_kappa(some).value < 0.6


def test_half_agreement_counts_for_something_in_alpha():
    apart = krippendorff_alpha(codes(ann="a b c a", ben="b c a b")).value
    half = krippendorff_alpha(codes(ann="ab b c a", ben="a b c a")).value
    assert apart < 0 < half < 1


def test_alpha_ignores_a_comment_that_one_person_coded():
    assert krippendorff_alpha(codes(ann="a b -", ben="a b c")).comments == 2


def test_where_everything_got_one_code_there_is_no_figure_but_a_reason():
    same = codes(ann="a a a", ben="a a a")
    for measured in (cohen_kappa(same), cohen_kappa(same, "z"), krippendorff_alpha(same)):
        assert measured.value is None
        assert "undefined" in measured.why_not


@pytest.mark.parametrize("measure", [cohen_kappa, krippendorff_alpha])
def test_one_coder_or_no_overlap_is_said(measure):
    with pytest.raises(NoAgreement, match="needs two"):
        measure(codes(ann="a b"))
    with pytest.raises(NoAgreement, match="no two people"):
        measure(codes(ann="a b - -", ben="- - a b"))


def test_a_person_who_codes_twice_and_differently_is_named():
    with pytest.raises(NoAgreement, match="'ann' coded comment 'c0' twice"):
        cohen_kappa([*codes(ann="a", ben="a"), *codes(ann="b")])


def test_unread_or_unedited_cannot_be_handed_in():
    with pytest.raises(ValueError, match="where none fits, write 'other'"):
        BlindCode(comment_id="c1", coder="ann", themes=frozenset())
    with pytest.raises(TypeError, match="unread is not agreed"):
        cohen_kappa(codings("a b"))
    with pytest.raises(ValueError, match="cannot be a blind coder"):
        BlindCode(comment_id="c1", coder=MACHINE, themes=frozenset("a"))


def test_people_with_people_stand_beside_people_with_the_machine():
    both = compare(codes(ann="a b ab c a", ben="a b a c b"), codings("a b ab c c"), resamples=50)
    assert both.human_human.pairs == 1
    assert both.human_machine.pairs == 2
    assert both.human_human.comments == both.human_machine.comments == 5
    assert both.human_human.micro.low <= both.human_human.micro.value <= both.human_human.micro.high


def test_what_the_machine_is_not_sure_of_agrees_with_nobody():
    unsure = [Coding(comment_id=f"c{number}", theme_id=NOT_SURE, probability=0.4) for number in range(3)]
    assert compare(codes(ann="a b c", ben="a b c"), unsure, resamples=10).human_machine.micro.value == 0.0


def test_agreeing_that_no_theme_fits_is_agreement():
    nothing = [BlindCode(comment_id="c1", coder=who, themes=frozenset({OTHER})) for who in ("ann", "ben")]
    machine = [Coding(comment_id="c1", theme_id=OTHER, probability=0.9)]
    assert compare(nothing, machine, resamples=10).human_machine.micro.value == 1.0


def test_a_comparison_needs_comments_that_all_have_coded():
    with pytest.raises(NoAgreement, match="two people and by the machine"):
        compare(codes(ann="a b", ben="a b"), [Coding(comment_id="z", theme_id="a", probability=1.0)])


coded = st.dictionaries(st.sampled_from("pqrstu"), st.frozensets(st.sampled_from("abc"), min_size=1), min_size=1)


@given(coded, coded)
def test_agreement_has_no_first_and_second(one, other):
    if not one.keys() & other.keys():
        with pytest.raises(NoAgreement):
            f1_between(one, other, resamples=5)
        return
    assert f1_between(one, other, resamples=5) == f1_between(other, one, resamples=5)
    for interval in f1_between(one, other, resamples=5):
        assert 0 <= interval.low <= interval.value <= interval.high <= 1


@given(coded)
def test_everyone_agrees_with_themselves_in_full(one):
    assert [interval.value for interval in f1_between(one, one, resamples=5)] == [1.0, 1.0]
    twice = [
        BlindCode(comment_id=comment, coder=who, themes=themes)
        for who in ("ann", "ben")
        for comment, themes in one.items()
    ]
    assert krippendorff_alpha(twice).value in {1.0, None}
    assert cohen_kappa(twice).value in {1.0, None}


@given(coded, coded, st.randoms(use_true_random=False))
def test_the_order_of_codes_changes_no_figure(one, other, random):
    if not one.keys() & other.keys():
        return
    rows = [BlindCode(comment_id=c, coder="ann", themes=t) for c, t in one.items()]
    rows += [BlindCode(comment_id=c, coder="ben", themes=t) for c, t in other.items()]
    measured = (cohen_kappa(rows), krippendorff_alpha(rows))
    random.shuffle(rows)
    assert (cohen_kappa(rows), krippendorff_alpha(rows)) == measured
