"""The form of a page. A token that is too old is no reason to lose a word: the page is shown again, as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from consult.services.drawing_answers import NewPicture
from consult.web.fields import AnswerField, field_for
from consult.web.languages import lazy, mark, say
from consult.web.respond.display import COLOURS, SPACE, TEXT, Display, read
from consult.web.respond.drawing import DrawingField
from surveys import Page, Value

STALE = mark("We could not save this the first time. What you chose or wrote is still here. Press the button again.")


LONG = (Length(max=5000, message=lazy("Use at most 5,000 characters")),)


class PressForm(FlaskForm):
    """A page with buttons only."""

    stale_words = STALE

    @property
    def is_stale(self) -> bool:
        """Its token is missing, or belongs to another visit of this browser."""
        return "csrf_token" in self.errors


class StartForm(PressForm):
    """The card that was pressed, where there are several faces; else “Start now”."""

    face = StringField()
    language = StringField()
    begin = SubmitField(lazy("Start now"))
    carry_on = SubmitField(lazy("Carry on"))
    start_again = SubmitField(lazy("Start again"))


class WayForm(PressForm):
    """Which face or language, pressed on its card; `page` is where somebody was."""

    face = StringField()
    language = StringField()
    page = HiddenField()


class EqualityForm(PressForm):
    yes = SubmitField(lazy("Yes, I will answer these"))
    no_thank_you = SubmitField(lazy("No thank you"))


class SendForm(PressForm):
    """`website` is seen by no person; whatever fills it is no person (G14)."""

    website = StringField()


class CodeForm(PressForm):
    code = StringField(lazy("Your group’s code"), validators=[Length(max=300)])

    def validate_code(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(say("Type the code that is on your sheet"))


class WordsForm(PressForm):
    """words are shown again as they were typed, so that one of them can be mended."""

    words = StringField(lazy("Your number and your five words"), validators=[Length(max=300)])


class TellingForm(PressForm):
    """once is given out with the form, so that pressed twice it is stored once."""

    once = HiddenField(validators=[Length(max=64)])
    text = TextAreaField(lazy("What is wrong?"), LONG)
    contact = StringField(
        lazy("How can we answer you? You do not have to say"),
        [Length(max=254, message=lazy("Use at most 254 characters"))],
    )

    def validate_text(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(say("Write what is wrong"))


class ComplaintForm(TellingForm):
    text = TextAreaField(lazy("What went wrong with your information?"), LONG)


class BarrierForm(TellingForm):
    text = TextAreaField(lazy("What was hard or impossible to use?"), LONG)


def one_of(label: str, offered: dict[str, str]) -> RadioField:
    choices = lambda: [(value, say(words)) for value, words in offered.items()]  # noqa: E731
    return RadioField(label, choices=choices, validate_choice=False)


class DisplayForm(PressForm):
    """How these pages look. What is not offered is left as the page comes."""

    text = one_of(lazy("How big is the writing?"), TEXT)
    space = one_of(lazy("How much space is between the lines?"), SPACE)
    colours = one_of(lazy("Which colours?"), COLOURS)
    is_plain = BooleanField(lazy("No pictures"))
    is_calm = BooleanField(lazy("Nothing moves"))
    is_slow = BooleanField(lazy("Read aloud more slowly"))
    go_back = SubmitField(lazy("Save and go back"))
    look = SubmitField(lazy("Try it on this page"))
    put_back = SubmitField(lazy("Put everything back to normal"))

    @property
    def chosen(self) -> Display:
        return read(self.data)


class PageForm(PressForm):
    """The questions of one page, and Skip where all of them can be skipped.

    `go_to` is a button too: it keeps what is on the page, and leads to a page about the survey itself. `shown_face` is
    for a browser that forgot its visit. Names with an underscore: no question has such an id.
    """

    skip_page = SubmitField(lazy("Skip this question"))
    go_to = StringField()
    shown_face = HiddenField()

    @property
    def is_going_elsewhere(self) -> bool:
        return bool(self.go_to.data)

    @property
    def is_skipped(self) -> bool:
        return bool(self.skip_page.data)

    @property
    def answer_fields(self) -> Iterator[AnswerField]:
        return (field for field in self if isinstance(field, AnswerField))

    @property
    def drawing_fields(self) -> Iterator[DrawingField]:
        return (field for field in self if isinstance(field, DrawingField))

    @property
    def pictures(self) -> list[NewPicture]:
        """Those that came with this page, of a form that was accepted."""
        return [] if self.is_skipped else [new for field in self.drawing_fields for new in field.pictures]

    @property
    def can_be_skipped(self) -> bool:
        return all(field.question.is_optional for field in self.answer_fields)

    @property
    def answers(self) -> dict[str, Value]:
        """By question id, of a form that was accepted. What was left open on the way elsewhere is not reached yet."""
        return {field.question.id: field.data for field in self.answer_fields if field.data is not None}


def form_for(page: Page, said: Mapping[str, Value], *, face: str = "") -> PageForm:
    """The form of this page of this face, filled with what was said before."""
    questions = {question.id for question in page.asked}
    filled = {_name(question_id): value for question_id, value in said.items() if question_id in questions}
    return _form_class(page)(data={**filled, "shown_face": face})


@lru_cache(maxsize=512)
def _form_class(page: Page) -> type[PageForm]:
    fields = {_name(question.id): field_for(question) for question in page.asked}
    return type("FormOfPage", (PageForm,), fields)


def _name(question_id: str) -> str:
    """Never the name of something a form has already; in the page it is the question’s own id."""
    return f"answer_{question_id}"
