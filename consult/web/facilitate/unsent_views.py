"""A file of unsent points is handed in on another machine. Handed in twice, or sent by the device too: stored once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from consult.services import listening, unsent_files
from consult.services.arriving_points import State
from consult.services.event_planning import LISTENERS
from consult.store.errors import NotFound
from consult.web.access import roles
from consult.web.facilitate.point_json import BadRequest
from consult.web.facilitate.sending import take_in

bp = Blueprint("unsent", __name__, url_prefix="/staff/events")
SAID = {
    State.STORED: "stored now",
    State.ALREADY: "there already",
    State.CONFLICT: "changed by somebody else too: both versions are kept, choose on the event’s page",
    State.REFUSED: "not stored",
}


class UnsentForm(FlaskForm):
    file = FileField("The file of unsent points", [FileRequired("Choose the file that was saved on the device")])


@bp.route("/unsent", methods=["GET", "POST"])
@roles(*LISTENERS)
def hand_in() -> ResponseReturnValue:
    form = UnsentForm()
    if form.validate_on_submit():
        try:
            said = _take_in_all(form.file.data.read(unsent_files.LARGEST + 1))
        except (unsent_files.BadFile, BadRequest) as error:
            form.file.errors = [str(error)]
        else:
            for sentence in said:
                flash(sentence)
            return redirect(url_for("unsent.hand_in"))
    return render_template("facilitate/unsent.html", form=form)


def _take_in_all(content: bytes) -> list[str]:
    """A sentence for each event, and one for each point that could not be stored."""
    counts: dict[str, Counter[State]] = {}
    refused: list[str] = []
    for event_id, batch in list(unsent_files.open_file(content)):
        title = _title(event_id)
        if title is None:
            counts.setdefault(f"Event {event_id}, which is not there or not of your areas", Counter())[
                State.REFUSED
            ] += len(batch["points"])
            continue
        for receipt in take_in(event_id, batch):
            counts.setdefault(title, Counter())[receipt.state] += 1
            if receipt.state == State.REFUSED:
                refused.append(receipt.sentence)
    return [_sentence(title, found) for title, found in counts.items()] + refused[:20]


def _title(event_id: int) -> str | None:
    try:
        return listening.get_event(event_id).title
    except NotFound:
        return None


def _sentence(title: str, found: Counter[Any]) -> str:
    return f"{title}: " + ", ".join(f"{found[state]} {words}" for state, words in SAID.items() if found[state])
