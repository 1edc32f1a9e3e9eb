"""The forms of a plan: what, when and where; and who works there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, StopValidation

from consult.services import areas, event_planning
from consult.services.dates import BadDate, read_date
from consult.services.event_room import AGES, BANDS, GROUPS
from consult.settings import AUDIENCES
from consult.web.facilitate.forms import METHODS, Stripped, must_be_known, one_of

NO_WAVE = ""
ALL_THE_SAME = "It belongs to this wave all the same"


def in_words(band: str) -> str:
    return band.replace("-", " to ")


BAND_NAMES = {band: in_words(band) for band in BANDS}
MARK: Any = {"filters": [lambda mark: (mark or "")[:64]]}


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
    wave = SelectField("Which wave is it part of?", choices=lambda: wave_choices(), validate_choice=False)
    outside = BooleanField(ALL_THE_SAME)
    expected = SelectField(
        "About how many people do you expect?",
        choices=one_of(BAND_NAMES, "I do not know yet"),
        validate_choice=False,
    )
    seen = HiddenField(**MARK)
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
        must_be_known(field, areas.own())

    def validate_audience(self, field: Field) -> None:
        must_be_known(field, AUDIENCES)

    def validate_method(self, field: Field) -> None:
        must_be_known(field, METHODS)

    def validate_expected(self, field: Field) -> None:
        if field.data:
            must_be_known(field, BAND_NAMES)

    def validate_wave(self, field: Field) -> None:
        """After the date, and before the box that says it is meant so."""
        known = {str(wave.id) for wave in event_planning.list_waves()}
        if field.data:
            must_be_known(field, known)
        held_on = getattr(self, "held_on", None)
        if held_on and not self.outside.data and (fault := event_planning.fault_of_date(held_on, self.wave_id)):
            self.is_outside = True
            raise StopValidation(fault)

    @property
    def wave_id(self) -> int | None:
        return int(self.wave.data) if self.wave.data else None

    is_outside = False

    @property
    def values(self) -> dict[str, Any]:
        """As a plan keeps them."""
        plain = {name: (getattr(self, name).data or "").strip() for name in ("title", "place")}
        chosen = {name: getattr(self, name).data for name in ("area", "audience", "method")}
        return (
            plain
            | chosen
            | {"held_on": self.held_on.isoformat(), "wave_id": self.wave_id, "expected": self.expected.data or ""}
        )

    def show(self, values: dict[str, Any]) -> None:
        """Fill in what is saved."""
        for name in ("title", "place", "area", "audience", "method", "expected"):
            getattr(self, name).data = values[name]
        day = date.fromisoformat(values["held_on"])
        self.day.data, self.month.data, self.year.data = str(day.day), str(day.month), str(day.year)
        self.wave.data = str(values["wave_id"] or NO_WAVE)


def wave_choices() -> list[tuple[str, str]]:
    return [*((str(wave.id), wave.title) for wave in event_planning.list_waves()), (NO_WAVE, "No wave")]


class ArrangeForm(FlaskForm):
    """Who works there, and what people need. All of it may wait."""

    aims = SelectMultipleField(
        "Is it for some ages or groups above all?", choices=one_of(AGES | GROUPS), validate_choice=False
    )
    access_needs = TextAreaField(
        "What do people need to take part?", [Length(max=500, message="Use at most 500 characters")]
    )
    group_link = SelectField("Link for those who would rather write", validate_choice=False)
    facilitators = SelectMultipleField("Who leads it?", coerce=int, validate_choice=False)
    scribes = SelectMultipleField("Who writes?", coerce=int, validate_choice=False)
    seen = HiddenField(**MARK)

    def offer(self, staff: Sequence[tuple[int, str]], links: Sequence[tuple[str, str]]) -> None:
        self.facilitators.choices = self.scribes.choices = list(staff)
        self.group_link.choices = [("", "The survey’s own address"), *links]

    def validate_aims(self, field: Field) -> None:
        if not set(field.data or ()) <= set(AGES | GROUPS):
            raise StopValidation("Choose one of the answers on this page")

    def validate_group_link(self, field: Any) -> None:
        if field.data:
            must_be_known(field, {value for value, _ in field.choices})

    def validate_facilitators(self, field: Field) -> None:
        must_be_among(field)

    def validate_scribes(self, field: Field) -> None:
        must_be_among(field)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "aims": [key for key in AGES | GROUPS if key in (self.aims.data or ())],
            "access_needs": (self.access_needs.data or "").replace("\r\n", "\n").strip(),
            "group_link_id": int(self.group_link.data) if self.group_link.data else None,
            "facilitators": sorted(self.facilitators.data or []),
            "scribes": sorted(self.scribes.data or []),
        }

    def show(self, values: dict[str, Any]) -> None:
        self.access_needs.data, self.aims.data = values["access_needs"], values["aims"]
        self.group_link.data = str(values["group_link_id"] or "")
        self.facilitators.data, self.scribes.data = values["facilitators"], values["scribes"]


def must_be_among(field: Any) -> None:
    """Each of those chosen is one of those offered."""
    if not set(field.data or ()) <= {value for value, _ in field.choices}:
        raise StopValidation("Choose from the names on this page")
