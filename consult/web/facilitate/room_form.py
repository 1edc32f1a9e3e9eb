"""The form for afterwards: who was in the room, in bands, and how people agreed to take part."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField

from consult.models.listening import ConsentRoute
from consult.services import event_room
from consult.services.event_room import AGES, BANDS, CONSENT, GROUPS, NOBODY
from consult.web.facilitate.forms import must_be_known, one_of
from consult.web.facilitate.plan_forms import BAND_NAMES, MARK, must_be_among


class RoomForm(FlaskForm):
    """Who was there, in bands; ages and groups get a field each (see below). Only what cannot be right is refused."""

    headcount = SelectField(
        "About how many people were there?",
        choices=one_of({NOBODY: "Nobody: it was called off, or nobody came"} | BAND_NAMES, "Not said yet"),
        validate_choice=False,
    )
    consent = RadioField("How did people agree to take part?", choices=one_of(CONSENT), validate_choice=False)
    consented = SelectField("About how many agreed?", choices=one_of(BAND_NAMES, "Not said yet"), validate_choice=False)
    scribes = SelectMultipleField("Who wrote down the points?", coerce=int, validate_choice=False)
    seen = HiddenField(**MARK)

    def validate_headcount(self, field: Field) -> None:
        if field.data:
            must_be_known(field, {NOBODY, *BANDS})

    def validate_consented(self, field: Field) -> None:
        if field.data:
            must_be_known(field, BANDS)

    def validate_consent(self, field: Field) -> None:
        if field.data:
            must_be_known(field, {route.value for route in ConsentRoute})

    def validate_scribes(self, field: Field) -> None:
        must_be_among(field)

    def is_right(self, *, points: int) -> bool:
        """Whether the numbers fit together; what does not is said at its field."""
        room, consented = self.values["room"], self.consented.data or ""
        faults = event_room.faults(self.headcount.data or "", room, consented, points=points)
        for name, words in faults.items():
            self._fields[field_name(name) if name in AGES | GROUPS else name].errors = [words]
        return not faults

    @property
    def ages(self) -> list[Field]:
        return [self._fields[field_name(key)] for key in AGES]

    @property
    def groups(self) -> list[Field]:
        return [self._fields[field_name(key)] for key in GROUPS]

    @property
    def values(self) -> dict[str, Any]:
        room = {key: self._fields[field_name(key)].data for key in AGES | GROUPS}
        return {
            "headcount": self.headcount.data or "",
            "room": {key: band for key, band in room.items() if band},
            "consent": self.consent.data or None,
            "consented": self.consented.data or "",
            "scribes": sorted(self.scribes.data or []),
        }

    def show(self, values: dict[str, Any]) -> None:
        self.headcount.data, self.consent.data = values["headcount"], values["consent"]
        self.consented.data, self.scribes.data = values["consented"], values["scribes"]
        for key in AGES | GROUPS:
            self._fields[field_name(key)].data = values["room"].get(key, "")


def field_name(key: str) -> str:
    return f"room_{key.replace('-', '_')}"


def _band_field(name: str, ask: str) -> SelectField:
    def known(_form: object, field: Field) -> None:
        if field.data:
            must_be_known(field, {NOBODY, *BANDS})

    return SelectField(name, [known], choices=one_of({NOBODY: "None"} | BAND_NAMES, ask), validate_choice=False)


for _key, _name in AGES.items():
    setattr(RoomForm, field_name(_key), _band_field(_name, "Not said"))
for _key, _name in GROUPS.items():
    setattr(RoomForm, field_name(_key), _band_field(_name, "Not known"))
