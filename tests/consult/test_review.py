"""The review workspace: comments moved, themes merged and split, everything undone, replayed on the next run."""

import pytest

from analysis.codebook import OTHER
from consult.models.people import Role
from consult.services import (
    comment_coding,
    ledger,
    standing,
    taking_back,
    theme_replay,
    theme_reports,
    theme_review,
    theme_states,
)
from consult.services.deciding import DecidedMeanwhile
from consult.store import people, runs, themes
from consult.store.errors import Conflict
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open, store_run  # noqa: F401 (closes what a test left open)

BUSES = tuple(f"The bus {number} is always late in the morning" for number in range(8))
TEETH = tuple(f"No dentist has room for child {number}" for number in range(8))


@pytest.fixture
def ids(app):
    return world.import_comments([*BUSES, *TEETH, "Something else", "And another thing"])


@pytest.fixture
def by(app):
    return world.add_colleague().id


def seen(theme_id):
    return theme_states.get_reviewed(theme_id).seen


def held(theme_id, run=None):
    return {placed.comment_id for placed in theme_replay.replay_run(run or runs.find_newest_run()).of(theme_id)}


def two_themes(ids):
    found = store_run({"t01": ids[:8], "t02": ids[8:16]})
    return found["t01"], found["t02"]


def test_what_people_code_counts_in_the_report_and_stands_on_every_run(ids, by):
    buses, teeth = two_themes(ids)
    comment_coding.move(buses, ids[:2], teeth, seen=0, by=by)
    comment_coding.take(buses, [ids[2]], seen=1, by=by)
    comment_coding.put(buses, [ids[16]], seen=2, by=by)
    for _ in range(2):
        assert held(buses) == {*ids[3:8], ids[16]}
        assert held(teeth) == {*ids[:2], *ids[8:16]}
        assert held(OTHER) == {ids[2], ids[17]}
        counted = theme_reports.get_report(runs.find_newest_run())
        assert (counted.find_size(buses).comments, counted.find_size(teeth).comments) == (6, 10)
        assert {line[0]: line[1] for line in counted.ledger.rows} == {
            "Received": 18, "In a theme": 16, "Not sure which theme": 0, "In no theme": 2
        }  # fmt: skip
        assert ledger.read().adds_up
        assert ledger.read().total.to_theme == 16
        assert two_themes(ids) == (buses, teeth)


def test_a_comment_added_to_a_lost_theme_stays_with_it_and_is_counted(ids, by):
    lost = store_run({"t01": ids[:8], "t02": ids[8:12]})["t02"]
    comment_coding.put(lost, [ids[16]], seen=0, by=by)
    theme_review.accept(lost, seen=1, by=by)
    store_run({"t01": ids[:8]})
    assert held(lost) == {ids[16]}
    mine = next(each for each in standing.list_standing(runs.find_newest_run()) if each.theme_id == lost)
    assert (mine.comments, mine.is_found, mine.status) == (1, False, "accepted")


def test_merged_themes_stay_merged_when_the_machine_parts_them_again(ids, by):
    buses, teeth = two_themes(ids)
    theme_review.merge(teeth, buses, seen=0, by=by, why="Both are about getting there")
    assert held(buses) == set(ids[:16])
    assert two_themes(ids) == (buses, teeth)
    assert held(buses) == set(ids[:16])
    with pytest.raises(Conflict, match="merged into another"):
        theme_review.rename(teeth, "Late", seen=1, by=by)
    with pytest.raises(Conflict, match="itself merged"):
        theme_review.merge(buses, teeth, seen=0, by=by)
    theme_review.part(teeth, seen=1, by=by)
    assert held(teeth) == set(ids[8:16])


def test_a_split_takes_the_comments_like_its_seeds_and_new_ones_on_the_next_run(ids, by):
    both = store_run({"t01": ids[:16]})["t01"]
    made = comment_coding.split(both, ids[8:11], "Dentists", seen=0, by=by)
    assert held(made) == set(ids[8:16])
    assert held(both) == set(ids[:8])
    more = world.import_comments(["No dentist has room for my daughter", "The bus 9 is late in the morning too"])
    again = store_run({"t01": [*ids[:16], *more]})
    assert again["t01"] == both
    assert held(made) == {*ids[8:16], more[0]}
    assert held(both) == {*ids[:8], more[1]}
    with pytest.raises(Conflict, match="at least 2"):
        comment_coding.split(both, ids[:1], "One", seen=1, by=by)


def test_undo_and_redo_are_decisions_too_and_lead_back_step_by_step(ids, by):
    buses, teeth = two_themes(ids)
    theme_review.rename(buses, "Late buses", seen=0, by=by)
    comment_coding.take(buses, [ids[0]], seen=1, by=by)
    last, _ = taking_back.find_undo_and_redo(by)
    taking_back.undo(last.id, seen=2, by=by)
    assert held(buses) == set(ids[:8])
    first, again = taking_back.find_undo_and_redo(by)
    assert (first.kind, again.id) == ("rename", last.id)
    taking_back.undo(first.id, seen=3, by=by)
    assert theme_states.get_reviewed(buses).name == "Machine t01"
    taking_back.redo(first.id, seen=4, by=by)
    taking_back.redo(last.id, seen=5, by=by)
    assert (theme_states.get_reviewed(buses).name, held(buses)) == ("Late buses", set(ids[1:8]))
    assert len(themes.list_decisions()) == 6, "nothing is taken out of the record"
    assert seen(teeth) == 0


