"""Points are corrected, undone, split, joined and settled; every text that was ever stored can still be found."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.listening import Change
from consult.models.people import Role
from consult.services import arriving_points, concerns, event_closing, ledger, listening, point_changes, points
from consult.services.arriving_points import Arriving, State
from consult.services.point_changes import Choice
from consult.services.points import Said, Sender
from consult.store import comments
from consult.store import listening as store
from consult.store.errors import Conflict
from tests.consult.devices import event
from tests.consult.planned import say_who_was_there
from tests.consult.screened import found_clear

keys = (f"key-of-one-version-{number:06}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def fern(user):
    return user(Role.FACILITATOR).id


@pytest.fixture
def held(fern):
    return event(fern)


def write(held, by, text, **more):
    note, _ = point_changes.add(held.id, Said(text=text, **more), once=next(keys), by=by)
    found_clear()
    return note


def edit(held, by, base, text):
    """As a device does, upon the version it knows."""
    arriving = Arriving(once=next(keys), said=replace(points.of_note(base), text=text), replaces=base.once)
    receipt = arriving_points.receive(held.id, arriving, Sender(by=by, device="phone"))
    found_clear()
    return receipt


def now(held):
    return {point.note.text: point.note.agreed for point in listening.get_log(held.id).points}


def analysed():
    return sorted(comment.text for comment in comments.stream_current())


def test_undo_takes_a_new_point_out_and_undo_again_brings_it_back(held, fern):
    note = write(held, fern, "More swings", agreed=3)
    gone = point_changes.undo(held.id, note.id, by=fern)
    assert now(held) == {}
    assert [point.note.text for point in listening.get_log(held.id).taken_out] == ["More swings"]
    point_changes.undo(held.id, gone.id, by=fern)
    assert now(held) == {"More swings": 3}


def test_undo_of_a_correction_says_what_it_said_before(held, fern):
    note = write(held, fern, "Mor swings")
    better, _ = point_changes.correct(held.id, note.id, Said(text="More swings"), once="a", by=fern)
    undone = point_changes.undo(held.id, better.id, by=fern)
    assert (undone.text, undone.why) == ("Mor swings", Change.UNDO)
    assert len(listening.get_log(held.id).points[0].earlier) == 2


def test_undo_pressed_twice_undoes_once(held, fern):
    note = write(held, fern, "More swings")
    assert point_changes.undo(held.id, note.id, by=fern).id == point_changes.undo(held.id, note.id, by=fern).id


def test_undo_of_what_somebody_else_changed_meanwhile_changes_nothing(held, fern):
    note = write(held, fern, "Mor swings")
    edit(held, fern, note, "More swings")
    with pytest.raises(Conflict, match="corrected this point already"):
        point_changes.undo(held.id, note.id, by=fern)
    assert now(held) == {"More swings": None}


def test_a_point_is_split_and_the_split_undone_whole(held, fern):
    note = write(held, fern, "Swings and slides", agreed=8)
    parts = [Said(text="Swings", agreed=8), Said(text="Slides", agreed=5), Said(text="And")]
    first = point_changes.split(held.id, note.id, parts, by=fern)
    assert point_changes.split(held.id, note.id, parts, by=fern).id == first.id
    assert now(held) == {"Swings": 8, "Slides": 5, "And": None}
    slides = next(point.note for point in listening.get_log(held.id).points if point.note.text == "Slides")
    assert slides.split_from_id == note.id
    undone = point_changes.undo(held.id, slides.id, by=fern)
    assert now(held) == {"Swings and slides": 8}
    with pytest.raises(Conflict, match="Split or join"):
        point_changes.undo(held.id, undone.id, by=fern)


def test_a_split_whose_part_was_changed_is_not_undone_over_it(held, fern):
    note = write(held, fern, "Swings and slides")
    first = point_changes.split(held.id, note.id, [Said(text="Swings"), Said(text="Slides")], by=fern)
    slides = next(point.note for point in listening.get_log(held.id).points if point.note.text == "Slides")
    edit(held, fern, slides, "Long slides")
    with pytest.raises(Conflict, match="changed since"):
        point_changes.undo(held.id, first.id, by=fern)
    assert now(held) == {"Swings": None, "Long slides": None}


@pytest.mark.parametrize("parts", [[], [Said(text="One")], [Said(text="One"), Said(text="")]])
def test_a_split_needs_two_points(held, fern, parts):
    note = write(held, fern, "Swings and slides")
    with pytest.raises(Conflict, match="at least two points"):
        point_changes.split(held.id, note.id, parts, by=fern)


def test_points_are_joined_with_their_counts_added_and_the_join_undone(held, fern):
    notes = [
        write(held, fern, text, agreed=many) for text, many in (("Swings", 8), ("More swings", None), ("Swings", 2))
    ]
    said = point_changes.joined(notes)
    assert (said.text, said.agreed) == ("Swings\nMore swings", 11)  # what nobody counted was said once
    joined = point_changes.join(held.id, [note.id for note in notes], said, by=fern)
    assert now(held) == {"Swings\nMore swings": 11}
    [point] = listening.get_log(held.id).points
    assert sorted(old.note.text for old in point.history()) == ["More swings", "Swings", "Swings"]
    point_changes.undo(held.id, joined.id, by=fern)
    assert sorted(point.note.agreed or 0 for point in listening.get_log(held.id).points) == [0, 2, 8]
    assert analysed() == ["More swings", "Swings", "Swings"]
    assert ledger.read().adds_up


def test_a_concern_about_one_of_two_joined_points_withholds_both(held, fern):
    notes = [write(held, fern, text) for text in ("Quiet words", "Swings")]
    point_changes.join(held.id, [note.id for note in notes], point_changes.joined(notes), by=fern)
    found_clear()
    assert not listening.get_log(held.id).points[0].is_withheld
    concerns.raise_concern(listening.find_comment_id(notes[1].id), by=fern)
    assert [point.is_withheld for point in listening.get_log(held.id).points] == [True]


def at_once(held, fern):
    """A point that two people changed at once: the version that stands, and the one that came second."""
    note = write(held, fern, "Mor swings")
    edit(held, fern, note, "More swings")
    assert edit(held, fern, note, "More slides").state == State.CONFLICT
    [(waiting, standing)] = listening.get_log(held.id).in_review
    assert (waiting.note.text, standing.note.text) == ("More slides", "More swings")
    return waiting.note


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        (Choice.STANDING, ["More swings"]),
        (Choice.OTHER, ["More slides"]),
        (Choice.BOTH, ["More slides", "More swings"]),
    ],
)
def test_a_person_settles_two_versions_and_both_stay_in_the_history(held, fern, choice, left):
    waiting = at_once(held, fern)
    assert ledger.read().total.in_review == 1
    say_who_was_there(held.id, by=fern)
    event_closing.close_event(held.id, somebody_worried=False, by=fern)
    settled = point_changes.settle(held.id, waiting.id, choice, by=fern)
    assert point_changes.settle(held.id, waiting.id, choice, by=fern).id == settled.id
    found_clear()
    assert sorted(now(held)) == analysed() == left
    assert not listening.get_log(held.id).in_review
    assert ledger.read().total.in_review == 0
    assert ledger.read().adds_up
    with pytest.raises(Conflict, match="settled this already"):
        point_changes.settle(held.id, waiting.id, next(c for c in Choice if c is not choice), by=fern)


def test_what_waits_is_not_corrected_or_undone_before_it_is_settled(held, fern):
    waiting = at_once(held, fern)
    for change in (
        lambda: point_changes.undo(held.id, waiting.id, by=fern),
        lambda: point_changes.correct(held.id, waiting.id, Said(text="Other"), once="c", by=fern),
        lambda: point_changes.split(held.id, waiting.id, [Said(text="A"), Said(text="B")], by=fern),
    ):
        with pytest.raises(Conflict, match="Choose between the two"):
            change()


def test_a_closed_event_is_opened_again_before_its_points_are_changed(held, fern):
    note = write(held, fern, "More swings")
    say_who_was_there(held.id, by=fern)
    event_closing.close_event(held.id, somebody_worried=False, by=fern)
    with pytest.raises(Conflict, match="Open again"):
        point_changes.undo(held.id, note.id, by=fern)


STEPS = st.lists(
    st.tuples(st.sampled_from("weeeuusjo"), st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=14
)


@given(steps=STEPS)
@settings(max_examples=8, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_devices_do_in_whatever_order_no_text_is_lost_and_it_adds_up(app, held, fern, steps):
    held = event(fern)
    known, stored, numbers = [write(held, fern, "The first")], ["The first"], itertools.count()
    for kind, which, other in steps:
        note, text = known[which % len(known)], f"Words {next(numbers)}"  # a version that may be old by now
        try:
            if kind == "w":
                known.append(write(held, fern, text, agreed=1))
                stored.append(text)
            elif kind == "e":
                receipt = edit(held, fern, note, text)
                known.append(store.find_note(receipt.number))
                stored.append(text)
            elif kind == "u":
                known.append(point_changes.undo(held.id, note.id, by=fern))
            elif kind == "s":
                parts = [Said(text=f"{text} left"), Said(text=f"{text} right")]
                known.append(point_changes.split(held.id, note.id, parts, by=fern))
                stored += [part.text for part in parts]
            elif kind == "j":
                notes = [note, known[other % len(known)]]
                known.append(point_changes.join(held.id, [n.id for n in notes], Said(text=text, agreed=2), by=fern))
                stored.append(text)
            else:
                choice = list(Choice)[other % 3]
                waiting = [point.note for point, _ in listening.get_log(held.id).in_review]
                if waiting:
                    known.append(point_changes.settle(held.id, waiting[which % len(waiting)].id, choice, by=fern))
        except Conflict:
            pass  # said in a sentence, and nothing changed
        found_clear()
    log, every = listening.get_log(held.id), store.list_notes(held.id)
    assert set(stored) <= {each.note.text for each in every}
    shown = [*log.points, *log.taken_out, *(point for point, _ in log.in_review)]
    findable = {version.note.text for point in shown for version in (point, *point.history())}
    assert set(stored) <= findable
    assert len({point.note.id for point in shown}) == len(shown)
    mine = {point.note.text: 1 for point in log.points}
    assert Counter(analysed()).keys() >= mine.keys()
    entry = next(each for each in ledger.read().entries if each.door == ledger.Door.EVENT and each.id == held.id)
    assert entry.adds_up
    assert entry.received == entry.comments == len(log.points) + len(log.in_review)
    assert entry.in_review == len(log.in_review)
