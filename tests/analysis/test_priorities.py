"""Comments reach the priority they belong to, with a reason; or belong to none; or are left to a person."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.encode import WordsAlone, default_encoder, encoder_named
from analysis.pipeline import find_themes
from analysis.priorities import (
    CODEBOOK,
    BadPriorities,
    default_mapper,
    load_priorities,
    map_comments,
    map_theme,
    priority_shares,
)
from analysis.priority_model import PriorityMapper
from analysis.priority_readers import REMEMBERED, JointEncoder, RememberingEncoder, digest, reader
from analysis.word_features import clean

SIX = (
    "stronger-families",
    "positive-futures",
    "excellent-workforce",
    "financial-stability",
    "successful-organisation",
    "smarter-working",
)

SAID = {  # one theme's worth of comments that are not in the codebook
    "stronger-families": (
        "my brother gets bullied on the bus and at school",
        "We need parenting classes and somebody to help when mum and dad fight.",
        "Domestic abuse is everywhere and children see it.",
        "I dont feel safe at the bus stop when its dark",
    ),
    "positive-futures": (
        "Three years on the waiting list for an ADHD assessment.",
        "Our EHCP says weekly speech therapy and we get nothing.",
        "No special school has a place for my autistic daughter.",
        "The wait for CAMHS is far too long, children get worse.",
    ),
    "excellent-workforce": (
        "My case load has doubled and I cannot do the job well.",
        "Better pay would keep experienced social workers here.",
        "We keep losing good people, recruitment is too slow.",
        "No time for training or supervision, the team is worn out.",
    ),
    "financial-stability": (
        "My council tax goes up and the money is wasted on consultants.",
        "Show that every contract gives value for money.",
        "The budget was overspent again.",
        "Where do the savings go?",
    ),
    "successful-organisation": (
        "Families do not trust the company.",
        "Will the councils renew the contract?",
        "Your reputation in the borough is not good, nobody believes the promises.",
        "Talk to the councils earlier, they hear of decisions too late.",
    ),
    "smarter-working": (
        "Endless forms and paperwork for every visit.",
        "The computer system is slow and I type everything twice.",
        "Too many meetings and e-mails about the same referral.",
        "The online portal crashed while I was filling in the form.",
    ),
    NONE: (
        "Fix the potholes in our street.",
        "The bins were not emptied again.",
        "Parking costs too much.",
        "I do not like the weather here.",
    ),
}


def mapped(*texts: str, question: str = "") -> tuple[PriorityCoding, ...]:
    comments = [Comment(id=f"c{number}", text=text, question=question) for number, text in enumerate(texts)]
    return map_comments(comments, texts, default_encoder().encode(texts))


def test_the_shipped_codebook_has_the_six_priorities_of_the_plan() -> None:
    assert tuple(priority.id for priority in load_priorities().priorities) == SIX


@pytest.mark.parametrize("priority", SIX)
def test_every_priority_says_what_belongs_and_what_does_not(priority: str) -> None:
    [found] = [each for each in load_priorities().priorities if each.id == priority]
    assert len(found.examples) >= 80
    assert found.borderline
    assert found.belongs
    assert all(rule.endswith((*SIX, NONE)) for rule in found.does_not_belong)


def test_none_of_the_six_comes_first_in_the_names() -> None:
    assert list(load_priorities().names)[:2] == [NONE, UNSURE]


@pytest.mark.parametrize("priority", SAID)
def test_a_theme_of_such_comments_goes_to_its_priority(priority: str) -> None:
    assert map_theme(mapped(*SAID[priority]))[0] == priority


def test_the_reason_names_words_of_the_comment_and_the_closest_example() -> None:
    [coding] = mapped("Waiting two years for an AUTISM assessment at the Café")
    words, closest = coding.reason.split("; closest in the codebook: ")
    assert "“AUTISM”" in words
    assert closest in load_priorities().training_rows()[0]


@settings(deadline=None, max_examples=20)
@given(st.text(st.characters(codec="latin-1"), max_size=80))
def test_words_in_quotation_marks_are_always_the_comments_own(text: str) -> None:
    [coding] = mapped(text)
    assert all(
        word.lower() in text.lower()
        for word in re.findall("“(.+?)”", coding.reason.split("; closest in the codebook")[0])
    )


def test_masked_personal_data_never_becomes_a_reason() -> None:
    [coding] = mapped("[name] and [e-mail] the portal crashed and the form was lost")
    assert "name" not in coding.reason.split("closest")[0]


def test_a_text_in_letters_the_machine_cannot_read_is_left_to_a_person() -> None:
    assert [coding.priority for coding in mapped("더 많은 놀이터", "😀😀", "12345", "")] == [UNSURE] * 4


def test_an_unsure_answer_names_its_best_guess() -> None:
    unsure = PriorityMapper(least_probability=1.0, names=load_priorities().names).fit(
        *load_priorities().training_rows()
    )
    text = ["Waiting for speech therapy"]
    [coding] = unsure.map_comments([Comment(id="c", text=text[0])], text, default_encoder().encode(text))
    assert (coding.priority, coding.second) == (UNSURE, "positive-futures")
    assert "could be Positive futures or" in coding.reason


def test_the_order_of_comments_changes_nothing() -> None:
    texts = [text for said in SAID.values() for text in said]
    forwards = dict(zip(texts, mapped(*texts), strict=True))
    backwards = zip(reversed(texts), mapped(*reversed(texts)), strict=True)
    for text, coding in backwards:
        assert (coding.priority, coding.probability, coding.reason) == (
            forwards[text].priority,
            forwards[text].probability,
            forwards[text].reason,
        )


def test_the_order_of_training_rows_changes_nothing() -> None:
    texts, labels = load_priorities().training_rows()
    turned = PriorityMapper().fit(texts[::-1], labels[::-1])
    np.testing.assert_allclose(
        turned.predict_proba(["more clubs please"]), default_mapper().predict_proba(["more clubs please"]), atol=1e-6
    )


def test_a_question_tips_the_balance_but_never_outweighs_the_words() -> None:
    about_paper = "How could we cut paperwork and bureaucracy?"
    said = "Case loads are too high and pay is poor, staff leave."
    assert mapped(said, question=about_paper)[0].priority == "excellent-workforce"
    vague = "much less of it, please"
    assert _given(mapped(vague, question=about_paper)[0], "smarter-working") >= _given(
        mapped(vague)[0], "smarter-working"
    )


def _given(coding: PriorityCoding, priority: str) -> float:
    return {coding.priority: coding.probability, coding.second: coding.second_probability}.get(priority, 0.0)


def test_probabilities_add_up_and_follow_the_classes() -> None:
    mapper = default_mapper()
    probabilities = mapper.predict_proba(["more clubs", "", "ж"])
    assert probabilities.shape == (3, len(mapper.classes_))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert set(mapper.classes_) == {*SIX, NONE}


def test_nothing_maps_to_nothing() -> None:
    assert mapped() == ()
    assert map_theme([]) == (UNSURE, 0.0)


def test_a_comment_of_a_megabyte_is_mapped() -> None:
    assert mapped("paperwork and forms " * 50_000)[0].priority == "smarter-working"


def test_vectors_of_another_encoder_are_made_again() -> None:
    comment = Comment(id="c", text="The paperwork takes all day")
    [coding] = map_comments([comment], [comment.text], np.zeros((1, 3), np.float32))
    assert coding.priority == "smarter-working"


def test_a_text_of_nothing_but_personal_data_is_left_to_a_person() -> None:
    [coding] = mapped("[e-mail] [phone]")
    assert coding.priority == UNSURE


def test_comments_of_nothing_but_personal_data_still_make_findings() -> None:
    only_data = Corpus.of([Comment(id="a", text="sam@example.org"), Comment(id="b", text="someone@example.org")])
    assert find_themes(only_data).themes == ()


def test_capitals_are_read_like_any_other_writing() -> None:
    said = "the portal crashed and my form was lost"
    [loud], [quiet] = mapped(said.upper()), mapped(said)
    assert (loud.priority, loud.probability) == (quiet.priority, quiet.probability)


def test_a_theme_split_between_two_priorities_is_unsure() -> None:
    assert map_theme(codings(futures=20, families=20))[0] == UNSURE
    assert map_theme(codings(futures=22, families=20, none=15))[0] == UNSURE


def test_a_theme_goes_where_the_largest_share_of_its_comments_goes() -> None:
    priority, share = map_theme(codings(futures=30, families=20))
    assert priority == "positive-futures"
    assert share == pytest.approx(0.53, abs=0.01)
    assert map_theme(codings(none=30, families=20))[0] == NONE


def test_unsure_comments_count_a_little_for_what_they_may_be() -> None:
    assert map_theme(codings(futures=20, families=20, unsure=20))[0] == "positive-futures"
    assert priority_shares(codings(unsure=2)) == {"positive-futures": 0.3}


def test_a_theme_of_nearly_all_doubt_is_unsure() -> None:
    assert map_theme(codings(futures=2, unsure=8, hazy=40))[0] == UNSURE


def test_a_theme_of_one_comment_is_not_certain() -> None:
    assert map_theme(codings(futures=1))[1] < 0.6


def test_shares_never_add_up_to_more_than_the_theme() -> None:
    shares = priority_shares(codings(futures=3, families=2, none=2, unsure=4))
    assert next(iter(shares)) == "positive-futures"
    assert sum(shares.values()) <= 1


def codings(**counts: int) -> list[PriorityCoding]:
    """So many comments of each priority, by the short names of these tests."""
    return [coding(f"{name}{number}", name) for name, count in counts.items() for number in range(count)]


def coding(comment_id: str, name: str) -> PriorityCoding:
    priority, probability, second, next_ = {
        "futures": ("positive-futures", 0.9, "smarter-working", 0.1),
        "families": ("stronger-families", 0.9, "smarter-working", 0.1),
        "none": (NONE, 0.9, "smarter-working", 0.1),
        "unsure": (UNSURE, 0.7, "positive-futures", 0.3),
        "hazy": (UNSURE, 0.8, "smarter-working", 0.2),
    }[name]
    return PriorityCoding(
        comment_id=comment_id,
        priority=priority,
        probability=probability,
        second=second,
        second_probability=next_,
        reason="",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "smarter-working"', "", "priority 6: id is missing"),
        ('name = "Smarter working"', 'name = " "', "priority 6 .smarter-working.: name is missing or empty"),
        ('id = "smarter-working"', 'id = "positive-futures"', "the id 'positive-futures' comes twice"),
        ('"more clubs"', '"better schools"', "the example 'better schools' comes twice"),
        ('"more clubs"', "7", "priority 2 .positive-futures.: examples is not a list of texts"),
        ("[none]", "[nothing]", "no .none. section"),
        (
            'name = "Smarter working"',
            'name = "Smarter working"\ncolour = "red"',
            "smarter-working.: unknown field “colour”",
        ),
        ("[none]", 'title = "x"\n[none]', "unknown field “title”"),
        ("[[priority]]", "[[priority", "not valid TOML"),
    ],
)
def test_a_wrong_codebook_says_where_and_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    wrong = tmp_path / "priorities.toml"
    text = CODEBOOK.read_text(encoding="utf-8")
    assert old in text
    wrong.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPriorities, match=message):
        load_priorities(wrong)


def test_a_codebook_without_examples_says_so(tmp_path: Path) -> None:
    wrong = tmp_path / "priorities.toml"
    section = '{} = "x"\nname = "X"\ndefinition = "d"\nbelongs = []\ndoes_not_belong = []\nphrases = []\n'
    wrong.write_text("[[priority]]\n" + section.format("id") + "borderline = []\nexamples = []\n[none]\n")
    with pytest.raises(BadPriorities, match=r"priority 1 .x.: 0 examples are too few to learn from; write at least 5"):
        load_priorities(wrong)


def test_a_codebook_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadPriorities, match="cannot be read"):
        load_priorities(tmp_path / "nowhere.toml")


def test_copies_of_a_comment_are_mapped_alike() -> None:
    copies = mapped(*["Nobody answers the phone"] * 3, "Empty the bins")
    assert len({(each.priority, each.probability, each.reason) for each in copies[:3]}) == 1
    assert copies[3].priority == NONE


def test_text_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="comment 'c': its text is nan, not text"):
        map_comments([Comment(id="c", text="")], [float("nan")])  # type: ignore[list-item]


def test_vectors_given_are_left_as_they_were() -> None:
    texts = ["THE PORTAL CRASHED AND MY FORM WAS LOST"]
    vectors = default_encoder().encode(texts)
    before = vectors.copy()
    map_comments([Comment(id="c", text=texts[0])], texts, vectors)
    np.testing.assert_array_equal(vectors, before)


def test_encoders_stand_side_by_side_when_a_comment_is_read_closely() -> None:
    joint = JointEncoder((default_encoder(), WordsAlone()))
    rows = joint.encode(["paperwork", ""])
    assert rows.shape[1] == joint.encoders[0].encode(["x"]).shape[1] + joint.encoders[1].encode(["x"]).shape[1]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0], atol=1e-6)
    with pytest.raises(ValueError, match="no reading is called 'slow'"):
        reader("slow")


def test_the_shipped_vectors_are_of_the_codebook_of_today_and_as_the_model_reads_them() -> None:
    texts = [clean(text) for text in load_priorities().training_rows()[0]]
    remembering = RememberingEncoder("minilm", REMEMBERED)
    forgotten = [text for text in texts if digest(text) not in remembering.known]
    assert not forgotten, "the codebook changed: python -m analysis.priorities"
    some = texts[:: len(texts) // 5]
    assert np.allclose(remembering.encode(some), encoder_named("minilm").encode(some), atol=2e-3)


def test_a_text_that_is_not_remembered_is_read_beside_those_that_are() -> None:
    texts = ["a swing for the very small", clean(load_priorities().training_rows()[0][0])]
    vectors = RememberingEncoder("minilm", REMEMBERED).encode(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)
