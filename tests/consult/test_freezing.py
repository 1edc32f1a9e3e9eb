"""A frozen version has the same bytes for ever; what somebody changes by hand is found and named."""

import json

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.frozen import ReportVersion
from consult.models.people import Role
from consult.plan import snapshot
from consult.services import drafting, freezing, frozen_checks, frozen_reading, outcomes, theme_review
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import plan_world
from tests.consult.plan_world import decided
from tests.consult.strategy_world import nothing_left_open  # noqa: F401 (closes what a test left open)
from tests.consult.test_drafting import good

TABLES = ("report_version", "section_version", "theme_outcome", "section_approval")


@pytest.fixture
def there(app):
    return plan_world.build()


@pytest.fixture
def frozen(there):
    """Version 1: one approved section, one outcome."""
    return plan_world.frozen_plan(there, good(there))


def by_hand(table, **values):
    """As somebody with the database in their hands would: past the triggers."""
    with transaction():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            for name in TABLES:
                db.session.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}_no_update"))
        changes = ", ".join(f"{column} = :{column}" for column in values)
        db.session.execute(sa.text(f"UPDATE {table} SET {changes}"), values)


def test_made_again_from_the_same_data_it_has_the_same_bytes(frozen):
    verdict = frozen_checks.check(frozen)
    assert (verdict.faults, verdict.moved, verdict.is_same_today) == ((), (), True)


def test_it_holds_the_sections_the_outcomes_and_the_ledger_and_nobodys_words(there, frozen):
    report = db.session.scalars(sa.select(ReportVersion)).one()
    value = json.loads(report.content)
    assert [section["text"] for section in value["sections"]] == [good(there)]
    assert [outcome["theme"] for outcome in value["outcomes"]] == [there.buses]
    assert value["without_outcome"] == [there.clubs]
    assert value["report"]["ledger"]["rows"][0][:2] == ["Received", 60]
    assert "The bus came late" not in report.content


def test_what_people_decide_later_is_no_fault_but_is_named(there, frozen):
    theme_review.rename(there.buses, "Buses that come", seen=1, by=there.writer.id)
    verdict = frozen_checks.check(frozen)
    assert verdict.faults == ()
    assert not verdict.is_same_today
    assert any(place.startswith("report/themes/") for place in verdict.moved)


def test_later_outcomes_and_versions_leave_a_frozen_one_as_it_was(there, frozen):
    outcomes.record(there.buses, decided(there.writer, why="Otherwise"), seen=1, by=there.writer.id)
    drafting.save(1, "Anew [source:our own promise].", seen=1, by=there.writer.id)
    assert frozen_checks.check(frozen).is_same_today


def test_a_frozen_version_can_be_neither_changed_nor_deleted(frozen):
    for change in (sa.update(ReportVersion).values(content="{}"), sa.delete(ReportVersion)):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), transaction():
            db.session.execute(change)


@pytest.mark.parametrize(
    ("table", "values", "says"),
    [
        ("report_version", {"content": "{}\n"}, "Version 1 was changed by hand"),
        ("report_version", {"sha256": "0" * 64}, "The kept hash of version 1 was changed by hand"),
        ("section_version", {"text": "Nobody asked."}, "Version 1 of the section “Stronger families: All areas”"),
        ("theme_outcome", {"why": "Another reason"}, "Outcome 1 of theme"),
    ],
)
def test_whatever_is_changed_by_hand_is_named(frozen, table, values, says):
    by_hand(table, **values)
    assert says in " ".join(frozen_checks.check(frozen).faults)


def test_a_change_of_content_and_hash_together_is_found_by_the_sealed_record(frozen):
    report = db.session.scalars(sa.select(ReportVersion)).one()
    content = report.content.replace("for the board", "for the bored")
    db.session.rollback()
    by_hand("report_version", content=content, sha256=snapshot.digest(content.encode()))
    assert "sealed audit record" in " ".join(frozen_checks.check(frozen).faults)


def test_a_version_that_was_changed_is_not_shown(frozen):
    by_hand("report_version", content="{}\n")
    with pytest.raises(Conflict, match="changed by hand"):
        frozen_reading.open_report(frozen)


def test_a_reader_without_an_open_account_is_refused_before_anything_is_frozen(there):
    with pytest.raises(Conflict, match="no open account"):
        freezing.freeze("for the board", [4711], by=there.writer.id)
    assert db.session.scalars(sa.select(ReportVersion)).all() == []


def test_it_names_those_who_decided_and_nobody_else(there, frozen):
    plan_world.colleague("Olga")
    names = json.loads(db.session.scalars(sa.select(ReportVersion.content)).one())["names"]
    assert sorted(names.values()) == ["Seth", "Wanda"]


def test_there_is_nothing_to_freeze_before_themes_are_found(app):
    someone = plan_world.colleague("Wanda")
    with pytest.raises(Conflict, match="find themes first"):
        freezing.freeze("too early", [], by=someone.id)


def test_the_pages_freeze_read_check_and_give_away_the_very_bytes(signed_in, there):
    page = signed_in(Role.STRATEGIST).visit("/staff/report-versions")
    page.press("Freeze the report as it stands now")
    assert page.errors == ["Say what this version is for"]
    page.fill("What is this version for?", "For the board").choose("Test strategist").press(
        "Freeze the report as it stands now"
    )
    assert page.heading == "Report version 1"
    assert "Test strategist: has not said so yet" in page.text
    page.press("I have read version 1")
    assert "Test strategist: read it" in page.text
    content = db.session.scalars(sa.select(ReportVersion)).one().content
    db.session.rollback()
    assert page.client.get("/staff/report-versions/1.json").get_data(as_text=True) == content
    assert page.follow("Check that nobody changed it").heading == "Version 1 is as it was frozen"
    by_hand("report_version", content="{}\n")
    assert page.visit("/staff/report-versions/1/check").heading == "Version 1 was changed by hand"
    assert page.visit("/staff/report-versions/1").status == 409
