"""The job that counts a run for the pages of the report."""

from __future__ import annotations

from typing import Any

from consult.services import count_jobs
from consult.services.background_work import Progress


def run_count_report(_payload: dict[str, Any], progress: Progress) -> None:
    count_jobs.run(progress)
