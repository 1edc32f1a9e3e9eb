"""Where devices send points and ask for those of others. A receipt is given for what is stored for good."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.models.people import Role
from consult.services import arriving_points, listening
from consult.services.arriving_points import Receipt
from consult.services.points import Sender
from consult.web.access import answers_json, roles, the_user
from consult.web.facilitate import point_json
from consult.web.facilitate.point_json import LONGEST_BODY, BadRequest, Sent
from consult.web.facilitate.typed_here import remember, typed_here

bp = Blueprint("points", __name__, url_prefix="/staff/events")
LISTENERS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)


@bp.post("/<int:event_id>/points.json")
@answers_json
@roles(*LISTENERS)
def send(event_id: int) -> ResponseReturnValue:
    listening.get_event(event_id)
    if len(request.get_data()) > LONGEST_BODY:
        abort(413)
    try:
        given = take_in(event_id, request.get_json(force=True, silent=True))
    except BadRequest as error:
        return jsonify(error=str(error)), 400
    prompts, own = _prompts(event_id), typed_here()
    receipts = [point_json.receipt(each, prompts, typed_here=own) for each in given]
    return jsonify(receipts=receipts, event=point_json.about(listening.get_event(event_id)))


@bp.get("/<int:event_id>/points.json")
@answers_json
@roles(*LISTENERS)
def changes(event_id: int) -> ResponseReturnValue:
    """csrf: for a page that was opened before somebody signed in again."""
    after = max(request.args.get("after", 0, int), 0)
    found = arriving_points.list_changes(event_id, after=after, typed_here=typed_here())
    prompts = _prompts(event_id)
    answer: dict[str, Any] = {"points": [point_json.version(shown, prompts) for shown in found]}
    answer |= {"newest": max([after, *(shown.note.id for shown in found)]), "csrf": generate_csrf()}
    return jsonify(answer | {"event": point_json.about(listening.get_event(event_id))})


def take_in(event_id: int, sent: Any) -> list[Receipt]:
    """What a device sends, or saved as a file: a receipt for each point, in their order."""
    device, clock_off, points = point_json.read(sent)
    sender = Sender(by=the_user().id, device=device, clock_off=clock_off)
    return [_receive(event_id, point, sender) for point in points]


def _receive(event_id: int, sent: Sent, sender: Sender) -> Receipt:
    if sent.arriving is None:
        assert sent.refusal is not None, "what cannot be stored has its refusal"  # noqa: S101
        return sent.refusal
    given = arriving_points.receive(event_id, sent.arriving, replace(sender, written_at=sent.written_at))
    if given.number is not None:
        remember(given.number)
    return given


def _prompts(event_id: int) -> dict[int, str]:
    return {prompt.id: prompt.code for prompt in listening.list_prompts(event_id)}
