"""Stop now and come back later: a number and five words, on any device; what is left cannot be read without them."""

from __future__ import annotations

import json
import math
import re
import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.left_drafts import LeftDraft
from consult.models.submissions import Submission, Visit
from consult.services import coming_back, draft_locks, intake, retention, secret_words
from consult.services.coming_back import NoSuchDraft
from consult.services.secret_words import NotWords, Words
from consult.services.tries import MOST_TRIES, PAUSE, Resting
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.reader import Page, classes, text
from tests.consult.test_respond import agree, answer_all

STOP, LABEL, OPEN = "Stop now and come back later", "Your number and your five words", "Open my answers"
CANARY = "Quixotic-canary of the swings"
WORDS = st.sampled_from(secret_words.all_words())


@pytest.fixture
def short(app):
    return asking.open_short()


@pytest.fixture
def started(page, short):
    return agree(page.visit("/survey/short").press("Start now")).choose("Kingston").press("Continue")


@pytest.fixture
def other_device(app):
    return Page(app)


def shown(page):
    (listed,) = [ol for ol in page.tree.iter("ol") if "app-receipt__words" in classes(ol)]
    number, *words = [text(item) for item in listed.iter("li")]
    return Words(locator=number.replace(" ", ""), secret=tuple(words))


def to_the_free_text(page):
    page.choose("Always").press("Continue").choose("Art").press("Continue").press("Skip these questions")
    return page


def come_back(page, words):
    return page.visit("/come-back").fill(LABEL, str(words)).press(OPEN)


def left():
    return db.session.scalar(sa.select(LeftDraft).execution_options(populate_existing=True))


def values_stored():
    """Every value of every row, as text; what is locked, and so no text, says nothing to anybody."""
    rows = (db.session.execute(sa.select(table)).all() for table in Visit.metadata.sorted_tables)
    return {as_text(value) for found in rows for row in found for value in row}


def as_text(value):
    try:
        return value.decode() if isinstance(value, bytes) else repr(value)
    except UnicodeDecodeError:
        return ""


def everything_stored():
    return "\n".join(values_stored())


# --- the words -------------------------------------------------------------------------------------------------------


def test_five_words_and_a_number_are_hard_to_guess_and_slow_to_try():
    assert math.log2(len(secret_words.all_words())) * secret_words.SECRET_WORDS >= 50
    assert draft_locks.Work().kibibytes >= 19 * 1024
    assert draft_locks.Work().passes >= 2


@settings(max_examples=25)
@given(st.lists(WORDS, min_size=5, max_size=5), st.from_regex(r"\A[0-9]{6}\Z"), st.sampled_from([" ", ", ", "-", "\n"]))
def test_words_are_read_however_they_are_written(words, number, between):
    expected = Words(locator=number, secret=tuple(words))
    for written in (
        between.join([number, *words]),
        between.join([f"{number[:3]} {number[3:]}", *words]).upper(),
        between.join([*words, number]).title(),
        f"  {number[:3]}-{number[3:]}{between}{between.join(words)}. ",
        str(expected),
    ):
        assert secret_words.read(written) == expected


def said_about(typed):
    try:
        return f"{len(secret_words.read(typed).secret)} words"
    except NotWords as fault:
        return str(fault)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_words_or_a_sentence_that_says_what_to_do(typed):
    assert said_about(typed).startswith(("Type your number", "Look at “", "5 words"))


def test_a_mistyped_word_is_named_with_the_words_it_may_be():
    with pytest.raises(NotWords, match=r"Look at “otterr” again, letter by letter\..*Did you mean “otter”"):
        secret_words.read("482 913 apple kite river lemon otterr")


@given(st.binary(max_size=3000).filter(lambda content: not content.endswith(b"\0")))
def test_what_is_locked_opens_with_the_words_and_with_no_others(content):
    salt = draft_locks.new_salt()
    key, wrong = (draft_locks.make_key(words, salt) for words in (("apple", "kite"), ("kite", "apple")))
    locked = draft_locks.lock(draft_locks.public_half(key), content)
    assert draft_locks.unlock(key, locked) == content
    for unable, changed in ((wrong, locked), (key, locked[:-1] + bytes([locked[-1] ^ 1])), (key, locked[:20])):
        with pytest.raises(draft_locks.CannotOpen):
            draft_locks.unlock(unable, changed)


def test_how_much_was_said_cannot_be_seen_from_outside():
    public = draft_locks.public_half(draft_locks.make_key(("apple",), draft_locks.new_salt()))
    assert len(draft_locks.lock(public, b"{}")) == len(draft_locks.lock(public, b"x" * 900))


