"""The list of listening events; and what was said there, written down point by point."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.help_lines import HelpLine
from consult.models.listening import ListeningEvent, NoteKind
from consult.services import event_closing, event_planning, event_room, listening, point_changes, points
from consult.services.event_planning import LISTENERS
from consult.services.listening import EventLog
from consult.settings import Settings
from consult.web.access import roles, the_user
from consult.web.facilitate.finishing import CallForm, FinishForm
from consult.web.facilitate.forms import METHODS, NoteForm, labels
from consult.web.facilitate.next_steps import TITLES, next_step
from consult.web.facilitate.typed_here import chosen_last, remember, remember_choices, typed_here

bp = Blueprint("facilitate", __name__, url_prefix="/staff/events")
IN_SIGHT = 30


@bp.get("/")
@roles(*LISTENERS)
def events() -> ResponseReturnValue:
    found = event_planning.list_by_state()
    return render_template("facilitate/events.html", events=found, methods=METHODS, titles=TITLES, steps=next_step)


@bp.route("/<int:event_id>", methods=["GET", "POST"])
@roles(*LISTENERS)
def event(event_id: int) -> ResponseReturnValue:
    listening.get_event(event_id)
    form = NoteForm(prompts=listening.list_prompts(event_id), **chosen_last(event_id))
    if form.validate_on_submit():
        logged = listening.add_note(
            event_id=event_id,
            kind=NoteKind(form.kind.data),
            text=form.text.data or "",
            once=form.once.data or "",
            by=the_user().id,
            **form.details(),
        )
        remember_choices(event_id, kind=form.kind.data, prompt=form.prompt.data, table=form.table.data)
        remember(logged.note.id)
        flash("Point added" if logged.is_new else "That point was already saved. It is stored once")
        return redirect(url_for("facilitate.event", event_id=event_id))
    return _show_log(event_id, form)


@bp.route("/<int:event_id>/points/<int:note_id>", methods=["GET", "POST"])
@roles(*LISTENERS)
def correct(event_id: int, note_id: int) -> ResponseReturnValue:
    form = NoteForm(prompts=listening.list_prompts(event_id))
    if form.validate_on_submit() and _try_to_correct(event_id, note_id, form):
        return redirect(url_for("facilitate.event", event_id=event_id))
    if request.method == "GET":
        form.show(points.of_note(point_changes.get_note_to_change(event_id, note_id, typed_here=typed_here())))
    return render_template(
        "facilitate/correct.html",
        form=form,
        event=listening.get_event(event_id),
        note_id=note_id,
        comment_id=listening.find_comment_id(note_id),
    )


@bp.route("/<int:event_id>/worried", methods=["GET", "POST"])
@roles(*LISTENERS)
def worried(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), CallForm()
    if form.validate_on_submit() and form.call:
        is_new = event_closing.record_call(event_id, form.call, by=the_user().id)
        flash("Written down that you passed it on" if is_new else "That call was on record already. It is stored once")
        return redirect(url_for("facilitate.worried", event_id=event_id))
    calls = event_closing.list_calls(event_id)
    lines = _help_lines(event)
    return render_template("facilitate/worried.html", form=form, event=event, calls=calls, help_lines=lines)


@bp.route("/<int:event_id>/finish", methods=["GET", "POST"])
@roles(*LISTENERS)
def finish(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), FinishForm()
    if event_room.missing_of(event):
        return redirect(url_for("planning.room", event_id=event_id))
    calls = event_closing.list_calls(event_id)
    form.has_call = bool(calls)
    if form.validate_on_submit():
        event_closing.close_event(event_id, somebody_worried=form.is_worried, call=form.call, by=the_user().id)
        return redirect(url_for("facilitate.event", event_id=event_id))
    lines = _help_lines(event)
    return render_template("facilitate/finish.html", form=form, event=event, calls=calls, help_lines=lines)


@bp.post("/<int:event_id>/open-again")
@roles(*LISTENERS)
def reopen(event_id: int) -> ResponseReturnValue:
    event_closing.open_again(event_id, by=the_user().id)
    return redirect(url_for("facilitate.event", event_id=event_id))


def _try_to_correct(event_id: int, note_id: int, form: NoteForm) -> bool:
    """Where somebody was quicker, what was typed stays on the page."""
    try:
        logged = listening.correct_note(
            event_id=event_id,
            note_id=note_id,
            kind=NoteKind(form.kind.data),
            text=form.text.data or "",
            once=form.once.data or "",
            by=the_user().id,
            typed_here=typed_here(),
            **form.details(),
        )
    except point_changes.AlreadyCorrected as error:
        form.text.errors = [f"{error} Copy your words first: they are not saved."]
        return False
    remember(logged.note.id)
    flash("Point corrected" if logged.is_new else "That correction was already saved. It is stored once")
    return True


def _show_log(event_id: int, form: NoteForm) -> ResponseReturnValue:
    return show_log(listening.get_log(event_id, typed_here=typed_here()), form)


def show_log(log: EventLog, form: NoteForm, template: str = "facilitate/event.html") -> ResponseReturnValue:
    prompts = listening.list_prompts(log.event.id)
    form.offer(prompts)
    return render_template(
        template,
        form=form,
        log=log,
        shown=log.points if request.args.get("points") == "all" else log.points[:IN_SIGHT],
        labels=labels(prompts),
        methods=METHODS,
        help_lines=_help_lines(log.event),
        calls=event_closing.list_calls(log.event.id),
    )


def _help_lines(event: ListeningEvent) -> list[HelpLine]:
    """The area's own numbers first, then those for everywhere."""
    settings: Settings = current_app.config["SETTINGS"]
    fitting = [line for line in settings.help_lines if line.area in ("", event.area)]
    return sorted(fitting, key=lambda line: line.area == "")
