"""A number and five words: shown once answers are sent, the only way back to them, gone after a stated day."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.receipts import Receipt, ReceiptTry
from consult.models.submissions import Submission, Visit
from consult.services import intake, receipts, secret_words
from consult.services.receipts import NothingFound
from consult.services.secret_words import NotWords, Words
from consult.services.tries import MOST_TRIES, PAUSE, Resting
from consult.settings import LONDON
from consult.store import surveys as survey_store
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.reader import classes, text
from tests.consult.test_respond import answer_all

WRONG = ("apple", "apple", "apple", "apple", "apple")


@pytest.fixture
def short(app):
    return asking.open_short()


@pytest.fixture
def sent(page, short):
    """Everything answered and sent, without the equality questions."""
    page.visit("/survey/short").press("Start now")
    return answer_all(page).press("Send my answers").press("No thank you")


def shown(page):
    """The number and the words as they stand on the page."""
    (listed,) = [ol for ol in page.tree.iter("ol") if "app-receipt__words" in classes(ol)]
    number, *words = [text(item) for item in listed.iter("li")]
    return Words(locator=number.replace(" ", ""), secret=tuple(words))


def stored(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def look_up(page, words):
    return page.visit("/your-answers").fill("Your number and your five words", str(words)).press("Find my answers")


# --- the words -------------------------------------------------------------------------------------------------------


def test_there_are_2048_simple_words_and_five_of_them_are_hard_to_guess():
    words = secret_words.all_words()
    assert len(words) == len(set(words)) == 2**secret_words.BITS
    assert all(re.fullmatch(r"[a-z]{3,7}", word) for word in words)
    assert math.log2(len(words)) * secret_words.SECRET_WORDS >= 50


def test_the_confirmation_shows_a_number_and_five_words_and_until_when_they_work(sent, short):
    words = shown(sent)
    assert re.fullmatch(r"\d{6}", words.locator)
    assert len(words.secret) == 5
    assert set(words.secret) <= set(secret_words.all_words())
    last = receipts.last_day(short.wave)
    assert f"take your answers back, until {last.day} {last:%B %Y}" in sent.text


def test_opened_again_the_confirmation_shows_the_same_words_until_the_device_is_cleared(sent):
    words = shown(sent)
    assert shown(sent.visit("/survey/short/answers/sent")) == words
    sent.press("Finish, and clear for the next person").visit("/survey/short/answers/sent")
    assert words.secret[0] not in sent.text
    assert sent.heading == "There is nothing to see here on this device"


def test_sent_twice_because_the_answer_was_lost_the_words_are_the_same(short):
    token = intake.start("short")
    answers = {"understood": True, "area": "kingston", "happy": "3", "likes": None, "people": None}
    intake.save_page(token, {**answers, "word": None, "change": "Swings", "may-quote": None})
    first, again = intake.submit(token), intake.submit(token)
    assert first.submission_id == again.submission_id
    assert first.locator == again.locator != ""
    assert stored(Receipt) == 1


def test_the_words_are_nowhere_in_the_database(sent):
    words = shown(sent)
    kept = db.session.scalar(sa.select(Receipt.secret_hash))
    assert kept.startswith("$argon2id$")
    everything = repr([db.session.execute(sa.select(table)).all() for table in (Receipt, Submission, Visit)])
    assert " ".join(words.secret) not in everything
    assert db.session.scalar(sa.select(Receipt.locator)) == words.locator


def test_two_people_never_have_the_same_number(short, monkeypatch):
    numbers = iter(["000001", "000001", "000002"])
    monkeypatch.setattr(receipts, "random_locator", lambda: next(numbers))
    for _ in range(2):
        token = intake.start("short")
        intake.save_page(token, {"understood": True, "area": "kingston", "happy": "3", "likes": None, "people": None})
        intake.save_page(token, {"word": None, "change": None, "may-quote": None})
        intake.submit(token)
    assert set(db.session.scalars(sa.select(Receipt.locator))) == {"000001", "000002"}


# --- coming back -----------------------------------------------------------------------------------------------------


def test_with_the_words_a_person_sees_what_happens_and_never_what_was_said(sent):
    look_up(sent, shown(sent))
    assert sent.heading == "Your answers are here"
    assert "28 February 2027" in sent.text
    assert "30 June 2027" in sent.text
    assert "More buses" not in sent.body
    assert "BC-" not in sent.body


@pytest.mark.parametrize("change", [str.upper, lambda t: t.replace(" ", ", "), lambda t: "\t" + t.replace(" ", "-")])
def test_words_are_read_however_they_are_typed(sent, change):
    words = shown(sent)
    assert secret_words.read(change(str(words))) == words
    assert secret_words.read(f"{' '.join(words.secret)} {words.number}") == words


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "Type your number too"),
        ("apple kite river lemon otter", "Type your number too"),
        ("482913 apple kite", "all 5 words. We can see 2"),
        ("482913 apple kite river lemon ottr", "Look at “ottr” again"),
        ("482913 <b> kite river lemon otter", "Look at “b” again"),
    ],
)
def test_what_cannot_be_words_is_said_and_stays_on_the_page(page, short, typed, fault):
    look_up(page, typed)
    assert page.status == 422
    assert fault in page.text
    assert page.path == "/your-answers"


def test_a_wrong_number_and_wrong_words_get_the_same_answer(sent):
    words = shown(sent)
    unknown = "000000" if words.locator != "000000" else "000001"
    look_up(sent, Words(locator=unknown, secret=words.secret))
    first = sent.errors
    look_up(sent, Words(locator=words.locator, secret=WRONG))
    assert first == sent.errors != []


def test_a_wrong_number_makes_the_same_work_as_wrong_words(sent, monkeypatch):
    worked = []
    hasher, words = receipts.hasher, shown(sent)
    receipts._nobodys_hash()

    class Counting:
        def verify(self, *both):
            worked.append(both[0].rpartition("$")[0].rpartition("$")[0])  # the kind of hash and its cost
            return hasher.verify(*both)

    monkeypatch.setattr(receipts, "hasher", Counting())
    for locator in ("000000", words.locator):
        with pytest.raises(NothingFound):
            receipts.find(Words(locator=locator, secret=WRONG))
    assert len(worked) == 2
    assert len(set(worked)) == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_after_five_wrong_tries_a_number_rests_whether_or_not_there_is_one(sent, is_there):
    words, now = shown(sent), utcnow()
    locator = words.locator if is_there else "999999"
    for _ in range(MOST_TRIES):
        with pytest.raises(NothingFound):
            receipts.find(Words(locator=locator, secret=WRONG), now=now)
    with pytest.raises(Resting):
        receipts.find(Words(locator=locator, secret=words.secret), now=now)
    later = now + PAUSE
    if is_there:
        assert receipts.find(words, now=later)
        assert stored(ReceiptTry) == 0
    else:
        with pytest.raises(NothingFound):
            receipts.find(Words(locator=locator, secret=WRONG), now=later)


def test_a_resting_number_is_said_on_the_page(sent):
    words = shown(sent)
    for _ in range(MOST_TRIES):
        look_up(sent, Words(locator=words.locator, secret=WRONG))
    look_up(sent, words)
    assert sent.errors == ["This number was tried too often. Wait 15 minutes, then try again."]


def test_without_words_the_pages_behind_them_lead_back_to_the_beginning(page, short):
    for path in ("/your-answers/found", "/your-answers/take-back"):
        assert page.visit(path).heading == "Find or take back your answers"


# --- the last day ----------------------------------------------------------------------------------------------------


def test_the_last_day_counts_from_the_day_the_wave_closes_in_london(short):
    with transaction():
        survey_store.get_wave("try").closes_at = datetime(
            2027, 3, 1, tzinfo=LONDON
        )  # midnight: 28 February is the last
    assert f"{receipts.last_day(survey_store.find_survey('short').wave)}" == "2027-03-28"


@pytest.mark.parametrize(("days", "works"), [(-1, True), (0, True), (1, False)])
def test_words_work_the_day_before_and_on_the_last_day_and_not_after(sent, days, works):
    words = shown(sent)
    last = receipts.last_day(survey_store.find_survey("short").wave)
    now = datetime(last.year, last.month, last.day, 23, 59, tzinfo=LONDON).astimezone(UTC) + timedelta(days=days)
    assert receipts.destroy_due(now=now) == (0 if works else 1)
    if works:
        assert receipts.open_receipt(receipts.find(words, now=now), now=now)
    else:
        with pytest.raises(NothingFound):
            receipts.find(words, now=now)


def test_after_the_last_day_nothing_leads_from_words_or_reference_to_a_row(sent):
    reference = re.search(r"BC-\w{4}-\w{4}", sent.text).group()
    asking.end_wave(utcnow() - timedelta(days=60))
    assert receipts.destroy_due() == 1
    assert stored(Receipt) == 0
    assert stored(Submission) == 1
    assert db.session.scalar(sa.select(Submission.id).where(Submission.reference == reference)) is None
    sent.visit("/your-answers")
    assert "The links are destroyed. Nobody can find these answers any more" in sent.text


def test_the_day_after_words_are_refused_although_no_job_has_run_yet(sent):
    words = shown(sent)
    asking.end_wave(utcnow() - timedelta(days=60))
    look_up(sent, words)
    assert "nobody can find them any more" in sent.errors[0]


def test_nothing_that_was_typed_is_guessed_to_be_words():
    with pytest.raises(NotWords):
        secret_words.read("12345 apple kite river lemon otter")
