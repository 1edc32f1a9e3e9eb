"""Devices send points, hours late and more than once: each is stored once, nothing is dropped, all have a receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.concerns import Concern
from consult.models.listening import Note
from consult.models.people import Role
from consult.services import areas as own_areas
from consult.services import arriving_points, event_closing, ledger, listening, points
from consult.services.arriving_points import Arriving
from consult.services.points import Said, Sender
from consult.store import comments
from consult.store.transaction import transaction
from tests.consult.devices import Device, event, point
from tests.consult.planned import say_who_was_there
from tests.consult.screened import found_clear


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def fern(user):
    return user(Role.FACILITATOR)


@pytest.fixture
def held(fern):
    return event(fern.id, prompts=("What is good here?",))


@pytest.fixture
def phone(app, fern, held):
    return Device(app, fern.email, held.id)


@pytest.fixture
def tablet(app, fern, held):
    return Device(app, fern.email, held.id, "tablet")


def texts(held):
    return [each.written.note.text for each in listening.get_log(held.id).points]


def analysed():
    return [comment.text for comment in comments.stream_current()]


def test_a_point_is_stored_with_all_it_says_and_has_a_receipt(phone, held):
    said = {"prompt": "P1", "table": "3", "agreed": 8, "mood": "glad", "parked": True, "kind": "paraphrase"}
    [receipt] = phone.send(point("More swings", **said, written_at="2023-06-20T14:02:00+01:00"))
    assert (receipt["state"], receipt["late"]) == ("stored", False)
    [shown] = phone.ask()["points"]
    assert shown.items() >= {**said, "text": "More swings", "number": receipt["number"], "withheld": False}.items()
    assert shown["written_at"].startswith("2023-06-20T13:02")
    [comment] = comments.stream_current()
    assert (comment.question, comment.text) == ("What is good here?", "More swings")


def test_a_point_sent_again_is_there_once(phone, held):
    more = point("More swings")
    [first], [again] = phone.send(more), phone.send(more)
    assert (first["state"], again["state"]) == ("stored", "already")
    assert first["number"] == again["number"]
    assert texts(held) == ["More swings"]


def test_ten_at_the_same_moment_store_one(app, fern, held):
    def send(_):
        with app.app_context():
            arriving = Arriving(once="the-same-key-each", said=Said(text="More swings"))
            receipt = arriving_points.receive(held.id, arriving, Sender(by=fern.id))
            return receipt.state, receipt.number

    with ThreadPoolExecutor(10) as pool:
        given = list(pool.map(send, range(10)))
    assert sorted(state for state, _ in given) == ["already"] * 9 + ["stored"]
    assert len({number for _, number in given}) == 1
    assert texts(held) == ["More swings"]


def test_an_edit_takes_the_place_of_what_it_was_made_from(phone, held):
    before = point("Mor swings")
    phone.send(before, point("More swings", replaces=before["once"], agreed=3))
    assert texts(held) == analysed() == ["More swings"]
    [shown] = phone.ask()["points"]
    assert shown["agreed"] == 3


def test_two_devices_that_edit_one_point_are_both_kept_and_one_waits(phone, tablet, held):
    before = point("Mor swings")
    phone.send(before)
    [won] = phone.send(point("More swings", replaces=before["once"]))
    found_clear()
    hers = point("More slides", replaces=before["once"])
    [lost], [again] = tablet.send(hers), tablet.send(hers)
    assert (won["state"], lost["state"]) == ("stored", "conflict")
    assert again == lost
    assert lost["theirs"]["text"] == "More swings"
    assert texts(held) == analysed() == ["More swings"]
    assert [shown["conflict"] for shown in phone.ask()["points"]] == [False, True]
    entry = next(each for each in ledger.read().entries if each.door == ledger.Door.EVENT)
    assert (entry.received, entry.comments, entry.in_review, entry.adds_up) == (2, 2, 1, True)
    assert ledger.read().adds_up


def test_two_devices_that_make_the_same_edit_agree(phone, tablet, held):
    before = point("Mor swings")
    phone.send(before, point("More swings", replaces=before["once"]))
    same = point("More swings", replaces=before["once"])
    assert [receipt["state"] for receipt in tablet.send(same)] == ["stored"]
    assert [receipt["state"] for receipt in tablet.send(same)] == ["already"]
    [later] = tablet.send(point("Many more swings", replaces=same["once"]))
    assert later["state"] == "stored"
    assert texts(held) == ["Many more swings"]


def test_a_device_goes_on_editing_its_own_version_while_it_waits(phone, tablet, held):
    before = point("Mor swings")
    phone.send(before, point("More swings", replaces=before["once"]))
    hers = point("More slides", replaces=before["once"])
    tablet.send(hers, point("More slides, please", replaces=hers["once"]))
    found_clear()
    waiting = [shown["text"] for shown in phone.ask()["points"] if shown["conflict"]]
    assert waiting == ["More slides, please"]
    assert texts(held) == ["More swings"]


def test_other_words_under_the_same_key_are_kept_beside_it(phone, held):
    phone.send(point("More swings", once="one-and-the-same"))
    other = point("More slides", once="one-and-the-same")
    [lost], [again] = phone.send(other), phone.send(other)
    assert lost["state"] == "conflict"
    assert again == lost
    assert texts(held) == ["More swings"]


def test_a_point_is_taken_out_and_brought_back(phone, held):
    said = point("More swings")
    gone = point("", replaces=said["once"], removed=True)
    phone.send(said, gone)
    assert texts(held) == analysed() == []
    assert ledger.read().adds_up
    phone.send(point("More swings", replaces=gone["once"]))
    assert texts(held) == ["More swings"]


def test_an_edit_of_a_point_nobody_knows_is_a_point_of_its_own(phone, held):
    [receipt] = phone.send(point("More swings", replaces="a-key-that-never-came"))
    assert receipt["state"] == "stored"
    assert "a point of its own" in receipt["sentence"]
    assert texts(held) == ["More swings"]


def test_a_prompt_that_is_not_asked_here_is_said_and_the_point_kept(phone, held):
    [receipt] = phone.send(point("More swings", prompt="P9"))
    assert "no prompt “P9”" in receipt["sentence"]
    assert texts(held) == ["More swings"]


def test_a_closed_event_takes_what_was_written_offline_as_late(phone, fern, held):
    say_who_was_there(held.id, by=fern.id)
    event_closing.close_event(held.id, somebody_worried=False, by=fern.id)
    [receipt] = phone.send(point("More swings"))
    assert (receipt["state"], receipt["late"]) == ("stored", True)
    assert phone.ask()["event"]["closed"]
    assert texts(held) == ["More swings"]


def test_a_script_that_only_asks_never_puts_an_older_cookie_back(phone, held):
    with phone.client.session_transaction() as session:
        session.permanent = True
    phone.send(point("More swings"))
    assert "Set-Cookie" not in phone.get().headers
    assert "Set-Cookie" in phone.client.get(f"/staff/events/{held.id}").headers, "a person keeps it fresh"


@pytest.mark.parametrize("years", [-1, 1, 5000])
def test_a_wrong_clock_is_kept_as_it_said_and_the_order_is_that_of_arrival(phone, held, years):
    wrong = datetime.now(UTC).replace(day=1)
    wrong = wrong.replace(year=wrong.year + years)
    phone.send(point("First", written_at=wrong.isoformat()), sent_at=wrong.isoformat())
    phone.send(point("Second", written_at=datetime.now(UTC).isoformat()))
    first, second = phone.ask()["points"]
    assert (first["text"], first["clock_doubtful"], first["written_at"]) == ("First", True, wrong.isoformat())
    assert not second["clock_doubtful"]


def test_hours_without_signal_are_no_wrong_clock(phone, held):
    phone.send(point("First", written_at=(datetime.now(UTC) - timedelta(hours=20)).isoformat()))
    assert [shown["clock_doubtful"] for shown in phone.ask()["points"]] == [False]


def test_a_moment_that_is_none_does_not_cost_the_point(phone, held):
    assert [r["state"] for r in phone.send(point("First", written_at="yesterday"))] == ["stored"]
    assert [r["state"] for r in phone.send(point("Second", written_at="0001-01-01T00:00:00+14:00"))] == ["stored"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "   "}, "Write down what was said"),
        ({"text": "\u200b"}, "Write down what was said"),
        ({"text": "b" * 10_001}, "at most 10,000 characters"),
        ({"text": 5}, "must be text"),
        ({"kind": "gossip"}, "Choose whether"),
        ({"kind": None}, "Choose whether"),
        ({"mood": "purple"}, "Choose one of the moods"),
        ({"agreed": 0}, "whole number from 1"),
        ({"agreed": 10_000}, "whole number from 1"),
        ({"agreed": True}, "whole number from 1"),
        ({"agreed": "8"}, "whole number from 1"),
        ({"table": "t" * 41}, "at most 40 characters"),
        ({"parked": "yes"}, "true or false"),
        ({"once": "short"}, "no key of its own"),
        ({"once": None}, "no key of its own"),
    ],
)
def test_what_can_never_be_stored_is_refused_with_a_sentence_and_the_rest_is_kept(phone, held, wrong, said):
    refused, stored = phone.send(point("Words") | wrong, point("More swings"))
    assert refused["state"] == "refused"
    assert said in refused["sentence"]
    assert stored["state"] == "stored"
    assert texts(held) == ["More swings"]


@pytest.mark.parametrize(
    "body",
    [[], {}, 7, {"points": []}, {"points": [{}] * 201}, {"points": {}}, {"device": "d" * 37, "points": [{}]}],
)
def test_a_request_that_is_none_stores_nothing_and_says_so(phone, held, body):
    answer = phone.post(body)
    assert answer.status_code == 400
    assert answer.json["error"]
    assert phone.post("{").status_code == 400
    assert texts(held) == []


def test_what_is_too_large_is_refused_as_json(phone):
    answer = phone.post({"points": [point("b" * 9_000) for _ in range(150)]})
    assert (answer.status_code, "too large" in answer.json["error"]) == (413, True)


def test_letters_that_are_half_a_letter_do_not_cost_the_point(phone, held):
    body = '{"points": [{"once": "0123456789abcdef", "text": "A \\ud800 b\\u0000", "kind": "verbatim"}]}'
    answer = phone.post(body)
    assert answer.json["receipts"][0]["state"] == "stored"


def test_signed_out_it_is_asked_to_sign_in_as_json(app, phone, held):
    with phone.client.session_transaction() as session:
        session.clear()
    for answer in (phone.post({"points": [point("More swings")]}), phone.get()):
        assert answer.status_code == 401
        assert answer.json["sign_in"] == "/staff/sign-in"
    assert texts(held) == []


def test_an_old_token_of_the_page_is_said_as_json_and_a_new_one_is_given_out(phone, held):
    answer = phone.post({"points": [point("More swings")]}, headers={"X-CSRFToken": "old"})
    assert (answer.status_code, "too old" in answer.json["error"]) == (400, True)
    phone.csrf = phone.ask()["csrf"]
    assert phone.send(point("More swings"))[0]["state"] == "stored"


def test_an_event_that_is_not_there_or_of_another_area_is_json_too(app, phone, fern, held, user):
    phone.path = phone.path.replace(str(held.id), "99")
    assert phone.post({"points": [point("More swings")]}).status_code == 404
    assert phone.get().json["error"]
    phone.path = phone.path.replace("99", str(held.id))
    own_areas.set_areas(fern.id, ["richmond"], by=user(Role.ADMINISTRATOR).id)
    answer = phone.post({"points": [point("More swings")]})
    assert (answer.status_code, answer.is_json) == (404, True)


def test_a_key_of_another_event_shows_nothing_of_it(app, fern, phone, held):
    phone.send(point("Private words", once="a-key-of-the-first"))
    elsewhere = Device(app, fern.email, event(fern.id).id)
    [receipt] = elsewhere.send(point("Other", once="a-key-of-the-first"))
    assert receipt["state"] == "refused"
    assert "Private" not in str(receipt)
    [edited] = elsewhere.send(point("Other", replaces="a-key-of-the-first"))
    assert edited["state"] == "stored"
    assert texts(held) == ["Private words"]


def test_a_database_that_cannot_write_gives_no_receipt(app, phone, held):
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    try:
        answer = phone.post({"points": [point("More swings")]})
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))
    assert (answer.status_code, answer.is_json) == (503, True)
    assert "receipts" not in answer.json
    assert texts(held) == []


def test_others_see_a_point_after_its_screening_and_who_typed_it_at_once(app, user, phone, held):
    phone.send(point("More swings"))
    other = Device(app, user(Role.MANAGER).email, held.id)
    assert [(shown["text"], shown["withheld"]) for shown in other.ask()["points"]] == [("", True)]
    assert [shown["text"] for shown in phone.ask()["points"]] == ["More swings"]
    found_clear()
    assert [shown["text"] for shown in other.ask()["points"]] == ["More swings"]


def test_a_concern_withholds_an_edit_that_waits_too(phone, tablet, fern, held):
    before = point("Quiet words")
    phone.send(before, point("Quieter words", replaces=before["once"]))
    tablet.send(point("Quietest words", replaces=before["once"]))
    found_clear()
    with transaction():
        last = db.session.scalars(sa.select(Note.id).order_by(Note.id.desc())).first()
        db.session.add(Concern(comment_id=listening.find_comment_id(last), raised_by=fern.id))
    assert [shown["text"] for shown in phone.ask()["points"]] == ["", ""]


def test_only_what_is_new_is_asked_for_and_a_little_before_it(phone, held):
    first = phone.send(*(point(f"Point {number}") for number in range(60)))
    newest = phone.ask()["newest"]
    assert newest == first[-1]["number"]
    phone.send(point("Another"))
    assert len(phone.ask(newest)["points"]) == arriving_points.OVERLAP + 1
    assert phone.ask(newest)["points"][-1]["text"] == "Another"


def test_an_edit_of_a_version_with_the_same_words_as_the_newest_is_no_conflict(phone, tablet, held):
    before = point("More swings")
    changed = point("Less swings", replaces=before["once"])
    phone.send(before, changed, point("More swings", replaces=changed["once"]))
    [receipt] = tablet.send(point("More swings, please", replaces=before["once"]))
    assert receipt["state"] == "stored"
    assert texts(held) == ["More swings, please"]
    assert points.find_tip(db.session.get(Note, 1)).text == "More swings, please"


def test_six_scribes_at_once_lose_and_double_nothing(app, fern, held):
    """Sixty points, each sent twice. Six hundred over a real server: python -m benchmarks.load facilitators"""

    def write(scribe):
        with app.app_context():
            given = []
            for number in [*range(10), *range(10)]:
                text = f"Scribe {scribe}, point {number}"
                arriving = Arriving(once=f"scribe-{scribe}-point-{number:04}", said=Said(text=text))
                given.append(arriving_points.receive(held.id, arriving, Sender(by=fern.id, device=f"d{scribe}")))
            db.session.close()
            return given

    db.session.close()
    with ThreadPoolExecutor(6) as pool:
        given = [receipt for receipts in pool.map(write, range(6)) for receipt in receipts]
    assert sorted(texts(held)) == sorted(
        f"Scribe {scribe}, point {number}" for scribe in range(6) for number in range(10)
    )
    assert len({receipt.number for receipt in given}) == 60
    assert sorted(receipt.state for receipt in given) == ["already"] * 60 + ["stored"] * 60
