"""What we ask: instruments, pages and questions as frozen values. Read from TOML by `loading`, never built in views."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias

from surveys.answers import Answers
from surveys.catalogues import Catalogue
from surveys.messages import Message

PREFER_NOT_TO_SAY = "prefer-not-to-say"
TYPED_FOR = Message("Someone typed this for me")


class Audience(StrEnum):
    """Who is asked."""

    CHILDREN = "children"
    PARENTS = "parents"
    PARTNERS = "partners"
    STAFF = "staff"


class Look(StrEnum):
    """How the points of a scale are shown: always with their words, and with faces where they are for children.

    Under ten years most children press the happiest face whatever is asked; happy faces, from a little to very happy,
    bring out the differences (Hall, Hume, Tazzyman 2016, “Five Degrees of Happiness”).
    """

    PLAIN = "plain"
    FACES = "faces"
    HAPPY_FACES = "happy-faces"


# --- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing to choose. `exclusive` cannot be combined with others; `off_scale` does not count as a scale point.

    `picture` names one of our own (pictures.PICTURES); it stands beside the words, never in their place.
    """

    value: str
    text: str
    hint: str = ""
    exclusive: bool = False
    off_scale: bool = False
    picture: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """The base of every kind. `missing_error` and `invalid_error` replace the kind's own words when given."""

    kind: ClassVar[str] = ""

    id: str
    text: str
    hint: str = ""
    is_optional: bool = True
    missing_error: str = ""
    invalid_error: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Boxes to tick beside this question, each stored under an id of its own."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Mark(Question):
    """A box beside a question, ticked or not: no question by itself, so it is never missing and never skipped."""


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """What the kinds with choices share; not a kind by itself."""

    choices: tuple[Choice, ...]

    def choice(self, value: str) -> Choice | None:
        """The choice with this value, if there is one."""
        return next((choice for choice in self.choices if choice.value == value), None)

    @property
    def has_prefer_not_to_say(self) -> bool:
        return self.choice(PREFER_NOT_TO_SAY) is not None


@dataclass(frozen=True, kw_only=True)
class OneChoice(ChoiceQuestion):
    """Choose one. The answer is the value of the choice."""

    kind: ClassVar[str] = "one-choice"


@dataclass(frozen=True, kw_only=True)
class Scale(ChoiceQuestion):
    """Choose one labelled point, lowest first. “I don’t know” is a choice that is `off_scale`."""

    kind: ClassVar[str] = "scale"

    look: Look = Look.PLAIN

    @property
    def points(self) -> tuple[Choice, ...]:
        """The points of the scale itself, lowest first."""
        return tuple(choice for choice in self.choices if not choice.off_scale)

    def score(self, value: object) -> int | None:
        """The place of a point on the scale, counted from 1; None for “I don’t know” and for no answer."""
        places = {point.value: place for place, point in enumerate(self.points, start=1)}
        return places.get(value) if isinstance(value, str) else None


@dataclass(frozen=True, kw_only=True)
class ManyChoices(ChoiceQuestion):
    """Choose any, up to `most` when it is set. The answer is a tuple of values in the order of the choices."""

    kind: ClassVar[str] = "many-choices"

    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking(ChoiceQuestion):
    """Put in order, up to `most` of them. The answer is a tuple of values, what matters most first."""

    kind: ClassVar[str] = "ranking"

    most: int | None = None

    @property
    def places(self) -> int:
        """How many can be put in order."""
        return self.most or len(self.choices)


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """What the kinds with free text share. `notice` is shown beside the box: nobody is reading this right now.

    Where `may_be_typed_for` there is a box to say that somebody else typed the words.
    """

    notice: str = ""
    max_characters: int = 10_000
    may_be_typed_for: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (Mark(id=f"{self.id}-typed-for", text=TYPED_FOR),) if self.may_be_typed_for else ()


@dataclass(frozen=True, kw_only=True)
class ShortText(TextQuestion):
    """A few words on one line."""

    kind: ClassVar[str] = "short-text"

    max_characters: int = 500


@dataclass(frozen=True, kw_only=True)
class LongText(TextQuestion):
    """As much as somebody wants to say."""

    kind: ClassVar[str] = "long-text"


