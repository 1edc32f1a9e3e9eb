"""The form at the end of an event: did anyone say something that worries you? No box for what was said."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField
from wtforms.validators import InputRequired, StopValidation

from consult.models.base import utcnow
from consult.services.dates import BadDate, read_date
from consult.settings import LONDON

REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9 /.-]{2,40}")
CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})")
ASK_REFERENCE = "Enter the reference they gave you: a number, with letters if it has some. Nothing else is kept here"
ANSWERS = [("no", "No"), ("yes", "Yes")]


class FinishForm(FlaskForm):
    worried = RadioField(
        "Did anyone say something that worries you about a child’s safety?",
        [InputRequired("Choose yes or no")],
        choices=lambda: ANSWERS,
        validate_choice=False,
    )
    day = StringField("Day you told them")
    clock = StringField("Time you told them")
    reference = StringField("Reference")
    reported_at: datetime | None = None

    @property
    def is_worried(self) -> bool:
        return bool(self.worried.data == "yes")

    def validate_worried(self, field: Field) -> None:
        if field.data not in ("yes", "no"):
            raise StopValidation("Choose yes or no")

    def validate_day(self, field: Field) -> None:
        if self.is_worried:
            try:
                day = read_date(field.data or "")
            except BadDate as error:
                raise StopValidation(str(error)) from error
            self.reported_at = datetime.combine(day, time(), tzinfo=LONDON)

    def validate_clock(self, field: Field) -> None:
        if not self.is_worried:
            return
        found = CLOCK.fullmatch((field.data or "").strip())
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise StopValidation("Enter the time you told them, for example 15:40")
        if self.reported_at:
            self.reported_at = self.reported_at.replace(hour=int(found[1]), minute=int(found[2]))
            if self.reported_at > utcnow() + timedelta(minutes=5):
                raise StopValidation("Tell them first, then write down when. This time has not come yet")

    def validate_reference(self, field: Field) -> None:
        if self.is_worried and not REFERENCE.fullmatch((field.data or "").strip()):
            raise StopValidation(ASK_REFERENCE)
