"""Taking in a large file of comments, outside the request that asked for it."""

from __future__ import annotations

from typing import Any

from flask import current_app

from consult.services import uploads
from consult.services.background_work import Progress
from consult.settings import Settings


def run_import(payload: dict[str, Any], progress: Progress) -> None:
    """payload: token (of the upload), by (the user). Begun again after a crash it adds nothing twice."""
    settings: Settings = current_app.config["SETTINGS"]
    upload = uploads.get(uploads.folder(settings.instance), payload["token"], by=payload["by"])
    uploads.take_in(upload, progress=progress)
