"""Concerns: anybody who reads words can raise one; only the safeguarding lead reads and closes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from consult.extensions import db
from consult.models.concerns import Concern, ConcernState
from consult.models.people import Role
from consult.services import concerns, ledger
from consult.services.concerns import Outcome
from consult.store import comments, people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from consult.web.access import own_path
from consult.web.safeguard.shown import in_words
from tests.consult import received

WORDS = "Quietly: the invented sentence that worried somebody"


@pytest.fixture(autouse=True)
def closed_reads(app):
    """A read that a test leaves open is closed before the database goes away."""
    yield
    db.session.close()


@pytest.fixture
def comment(app):
    return received.a_comment(WORDS)


@pytest.fixture
def lead(signed_in):
    return signed_in(Role.SAFEGUARDING_LEAD)


@pytest.fixture
def reader(user):
    return user(Role.STRATEGIST)


def post(page, path, **fields):
    """As a button on another area's page does."""
    page.visit("/staff/")
    token = next(i.get("value") for i in page.tree.iter("input") if i.get("name") == "csrf_token")
    return page._take(page._alone(page.client.post, path, data={"csrf_token": token, **fields}, follow_redirects=True))


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER, Role.SAFEGUARDING_LEAD])
def test_whoever_reads_words_can_raise_a_concern_and_finds_the_way_back(signed_in, comment, role):
    page = post(signed_in(role), f"/staff/concerns/raise/{comment.id}", back="/staff/?from=here")
    assert page.heading == "Thank you. The safeguarding lead will see it now."
    assert "999" in page.text
    assert page.follow("Go back to where you were").path == "/staff/?from=here"
    assert comments.list_withheld_ids() == {comment.id}


def test_an_administrator_raises_and_reads_nothing(signed_in, comment):
    page = signed_in(Role.ADMINISTRATOR)
    assert post(page, f"/staff/concerns/raise/{comment.id}").status == 403
    assert page.visit("/staff/concerns/").status == 403


@pytest.mark.parametrize("elsewhere", ["//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example",
    "https://elsewhere.example", "javascript:alert(1)", "/\n/elsewhere.example", "elsewhere", ""])  # fmt: skip
def test_the_way_back_never_leads_to_another_site(elsewhere):
    assert own_path(elsewhere) == ""


def test_raised_twice_it_is_the_same_concern(comment, reader):
    first = concerns.raise_concern(comment.id, by=reader.id)
    assert concerns.raise_concern(comment.id, by=reader.id).id == first.id
    assert [entry.action for entry in people.list_audit()][:2] == ["concern raised again", "concern raised"]


def test_ten_people_at_once_raise_one_concern(app, comment, reader):
    def raise_it(_):
        with app.app_context():
            return concerns.raise_concern(comment.id, by=reader.id).id

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(raise_it, range(10)))) == 1


def test_there_is_no_concern_about_nothing(app, reader):
    with pytest.raises(NotFound):
        concerns.raise_concern(4711, by=reader.id)


def test_a_worry_about_cleared_words_is_put_before_the_lead_again(comment, reader):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    received.put_back(concern.id)
    assert comments.list_withheld_ids() == set()
    again = concerns.raise_concern(comment.id, by=reader.id)
    assert (again.id, again.state, again.closed_at) == (concern.id, ConcernState.NEW, None)
    assert comments.list_withheld_ids() == {comment.id}


def test_the_lead_reads_acknowledges_and_closes_and_every_step_is_on_record(lead, comment, reader):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    lead.visit("/staff/concerns/").follow(f"Concern {concern.id}")
    assert WORDS in lead.text
    lead.press("Acknowledge: I have read it").press("In progress: I am acting on it")
    lead.fill("Add a note", "Spoke to the school").press("Add this note")
    assert "Spoke to the school" in lead.text
    lead.choose("Keep the words withheld").fill("Why", "Referred").fill("Hand-over reference", "REF 12")
    lead.press("Close with this decision")
    assert lead.heading == "Concerns"
    db.session.expire_all()
    kept = db.session.get(Concern, concern.id)
    assert (kept.state, kept.closing_reason, kept.hand_over) == (ConcernState.CLOSED_WITHHELD, "Referred", "REF 12")
    trail = [entry for entry in people.list_audit() if "concern" in entry.action][::-1]
    assert [entry.action for entry in trail] == [
        "concern raised", "concern viewed", "concern acknowledged", "concern viewed", "concern in progress",
        "concern viewed", "concern note added", "concern viewed", "concern closed: withheld",
    ]  # fmt: skip
    assert {entry.subject for entry in trail} == {f"concern {concern.id}"}
    assert not any("invented" in f"{entry.action}{entry.subject}{entry.detail}" for entry in people.list_audit())