# --- stopping --------------------------------------------------------------------------------------------------------


def test_whoever_stops_gets_words_a_date_and_nothing_is_left_on_the_device(started):
    started.press(STOP)
    assert started.heading == "Your words to come back"
    words = shown(started)
    until = utcnow() + timedelta(days=29)
    assert f"They work until {until.day} {until:%B %Y}" in started.text
    assert f">{words}</textarea>" in started.body, "all together, to copy"
    started.press("I have my words. Stop now")
    assert started.heading == "You have stopped"
    assert started.visit("/survey/short").heading == "A short survey of every kind"
    assert "has begun this survey" not in started.text


def test_the_words_stay_the_same_until_the_device_has_stopped_and_are_nowhere_in_the_database(started):
    before = values_stored()  # surveys are full of words that lead back somewhere: “children”, “school”
    words = shown(started.press(STOP))
    assert shown(started.visit("/survey/short/answers/later")) == words
    started.follow("Carry on answering").press(STOP)
    assert shown(started) == words
    written = " ".join(values_stored() - before)
    assert not re.findall(rf"\b(?:{'|'.join(words.secret)})\b", written)


def test_what_is_on_the_page_is_kept_and_what_is_not_answered_yet_is_asked_again(started, other_device):
    to_the_free_text(started).fill("What should change?", CANARY).press(STOP)
    words = shown(started)
    started.press("I have my words. Stop now")
    come_back(other_device, words).visit("/survey/short/change")
    assert CANARY in other_device.body
    assert come_back(Page(started.client.application), words).heading != "Come back with your words"


def test_stopping_on_an_unanswered_page_skips_nothing(started, other_device):
    words = shown(started.press(STOP))
    started.press("I have my words. Stop now")
    assert come_back(other_device, words).heading == "I am happy"
    assert "happy" not in db.session.scalar(sa.select(Visit.answers))


def test_words_that_are_too_long_to_keep_stay_on_the_page_and_are_not_lost(started):
    to_the_free_text(started).fill("What should change?", "long " * 20_000).press(STOP)
    assert "too long" in started.errors[0]
    assert "long long long" in started.body


def test_a_locked_draft_cannot_be_read_without_the_words(started):
    to_the_free_text(started).fill("What should change?", CANARY).press(STOP)
    assert CANARY in everything_stored()
    words = shown(started)
    started.press("I have my words. Stop now")
    assert CANARY not in everything_stored()
    assert left().visit.answers == {}
    kept = draft_locks.unlock(draft_locks.make_key(words.secret, left().salt), left().locked)
    assert json.loads(kept)["change"] == CANARY


def test_stopping_can_be_pressed_on_the_page_that_checks_the_answers(page, short, other_device):
    answer_all(page.visit("/survey/short").press("Start now")).press(STOP)
    words = shown(page)
    page.press("I have my words. Stop now")
    assert come_back(other_device, words).heading == "Check your answers"


# --- coming back -----------------------------------------------------------------------------------------------------


def test_another_device_carries_on_where_the_first_stopped_and_sends_once(started, other_device):
    words = shown(started.press(STOP))
    started.press("I have my words. Stop now")
    come_back(other_device, words).choose("Always").press("Continue").choose("Art").press("Continue")
    other_device.press("Skip these questions").press("Skip this question").choose("No, keep them").press("Continue")
    other_device.press("Send my answers")
    assert db.session.scalar(sa.select(Submission.answers))["area"] == "kingston"
    assert left() is None, "words of a draft lead to nothing that was sent"
    come_back(Page(other_device.client.application), words)


def test_a_browser_that_is_killed_loses_no_saved_page_when_its_words_were_given_before(started, other_device):
    words = shown(started.press(STOP))
    to_the_free_text(started.follow("Carry on answering")).fill("What should change?", CANARY).press("Continue")
    come_back(other_device, words)
    assert other_device.heading == "Can we share your words?"
    assert CANARY in other_device.visit("/survey/short/change").body
    started.visit("/survey/short/happy")
    assert CANARY not in started.body, "the first device knows no way to it any more"
    assert started.heading != "I am happy"


def test_words_given_and_never_used_to_stop_lock_the_draft_after_a_day(started, other_device):
    words = shown(started.press(STOP))
    stated = coming_back.last_day(left().visit)
    assert coming_back.lock_resting() == 0
    assert coming_back.lock_resting(now=utcnow() + timedelta(hours=25)) == 1
    assert left().visit.answers == {}
    assert coming_back.last_day(left().visit) == stated
    assert come_back(other_device, words).heading == "I am happy"


