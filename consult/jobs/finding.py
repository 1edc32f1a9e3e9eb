"""The jobs that find themes, and add what is new to them."""

from __future__ import annotations

from typing import Any

from consult.services import theme_finding, theme_joining
from consult.services.background_work import Progress


def run_find_themes(payload: dict[str, Any], progress: Progress) -> None:
    theme_finding.run(payload, payload.get("job_id"), progress)


def run_join_themes(payload: dict[str, Any], progress: Progress) -> None:
    theme_joining.run(payload.get("job_id"), progress)