def test_a_theme_by_hand_outlives_runs_and_its_undone_making_can_be_redone(ids, by):
    two_themes(ids)
    made = theme_review.make("By hand", by=by)
    comment_coding.put(made.id, ids[16:18], seen=1, by=by)
    two_themes(ids)
    assert held(made.id) == set(ids[16:18])
    making = themes.list_decisions()[0]
    taking_back.undo(making.id, seen=2, by=by)
    run = runs.find_newest_run()
    assert [c.decision.kind for c in theme_replay.replay_run(run).standing.conflicts] == ["put"]
    taking_back.redo(making.id, seen=3, by=by)
    assert held(made.id) == set(ids[16:18])


def test_a_comment_withheld_before_a_run_is_a_conflict_until_it_is_settled(ids, by):
    buses, _ = two_themes(ids)
    comment_coding.put(buses, [ids[16]], seen=0, by=by)
    world.withhold(ids[16])
    with pytest.raises(Conflict, match="withheld"):
        comment_coding.take(buses, [ids[16]], seen=1, by=by)
    world.find_themes()
    run = runs.find_newest_run()
    (conflict,) = theme_replay.replay_run(run).standing.conflicts
    assert "withheld for safeguarding" in conflict.reason
    taking_back.settle(conflict.decision.id, seen=seen(buses), by=by)
    assert theme_replay.replay_run(run).standing.conflicts == ()


def test_who_saw_an_older_version_or_an_older_run_moves_nothing(ids, by):
    buses, teeth = two_themes(ids)
    theme_review.accept(buses, seen=0, by=by)
    with pytest.raises(DecidedMeanwhile):
        comment_coding.move(buses, ids[:2], teeth, seen=0, by=by)
    two_themes(ids)
    with pytest.raises(Conflict, match="found again"):
        comment_coding.move(buses, ids[:2], teeth, seen=1, by=by, run=1)
    assert held(buses) == set(ids[:8])


def test_every_kind_of_decision_is_recorded_without_words(ids, by):
    buses, teeth = two_themes(ids)
    theme_review.describe(buses, "Private words", seen=0, by=by, why="Secret reason")
    comment_coding.set_stance(buses, [ids[0]], "against", seen=1, by=by)
    theme_review.merge(teeth, buses, seen=0, by=by)
    said = [(entry.action, entry.subject) for entry in people.list_audit()[:3]]
    assert said == [
        ("theme merged into another", f"theme {teeth}"),
        ("stance of comments set", f"theme {buses}"),
        ("theme described", f"theme {buses}"),
    ]


# in the browser


@pytest.fixture
def desk(signed_in, ids):
    page = signed_in(Role.STRATEGIST)
    two_themes(ids)
    return page


def test_the_workspace_shows_themes_comments_and_decisions(desk, ids):
    desk.visit("/staff/themes").follow("Review the themes")
    assert desk.heading == "Machine t01: review"
    assert "8 comments" in desk.text
    desk.follow("No theme")
    assert "Something else" in desk.text


def test_chosen_comments_are_moved_undone_and_redone_by_plain_forms(desk, ids):
    desk.visit("/staff/themes/review?theme=1").choose(f"Choose comment {ids[0]}").choose(f"Choose comment {ids[1]}")
    desk.fill("Move to", "Machine t02").press("Move")
    assert "The comments are moved." in desk.text
    assert held(2) == {*ids[:2], *ids[8:16]}
    desk.press("Undo my last decision")
    assert held(2) == set(ids[8:16])
    desk.press("Redo")
    assert held(2) == {*ids[:2], *ids[8:16]}


def test_two_browsers_on_one_theme_overwrite_nothing(desk, ids):
    colleague = world.add_colleague("Ben Colleague")
    desk.visit("/staff/themes/review?theme=1").choose(f"Choose comment {ids[0]}")
    theme_review.rename(1, "Theirs", seen=0, by=colleague.id)
    desk.press("Take out of this theme")
    assert desk.status == 409
    assert ids[0] in held(1)
    assert "Ben Colleague" in desk.text
    desk.press("Save what I asked for")
    assert ids[0] not in held(1)
    assert theme_states.get_reviewed(1).name == "Theirs"


def test_withheld_words_are_shown_as_withheld_and_cannot_be_chosen(desk, ids):
    world.withhold(ids[0])
    desk.visit("/staff/themes/review?theme=1")
    assert BUSES[0] not in desk.text
    assert "The words of this comment are withheld." in desk.text
    assert f"Choose comment {ids[0]}" not in desk.text
    assert "Raise a concern" in desk.text


def test_what_nothing_can_be_done_with_is_refused_in_words(desk, ids):
    assert desk.visit("/staff/themes/review?theme=99").status == 404
    assert desk.visit("/staff/themes/review?theme=1&page=9").status == 404
    desk.visit("/staff/themes/review?theme=1").press("Take out of this theme")
    assert desk.status == 409
    assert "Choose at least one comment first." in desk.text
    desk.visit("/staff/themes/review?theme=1").press("Merge")
    assert "Choose the other theme first." in desk.text


def test_a_run_shows_what_changed_since_another_and_what_to_read_first(desk, ids, by):
    theme_review.rename(1, "Late buses", seen=0, by=by)
    store_run({"t01": ids[:8], "t02": [*ids[16:18]]})
    desk.visit("/staff/themes/review").follow("What changed since run 1")
    assert desk.heading == "What changed since run 1"
    assert desk.rows("New themes")[1][1:3] == ["0", "2"]
    assert [row[1:3] for row in desk.rows("About as large themes")[1:]] == [["8", "8"]]
    assert desk.rows("Gone themes")[1][1:3] == ["8", "0"]
    assert desk.visit("/staff/themes/review/changes/2").status == 404
    desk.visit("/staff/themes/review/first")
    assert "Read these first" in desk.heading
    assert "0 of 10 comments" in desk.text
