"""Facilitators make an event and log what was said there, one point at a time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from consult.extensions import db
from consult.models.concerns import Concern
from consult.models.listening import Method, NoteKind
from consult.models.people import Role
from consult.services import listening
from consult.store import comments
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from surveys.characters import clean
from tests.consult.screened import found_clear

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "‮txt.exe",
    "a\x00b",
    "{{ 7*7 }}{% raw %}",
    "'; DROP TABLE note;--",
    "👩‍👩‍👧 مرحبا 안녕",
    "\n\n</textarea><h1>no</h1>",
    "a" * 10_000,
    "e\u0301" * 300,
]


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def facilitator(signed_in):
    return signed_in(Role.FACILITATOR)


@pytest.fixture
def someone(user):
    return user(Role.MANAGER)


@pytest.fixture
def event(someone):
    return listening.add_event(
        title="Coffee morning",
        held_on=date(2023, 6, 20),
        place="Village hall",
        area="kingston",
        audience="parents",
        method=Method.TALK,
        headcount="11-20",
        by=someone.id,
    )


def log(event, someone, text="More swings", once="a", kind=NoteKind.VERBATIM):
    logged = listening.add_note(event_id=event.id, kind=kind, text=text, once=once, by=someone.id)
    found_clear()
    return logged


def fill_event(page, **other):
    page.visit("/staff/events/new")
    for label, value in {
        "Title": "Table talk",
        "Day": "6",
        "Month": "7",
        "Year": "2023",
        "Place": "Hall",
        **other,
    }.items():
        page.fill(label, value)
    page.fill("Area", "Richmond").fill("Who is it for?", "Partner organisations").choose("Table discussions")
    return page.fill("About how many people do you expect?", "21 to 50")


def points(page):
    """The words of the points on the page, in order."""
    return ["".join(e.itertext()) for e in page.tree.iter("p") if "app-words" in (e.get("class") or "")]


def test_an_event_is_made_and_three_notes_are_logged_newest_first(facilitator):
    page = fill_event(facilitator).press("Save and start the log")
    assert page.heading == "Table talk"
    assert "6 July 2023" in page.text
    assert "21 to 50 people expected" in page.text
    assert "made by Test facilitator" in page.text
    for words in ("One", "Two", "Three"):
        page.fill("What was said?", words).press("Add this point")
    assert points(page) == ["Three", "Two", "One"]
    assert "3 points so far" in page.text
    assert "Point added" in page.text


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("6", "7", "2023"), ("06", "July", "23"), ("6th", "jul", "2023"), ("6/7/2023", "", ""), ("2023-07-06", "", "")],
)
def test_the_date_may_be_written_in_several_ways(facilitator, day, month, year):
    page = fill_event(facilitator, Day=day, Month=month, Year=year).press("Save and start the log")
    assert "6 July 2023" in page.text


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("", "", "", "Enter the date of the event"),
        ("31", "2", "2023", "Enter a real date: there is no such day in that month"),
        ("6", "7", "0023", "Check the year: it must be between 1990 and 2100"),
        ("six", "7", "2023", "Write the date as day, month and year, for example 27 3 2024"),
    ],
)
def test_a_date_that_is_none_is_explained_and_all_that_was_typed_stays(facilitator, day, month, year, said):
    page = fill_event(facilitator, Day=day, Month=month, Year=year).press("Save and start the log")
    assert page.errors == [said]
    values = {e.get("name"): e.get("value") for e in page.tree.iter("input")}
    assert (values["day"], values["month"], values["year"], values["title"]) == (day, month, year, "Table talk")


def test_an_empty_event_form_says_what_to_do_for_each_field(facilitator):
    page = facilitator.visit("/staff/events/new").press("Save and start the log")
    assert page.errors == [
        "Enter a title",
        "Enter the date of the event",
        "Enter where it is held, or “online”",
        "Choose an area",
        "Choose who it is for",
        "Choose how people are heard",
    ]


def test_the_kind_of_point_is_remembered(facilitator):
    page = fill_event(facilitator).press("Save and start the log")
    page.fill("What was said?", "They looked tired").choose("Something I noticed").press("Add this point")
    page.fill("What was said?", "They left early").press("Add this point")
    assert page.text.count("Something I noticed ·") == 2
    assert "Something I noticed: 2" in page.text


def test_the_box_is_ready_to_write_in_at_once(facilitator):
    page = fill_event(facilitator).press("Save and start the log")
    boxes = list(page.tree.iter("textarea"))
    assert boxes[0].get("autofocus") is not None
    assert not boxes[0].text


def test_pressing_twice_stores_one_point_and_says_so_kindly(facilitator):
    page = fill_event(facilitator).press("Save and start the log").fill("What was said?", "More swings")
    first_form = page.tree
    page.press("Add this point")
    page.tree = first_form
    page.press("Add this point")
    assert "That point was already saved. It is stored once" in page.text
    assert points(page) == ["More swings"]


def test_going_back_and_writing_something_else_loses_neither_point(facilitator):
    page = fill_event(facilitator).press("Save and start the log")
    old_page = page.tree
    page.fill("What was said?", "First").press("Add this point")
    page.tree = old_page
    page.fill("What was said?", "Second").press("Add this point")
    assert points(page) == ["Second", "First"]


def test_ten_parallel_posts_of_one_point_store_it_once(app, event, someone):
    def post(_):
        with app.app_context():
            return log(event, someone).is_new

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(post, range(10))) == [False] * 9 + [True]
    assert len(listening.get_log(event.id).points) == 1
    assert len(list(comments.stream_current())) == 1


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_point_is_asked_for_again(facilitator, text):
    page = fill_event(facilitator).press("Save and start the log").fill("What was said?", text).press("Add this point")
    assert page.errors == ["Write down what was said"]


def test_a_point_that_is_too_long_stays_in_the_box(facilitator):
    page = fill_event(facilitator).press("Save and start the log")
    page.fill("What was said?", "b" * 10_001).choose("In my words").press("Add this point")
    assert "Use at most 10,000 characters" in page.errors[0]
    assert "b" * 10_001 in page.body
    page.press("Add this point")
    assert [e.get("value") for e in page.tree.iter("input") if e.get("checked") is not None] == ["paraphrase"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(facilitator, text):
    page = fill_event(facilitator, Title=f"T {text[:50]}".strip().replace("\n", " ")).press("Save and start the log")
    page.fill("What was said?", text).press("Add this point")
    assert points(page) == [clean(text)]  # without what turns words round


def test_a_note_and_its_comment_are_written_together(event, someone):
    note = log(event, someone, text=" Longer hours\x00 ").note
    [comment] = comments.stream_current()
    assert (comment.note_id, comment.text, comment.source) == (note.id, "Longer hours", "event")
    assert (comment.audience, comment.area, comment.said_on) == ("parents", "kingston", date(2023, 6, 20))
    assert (comment.question, comment.question_id) == ("", "listening")


def test_a_correction_replaces_the_note_and_keeps_it_as_history(facilitator):
    page = (
        fill_event(facilitator)
        .press("Save and start the log")
        .fill("What was said?", "Mor swings")
        .press("Add this point")
    )
    page.follow("Correct").fill("What was said?", "More swings").press("Save the correction")
    assert page.heading == "Table talk"
    assert points(page) == ["More swings", "Mor swings"]
    assert "1 point so far" in page.text
    assert "Corrected: see what it said before" in page.text
    assert [c.text for c in comments.stream_current()] == ["More swings"]


def test_a_correction_pressed_twice_is_stored_once(event, someone):
    note = log(event, someone).note
    again = {"event_id": event.id, "note_id": note.id, "kind": NoteKind.VERBATIM, "text": "Better", "once": "t"}
    assert listening.correct_note(**again, by=someone.id).is_new
    assert not listening.correct_note(**again, by=someone.id).is_new


def test_two_people_who_correct_the_same_point_do_not_overwrite_each_other(facilitator, someone):
    page = fill_event(facilitator).press("Save and start the log").fill("What was said?", "Old").press("Add this point")
    page.follow("Correct")
    event_id, note_id = map(int, re.findall(r"\d+", page.path))
    found_clear()
    kind = NoteKind.VERBATIM
    listening.correct_note(event_id=event_id, note_id=note_id, kind=kind, text="Hers", once="x", by=someone.id)
    page.fill("What was said?", "Mine").press("Save the correction")
    assert page.errors[0].startswith("Somebody has corrected this point already.")
    assert "Mine" in page.body
    assert [c.text for c in comments.stream_current()] == ["Hers"]


def test_a_correction_can_be_corrected(event, someone):
    note = log(event, someone, text="One").note
    for number, words in enumerate(("Two", "Three")):
        note = listening.correct_note(
            event_id=event.id, note_id=note.id, kind=NoteKind.VERBATIM, text=words, once=str(number), by=someone.id
        ).note
        found_clear()
    [point] = listening.get_log(event.id).points
    assert [old.written.note.text for old in point.earlier] == ["Two", "One"]


def test_words_with_a_concern_are_withheld_and_cannot_be_corrected(facilitator, event, someone):
    note = log(event, someone, text="Secret words").note
    [comment] = comments.stream_current()
    with transaction():
        db.session.add(Concern(comment_id=comment.id, raised_by=someone.id))
    page = facilitator.visit(f"/staff/events/{event.id}")
    assert "Secret words" not in page.body
    assert "Only the safeguarding lead can read this point now" in page.text
    assert "1 point so far" in page.text
    page.visit(f"/staff/events/{event.id}/points/{note.id}")
    assert page.status == 409
    assert "Secret words" not in page.body
    with pytest.raises(Conflict):
        listening.correct_note(
            event_id=event.id, note_id=note.id, kind=NoteKind.VERBATIM, text="Other", once="o", by=someone.id
        )


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_concern_about_one_version_of_a_point_withholds_every_version(facilitator, event, someone, which):
    versions = [log(event, someone, text="Quiet words").note]
    for number, words in enumerate(("Quieter words", "Quietest words")):
        corrected = {"event_id": event.id, "note_id": versions[-1].id, "kind": NoteKind.VERBATIM, "text": words}
        versions.append(listening.correct_note(**corrected, once=str(number), by=someone.id).note)
        found_clear()
    log(event, someone, text="More swings", once="another")
    with transaction():
        concerning = comments.list_comments(range(1, 4))[which]
        db.session.add(Concern(comment_id=concerning.id, raised_by=someone.id))
    page = facilitator.visit(f"/staff/events/{event.id}")
    assert not re.search("Quiet(er|est)? words", page.body)
    assert "see what it said before" not in page.text
    assert points(page) == ["More swings"]
    assert "2 points so far" in page.text
    assert page.visit(f"/staff/events/{event.id}/points/{versions[-1].id}").status == 409
    assert not re.search("Quiet(er|est)? words", page.body)


def test_nobody_can_log_to_an_event_that_is_not_there(facilitator, someone):
    assert facilitator.visit("/staff/events/99").status == 404
    with pytest.raises(NotFound):
        listening.add_note(event_id=99, kind=NoteKind.VERBATIM, text="Hello", once="x", by=someone.id)


def test_a_note_of_another_event_cannot_be_corrected_from_here(facilitator, event, someone):
    note = log(event, someone).note
    assert facilitator.visit(f"/staff/events/{event.id + 1}/points/{note.id}").status == 404


def test_a_forged_kind_or_area_is_refused(facilitator, event):
    page = facilitator.visit(f"/staff/events/{event.id}").fill("What was said?", "Hello")
    radios = [e for e in page.tree.iter("input") if e.get("name") == "kind"]
    radios[0].set("value", "gossip")
    page.choose("Their own words").press("Add this point")
    assert page.errors == ["Choose one of the answers on this page"]
    fill_event(page)
    options = next(e for e in page.tree.iter("select") if e.get("name") == "area")
    next(o for o in options if o.get("selected") is not None).set("value", "atlantis")
    page.press("Save and start the log")
    assert page.errors == ["Choose one of the answers on this page"]


def test_the_log_asks_about_safety_and_shows_whom_to_call(facilitator, event):
    page = facilitator.visit(f"/staff/events/{event.id}")
    assert "worries you about a child’s safety? Do not write it here." in page.text
    assert "0800 1111" in page.text
    assert "999" in page.text
    assert "No names of people" in page.text


def test_everyone_who_listens_sees_all_events_with_their_counts(facilitator, event, someone):
    log(event, someone)
    page = facilitator.visit("/staff/events/")
    assert "Coffee morning" in page.text
    assert "1 point" in page.text
    assert "made by Test manager" in page.text


def test_a_long_log_shows_the_newest_and_all_when_asked(facilitator, event, someone):
    for number in range(33):
        log(event, someone, text=f"Point {number}", once=str(number))
    page = facilitator.visit(f"/staff/events/{event.id}")
    assert len(points(page)) == 30
    assert points(page)[0] == "Point 32"
    assert len(points(page.follow("Show all 33 points"))) == 33


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
def test_other_roles_cannot_open_the_log(signed_in, event, role):
    assert signed_in(role).visit(f"/staff/events/{event.id}").status == 403


def test_what_is_written_down_leaves_no_words_in_the_audit_record(event, someone):
    log(event, someone, text="Very private words")
    kept = " ".join(f"{e.action} {e.subject} {e.detail}" for e in listening.people.list_audit())
    assert "point logged" in kept
    assert "private" not in kept
