"""Closing a concern: the decision about the words, why, and where the worry was handed over to. And notes on it."""

import secrets

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.models.concerns import ConcernState
from consult.services.concerns import Outcome

CHOICES = [
    (Outcome.WITHHELD.value, "Keep the words withheld: only the safeguarding team can read them"),
    (
        Outcome.CLEARED.value,
        "Clear the words: it was a false alarm, everybody who works with comments can read them again",
    ),
]
ONCE_BYTES = 16


class CloseForm(FlaskForm):
    outcome = RadioField(
        "What happens to the words?", [InputRequired("Choose what happens to the words")], choices=lambda: CHOICES
    )
    reason = StringField("Why", [Length(max=500, message="Use at most 500 characters")])
    hand_over = StringField("Hand-over reference", [Length(max=200, message="Use at most 200 characters")])
    seen = HiddenField()

    def validate_reason(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError("Enter why you close it: what was done, or why there is no worry")

    def validate_hand_over(self, field: StringField) -> None:
        if self.outcome.data == Outcome.WITHHELD and not (field.data or "").strip():
            raise ValidationError("Enter the reference of the referral, or write “no referral”")

    def validate_seen(self, field: HiddenField) -> None:
        if field.data not in list(ConcernState):
            raise ValidationError("Open the concern again, then decide")


def close_form(*, may_clear: bool, **filled: object) -> CloseForm:
    """Whoever put the words away is not asked whether to put them back: another person is."""
    form = CloseForm(formdata=None, **filled)
    form.outcome.choices = CHOICES if may_clear else CHOICES[:1]
    return form


class NoteForm(FlaskForm):
    """once goes out with the form and comes back with it, so that a second press stores nothing more."""

    note = TextAreaField("Add a note", [Length(max=10_000, message="Use at most 10,000 characters")])
    once = HiddenField(filters=[lambda token: (token or secrets.token_urlsafe(ONCE_BYTES))[:64]])

    def validate_note(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError("Write what you found out or did")


class PhraseForm(FlaskForm):
    phrase = StringField(
        "The words that should have been found", [Length(max=500, message="Use at most 500 characters")]
    )
