"""Rules on fair and safe asking: purpose, privacy, notices before free text, ways to decline, pages one can reach."""

from __future__ import annotations

from collections.abc import Iterator

from surveys import reading
from surveys.problems import Found
from surveys.questionnaire import (
    Audience,
    ChoiceQuestion,
    Consent,
    Drawing,
    Instrument,
    Look,
    Page,
    Question,
    Scale,
    TextQuestion,
)
from surveys.reachability import unreachable_pages

MOST_POINTS = {Audience.CHILDREN: 5}
MOST_POINTS_OF_ADULTS = 7
MOST_POINTS_OF_THE_YOUNGEST = 3  # yes, maybe, no: Read and MacFarlane 2006
THE_YOUNGEST = 7  # years: below
UNDER_TEN = 10


def missing_purpose(instrument: Instrument) -> Iterator[Found]:
    """Nobody should be asked without being told who reads it, by when, and what can still change."""
    for name in ("what", "readers", "decision_date", "feedback_date", "open_to_change", "already_fixed"):
        if not getattr(instrument.purpose, name):
            yield Found("purpose", f"{name} is empty", "Say it before you ask anybody")


def missing_privacy(instrument: Instrument) -> Iterator[Found]:
    for name in ("confidentiality", "about_your_answers", "notice"):
        if not getattr(instrument.privacy, name):
            yield Found("privacy", f"{name} is empty", "Say what happens to the answers, and where the promise ends")


def free_text_before_notice(instrument: Instrument) -> Iterator[Found]:
    """The limits of confidentiality are shown, and agreed to, before the first box where somebody could disclose."""
    is_told = False
    for page in instrument.all_pages:
        for question in page.questions:
            is_text = isinstance(question, TextQuestion | Drawing)
            if is_text and not is_told:
                remedy = "Put a page with shows_privacy = true and a required consent before it"
                yield Found(f"question {question.id}", "free text comes before the safety notice", remedy)
        is_told = is_told or tells_the_limits(page)


def tells_the_limits(page: Page) -> bool:
    """Everybody passes this page, and says that they understand."""
    has_consent = any(isinstance(question, Consent) and not question.is_optional for question in page.questions)
    return page.shows_privacy and page.shown_if is None and has_consent


def free_text_without_notice(instrument: Instrument) -> Iterator[Found]:
    for question in instrument.questions:
        if isinstance(question, TextQuestion | Drawing) and not question.notice:
            message = "there is no notice beside the free text"
            yield Found(f"question {question.id}", message, "Give [privacy] a notice: nobody is reading this right now")


def missing_prefer_not_to_say(instrument: Instrument) -> Iterator[Found]:
    for page in instrument.all_pages:
        is_personal = page.section.is_background or instrument.is_equality_page(page)
        for question in page.questions:
            if is_personal and isinstance(question, ChoiceQuestion) and not question.has_prefer_not_to_say:
                message = "a question about the person has no “prefer not to say”"
                yield Found(f"question {question.id}", message, "Add a choice with the value prefer-not-to-say")


def required_equality(instrument: Instrument) -> Iterator[Found]:
    for page in instrument.equality_pages:
        for question in page.questions:
            if not question.is_optional:
                yield Found(
                    f"question {question.id}", "an equality question is required", "Take is_optional = false out"
                )


def dead_ends(instrument: Instrument) -> Iterator[Found]:
    """A required question that somebody who will not answer cannot get past, and a page with nothing on it."""
    for page in instrument.pages:
        if not page.questions and not page.intro:
            yield Found(f"page {page.id}", "there is nothing on the page", "Add a question or an intro")
        for question in page.questions:
            if not question.is_optional and not has_way_on(page, question):
                remedy = "Let it be skipped, or add the choice prefer-not-to-say"
                yield Found(f"question {question.id}", "nobody can go on without answering", remedy)


def has_way_on(page: Page, question: Question) -> bool:
    is_privacy_consent = page.shows_privacy and isinstance(question, Consent)
    can_decline = isinstance(question, Consent) and bool(question.refuse_text)
    can_withhold = isinstance(question, ChoiceQuestion) and question.has_prefer_not_to_say
    return is_privacy_consent or can_decline or can_withhold


def unreachable(instrument: Instrument) -> Iterator[Found]:
    for page in unreachable_pages(instrument):
        yield Found(f"page {page.id}", "no answers lead to this page", "Change its shown_if")


def choice_labels(instrument: Instrument) -> Iterator[Found]:
    for question in instrument.questions:
        if isinstance(question, ChoiceQuestion):
            for choice in question.choices:
                if not choice.text:
                    yield Found(f"question {question.id}", f"the choice {choice.value} has no label", "Add its text")


def repeated_labels(instrument: Instrument) -> Iterator[Found]:
    for question in instrument.questions:
        said = [choice.text for choice in question.choices] if isinstance(question, ChoiceQuestion) else []
        for text in sorted({text for text in said if text and said.count(text) > 1}):
            yield Found(f"question {question.id}", f"two choices say “{text}”", "Say how they differ")


def scale_for_the_audience(instrument: Instrument) -> Iterator[Found]:
    most = most_points(instrument)
    readers = instrument.face.name if instrument.face else instrument.audience
    for question in instrument.questions:
        if isinstance(question, Scale) and len(question.points) > most:
            message = f"the scale has {len(question.points)} points; the most for {readers} is {most}"
            yield Found(f"question {question.id}", message, "Use fewer points")


def most_points(instrument: Instrument) -> int:
    if instrument.face and instrument.face.youngest < THE_YOUNGEST:
        return MOST_POINTS_OF_THE_YOUNGEST
    return MOST_POINTS.get(instrument.audience, MOST_POINTS_OF_ADULTS)


def faces_for_the_young(instrument: Instrument) -> Iterator[Found]:
    """Under ten most children press the happiest of sad and happy faces; of happy ones they use them all."""
    if instrument.face is None or instrument.face.youngest >= UNDER_TEN:
        return
    for question in instrument.questions:
        if isinstance(question, Scale) and question.look is Look.FACES:
            message = f"sad faces stand on a scale for {instrument.face.name}"
            yield Found(f"question {question.id}", message, 'Use look = "happy-faces" or look = "plain"')


def points_without_words(instrument: Instrument) -> Iterator[Found]:
    """A scale of bare numbers means something else to everybody."""
    for question in instrument.questions:
        points = question.points if isinstance(question, Scale) else ()
        for point in points:
            if point.text and not reading.WORD.search(point.text):
                yield Found(f"question {question.id}", f"the point “{point.text}” has no words", "Say it in words")
