"""What is filled in about the plan: outcomes of themes, the text of a section, remarks, a version to freeze.

seen says which version its writer had before them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.models.people import User
from consult.models.plan import Taken, ThemeOutcome
from consult.services.approving import LONGEST_REMARK
from consult.services.dates import BadDate, read_date
from consult.services.drafting import LONGEST_TEXT, PLAN_PRIORITIES, own_areas
from consult.services.freezing import LONGEST_WHY as LONGEST_PURPOSE
from consult.services.outcomes import LONGEST_EASY, LONGEST_WHY, Decided

TAKEN = {
    Taken.FORWARD: "Taken forward",
    Taken.PARTLY: "Taken forward in part",
    Taken.NOT: "Not taken forward",
}


def one_kind_of_line_end(text: Any) -> Any:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def most(count: int) -> Length:
    return Length(max=count, message=f"Use at most {count:,} characters. Everything you wrote is still in the box")


class Written:
    """Something other than spaces."""

    field_flags = {"required": True}  # noqa: RUF012 (WTForms reads it from the validator)

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(self.message)


class Day:
    """A day as people write it; empty where it may be."""

    def __init__(self, ask: str = "") -> None:
        self.ask = ask

    def __call__(self, _form: object, field: Field) -> None:
        text = (field.data or "").strip()
        if not text and self.ask:
            raise StopValidation(self.ask)
        try:
            read_date(text) if text else None
        except BadDate as error:
            raise StopValidation(str(error)) from error


class SeenForm(FlaskForm):
    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """-1 is no version at all: nothing is stored and both versions are shown."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class OutcomeForm(SeenForm):
    owner_ids: frozenset[str] = frozenset()
    taken = RadioField(
        "What became of it?",
        [InputRequired("Choose what became of it")],
        choices=lambda: [(str(taken), words) for taken, words in TAKEN.items()],
    )
    why = TextAreaField("Why?", [Written("Write why"), most(LONGEST_WHY)], filters=[one_kind_of_line_end])
    easy_words = TextAreaField(
        "Why, in words a child of eight can read?", [most(LONGEST_EASY)], filters=[one_kind_of_line_end]
    )
    considered_by = StringField(
        "Who considered it?",
        [Written("Write who considered it"), Length(max=200, message="Use at most 200 characters")],
    )
    considered_on = StringField("When was it considered?", [Day("Enter the day on which it was considered")])
    owner = SelectField(
        "Who sees to it?", choices=list, validators=[InputRequired("Choose who sees to it")], validate_choice=False
    )
    tell_on = StringField("By when will people be told?", [Day("Enter the day by which people will be told")])
    told_on = StringField("When were people told?", [Day()])

    def validate_owner(self, field: Field) -> None:
        if field.data not in self.owner_ids:
            raise StopValidation("Choose who sees to it")

    @property
    def decided(self) -> Decided:
        return Decided(
            taken=Taken(self.taken.data),
            why=(self.why.data or "").strip(),
            easy_words=" ".join((self.easy_words.data or "").split()),
            considered_by=" ".join((self.considered_by.data or "").split()),
            considered_on=read_date(self.considered_on.data or ""),
            owner_id=int(self.owner.data),
            tell_on=read_date(self.tell_on.data or ""),
            told_on=read_date(self.told_on.data or "") if (self.told_on.data or "").strip() else None,
        )


def outcome_form(owners: list[User], outcome: ThemeOutcome | None = None, seen: int | None = None) -> OutcomeForm:
    """Empty for what was sent; filled with the outcome that holds for a new one."""
    filled: dict[str, Any] = {} if seen is None else {"seen": seen}
    if outcome and seen is not None:
        filled |= {
            "taken": outcome.taken,
            "why": outcome.why,
            "easy_words": outcome.easy_words,
            "considered_by": outcome.considered_by,
            "considered_on": as_written(outcome.considered_on),
            "owner": str(outcome.owner_id),
            "tell_on": as_written(outcome.tell_on),
            "told_on": as_written(outcome.told_on),
        }
    form = OutcomeForm(**filled)
    form.owner_ids = frozenset(str(user.id) for user in owners)
    form.owner.choices = [("", "Choose a person"), *((str(user.id), user.name) for user in owners)]
    return form


def as_written(day: date | None) -> str:
    return f"{day.day} {day.month} {day.year}" if day else ""


class SectionForm(FlaskForm):
    priority = SelectField("Priority", choices=lambda: list(PLAN_PRIORITIES.items()))
    area = SelectField("Area", choices=lambda: list(own_areas().items()))


class TextForm(SeenForm):
    text = TextAreaField(
        "Text of the section", [Written("Write something before you save"), most(LONGEST_TEXT)],
        filters=[one_kind_of_line_end],
    )  # fmt: skip
    look_for = StringField("Find something to cite")


class RemarkForm(FlaskForm):
    remark = TextAreaField(
        "What do you think of it?", [Written("Write what you think of it"), most(LONGEST_REMARK)],
        filters=[one_kind_of_line_end],
    )  # fmt: skip


class FreezeForm(FlaskForm):
    purpose = StringField("What is this version for?", [Written("Say what this version is for"), most(LONGEST_PURPOSE)])
    readers = SelectMultipleField(
        "Who has to read it before the plan is approved?", choices=list, validate_choice=False
    )

    @property
    def reader_ids(self) -> set[int]:
        return {int(each) for each in self.readers.data or () if each.isascii() and each.isdecimal() and len(each) < 10}


class ReadersForm(FreezeForm):
    purpose = None  # type: ignore[assignment]


class PressForm(FlaskForm):
    """Only a button."""
