"""The big screen: what was heard, for the whole room to read, to agree with or to change."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from consult.services import listening, reading_back
from consult.services.event_planning import LISTENERS
from consult.services.points import LONGEST_NOTE
from consult.web.access import roles, the_user
from consult.web.facilitate.forms import Stripped
from consult.web.facilitate.typed_here import remember, typed_here
from surveys.characters import clean

bp = Blueprint("read_back", __name__, url_prefix="/staff/events/<int:event_id>/read-back")


class ChangeForm(FlaskForm):
    text = TextAreaField(
        "In the group’s words",
        [
            Stripped("Write down what the group says instead"),
            Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE:,} characters"),
        ],
    )


@bp.get("")
@roles(*LISTENERS)
def screen(event_id: int) -> ResponseReturnValue:
    """at: which screen, from 1; after the last comes the question whether the group agrees."""
    screens = reading_back.list_screens(event_id, typed_here=typed_here())
    at = min(max(request.args.get("at", 1, int), 1), len(screens) + 1)
    shown = screens[at - 1] if at <= len(screens) else None
    event = listening.get_event(event_id)
    return render_template("facilitate/read_back.html", event=event, screen=shown, at=at, screens=len(screens))


@bp.post("/agreed")
@roles(*LISTENERS)
def agreed(event_id: int) -> ResponseReturnValue:
    reading_back.agree(event_id, by=the_user().id)
    flash("Written down: the group has heard it and agrees")
    return redirect(url_for("facilitate.event", event_id=event_id))


@bp.route("/<int:note_id>", methods=["GET", "POST"])
@roles(*LISTENERS)
def change(event_id: int, note_id: int) -> ResponseReturnValue:
    form, at = ChangeForm(), request.args.get("at", 1, int)
    if form.validate_on_submit():
        text = clean(form.text.data or "")
        remember(reading_back.change(event_id, note_id, text, by=the_user().id, typed_here=typed_here()).id)
        return redirect(url_for("read_back.screen", event_id=event_id, at=at))
    event, note = reading_back.get_point(event_id, note_id, typed_here=typed_here())
    if request.method == "GET":
        form.text.data = note.text
    comment_id = listening.find_comment_id(note_id)
    return render_template(
        "facilitate/read_back_change.html", form=form, event=event, note=note, comment_id=comment_id, at=at
    )
