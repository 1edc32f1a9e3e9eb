"""What people decide about a priority stands, and the machine learns from it without unlearning what was right."""

from __future__ import annotations

import pytest

from analysis.codebook import NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment
from analysis.priorities import PersonCoding, default_mapper, load_priorities, map_comments
from analysis.priority_model import PriorityMapper

STABLES = (  # a matter of one town that no codebook knows; its people count it under families
    "The pony stables calm our children down.",
    "Riding lessons at the stables keep my two close to each other.",
    "Bring back the stables, the ponies did us all good.",
    "mucking out with dad at the stables",
    "Ponies and stable yard mornings for the whole family.",
)
NEW = ("Please reopen the pony stables.", "our stables and the ponies are gone", "The stables were our place.")


def mapped(texts: tuple[str, ...], **decided: str) -> dict[str, PriorityCoding]:
    comments = [Comment(id=f"c{number}", text=text) for number, text in enumerate(texts)]
    people = [PersonCoding(comment_id=comment, priority=priority) for comment, priority in decided.items()]
    return {coding.comment_id: coding for coding in map_comments(comments, texts, codings=people)}


def test_what_a_person_decided_stands() -> None:
    coding = mapped(("The forms are endless.", "x"), c0="financial-stability")["c0"]
    assert (coding.priority, coding.probability, coding.reason) == ("financial-stability", 1.0, "a person decided")
    assert coding.second == "smarter-working"


def test_a_handful_of_codings_helps_at_once_on_comments_alike() -> None:
    before = mapped(STABLES + NEW)
    after = mapped(STABLES + NEW, **{f"c{number}": "stronger-families" for number in range(len(STABLES))})
    new = [f"c{number}" for number in range(len(STABLES), len(STABLES + NEW))]
    assert [before[id_].priority for id_ in new] != ["stronger-families"] * len(NEW)
    assert [after[id_].priority for id_ in new] == ["stronger-families"] * len(NEW)


def test_a_handful_of_codings_breaks_nothing_elsewhere() -> None:
    taught = default_mapper().taught(STABLES, ["stronger-families"] * len(STABLES))
    texts, _ = load_priorities().training_rows()
    changed = (taught.predict(texts) != default_mapper().predict(texts)).mean()
    assert changed < 0.01


def test_codings_that_would_break_the_codebook_weigh_less() -> None:
    texts, labels = (rows[::6] for rows in load_priorities().training_rows())
    small = PriorityMapper().fit(texts, labels)
    contrary = ["none" if label != "none" else "smarter-working" for label in labels]
    assert small.taught(STABLES, ["stronger-families"] * len(STABLES)).person_weight_ == 3
    assert small.taught([f"{text} ." for text in texts], contrary).person_weight_ < 1


def test_most_people_decide_and_a_tie_is_left_open() -> None:
    comment = Comment(id="c", text="Where does the money for clubs go?")
    two_to_one = [PersonCoding(comment_id="c", priority=each) for each in (NONE, NONE, "positive-futures")]
    [coding] = map_comments([comment], [comment.text], codings=two_to_one)
    assert (coding.priority, coding.second) == (NONE, "positive-futures")
    assert coding.reason == "most of 3 people decided: none (2), positive-futures (1)"
    [coding] = map_comments([comment], [comment.text], codings=two_to_one[1:])
    assert coding.priority == UNSURE
    assert coding.reason.startswith("people disagree: none (1), positive-futures (1)")


def test_the_order_of_codings_changes_nothing() -> None:
    there = mapped(STABLES + NEW, c0="stronger-families", c1=NONE)
    back = mapped(STABLES + NEW, c1=NONE, c0="stronger-families")
    assert there == back


def test_a_priority_of_no_codebook_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="comment 'c0': no priority 'happiness'; choose one of"):
        mapped(("a", "b"), c0="happiness")
    with pytest.raises(ValueError, match="a person's coding 'happiness'"):
        default_mapper().taught(["x"], ["happiness"])


def test_one_label_is_too_few() -> None:
    with pytest.raises(ValueError, match="1 labels are too few"):
        PriorityMapper().fit(["a", "b"], ["x", "x"])
