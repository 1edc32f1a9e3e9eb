"""Prompts of an event are chosen from the survey of its wave, or written."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, TextAreaField
from wtforms.validators import StopValidation

from consult.services import event_prompts, listening
from consult.services.event_planning import LISTENERS
from consult.services.event_prompts import LONGEST
from consult.web.access import roles, the_user

bp = Blueprint("prompting", __name__, url_prefix="/staff/events")
PART = "|"  # between face and question


class PromptsForm(FlaskForm):
    chosen = SelectMultipleField("Questions of the survey", validate_choice=False, choices=())
    own = TextAreaField("Or in your own words, one on each line")

    def validate_own(self, field: Field) -> None:
        if any(len(line.strip()) > LONGEST for line in self.lines):
            raise StopValidation(f"Use at most {LONGEST} characters for each prompt: it has to fit on one sheet")

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.own.data or "").splitlines() if line.strip()]

    @property
    def choices(self) -> list[tuple[str, str]]:
        split = (value.partition(PART) for value in self.chosen.data or ())
        return [(face, question) for face, _, question in split]


@bp.route("/<int:event_id>/prompts", methods=["GET", "POST"])
@roles(*LISTENERS)
def prompts(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), PromptsForm()
    if form.validate_on_submit():
        new = event_prompts.add(event_id, chosen=form.choices, own=form.lines, by=the_user().id)
        flash(f"Added: {new}" if new else "Nothing new was chosen")
        return redirect(url_for("prompting.prompts", event_id=event_id))
    there = event_prompts.list_prompts(event_id)
    return render_template(
        "facilitate/prompts.html",
        form=form,
        event=event,
        prompts=there,
        taken={prompt.text for prompt in there},
        offers=event_prompts.list_offers(event),
    )


@bp.post("/<int:event_id>/prompts/<int:prompt_id>/take-out")
@roles(*LISTENERS)
def take_out(event_id: int, prompt_id: int) -> ResponseReturnValue:
    event_prompts.remove(event_id, prompt_id, by=the_user().id)
    return redirect(url_for("prompting.prompts", event_id=event_id))
