"""Points that are there are undone, taken out, split, joined and settled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from consult.models.listening import Note
from consult.services import listening, point_changes, points
from consult.services.event_planning import LISTENERS
from consult.services.flipchart import read_lines
from consult.services.point_changes import Choice
from consult.services.points import LONGEST_NOTE, MOST_AGREED
from consult.store.errors import Conflict
from consult.web.access import roles, the_user
from consult.web.facilitate.forms import AGREED, labels
from consult.web.facilitate.typed_here import remember, typed_here
from surveys.characters import clean

bp = Blueprint("changing", __name__, url_prefix="/staff/events/<int:event_id>")
LONG = f"One of the points is too long. Use at most {LONGEST_NOTE:,} characters for each"
NUMBER = f"Enter a whole number from 1 to {MOST_AGREED:,}, or leave it empty"


class SplitForm(FlaskForm):
    text = TextAreaField("The points, one on each line")


class JoinForm(FlaskForm):
    text = TextAreaField("What they say together")
    agreed = StringField("How many said it or agreed, added up")


@bp.post("/points/<int:note_id>/undo")
@roles(*LISTENERS)
def undo(event_id: int, note_id: int) -> ResponseReturnValue:
    note = point_changes.undo(event_id, note_id, by=the_user().id)
    _remember_as(note_id, note)
    flash("Taken out. It can be put back under “taken out”" if note.is_removed else "Undone")
    return _back(event_id)


@bp.post("/points/<int:note_id>/take-out")
@roles(*LISTENERS)
def take_out(event_id: int, note_id: int) -> ResponseReturnValue:
    note = point_changes.take_out(event_id, note_id, by=the_user().id, typed_here=typed_here())
    _remember_as(note_id, note)
    flash("Taken out. It can be put back under “taken out”")
    return _back(event_id)


@bp.get("/taken-out")
@roles(*LISTENERS)
def taken_out(event_id: int) -> ResponseReturnValue:
    return render_template("facilitate/taken_out.html", **_shown(event_id))


@bp.route("/points/<int:note_id>/split", methods=["GET", "POST"])
@roles(*LISTENERS)
def split(event_id: int, note_id: int) -> ResponseReturnValue:
    """A tally at the end of a line is that part's; without one a part has the count of the whole."""
    note, form = point_changes.get_note_to_change(event_id, note_id, typed_here=typed_here()), SplitForm()
    if form.validate_on_submit():
        whole = points.of_note(note)
        lines = read_lines(form.text.data or "")
        parts = [replace(whole, text=line.text, agreed=line.tally or whole.agreed) for line in lines]
        fault = _fault([part.text for part in parts], fewest=2)
        if not fault:
            first = point_changes.split(event_id, note_id, parts, by=the_user().id, typed_here=typed_here())
            for part in point_changes.list_parts(first):
                _remember_as(note_id, part)
            flash(f"Split into {len(parts)} points")
            return _back(event_id)
        form.text.errors = [fault]
    elif request.method == "GET":
        form.text.data = note.text
    event, comment_id = listening.get_event(event_id), listening.find_comment_id(note_id)
    return render_template("facilitate/split.html", form=form, event=event, note=note, comment_id=comment_id)


@bp.route("/join", methods=["GET", "POST"])
@roles(*LISTENERS)
def join(event_id: int) -> ResponseReturnValue:
    """First which, then what they say together; then it is done."""
    chosen = sorted(set(request.form.getlist("point", int)))
    if len(chosen) < 2:
        fault = point_changes.TOO_FEW_TO_JOIN if request.method == "POST" else ""
        return render_template("facilitate/join.html", fault=fault, chosen=chosen, **_shown(event_id))
    notes = [point_changes.get_note_to_change(event_id, each, typed_here=typed_here()) for each in chosen]
    form, said = JoinForm(), point_changes.joined(notes)
    if "join" in request.form:
        agreed, text = clean(form.agreed.data or ""), clean(form.text.data or "")
        form.agreed.errors = [] if AGREED.fullmatch(agreed) else [NUMBER]
        form.text.errors = [fault] if (fault := _fault([text])) else []
        if not form.errors:
            said = replace(said, text=text, agreed=int(agreed) if agreed else None)
            note = point_changes.join(event_id, chosen, said, by=the_user().id, typed_here=typed_here())
            _remember_as(chosen[0], note)
            flash(f"{len(chosen)} points joined into one")
            return _back(event_id)
    else:
        form.text.data, form.agreed.data = said.text, str(said.agreed)
    event = listening.get_event(event_id)
    ids = {note.id: listening.find_comment_id(note.id) for note in notes}
    return render_template("facilitate/joined.html", form=form, event=event, notes=notes, comment_ids=ids)


@bp.get("/two-changes")
@roles(*LISTENERS)
def conflicts(event_id: int) -> ResponseReturnValue:
    return render_template("facilitate/conflicts.html", choices=Choice, **_shown(event_id))


@bp.post("/points/<int:note_id>/settle")
@roles(*LISTENERS)
def settle(event_id: int, note_id: int) -> ResponseReturnValue:
    listening.get_event(event_id)
    given = request.form.get("choice", "")
    if given not in set(Choice):
        raise Conflict("Press one of the three buttons.")
    point_changes.settle(event_id, note_id, Choice(given), by=the_user().id)
    flash("Settled. Both versions stay in the history")
    return redirect(url_for("changing.conflicts", event_id=event_id))


def _shown(event_id: int) -> dict[str, Any]:
    log = listening.get_log(event_id, typed_here=typed_here())
    return {"log": log, "event": log.event, "labels": labels(listening.list_prompts(event_id))}


def _fault(texts: list[str], *, fewest: int = 1) -> str:
    if len(texts) < fewest or not all(texts):
        return point_changes.TOO_FEW if fewest > 1 else "Write down what they say together"
    return LONG if max(map(len, texts)) > LONGEST_NOTE else ""


def _remember_as(note_id: int, note: Note) -> None:
    """Who typed the point knows these words too."""
    if note_id in typed_here():
        remember(note.id)


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("facilitate.event", event_id=event_id))
