"""For managers: a link, a code and a sheet for each school, club or home, and how many came by it."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.group_links import GroupKind
from consult.models.people import Role
from consult.services import group_links
from consult.web.access import roles, the_user
from consult.web.manage.group_forms import OWN, SHARED, GroupForm, NewGroupForm

bp = Blueprint("group_links", __name__, url_prefix="/staff/groups")


@bp.get("/")
@roles(Role.MANAGER)
def index() -> ResponseReturnValue:
    return render_template("manage/groups.html", states=group_links.list_states())


@bp.route("/new", methods=["GET", "POST"])
@roles(Role.MANAGER)
def new() -> ResponseReturnValue:
    form = NewGroupForm()
    if not form.survey.choices:
        return render_template("manage/no_survey.html")
    if form.validate_on_submit():
        made = group_links.add(
            survey_slug=form.survey.data or "",
            name=(form.name.data or "").strip(),
            kind=GroupKind(form.kind.data),
            area=form.area.data or "",
            by=the_user().id,
            **_rules(form),
        )
        return redirect(url_for("group_links.link", link_id=made.id))
    return render_template("manage/group_new.html", form=form), 422 if form.errors else 200


@bp.get("/<int:link_id>")
@roles(Role.MANAGER)
def link(link_id: int) -> ResponseReturnValue:
    state = group_links.get_state(link_id)
    return render_template("manage/group.html", state=state, link=state.link, address=_address(state.link.code))


@bp.route("/<int:link_id>/change", methods=["GET", "POST"])
@roles(Role.MANAGER)
def change(link_id: int) -> ResponseReturnValue:
    found = group_links.get_state(link_id).link
    form = GroupForm(
        data={"expected": found.expected, "device": SHARED if found.is_shared else OWN, "rests": found.rests}
    )
    if form.validate_on_submit():
        group_links.change(link_id, by=the_user().id, **_rules(form))
        return redirect(url_for("group_links.link", link_id=link_id))
    return render_template("manage/group_change.html", form=form, link=found), 422 if form.errors else 200


@bp.get("/<int:link_id>/sheet")
@roles(Role.MANAGER)
def sheet(link_id: int) -> ResponseReturnValue:
    found = group_links.get_state(link_id).link
    return render_template("manage/group_sheet.html", link=found, address=_address(found.code))


@bp.get("/<int:link_id>/code.svg")
@roles(Role.MANAGER)
def picture(link_id: int) -> ResponseReturnValue:
    """The code to scan: black on white, with the quiet border that scanners need."""
    drawn = io.BytesIO()
    whole = url_for("groups.arrive", code=group_links.get_state(link_id).link.code, _external=True)
    segno.make_qr(whole, error="m").save(drawn, kind="svg", scale=8, border=4, light="#fff", svgns=True)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.post("/<int:link_id>/close")
@roles(Role.MANAGER)
def close(link_id: int) -> ResponseReturnValue:
    group_links.close(link_id, by=the_user().id)
    return redirect(url_for("group_links.link", link_id=link_id))


@bp.post("/<int:link_id>/open-again")
@roles(Role.MANAGER)
def reopen(link_id: int) -> ResponseReturnValue:
    group_links.reopen(link_id, by=the_user().id)
    return redirect(url_for("group_links.link", link_id=link_id))


def _rules(form: GroupForm) -> dict[str, Any]:
    return {
        "expected": form.expected.data,
        "is_shared": form.device.data == SHARED,
        "rests": form.rests.data,
    }


def _address(code: str) -> str:
    """As people type it."""
    return url_for("groups.arrive", code=code, _external=True).partition("://")[2]
