"""Each rule finds what it is for, and leaves alone what is fine."""

from __future__ import annotations

import pytest

from surveys import Instrument, check, loads
from surveys.reading import grade, sentences, syllables
from surveys.sources import pack
from tests.surveys.factory import PRIVACY, long_text, question, scale, source, tiny

DECLINE = '{ value = "prefer-not-to-say", text = "I’d rather not say" }'


def found(instrument: Instrument) -> list[str]:
    return [f"{problem.place}: {problem.message}" for problem in check(instrument)]


def changed(old: str, new: str) -> Instrument:
    return loads(source().replace(old, new, 1), "tiny.toml")


def one_choice(text: str = "Which?", choices: str = '{ value = "a", text = "A" }, { value = "b", text = "B" }') -> str:
    return f'kind = "one-choice"\ntext = "{text}"\nchoices = [{choices}]'


def test_a_sound_instrument_has_no_problems() -> None:
    about = question(one_choice(choices=f'{{ value = "a", text = "A" }}, {DECLINE}'), id="area", section="about")
    assert found(tiny(about, scale("safe"), long_text("good"))) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('what = ["We make a plan."]', "what = []", "purpose: what is empty"),
        ('readers = ["The board reads it."]', "readers = []", "purpose: readers is empty"),
        ("decision_date = 2024-02-29", "", "purpose: decision_date is empty"),
        ("feedback_date = 2024-06-30", "", "purpose: feedback_date is empty"),
        ('open_to_change = ["What we do first."]', "open_to_change = []", "purpose: open_to_change is empty"),
        ('already_fixed = ["The law."]', "already_fixed = []", "purpose: already_fixed is empty"),
        ('confidentiality = ["We keep it safe."]', "confidentiality = []", "privacy: confidentiality is empty"),
        ('"Nobody is reading this right now."', '""', "privacy: notice is empty"),
    ],
)
def test_a_survey_that_does_not_say_why_and_for_whom_is_caught(old: str, new: str, problem: str) -> None:
    assert found(changed(old, new)) == [problem]


@pytest.mark.parametrize(
    "privacy",
    [
        "",
        PRIVACY.replace("shows_privacy = true", ""),
        PRIVACY.replace("is_optional = false", ""),
    ],
)
def test_free_text_before_the_limits_of_confidentiality_is_caught(privacy: str) -> None:
    instrument = tiny(long_text("good"), privacy=privacy)
    assert "question good: free text comes before the safety notice" in found(instrument)


def test_free_text_before_the_privacy_page_is_caught() -> None:
    instrument = tiny(PRIVACY, privacy=long_text("good"))
    assert found(instrument) == ["question good: free text comes before the safety notice"]


def test_a_privacy_page_that_somebody_could_miss_does_not_count() -> None:
    hidden = PRIVACY.replace("shows_privacy", 'shown_if = { question = "safe", is = ["1"] }\nshows_privacy')
    instrument = tiny(hidden, long_text("good"), privacy=scale("safe"))
    assert found(instrument) == ["question good: free text comes before the safety notice"]


def test_free_text_without_a_notice_beside_it_is_caught() -> None:
    instrument = tiny(question('kind = "short-text"\ntext = "Where?"\nnotice = ""'))
    assert found(instrument) == ["question q: there is no notice beside the free text"]


def test_a_question_about_the_person_without_a_way_to_decline_is_caught() -> None:
    about = tiny(question(one_choice(), section="about"))
    equality = tiny(question(one_choice(), key="equality_pages"))
    problem = "question q: a question about the person has no “prefer not to say”"
    assert found(about) == found(equality) == [problem]


def test_a_required_equality_question_is_caught() -> None:
    words = one_choice(choices=f'{{ value = "a", text = "A" }}, {DECLINE}') + "\nis_optional = false"
    assert found(tiny(question(words, key="equality_pages"))) == ["question q: an equality question is required"]


def test_a_required_question_that_stops_somebody_is_caught() -> None:
    stopping = tiny(question(one_choice() + "\nis_optional = false"))
    assert found(stopping) == ["question q: nobody can go on without answering"]
    with_no = question(
        'kind = "consent"\ntext = "May we?"\nis_optional = false\nagree_text = "Yes"\nrefuse_text = "No"'
    )
    assert found(tiny(with_no)) == []


def test_an_empty_page_is_caught() -> None:
    empty = tiny('[[pages]]\nid = "empty"\ntitle = "Hello"\nsection = "views"\n')
    assert found(empty) == ["page empty: there is nothing on the page"]


@pytest.mark.parametrize(
    "never",
    [
        '{ all = [{ question = "safe", is = ["1"] }, { question = "safe", is = ["3"] }] }',
        '{ all = [{ question = "safe", is = ["1"] }, { not = { question = "safe", is = ["1", "2"] } }] }',
        '{ not = { question = "understood", is = [true] } }',
        '{ all = [{ question = "one-day", is = ["1"] }, { question = "safe", is = ["3"] }] }',
    ],
)
def test_a_page_that_no_answers_lead_to_is_caught(never: str) -> None:
    one_day = scale("one-day", page='shown_if = { question = "safe", is = ["1"] }')
    instrument = tiny(scale("safe"), one_day, long_text("more", page=f"shown_if = {never}"))
    assert found(instrument) == ["page more: no answers lead to this page"]


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ('{ all = [{ question = "many", is = ["a"] }, { question = "many", is = ["b"] }] }', False),
        ('{ all = [{ question = "many", is = ["a"] }, { question = "many", is = ["none"] }] }', True),
        ('{ not = { question = "many", is = ["a", "b"] } }', False),
        ('{ not = { any = [{ question = "many", is = ["a", "b", "none"] }] } }', False),
    ],
)
def test_choices_that_exclude_each_other_are_not_tried_together(condition: str, is_found: bool) -> None:
    choices = (
        '{ value = "a", text = "A" }, { value = "b", text = "B" }, { value = "none", text = "No", exclusive = true }'
    )
    many = question(f'kind = "many-choices"\ntext = "Which?"\nchoices = [{choices}]', id="many")
    instrument = tiny(many, long_text("more", page=f"shown_if = {condition}"))
    assert found(instrument) == ["page more: no answers lead to this page"] * is_found


