"""A flipchart is typed in or pasted, looked at line by line, and stored as points: all of them or none."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.listening import EventPrompt, NoteKind
from consult.services import flipchart, listening
from consult.services.event_planning import LISTENERS
from consult.services.flipchart import MOST_LINES, Line
from consult.services.points import LONGEST_NOTE, LONGEST_TABLE, MOST_AGREED
from consult.web.access import roles, the_user
from consult.web.facilitate.forms import AGREED, ONCE_BYTES, NoteForm
from consult.web.facilitate.typed_here import chosen_last, remember, remember_choices
from surveys.characters import clean

bp = Blueprint("flipchart", __name__, url_prefix="/staff/events/<int:event_id>/flipchart")
NOTHING = "Write at least one point, each on a line of its own"
TOO_MANY = f"These are more than {MOST_LINES} lines. Send them in two parts"
TOO_LONG = f"This is too long for a point. Use at most {LONGEST_NOTE:,} characters"
NUMBER = f"Enter a whole number from 1 to {MOST_AGREED:,}, or leave it empty"
TABLE = f"Use at most {LONGEST_TABLE} characters"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the preview as it stands in its boxes. into: the place of an earlier line that says the same."""

    place: int
    text: str
    tally: str
    into: int
    is_merged: bool
    fault: str = ""

    @property
    def line(self) -> Line:
        return Line(clean(self.text), int(self.tally) if self.tally else None)


@bp.route("", methods=["GET", "POST"])
@roles(*LISTENERS)
def type_in(event_id: int) -> ResponseReturnValue:
    form = _form(event_id)
    if not form.is_submitted():
        return _page(event_id, form)
    lines = flipchart.read_lines(form.text.data or "")
    form.validate()
    fault = NOTHING if not lines else TOO_MANY if len(lines) > MOST_LINES else ""
    form.text.errors = [fault] if fault else []
    if any(field.errors for field in (form.text, form.kind, form.prompt, form.table)):
        return _page(event_id, form)
    return _page(event_id, form, _offered(lines))


@bp.post("/save")
@roles(*LISTENERS)
def save(event_id: int) -> ResponseReturnValue:
    """Everything could still be changed on the page that comes here; lines without words are left out."""
    form, rows = _form(event_id), _read_rows()
    form.validate()
    has_faults = any(field.errors for field in (form.kind, form.prompt, form.table)) or any(row.fault for row in rows)
    said = [row for row in rows if clean(row.text)]
    if has_faults or not said:
        form.text.errors = [] if said else [NOTHING]
        return _page(event_id, form, rows)
    places = {row.place: number for number, row in enumerate(said)}
    into = [places.get(row.into, places[row.place]) if row.is_merged else places[row.place] for row in said]
    details = form.details()
    notes, is_new = flipchart.store(
        event_id,
        flipchart.merge([row.line for row in said], into),
        kind=NoteKind(form.kind.data),
        prompt_id=details["prompt_id"],
        table=details["table_label"],
        once=form.once.data or "",
        by=the_user().id,
    )
    for note in notes:
        remember(note.id)
    remember_choices(event_id, kind=form.kind.data, prompt=form.prompt.data, table=form.table.data)
    flash(f"{len(notes)} points added" if is_new else "These points were already saved. They are stored once")
    return redirect(url_for("facilitate.event", event_id=event_id))


def _form(event_id: int) -> NoteForm:
    prompts: list[EventPrompt] = listening.list_prompts(event_id)
    return NoteForm(prompts=prompts, **chosen_last(event_id))


def _page(event_id: int, form: NoteForm, rows: list[Row] | None = None) -> ResponseReturnValue:
    form.once.data = form.once.data or secrets.token_urlsafe(ONCE_BYTES)
    event = listening.get_event(event_id)
    template = "facilitate/flipchart.html" if rows is None else "facilitate/flipchart_rows.html"
    return render_template(template, form=form, event=event, rows=rows)


def _offered(lines: list[Line]) -> list[Row]:
    alike = flipchart.find_alike([line.text for line in lines])
    return [
        Row(place=place, text=line.text, tally=str(line.tally or ""), into=first, is_merged=first != place)
        for place, (line, first) in enumerate(zip(lines, alike, strict=True))
    ]


def _read_rows() -> list[Row]:
    rows: list[Row] = []
    while f"text-{len(rows)}" in request.form and len(rows) < MOST_LINES:
        place = len(rows)
        text, tally = request.form[f"text-{place}"], clean(request.form.get(f"tally-{place}", ""))
        given = request.form.get(f"into-{place}", place, int)
        into = given if 0 <= given < place and not rows[given].is_merged else place
        fault = TOO_LONG if len(clean(text)) > LONGEST_NOTE else "" if AGREED.fullmatch(tally) else NUMBER
        is_merged = into != place and f"merge-{place}" in request.form
        rows.append(Row(place=place, text=text, tally=tally, into=into, is_merged=is_merged, fault=fault))
    return rows
