"""“Add what is new”: a run that only adds, is honest about it, and changes nothing that was found or decided."""

from dataclasses import replace

import pytest

from consult.jobs import finding
from consult.models.jobs import JobState
from consult.models.people import Role
from consult.services import run_records, theme_finding, theme_joining, theme_review
from consult.services.run_rows import WITHHELD
from consult.store import jobs, runs
from consult.store.errors import Conflict
from tests.consult import said
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)

NEW = ["My son waits a year for speech therapy, the waiting list is too long", "Waiting lists for therapy are long", ""]
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # says nothing in SQL of its own
EARLIER = [text for text, _ in said.ALL[:30]]


def placed(run):
    return {(row.comment_id, row.probability, row.stance, row.tone) for row in runs.read_codings(run.id)}


def join():
    return theme_joining.run(None, world.tell_nobody)


def test_new_comments_are_added_and_nothing_that_was_found_is_changed(app):
    world.import_comments(EARLIER)
    before = world.find_themes()
    ids = world.import_comments(NEW)
    after = join()
    found = {row for row in placed(after) if row[0] not in ids}
    assert found == placed(before)
    assert {row[0] for row in placed(after)} & set(ids) == set(ids[:2])
    assert dict(runs.read_exclusions(after.id))[ids[2]]
    assert (after.received, after.joined, after.joined_to_id) == (len(EARLIER) + 3, 3, before.id)
    assert {theme.id for theme in theme_review.list_reviewed(before.id)} <= {
        theme.id for theme in theme_review.list_reviewed(after.id)
    }


@ON_ONE
def test_the_method_page_says_which_comments_were_only_added(app):
    world.import_comments(EARLIER)
    before = world.find_themes()
    world.import_comments(NEW)
    middle = join()
    world.import_comments(["The waiting list for therapy is long here too"])
    after = join()
    remarks = run_records.to_take_away(after).record.remarks
    assert remarks[0].startswith(f"Run {after.id} only added 1 new comments to the themes of run {middle.id}")
    assert remarks[1].startswith(f"Run {middle.id} only added 3 new comments to the themes of run {before.id}")
    assert after.method.startswith(before.method)
    assert len(after.method) < 2 * len(before.method) + 500  # however often something is added


@ON_ONE
def test_a_full_run_afterwards_knows_nothing_of_what_was_added(app):
    world.import_comments(EARLIER)
    world.find_themes()
    world.import_comments(NEW)
    without = world.find_themes()
    world.import_comments(["Another bus that never came"])
    join()
    after = world.find_themes()
    ids = {row.comment_id for row in runs.read_codings(without.id)}
    assert after.joined_to_id is None
    assert theme_joining.say_joined(after) == []
    assert {row.comment_id for row in runs.read_codings(after.id)} - ids


def test_words_put_away_since_are_read_by_no_new_run(app):
    ids = world.import_comments(EARLIER)
    world.find_themes()
    world.withhold(ids[0])
    new = world.import_comments(NEW)
    world.withhold(new[0])
    after = join()
    left_out = dict(runs.read_exclusions(after.id))
    assert left_out[ids[0]] == left_out[new[0]] == WITHHELD
    assert not {ids[0], new[0]} & {row.comment_id for row in runs.read_codings(after.id)}
    assert after.received == len(ids) + len(new)


def test_comments_that_are_cleared_later_are_added_then(app):
    ids = world.import_comments([*EARLIER, "The waiting list for therapy is very long"])
    world.withhold(ids[-1])
    world.find_themes()
    world.clear(ids[-1])
    after = join()
    assert ids[-1] in {row.comment_id for row in runs.read_codings(after.id)}
    assert (after.joined, after.received) == (1, len(ids))


@ON_ONE
def test_a_job_begun_again_adds_once_and_waits_for_the_finding_of_themes(app):
    world.import_comments(EARLIER)
    world.find_themes()
    world.import_comments(NEW)
    job = theme_joining.start(by=None)
    assert theme_finding.start(by=None).id == theme_joining.start(by=None).id == job.id
    for _ in range(2):
        finding.run_join_themes({"job_id": job.id}, world.tell_nobody)
    assert len(runs.list_runs()) == 2


@ON_ONE
def test_without_themes_or_without_news_a_sentence_says_so(app):
    world.import_comments(EARLIER)
    with pytest.raises(Conflict, match="Find themes first"):
        theme_joining.start(by=None)
    world.find_themes()
    with pytest.raises(Conflict, match="Nothing is new"):
        join()


@ON_ONE
def test_the_button_is_there_where_something_is_new(signed_in):
    world.import_comments(EARLIER)
    page = signed_in(Role.STRATEGIST)
    world.find_themes()
    assert "Add what is new" not in page.visit("/staff/themes").text
    world.import_comments(NEW)
    page.visit("/staff/themes").press("Add what is new")
    assert page.heading == "Adding what is new"
    assert jobs.find_newest(theme_finding.JOIN).state is JobState.WAITING


@ON_ONE
def test_a_cluster_that_refuses_is_told_in_one_sentence_and_nothing_is_changed(app, monkeypatch):
    world.import_comments(EARLIER)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], cluster="tcp://127.0.0.1:9"))
    monkeypatch.setattr("analysis.cluster.SECONDS", 1)
    with pytest.raises(Conflict, match=r"the cluster does not answer .* Nothing was changed"):
        world.find_themes()
    assert not runs.list_runs()
