"""The path follows what was said, forwards and back, and loses nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from surveys import (
    SKIPPED,
    Answers,
    Instrument,
    Page,
    Value,
    answers_on_path,
    equality_answers_on_path,
    equality_path,
    first_unanswered,
    is_complete,
    load_all,
    page_after,
    page_before,
    path,
    progress,
)
from surveys.questionnaire import ChoiceQuestion, Consent, ManyChoices, Question
from tests.surveys.factory import long_text, question, scale, tiny

INSTRUMENTS = [shown for whole in load_all().values() for shown in (whole, *whole.variants)]
LOW_SAFE = '{ question = "safe", is = ["1"] }'
BRANCHING = tiny(
    scale("safe"),
    long_text("safer", page=f"shown_if = {LOW_SAFE}"),
    question(
        'kind = "many-choices"\ntext = "Which?"\nchoices = [{value="a", text="A"}, {value="b", text="B"}]',
        id="which",
        page=f"shown_if = {LOW_SAFE}",
    ),
    long_text("more", page='shown_if = { all = [{ question = "which", is = ["b"] }, { not = ' + LOW_SAFE + " }] }"),
    long_text("either", page='shown_if = { any = [{ question = "which", is = ["b"] }, { not = ' + LOW_SAFE + " }] }"),
    long_text("last"),
    question('kind = "one-choice"\ntext = "Who?"\nchoices = "three"', id="who", key="equality_pages", section="about"),
)


def ids(pages: tuple[Page, ...]) -> list[str]:
    return [page.id for page in pages]


def values_of(question: Question) -> st.SearchStrategy[Value]:
    """Any answer this question can have."""
    if isinstance(question, ManyChoices):
        return st.lists(st.sampled_from([choice.value for choice in question.choices]), min_size=1, unique=True).map(
            tuple
        )
    if isinstance(question, ChoiceQuestion):
        return st.sampled_from([choice.value for choice in question.choices])
    return st.booleans() if isinstance(question, Consent) else st.just("words")


@st.composite
def visits(draw: st.DrawFn) -> tuple[Instrument, Answers]:
    """An instrument and a draft, with some questions answered, some skipped, some not reached."""
    instrument = draw(st.sampled_from([*INSTRUMENTS, BRANCHING]))
    given: dict[str, Value] = {}
    for asked in instrument.questions:
        value = draw(st.none() | st.just(SKIPPED) | values_of(asked))
        if value is not None:
            given[asked.id] = value
    return instrument, Answers(given)


@given(visits())
def test_the_page_before_the_page_after_is_the_page_itself(visit: tuple[Instrument, Answers]) -> None:
    instrument, answers = visit
    for pages in (path(instrument, answers), equality_path(instrument, answers)):
        for page, following in zip(pages, [*pages[1:], None], strict=True):
            assert page_after(instrument, answers, page) == following
            assert following is None or page_before(instrument, answers, following) == page
        assert not pages or page_before(instrument, answers, pages[0]) is None


@given(visits())
def test_pages_without_a_condition_are_always_on_the_path(visit: tuple[Instrument, Answers]) -> None:
    instrument, answers = visit
    always = [page.id for page in instrument.pages if page.shown_if is None]
    assert [page_id for page_id in ids(path(instrument, answers)) if page_id in always] == always


@given(visits())
def test_only_answers_on_the_path_are_submitted_and_none_is_changed(visit: tuple[Instrument, Answers]) -> None:
    instrument, answers = visit
    main, equality = answers_on_path(instrument, answers), equality_answers_on_path(instrument, answers)
    by_face = instrument.face.answers if instrument.face else Answers()
    assert set(main.items()) | set(equality.items()) <= set(answers.items()) | set(by_face.items())
    assert not set(main) & set(equality)
    shown = {question.id for page in path(instrument, answers) for question in page.questions}
    assert set(main) == shown & set(answers) | set(by_face)


@given(visits())
def test_what_is_submitted_gives_the_same_path_again(visit: tuple[Instrument, Answers]) -> None:
    instrument, answers = visit
    assert path(instrument, answers_on_path(instrument, answers)) == path(instrument, answers)


@given(visits())
def test_progress_counts_up_to_the_number_of_pages(visit: tuple[Instrument, Answers]) -> None:
    instrument, answers = visit
    pages = path(instrument, answers)
    assert [progress(instrument, answers, page) for page in pages] == [
        (n, len(pages)) for n in range(1, len(pages) + 1)
    ]


@given(visits())
def test_answering_the_first_unanswered_page_again_and_again_completes_the_survey(
    visit: tuple[Instrument, Answers],
) -> None:
    instrument, answers = visit
    for _ in range(len(instrument.pages) + 1):
        page = first_unanswered(instrument, answers)
        if page is None:
            break
        answers = answers.with_answers({asked.id: "1" if asked.is_optional else True for asked in page.questions})
    assert is_complete(instrument, answers)


def test_a_low_answer_opens_pages_and_a_high_one_closes_them() -> None:
    assert ids(path(BRANCHING, Answers({"safe": "1"}))) == ["privacy", "safe", "safer", "which", "last"]
    assert ids(path(BRANCHING, Answers({"safe": "3"}))) == ["privacy", "safe", "either", "last"]


def test_an_answer_that_left_the_path_opens_no_page_but_comes_back_with_its_page() -> None:
    low = Answers({"safe": "1", "safer": "lights", "which": ("a", "b")})
    high = low.with_answer("safe", "3")
    assert "more" not in ids(path(BRANCHING, high))
    assert dict(answers_on_path(BRANCHING, high)) == {"safe": "3"}
    assert answers_on_path(BRANCHING, high.with_answer("safe", "1")) == low


def test_a_page_that_left_the_path_still_leads_on_and_back() -> None:
    answers, gone = Answers({"safe": "3"}), BRANCHING.page("safer")
    following, before = page_after(BRANCHING, answers, gone), page_before(BRANCHING, answers, gone)
    assert (following and following.id, before and before.id) == ("either", "safe")
    assert progress(BRANCHING, answers, gone) == (3, 4)


def test_a_skipped_question_is_done_unless_it_is_required() -> None:
    skipped = Answers(dict.fromkeys(["safe", "either", "last"], SKIPPED))
    waiting = first_unanswered(BRANCHING, skipped)
    assert waiting is not None
    assert waiting.id == "privacy"
    assert is_complete(BRANCHING, skipped.with_answer("understood", True))
    assert not is_complete(BRANCHING, skipped.with_answer("understood", SKIPPED))


def test_equality_questions_come_after_the_last_page_and_are_never_needed() -> None:
    answers = Answers({"who": "1"})
    assert page_after(BRANCHING, answers, BRANCHING.page("last")) is None
    assert page_before(BRANCHING, answers, BRANCHING.page("who")) is None
    assert progress(BRANCHING, answers, BRANCHING.page("who")) == (1, 1)
    assert dict(answers_on_path(BRANCHING, answers)) == {}
    assert dict(equality_answers_on_path(BRANCHING, answers)) == {"who": "1"}
