"""Raise a concern from any page that shows people's words; act on it as safeguarding lead."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.concerns import ConcernState
from consult.models.people import Role
from consult.services import concerns as service
from consult.services.concerns import Outcome
from consult.web.access import own_path, roles, the_user
from consult.web.safeguard.forms import CloseForm

bp = Blueprint("safeguard", __name__, url_prefix="/staff/concerns")
READERS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER, Role.SAFEGUARDING_LEAD)
LATE = timedelta(hours=1)


@bp.post("/raise/<int:comment_id>")
@roles(*READERS)
def raise_concern(comment_id: int) -> ResponseReturnValue:
    service.raise_concern(comment_id, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=own_path(request.form.get("back", ""))))


@bp.get("/raised")
@roles(*READERS)
def raised() -> ResponseReturnValue:
    back = own_path(request.args.get("back", "")) or url_for("account.home")
    return render_template("safeguard/raised.html", back=back)


@bp.get("/")
@roles(Role.SAFEGUARDING_LEAD)
def concerns() -> ResponseReturnValue:
    return render_template("safeguard/concerns.html", lines=service.list_concerns(), LATE=LATE, in_words=in_words)


@bp.get("/<int:concern_id>")
@roles(Role.SAFEGUARDING_LEAD)
def concern(concern_id: int) -> ResponseReturnValue:
    return _show(concern_id)


@bp.post("/<int:concern_id>/acknowledge")
@roles(Role.SAFEGUARDING_LEAD)
def acknowledge(concern_id: int) -> ResponseReturnValue:
    service.acknowledge(concern_id, by=the_user().id)
    return redirect(url_for("safeguard.concern", concern_id=concern_id))


@bp.post("/<int:concern_id>/close")
@roles(Role.SAFEGUARDING_LEAD)
def close(concern_id: int) -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate_on_submit():
        return _show(concern_id, form)
    service.close(
        concern_id,
        Outcome(form.outcome.data),
        hand_over=form.hand_over.data or "",
        by=the_user().id,
        seen=ConcernState(form.seen.data or ""),
    )
    return redirect(url_for("safeguard.concerns"))


def in_words(waited: timedelta) -> str:
    """3 days, 2 hours 5 minutes, less than a minute"""
    minutes = int(waited.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((days, "day"), (hours, "hour"), (0 if days else minutes, "minute"))
        if count
    ]
    return " ".join(parts) or "less than a minute"


def _show(concern_id: int, form: CloseForm | None = None) -> ResponseReturnValue:
    opened = service.open_concern(concern_id, by=the_user().id)
    form = form or CloseForm(formdata=None, hand_over=opened.concern.hand_over, seen=opened.concern.state)
    return render_template(
        "safeguard/concern.html", opened=opened, concern=opened.concern, form=form, State=ConcernState
    )
