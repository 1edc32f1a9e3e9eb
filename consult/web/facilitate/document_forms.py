"""A file that is handed in, and where it is answered."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.models.base import utcnow
from consult.models.documents import Answered, DocumentKind
from consult.services import areas, listening
from consult.services.dates import BadDate, read_date
from consult.services.documents import LONGEST_ANSWER
from consult.settings import LONDON

KINDS = {
    DocumentKind.E_MAIL: "E-mail",
    DocumentKind.LETTER: "Letter",
    DocumentKind.DOCUMENT: "Document",
    DocumentKind.PHOTO: "Photo, for example of a flipchart",
}
ANSWERS = {
    Answered.THEME: "In a theme",
    Answered.SECTION: "In a section of the plan or the report",
    Answered.NOWHERE: "Nowhere, and I say why",
}
NO_EVENT = "It came by itself, not from an event"


class ReceivedForm(FlaskForm):
    file = FileField("Choose the file", [FileRequired("Choose a file first")])
    kind = RadioField(
        "What is it?",
        [InputRequired("Choose what it is")],
        choices=lambda: [(kind.value, name) for kind, name in KINDS.items()],
        validate_choice=False,
    )
    day = StringField("Day it was received", default=lambda: f"{utcnow().astimezone(LONDON):%-d %-m %Y}")
    event = SelectField("Which event does it come from?", choices=lambda: _events(), validate_choice=False)
    area = SelectField(
        "Area, where it comes from no event",
        choices=lambda: [("", "Choose an area"), *areas.own().items()],
        validate_choice=False,
    )
    received_on: date

    @property
    def event_id(self) -> int | None:
        return int(self.event.data) if self.event.data else None

    def validate_kind(self, field: Field) -> None:
        if field.data not in KINDS:
            raise StopValidation("Choose what it is")

    def validate_day(self, field: Field) -> None:
        try:
            self.received_on = read_date(field.data or "")
        except BadDate as error:
            raise StopValidation(str(error)) from error
        if self.received_on > utcnow().astimezone(LONDON).date():
            raise StopValidation("This day has not come yet. Enter the day on which it was received")

    def validate_event(self, field: Field) -> None:
        if field.data not in dict(_events()):
            raise StopValidation("Choose one of the events on this page")

    def validate_area(self, field: Field) -> None:
        if not self.event.data and field.data not in areas.own():
            raise StopValidation("Choose an event, or the area that it is about")


class AnswerForm(FlaskForm):
    where = RadioField(
        "Where is it answered?",
        [InputRequired("Choose where it is answered")],
        choices=lambda: [(where.value, name) for where, name in ANSWERS.items()],
        validate_choice=False,
    )
    words = TextAreaField(
        "Which theme or section, or why nowhere",
        [Length(max=LONGEST_ANSWER, message=f"Use at most {LONGEST_ANSWER} characters")],
    )

    def validate_where(self, field: Field) -> None:
        if field.data not in ANSWERS:
            raise StopValidation("Choose where it is answered")

    def validate_words(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation("Write which theme or section it is, or why it is answered nowhere")


def _events() -> list[tuple[str, str]]:
    named = [(str(event.id), f"{event.title}, {event.held_on:%-d %B %Y}") for event, *_ in listening.list_events()]
    return [("", NO_EVENT), *named]
