"""Sending a file, and saying what its columns hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, StopValidation

from consult.services.dates import BadDate, read_date
from consult.services.import_rows import LONGEST_SOURCE, SOURCE, Columns, Fixed
from consult.services.uploads import Choices
from consult.settings import AREAS, AUDIENCES

NO_COLUMN = ""
COLUMN_FIELDS = ("text", "id", "audience", "area", "date", "question", "source")


class UploadForm(FlaskForm):
    file = FileField("Choose a CSV or XLSX file", [FileRequired("Choose a file first")])


def _names(names: Mapping[str, str], none: str) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [("", none), *names.items()]


class ColumnsForm(FlaskForm):
    """…_column is the number of a column in the file; the other fields hold for rows that say nothing themselves."""

    text_column = SelectField("Which column holds the comments?", validate_choice=False)
    audience_column = SelectField("Column that says who said it", validate_choice=False)
    audience = SelectField(
        "Otherwise, all were said by", choices=_names(AUDIENCES, "Choose an audience"), validate_choice=False
    )
    area_column = SelectField("Column with the area", validate_choice=False)
    area = SelectField(
        "Otherwise, all come from", choices=lambda: list(AREAS.items()), validate_choice=False, default="not-said"
    )
    date_column = SelectField("Column with the date", validate_choice=False)
    said_on = StringField("Otherwise, all were said on")
    question_column = SelectField("Column with the question that was asked", validate_choice=False)
    question = StringField("Otherwise, all answer this question", [Length(max=500, message="Use at most 500 letters")])
    source_column = SelectField("Column that says where it comes from", validate_choice=False)
    source = StringField(
        "Otherwise, all come from this source",
        [Length(max=LONGEST_SOURCE, message=f"Use at most {LONGEST_SOURCE} characters")],
        default=SOURCE,
    )
    id_column = SelectField("Column with a reference number", validate_choice=False)
    day: date | None = None

    def offer(self, names: Sequence[str]) -> None:
        """Show the file's columns in every list."""
        listed = [(str(number), name) for number, name in enumerate(names)]
        for field in COLUMN_FIELDS:
            ask = "Choose a column" if field == "text" else "No column"
            self[f"{field}_column"].choices = [(NO_COLUMN, ask), *listed]

    def suggest(self, names: Sequence[str], columns: Columns, fixed: Fixed | None) -> None:
        for field in COLUMN_FIELDS:
            column = getattr(columns, field)
            self[f"{field}_column"].data = str(names.index(column)) if column in names else NO_COLUMN
        if fixed:
            self.audience.data, self.area.data = fixed.audience, fixed.area
            self.said_on.data = f"{fixed.date:%d %m %Y}" if fixed.date else ""
            self.question.data, self.source.data = fixed.question, fixed.source

    def choices(self, names: Sequence[str], *, is_large: bool) -> Choices:
        """What was chosen, after validation."""
        chosen = {field: self[f"{field}_column"].data for field in COLUMN_FIELDS}
        columns = Columns(**{field: names[int(number)] if number else "" for field, number in chosen.items()})
        fixed = Fixed(
            audience=self.audience.data or "",
            area=self.area.data,
            date=self.day,
            question=self.question.data or "",
            source=(self.source.data or "").strip() or SOURCE,
        )
        return Choices(columns=columns, fixed=fixed, is_large=is_large)

    def validate(self, extra_validators: object = None) -> bool:
        is_fine: bool = super().validate(extra_validators)
        for field in COLUMN_FIELDS:
            column = self[f"{field}_column"]
            if column.data not in dict(column.choices):
                column.errors = [*column.errors, "Choose a column of this file"]
        return is_fine and not self.errors

    def validate_text_column(self, field: Field) -> None:
        if not field.data:
            raise StopValidation("Choose the column that holds the comments")

    def validate_audience(self, field: Field) -> None:
        if not field.data and not self.audience_column.data:
            raise StopValidation("Choose who said these comments, or the column that says it")
        if field.data and field.data not in AUDIENCES:
            raise StopValidation("Choose an audience from the list")

    def validate_area(self, field: Field) -> None:
        if field.data not in AREAS:
            raise StopValidation("Choose an area from the list")

    def validate_said_on(self, field: Field) -> None:
        if not (field.data or "").strip():
            if not self.date_column.data:
                raise StopValidation("Enter the date when these comments were made, or choose the column that says it")
            return
        try:
            self.day = read_date(field.data)
        except BadDate as error:
            raise StopValidation(str(error)) from error
