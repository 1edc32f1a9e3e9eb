"""The register of documents: each has a number, is read and answered before it is closed, and leaves as a download."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.documents import Answered, Document, DocumentKind, DocumentPoint
from consult.models.listening import Method, Note
from consult.models.people import Role
from consult.services import documents, event_closing, listening, retention
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import planned, received
from tests.consult.conftest import PASSWORD
from tests.consult.drawn import PLACE, photo
from tests.consult.handed_in import MAIL, pdf


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def facilitator(signed_in):
    return signed_in(Role.FACILITATOR)


@pytest.fixture
def event(facilitator):
    by = db.session.scalar(sa.text("SELECT id FROM user_account"))
    return listening.add_event(
        title="Club night", held_on=received.SAID_ON, place="Hall", area="richmond", audience="children",
        method=Method.TALK, headcount="6-10", by=by,
    )  # fmt: skip


def hand_in(page, content, name="letter.pdf", kind="Letter", where="Club night, 4 May 2026"):
    page.visit("/staff/documents/new").attach("Choose the file", name, content).choose(kind)
    return page.fill("Which event does it come from?", where).press("Put it in the register")


def letter(**more):
    columns = {"name": "a.txt", "kind": DocumentKind.LETTER, "received_on": received.SAID_ON, "area": "kingston",
               "event_id": None}  # fmt: skip
    return documents.receive(**{"content": b"More swings", **columns, **more}).number


def test_a_document_is_read_then_answered_then_closed(facilitator, event):
    page = hand_in(facilitator, pdf(b"/Type /Page"))
    assert page.heading == "Document 1"
    assert "What comes next: Read it." in page.text
    assert "Its own nameletter.pdf" in page.text
    page.press("I have read it, and it does not worry me")
    assert "What comes next: Say where it is answered." in page.text
    page.press("Save where it is answered")
    assert page.errors == [
        "Choose where it is answered",
        "Write which theme or section it is, or why it is answered nowhere",
    ]
    page.choose("In a theme").fill("Which theme or section, or why nowhere", "Parks").press("Save where it is answered")
    page.press("Close document 1")
    assert page.rows("1 document")[1][-1] == "Nothing: it is closed"
    page.follow("Document 1")
    assert "Read byTest facilitator" in page.text
    assert "In a theme: Parks" in page.text
    assert documents.count() == (1, 1)


def test_nothing_is_closed_unread_or_unanswered_whoever_asks(app, facilitator):
    by = db.session.scalar(sa.text("SELECT id FROM user_account"))
    number, who = letter(by=by), {"role": Role.FACILITATOR, "by": by}
    with pytest.raises(Conflict, match="said where it is answered"):
        documents.close(number, **who)
    with pytest.raises(Conflict, match="Nobody has read"):
        documents.say_answered(number, Answered.NOWHERE, "about a road", **who)
    documents.say_read(number, **who)
    with pytest.raises(Conflict, match="said where it is answered"):
        documents.close(number, **who)
    documents.say_answered(number, Answered.NOWHERE, "It is about a road", **who)
    documents.close(number, **who)
    documents.close(number, **who)
    with pytest.raises(Conflict, match="closed"):
        documents.say_answered(number, Answered.THEME, "Parks", **who)
    documents.open_again(number, **who)
    assert documents.get(number).step == "close"


def test_the_database_itself_refuses_to_close_what_nobody_read(app, facilitator):
    number = letter(by=db.session.scalar(sa.text("SELECT id FROM user_account")))
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(Document).where(Document.id == number).values(closed_at=utcnow()))


def test_a_file_leaves_only_as_a_download_under_a_name_of_ours(facilitator, event):
    page = hand_in(facilitator, photo(), name="‮gpj.../../me & \x07my home.jpg", kind="Photo")
    assert "Its own nameme & my home.jpg" in page.text
    answer = page.client.get("/staff/documents/1/file")
    assert answer.headers["Content-Disposition"] == "attachment; filename=document-1.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "image/jpeg"
    assert PLACE not in answer.data


def test_the_same_file_is_in_the_register_once(facilitator, event):
    hand_in(facilitator, pdf(b"/Type /Page"))
    page = hand_in(facilitator, pdf(b"/Type /Page"), name="other.pdf")
    assert page.heading == "Document 1"
    assert "Document 1 was in the register before" in page.text
    assert documents.count() == (1, 0)


def test_attachments_of_an_e_mail_are_asked_for(facilitator, event):
    page = hand_in(facilitator, MAIL, name="mail.eml", kind="E-mail")
    assert "Attachments are not kept with an e-mail: hand in “run.exe” as well" in page.text


def test_what_is_wrong_with_a_file_or_form_is_said_beside_it_and_nothing_is_stored(facilitator, event):
    page = hand_in(facilitator, b"MZ\x00\x01", name="letter.pdf")
    assert "We do not take files of this kind" in page.errors[0]
    page.visit("/staff/documents/new").press("Put it in the register")
    assert page.errors == ["Choose a file first", "Choose what it is", "Choose an event, or the area that it is about"]
    tomorrow = utcnow() + timedelta(days=2)
    page.fill("Day it was received", f"{tomorrow:%d %m %Y}").press("Put it in the register")
    assert "This day has not come yet. Enter the day on which it was received" in page.errors
    assert documents.count() == (0, 0)


def test_the_register_shows_what_is_asked_for(facilitator, event):
    hand_in(facilitator, pdf(b"/A"))
    hand_in(facilitator, b"Words", name="a.txt", kind="E-mail")
    page = facilitator.visit("/staff/documents/").fill("What it is", "E-mail").press("Show")
    assert [row[0] for row in page.rows("1 document")[1:]] == ["Document 2"]
    assert "There are none that fit" in page.fill("What comes next", "Close it").press("Show").text
    assert len(page.visit(f"/staff/documents/?event={event.id}").rows("2 documents")) == 3
    assert page.visit("/staff/documents/?event=no&step=no").status == 200


def test_a_worry_withholds_it_from_everybody_but_the_safeguarding_team(facilitator, event, user):
    page = hand_in(facilitator, b"Something sad", name="sad.txt")
    page.press("It worries me: put it before the safeguarding lead")
    assert page.heading.startswith("Thank you")
    page.visit("/staff/documents/1")
    assert "Only the safeguarding team opens it" in page.text
    assert "sad.txt" not in page.body
    assert "sad.txt" not in page.visit("/staff/documents/").body
    assert page.visit("/staff/documents/1/file").status == 404
    lead = user(Role.SAFEGUARDING_LEAD)
    page.visit("/staff/").press("Sign out").fill("E-mail address", lead.email).fill("Password", PASSWORD)
    page.press("Sign in").visit("/staff/concerns/1")
    assert "worried about what it says" in page.text
    assert page.client.get("/staff/documents/1/file").data == b"Something sad"
    received.put_back(1)
    facilitator_id = db.session.scalar(sa.select(Document.added_by))
    documents.say_read(1, role=Role.FACILITATOR, by=facilitator_id)
    assert documents.get(1).step == "answer"


def test_points_typed_from_it_name_it_as_their_source_and_are_late_after_the_end(facilitator, event):
    page = hand_in(facilitator, b"More swings, more trees", name="a.txt")
    page.press("I have read it, and it does not worry me").follow("Type points from it into the event")
    first = page.fill("What was said?", "More swings").tree
    page.press("Add this point")
    page.tree = first
    page.press("Add this point")
    assert "stored once" in page.text
    planned.say_who_was_there(event.id, by=1)
    event_closing.close_event(event.id, somebody_worried=False, by=1)
    page.visit("/staff/documents/1/points").fill("What was said?", "More trees").press("Add this point")
    notes = db.session.execute(
        sa.select(Note.text, DocumentPoint.document_id, Note.is_late).join(DocumentPoint).order_by(Note.id)
    ).all()
    assert [tuple(note) for note in notes] == [("More swings", 1, False), ("More trees", 1, True)]
    assert db.session.scalars(sa.select(Comment.text).order_by(Comment.id)).all() == ["More swings", "More trees"]


def test_the_file_goes_with_its_time_and_its_line_in_the_register_stays(app, facilitator, event):
    number = letter(by=event.created_by, received_on=date(2023, 5, 4))
    assert retention.run()["documents received"] == 1
    line = documents.get(number)
    assert (line.document.original_name, line.step) == ("", "read")
    with pytest.raises(Conflict, match="kept no longer"):
        documents.open_file(number, role=Role.MANAGER, by=event.created_by)


def test_a_document_of_another_area_is_not_there(app, facilitator, event):
    from consult.services import areas

    number = letter(by=event.created_by)
    areas.set_areas(event.created_by, ["richmond"], by=event.created_by)
    assert facilitator.visit(f"/staff/documents/{number}").status == 404
    assert facilitator.visit("/staff/documents/").text.count("Document 1") == 0
    facilitator.client.post(f"/staff/documents/{number}/concern")
    assert documents.get(number).step == "read"
    with pytest.raises(NotFound):
        documents.get(99)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a full disk under PostgreSQL: tests/resilience
def test_a_full_disk_thanks_nobody_and_the_next_try_is_stored(facilitator, event):
    with db.engine.connect() as connection:
        room = [connection.exec_driver_sql("PRAGMA page_count").scalar() + 2]
    db.engine.dispose()
    limit = sa.event.listens_for(db.engine, "connect")
    limit(lambda raw, _record: raw.execute(f"PRAGMA max_page_count = {room[0]}"))
    page = hand_in(facilitator, b"More swings. " * 9_000, name="a.txt")
    assert (page.status, page.heading) == (503, "Not saved yet: keep this page open")
    assert documents.count() == (0, 0)
    room[0] += 100
    db.session.close()
    db.engine.dispose()
    assert hand_in(facilitator, b"More swings. " * 9_000, name="a.txt").heading == "Document 1"
