"""The pack of an event, made to be printed on A4 in one press."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.help_lines import HelpLine
from consult.models.listening import ListeningEvent
from consult.services import event_pack, listening
from consult.services.event_pack import Pack
from consult.services.event_planning import LISTENERS
from consult.settings import Settings
from consult.web.access import roles
from consult.web.facilitate.forms import METHODS

bp = Blueprint("pack", __name__, url_prefix="/staff/events")


@bp.get("/<int:event_id>/pack")
@roles(*LISTENERS)
def pack(event_id: int) -> ResponseReturnValue:
    made = event_pack.put_together(listening.get_event(event_id))
    return render_template(
        "facilitate/pack.html",
        pack=made,
        event=made.event,
        methods=METHODS,
        say_first=event_pack.SAY_FIRST,
        size_of=event_pack.size_of,
        address=_address(made).partition("://")[2],
        help_lines=_help_lines(made.event),
    )


@bp.get("/<int:event_id>/pack/code.svg")
@roles(*LISTENERS)
def code(event_id: int) -> ResponseReturnValue:
    """The code to scan: black on white, with the quiet border that scanners need."""
    whole = _address(event_pack.put_together(listening.get_event(event_id)))
    if not whole:
        abort(404)
    drawn = io.BytesIO()
    segno.make_qr(whole, error="m").save(drawn, kind="svg", scale=8, border=4, light="#fff", svgns=True)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _address(made: Pack) -> str:
    if made.code:
        return url_for("groups.arrive", code=made.code, _external=True)
    return url_for("respond.start", slug=made.survey.slug, _external=True) if made.survey else ""


def _help_lines(event: ListeningEvent) -> list[HelpLine]:
    """The area's own numbers first, then those for everywhere."""
    settings: Settings = current_app.config["SETTINGS"]
    fitting = [line for line in settings.help_lines if line.area in ("", event.area)]
    return sorted(fitting, key=lambda line: line.area == "")
