"""Did anyone say something that worries you? Forms that ask whom you told, and have no box for what was said."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField
from wtforms.validators import InputRequired, StopValidation

from consult.models.base import utcnow
from consult.services.dates import BadDate, read_date
from consult.services.event_closing import WAS_WORRIED, Call
from consult.settings import LONDON

REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9 /.-]{2,40}")
CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})")
ASK_REFERENCE = "Enter the reference they gave you: a number, with letters if it has some. Nothing else is kept here"
ANSWERS = [("no", "No"), ("yes", "Yes")]


class CallForm(FlaskForm):
    """When they were told, and the reference they gave."""

    day = StringField("Day you told them", default=lambda: f"{utcnow().astimezone(LONDON):%-d %-m %Y}")
    clock = StringField("Time you told them")
    reference = StringField("Reference")
    called_at: datetime | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a call is to be written down at all."""
        return True

    @property
    def call(self) -> Call | None:
        if not self.is_asked or self.called_at is None:
            return None
        return Call(called_at=self.called_at, reference=(self.reference.data or "").strip())

    def validate_day(self, field: Field) -> None:
        if self.is_asked:
            try:
                day = read_date(field.data or "")
            except BadDate as error:
                raise StopValidation(str(error)) from error
            self.called_at = datetime.combine(day, time(), tzinfo=LONDON)

    def validate_clock(self, field: Field) -> None:
        if not self.is_asked:
            return
        found = CLOCK.fullmatch((field.data or "").strip())
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise StopValidation("Enter the time you told them, for example 15:40")
        if self.called_at:
            self.called_at = self.called_at.replace(hour=int(found[1]), minute=int(found[2]))
            if self.called_at > utcnow() + timedelta(minutes=5):
                raise StopValidation("Tell them first, then write down when. This time has not come yet")

    def validate_reference(self, field: Field) -> None:
        if self.is_asked and not REFERENCE.fullmatch((field.data or "").strip()):
            raise StopValidation(ASK_REFERENCE)


class FinishForm(CallForm):
    """The same at an event's end. has_call: one is on record, so that another is written down only if one was made."""

    has_call = False
    worried = RadioField(
        "Did anyone say something that worries you about a child’s safety?",
        [InputRequired("Choose yes or no")],
        choices=lambda: ANSWERS,
        validate_choice=False,
    )

    @property
    def is_worried(self) -> bool:
        return bool(self.worried.data == "yes")

    @property
    def is_asked(self) -> bool:
        has_written = any((field.data or "").strip() for field in (self.clock, self.reference))
        return self.is_worried and (has_written or not self.has_call)

    def validate_worried(self, field: Field) -> None:
        if field.data not in ("yes", "no"):
            raise StopValidation("Choose yes or no")
        if self.has_call and field.data == "no":
            raise StopValidation(WAS_WORRIED.removesuffix("."))
