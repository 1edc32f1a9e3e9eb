"""Raise a concern from any page that shows people's words; act on it as safeguarding lead or deputy."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.concerns import ConcernState, FoundBy
from consult.models.people import Role
from consult.services import concerns as service
from consult.services import drawings, event_closing, safeguarding_watch, screening_samples, waiting_files
from consult.services.concerns import Outcome
from consult.settings import Settings
from consult.web.access import own_path, roles, the_user
from consult.web.safeguard import shown
from consult.web.safeguard.forms import CloseForm, NoteForm, PhraseForm, close_form

bp = Blueprint("safeguard", __name__, url_prefix="/staff/concerns")
for each in shown.FILTERS:
    bp.add_app_template_filter(each)
TEAM = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
READERS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER, *TEAM)


# raising


@bp.post("/raise/<int:comment_id>")
@roles(*READERS)
def raise_concern(comment_id: int) -> ResponseReturnValue:
    service.raise_concern(comment_id, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=own_path(request.form.get("back", ""))))


@bp.post("/raise-about-file/<string:token>/<int:line>")
@roles(Role.STRATEGIST, Role.MANAGER)
def raise_about_file(token: str, line: int) -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    waiting_files.raise_about_line(settings.instance, token, line, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=own_path(request.form.get("back", ""))))


@bp.get("/raised")
@roles(*READERS)
def raised() -> ResponseReturnValue:
    back = own_path(request.args.get("back", "")) or url_for("account.home")
    return render_template("safeguard/raised.html", back=back)


# the queue


@bp.get("/")
@roles(*TEAM)
def concerns() -> ResponseReturnValue:
    return render_template(
        "safeguard/concerns.html",
        lines=service.list_open(),
        closed=service.count_closed(),
        watch=safeguarding_watch.look(),
        to_read=screening_samples.count_to_read(),
        worries=event_closing.list_worries(),
    )


@bp.get("/closed")
@roles(*TEAM)
def closed() -> ResponseReturnValue:
    page = max(request.args.get("page", 1, type=int), 1)
    total = service.count_closed()
    pages = max(-(-total // service.PER_PAGE), 1)
    page = min(page, pages)
    return render_template(
        "safeguard/closed.html", found=service.list_closed(page), total=total, page=page, pages=pages
    )


@bp.get("/<int:concern_id>")
@roles(*TEAM)
def concern(concern_id: int) -> ResponseReturnValue:
    return _show(concern_id)


@bp.post("/<int:concern_id>/acknowledge")
@roles(*TEAM)
def acknowledge(concern_id: int) -> ResponseReturnValue:
    service.acknowledge(concern_id, by=the_user().id)
    return _back_to(concern_id)


@bp.post("/<int:concern_id>/begin")
@roles(*TEAM)
def begin(concern_id: int) -> ResponseReturnValue:
    service.begin_work(concern_id, by=the_user().id)
    return _back_to(concern_id)


@bp.post("/<int:concern_id>/notes")
@roles(*TEAM)
def add_note(concern_id: int) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate_on_submit():
        return _show(concern_id, note_form=form)
    service.add_note(concern_id, form.note.data or "", once=form.once.data or "", by=the_user().id)
    return _back_to(concern_id)


@bp.post("/<int:concern_id>/missed")
@roles(*TEAM)
def keep_phrase(concern_id: int) -> ResponseReturnValue:
    form = PhraseForm()
    if form.validate_on_submit():
        screening_samples.keep_phrase(concern_id, form.phrase.data or "", by=the_user().id)
        return _back_to(concern_id)
    return _show(concern_id, phrase_form=form)


@bp.post("/<int:concern_id>/close")
@roles(*TEAM)
def close(concern_id: int) -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate_on_submit():
        return _show(concern_id, form)
    service.close(
        concern_id,
        Outcome(form.outcome.data),
        reason=form.reason.data or "",
        hand_over=form.hand_over.data or "",
        by=the_user().id,
        seen=ConcernState(form.seen.data or ""),
    )
    return redirect(url_for("safeguard.concerns"))


def _back_to(concern_id: int) -> ResponseReturnValue:
    return redirect(url_for("safeguard.concern", concern_id=concern_id))


def _show(
    concern_id: int,
    form: CloseForm | None = None,
    note_form: NoteForm | None = None,
    phrase_form: PhraseForm | None = None,
) -> ResponseReturnValue:
    opened = service.open_concern(concern_id, by=the_user().id)
    concern = opened.concern
    may_clear = the_user().id not in opened.put_away_by
    filled = {"hand_over": concern.hand_over, "reason": concern.closing_reason, "seen": concern.state}
    return render_template(
        "safeguard/concern.html",
        opened=opened,
        concern=concern,
        form=form or close_form(may_clear=may_clear, **filled),
        may_clear=may_clear,
        note_form=note_form or NoteForm(formdata=None),
        phrase_form=phrase_form or PhraseForm(formdata=None),
        may_be_missed=concern.found_by == FoundBy.READER and not concern.erased_at,
        has_picture=drawings.has_picture(concern_id),
        has_phrase=screening_samples.has_phrase(concern_id),
        State=ConcernState,
    )