def test_words_kept_withheld_need_a_reference(lead, comment, reader):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    lead.visit(f"/staff/concerns/{concern.id}").choose("Keep the words withheld").press("Close with this decision")
    assert lead.errors == [
        "Enter why you close it: what was done, or why there is no worry",
        "Enter the reference of the referral, or write “no referral”",
    ]
    assert comments.list_withheld_ids() == {comment.id}


def test_a_lead_cannot_undo_unawares_what_another_has_decided(comment, reader):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    concerns.close(concern.id, Outcome.WITHHELD, hand_over="REF 1", by=reader.id, seen=ConcernState.NEW)
    with pytest.raises(Conflict, match="meanwhile"):
        received.put_back(concern.id, seen=ConcernState.NEW)
    assert comments.list_withheld_ids() == {comment.id}


@pytest.mark.parametrize("decides_too", [False, True])
def test_nobody_puts_back_words_that_they_put_away_themselves(lead, comment, reader, decides_too):
    """Neither who raised the concern nor who decided that the words stay withheld; others may, and say why."""
    concern = concerns.raise_concern(comment.id, by=reader.id)
    me = people.find_user("safeguarding-lead@example.org").id
    if decides_too:
        concerns.close(concern.id, Outcome.WITHHELD, reason="unsure", hand_over="no referral", by=me)
    for who in [reader.id, *([me] if decides_too else [])]:
        with pytest.raises(Conflict, match="put these words away yourself"):
            concerns.close(concern.id, Outcome.CLEARED, reason="a story", hand_over="", by=who)
    assert comments.list_withheld_ids() == {comment.id}
    assert ("Clear the words" in lead.visit(f"/staff/concerns/{concern.id}").body) is not decides_too
    received.put_back(concern.id)
    assert comments.list_withheld_ids() == set()
    assert people.list_audit()[0].detail == "why: in the concern’s own record"


def test_words_are_not_put_back_without_a_reason(comment, reader, user):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    with pytest.raises(Conflict, match="why"):
        concerns.close(concern.id, Outcome.CLEARED, reason=" ", hand_over="", by=user(Role.SAFEGUARDING_DEPUTY).id)
    assert comments.list_withheld_ids() == {comment.id}


def test_what_the_screening_withheld_may_be_put_back_by_one(app, lead):
    from tests.consult.test_screening import DISCLOSURE, let_it_be_screened, take_in

    take_in(DISCLOSURE)
    let_it_be_screened()
    concern = concerns.list_open()[0].concern
    lead.visit(f"/staff/concerns/{concern.id}").choose("Clear the words").fill("Why", "A film")
    lead.press("Close with this decision")
    assert comments.list_withheld_ids() == set()


def test_a_forged_state_is_refused_in_words(lead, comment, reader):
    concern = concerns.raise_concern(comment.id, by=reader.id)
    page = post(lead, f"/staff/concerns/{concern.id}/close", outcome="cleared", seen="nonsense")
    assert page.status == 200
    assert "Open the concern again, then decide" in page.body
    assert comments.list_withheld_ids() == {comment.id}


def test_new_concerns_come_first_and_the_longest_waiting_at_the_top(comment, reader):
    old, closed, fresh = (received.a_comment(f"words {n}") for n in range(3))
    for one in (fresh, closed, old):
        concerns.raise_concern(one.id, by=reader.id)
    with transaction():
        db.session.query(Concern).filter_by(comment_id=old.id).one().raised_at -= timedelta(hours=3)
        gone = db.session.query(Concern).filter_by(comment_id=closed.id).one().id
    received.put_back(gone)
    lines = concerns.list_open()
    assert [line.concern.comment_id for line in lines] == [old.id, fresh.id]
    assert lines[0].waited >= timedelta(hours=3)
    assert [concern.comment_id for concern in concerns.list_closed(1)] == [closed.id]


def test_withheld_words_still_count(comment, reader):
    concerns.raise_concern(comment.id, by=reader.id)
    book = ledger.read()
    assert (book.total.comments, book.total.withheld) == (1, 1)
    assert book.adds_up


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=2, minutes=5), "2 hours 5 minutes"),
        (timedelta(days=3, hours=1, minutes=9), "3 days 1 hour"),
    ],
)
def test_waiting_is_said_in_words(waited, words):
    assert in_words(waited) == words
