"""The register of what was received: read by somebody, answered somewhere, then closed; never the other way round.

No screening reads these files. Whoever reads one says whether it worries them; then only the safeguarding team opens
it. Words typed from one become points of its event, with the document as their source, and are screened as all are.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.concerns import WITHHELD_STATES, ConcernState, FoundBy
from consult.models.documents import Answered, Document, DocumentKind
from consult.models.people import Role
from consult.services import alerts, areas, document_files, drawings, listening, points
from consult.services.points import Said, Sender
from consult.store import concerns, people
from consult.store import documents as store
from consult.store import listening as listening_store
from consult.store.concerns import Origin
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from surveys.characters import clean

TEAM = drawings.TEAM
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
}
LONGEST_NAME, LONGEST_ANSWER = 200, 500
STEPS = {
    "read": "Read it",
    "answer": "Say where it is answered",
    "close": "Close it",
    "closed": "Nothing: it is closed",
    "withheld": "The safeguarding lead decides",
}
IN_WORDS = "Whoever read document {} in the register of documents is worried about what it says. Open it there."
UNREAD = "Nobody has read this document yet. Read it, then say where it is answered, then close it."
CLOSED = "This document is closed. Open it again first."
NOT_YET = "A document is closed when somebody has read it and said where it is answered. Do that first."
NO_EVENT = "Only words from a document of an event become points. Import other words as comments, from a spreadsheet."
GONE = "This document is kept no longer. What was noted about it stays in the register."


@dataclass(frozen=True, kw_only=True)
class Received:
    """is_new: False where the same file was in the register before; the number is that one's."""

    number: int
    is_new: bool
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """A document in the register, and what comes next for it."""

    document: Document
    step: str
    points: int = 0  # of its event, typed from it

    @property
    def is_withheld(self) -> bool:
        return self.step == "withheld"


def receive(
    content: bytes, *, name: str, kind: DocumentKind, received_on: date, area: str, event_id: int | None, by: int
) -> Received:
    """Into the register; the same file is there once. document_files.NotTaken where it cannot be kept."""
    kept = document_files.read(content)
    if event_id is not None:
        area = listening.get_event(event_id).area
    areas.refuse_others(area)
    columns: dict[str, Any] = {"kind": kind, "received_on": received_on, "area": area, "event_id": event_id}
    columns |= {"original_name": plain_name(name), "sha256": hashlib.sha256(content).hexdigest()}
    columns |= {"ending": kept.ending, "content": kept.content, "size": len(kept.content)}
    left_out = tuple(plain_name(each) for each in kept.left_out)
    try:
        with transaction():
            if same := store.find_same(columns["sha256"]):
                return Received(number=same, is_new=False)
            document = store.add(**columns, left_out=list(left_out), added_by=by)
            people.record(user_id=by, action="document received", subject=f"document {document.id}")
    except IntegrityError:  # handed in twice at the same moment
        if same := store.find_same(columns["sha256"]):
            return Received(number=same, is_new=False)
        raise
    return Received(number=document.id, is_new=True, left_out=left_out)


def plain_name(name: str) -> str:
    """Text to show: no path, nothing that cannot be seen, nothing that turns the direction of text."""
    last = clean(name.replace("\\", "/").rpartition("/")[2])
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[:LONGEST_NAME]


def line_of(document: Document) -> Line:
    return Line(document=document, step=_step(document))


def list_lines(*, step: str = "", kind: str = "", event_id: int | None = None) -> list[Line]:
    """What fits, the newest first."""
    lines = [line_of(document) for document in store.list_all()]
    return [
        line
        for line in lines
        if step in ("", line.step) and kind in ("", line.document.kind) and event_id in (None, line.document.event_id)
    ]


def get(document_id: int) -> Line:
    return replace(line_of(store.get(document_id)), points=store.count_points(document_id))


def count() -> tuple[int, int]:
    """How many were received, and closed: for the ledger."""
    return store.count()


