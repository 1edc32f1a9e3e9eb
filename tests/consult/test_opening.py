"""A wave that is open shortly, or over school holidays, needs a reason, which is kept and shown (E12)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from consult.models.people import Role
from consult.school_holidays import SHIPPED, BadHolidays, Holiday, read_holidays
from consult.services import opening
from consult.settings import LONDON
from consult.store import surveys as store


def moment(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), LONDON)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-01-04", "2027-01-24", None),
        ("2027-01-04", "2027-01-23", "It is open for 20 days. People need at least 21."),
        ("2027-06-20", "2027-07-22", "over the summer holidays (22.07.2027 to 31.08.2027)"),
        ("2027-06-20", "2027-07-21", None),
        ("2030-01-04", "2030-03-01", "School holidays are known up to 31.12.2027 only"),
    ],
)
def test_short_openings_and_holidays_are_warned_of(app, first, last, words):
    found = opening.warnings(moment(first), moment(last))
    assert any(words in warning for warning in found) if words else found == []


def test_without_a_reason_nothing_is_opened_and_with_one_it_is_kept_and_shown(app, signed_in):
    first, last = moment("2026-12-14"), moment("2026-12-24")
    with pytest.raises(opening.NeedsReason, match=r"open for 11 days.*Christmas holidays.*--why"):
        opening.open_wave("rush", "Rush", first, last)
    assert store.find_wave("rush") is None
    opening.open_wave("rush", "Rush", first, last, why=" The grant ends\nin January ")
    assert store.get_wave("rush").why_so == "The grant ends in January"
    assert "The grant ends in January" in signed_in(Role.MANAGER).visit("/staff/overview").text
    opening.open_wave("rush", "Rush", moment("2027-01-04"), moment("2027-02-12"))
    assert store.get_wave("rush").why_so == "", "the days are good now"


def test_a_file_of_holidays_that_cannot_be_used_says_what_is_wrong(tmp_path):
    file = tmp_path / "holidays.toml"
    for content, words in (
        ('[[holiday]]\nname = "Backwards"\nfirst = 2027-02-02\nlast = 2027-02-01', "Backwards ends before it begins"),
        ("[[holiday]]\nname = 3", "Write"),
        ("holiday", "Write"),
    ):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(BadHolidays, match=words):
            read_holidays(file)
    assert all(isinstance(holiday, Holiday) for holiday in read_holidays(SHIPPED))
