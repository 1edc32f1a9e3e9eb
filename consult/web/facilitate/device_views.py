"""The log on a device of its own: what installs it, opens it without signal, and what the device locks with."""

from __future__ import annotations

import base64
import re

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.models.listening import NoteKind
from consult.services import devices, listening, point_changes
from consult.services.event_planning import LISTENERS
from consult.services.listening import EventLog
from consult.services.point_changes import Choice
from consult.web.access import answers_json, roles, the_user
from consult.web.assets import OURS, asset
from consult.web.facilitate.forms import NoteForm
from consult.web.facilitate.views import show_log

bp = Blueprint("device", __name__, url_prefix="/staff/events")
DEVICE = re.compile(r"[A-Za-z0-9_-]{16,36}")


@bp.get("/device.json")
@answers_json
@roles(*LISTENERS)
def who() -> ResponseReturnValue:
    """GET, because it changes nothing, and is asked before there is a token; no other site may read it."""
    device = request.args.get("device", "")
    if device and not DEVICE.fullmatch(device):
        abort(400)
    user = the_user()
    secret = base64.b64encode(devices.secret_for(user.id, device)).decode()
    file_key = base64.b64encode(devices.public_file_key()).decode()
    return jsonify(user=str(user.id), secret=secret, file_key=file_key, token=generate_csrf())


@bp.post("/<int:event_id>/points/<int:note_id>/settle.json")
@answers_json
@roles(*LISTENERS)
def settle(event_id: int, note_id: int) -> ResponseReturnValue:
    """A conflict that a device shows is settled there."""
    sent = request.get_json(force=True, silent=True)
    choice = sent.get("choice") if isinstance(sent, dict) else None
    if choice not in (Choice.STANDING, Choice.OTHER):
        abort(400)
    note = point_changes.settle(event_id, note_id, Choice(choice), by=the_user().id)
    return jsonify(number=note.id)


@bp.get("/device")
@roles(*LISTENERS)
def home() -> ResponseReturnValue:
    """What is on this device. Without signal it stands for every page that is not kept."""
    return render_template("facilitate/device.html")


@bp.get("/<int:event_id>/offline")
@roles(*LISTENERS)
def offline(event_id: int) -> ResponseReturnValue:
    """The log as a device keeps it: all that the page needs, and nobody’s words."""
    log = EventLog(event=listening.get_event(event_id), points=())
    return show_log(log, NoteForm(formdata=None, kind=NoteKind.VERBATIM), template="facilitate/offline.html")


@bp.get("/worker.js")
@roles(*LISTENERS)
def worker() -> ResponseReturnValue:
    """At this address, because a worker sees the pages beside and below its own."""
    return Response((OURS / "listen" / "worker.js").read_bytes(), mimetype="text/javascript")


@bp.get("/manifest.webmanifest")
@roles(*LISTENERS)
def manifest() -> ResponseReturnValue:
    folder = url_for("facilitate.events")
    icon = {"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    more = {"start_url": folder, "scope": folder, "id": folder, "display": "standalone", "icons": [icon]}
    colours = {"theme_color": "#00625e", "background_color": "#ffffff"}
    answer = jsonify(name="Big Conversation: listening events", short_name="Listening", lang="en-GB", **more, **colours)
    answer.mimetype = "application/manifest+json"
    return answer
