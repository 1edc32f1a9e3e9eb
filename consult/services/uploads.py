"""Files that wait to be imported, each in a folder of its own that only the server and the user who sent it can read.

upload/       the name is a random token
  about.json    file name, user
  content       as it was sent; deleted when it has been imported
  choices.json  the columns and values chosen
  started       made once: pressing twice starts one import
  job.json      the job that imports a large file
  result.json   what became of it
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from consult.models.jobs import Job
from consult.services import imports
from consult.services.background_work import Progress, nothing_to_report
from consult.services.import_checks import BadRows
from consult.services.import_rows import Columns, Fixed
from consult.services.tabular import BadFile
from consult.store import jobs
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

JOB_KIND = "import-comments"
MOST_AT_ONCE = 5_000  # rows; more are imported by a job
LONGEST_AT_ONCE = 120  # seconds; an import without a job that takes longer was killed
KEPT_SECONDS = 24 * 60 * 60
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_NAME = 200
ADVICE = {
    "Unknown area": "Choose ‘No column’ for the area, or change the words in the file.",
    "Unknown audience": "Choose ‘No column’ for who said it, or change the words in the file.",
}


@dataclass(frozen=True, kw_only=True)
class Upload:
    token: str
    place: Path
    file_name: str
    by: int

    @property
    def content(self) -> Path:
        return self.place / "content"


@dataclass(frozen=True, kw_only=True)
class Choices:
    columns: Columns
    fixed: Fixed
    is_large: bool = False


def folder(instance: Path) -> Path:
    return instance / "uploads"


def keep(uploads: Path, sent: IO[bytes], *, file_name: str, by: int) -> Upload:
    """Put what was sent on disk, readable by the server only. Old ones are swept out on the way."""
    sweep(uploads)
    token = secrets.token_urlsafe(32)
    place = uploads / token
    place.mkdir(mode=0o700, parents=True)
    upload = Upload(token=token, place=place, file_name=_plain_name(file_name), by=by)
    with _owner_only(upload.content) as kept:
        shutil.copyfileobj(sent, kept, 1024 * 1024)
    _write(place / "about.json", {"file_name": upload.file_name, "by": by})
    return upload


def get(uploads: Path, token: str, *, by: int) -> Upload:
    """Only for the user who sent it."""
    place = uploads / token
    about = _read(place / "about.json") if TOKEN.fullmatch(token) else None
    if about is None or about["by"] != by:
        raise NotFound("no such upload, or it is somebody else's")
    return Upload(token=token, place=place, file_name=about["file_name"], by=by)


def sweep(uploads: Path, *, now: float | None = None) -> int:
    """Delete what has waited for more than a day; say how many there were."""
    latest = (time.time() if now is None else now) - KEPT_SECONDS
    old = [place for place in uploads.glob("*") if _is_older(place, latest)]
    for place in old:
        shutil.rmtree(place, ignore_errors=True)
    return len(old)


def forget(upload: Upload) -> None:
    shutil.rmtree(upload.place, ignore_errors=True)


def remember_choices(upload: Upload, choices: Choices) -> None:
    _write(upload.place / "choices.json", asdict(choices))


def find_choices(upload: Upload) -> Choices | None:
    kept = _read(upload.place / "choices.json")
    if kept is None:
        return None
    day = kept["fixed"]["date"]
    fixed = Fixed(**{**kept["fixed"], "date": date.fromisoformat(day) if day else None})
    return Choices(columns=Columns(**kept["columns"]), fixed=fixed, is_large=kept["is_large"])


def start(upload: Upload) -> None:
    """Begin the import once, however often the button is pressed: small files now, large ones as a job.

    What was cancelled or killed may be begun again; should both go on, the store takes the same file only once.
    """
    choices = _choices(upload)
    if is_imported(upload) or is_under_way(upload):
        return
    for left_behind in ("job.json", "started"):
        (upload.place / left_behind).unlink(missing_ok=True)
    try:
        (upload.place / "started").touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return
    (upload.place / "result.json").unlink(missing_ok=True)
    with _free_again_after_faults(upload):
        if choices.is_large:
            _write(upload.place / "job.json", {"id": _enqueue(upload).id})
        else:
            take_in(upload)


def take_in(upload: Upload, *, progress: Progress = nothing_to_report) -> None:
    """Import the file and write down what became of it; raises what hindered it, in words without anybody's words."""
    if find_result(upload):
        return
    choices = _choices(upload)
    with _free_again_after_faults(upload):
        try:
            done = imports.import_comments(
                upload.content,
                choices.columns,
                choices.fixed,
                file_name=upload.file_name,
                by=upload.by,
                progress=progress,
            )
        except BadRows as error:
            faults = [asdict(fault) for fault in error.faults]
            _write(upload.place / "result.json", {"summary": error.summary, "faults": faults, "count": error.count})
            raise Conflict(error.summary) from None
        except (BadFile, imports.AlreadyImported) as error:
            _write(upload.place / "result.json", {"summary": str(error)})
            raise Conflict(str(error)) from None
    _write(upload.place / "result.json", {"comments": done.comments, "blank": done.blank})
    upload.content.unlink(missing_ok=True)


def find_result(upload: Upload) -> dict[str, Any] | None:
    return _read(upload.place / "result.json")


def is_imported(upload: Upload) -> bool:
    return "comments" in (find_result(upload) or {})


def is_under_way(upload: Upload) -> bool:
    """Begun, and somebody still works on it."""
    if find_result(upload):
        return False
    if job := find_job(upload):
        return job.state in jobs.OPEN
    started = upload.place / "started"
    return started.exists() and not _is_older(started, time.time() - LONGEST_AT_ONCE)


def list_advice(result: dict[str, Any]) -> list[str]:
    """What to do where the words of a column are not known."""
    reasons = [fault["reason"] for fault in result.get("faults", [])]
    return [advice for begins, advice in ADVICE.items() if any(reason.startswith(begins) for reason in reasons)]


def find_job(upload: Upload) -> Job | None:
    kept = _read(upload.place / "job.json")
    try:
        return jobs.get_job(kept["id"]) if kept else None
    except NotFound:  # the database was put back to an earlier day
        return None


def _enqueue(upload: Upload) -> Job:
    with transaction():
        return jobs.enqueue(JOB_KIND, {"token": upload.token, "by": upload.by}, created_by=upload.by)


def _choices(upload: Upload) -> Choices:
    choices = find_choices(upload)
    if choices is None:
        raise Conflict("Choose the columns first, then import the file.")
    return choices


@contextmanager
def _free_again_after_faults(upload: Upload) -> Iterator[None]:
    """What did not succeed may be tried again, with other columns."""
    try:
        yield
    except BaseException:
        (upload.place / "started").unlink(missing_ok=True)
        raise


def _plain_name(name: str) -> str:
    """The last part of a path, without characters that could disturb a page or a terminal."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[-LONGEST_NAME:] or "file"


def _is_older(path: Path, latest: float) -> bool:
    """False too where somebody has just deleted it."""
    try:
        return path.stat().st_mtime < latest
    except OSError:
        return False


def _owner_only(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, value: dict[str, Any]) -> None:
    """Whole or not at all."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with _owner_only(draft) as kept:
        kept.write(json.dumps(value, default=str).encode())
    draft.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except OSError:
        return None
    return found
