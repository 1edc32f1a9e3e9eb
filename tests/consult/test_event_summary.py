"""A group gets back what it told us: by prompt, without names, nothing withheld, the same bytes each time."""

from __future__ import annotations

import csv
import io

import pytest

from consult.extensions import db
from consult.models.concerns import Concern
from consult.models.listening import Change, EventPrompt, NoteKind
from consult.models.people import Role
from consult.services import event_summary, listening, points
from consult.services.points import Said, Sender
from consult.store.transaction import transaction
from tests.consult import received, unpacked
from tests.consult.screened import found_clear


@pytest.fixture
def event(app):
    with transaction():
        event = received.event(received.someone(), "Club night")
        prompt = EventPrompt(event_id=event.id, code="P1", text="What is good?", question_id="", position=1)
        db.session.add(prompt)
        db.session.flush()
        event_id, prompt_id, by = event.id, prompt.id, event.created_by

    def write(text, once, **more):
        ties = {name: more.pop(name) for name in ("replaces_id", "why", "conflicts_with_id") if name in more}
        said = Said(text=text, **more)
        return points.write(listening.get_event(event_id), said, Sender(by=by), once=once, **ties).id

    with transaction():
        first = write("The swing", "a", prompt_id=prompt_id, agreed=8)
        write("=The swings, says Jessica Miller", "b", prompt_id=prompt_id, agreed=8, replaces_id=first,
              why=Change.READ_BACK)  # fmt: skip
        write("A bus at night", "c", kind=NoteKind.PARAPHRASE)
        write("A new roof", "d", is_parked=True)
        write("They looked tired", "e", kind=NoteKind.OBSERVATION)
        write("Taken out", "f", is_removed=True)
        write("Two versions", "g", conflicts_with_id=first)
        sad = write("Something sad", "h")
    found_clear()
    with transaction():
        db.session.add(Concern(comment_id=listening.find_comment_id(sad), raised_by=by))
    yield event_id
    db.session.close()


def test_it_holds_what_was_said_by_prompt_with_what_was_agreed_and_changed(event):
    summary = event_summary.gather(event)
    assert [part.title for part in summary.parts] == ["What is good?", event_summary.OTHER, event_summary.PARKED]
    good = summary.parts[0].told[0]
    assert (good.agreed, good.was_changed) == (8, True)
    assert (summary.points, summary.held_back, summary.noticed) == (3, 1, 1)


@pytest.mark.parametrize("path", ["", "summary.docx", "summary.csv"])
def test_no_name_and_nothing_withheld_removed_unsettled_or_only_noticed_is_in_it(event, signed_in, path):
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event}")
    answer = page.client.get(f"/staff/events/{event}/what-you-told-us/{path}")
    words = unpacked.words_of(answer)
    assert "A bus at night" in words
    for hidden in ("Jessica", "Miller", "Something sad", "Taken out", "Two versions", "They looked tired"):
        assert hidden not in words


def test_the_page_leads_to_the_files_and_says_what_happens_next(event, signed_in):
    page = signed_in(Role.FACILITATOR).visit(f"/staff/events/{event}").follow("What you told us")
    assert page.heading == "What you told us"
    assert "(8 agreed) (you changed this when we read it back)" in page.text
    assert "1 point is left out: withheld, or not screened yet." in page.text
    assert "what we will not do, and why" in page.text


def test_the_files_are_the_same_to_the_byte_and_no_cell_runs(event):
    by = listening.get_event(event).created_by
    word = event_summary.as_word(event, organisation="Us", by=by)
    assert word == event_summary.as_word(event, organisation="Us", by=by)
    sheet = event_summary.as_csv(event, by=by)
    assert sheet == event_summary.as_csv(event, by=by)
    rows = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert rows[1][1].startswith("'=The swings")
    assert rows[1][2:] == ["Their own words", "8", "yes"]
