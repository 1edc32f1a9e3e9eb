"""What a facilitator fills in, one point after another; and what all forms here are made with."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.models.listening import Method, NoteKind
from consult.services.points import LONGEST_NOTE

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
        must_be_known(field, KINDS)


def must_be_known(field: Field, known: object) -> None:
    if field.data not in known:  # type: ignore[operator]
        raise StopValidation("Choose one of the answers on this page")