def open_file(document_id: int, *, role: Role, by: int) -> tuple[Document, bytes]:
    """That it was opened is written down. NotFound where this role may not, Conflict where it is gone."""
    with transaction():
        document = _readable(document_id, role)
        content = store.get_content(document_id)
        if content is None:
            raise Conflict(GONE)
        people.record(user_id=by, action="document opened", subject=f"document {document_id}")
    return document, content


def say_read(document_id: int, *, role: Role, by: int) -> None:
    """Read, and not worried. Said twice, the first stands."""
    with transaction():
        _readable(document_id, role)
        if store.say_read(document_id, by=by, at=utcnow()):
            people.record(user_id=by, action="document read", subject=f"document {document_id}")


def say_answered(document_id: int, where: Answered, words: str, *, role: Role, by: int) -> None:
    with transaction():
        document = _readable(document_id, role)
        if not store.say_answered(document_id, answered=where, answered_at=clean(words)[:LONGEST_ANSWER]):
            raise Conflict(CLOSED if document.closed_at else UNREAD)
        people.record(user_id=by, action="document answered", subject=f"document {document_id}", detail=where.value)


def close(document_id: int, *, role: Role, by: int) -> None:
    """Closed twice it stays as it was closed."""
    with transaction():
        document = _readable(document_id, role)
        if document.closed_at is None and not store.close(document_id, by=by, at=utcnow()):
            raise Conflict(NOT_YET)
        if document.closed_at is None:
            people.record(user_id=by, action="document closed", subject=f"document {document_id}")


def open_again(document_id: int, *, role: Role, by: int) -> None:
    with transaction():
        _readable(document_id, role)
        if store.open_again(document_id):
            people.record(user_id=by, action="document opened again", subject=f"document {document_id}")


def raise_concern(document_id: int, *, role: Role, by: int) -> None:
    """From now on the safeguarding team alone opens it. Raised again after it was cleared, it is before them again."""
    with transaction():
        document = _readable(document_id, role)
        if document.concern is None:
            origin = Origin(door="document", origin=f"document {document.id}", area=document.area)
            words = IN_WORDS.format(document.id)
            concern = concerns.add_concern(
                comment=None, text=words, origin=origin, found_by=FoundBy.READER, raised_by=by
            )
            document.concern_id = concern.id
            alerts.owe(concern.id)
            people.record(user_id=by, action="concern raised", subject=f"concern {concern.id}")
        elif concerns.change_state(document.concern.id, ConcernState.NEW, seen=ConcernState.CLOSED_CLEARED):
            alerts.owe(document.concern.id)
            people.record(user_id=by, action="concern raised again", subject=f"concern {document.concern.id}")


def type_point(document_id: int, said: Said, *, once: str, role: Role, by: int) -> bool:
    """A point of its event, typed from it; late where the event is closed. False where it was sent before."""
    key = hashlib.sha256(
        "\n".join((once, str(document_id), said.kind, said.text)).encode("utf-8", "replace")
    ).hexdigest()
    try:
        with transaction():
            document = _readable(document_id, role)
            if document.event_id is None:
                raise Conflict(NO_EVENT)
            if listening_store.find_note_once(key):
                return False
            event = listening.get_event(document.event_id)
            note = points.write(event, said, Sender(by=by), once=key)
            store.add_point(document_id, note.id)
    except IntegrityError:  # the same press, a moment earlier
        return False
    return True


def _step(document: Document) -> str:
    if document.concern is not None and document.concern.state in WITHHELD_STATES:
        return "withheld"
    if document.closed_at:
        return "closed"
    if document.read_by is None:
        return "read"
    return "close" if document.answered else "answer"


def _readable(document_id: int, role: Role) -> Document:
    document = store.get(document_id)
    if _step(document) == "withheld" and role not in TEAM:
        raise NotFound(f"document {document_id} is withheld")
    return document
