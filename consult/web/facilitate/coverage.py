"""The coverage board, and the targets behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, StopValidation

from analysis import disclosure
from consult.models.people import Role
from consult.services import areas, coverage, coverage_targets, event_planning
from consult.services.coverage_groups import OWN_AREAS, Group
from consult.services.coverage_targets import MOST_PEOPLE
from consult.services.event_planning import LISTENERS
from consult.services.event_room import AGES, GROUPS
from consult.settings import AUDIENCES
from consult.web.access import roles, the_user
from consult.web.facilitate.forms import must_be_known, one_of

bp = Blueprint("coverage", __name__, url_prefix="/staff/coverage")
PEOPLE, SHARE = "people", "share"
ASK_NUMBER = f"Enter a whole number of people between 1 and {MOST_PEOPLE:,}"
ASK_SHARE = "Enter a percentage between 0.1 and 100, with at most one decimal place"


class TargetForm(FlaskForm):
    audience = SelectField("Who?", choices=one_of(AUDIENCES), validate_choice=False)
    area = SelectField(
        "In which area?",
        choices=lambda: [("", "All areas"), *((area, name) for area, name in areas.own().items() if area in OWN_AREAS)],
        validate_choice=False,
    )
    band = SelectField("Which of them?", choices=one_of(AGES | GROUPS, "Everybody"), validate_choice=False)
    kind = RadioField(
        "The target is",
        choices=one_of({PEOPLE: "a number of people", SHARE: "a percentage of those who live there"}),
        default=PEOPLE,
        validate_choice=False,
    )
    amount = StringField("How many, or which percentage?", [InputRequired("Enter a number, for instance 50")])

    def validate_audience(self, field: Field) -> None:
        must_be_known(field, AUDIENCES)

    def validate_area(self, field: Field) -> None:
        if field.data:
            must_be_known(field, set(areas.own()) & set(OWN_AREAS))

    def validate_band(self, field: Field) -> None:
        if self.audience.data in AUDIENCES and (field.data or self.is_share or not self.group.area):
            fault = coverage_targets.fault_of(self.group, is_share=self.is_share)
            if fault:
                raise StopValidation(fault)

    def validate_kind(self, field: Field) -> None:
        must_be_known(field, (PEOPLE, SHARE))

    def validate_amount(self, field: Field) -> None:
        """Kept as a whole number: of people, or of tenths of a per cent."""
        try:
            amount = Decimal((field.data or "").strip().rstrip("%").replace(",", ""))
            whole, most = (amount * 10, 1000) if self.is_share else (amount, MOST_PEOPLE)
            if whole != whole.to_integral_value() or not 1 <= whole <= most:
                raise ValueError
        except (ArithmeticError, ValueError):
            raise StopValidation(ASK_SHARE if self.is_share else ASK_NUMBER) from None
        self.whole = int(whole)

    whole = 0

    @property
    def is_share(self) -> bool:
        return bool(self.kind.data == SHARE)

    @property
    def group(self) -> Group:
        return Group(self.audience.data or "", self.area.data or "", self.band.data or "")

    @property
    def values(self) -> dict[str, Any]:
        return {"share": self.whole, "number": None} if self.is_share else {"share": None, "number": self.whole}


@bp.get("")
@roles(*LISTENERS)
def board() -> ResponseReturnValue:
    found = coverage.look(request.args.get("wave", type=int))
    return render_template(
        "facilitate/coverage.html",
        board=found,
        waves=event_planning.list_waves(),
        audiences=AUDIENCES,
        note=disclosure.NOTE,
        may_set=the_user().role is Role.MANAGER,
    )


@bp.route("/<int:wave_id>/targets", methods=["GET", "POST"])
@roles(Role.MANAGER)
def targets(wave_id: int) -> ResponseReturnValue:
    wave, form = coverage.get_wave(wave_id), TargetForm()
    if form.validate_on_submit():
        coverage_targets.put(wave_id, form.group, by=the_user().id, **form.values)
        flash("Target saved")
        return redirect(url_for("coverage.targets", wave_id=wave_id))
    found = coverage_targets.list_targets(wave_id)
    return render_template("facilitate/targets.html", form=form, wave=wave, targets=found), 422 if form.errors else 200


@bp.post("/<int:wave_id>/targets/<int:target_id>/remove")
@roles(Role.MANAGER)
def remove(wave_id: int, target_id: int) -> ResponseReturnValue:
    coverage_targets.remove(target_id, by=the_user().id)
    return redirect(url_for("coverage.targets", wave_id=wave_id))