@dataclass(frozen=True, kw_only=True)
class Drawing(Question):
    """A drawing, or a photo of a poster: up to `most`. The answer is a tuple of names that whoever keeps them gave."""

    kind: ClassVar[str] = "drawing"

    notice: str = ""
    most: int = 3


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A whole number from `least` to `most`."""

    kind: ClassVar[str] = "number"

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent(Question):
    """Agree to a statement. With `refuse_text` it is a yes or a no; without, one box to tick."""

    kind: ClassVar[str] = "consent"

    agree_text: str
    refuse_text: str = ""


# --- conditions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class IsOneOf:
    """The answer to a question is one of these values (or, for many choices, includes one of them)."""

    question_id: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, kw_only=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    condition: Condition


Condition: TypeAlias = IsOneOf | AllOf | AnyOf | Not


# --- pages and instruments -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Section:
    """A stretch of pages with a title. Questions of a background section offer “prefer not to say”."""

    id: str
    title: str
    is_background: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is on the screen at one time. Without a title, its only question is the heading."""

    id: str
    section: Section
    title: str = ""
    intro: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    shown_if: Condition | None = None
    shows_privacy: bool = False

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions, and after each the boxes beside it: whatever an answer is stored for."""
        return tuple(one for question in self.questions for one in (question, *question.marks))

    @property
    def heading(self) -> str:
        return self.title or self.questions[0].text


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why we ask, said before the first question."""

    what: tuple[str, ...]
    readers: tuple[str, ...]
    decision_date: datetime.date | None = None
    feedback_date: datetime.date | None = None
    open_to_change: tuple[str, ...]
    already_fixed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The promise and its limits, and what is said instead where nobody can be found.

    `version` changes with every changed word, and is kept with what was agreed to.
    """

    confidentiality: tuple[str, ...]
    anonymous: tuple[str, ...] = ()
    about_your_answers: tuple[str, ...]
    notice: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Face:
    """One way an instrument is worded, for an age or a way of reading. `answers` are said by choosing it.

    `youngest` is the age of its youngest readers: what can be asked of them, and how, depends on it.
    """

    id: str
    name: str
    for_whom: str = ""
    picture: str = ""
    highest_grade: int
    most_words: int
    youngest: int = 18
    is_with_helper: bool = False
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One versioned survey for one audience. `equality_pages` come after the answers are checked.

    The whole instrument has every question and every choice; `variants` are the same as each face words it. What
    `show` gives is a plain instrument again: it says its `face`, and has no faces itself.
    """

    id: str
    title: str
    audience: Audience
    language: str
    version: str
    purpose: Purpose
    privacy: Privacy
    pages: tuple[Page, ...]
    equality_intro: tuple[str, ...] = ()
    equality_pages: tuple[Page, ...] = ()
    face_question: str = "Which way do you want to answer?"
    face_hint: str = ""
    default_face: str = ""
    face: Face | None = None
    variants: tuple[Instrument, ...] = field(default=(), repr=False)
    catalogues: tuple[Catalogue, ...] = field(default=(), repr=False, compare=False)  # of what this face says
    _pages_by_id: dict[str, Page] = field(init=False, repr=False, compare=False)
    _pages_by_question_id: dict[str, Page] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pages_by_id", {page.id: page for page in self.all_pages})
        by_question = {question.id: page for page in self.all_pages for question in page.asked}
        object.__setattr__(self, "_pages_by_question_id", by_question)

    @property
    def faces(self) -> tuple[Face, ...]:
        """In the order in which they are offered; none where there is only one wording."""
        return tuple(variant.face for variant in self.variants if variant.face is not None)

    @property
    def face_id(self) -> str:
        """Of the face that this is; empty for the whole instrument."""
        return self.face.id if self.face else ""

    @property
    def all_pages(self) -> tuple[Page, ...]:
        return self.pages + self.equality_pages

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, equality questions last."""
        return tuple(question for page in self.all_pages for question in page.questions)

    def page(self, page_id: str) -> Page:
        """The page with this id; KeyError when there is none."""
        return self._pages_by_id[page_id]

    def page_of(self, question_id: str) -> Page:
        """The page that asks this question; KeyError when none does."""
        return self._pages_by_question_id[question_id]

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError when there is none."""
        return next(question for question in self.page_of(question_id).asked if question.id == question_id)

    def is_equality_page(self, page: Page) -> bool:
        return any(page.id == other.id for other in self.equality_pages)
