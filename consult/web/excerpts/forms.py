"""What is asked of those who propose, mask and approve excerpts. Reasons are chosen, never typed."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from analysis.masking import DETAIL
from consult.models.excerpts import Attribute, Refusal, StepReason
from consult.services.excerpt_masking import HiddenPart, Part
from consult.web.excerpts.words import ATTRIBUTES, KINDS, REFUSALS, SHOWN_BECAUSE

APPROVE = "approve"
MOST_WORDS = 200  # characters typed to be hidden


class ExcerptForm(FlaskForm):
    """seen: the version its reader had before them."""

    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """-1 is no version at all: nothing is changed."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class ProposeForm(FlaskForm):
    first = SelectField("Begin with", coerce=int, default=1)
    last = SelectField("End with", coerce=int)

    def validate_last(self, field: SelectField) -> None:
        if isinstance(self.first.data, int) and isinstance(field.data, int) and field.data < self.first.data:
            raise ValidationError("Choose an end that does not stand before the beginning")


class HideForm(ExcerptForm):
    words = StringField(
        "Words to hide", [Length(max=MOST_WORDS, message=f"Type at most {MOST_WORDS} characters at once")]
    )
    kind = RadioField("What are they?", choices=lambda: list(KINDS.items()), default=DETAIL)

    def validate_words(self, field: StringField) -> None:
        if not any(character.isalnum() for character in field.data or ""):
            raise ValidationError("Type the words to hide as they stand in the excerpt")


class ShowForm(ExcerptForm):
    place = RadioField("Which words may be shown?", [InputRequired("Choose which words may be shown")], coerce=str)
    why = RadioField(
        "Why?", [InputRequired("Choose why they may be shown")], choices=lambda: list(SHOWN_BECAUSE.items()), coerce=str
    )

    @property
    def reason(self) -> StepReason:
        return StepReason(self.why.data)


class ConfirmForm(ExcerptForm):
    attribute = RadioField("What may be said of who said it?", [InputRequired("Choose what may be said")])
    has_read = BooleanField("Nobody could tell who said it, or about whom", [InputRequired("Read it that way first")])


class DecideForm(ExcerptForm):
    verdict = RadioField(
        "Your decision",
        [InputRequired("Choose whether it may be published")],
        choices=lambda: [(APPROVE, "Approve: it may be published as it stands here"), *REFUSALS.items()],
    )

    @property
    def refusal(self) -> Refusal | None:
        """None: approved."""
        return None if self.verdict.data == APPROVE else Refusal(self.verdict.data)


def propose_form(parts: tuple[Part, ...]) -> ProposeForm:
    form = ProposeForm()
    choices = [(part.number, f"Part {part.number}") for part in parts]
    form.first.choices, form.last.choices = choices, choices
    if not form.is_submitted():
        form.last.data = len(parts)
    return form


def show_form(hidden: tuple[HiddenPart, ...]) -> ShowForm:
    form = ShowForm()
    form.place.choices = [(str(part.place), f"“{part.words}” ({part.kind})") for part in hidden]
    return form


def confirm_form(allowed: Mapping[Attribute, str], chosen: Attribute | None = None) -> ConfirmForm:
    """Only what may be said can be chosen; chosen: what was, when it was confirmed before."""
    form = ConfirmForm(attribute=chosen.value if chosen else None)
    form.attribute.choices = [(kind.value, ATTRIBUTES[kind].format(name)) for kind, name in allowed.items()]
    return form
