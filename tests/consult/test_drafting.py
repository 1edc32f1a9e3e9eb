"""A plan is written so that every sentence leads back to what people said, and nobody overwrites anybody."""

import threading

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.people import Role
from consult.models.plan import SectionApproval, SectionVersion
from consult.services import approving, drafting, excerpt_masking, freezing, readings, theme_review, users
from consult.services.citing import Trouble
from consult.services.drafting import LONGEST_TEXT, SavedMeanwhile
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import plan_world
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)


@pytest.fixture
def there(app):
    return plan_world.build()


@pytest.fixture
def section(there):
    return drafting.start_section("stronger-families", "all", by=there.writer.id)


def good(there):
    figure = f"[figure:theme/{there.buses}/people]"
    return f"{figure} people raised late buses. One said: [excerpt:{there.excerpt}]. We will mend it."


def save(there, section, text, seen=0):
    return drafting.save(section, text, seen=seen, by=there.writer.id)


def troubles(section):
    return [point.trouble for point in drafting.read_version(drafting.get_draft(section).newest).points]


def test_a_section_is_begun_once_however_often_it_is_asked_for(there, section):
    assert drafting.start_section("stronger-families", "all", by=there.second.id) == section
    assert drafting.start_section("stronger-families", "kingston", by=there.second.id) != section
    with pytest.raises(Conflict, match="from the lists"):
        drafting.start_section("seventh", "all", by=there.writer.id)


def test_a_text_that_cites_what_it_claims_has_nothing_to_settle(there, section):
    save(there, section, good(there))
    assert troubles(section) == []
    text = drafting.read_version(drafting.get_draft(section).newest)
    assert [each.value for each in text.references] == ["30", ""]
    assert "The bus came late" in text.references[1].excerpt.words


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Many parents asked for buses.", Trouble.UNCITED),
        ("It costs 12 pounds.", Trouble.UNCITED),
        ("Said so [them:12].", Trouble.UNREADABLE),
        ("Said so [theme:4711].", Trouble.THEME),
        ("Said so [figure:theme/4711/people].", Trouble.THEME),
        ("Said so [figure:priority/seventh/comments].", Trouble.FIGURE),
        ("Said so [excerpt:4711].", Trouble.EXCERPT),
        ("Said so [report:9].", Trouble.REPORT),
    ],
)
def test_what_is_amiss_is_listed_and_keeps_the_text_from_approval(there, section, text, trouble):
    save(there, section, text)
    assert troubles(section) == [trouble]
    with pytest.raises(Conflict, match="1 thing is amiss"):
        approving.approve(section, 1, by=there.second.id)


def test_a_cited_theme_that_people_reject_is_listed_at_once(there, section):
    save(there, section, f"We act on it [theme:{there.buses}].")
    assert troubles(section) == []
    theme_review.reopen(there.buses, seen=1, by=there.writer.id)
    assert troubles(section) == [Trouble.THEME]
    theme_review.reject(there.buses, seen=2, by=there.writer.id)
    (point,) = drafting.read_version(drafting.get_draft(section).newest).points
    assert "is rejected" in point.words


def test_a_cited_theme_that_becomes_part_of_another_names_the_other(there, section):
    save(there, section, f"We act on it [theme:{there.buses}].")
    theme_review.merge(there.buses, there.clubs, seen=1, by=there.writer.id)
    (point,) = drafting.read_version(drafting.get_draft(section).newest).points
    assert f"Cite [theme:{there.clubs}] instead" in point.words


def test_a_figure_keeps_the_value_it_was_saved_with_and_warns_with_both(there, section):
    save(there, section, f"It was raised by [figure:theme/{there.buses}/people] of us.")
    plan_world.store_run(there.comments, of_buses=40)
    text = drafting.read_version(drafting.get_draft(section).newest)
    assert [reference.value for reference in text.references] == ["30"]
    assert "It was 30 when this version was saved and is 40 now" in text.points[-1].words


