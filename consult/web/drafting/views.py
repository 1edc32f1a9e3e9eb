"""The drafting room: the sections of the plan, their text, what is amiss in it, and a second person’s approval."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.models.plan import SectionVersion
from consult.plan.comparing import compare
from consult.services import approving, choosing, drafting, outcomes, readings
from consult.services.cited_groups import groups
from consult.services.drafting import Draft, SavedMeanwhile
from consult.store.errors import NotFound
from consult.web.access import roles, the_user
from consult.web.drafting.forms import PressForm, RemarkForm, SectionForm, TextForm

bp = Blueprint("drafting", __name__, url_prefix="/staff/plan")
strategist = roles(Role.STRATEGIST)
reader = roles(Role.STRATEGIST, Role.MANAGER)


@bp.get("")
@reader
def index() -> ResponseReturnValue:
    user = the_user()
    return render_template(
        "drafting/plan.html",
        lines=drafting.list_lines(),
        board=outcomes.read_board(),
        to_read=[each for each in readings.list_read() if each.waits_for(user.id)],
        may_write=user.role == Role.STRATEGIST,
        form=SectionForm(),
    )


@bp.post("/sections")
@strategist
def start_section() -> ResponseReturnValue:
    form = SectionForm()
    if not form.validate_on_submit():
        return redirect(url_for("drafting.index"))
    section_id = drafting.start_section(form.priority.data, form.area.data, by=the_user().id)
    return redirect(url_for("drafting.write", section_id=section_id))


@bp.get("/sections/<int:section_id>")
@reader
def section(section_id: int) -> ResponseReturnValue:
    draft = drafting.get_draft(section_id)
    if draft.newest is None:
        return render_template("drafting/empty.html", draft=draft, may_write=the_user().role == Role.STRATEGIST)
    return _section_page(draft, draft.newest)


@bp.get("/sections/<int:section_id>/versions/<int:number>")
@reader
def version(section_id: int, number: int) -> ResponseReturnValue:
    draft = drafting.get_draft(section_id)
    return _section_page(draft, draft.version(number))


@bp.get("/sections/<int:section_id>/compare")
@reader
def comparison(section_id: int) -> ResponseReturnValue:
    """Two versions side by side: those that were chosen, or the newest and what came before it."""
    draft = drafting.get_draft(section_id)
    if draft.newest is None:
        raise NotFound("nothing to compare yet")
    after = draft.version(_number("after") or draft.seen)
    before = draft.version(_number("before") or max(after.number - 1, 1))
    lines = compare(before.text, after.text)
    return render_template("drafting/compare.html", draft=draft, before=before, after=after, lines=lines)


@bp.route("/sections/<int:section_id>/write", methods=["GET", "POST"])
@strategist
def write(section_id: int) -> ResponseReturnValue:
    draft = drafting.get_draft(section_id)
    form = TextForm() if request.method == "POST" else TextForm(text=_text(draft), seen=draft.seen)
    if "insert" in request.form:
        form.text.data = choosing.insert(form.text.data or "", request.form["insert"])
    is_saving = "save" in request.form and form.validate_on_submit()
    if not is_saving:
        return _editor(draft, form)
    try:
        drafting.save(section_id, form.text.data or "", seen=form.seen_number, by=the_user().id)
    except SavedMeanwhile as clash:
        return _both(drafting.get_draft(section_id), clash, form)
    flash("The section is saved.")
    return redirect(url_for("drafting.section", section_id=section_id))


@bp.post("/sections/<int:section_id>/versions/<int:number>/remarks")
@reader
def add_remark(section_id: int, number: int) -> ResponseReturnValue:
    form = RemarkForm()
    if not form.validate_on_submit():
        draft = drafting.get_draft(section_id)
        return _section_page(draft, draft.version(number), form), 422
    approving.add_remark(section_id, number, form.remark.data or "", by=the_user().id)
    return redirect(url_for("drafting.section", section_id=section_id, _anchor="remarks"))


@bp.post("/remarks/<int:remark_id>/settle")
@reader
def settle_remark(remark_id: int) -> ResponseReturnValue:
    section_id = approving.settle_remark(remark_id, by=the_user().id)
    return redirect(url_for("drafting.section", section_id=section_id, _anchor="remarks"))


@bp.post("/sections/<int:section_id>/versions/<int:number>/approve")
@reader
def approve(section_id: int, number: int) -> ResponseReturnValue:
    approving.approve(section_id, number, by=the_user().id)
    flash(f"Version {number} is approved.")
    return redirect(url_for("drafting.section", section_id=section_id))


def _section_page(draft: Draft, version: SectionVersion, form: RemarkForm | None = None) -> str:
    user, text = the_user(), drafting.read_version(version)
    return render_template(
        "drafting/section.html",
        draft=draft,
        version=version,
        approval=draft.approvals.get(version.id),
        text=text,
        groups=groups(text),
        is_newest=draft.newest is not None and version.id == draft.newest.id,
        why_not=approving.why_not(draft, user.id),
        remarks=approving.list_remarks(draft.section.id),
        may_write=user.role == Role.STRATEGIST,
        form=form or RemarkForm(),
        press=PressForm(),
        back=url_for("drafting.section", section_id=draft.section.id),
    )


def _editor(draft: Draft, form: TextForm) -> ResponseReturnValue:
    text = choosing.preview(form.text.data or "")
    page = render_template(
        "drafting/write.html",
        draft=draft,
        form=form,
        text=text,
        groups=groups(text),
        found=choosing.find(form.look_for.data or "", priority=draft.section.priority),
        back=url_for("drafting.write", section_id=draft.section.id),
    )
    return page, 422 if form.errors else 200


def _both(draft: Draft, clash: SavedMeanwhile, form: TextForm) -> ResponseReturnValue:
    theirs = clash.now.text if clash.now else ""
    form.seen.data, form.text.data = str(draft.seen), clash.wanted
    lines = compare(theirs, clash.wanted)
    return render_template("drafting/both.html", draft=draft, clash=clash, form=form, lines=lines), 409


def _text(draft: Draft) -> str:
    return draft.newest.text if draft.newest else ""


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
