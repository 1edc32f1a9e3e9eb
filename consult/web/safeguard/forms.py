"""Closing a concern: the decision about the words, and where the worry was handed over to."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.models.concerns import ConcernState
from consult.services.concerns import Outcome

CHOICES = [
    (Outcome.WITHHELD.value, "Keep the words withheld: only safeguarding leads can read them"),
    (
        Outcome.CLEARED.value,
        "Clear the words: there is no worry, everybody who works with comments can read them again",
    ),
]


class CloseForm(FlaskForm):
    outcome = RadioField(
        "What happens to the words?", [InputRequired("Choose what happens to the words")], choices=lambda: CHOICES
    )
    hand_over = StringField("Hand-over reference", [Length(max=200, message="Use at most 200 characters")])
    seen = HiddenField()

    def validate_hand_over(self, field: StringField) -> None:
        if self.outcome.data == Outcome.WITHHELD and not (field.data or "").strip():
            raise ValidationError("Enter the reference of the referral, or write “no referral”")

    def validate_seen(self, field: HiddenField) -> None:
        if field.data not in list(ConcernState):
            raise ValidationError("Open the concern again, then decide")