@pytest.mark.parametrize("how", ["withheld", "not to be quoted", "taken back", "withdrawn"])
def test_words_that_may_not_be_shown_any_more_vanish_from_every_draft_at_once(there, section, how):
    save(there, section, f"One said [excerpt:{there.excerpt}].")
    assert troubles(section) == []
    if how == "withheld":
        world.withhold(there.comments[0])
    if how == "withdrawn":
        excerpt_masking.withdraw(there.excerpt, seen=3, by=there.second.id)
    with transaction():
        if how == "not to be quoted":
            db.session.execute(sa.update(Comment).values(may_quote=False))
        if how == "taken back":
            db.session.execute(sa.delete(Comment).where(Comment.id == there.comments[0]))
    assert troubles(section) == [Trouble.EXCERPT]
    text = drafting.read_version(drafting.get_draft(section).newest)
    assert [reference.excerpt for reference in text.references] == [None]


def test_two_who_write_at_once_overwrite_nothing(there, section):
    save(there, section, "First text.")
    with pytest.raises(SavedMeanwhile) as clash:
        drafting.save(section, "Second text.", seen=0, by=there.second.id)
    assert (clash.value.now.text, clash.value.wanted) == ("First text.", "Second text.")
    assert drafting.save(section, "Second text.", seen=1, by=there.second.id) == 2


def test_of_many_who_save_in_the_same_moment_exactly_one_is_stored(app, there, section):
    heard, by = [], there.writer.id
    db.session.rollback()

    def write(number):
        with app.app_context():
            try:
                drafting.save(section, f"Text {number}.", seen=0, by=by)
                heard.append("saved")
            except SavedMeanwhile:
                heard.append("refused")
            finally:
                db.session.rollback()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["refused"] * 3 + ["saved"]


def test_a_text_that_nobody_changed_is_no_new_version(there, section):
    assert save(there, section, "A text.\r\n\r\nAnother.  ") == 1
    assert save(there, section, "A text.\n\nAnother.", seen=1) == 1


def test_a_text_that_is_too_long_or_empty_is_refused_in_words(there, section):
    with pytest.raises(Conflict, match="1,000,000 characters"):
        save(there, section, "a" * 1_000_000)
    with pytest.raises(Conflict, match="Write something"):
        save(there, section, " \n ")
    save(there, section, "a" * LONGEST_TEXT)


def test_a_second_person_approves_and_never_who_wrote_part_of_it(there, section):
    third = plan_world.colleague("Theo")
    save(there, section, good(there))
    drafting.save(section, good(there) + " We begin now.", seen=1, by=third.id)
    for writer in (there.writer, third):
        with pytest.raises(Conflict, match="You wrote part"):
            approving.approve(section, 2, by=writer.id)
    with pytest.raises(Conflict, match="newer version"):
        approving.approve(section, 1, by=there.second.id)
    approving.approve(section, 2, by=there.second.id)
    approving.approve(section, 2, by=there.second.id)
    draft = drafting.get_draft(section)
    assert draft.is_approved
    drafting.save(section, "Only mine now [source:our own promise].", seen=2, by=third.id)
    assert drafting.get_draft(section).writers == {third.id}
    approving.approve(section, 3, by=there.writer.id)


def test_the_database_itself_refuses_the_author_and_any_change(there, section):
    save(there, section, good(there))
    version = drafting.get_draft(section).newest
    for author, user in ((version.user_id, version.user_id), (there.second.id, version.user_id)):
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.add(SectionApproval(version_id=version.id, author_id=author, user_id=user))
    for change in (sa.update(SectionVersion).values(text="x"), sa.delete(SectionVersion)):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), transaction():
            db.session.execute(change)


def test_nothing_that_cites_a_report_is_approved_before_those_who_decide_have_read_it(there, section):
    number = freezing.freeze("for the board", [there.second.id], by=there.writer.id)
    save(there, section, f"We knew it [report:{number}].")
    (point,) = drafting.read_version(drafting.get_draft(section).newest).points
    assert "still to be read by Seth" in point.words
    with pytest.raises(Conflict, match="amiss"):
        approving.approve(section, 1, by=there.second.id)
    with pytest.raises(Conflict, match="not asked"):
        readings.record_reading(number, by=there.writer.id)
    readings.record_reading(number, by=there.second.id)
    approving.approve(section, 1, by=there.second.id)


def test_a_reader_whose_account_is_closed_is_not_waited_for_but_one_must_have_read(there, section):
    number = freezing.freeze("for the board", [there.second.id], by=there.writer.id)
    save(there, section, f"We knew it [report:{number}].")
    users.close_account(there.second.id, by=there.writer.id)
    (point,) = drafting.read_version(drafting.get_draft(section).newest).points
    assert "No decision-maker has read" in point.words
    readings.ask(number, [there.writer.id], by=there.writer.id)
    readings.record_reading(number, by=there.writer.id)
    assert troubles(section) == []