def test_the_same_words_serve_again_on_the_other_device(started, other_device):
    words = shown(started.press(STOP))
    started.press("I have my words. Stop now")
    come_back(other_device, words).choose("Always").press(STOP)
    assert shown(other_device) == words


def test_a_draft_that_somebody_else_has_begun_on_the_device_is_not_lost(started, other_device):
    words = shown(started.press(STOP))
    started.press("I have my words. Stop now")
    agree(other_device.visit("/survey/short").press("Start now"))
    come_back(other_device, words)
    assert "Somebody has begun this survey on this device" in other_device.errors[0]
    assert other_device.follow("Go to what is open here").heading == "A short survey of every kind"
    assert "has begun this survey on this device" in other_device.text


@pytest.mark.parametrize("typed", ["", "hello", "482 913 apple kite river lemon", "482913 aple kite river lemon otter"])
def test_wrong_words_get_a_kind_message_and_stay_to_be_mended(page, short, typed):
    come_back(page, typed)
    assert page.status == 422
    assert page.errors[0].startswith(("Type your number", "Look at “"))
    assert f'value="{typed}"' in page.body or not typed


def test_words_that_lead_nowhere_say_so_without_an_oracle(started, other_device):
    words = shown(started.press(STOP))
    wrong = Words(locator=words.locator, secret=("apple",) * 5)
    nobody = Words(locator="000000" if words.locator != "000000" else "000001", secret=words.secret)
    said = {come_back(other_device, each).errors[0] for each in (wrong, nobody)}
    assert len(said) == 1


def test_a_wrong_number_makes_the_same_work_as_wrong_words(started, monkeypatch):
    words = shown(started.press(STOP))
    monkeypatch.setattr(draft_locks, "work", draft_locks.Work(passes=2, kibibytes=8 * 1024))
    spent = {words.locator: [], "000000": []}
    for turn in range(7):
        for locator, seconds in spent.items():
            begun = time.process_time()
            with pytest.raises(NoSuchDraft):
                coming_back.find(Words(locator=locator, secret=("apple",) * 5), now=utcnow() + turn * PAUSE)
            seconds.append(time.process_time() - begun)
    known, unknown = (statistics.median(seconds) for seconds in spent.values())
    assert abs(known - unknown) < 0.3 * max(known, unknown), "within the noise of a shared machine"


def test_after_five_wrong_tries_a_number_rests_whether_or_not_there_is_one(started):
    words, now = shown(started.press(STOP)), utcnow()
    for locator in (words.locator, "000000"):
        for _ in range(MOST_TRIES):
            with pytest.raises(NoSuchDraft):
                coming_back.find(Words(locator=locator, secret=("apple",) * 5), now=now)
        with pytest.raises(Resting):
            coming_back.find(Words(locator=locator, secret=words.secret), now=now)
    assert coming_back.find(words, now=now + PAUSE)


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "is_there"), [(28, True), (29, True), (30, False)])
def test_words_work_to_the_stated_day_and_then_the_draft_is_gone(app, short, day, is_there):
    asking.end_wave(utcnow() + timedelta(days=90))
    token = intake.start("short")
    words = coming_back.give_words(token)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    stated = coming_back.stop(token)
    with transaction():
        left().visit.saved_at = noon
    now = noon + timedelta(days=day)
    assert (now.date() <= coming_back.last_day(left().visit)) is is_there
    assert stated
    if is_there:
        assert coming_back.find(words, now=now)
    else:
        with pytest.raises(NoSuchDraft):
            coming_back.find(words, now=now)
    retention.run(now=now)
    assert (left() is not None) is is_there


def test_the_date_is_never_after_the_survey_takes_answers(started):
    asking.end_wave(utcnow() + timedelta(days=3))
    shown(started.press(STOP))
    assert coming_back.last_day(left().visit) == (utcnow() + timedelta(days=4)).date()


def test_after_the_time_of_grace_the_words_lead_to_the_page_that_says_it_has_closed(started, other_device):
    words = shown(started.press(STOP))
    asking.end_wave(utcnow() - timedelta(hours=25))
    assert come_back(other_device, words).heading == "This survey has closed"


def test_exit_this_page_deletes_the_draft_with_its_words(started, other_device):
    words = shown(started.press(STOP))
    started.client.post("/leave")
    assert left() is None
    assert "We cannot find answers" in come_back(other_device, words).errors[0]


def test_a_stale_press_to_stop_loses_nothing(started):
    shown(started.press(STOP))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', started.body)
    assert token
    answer = started.client.post("/survey/short/answers/stop", data={"csrf_token": "old"})
    assert answer.headers["Location"].endswith("/answers/later")
    assert left().locked is None
