"""Finding themes: one job at a time, stored whole, adding up, stopped and begun again without harm."""

import pytest

from consult.jobs import finding
from consult.models.jobs import JobState
from consult.services import run_rows, theme_finding, theme_review
from consult.store import coded, comments, jobs, runs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import said
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)


class Stopped(Exception):
    """What the worker raises when somebody pressed Cancel."""


def test_without_comments_there_is_nothing_to_start_and_the_message_says_where_to_begin(app):
    with pytest.raises(Conflict, match="Import a spreadsheet"):
        theme_finding.start(by=None)


def test_pressing_the_button_twice_starts_one_job(app):
    world.import_comments(["Buses are late"])
    assert theme_finding.start(by=None).id == theme_finding.start(by=None).id


def test_every_comment_is_in_a_theme_in_none_or_left_out_with_a_reason(app):
    ids = world.import_comments([text for text, _ in said.ALL] + list(said.LEFT_OUT))
    world.withhold(ids[0])
    run = world.find_themes()
    placed = {coding.comment_id for coding in runs.read_codings(run.id)}
    left_out = dict(runs.read_exclusions(run.id))
    assert run.received == len(ids)
    assert placed | left_out.keys() == set(ids)
    assert not placed & left_out.keys()
    assert left_out[ids[0]] == run_rows.WITHHELD
    assert len(left_out) == len(said.LEFT_OUT) + 1
    assert sum(coded.count_mapped(run.id).values()) == len(placed)


def test_what_was_said_together_is_found_together(app):
    """Most comments of each subject fall into one theme."""
    ids = world.import_comments([text for text, _ in said.ALL])
    run = world.find_themes()
    theme_of = {coding.comment_id: coding.theme_id for coding in runs.read_codings(run.id)}
    waiting = [theme_of[i] for i, (_, subject) in zip(ids, said.ALL, strict=True) if subject == "waiting"]
    assert max(waiting.count(theme) for theme in set(waiting) - {None}) > len(waiting) / 2


def test_a_job_begun_again_after_it_was_finished_makes_no_second_run(app):
    world.import_comments(["Buses are late", "The bus is full"])
    job = theme_finding.start(by=None)
    finding.run_find_themes({**job.payload, "job_id": job.id}, world.tell_nobody)
    finding.run_find_themes({**job.payload, "job_id": job.id}, world.tell_nobody)
    assert runs.find_run_of_job(job.id).id == theme_finding.find_newest_run().id == 1


def test_a_cancelled_finding_leaves_nothing_behind(app):
    def stop_late(stage, done):
        if done > 0.9:
            raise Stopped

    world.import_comments(["Buses are late", "The bus is full"])
    with pytest.raises(Stopped):
        theme_finding.run({"seed": 0}, None, stop_late)
    assert theme_finding.find_newest_run() is None


def test_a_finding_that_fails_while_it_saves_leaves_nothing_behind(app):
    world.import_comments(["Buses are late", "The bus is full"])
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        theme_finding.run({"seed": 0}, 999, world.tell_nobody)
    assert theme_finding.find_newest_run() is None


def test_a_comment_deleted_while_themes_are_found_is_left_out_of_what_is_stored(app):
    ids = world.import_comments([text for text, _ in said.ALL])

    def delete_one(stage, done):
        if done > 0.9:
            with transaction():
                comments.db.session.delete(comments.get_comment(ids[0]))

    run = theme_finding.run({"seed": 0}, None, delete_one)
    assert ids[0] not in {coding.comment_id for coding in runs.read_codings(run.id)}
    assert run.received == len(ids)


def test_the_same_comments_give_the_same_themes(app):
    world.import_comments([text for text, _ in said.ALL])
    first, second = (
        [(t.name, t.comments, t.priority) for t in themes.list_candidates(world.find_themes().id)] for _ in range(2)
    )
    assert first == second


def test_cancelling_a_waiting_job_ends_it(app):
    colleague = world.add_colleague()
    world.import_comments(["Buses are late"])
    job = theme_finding.start(by=colleague.id)
    theme_finding.cancel(job.id, by=colleague.id)
    assert jobs.get_job(job.id).state == JobState.CANCELLED


def test_comments_that_arrive_after_a_run_are_counted_as_new(app):
    world.import_comments(["Buses are late", "n/a"])
    run = world.find_themes()
    world.submit({"What is good?": "The nurse"})
    world.submit({"What is good?": "A trial"}, is_test=True)
    assert runs.count_new_comments(run.id) == 1


def test_a_rename_an_acceptance_and_a_priority_survive_a_new_run_with_thirty_more_comments(app):
    colleague = world.add_colleague()
    world.import_comments([text for text, _ in said.ALL])
    first = theme_review.list_reviewed(world.find_themes().id)
    for theme in first:
        theme_review.rename(theme.id, f"Ours: {theme.proposal.key}", seen=0, by=colleague.id)
        theme_review.set_priority(theme.id, "none", seen=1, by=colleague.id)
        theme_review.accept(theme.id, seen=2, by=colleague.id)
    world.import_comments(said.MORE)
    assert len(said.MORE) == 30
    run = world.find_themes()
    second = theme_review.list_reviewed(run.id)
    kept = {theme.name: theme for theme in second if theme.name.startswith("Ours: ")}
    behind = {theme.name for theme in theme_review.list_left_behind(run.id)}
    assert len(kept) + len(behind) == len(first), "each decided theme is carried over or listed as left behind"
    assert len(kept) >= 2
    for theme in kept.values():
        assert (theme.priority, theme.status) == ("none", "accepted")
        assert theme.id in {earlier.id for earlier in first}, "it is the same theme as before"
        assert [d.user.name for d in theme.decisions] == [colleague.name] * 3, "each decision once, none copied"


def test_accepted_themes_keep_their_names_and_comments_whatever_a_new_run_would_draw(app):
    colleague = world.add_colleague()
    texts = [text for text, _ in said.ALL]
    world.import_comments(texts[::2])
    first = world.find_themes()
    accepted = theme_review.list_reviewed(first.id)
    for theme in accepted:
        theme_review.accept(theme.id, seen=0, by=colleague.id)
    was = {theme.id: (theme.name, theme.priority, members(theme.proposal.id)) for theme in accepted}
    world.import_comments([*texts[1::2], *said.MORE])
    run = world.find_themes()
    now = {theme.id: theme for theme in theme_review.list_reviewed(run.id)}
    assert theme_review.list_left_behind(run.id) == []
    for key, (name, priority, comments_then) in was.items():
        assert (now[key].name, now[key].priority, now[key].proposal.is_kept) == (name, priority, True)
        assert comments_then <= members(now[key].proposal.id)
    assert themes.count_kept(run.id) == len(was)
    read = {coding.comment_id for coding in runs.read_codings(run.id)}
    assert len(read) == len(texts) + len(said.MORE)


def members(candidate_id: int) -> set[int]:
    return themes.read_members([candidate_id])[candidate_id]
