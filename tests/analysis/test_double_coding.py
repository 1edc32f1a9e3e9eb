"""Two people code a sample blind: how it is drawn, and how far they agree with each other and with the program."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import BlindCode, NoAgreement, cohen_kappa, compare, krippendorff_alpha
from analysis.codebook import OTHER, Coding
from analysis.double_coding import agreement_tables, measure
from analysis.sampling import draw, least_size

sets = st.frozensets(st.sampled_from(("a", "b", "c")), min_size=1, max_size=3)


def blind(first, second):
    return [
        BlindCode(comment_id=f"c{number}", coder=coder, themes=themes)
        for coder, given_themes in (("ann", first), ("ben", second))
        for number, themes in enumerate(given_themes)
    ]


def sides(words):
    return [frozenset(word) for word in words.split()]


def program_of(coded):
    return {f"c{number}": themes for number, themes in enumerate(coded)}


@pytest.mark.parametrize(("comments", "least"), [(0, 0), (30, 30), (60, 50), (500, 50), (501, 51), (2_000, 200)])
def test_a_tenth_is_coded_twice_and_fifty_at_least(comments, least):
    assert least_size(comments) == least


strata = st.dictionaries(st.text("0123456789", min_size=1, max_size=4), st.sampled_from("vwxyz"), min_size=1)


@given(strata, st.data(), st.integers(0, 3))
def test_a_sample_has_of_each_stratum_its_share_in_whatever_order_the_rows_come(of, data, seed):
    size = data.draw(st.integers(0, len(of)))
    drawn = draw(of, size, seed=seed)
    assert len(set(drawn)) == len(drawn) == size
    counted, all_of = Counter(of[key] for key in drawn), Counter(of.values())
    for stratum, many in all_of.items():
        assert abs(counted[stratum] - many * size / len(of)) < 1
    assert draw(dict(reversed(of.items())), size, seed=seed) == drawn


def test_another_seed_draws_another_sample_and_more_than_there_are_cannot_be_drawn():
    of = {str(number): "x" for number in range(100)}
    assert draw(of, 10, seed=1) != draw(of, 10, seed=2)
    with pytest.raises(ValueError, match="between 0 and 100"):
        draw(of, 101)


@settings(deadline=None)  # nltk takes a second to load
@given(st.lists(st.tuples(sets, sets), min_size=2, max_size=8))
def test_the_figures_are_those_of_agreement(pairs):
    codes = blind([one for one, _ in pairs], [other for _, other in pairs])
    machine = program_of([other for _, other in pairs])
    measured = measure(codes, machine, ("a", "b", "c"), resamples=5)
    for mine, theirs in (
        (measured.people.kappa, cohen_kappa(codes)),
        (measured.people.alpha, krippendorff_alpha(codes)),
        (measured.people.by_theme["a"][0], cohen_kappa(codes, "a")),
    ):
        assert mine.value == (None if theirs.value is None else pytest.approx(theirs.value, abs=1e-5))
        assert mine.value is None or mine.low <= mine.value <= mine.high


def test_f1_stands_beside_it_for_people_and_for_the_program():
    one, other, machine = sides("a b ab c a b"), sides("a b a c b b"), sides("a a ab c b b")
    measured = measure(blind(one, other), program_of(machine), ("a", "b", "c"))
    codings = [
        Coding(comment_id=k, theme_id=t, probability=1.0) for k, each in program_of(machine).items() for t in each
    ]
    both = compare(blind(one, other), codings)
    assert measured.people.f1.value == pytest.approx(both.human_human.micro.value, abs=1e-5)
    assert measured.program.f1.value == pytest.approx(both.human_machine.micro.value, abs=0.01)  # ours: the mean of two
    assert measured.program.alpha.value == pytest.approx(both.human_machine.alpha.value, abs=1e-5)
    assert measured.differ == ("c2", "c4")


def test_tables_say_none_of_these_in_words_and_a_dash_where_there_is_no_figure():
    coded = [frozenset({OTHER}), frozenset({OTHER})]
    overall, themes = agreement_tables(measure(blind(coded, coded), program_of(coded), ("a",)), {"a": "Buses"})
    assert overall.rows[0][1:] == ("–", "–")
    assert themes.rows == (("None of these", 2, "–", "1.00 (1.00 to 1.00)", "–", "1.00 (1.00 to 1.00)"),)


def test_one_person_or_nothing_in_common_is_refused_in_words():
    with pytest.raises(NoAgreement, match="1 people"):
        measure(blind(sides("a"), []), program_of(sides("a")), ("a",))
    with pytest.raises(NoAgreement, match="both people"):
        measure(blind(sides("a"), sides("a")), {}, ("a",))
