"""Every column says what kind of data it holds; the records of processing are made from that."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.models.everything import metadata
from consult.services import data_register
from consult.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs" / "privacy"


def test_every_column_has_a_class():
    assert data_register.faults() == []


def test_a_new_column_without_one_is_noticed(monkeypatch):
    table = sa.Table("new_table", sa.MetaData(), sa.Column("name", sa.String))
    monkeypatch.setattr(data_register, "metadata", type("M", (), {"tables": {**metadata.tables, "new_table": table}}))
    assert data_register.faults() == ["new_table.name: give it a class in data_register.toml"]


def test_no_column_has_two_classes():
    for entry in data_register.read():
        assert len(entry.columns) == len(metadata.tables[entry.table].columns), entry.table


def test_the_records_of_processing_are_up_to_date():
    """Else: consult records-of-processing > docs/privacy/records-of-processing.md"""
    kept = (DOCS / "records-of-processing.md").read_text(encoding="utf-8")
    assert kept == data_register.as_document(Settings.organisation)


def test_nothing_leads_from_an_answer_to_a_person():
    """Separate stores: no foreign key between what respondents say and people, contact details or concerns."""
    said = {"submission", "equality_answers", "visit", "comment", "receipt"}
    identified = {"user_account", "public_report", "concern"}
    for name in said:
        targets = {key.column.table.name for key in metadata.tables[name].foreign_keys}
        assert not targets & identified, name
    contact = {key.column.table.name for key in metadata.tables["public_report"].foreign_keys}
    assert contact <= {"user_account"}


@pytest.mark.parametrize("name", ["impact-assessment.md", "childrens-code.md", "retention.md"])
def test_what_the_officer_must_confirm_is_marked(name):
    assert "[DPO]" in (DOCS / name).read_text(encoding="utf-8")
