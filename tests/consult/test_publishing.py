"""What everybody reads of the plan: frozen words that a second person published, and no one's who took theirs back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.frozen import ReportPublication
from consult.models.people import Role
from consult.models.plan import Taken
from consult.services import freezing, outcomes, publishing, readings, receipts
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import plan_world, received
from tests.consult import strategy_world as world
from tests.consult.plan_world import decided
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)
from tests.consult.test_freezing import by_hand

ADDRESS = "/what-happened"


@pytest.fixture
def there(app):
    return plan_world.build()


@pytest.fixture
def frozen(there):
    """Version 1, which the manager was asked to read: a section that quotes somebody, and an outcome."""
    text = (
        f"# Getting about\n\nLate buses came up with [figure:theme/{there.buses}/people] people [theme:{there.buses}]."
        f" One of them said [excerpt:{there.excerpt}]. We will ask for more buses [source:our own promise]."
    )
    return plan_world.frozen_plan(there, text, why="The councils run the buses.")


@pytest.fixture
def published(there, frozen):
    readings.record_reading(frozen, by=there.second.id)
    publishing.publish(frozen, by=there.second.id)
    return frozen


def test_before_anything_is_published_the_page_says_so_and_nothing_leads_to_it(frozen, page):
    assert "There is nothing to tell yet" in page.visit(ADDRESS).text
    assert ADDRESS not in page.visit("/").body


def test_what_became_of_themes_and_the_plan_are_told_without_marks_and_names(there, published, page):
    told = page.visit(ADDRESS)
    assert "You talked about: Late buses" in told.text
    assert "The councils run the buses." in told.text
    assert "Late buses came up with 30 people. One of them said “The bus came late, day 0”." in told.text
    assert "other things that people talked about: 1." in told.text
    for hidden in ("[", "Wanda", "Seth", "our own promise"):
        assert hidden not in told.text
    assert ADDRESS in page.visit("/").body


@pytest.fixture
def in_easy_words(there):
    """Version 1, frozen and read, with the same reason for adults and in easy words."""
    plan_world.frozen_plan(there, "Nothing yet.", why="Councils commission routes.", easy_words="We told the councils.")
    readings.record_reading(1, by=there.second.id)
    return 1


def test_children_are_told_in_easy_words_where_somebody_wrote_them(there, in_easy_words, page):
    publishing.publish(in_easy_words, by=there.second.id)
    assert "We told the councils." not in page.visit(ADDRESS).text
    easy = page.follow("Read this in easy words")
    assert "We told the councils." in easy.text
    assert "Councils commission routes." not in easy.text
    assert "Councils commission routes." in easy.follow("Read all of it").text


@pytest.mark.parametrize(
    ("survey", "words"), [("children", "We told the councils."), ("parents", "Councils commission routes.")]
)
def test_who_comes_back_with_receipt_words_reads_what_happened_in_the_words_of_their_survey(
    there, in_easy_words, page, survey, words
):
    opened = received.open_wave()
    with transaction():
        sent = received.submission(opened[survey])
        secret = receipts.secret_of("a token")
        locator = receipts.issue(sent.id, receipts.hash_secret(secret))
    page.visit("/your-answers").fill("Your number and your five words", f"{locator} {' '.join(secret)}").press(
        "Find my answers"
    )
    assert words not in page.text
    publishing.publish(in_easy_words, by=there.second.id)
    shown = page.visit("/your-answers/found")
    assert words in shown.text
    assert "You talked about: Late buses" in shown.text


def test_a_quotation_that_may_not_be_shown_any_more_takes_its_sentence_with_it_at_once(there, published, page):
    world.withhold(there.comments[0])
    told = page.visit(ADDRESS)
    assert "The bus came late" not in told.text
    assert "One of them said" not in told.text
    assert "We will ask for more buses." in told.text


def test_later_decisions_change_nothing_that_was_published(there, published, page):
    outcomes.record(there.buses, decided(there.writer, why="Otherwise."), seen=1, by=there.writer.id)
    assert "Otherwise." not in page.visit(ADDRESS).text


def test_who_froze_it_cannot_publish_it(there, frozen):
    readings.record_reading(frozen, by=there.second.id)
    with pytest.raises(Conflict, match="it takes two people"):
        publishing.publish(frozen, by=there.writer.id)
    assert publishing.find_what_happened() is None


def test_the_database_refuses_who_froze_it_too(there, frozen):
    by_one = sa.insert(ReportPublication).values(report_id=1, frozen_by=there.writer.id, published_by=there.writer.id)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(by_one)


def test_what_its_readers_have_not_read_is_not_published(there, frozen):
    with pytest.raises(Conflict, match="still to be read by Seth"):
        publishing.publish(frozen, by=there.second.id)


def test_it_is_published_once(there, published):
    with pytest.raises(Conflict, match="was published before"):
        publishing.publish(published, by=there.second.id)


def test_what_was_changed_by_hand_is_neither_published_nor_shown(there, frozen, page):
    readings.record_reading(frozen, by=there.second.id)
    publishing.publish(frozen, by=there.second.id)
    by_hand("report_version", content='{"outcomes": []}\n')
    assert "There is nothing to tell yet" in page.visit(ADDRESS).text


def test_one_person_takes_it_off_the_page_and_the_version_before_is_there_again(there, published, page):
    second = freezing.freeze("mended", [there.second.id], by=there.writer.id)
    readings.record_reading(second, by=there.second.id)
    publishing.publish(second, by=there.second.id)
    assert publishing.find_what_happened().number == second
    publishing.end(second, by=there.writer.id)
    assert publishing.find_what_happened().number == published
    with pytest.raises(Conflict, match="is not published now"):
        publishing.end(second, by=there.writer.id)


def test_a_manager_publishes_and_ends_it_on_the_page_of_the_version(there, frozen, signed_in):
    manager = signed_in(Role.MANAGER)
    readings.record_reading(frozen, by=there.second.id)
    at = f"/staff/report-versions/{frozen}"
    manager.visit(at).press("Publish version 1")
    assert "Everybody can read what became of the themes" in manager.visit(at).text
    manager.press("Take it off the public page")
    assert "taken off the public page" in manager.visit(at).text
    assert publishing.find_what_happened() is None


def test_outcomes_stand_under_what_we_will_and_will_not_do(there, frozen, page):
    outcomes.record(there.clubs, decided(there.writer, taken=Taken.NOT, why="No money."), seen=0, by=there.writer.id)
    number = freezing.freeze("all decided", [there.second.id], by=there.writer.id)
    readings.record_reading(number, by=there.second.id)
    publishing.publish(number, by=there.second.id)
    told = page.visit(ADDRESS)
    places = [told.text.index(words) for words in ("We will not do this", "Clubs in the evening", "No money.")]
    assert places == sorted(places)
    assert "still deciding" not in told.text
