"""What is stored becomes what is analysed: every door, each person once, nothing that is withheld."""

from consult.services import comments as bridge
from consult.store import comments
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)


def by_text(corpus):
    return {comment.text: comment for comment in corpus}


def test_answers_notes_and_imported_rows_all_become_comments(app):
    colleague = world.add_colleague()
    world.submit({"What is good?": "The nurse", "What should change?": "Longer hours"})
    world.note("More swings", by=colleague)
    world.import_comments(["Buses are late"])
    corpus = bridge.gather()
    assert set(by_text(corpus)) == {"The nurse", "Longer hours", "More swings", "Buses are late"}
    assert {comment.source for comment in corpus} == set(bridge.DOORS)


def test_two_answers_of_one_questionnaire_are_one_person_and_every_note_and_row_is_one_of_its_own(app):
    colleague = world.add_colleague()
    world.submit({"What is good?": "The nurse", "What should change?": "Longer hours"})
    world.note("More swings", by=colleague)
    world.note("More slides", by=colleague)
    world.import_comments(["Buses are late", "Buses are full"])
    said_by = [comment.person for comment in bridge.gather()]
    assert len(said_by) == 6
    assert len(set(said_by)) == 5


def test_a_comment_carries_its_question_and_the_names_of_its_audience_and_area(app):
    world.submit({"What should change?": "Longer hours"})
    (comment,) = bridge.gather()
    assert comment.question == "What should change?"
    assert comment.groups == {"Audience": "Parents and carers", "Area": "Richmond"}


def test_withheld_words_reach_no_machine_but_are_counted(app):
    first, second = world.import_comments(["Buses are late", "Something that is withheld"])
    world.withhold(second)
    gathered = bridge.gather_all()
    assert set(by_text(gathered.corpus)) == {"Buses are late"}
    assert gathered.withheld == (second,)
    assert gathered.received == 2
    assert first != second


def test_a_concern_about_what_a_note_said_first_withholds_its_correction_too(app):
    colleague = world.add_colleague()
    first = world.note("Something quiet", by=colleague)
    second = world.note("Something quieter", by=colleague, replaces=first.id)
    third = world.note("Something quietest", by=colleague, replaces=second.id)
    world.note("More swings", by=colleague)
    world.import_comments(["Buses are late"])
    ids = [world.comment_of(note) for note in (first, second, third)]
    world.withhold(ids[0])
    gathered = bridge.gather_all()
    assert set(by_text(gathered.corpus)) == {"More swings", "Buses are late"}
    assert gathered.withheld == (ids[2],)
    assert comments.list_withheld_ids() == set(ids)


def test_test_submissions_and_corrected_notes_do_not_count(app):
    colleague = world.add_colleague()
    world.submit({"What is good?": "Only a trial"}, is_test=True)
    wrong = world.note("More swigs", by=colleague)
    world.note("More swings", by=colleague, replaces=wrong.id)
    assert set(by_text(bridge.gather())) == {"More swings"}
