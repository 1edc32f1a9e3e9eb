"""What a facilitator fills in: an event, and one point after another."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.models.listening import Method, NoteKind
from consult.services import areas
from consult.services.dates import BadDate, read_date
from consult.services.listening import HEADCOUNTS
from consult.services.points import LONGEST_NOTE
from consult.settings import AUDIENCES

METHODS = {
    Method.TALK: "Talk in a group",
    Method.TABLE: "Table discussions",
    Method.WALK: "Walk",
    Method.GAME: "Game or activity",
    Method.VIDEO_CALL: "Video call",
}
KINDS = {
    NoteKind.VERBATIM: "Their own words",
    NoteKind.PARAPHRASE: "In my words",
    NoteKind.OBSERVATION: "Something I noticed",
}
ONCE_BYTES = 16


class Stripped(InputRequired):
    """Something other than spaces."""

    def __call__(self, form: object, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(str(self.message))


Choices = Callable[[], list[tuple[str, str]]]


def one_of(names: Mapping[Any, str], ask: str = "") -> Choices:
    """The choices of a list or of radio buttons; ask is the first line of a list, which is no choice."""
    choices = [("", ask)] if ask else []
    return lambda: [*choices, *((str(value), name) for value, name in names.items())]


class EventForm(FlaskForm):
    title = StringField("Title", [Stripped("Enter a title"), Length(max=120, message="Use at most 120 characters")])
    day = StringField("Day")
    month = StringField("Month")
    year = StringField("Year")
    place = StringField(
        "Place",
        [Stripped("Enter where it is held, or “online”"), Length(max=120, message="Use at most 120 characters")],
    )
    area = SelectField(
        "Area",
        [InputRequired("Choose an area")],
        choices=lambda: one_of(areas.own(), "Choose an area")(),
        validate_choice=False,
    )
    audience = SelectField(
        "Who is it for?",
        [InputRequired("Choose who it is for")],
        choices=one_of(AUDIENCES, "Choose an audience"),
        validate_choice=False,
    )
    method = RadioField(
        "How are people heard?",
        [InputRequired("Choose how people are heard")],
        choices=one_of(METHODS),
        validate_choice=False,
    )
    headcount = SelectField(
        "About how many people take part?",
        [InputRequired("Choose about how many people take part")],
        choices=one_of({band: band.replace("-", " to ") for band in HEADCOUNTS}, "Choose a number of people"),
        validate_choice=False,
    )
    held_on: date

    def validate_day(self, _field: Field) -> None:
        """The three boxes together; a whole date in one of them is fine too."""
        written = [part for part in (self.day.data, self.month.data, self.year.data) if part and part.strip()]
        if not written:
            raise StopValidation("Enter the date of the event")
        try:
            self.held_on = read_date(" ".join(part.strip() for part in written))
        except BadDate as error:
            raise StopValidation(str(error)) from error

    def validate_area(self, field: Field) -> None:
        _must_be_known(field, areas.own())

    def validate_audience(self, field: Field) -> None:
        _must_be_known(field, AUDIENCES)

    def validate_method(self, field: Field) -> None:
        _must_be_known(field, METHODS)

    def validate_headcount(self, field: Field) -> None:
        _must_be_known(field, HEADCOUNTS)


class NoteForm(FlaskForm):
    """once goes out with the form and comes back with it, so that a second press stores nothing more."""

    text = TextAreaField(
        "What was said?",
        [
            Stripped("Write down what was said"),
            Length(
                max=LONGEST_NOTE,
                message=f"This is too long to save as one point. Use at most {LONGEST_NOTE:,} characters, "
                "or split it into several points",
            ),
        ],
        filters=[lambda text: text.replace("\r\n", "\n") if text else text],
    )
    kind = RadioField(
        "This is",
        [InputRequired("Choose whether these are their own words, yours, or something you noticed")],
        choices=one_of(KINDS),
        validate_choice=False,
    )
    once = HiddenField(filters=[lambda token: (token or secrets.token_urlsafe(ONCE_BYTES))[:64]])

    def validate_kind(self, field: Field) -> None:
        _must_be_known(field, KINDS)


def _must_be_known(field: Field, known: object) -> None:
    if field.data not in known:  # type: ignore[operator]
        raise StopValidation("Choose one of the answers on this page")
