"""The job that finds themes."""

from __future__ import annotations

from typing import Any

from consult.services import theme_finding
from consult.services.background_work import Progress


def run_find_themes(payload: dict[str, Any], progress: Progress) -> None:
    theme_finding.run(payload, payload.get("job_id"), progress)
