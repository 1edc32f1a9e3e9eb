"""The job that finds themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from consult.services import theme_finding


def run_find_themes(payload: dict[str, Any], report: Callable[[str, float], None]) -> None:
    theme_finding.run(payload, payload.get("job_id"), report)
