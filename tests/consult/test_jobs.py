"""Background work: done once, shown while it is done, stopped when asked, never lost with its worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.jobs import worker
from consult.models.base import utcnow
from consult.models.jobs import JobState, Lane
from consult.models.people import AuditEntry
from consult.store import job_counts, jobs, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction


@pytest.fixture
def do(monkeypatch):
    """do(function) is what the kind of job "try" does."""

    def as_job(function):
        monkeypatch.setitem(worker.JOBS, "try", function)

    return as_job


def enqueue() -> int:
    with transaction():
        return jobs.enqueue("try", {"words": 3}).id


def let_the_lease_run_out(job_id: int) -> None:
    with transaction():
        jobs.get_job(job_id).lease_until = utcnow() - timedelta(seconds=1)


def make_it_due(job_id: int) -> None:
    with transaction():
        jobs.get_job(job_id).run_after = utcnow()


def test_a_job_is_done_once_with_what_it_was_given(app, do):
    given = []
    do(lambda payload, report: given.append(payload))
    job_id = enqueue()
    assert worker.work_once(app, "one")
    assert not worker.work_once(app, "two")
    assert given == [{"words": 3, "job_id": job_id}]
    assert jobs.get_job(job_id).state == JobState.DONE
    assert jobs.get_job(job_id).progress == 1


def test_two_workers_never_take_the_same_job(app):
    enqueue()
    with transaction():
        first = jobs.claim("one")
    with transaction():
        second = jobs.claim("two")
    assert first is not None
    assert second is None


def test_a_job_whose_worker_was_killed_is_begun_again_by_another(app, do):
    do(lambda payload, report: None)
    job_id = enqueue()
    with transaction():
        jobs.claim("killed")
    assert not worker.work_once(app, "two")
    let_the_lease_run_out(job_id)
    assert worker.work_once(app, "two")
    job = jobs.get_job(job_id)
    assert (job.state, job.attempts, job.worker) == (JobState.DONE, 2, "two")


def test_a_worker_that_lost_its_job_cannot_finish_it(app):
    job_id = enqueue()
    with transaction():
        slow = jobs.lease_of(jobs.claim("the same name"))
    let_the_lease_run_out(job_id)
    with transaction():
        quick = jobs.lease_of(jobs.claim("the same name"))
        assert not jobs.finish(slow, JobState.DONE)
        assert not jobs.report_progress(slow, stage="still here", done=0.9)
        assert jobs.finish(quick, JobState.DONE)


def test_progress_is_seen_by_others_while_the_job_goes_on(app, do):
    seen = []

    def slow(payload, report):
        report("Counting beans", 0.4)
        for _ in range(50):
            with app.app_context():
                job = jobs.get_job(payload["job_id"])
                if job.stage == "Counting beans":
                    seen.append((job.stage, job.progress))
                    return
                db.session.rollback()
            worker.time.sleep(0.1)

    do(slow)
    enqueue()
    worker.work_once(app, "one")
    assert seen == [("Counting beans", 0.4)]


def test_a_running_job_stops_at_its_next_report_when_somebody_cancels_it(app, do):
    def endless(payload, report):
        with app.app_context(), transaction():
            jobs.request_cancel(payload["job_id"])
        for _ in range(100):
            report("Going on", 0.5)
            worker.time.sleep(0.1)

    do(endless)
    job_id = enqueue()
    worker.work_once(app, "one")
    job = jobs.get_job(job_id)
    assert job.state == JobState.CANCELLED
    assert job.error == "Stopped before it was finished. Nothing was changed."


def test_a_waiting_job_is_cancelled_at_once(app):
    job_id = enqueue()
    with transaction():
        jobs.request_cancel(job_id)
    assert jobs.get_job(job_id).state == JobState.CANCELLED
    assert not worker.work_once(app, "one")


def test_what_cannot_be_done_fails_with_its_own_sentence_and_is_not_tried_again(app, do):
    def impossible(payload, report):
        raise Conflict("There are no comments yet. Import some first.")

    do(impossible)
    job_id = enqueue()
    worker.work_once(app, "one")
    job = jobs.get_job(job_id)
    assert (job.state, job.error) == (JobState.FAILED, "There are no comments yet. Import some first.")


def test_a_fault_is_tried_three_times_and_then_set_aside_without_anybodys_words(app, do, caplog):
    def faulty(payload, report):
        raise ValueError("somebody's very own words")

    do(faulty)
    job_id = enqueue()
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        assert worker.work_once(app, "one")
        assert not worker.work_once(app, "one"), "it waits a little before the next try"
        job = jobs.get_job(job_id)
        assert job.attempts == attempt
        make_it_due(job_id)
    assert job.state == JobState.SET_ASIDE
    assert "went wrong 3 times (ValueError in consult/jobs/worker.py, line " in job.error
    assert "very own words" not in job.error + caplog.text


def test_a_job_that_kills_every_worker_is_set_aside(app, do):
    do(lambda payload, report: None)
    job_id = enqueue()
    for number in range(jobs.MOST_ATTEMPTS):
        with transaction():
            jobs.claim(f"killed {number}")
        let_the_lease_run_out(job_id)
    worker.work_once(app, "last")
    assert jobs.get_job(job_id).state == JobState.SET_ASIDE
    assert jobs.get_job(job_id).error == "Its worker ended 3 times before it was done."


def tried() -> int:
    with transaction():
        return db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "tried"))


def write_down() -> None:
    with transaction():
        people.record(user_id=None, action="tried", subject="job")


def test_what_a_worker_without_its_job_wants_to_write_is_not_written(app, do):
    def slow(payload, report):
        write_down()
        let_the_lease_run_out_unnoticed(app, payload["job_id"])
        write_down()

    do(slow)
    enqueue()
    assert worker.work_once(app, "slow")
    assert tried() == 1
    do(lambda payload, report: write_down())
    assert not worker.work_once(app, "third"), "the other worker has it"


def let_the_lease_run_out_unnoticed(app, job_id):
    """And another worker takes the job."""
    with app.app_context():
        let_the_lease_run_out(job_id)
        with transaction():
            assert jobs.claim("quick")


def test_what_a_job_writes_and_that_it_is_done_are_kept_together_or_neither_is(app, do):
    def done_and_then_killed(payload, report):
        with transaction():
            people.record(user_id=None, action="tried", subject="job")
            jobs.conclude()
        raise KeyboardInterrupt

    do(done_and_then_killed)
    job_id = enqueue()
    with pytest.raises(KeyboardInterrupt):
        worker.work_once(app, "killed")
    db.session.rollback()
    assert jobs.get_job(job_id).state == JobState.DONE
    let_the_lease_run_out(job_id)
    assert not worker.work_once(app, "next")
    assert tried() == 1


def test_a_worker_that_is_stopped_gives_its_job_back_at_once_and_it_does_not_count(app, do):
    wanted = iter([True])

    def long(payload, report):
        for _ in range(100):
            report("Going on", 0.5)
            worker.time.sleep(0.05)

    do(long)
    job_id = enqueue()
    assert worker.work_once(app, "stopped", is_wanted=lambda: next(wanted, False))
    job = jobs.get_job(job_id)
    assert (job.state, job.attempts, job.lease) == (JobState.WAITING, 0, 1)
    db.session.rollback()
    do(lambda payload, report: None)
    assert worker.work_once(app, "next")
    assert jobs.get_job(job_id).state == JobState.DONE


def set_aside() -> int:
    job_id = enqueue()
    with transaction():
        jobs.finish(jobs.lease_of(jobs.claim("one")), JobState.SET_ASIDE, error="It went wrong 3 times.")
    return job_id


def test_what_was_set_aside_is_tried_again_from_its_beginning_when_somebody_says_so(app, do):
    do(lambda payload, report: None)
    job_id = set_aside()
    assert not worker.work_once(app, "one")
    with transaction():
        jobs.try_again(job_id)
    assert worker.work_once(app, "one")
    assert (jobs.get_job(job_id).state, jobs.get_job(job_id).error) == (JobState.DONE, "")
    with pytest.raises(Conflict, match="not set aside any more"), transaction():
        jobs.give_up(job_id)


def test_jobs_that_failed_together_are_tried_again_at_moments_of_their_own_always_the_same():
    waits = [worker.wait_before_next_try(job_id, 2) for job_id in range(50)]
    assert waits == [worker.wait_before_next_try(job_id, 2) for job_id in range(50)]
    assert len(set(waits)) == 50
    assert timedelta(seconds=16) <= min(waits) < max(waits) <= timedelta(seconds=20)
    assert worker.wait_before_next_try(7, 30) <= timedelta(minutes=5)


def test_words_are_screened_before_anything_else_is_done_and_themes_are_found_last(app):
    with transaction():
        for kind in ("find-themes", "count-report", "import-comments"):
            jobs.enqueue(kind, {})
        jobs.enqueue("screen", {}, lane=Lane.SHORT)
    with transaction():
        order = [jobs.claim("one").kind for _ in range(4)]
    assert order == ["screen", "import-comments", "count-report", "find-themes"]


def test_monitors_are_told_how_many_jobs_stand_how_and_how_many_workers_there_are(app):
    enqueue()
    enqueue()
    set_aside()
    with transaction():
        job_counts.beat("one", Lane.SHORT)
    assert job_counts.count_by_state() == {(Lane.LONG, JobState.SET_ASIDE): 1, (Lane.LONG, JobState.WAITING): 2}
    assert job_counts.count_workers() == {Lane.SHORT: 1, Lane.LONG: 0}


@pytest.fixture
def of_version(app):
    """of_version("0001") makes the database one of that version."""
    before = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))

    def become(version):
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = :it").bindparams(it=version))
        db.session.commit()

    yield become
    become(before)


@pytest.mark.parametrize(
    ("version", "words"), [("0001", "an older version than this program. Run `consult migrate`"), ("9999", "a newer")]
)
def test_a_worker_stops_where_the_database_is_of_another_version(app, do, of_version, version, words):
    do(lambda payload, report: None)
    enqueue()
    of_version(version)
    with pytest.raises(Conflict, match=words):
        worker.work_once(app, "one")
