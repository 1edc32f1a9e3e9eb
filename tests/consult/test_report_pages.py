"""The pages of the report: what they say is what was counted, and nobody can be picked out however one asks."""

from __future__ import annotations

import itertools
import json
import re
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from analysis.cubes import CUBES
from consult.extensions import db
from consult.models.comments import Comment, CommentImport
from consult.models.counts import RunCount
from consult.models.keeping import Why
from consult.models.people import Role
from consult.models.submissions import EqualityAnswers, Submission
from consult.models.themes import PriorityCoding
from consult.services import comment_coding, count_jobs, theme_counting, theme_review, theme_states
from consult.store import comments, counts, jobs, removing, runs
from consult.store.transaction import transaction
from tests.consult import strategy_world as world
from tests.consult.screened import found_clear
from tests.consult.strategy_world import nothing_left_open  # noqa: F401

WHO = [("children", "kingston")] * 90 + [("parents", "richmond")] * 106 + [("partners", "kingston")] * 4
FIXED = ("", "/priority/none", "/priority/unsure", "/group/area/kingston", "/who-disagrees", "/few-people", "/matrix")
SVG = "{http://www.w3.org/2000/svg}"
COUNT = re.compile(r"0|\[c\]|[1-9][\d,]*[05]")


def say(who: list[tuple[str, str]]) -> list[int]:
    """A file of one comment for each."""
    with transaction():
        file = CommentImport(file_name="said.csv", content_hash="0", rows=len(who))
        db.session.add(file)
        db.session.flush()
        one = {"import_id": file.id, "said_on": world.DAY, "question": "What should change?"}
        comments.add_all(
            one | {"row_number": place + 1, "text": f"Said by number {place}", "audience": audience, "area": area}
            for place, (audience, area) in enumerate(who)
        )
        ids = list(db.session.scalars(sa.select(Comment.id).order_by(Comment.id)))
    found_clear()
    return ids


def send(count: int) -> list[int]:
    """So many surveys of parents, every other one of somebody disabled: their comments, those of the disabled first."""
    first = world.submit({"better": "A ramp at the pool, number 0"})
    with transaction():
        kind = {"survey_id": first.survey_id, "instrument_version_id": "v1", "audience": "parents", "area": "richmond"}
        db.session.add_all(Submission(reference=f"S{number}", answers={}, **kind) for number in range(1, count))
        db.session.flush()
        ids = list(db.session.scalars(sa.select(Submission.id).order_by(Submission.id)))
        said = [{"disability": "no" if place % 2 else "yes"} for place in range(count)]
        db.session.add_all(
            EqualityAnswers(submission_id=key, answers=each) for key, each in zip(ids, said, strict=True)
        )
        one = {"audience": "parents", "area": "richmond", "said_on": world.DAY, "question_id": "better"}
        comments.add_all(one | {"submission_id": key, "text": f"A ramp at the pool, number {key}"} for key in ids[1:])
    found_clear()
    of = dict(db.session.execute(sa.select(Comment.submission_id, Comment.id)).all())
    return [of[key] for key in (*ids[::2], *ids[1::2])]


@pytest.fixture
def said(app, signed_in, user):
    """200 imported comments and five points of an event. A theme of 100 and the points, one of nine, one of four."""
    page, logger = signed_in(Role.STRATEGIST), user(Role.FACILITATOR)
    ids = say(WHO)
    points = [world.comment_of(world.note(f"A point, number {number}", by=logger)) for number in range(5)]
    page.themes = world.store_run({"t1": ids[:100] + points, "t2": ids[60:69], "t3": ids[196:]})
    with transaction():
        rows = [{"comment_id": key, "priority": "none" if key % 3 else "positive-futures"} for key in ids + points]
        more = {"probability": 0.9, "second": "unsure", "second_probability": 0.1, "reason": "why"}
        run = runs.find_newest_run()
        runs.add_all(PriorityCoding, [row | more | {"run_id": run.id} for row in rows])
    return page


def test_every_page_opens_and_says_what_was_counted(said):
    for address in FIXED:
        assert said.visit(f"/staff/report{address}").status == 200
        assert said.visit(f"/staff/report{address}?area=richmond").status == 403, "no filter is passed over"
    page = said.visit("/staff/report")
    assert page.text.index("None of the six: ") < page.text.index("Positive futures")
    received, *parts = page.rows("Comments received")[1:]
    assert [sum(int(row[column]) for row in parts) for column in range(1, 5)] == [int(each) for each in received[1:]]
    page.visit(f"/staff/report/theme/{said.themes['t1']}")
    assert page.heading == "Machine t1"
    assert "most of the 200 rows of imported files: 100, 50%" in page.text
    assert "most of the 5 points written down at listening events: 5, 100%" in page.text
    assert "205" not in page.text, "points are never added to people"
    page.visit("/staff/report/matrix")
    assert "Stronger families: 0 comments mapped" in page.text
    assert "Machine t2: None of the six" in page.text


