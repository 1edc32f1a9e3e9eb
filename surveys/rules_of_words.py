"""Rules on the words people read: reading age, length of sentences, one thing at a time, quotes. English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from surveys import reading
from surveys.problems import Found, Severity
from surveys.questionnaire import Audience, ChoiceQuestion, Consent, Drawing, Instrument, Question, Scale, TextQuestion

HIGHEST_GRADE = {Audience.CHILDREN: 6.0}
HIGHEST_GRADE_OF_ADULTS = 9.0
MOST_WORDS = {Audience.CHILDREN: 15}
MOST_WORDS_OF_ADULTS = 25
FEWEST_WORDS_TO_GRADE = 8
NAMES_WITH_AND = ("Windsor and Maidenhead", "children and young people", "children and families", "parents and carers")
TWO_ASKS = re.compile(
    r"\band (how|what|why|who|when|where|which|do|does|did|is|are|was|were|can|could|would|will|have|has|should)\b",
    re.IGNORECASE,
)


def texts(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Every text that respondents read as running words, with its place: titles, intros, questions, hints, notices."""
    yield "title", instrument.title
    purpose, privacy = instrument.purpose, instrument.privacy
    blocks = purpose.what + purpose.readers + purpose.open_to_change + purpose.already_fixed
    yield from (("purpose", text) for text in blocks)
    yield from (
        ("privacy", text)
        for text in (*privacy.confidentiality, *privacy.anonymous, *privacy.about_your_answers, privacy.notice)
    )
    yield from (("equality_intro", text) for text in instrument.equality_intro)
    for page in instrument.all_pages:
        yield from ((f"page {page.id}", text) for text in (page.title, *page.intro))
        for question in page.questions:
            yield from ((f"question {question.id}", text) for text in words_of(question))


@singledispatch
def words_of(question: Question) -> tuple[str, ...]:
    """The running words of a question of this kind. A new kind with more words registers its own."""
    return question.text, question.hint, question.missing_error, question.invalid_error


@words_of.register
def _(question: Consent) -> tuple[str, ...]:
    return *words_of.dispatch(Question)(question), question.agree_text, question.refuse_text


@words_of.register
def _(question: TextQuestion | Drawing) -> tuple[str, ...]:
    return *words_of.dispatch(Question)(question), question.notice


def labels(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """The words of the choices, which are read one by one."""
    for question in instrument.questions:
        if isinstance(question, ChoiceQuestion):
            for choice in question.choices:
                yield from ((f"question {question.id}", text) for text in (choice.text, choice.hint))


def highest_grade(instrument: Instrument) -> float:
    """Of the face; of the audience for an instrument that is nobody's face in particular."""
    if instrument.face:
        return instrument.face.highest_grade
    return HIGHEST_GRADE.get(instrument.audience, HIGHEST_GRADE_OF_ADULTS)


def most_words(instrument: Instrument) -> int:
    """In one sentence."""
    if instrument.face:
        return instrument.face.most_words
    return MOST_WORDS.get(instrument.audience, MOST_WORDS_OF_ADULTS)


def readers_of(instrument: Instrument) -> str:
    return instrument.face.name if instrument.face else instrument.audience


@dataclass(frozen=True, kw_only=True)
class Legibility:
    """How hard one face is to read: the Flesch-Kincaid grade of all its running words, and its longest sentence."""

    instrument: str
    face: str
    grade: float
    highest_grade: float
    longest_sentence: int
    most_words: int

    def __str__(self) -> str:
        face = f", {self.face}" if self.face else ""
        return (
            f"{self.instrument}{face}: reading grade {self.grade:.1f} (at most {self.highest_grade:g}), "
            f"longest sentence {self.longest_sentence} words (at most {self.most_words})"
        )


def legibility(instrument: Instrument) -> list[Legibility]:
    """Of every face; of the instrument itself where it has none."""
    return [_legibility(shown) for shown in instrument.variants or (instrument,)]


def _legibility(shown: Instrument) -> Legibility:
    said = [text for _place, text in texts(shown)]
    sentences = [sentence for text in said for sentence in reading.sentences(text)]
    return Legibility(
        instrument=shown.id,
        face=shown.face_id,
        grade=max(0.0, reading.grade(said)),
        highest_grade=highest_grade(shown),
        longest_sentence=max((len(reading.words(sentence)) for sentence in sentences), default=0),
        most_words=most_words(shown),
    )


def reading_age(instrument: Instrument) -> Iterator[Found]:
    """Texts of a few words have no grade worth the name, so they are left out."""
    highest, readers = highest_grade(instrument), readers_of(instrument)
    for place, text in texts(instrument):
        grade = reading.grade([text])
        if len(reading.words(text)) >= FEWEST_WORDS_TO_GRADE and grade > highest:
            message = f"“{text}” needs reading grade {grade:.1f}; the highest for {readers} is {highest:g}"
            yield Found(place, message, "Use shorter sentences and shorter words")


def long_sentences(instrument: Instrument) -> Iterator[Found]:
    most = most_words(instrument)
    for place, text in (*texts(instrument), *labels(instrument)):
        for sentence in reading.sentences(text):
            length = len(reading.words(sentence))
            if length > most:
                yield Found(place, f"“{sentence}” has {length} words; the most is {most}", "Make two sentences of it")


def straight_quotes(instrument: Instrument) -> Iterator[Found]:
    for place, text in (*texts(instrument), *labels(instrument)):
        if "'" in text or '"' in text:
            yield Found(place, f"“{text}” has straight quotes", "Use ’ and “ ”", Severity.WARNING)


def double_questions(instrument: Instrument) -> Iterator[Found]:
    for question in instrument.questions:
        if asks_two_things(question):
            yield Found(f"question {question.id}", f"“{question.text}” may ask two things", "Ask one thing at a time")


def asks_two_things(question: Question) -> bool:
    """Two question marks, “… and how …”, or a statement to rate that joins two things with “and”."""
    text = question.text
    for name in NAMES_WITH_AND:
        text = re.sub(re.escape(name), "them", text, flags=re.IGNORECASE)
    is_joined = isinstance(question, Scale) and re.search(r"\band\b", text) is not None
    return text.count("?") > 1 or TWO_ASKS.search(text) is not None or is_joined
