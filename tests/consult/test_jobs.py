"""Background work: done once, shown while it is done, stopped when asked, never lost with its worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.extensions import db
from consult.jobs import worker
from consult.models.base import utcnow
from consult.models.jobs import JobState
from consult.store import jobs
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