def test_of_a_group_of_four_people_nothing_is_said(said):
    page = said.visit("/staff/report/group/audience/partner-organisations")
    assert "Nothing about this group may be told" in page.text
    assert not list(page.tree.iter("table"))
    assert not re.search(r"\d", page.text)
    assert "Partner organisations: not told" in said.visit("/staff/report").text
    assert said.visit("/staff/report/group/audience/nobody").status == 404


def as_json(page, by, columns=""):
    page.visit(f"/staff/report/explore.json?by={quote(by)}&and={quote(columns)}")
    return json.loads(page.body)


def test_whatever_table_is_asked_for_shows_no_small_count_anywhere(said):
    for dimensions in (each for each in CUBES if not {"age band", "face"} & {*each}):  # nobody said how old they are
        table = as_json(said, *dimensions)
        lines = [row[1:] for row in table["rows"]]
        assert all(COUNT.fullmatch(cell.partition(" (")[0]) for row in lines for cell in row), table
        if len(dimensions) > 1:
            assert all(row[:-1].count("[c]") != 1 or row[-1] == "[c]" for row in lines), table
    page = said.visit("/staff/report/explore?by=theme&and=audience")
    table, svg = as_json(said, "theme", "audience"), next(page.tree.iter(f"{SVG}svg"))
    page.visit("/staff/report/explore?by=theme&and=audience")
    assert page.rows("People by theme and audience")[1:] == table["rows"]
    drawn = [each.text for each in svg.iter(f"{SVG}text") if "figure" in each.get("class", "")]
    pointed_at = [each[0].text.rpartition(": ")[2] for each in svg.iter(f"{SVG}g")]
    assert drawn == pointed_at == [cell for row in table["rows"][1:] for cell in row[1:-1]]
    for row in table["rows"][1:]:
        assert all(f" {cell}" in svg.get("aria-label") for cell in row[1:-1])
        assert ",".join(row) in page.visit("/staff/report/explore.csv?by=theme&and=audience").body


def test_a_third_dimension_is_refused_in_a_sentence_and_leaks_nothing(said):
    wrong = (
        "by=theme&and=audience&and=area",
        "by=theme&area=kingston",
        "by=theme&and=school",
        "by=",
        "by=area&and=area",
    )
    for asked, ending in itertools.product(wrong, ("", ".csv", ".json")):
        page = said.visit(f"/staff/report/explore{ending}?{asked}")
        assert page.status == 403
        assert re.search("at most two dimensions|there is no such table", page.body)
        assert not re.search(r"\d", page.body.replace("\\u201", "") if ending else page.text)


def test_what_few_people_raised_names_a_protected_group_where_it_may_be_told(signed_in):
    page = signed_in(Role.STRATEGIST)
    ids, ramps = say([("children", "kingston")] * 300), send(48)
    world.store_run({"t1": ids[:200], "t2": ramps[:12], "t3": ids[200:204]})
    page.visit("/staff/report/few-people")
    assert "Machine t1" not in page.text
    assert "Machine t2 3.4% of people" in page.text
    assert "Disabled or with special needs 10 of 25 (40%)" in page.text
    assert "Neither" not in page.text
    assert "Machine t3 1.1% of people; priority: None of the six. No protected group can be named" in page.text


def test_pages_of_a_large_run_wait_for_the_worker_and_say_when_they_are_behind(said, monkeypatch):
    monkeypatch.setattr(theme_counting, "AT_ONCE", 10)
    theme, by = said.themes["t1"], world.add_colleague().id
    assert said.visit("/staff/report").heading == "The figures are being counted"
    assert json.loads(said.visit("/staff/report/counting.json").body)["is_open"]
    for _ in range(2):
        count_jobs.ask_if_behind()  # only one at a time
    assert len(jobs.list_waiting_ids(counts.KIND)) == 1
    count_jobs.run()
    assert not json.loads(said.visit("/staff/report/counting.json").body)["is_open"]
    assert said.visit("/staff/report").heading == "What people said"
    theme_review.reject(said.themes["t2"], seen=0, by=by)
    assert "being counted again" not in said.visit("/staff/report").text, "verdicts are laid over, not counted"
    first = db.session.scalars(sa.select(Comment.id).order_by(Comment.id)).first()
    comment_coding.take(theme, [first], seen=theme_states.get_reviewed(theme).seen, by=by)
    assert "being counted again" in said.visit(f"/staff/report/theme/{theme}").text
    assert "105 comments with copies" in said.text
    count_jobs.run()
    assert "104 comments with copies" in said.visit(f"/staff/report/theme/{theme}").text
    assert "being counted again" not in said.text


def test_what_is_stored_says_the_same_as_what_is_counted_and_goes_with_the_comments(said):
    run = runs.find_newest_run()
    fresh = theme_counting.count_run(run)
    theme_counting.store(run)
    theme_counting._kept._values.clear()
    stored = theme_counting.count_run(run)
    assert (stored.overview, stored.members) == (fresh.overview, fresh.members)
    assert "Said by number" not in db.session.scalars(sa.select(RunCount.overview)).one()
    with transaction():
        removing.remove_imported([db.session.scalars(sa.select(CommentImport.id)).one()], Why.KEPT_NO_LONGER)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RunCount)) == 0
    assert count_jobs.find_newest_job().state == "waiting"
