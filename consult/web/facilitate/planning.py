"""An event is planned in two short steps; afterwards it is said who was there. No change goes over another’s."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from consult.models.listening import ListeningEvent, Method
from consult.services import event_links, event_planning, event_prompts, event_room, listening
from consult.services.event_planning import ABOUT, ARRANGED, IN_THE_ROOM, LISTENERS, EventChanged, Values
from consult.web.access import roles, the_user
from consult.web.facilitate.plan_forms import ArrangeForm, EventForm
from consult.web.facilitate.plan_words import list_words, tell_changes
from consult.web.facilitate.room_form import RoomForm

bp = Blueprint("planning", __name__, url_prefix="/staff/events")
REST = "rest"  # the button that goes on planning


@bp.route("/new", methods=["GET", "POST"])
@roles(*LISTENERS)
def new() -> ResponseReturnValue:
    form = EventForm()
    if form.validate_on_submit():
        values = form.values
        made = listening.add_event(
            **{**values, "held_on": form.held_on, "method": Method(values["method"])}, by=the_user().id
        )
        onward = "planning.arrange" if request.form.get("then") == REST else "facilitate.event"
        return redirect(url_for(onward, event_id=made.id))
    if request.method == "GET" and (wave := event_planning.current_wave()):
        form.wave.data = str(wave.id)
    return render_template("facilitate/new_event.html", form=form)


@bp.get("/<int:event_id>/plan")
@roles(*LISTENERS)
def plan(event_id: int) -> ResponseReturnValue:
    """All that is planned and said about an event, what is missing, and what it said before."""
    event = listening.get_event(event_id)
    return render_template(
        "facilitate/plan.html",
        event=event,
        missing=event_room.missing_of(event),
        prompts=event_prompts.list_prompts(event_id),
        rows=list_words(event_planning.read(event, (*ABOUT, *ARRANGED, *IN_THE_ROOM[:4]))),
        changes=tell_changes(event_planning.list_changes(event_id)),
    )


@bp.route("/<int:event_id>/change", methods=["GET", "POST"])
@roles(*LISTENERS)
def change(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), EventForm()
    if form.validate_on_submit():
        return _save(event, form, form.values, back="planning.plan")
    _show(form, event, ABOUT)
    return render_template("facilitate/change.html", form=form, event=event)


@bp.route("/<int:event_id>/arrange", methods=["GET", "POST"])
@roles(*LISTENERS)
def arrange(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), ArrangeForm()
    form.offer(_staff(event, ("facilitators", "scribes")), event_links.list_choices(event))
    if form.validate_on_submit():
        return _save(event, form, form.values, back="planning.plan")
    _show(form, event, ARRANGED)
    return render_template("facilitate/arrange.html", form=form, event=event)


@bp.route("/<int:event_id>/room", methods=["GET", "POST"])
@roles(*LISTENERS)
def room(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), RoomForm()
    form.scribes.choices = _staff(event, ("scribes",))
    if form.validate_on_submit() and form.is_right(points=event_planning.count_points(event_id)):
        onward = "facilitate.finish" if request.form.get("then") == REST else "planning.plan"
        return _save(event, form, form.values, back=onward)
    _show(form, event, IN_THE_ROOM)
    if request.method == "GET":
        form.scribes.data = event_planning.suggest_scribes(event)
    return render_template("facilitate/room.html", form=form, event=event, missing=event_room.missing_of(event))


def _show(form: Any, event: ListeningEvent, names: tuple[str, ...]) -> None:
    """What is saved, with its mark; what was typed stays as it was typed."""
    if request.method == "GET":
        values = event_planning.read(event, names)
        form.show(values)
        form.seen.data = event_planning.seen(values)


def _save(event: ListeningEvent, form: FlaskForm, wanted: Values, *, back: str) -> ResponseReturnValue:
    """Somebody else changed the same meanwhile: both are shown, and the button sends this one with the new mark."""
    try:
        is_new = event_planning.change(event.id, wanted, mark=form.seen.data or "", by=the_user().id)
    except EventChanged as error:
        form.seen.data = event_planning.seen(error.saved)
        both = zip(list_words(error.saved), list_words(wanted), strict=True)
        sent = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "seen")]
        changes = tell_changes(event_planning.list_changes(event.id))
        return (
            render_template("facilitate/conflict.html", form=form, event=event, both=both, sent=sent, changes=changes),
            409,
        )
    flash("Saved" if is_new else "Nothing was changed")
    return redirect(url_for(back, event_id=event.id))


def _staff(event: ListeningEvent, fields: tuple[str, ...]) -> list[tuple[int, str]]:
    """Whom to choose from: who may work there, and who is named already."""
    known = {user.id: user.name for user in event_planning.list_staff(event.area)}
    named = {user_id for field in fields for user_id in event_planning.read(event, (field,))[field]}
    writers = set(event_planning.suggest_scribes(event))
    return list((known | event_planning.list_names(sorted((named | writers) - set(known)))).items())
