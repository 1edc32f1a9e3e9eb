"""For load balancers and monitors: does it work, and which part does not. No words, no numbers, no versions."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from consult.services import health
from consult.services.health import Health, State
from consult.services.lookout import Lookout
from consult.web.access import public

bp = Blueprint("health", __name__, url_prefix="/health")
lookout = Lookout(health.look, health.not_seen)
UNAVAILABLE = 503


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    """This process answers. Asks nothing of the database: a process is not begun again because that is away."""
    return _answer({"state": State.WELL.value}, is_well=True)


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Answers can be kept. Work that is late is told, and takes no machine out of service."""
    found = _ask()
    return _answer({"state": found.state.value, **_states(found)}, is_well=found.can_serve)


@bp.get("/<any(web, database, jobs, screening, mail):part>")
@public
def part(part: str) -> ResponseReturnValue:
    """One part alone, for a monitor that knows only well and not well."""
    found = _ask().part(part)
    return _answer({part: found.state.value}, is_well=found.is_well)


def _ask() -> Health:
    return lookout.ask(current_app._get_current_object())  # type: ignore[attr-defined]  # the look has a thread of its own


def _states(found: Health) -> dict[str, str]:
    return {part.name: part.state.value for part in found.parts}


def _answer(lines: dict[str, str], *, is_well: bool) -> Response:
    if request.accept_mimetypes.best_match(["text/plain", "application/json"]) == "application/json":
        answer = jsonify(lines)
    else:
        answer = Response("".join(f"{name}: {state}\n" for name, state in lines.items()), mimetype="text/plain")
    answer.status_code = 200 if is_well else UNAVAILABLE
    return answer