def test_choices_without_words_or_with_the_same_words_are_caught() -> None:
    bare = '{ value = "1", text = "1" }, { value = "2", text = "" }, { value = "3", text = "Yes" }'
    assert found(tiny(question(f'kind = "scale"\ntext = "All is well"\nchoices = [{bare}]'))) == [
        "question q: the choice 2 has no label",
        "question q: the point “1” has no words",
    ]
    same = '{ value = "a", text = "Yes" }, { value = "b", text = "Yes" }'
    assert found(tiny(question(one_choice(choices=same)))) == ["question q: two choices say “Yes”"]


def test_a_scale_too_long_for_children_is_caught() -> None:
    points = ", ".join(f'{{ value = "{n}", text = "Point {"abcdef"[n]}" }}' for n in range(6))
    words = question(f'kind = "scale"\ntext = "All is well"\nchoices = [{points}]')
    assert found(tiny(words)) == ["question q: the scale has 6 points; the most for children is 5"]
    assert found(tiny(words, audience="staff")) == []


@pytest.mark.parametrize(
    "text",
    [
        "What is good? What is bad?",
        "What is good and how can we keep it?",
        "Do you feel safe and do you have friends?",
    ],
)
def test_two_questions_in_one_are_caught(text: str) -> None:
    assert found(tiny(long_text("good", text=text))) == [f"question good: “{text}” may ask two things"]


def test_a_statement_to_rate_may_not_join_two_things() -> None:
    joined = "My school is kind and fun"
    assert found(tiny(scale("s", text=joined))) == [f"question s: “{joined}” may ask two things"]
    assert found(tiny(scale("s", text="Staff listen to children and families"))) == []
    assert found(tiny(long_text("s", text="What do you do with friends and family?"))) == []


def test_hard_words_are_caught_by_audience() -> None:
    text = "Which professionals provide the services that help you at school?"
    assert found(tiny(long_text("q", text=text))) == [
        f"question q: “{text}” needs reading grade {grade([text]):.1f}; the highest for children is 6"
    ]
    assert found(tiny(long_text("q", text=text), audience="staff")) == []


def test_long_sentences_are_caught_by_audience() -> None:
    text = "What do you like to do when you are not at school but are out and about?"
    assert found(tiny(long_text("q", text=text))) == [f"question q: “{text}” has 17 words; the most is 15"]
    assert found(tiny(long_text("q", text=text), audience="parents")) == []


def test_straight_quotes_are_caught_in_questions_and_choices() -> None:
    asked = question(one_choice("What's best?", choices='{ value = "a", text = "I can\'t say" }, ' + DECLINE))
    problems = check(tiny(asked))
    assert [problem.message for problem in problems] == [
        "“What's best?” has straight quotes",
        "“I can't say” has straight quotes",
    ]
    assert str(problems[0]) == "tiny, question q: “What's best?” has straight quotes. Use ’ and “ ”. (warning)"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("safe", 1),
        ("children", 2),
        ("children’s", 2),
        ("people", 2),
        ("little", 2),
        ("idea", 3),
        ("sea", 1),
        ("called", 1),
        ("needed", 2),
        ("changes", 2),
        ("likely", 2),
        ("something", 2),
        ("being", 2),
        ("special", 2),
        ("Maidenhead", 3),
        ("12", 1),
    ],
)
def test_syllables_are_counted_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_reading_grade_rises_with_longer_words_and_sentences() -> None:
    assert grade([]) == grade(["…"]) == 0.0
    assert grade(["We like the park."]) < grade(["We like the park because the grass there is long and green."])
    assert grade(["We like parks."]) < grade(["Recreational facilities."])
    assert sentences("One. “Two?” Three\nFour") == ["One.", "“Two?”", "Three", "Four"]


def test_each_face_is_held_to_its_own_readers() -> None:
    faced = source(scale("safe"), long_text("good")).replace('id = "tiny"', 'id = "tiny"\n' + FACED, 1)
    four = faced.replace("three = [", 'three = [{ value = "0", text = "Never" }, ')
    problems = check(loads(pack({"instrument.toml": four, "young.toml": YOUNG, "old.toml": OLD}), "tiny"))
    said = [str(one) for one in problems]
    assert {one.face for one in problems} == {"young"}
    for start in (
        "tiny, young, question safe: the scale has 4 points; the most for Young is 3.",
        "tiny, young, question safe: sad faces stand on a scale for Young.",
        "tiny, young, question good: “It is unfortunately extraordinarily complicated",
        "tiny, young, question good: “One two three four five six.” has 6 words; the most is 5.",
    ):
        assert any(one.startswith(start) for one in said), start


FACED = 'faces = ["young", "old"]\ndefault_face = "old"'
OLD = '[face]\nname = "Old"\nhighest_grade = 30\nmost_words = 25\n'
YOUNG = """[face]
name = "Young"
highest_grade = 4
most_words = 5
youngest = 4
[questions.safe]
look = "faces"
[questions.good]
text = "It is unfortunately extraordinarily complicated to explain everything nowadays"
hint = "One two three four five six."
"""
