"""Taking in a large file of comments, outside the request that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from consult.services import uploads
from consult.settings import Settings

Report = Callable[[str, float], None]


def run_import(payload: dict[str, Any], report: Report) -> None:
    """payload: token (of the upload), by (the user). Begun again after a crash it adds nothing twice."""
    settings: Settings = current_app.config["SETTINGS"]
    upload = uploads.get(uploads.folder(settings.instance), payload["token"], by=payload["by"])
    uploads.take_in(upload, progress=report)