def test_from_a_theme_one_finds_the_sentences_that_cite_it(there, section):
    save(there, section, f"Buses come [theme:{there.buses}]. Clubs open [figure:theme/{there.clubs}/people].")
    assert [use.cited.sentence.number for use in drafting.list_uses(there.clubs)] == [2]
    assert [use.cited.sentence.number for use in drafting.list_uses(there.buses)] == [1]


# the pages


def test_a_strategist_writes_cites_sees_how_it_reads_and_saves(signed_in, there):
    page = signed_in(Role.STRATEGIST).visit("/staff/plan")
    page.fill("Priority", "Stronger families").fill("Area", "Kingston").press("Open the section")
    assert page.heading == "Write: Stronger families: Kingston"
    page.fill("Text of the section", "Many asked for buses [].").press("Cite")
    assert f"[theme:{there.buses}]." in page.body
    page.fill("Find something to cite", "people raised").press("Find")
    assert "People who raised “Late buses”" in page.text
    assert "Many asked for buses [theme:" in page.body
    page.press("Save as version 1")
    assert "The section is saved." in page.text
    assert "Every sentence with a number, or a claim of what people said, leads to" in page.text
    assert page.rows("Where each sentence comes from")[1][2] == "Theme “Late buses”"
    page.follow("Theme “Late buses”")
    assert "Many asked for buses" in page.text


def test_a_marker_that_is_none_is_never_put_into_a_text(signed_in, there, section):
    page = signed_in(Role.STRATEGIST).visit(f"/staff/plan/sections/{section}/write")
    token = page.tree.find(".//form[@data-editor]//input[@name='csrf_token']").get("value")
    sent = {"csrf_token": token, "seen": "0", "text": "Kept.", "insert": "<script>"}
    body = page.client.post(page.path, data=sent).get_data(as_text=True)
    assert "Kept." in body
    assert "<script>" not in body


def test_whoever_is_slower_sees_both_texts_and_loses_none(signed_in, there, section):
    page = signed_in(Role.STRATEGIST).visit(f"/staff/plan/sections/{section}/write")
    save(there, section, "Quicker text.")
    page.fill("Text of the section", "Slower text.").press("Save as version 1")
    assert (page.status, page.heading) == (409, "Somebody else saved this section meanwhile")
    assert ["Changed", "Quicker text.", "Slower text."] in page.rows("Both texts")
    page.press("Save my text as version 2")
    assert "Slower text." in page.text


def test_a_megabyte_of_text_is_refused_and_still_in_the_box(signed_in, there, section):
    page = signed_in(Role.STRATEGIST).visit(f"/staff/plan/sections/{section}/write")
    page.fill("Text of the section", "Long text. " * 90_000).press("Save as version 1")
    assert page.status == 422
    assert "at most 60,000 characters" in page.errors[0]
    assert page.body.count("Long text. ") >= 90_000
    assert drafting.get_draft(section).versions == ()


def test_a_manager_reads_remarks_compares_and_approves_but_does_not_write(signed_in, there, section):
    save(there, section, good(there))
    save(there, section, good(there) + " We begin now.", seen=1)
    page = signed_in(Role.MANAGER).visit(f"/staff/plan/sections/{section}")
    page.fill("What do you think of it?", "Say more\nabout clubs").press("Add remark")
    assert "Say more about clubs" in page.text
    page.press("Settled: remark 1")
    assert "Settled by Test manager" in page.text
    page.follow("Compare versions")
    assert ["Added", "–", "We begin now."] in page.rows("Version 1 and version 2")
    page.visit(f"/staff/plan/sections/{section}").press("Approve version 2")
    assert "Version 2 is approved." in page.text
    assert page.visit(f"/staff/plan/sections/{section}/write").status == 403


def test_what_a_writer_types_is_shown_as_typed_and_never_run(signed_in, there, section):
    save(there, section, "<script>alert(1)</script> & <b>bold</b>")
    page = signed_in(Role.STRATEGIST).visit(f"/staff/plan/sections/{section}")
    assert "<script>alert(1)</script> & <b>bold</b>" in page.text
