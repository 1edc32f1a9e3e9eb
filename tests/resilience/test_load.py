"""The load profiles' own machinery, small: a class behind one address answers, and every receipt is in the database."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.load import checking, survey, world
from benchmarks.load.running import lines_of, percentile, send_people

CLASS = {"starts": 12, "within": 0.3, "think": 0.01, "at_the_bell": 6, "bell": 1.5, "rush": 0.1}


@pytest.mark.skipif(os.name != "posix", reason="gunicorn runs there only")
def test_a_class_answers_at_once_and_every_receipt_is_stored_once(sqlite_url: str, tmp_path: Path) -> None:
    with world.app_over(sqlite_url, tmp_path):
        survey.open_survey()
    with world.served(sqlite_url, tmp_path, processes=2) as server:
        told = send_people("assembly", server, tmp_path, {**CLASS, "people": 12, "lasts": 30}, begin=50)
    whole = lines_of(told["asked"])[-1]
    assert (whole.name, whole.errors) == ("all", 0)
    assert len(told["receipts"]) == 12
    assert checking.receipts(sqlite_url, told["receipts"], after=0) == []
    lost = [*told["receipts"][1:], ["BC-0000-0000", "never sent"]]
    assert checking.receipts(sqlite_url, lost, after=0) == ["1 receipts are without their submission or its words"]
    assert len(checking.receipts(sqlite_url, lost[1:], after=0)) == 2


def test_a_percentile_is_something_that_was_measured() -> None:
    times = [float(n) for n in range(1, 101)]
    assert (percentile(times, 50), percentile(times, 95), percentile(times, 99)) == (50, 95, 99)
    assert percentile([7.0], 99) == 7
