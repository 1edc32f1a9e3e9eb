"""The register of documents that were received: handed in, read, answered, closed."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.models.documents import Answered, DocumentKind
from consult.models.listening import NoteKind
from consult.models.people import Role
from consult.services import documents as service
from consult.services.document_files import NotTaken
from consult.services.points import Said
from consult.web.access import roles, the_user
from consult.web.facilitate.document_forms import ANSWERS, KINDS, AnswerForm, ReceivedForm
from consult.web.facilitate.forms import NoteForm
from surveys.characters import clean

bp = Blueprint("documents", __name__, url_prefix="/staff/documents")
LISTENERS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)
listeners = roles(*LISTENERS)
readers = roles(*LISTENERS, *service.TEAM)


@bp.get("/")
@readers
def index() -> ResponseReturnValue:
    chosen = {name: request.args.get(name, "") for name in ("step", "kind", "event")}
    event_id = int(chosen["event"]) if chosen["event"].isdecimal() and len(chosen["event"]) < 10 else None
    lines = service.list_lines(step=chosen["step"], kind=chosen["kind"], event_id=event_id)
    return render_template(
        "documents/index.html", lines=lines, chosen=chosen, steps=service.STEPS, kinds=KINDS, may_add=_may_add()
    )


@bp.route("/new", methods=["GET", "POST"])
@listeners
def new() -> ResponseReturnValue:
    form = ReceivedForm()
    if request.method == "GET":
        form.event.data = request.args.get("event", "")
    if form.validate_on_submit() and (received := _try_to_receive(form)):
        flash(_in_words(received))
        return redirect(url_for("documents.document", document_id=received.number))
    return render_template("documents/new.html", form=form)


@bp.route("/<int:document_id>", methods=["GET", "POST"])
@readers
def document(document_id: int) -> ResponseReturnValue:
    user, form, line = the_user(), AnswerForm(), service.get(document_id)
    if form.validate_on_submit():
        words = form.words.data or ""
        service.say_answered(document_id, Answered(form.where.data), words, role=user.role, by=user.id)
        flash("Saved. Now close it")
        return redirect(url_for("documents.document", document_id=document_id))
    if request.method == "GET" and line.document.answered:
        form.where.data, form.words.data = line.document.answered.value, line.document.answered_at
    may_open = not line.is_withheld or user.role in service.TEAM
    names = {"kinds": KINDS, "answers": ANSWERS, "steps": service.STEPS}
    return render_template("documents/document.html", form=form, line=line, may_open=may_open, **names)


@bp.get("/<int:document_id>/file")
@readers
def file(document_id: int) -> ResponseReturnValue:
    """Only ever as a download, under a name of ours."""
    user = the_user()
    found, content = service.open_file(document_id, role=user.role, by=user.id)
    name = f"document-{found.id}.{found.ending}"
    media = service.MEDIA_TYPES[found.ending]
    return send_file(BytesIO(content), media, as_attachment=True, download_name=name, max_age=0)


@bp.post("/<int:document_id>/read")
@readers
def read(document_id: int) -> ResponseReturnValue:
    service.say_read(document_id, role=the_user().role, by=the_user().id)
    return redirect(url_for("documents.document", document_id=document_id))


@bp.route("/<int:document_id>/points", methods=["GET", "POST"])
@readers
def points(document_id: int) -> ResponseReturnValue:
    user, form, line = the_user(), NoteForm(kind=NoteKind.VERBATIM), service.get(document_id)
    if form.validate_on_submit():
        said = Said(text=clean(form.text.data or ""), kind=NoteKind(form.kind.data))
        is_new = service.type_point(document_id, said, once=form.once.data or "", role=user.role, by=user.id)
        flash("Point added" if is_new else "That point was already saved. It is stored once")
        return redirect(url_for("documents.points", document_id=document_id))
    return render_template("documents/points.html", form=form, line=line)


@bp.post("/<int:document_id>/close")
@readers
def close(document_id: int) -> ResponseReturnValue:
    service.close(document_id, role=the_user().role, by=the_user().id)
    flash(f"Document {document_id} is closed")
    return redirect(url_for("documents.index"))


@bp.post("/<int:document_id>/open-again")
@readers
def reopen(document_id: int) -> ResponseReturnValue:
    service.open_again(document_id, role=the_user().role, by=the_user().id)
    return redirect(url_for("documents.document", document_id=document_id))


@bp.post("/<int:document_id>/concern")
@readers
def raise_concern(document_id: int) -> ResponseReturnValue:
    service.raise_concern(document_id, role=the_user().role, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=url_for("documents.index")))


def _in_words(received: service.Received) -> str:
    stands = "is in the register" if received.is_new else "was in the register before"
    missing = ", ".join(f"“{name}”" for name in received.left_out)
    more = f". Attachments are not kept with an e-mail: hand in {missing} as well" if missing else ""
    return f"Document {received.number} {stands}{more}"


def _may_add() -> bool:
    return the_user().role in LISTENERS


def _try_to_receive(form: ReceivedForm) -> service.Received | None:
    """A file that cannot be kept is said beside its field; the rest stays typed."""
    sent = form.file.data
    try:
        return service.receive(
            sent.stream.read(),
            name=sent.filename or "",
            kind=DocumentKind(form.kind.data),
            received_on=form.received_on,
            area=form.area.data or "",
            event_id=form.event_id,
            by=the_user().id,
        )
    except NotTaken as error:
        form.file.errors = [str(error)]
        return None
